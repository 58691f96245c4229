"""The check: one source on its way to a report, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.document.article import Article, Directive
from copydesk.document.language import with_languages
from copydesk.errors import (
    FINAL,
    CopydeskError,
    RuleError,
    SourceError,
    StoppedError,
    UnavailableError,
    crash_of,
)
from copydesk.lint.diagnostic import Diagnostic, PlacedPassage, Suppressed, Suppressor
from copydesk.lint.ignore_comments import Suppressions
from copydesk.lint.placer import Placer
from copydesk.lint.precedence import resolve_conflicts
from copydesk.lint.repeats import group_repeats
from copydesk.lint.report import ArticleSummary, FileReport, Problem, RuleResults
from copydesk.lint.verify import verify_fixes
from copydesk.readers import ReaderOptions, reader_for
from copydesk.rule.finding import Elsewhere, Finding, Severity
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import Passage, Rule, UnusedDirective
from copydesk.text.source import Source, digest_of
from copydesk.text.span import LineIndex, Span

__all__ = ["Check", "Copies", "RuleSet", "Stop", "read_articles", "reader_options"]

#: Asked now and then whether to give up.
Stop = Callable[[], bool]
#: By an article's id: what of it stands in others too, by the passage's key, and where.
Copies = Mapping[str | None, Mapping[int, tuple[Elsewhere, ...]]]


def reader_options(config: Config) -> ReaderOptions:
    """What a configuration tells a reader."""
    return ReaderOptions(article=config.article_selector)


def read_articles(source: Source, config: Config) -> Iterator[Article]:
    """The articles of a source, with their languages.

    Raises:
        SourceError: the reader crashed over it, from here on.
    """
    try:
        for article in reader_for(source.format).read(source, reader_options(config)):
            yield with_languages(article, config.language)
    except (*FINAL, CopydeskError):
        raise
    except BaseException as error:
        raise SourceError(source.path, f"the {source.format} reader crashed: {crash_of(error)}") from None


class RuleSet(Struct, frozen=True, dict=True):
    """The rules that run.

    Attributes:
        registry: every rule there is, whether it runs or not.
        named: the names of those that somebody asked for by name: one that is unavailable is an error then.
    """

    rules: Sequence[Rule[Any]]
    registry: Registry
    named: frozenset[str] = frozenset()

    @cached_property
    def comparing(self) -> frozenset[str]:
        """The names of those that compare the articles of a run."""
        return frozenset(rule.meta.name for rule in self.rules if rule.across())

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """The group of each."""
        return {rule.meta.name: rule.meta.group for rule in self.rules}

    @cached_property
    def thresholds(self) -> Mapping[str, float]:
        """The least confidence of a finding of each."""
        return {rule.meta.name: rule.min_confidence for rule in self.rules}


class _Resolved(Struct, frozen=True):
    """The findings of an article that are reported, and those that a comment in it suppresses."""

    reported: Sequence[Finding]
    ignored: Sequence[tuple[Finding, Directive]] = ()


class Check:
    """The check of a source: each of its articles goes through `run_rules` or `compare`, then `finish`.

    Args:
        source: the decoded bytes.
        config: its configuration.
        rules: that run under it.
        stop: asked before each rule whether to give up; then a `StoppedError` is raised.
    """

    def __init__(self, source: Source, config: Config, rules: RuleSet, stop: Stop | None = None) -> None:
        self._source, self._config, self._rules, self._stop = source, config, rules, stop
        self._reader = reader_for(source.format)
        self._lines: LineIndex | None = None
        self._about: list[ArticleSummary] = []
        self._problems: list[Problem] = []
        self._diagnostics: list[Diagnostic] = []
        self._suppressed: list[Suppressed] = []
        self._passages: list[PlacedPassage] = []
        self._results: list[RuleResults] = []

    def read(self, articles: Iterable[Article] | None = None) -> Iterator[Article]:
        """The articles of the source as far as its reader gets, unless they are given."""
        try:
            for article in read_articles(self._source, self._config) if articles is None else articles:
                self._about.append(ArticleSummary.of(article))
                self._problems += (
                    Problem(self._source.path, f"{article_prefix(article)}{note}", severity=Severity.WARNING)
                    for note in article.notes
                )
                yield article
        except SourceError as error:
            self._problems.append(Problem(self._source.path, error.message))

    def run_rules(self, article: Article) -> RuleResults:
        """What the rules find in an article, and what is to be looked for in others."""
        found: list[Finding] = []
        passages: list[Passage] = []
        ran: set[str] = set()
        for rule, view in self._running(article):
            try:
                found.extend(_sound(rule, view))
                if rule.meta.name in self._rules.comparing:
                    passages += rule.passages(view)
                elif view is article:  # else whether it finds anything is not known yet
                    ran.add(rule.meta.name)
            except FINAL:
                raise
            except BaseException as error:
                self._problems.append(self._failure(rule, article, error))
        if self._rules.comparing:
            self._results.append(RuleResults(tuple(found), frozenset(ran)))
        return RuleResults(tuple(found), frozenset(ran), tuple(passages))

    def compare(
        self, article: Article, results: RuleResults, copies: Mapping[int, tuple[Elsewhere, ...]]
    ) -> RuleResults:
        """The results for an article, with what only comparing it with others shows.

        Args:
            article: the same as the rules ran over.
            results: what they found.
            copies: what of it stands in others, by the passage's key.
        """
        found = list(results.findings)
        ran = set(results.ran)
        for rule, view in self._running(article):
            if rule.meta.name in self._rules.comparing:
                try:
                    found.extend(_sound(rule, view, copies))
                    if view is article:
                        ran.add(rule.meta.name)
                except FINAL:
                    raise
                except BaseException as error:
                    self._problems.append(self._failure(rule, article, error))
        return RuleResults(tuple(found), frozenset(ran))

    def finish(self, article: Article, results: RuleResults) -> None:
        """Take the results for an article into the report."""
        try:
            resolved = self._resolve_conflicts(article, results)
            if not resolved.reported and not resolved.ignored and not results.passages:
                return
            placed = self._place(article, resolved, results.passages)
            self._give_up_if_told()
            self._diagnostics += group_repeats(self._verified(article, placed))
        except FINAL:
            raise
        except BaseException as error:
            self._crashed(f"{article_prefix(article)}the findings have no place", error)

    def report(self) -> FileReport:
        """The report, when every article is finished."""
        source = self._source
        diagnostics = sorted(self._diagnostics, key=lambda d: (d.start, d.end, d.rule))
        named = (o for d in (*diagnostics, *(s.diagnostic for s in self._suppressed)) for o in d.offsets)
        return FileReport(
            source.path,
            source.format,
            source.encoding,
            sum(each.words for each in self._about),
            len(self._about),
            tuple(diagnostics),
            tuple(self._problems),
            tuple(self._suppressed),
            self._lines.positions(named) if self._lines else {},
            digest_of(source.data),
            tuple(self._passages),
            source.text.startswith("\ufeff"),
            tuple(self._about),
            tuple(self._results),
        )

    def _running(self, article: Article) -> Iterator[tuple[Rule[Any], Article]]:
        """The rules, each with what it is to see of an article."""
        for rule in self._rules.rules:
            self._give_up_if_told()
            yield rule, article.in_language(rule.meta.language) if rule.meta.language else article

    def _give_up_if_told(self) -> None:
        if self._stop and self._stop():
            raise StoppedError

    def _failure(self, rule: Rule[Any], article: Article, error: BaseException) -> Problem:
        name = rule.meta.name
        if isinstance(error, UnavailableError):
            is_grave = error.is_asked_for or name in self._rules.named
            severity = Severity.ERROR if is_grave else Severity.WARNING
            return Problem(None, f"{name}: {error}", name, severity)
        if isinstance(error, RuleError):
            return Problem(self._source.path, f"{name}: {error}", name)
        what = f"{article_prefix(article)}the rule {name} crashed: {crash_of(error)}"
        return Problem(self._source.path, what, name)

    def _crashed(self, what: str, error: BaseException) -> None:
        self._problems.append(Problem(self._source.path, f"{what}: {crash_of(error)}"))

    def _resolve_conflicts(self, article: Article, results: RuleResults) -> _Resolved:
        """What is reported: what no comment suppresses, is sure enough, and no other rule says better.

        A comment is in use whatever else holds of the finding.
        """
        found = sorted(results.findings, key=lambda f: (f.span, f.rule))
        if not article.directives:
            return _Resolved(self._strongest(found))
        suppressions = Suppressions(article, self._rules.registry, results.ran)
        spoken, ignored = suppressions.split(found)
        reported = self._strongest(spoken)
        if unused := suppressions.unused():
            more, also_ignored = suppressions.split(self._unused_comments(article, unused))
            reported += more
            ignored += also_ignored
        return _Resolved(reported, [pair for pair in ignored if self._is_sure(pair[0])])

    def _unused_comments(self, article: Article, unused: Sequence[UnusedDirective]) -> Iterator[Finding]:
        for rule in self._rules.rules:
            try:
                yield from rule.check_ignores(article, unused)
            except FINAL:
                raise
            except BaseException as error:
                self._problems.append(self._failure(rule, article, error))

    def _strongest(self, findings: Iterable[Finding]) -> list[Finding]:
        sure = list(filter(self._is_sure, findings))
        alone = self._rules.registry.standing_alone
        apart = [finding for finding in sure if finding.rule in alone] if alone else []
        others = [finding for finding in sure if finding.rule not in alone] if apart else sure
        kept = resolve_conflicts(others, self._rules.registry.precedence)
        return sorted((*apart, *kept), key=lambda f: (f.span, f.rule)) if apart else kept

    def _is_sure(self, finding: Finding) -> bool:
        return finding.confidence >= self._rules.thresholds[finding.rule]

    def _place(self, article: Article, resolved: _Resolved, passages: Sequence[Passage]) -> list[Diagnostic]:
        """The findings with their places; suppressed ones and passages go into the report as they are."""
        if self._lines is None and self._source.package is None:
            self._lines = LineIndex(self._source.text)
        placer = Placer(self._source, article, self._reader, self._lines)
        self._passages += map(placer.passage, passages)
        for finding, directive in resolved.ignored:
            for diagnostic in self._placed(placer, article, finding):
                self._suppressed.append(Suppressed(diagnostic, Suppressor.COMMENT, directive.reason))
        return [d for finding in resolved.reported for d in self._placed(placer, article, finding)]

    def _placed(self, placer: Placer, article: Article, finding: Finding) -> Iterator[Diagnostic]:
        """A finding with its place; nothing where the place or a fix of it makes no sense."""
        try:
            yield placer.place(finding, self._rules.groups[finding.rule])
        except FINAL:
            raise
        except BaseException as error:
            self._crashed(f"{article_prefix(article)}a finding of {finding.rule} has no place", error)

    def _verified(self, article: Article, placed: list[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics with the fixes that hold; with none, where these cannot even be tried."""
        try:
            return verify_fixes(placed, self._source, article, self._reader, reader_options(self._config))
        except FINAL:
            raise
        except BaseException as error:
            self._crashed(f"{article_prefix(article)}the fixes cannot be tried", error)
            return [replace(diagnostic, fixes=()) for diagnostic in placed]


def _sound(
    rule: Rule[Any], view: Article, copies: Mapping[int, tuple[Elsewhere, ...]] | None = None
) -> Iterator[Finding]:
    """What a rule finds; what is no finding in the article is the rule's mistake."""
    for finding in rule.check(view) if copies is None else rule.check_across(view, copies):
        if not isinstance(finding, Finding) or finding.rule != rule.meta.name:
            raise TypeError(f"not a finding of its own: {finding!r}")
        edits = [edit for fix in finding.fixes for edit in fix.edits]
        for span in (finding.span, *(edit.span for edit in edits if not edit.in_source)):
            if not isinstance(span, Span) or not 0 <= span.start <= span.end <= len(view.text):
                raise ValueError(f"not a place in the article: {span!r}")
        yield finding


def article_prefix(article: Article) -> str:
    """What a message about an article of an export begins with; "" where the file is the article."""
    if article.id is None:
        return ""
    return (
        f"{article.id} (“{' '.join(article.title.split())[:80]}”): " if article.title else f"{article.id}: "
    )
