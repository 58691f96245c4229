"""Annotations for GitHub Actions: a workflow command a finding."""

from __future__ import annotations

from typing import TextIO

from copydesk.finding import Severity
from copydesk.reporters import Run, doubt

__all__ = ["report"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}


def report(run: Run, out: TextIO) -> None:
    """Write the commands, the worst finding first: GitHub shows only ten of a step."""
    for d in sorted(run.diagnostics, key=lambda d: -d.severity.rank):
        properties = f"file={_property(d.path)},line={d.line},endLine={d.end_line}"
        if d.line == d.end_line:
            properties += f",col={d.column},endColumn={d.end_column}"
        message = f"{d.message} ({note})" if (note := doubt(d)) else d.message
        if d.best_fix:
            message += f"\n{d.best_fix.title}"
        properties += f",title={_property(f'copydesk: {d.rule}')}"
        out.write(f"::{_LEVELS[d.severity]} {properties}::{_data(message)}\n")
    for problem in run.problems:
        file = f" file={_property(problem.path)}" if problem.path else ""
        out.write(f"::{_LEVELS[problem.severity]}{file}::{_data(problem.message)}\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
