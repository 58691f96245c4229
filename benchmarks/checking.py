"""Checks many sources in one pool of processes, for the measures."""

from __future__ import annotations

import contextlib
import io
import os
import pathlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from copydesk.config import DEFAULT_CONFIDENCE, Config, Selection
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport, merge_reports
from copydesk.readers import format_of
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.finding import Safety, Severity
from copydesk.text.source import Source, decode


class Text(NamedTuple):
    """A source to check; `name` is of the form "articles/a.txt"."""

    name: str
    data: bytes


class Fixed(NamedTuple):
    """A fix as (start, end, text) edits, and whether it may be applied."""

    edits: tuple[tuple[int, int, str], ...]
    applies: bool


class Found(NamedTuple):
    """A finding: its places are its own and those of its repeats."""

    rule: str
    message: str
    confidence: float
    lines: tuple[int, int]
    places: tuple[tuple[int, int], ...]
    related: tuple[tuple[int, int], ...]
    fixes: tuple[Fixed, ...]

    @property
    def start(self) -> int:
        return self.places[0][0]

    @property
    def end(self) -> int:
        return self.places[0][1]


class Checked(NamedTuple):
    words: int
    found: tuple[Found, ...]
    problems: tuple[str, ...]


class Checker:
    """Checks, mends and reads sources with every default rule and no configuration.

    Args:
        jobs: how many processes.
        bar: the confidence that a finding must have.
    """

    def __init__(self, jobs: int = 0, bar: float = DEFAULT_CONFIDENCE) -> None:
        self._pool = ProcessPoolExecutor(jobs or os.cpu_count() or 1, initializer=_start, initargs=(bar,))
        self.problems: list[str] = []

    def check(self, texts: Sequence[Text]) -> list[Checked]:
        checked = list(self._pool.map(_check, texts, chunksize=_chunk(texts)))
        self.problems += [problem for one in checked for problem in one.problems]
        return checked

    def mend(self, texts: Sequence[Text]) -> list[str]:
        """The texts after all safe fixes of the rules on markup."""
        return list(self._pool.map(_mend, texts, chunksize=_chunk(texts)))

    def read(self, files: Sequence[pathlib.Path]) -> list[str]:
        """What `copydesk read --body` prints of files."""
        return list(self._pool.map(_read, map(os.fspath, files), chunksize=_chunk(files)))

    def close(self) -> None:
        self._pool.shutdown()


def _chunk(items: Sequence[object]) -> int:
    return max(1, min(100, len(items) // 40))


_linters: dict[str, Linter] = {}
_CONFIG = Config()


def _start(bar: float) -> None:
    _linters["all"] = Linter(Settings(Selection(min_confidence=bar), isolated=True))
    _linters["markup"] = Linter(Settings(Selection(select=("markup",)), isolated=True))


def _source(text: Text) -> Source:
    return decode(text.data, text.name, format_of(text.name) or "plain")


def _check(text: Text) -> Checked:
    opened = SourceReader(io.BytesIO(text.data), text.name, format_of(text.name) or "plain", None)
    report = merge_reports(((source, _linters["all"].lint_source(source, _CONFIG)) for source in opened), "")
    broken = (problem for problem in report.problems if problem.severity is Severity.ERROR)
    problems = tuple(f"{text.name}: {problem.message}" for problem in broken)
    return Checked(report.words, tuple(map(_found, report.diagnostics)), problems)


def _found(d: Diagnostic) -> Found:
    repeats = tuple((r.start, r.end) for r in d.related if r.repeat)
    return Found(
        d.rule,
        d.message,
        d.confidence,
        (d.line, d.end_line),
        ((d.start, d.end), *repeats),
        tuple((r.start, r.end) for r in d.related),
        tuple(map(_fixed, d.fixes)),
    )


def _fixed(fix: PlacedFix) -> Fixed:
    return Fixed(tuple((e.start, e.end, e.text) for e in fix.edits), fix.safety is not Safety.DISPLAY)


def _mend(text: Text) -> str:
    def lint(source: Source) -> FileReport:
        return _linters["markup"].lint_source(source, _CONFIG)

    return fix_source(_source(text), lint).source.text


def _read(file: str) -> str:
    from copydesk.cli.read import read

    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert read.callback is not None
        read.callback(file, "text", True, None, None, True)
    return out.getvalue()


def applied(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """A text with the edits of a fix made."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
