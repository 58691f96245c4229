"""What an archive consists of: its files, and the articles of those that hold many."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from copydesk.audit.records import Item, Part
from copydesk.engine import Linter, Opened, Problem
from copydesk.readers import EXPORTS, format_of
from copydesk.walk import collect

__all__ = ["items_of", "parts_of"]


def items_of(linter: Linter, sources: Sequence[str], problems: list[Problem]) -> Iterator[Item]:
    """The files of sources.

    Args:
        linter: its configuration says which files are excluded.
        sources: as given on the command line.
        problems: takes what is no source.
    """
    for source in sources:
        files, missing = collect(linter, [source])
        problems += missing
        for path, shown in files:
            try:
                stat = os.stat(path)
            except OSError:
                stamp, size = "", 0  # said when it is read
            else:
                stamp, size = f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}", stat.st_size
            yield Item(source, shown, os.path.abspath(path), stamp, size, format_of(shown) in EXPORTS)


def parts_of(item: Item, encoding: str | None) -> Iterator[Part]:
    """The articles of a file that holds many, in its order, one in memory at a time.

    Raises:
        SourceError: it cannot be read, from here on.
    """
    from pathlib import Path

    for source in Opened.at(Path(item.place), item.path, encoding):
        yield Part(source)
