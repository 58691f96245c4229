"""Which files to check: those named, and in folders those that hold articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from copydesk.errors import UsageError
from copydesk.readers import format_of

__all__ = ["find_files"]


def find_files(paths: Sequence[str], excluded: Callable[[Path], bool]) -> Iterator[tuple[Path, str]]:
    """The files to check and how to name them, each once, in a stable order.

    A folder is walked as git sees it: what .gitignore names, hidden files and files of formats
    that copydesk does not read are left out. A file that is named is checked whatever it is.

    Args:
        paths: files and folders, as given on the command line.
        excluded: whether the configuration excludes a file found in a folder.

    Raises:
        UsageError: a path does not exist, or a folder has no articles in it.
    """
    seen: set[Path] = set()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found = [(p, s) for p, s in _walk(path) if not excluded(p)]
            if not found:
                raise UsageError(f"{name}: no articles in this folder (.txt, .md, .html)")
        elif path.exists():
            found = [(path, name)]
        else:
            raise UsageError(f"{name}: no such file or folder")
        for file, shown in found:
            real = file.absolute()
            if real not in seen:
                seen.add(real)
                yield file, shown


def _walk(folder: Path) -> list[tuple[Path, str]]:
    from ignore import WalkBuilder

    walk = WalkBuilder(folder).require_git(False).git_global(False).build()
    found = [entry.path() for entry in walk]
    files = [p for p in found if format_of(p.name) and p.is_file()]
    return sorted(((p, os.fspath(p)) for p in files), key=lambda pair: pair[1])
