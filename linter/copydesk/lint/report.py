"""The report: what was found in a file, or in one source of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from copydesk.document.article import Article
from copydesk.document.metadata import Metadata
from copydesk.lint.diagnostic import Diagnostic, PlacedPassage, Suppressed, moved
from copydesk.rule.finding import Finding, Severity
from copydesk.rule.rule import Passage
from copydesk.text.source import Source
from copydesk.text.span import Position

__all__ = ["ArticleSummary", "FileReport", "Problem", "ReportMerger", "RuleResults", "merge_reports"]


class Problem(Struct, frozen=True):
    """Something that went wrong.

    Attributes:
        path: the file that it went wrong with; None for the run.
        rule: the rule that crashed, if one did.
        severity: an error fails the run; a warning does not, as nobody asked for what is missing by name.
    """

    path: str | None
    message: str
    rule: str | None = None
    severity: Severity = Severity.ERROR


class ArticleSummary(Metadata, frozen=True):
    """What is known of an article that was checked, and how many words it has."""

    words: int

    @classmethod
    def of(cls, article: Article) -> Self:
        """What is known of an article."""
        return cls(article.word_count, **article.fields())


class RuleResults(Struct, frozen=True):
    """What rules found in an article, before anything is decided about it.

    Attributes:
        ran: the names of the rules that ran over the whole article.
        passages: what is to be looked for in other articles.
    """

    findings: tuple[Finding, ...]
    ran: frozenset[str]
    passages: tuple[Passage, ...] = ()


class FileReport(Struct, frozen=True):
    """What was found in one file, or in one source of it.

    Attributes:
        diagnostics: in the order of the source.
        suppressed: findings that a comment or the baseline keeps back.
        positions: of every offset that a diagnostic names, suppressed or not.
        digest: of the file's bytes; see `copydesk.text.source.digest_of`.
        passages: what is to be looked for in the other articles of the run.
        about: the articles, in the order of the file.
        bom: whether the file begins with a byte order mark, which is a code point of its first line here.
        results: where articles are to be compared, what the rules found in each, for `Linter.compare`.
    """

    path: str
    format: str
    encoding: str
    words: int
    articles: int
    diagnostics: tuple[Diagnostic, ...]
    problems: tuple[Problem, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    positions: Mapping[int, Position] = {}
    digest: str = ""
    passages: tuple[PlacedPassage, ...] = ()
    bom: bool = False
    about: tuple[ArticleSummary, ...] = ()
    results: tuple[RuleResults, ...] = ()


class ReportMerger:
    """The report of a file, gathered from those of its sources; nothing else of these is kept."""

    def __init__(self) -> None:
        self._first: FileReport | None = None
        self._words = self._articles = 0
        self._diagnostics: list[Diagnostic] = []
        self._problems: dict[Problem, None] = {}
        self._suppressed: list[Suppressed] = []
        self._positions: dict[int, Position] = {}
        self._passages: list[PlacedPassage] = []
        self._about: list[ArticleSummary] = []
        self._results: list[RuleResults] = []

    def __bool__(self) -> bool:
        return self._first is not None

    def add(self, source: Source, report: FileReport) -> None:
        """Add the next source, by its report."""
        report = _in_file(source, report)
        if self._first is None:
            self._first = report
        self._words += report.words
        self._articles += report.articles
        self._diagnostics += report.diagnostics
        self._problems |= dict.fromkeys(report.problems)
        self._suppressed += report.suppressed
        self._positions.update(report.positions)
        self._passages += report.passages
        self._about += report.about
        self._results += report.results

    def finish(self, digest: str) -> FileReport:
        """The report of the file, when one source at least was added; `digest` is of its bytes."""
        assert self._first is not None
        return replace(
            self._first,
            words=self._words,
            articles=self._articles,
            diagnostics=tuple(self._diagnostics),
            problems=tuple(self._problems),
            suppressed=tuple(self._suppressed),
            positions=self._positions,
            digest=digest,
            passages=tuple(self._passages),
            about=tuple(self._about),
            results=tuple(self._results),
        )


def merge_reports(parts: Iterable[tuple[Source, FileReport]], digest: str) -> FileReport:
    """The report of a file by those of its sources.

    Args:
        parts: each source with its report, in the order of the file; there is one at least.
        digest: of the file's bytes.
    """
    merger = ReportMerger()
    for source, report in parts:
        merger.add(source, report)
    return merger.finish(digest)


def _in_file(source: Source, report: FileReport) -> FileReport:
    """The report of a source with the places that they have in its file."""
    if not source.start:
        return report
    by = source.start
    return replace(
        report,
        diagnostics=tuple(moved(d, source) for d in report.diagnostics),
        suppressed=tuple(replace(s, diagnostic=moved(s.diagnostic, source)) for s in report.suppressed),
        positions={at + by: position.moved(source.at) for at, position in report.positions.items()},
        passages=tuple(
            replace(p, start=p.start + by, end=p.end + by, line=p.line and p.line + source.at.line - 1)
            for p in report.passages
        ),
    )
