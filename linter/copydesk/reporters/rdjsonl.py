"""reviewdog's Diagnostic Format, an object a line; see `copydesk.reporters.rdjson`."""

from __future__ import annotations

from typing import TextIO

from copydesk.reporters import Run
from copydesk.reporters.rdjson import SOURCE, diagnostics
from copydesk.reporters.text import to_json

__all__ = ["report"]


def report(run: Run, out: TextIO) -> None:
    """Write a line a problem and a line a finding."""
    for diagnostic in diagnostics(run):
        out.write(to_json({"source": SOURCE, **diagnostic}) + "\n")
