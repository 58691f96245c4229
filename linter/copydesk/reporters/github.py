"""Annotations for GitHub Actions: a workflow command a finding, the worst ten; the others go into the log.

GitHub keeps ten annotations of a kind a step and fifty a job (actions/toolkit, docs/problem-matchers.md), and
drops the rest without a word. Columns are left out where the end is on another line: the runner refuses them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import Problem
from copydesk.reporters import Run, doubt, worst_first
from copydesk.reporters.concise import line_of
from copydesk.reporters.text import in_line, slashed, visible
from copydesk.rule.finding import Severity

__all__ = ["report"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}
_MOST = 10
_MOST_FILES = 5


def report(run: Run, out: TextIO) -> None:
    """Write the commands: what went wrong, then the worst findings, then a notice of what is left."""
    found = worst_first(run.diagnostics)
    commands = [*map(_problem, run.problems[:_MOST])]
    # The notice of what is left needs a place of its own among the notices.
    most = _MOST - 1 if len(found) > _MOST and found[0].severity is Severity.SUGGESTION else _MOST
    shown = found[: max(0, most - len(commands))]
    for command in (*commands, *map(_finding, shown)):
        out.write(command + "\n")
    if left := found[len(shown) :]:
        for line in _left(left):
            out.write(line + "\n")


def _problem(problem: Problem) -> str:
    file = f" file={_property(slashed(problem.path))}" if problem.path else ""
    return f"::{_LEVELS[problem.severity]}{file}::{_data(problem.message)}"


def _finding(d: Diagnostic) -> str:
    properties = f"file={_property(slashed(d.path))}"
    if d.line:
        properties += f",line={d.line},endLine={d.end_line}"
    if d.line and d.line == d.end_line:
        properties += f",col={d.column},endColumn={d.end_column}"
    message = f"{in_line(d.located)} ({note})" if (note := doubt(d)) else in_line(d.located)
    if d.best_fix:
        message += f"\n{in_line(d.best_fix.title)}"
    return f"::{_LEVELS[d.severity]} {properties},title={_property(f'copydesk: {d.rule}')}::{_data(message)}"


def _left(left: list[Diagnostic]) -> Iterator[str]:
    """How many are left and where, and then each of them in a folded part of the log."""
    files = Counter(d.path for d in left)
    where = [f"{visible(path)} ({n:,})" for path, n in files.most_common(_MOST_FILES)]
    if len(files) > _MOST_FILES:
        where.append(f"{len(files) - _MOST_FILES:,} more files")
    many = f"{len(left):,} more finding{'s' if len(left) > 1 else ''}"
    told = f"{many}, listed in the log of this step: {', '.join(where)}"
    yield f"::notice title=copydesk::{_data(told)}"
    yield f"::group::{many}"
    yield from map(line_of, left)
    yield "::endgroup::"


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
