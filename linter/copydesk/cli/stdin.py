"""Standard input as a source."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from copydesk.errors import UsageError
from copydesk.readers import format_or_plain
from copydesk.readers.source_reader import SourceReader

__all__ = ["open_stdin", "read_stdin", "stdin_path"]


def stdin_path(name: str | None) -> Path:
    """The path whose configuration holds for standard input; `name` is what it is to be taken for."""
    return Path(name or "stdin.txt")


def open_stdin() -> BinaryIO:
    """The bytes of standard input.

    Raises:
        UsageError: it is closed.
    """
    if sys.stdin is None:
        raise UsageError("standard input is closed: there is nothing to read")
    return sys.stdin.buffer


def read_stdin(name: str | None, encoding: str | None) -> SourceReader:
    """Standard input as a file that is being read."""
    return SourceReader(open_stdin(), name or "<stdin>", format_or_plain(name or ""), encoding)
