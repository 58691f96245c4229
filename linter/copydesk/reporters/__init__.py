"""Reporters: what was found, for one kind of reader each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, TextIO

from msgspec import Struct

from copydesk.article import Article
from copydesk.diagnostic import Diagnostic
from copydesk.engine import FileReport, Problem
from copydesk.rule import Rule
from copydesk.source import Source

__all__ = ["FORMATS", "Reporter", "Run", "doubt", "reporter_for"]

_SURE = 0.9


class Run(Struct, frozen=True):
    """All that one run found.

    Attributes:
        files: the files checked, in order.
        problems: what went wrong.
        applied: how many fixes were made.
        statistics: whether only counts are wanted.
        rules: every rule there is, by name.
        open: reads a file of `files` again, by its path there; None where that cannot be done. It raises
            `CopydeskError` where the file cannot be read any more.
    """

    files: Sequence[FileReport]
    problems: Sequence[Problem] = ()
    applied: int = 0
    statistics: bool = False
    rules: Mapping[str, type[Rule[Any]]] = {}
    open: Callable[[str], tuple[Source, Iterator[Article]]] | None = None

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Every diagnostic, file by file."""
        return [d for file in self.files for d in file.diagnostics]


def doubt(diagnostic: Diagnostic) -> str:
    """A note for people that a finding may be wrong, or "" where it is as sure as most."""
    return "" if diagnostic.confidence >= _SURE else f"confidence {diagnostic.confidence:.2f}"


class Reporter(Protocol):
    """Writes a run in one format."""

    def __call__(self, run: Run, out: TextIO) -> None:
        """Write the report of a run."""


#: The reporters' modules by format. Each has a function `report`.
FORMATS = {
    "full": "copydesk.reporters.full",
    "concise": "copydesk.reporters.concise",
    "json": "copydesk.reporters.json",
    "github": "copydesk.reporters.github",
    "html": "copydesk.reporters.html",
}


def reporter_for(format: str) -> Reporter:  # noqa: A002
    """The reporter of a format; its module is imported on first use."""
    reporter: Reporter = import_module(FORMATS[format]).report
    return reporter
