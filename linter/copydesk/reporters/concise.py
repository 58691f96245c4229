"""A finding a line: `path:line:column rule message`."""

from __future__ import annotations

from typing import TextIO

from copydesk.reporters import Run

__all__ = ["report"]


def report(run: Run, out: TextIO) -> None:
    """Write a line a finding."""
    for d in run.diagnostics:
        place = f"{d.path}:{d.article}" if d.article else d.path
        out.write(f"{place}:{d.line}:{d.column} {d.rule} {' '.join(d.message.split())}\n")
