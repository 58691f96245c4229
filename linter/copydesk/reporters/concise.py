"""The concise format: `path:line:column rule message`, or `path:paragraph 4 rule message` in a Word file."""

from __future__ import annotations

from typing import TextIO

from copydesk.lint.diagnostic import Diagnostic
from copydesk.reporters import Run, counts
from copydesk.reporters.text import in_line, inert, visible

__all__ = ["line_of", "report"]


def report(run: Run, out: TextIO) -> None:
    """Write a line a finding; with `statistics` a line a rule: how many, and its name."""
    if run.statistics:
        for count in counts(run.diagnostics):
            out.write(f"{count.findings} {count.rule}\n")
        return
    for d in run.diagnostics:
        out.write(f"{line_of(d)}\n")


def line_of(d: Diagnostic) -> str:
    """A finding on one line."""
    place = f"{d.path}:{d.article}" if d.article else d.path
    return inert(f"{visible(place)}:{d.place} {d.rule} {in_line(d.message)}")
