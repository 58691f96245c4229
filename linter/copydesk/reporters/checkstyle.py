"""Checkstyle's XML, which Jenkins, reviewdog and many editors read. Columns are in code points, from 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from copydesk._version import __version__
from copydesk.lint.report import Problem
from copydesk.reporters import Run, doubt
from copydesk.reporters.text import in_line, xml
from copydesk.rule.finding import Severity

__all__ = ["report"]

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "info"}


def report(run: Run, out: TextIO) -> None:
    """Write a `file` element a file that something is to be said of, an `error` element a finding."""
    problems: dict[str, list[Problem]] = {}
    for problem in run.problems:
        problems.setdefault(problem.path or "", []).append(problem)
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="copydesk {__version__}">\n')
    for file in run.files:
        broken = problems.pop(file.path, [])
        if not file.diagnostics and not broken:
            continue
        out.write(f'<file name="{xml(file.path)}">\n')
        _write(out, broken)
        for d in file.diagnostics:
            message = f"{d.located} ({note})" if (note := doubt(d)) else d.located
            place = f'line="{d.line}" column="{d.column}"' if d.line else 'line="1"'
            out.write(
                f'<error {place} severity="{_SEVERITIES[d.severity]}" '
                f'message="{xml(in_line(message))}" source="copydesk.{xml(d.group)}.{xml(d.rule)}"/>\n'
            )
        out.write("</file>\n")
    for path, broken in problems.items():
        out.write(f'<file name="{xml(path)}">\n')
        _write(out, broken)
        out.write("</file>\n")
    out.write("</checkstyle>\n")


def _write(out: TextIO, problems: Iterable[Problem]) -> None:
    for problem in problems:
        message = xml(in_line(problem.message))
        severity = _SEVERITIES[problem.severity]
        out.write(f'<error line="1" severity="{severity}" message="{message}" source="copydesk"/>\n')
