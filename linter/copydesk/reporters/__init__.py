"""Reporters: what was found, for one kind of reader each. A format has a module of its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec import Struct

from copydesk.document.article import Article
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import FileReport, Problem
from copydesk.rule.finding import Safety, Severity
from copydesk.rule.rule import Rule
from copydesk.text.source import Source

if TYPE_CHECKING:
    from copydesk.triage.decisions import SignOff

__all__ = ["BINARY", "FORMATS", "Count", "Reporter", "Run", "counts", "doubt", "reporter_for", "worst_first"]

_SURE = 0.9


class Run(Struct, frozen=True):
    """All that one run found.

    Attributes:
        files: the files checked, in order.
        problems: what went wrong.
        applied: how many fixes were made.
        statistics: whether only counts are wanted; formats that have no place for them pass it over.
        rules: every rule there is, by name.
        thresholds: by a file's path, the least severity that fails the run, or None if nothing does; by
            default warning.
        open: reads a file of `files` again: its articles, each with the source that it stands in; None where
            that cannot be done. It raises `CopydeskError` where the file cannot be read any more, or changed.
        sign_offs: by a file's path, who answers for it as it is; None where nobody was asked for that.
    """

    files: Sequence[FileReport]
    problems: Sequence[Problem] = ()
    applied: int = 0
    statistics: bool = False
    rules: Mapping[str, type[Rule[Any]]] = {}
    thresholds: Mapping[str, Severity | None] = {}
    open: Callable[[FileReport], Iterator[tuple[Source, Article]]] | None = None
    sign_offs: Mapping[str, SignOff | None] | None = None

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Every diagnostic, file by file."""
        return [d for file in self.files for d in file.diagnostics]

    @property
    def broken(self) -> list[Problem]:
        """The problems that fail the run."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic fails the run."""
        threshold = self.thresholds.get(diagnostic.path, Severity.WARNING)
        return threshold is not None and diagnostic.severity.rank >= threshold.rank


class Count(NamedTuple):
    """How many findings of a severity a rule has, and how many of them have a fix that can be applied."""

    rule: str
    severity: Severity
    findings: int
    fixable: int


def counts(diagnostics: Iterable[Diagnostic]) -> list[Count]:
    """The findings counted, the worst first, then the most."""
    found: dict[tuple[str, Severity], list[int]] = {}
    for d in diagnostics:
        count = found.setdefault((d.rule, d.severity), [0, 0])
        count[0] += 1
        count[1] += any(fix.safety is not Safety.DISPLAY for fix in d.fixes)
    made = (Count(*key, *count) for key, count in found.items())
    return sorted(made, key=lambda c: (-c.severity.rank, -c.findings, c.rule))


def worst_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by severity, then by confidence; equal ones stay in their order."""
    return sorted(diagnostics, key=lambda d: (-d.severity.rank, -d.confidence))


def doubt(diagnostic: Diagnostic) -> str:
    """A note for people that a finding may be wrong, or "" where it is as sure as most."""
    return "" if diagnostic.confidence >= _SURE else f"confidence {diagnostic.confidence:.2f}"


class Reporter(Protocol):
    """Writes a run in one format."""

    def __call__(self, run: Run, out: Any) -> None:
        """Write the report of a run, piece by piece; equal runs give equal reports.

        Args:
            run: what was found.
            out: a file of text, or of bytes for a format of `BINARY`.
        """


#: What several reporters share; every other module of this package is the reporter of the format of its name.
_SHARED = {"__init__", "text"}
#: The reporters' modules by format. Each has a function `report`.
FORMATS = {
    name.replace("_", "-"): f"{__name__}.{name}"
    for name, _, suffix in (file.partition(".") for file in sorted(os.listdir(__path__[0])))
    if suffix == "py" and name not in _SHARED
}
#: Those whose reports are no text: they are given a file of bytes, and write one file's findings.
BINARY = frozenset({"docx"})


def reporter_for(format: str) -> Reporter:  # noqa: A002
    """The reporter of a format; its module is imported on first use."""
    reporter: Reporter = import_module(FORMATS[format]).report
    return reporter
