"""Standard input as a source."""

from __future__ import annotations

import sys
from pathlib import Path

from copydesk.readers import format_or_plain
from copydesk.readers.source_reader import SourceReader

__all__ = ["read_stdin", "stdin_path"]


def stdin_path(name: str | None) -> Path:
    """The path whose configuration holds for standard input; `name` is what it is to be taken for."""
    return Path(name or "stdin.txt")


def read_stdin(name: str | None, encoding: str | None) -> SourceReader:
    """Standard input as a file that is being read."""
    return SourceReader(sys.stdin.buffer, name or "<stdin>", format_or_plain(name or ""), encoding)
