"""The one way through: a source in, its diagnostics out.

`lint_source` is the door for the command line, the fixer, the tests and every editor.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config, Selection, config_for, load_config, make_rules
from copydesk.document.article import Article, Directive
from copydesk.document.language import with_languages
from copydesk.errors import (
    ConfigError,
    CopydeskError,
    RuleError,
    SourceError,
    StoppedError,
    UnavailableError,
)
from copydesk.lint.diagnostic import Diagnostic, PlacedFix, PlacedPassage, Suppressed, Suppressor
from copydesk.lint.ignore_comments import Suppressions
from copydesk.lint.placer import Placer
from copydesk.lint.precedence import settled
from copydesk.lint.repeats import folded
from copydesk.lint.report import ArticleSummary, FileReport, Problem
from copydesk.lint.verify import verify_fixes
from copydesk.readers import ReaderOptions, format_or_plain, reader_for
from copydesk.readers.open import SourceReader
from copydesk.rule.finding import Elsewhere, Finding, Fix, Safety, Severity
from copydesk.rule.plugins import Registry, find_plugins, load_plugins
from copydesk.rule.rule import Passage, Rule
from copydesk.text.source import Source, Tracking, digest_of
from copydesk.text.span import LineIndex

__all__ = [
    "Copies",
    "File",
    "Linter",
    "Settings",
    "placed_fix",
    "read_articles",
]

Rules = Sequence[Rule[Any]]
#: A file, and the name to report it by.
File = tuple[Path, str]

#: The configurations whose rules a linter keeps; an editor makes new ones whenever a file of theirs changes.
_KEPT = 256


class Settings(Struct, frozen=True):
    """What the command line says, for all files alike.

    Attributes:
        selection: the rules to run.
        config: a configuration file that is used for every file, whatever stands beside it.
        isolated: use no configuration file at all.
        encoding: the encoding of files without a byte order mark.
        tracking: fixes are tracked changes, where a file can have these.
    """

    selection: Selection = Selection()
    config: Path | None = None
    isolated: bool = False
    encoding: str | None = None
    tracking: Tracking | None = None


#: By an article's id: what of it stands in others too, by the passage's key, and where.
Copies = Mapping[str | None, Mapping[int, tuple[Elsewhere, ...]]]


def read_articles(source: Source, config: Config) -> Iterator[Article]:
    """The articles of a source, with their languages."""
    for article in reader_for(source.format).read(source, _options(config)):
        yield with_languages(article, config.language)


def placed_fix(
    fix: Fix, diagnostic: Diagnostic, article: Article, source: Source, config: Config
) -> PlacedFix | None:
    """A person's own fix for a finding, placed in the source; None where markup stands in its way.

    Args:
        fix: with its edits in the article's text.
        diagnostic: of the finding.
        article: that it is in, as it was read from `source`.
        source: that is to be mended.
        config: its settings.
    """
    reader = reader_for(source.format)
    placer = Placer(source, article, reader, LineIndex(source.text))
    fixes = tuple(replace(placed, safety=Safety.UNSAFE) for placed in placer.fixes([fix]))
    (held,) = verify_fixes([replace(diagnostic, fixes=fixes)], source, article, reader, _options(config))
    return held.best_fix


def _options(config: Config) -> ReaderOptions:
    return ReaderOptions(article=config.article_selector)


class Linter:
    """Checks sources under one command line; holds the rules made for each configuration.

    Args:
        settings: what the command line says.
        registry: the rules there are; by default those of every installed pack.

    Raises:
        CopydeskError: the command line names an unknown rule, or its configuration is broken.
    """

    def __init__(self, settings: Settings | None = None, registry: Registry | None = None) -> None:
        self.settings = settings or Settings()
        self._registry = registry
        self._rules: dict[int, tuple[Config, Rules]] = {}
        selection = self.settings.selection
        for names in filter(None, (selection.select, selection.extend_select, selection.ignore)):
            self.registry.expand(names)
        if self.settings.config is not None:
            self.rules_for(load_config(self.settings.config, named=True))

    @property
    def registry(self) -> Registry:
        """The rules there are; the packs are imported when it is first asked for.

        Raises:
            PluginError: a pack is broken.
        """
        if self._registry is None:
            self._registry = load_plugins(find_plugins())
        return self._registry

    @cached_property
    def named(self) -> frozenset[str]:
        """The rules that the command line asks for by their names or their groups'; "all" names none."""
        selection = self.settings.selection
        names = (*(selection.select or ()), *selection.extend_select)
        return self.registry.expand(tuple(name for name in names if name != "all"))

    @property
    def comparing(self) -> tuple[str, ...]:
        """The rules that compare the articles of a run."""
        return tuple(name for name, rule in self.registry.rules.items() if rule.across())

    def config_for(self, path: str | Path) -> Config:
        """The configuration of a file.

        Raises:
            ConfigError: the configuration file is broken.
        """
        return config_for(path, self.settings.config, self.settings.isolated)

    def rules_for(self, config: Config) -> Rules:
        """The rules that run under a configuration."""
        known = self._rules.get(id(config))
        if known is None:
            if len(self._rules) >= _KEPT:
                del self._rules[next(iter(self._rules))]
            known = self._rules[id(config)] = (
                config,
                make_rules(self.registry, config, self.settings.selection),
            )
        return known[1]

    def prepare(self, paths: Iterable[Path]) -> None:
        """Open what the rules that run for some files hold for a run, before other processes start."""
        preparing = {name for name, rule in self.registry.rules.items() if rule.prepare is not Rule.prepare}
        for rule in self.rules_of(paths) if preparing else ():
            if rule.meta.name in preparing:
                with suppress(UnavailableError):  # said when a file is checked
                    rule.prepare()

    def rules_of(self, paths: Iterable[Path]) -> list[Rule[Any]]:
        """The rules that run over any of some files; a file whose configuration is broken has none."""
        found: dict[int, Rule[Any]] = {}
        for path in paths:
            with suppress(CopydeskError):
                found |= {id(rule): rule for rule in self.rules_for(self.config_for(path))}
        return list(found.values())

    def open(self, path: Path, shown: str) -> tuple[SourceReader, Config]:
        """A file and its settings.

        Raises:
            CopydeskError: the file cannot be read, or its configuration is broken.
        """
        config = self.config_for(path)
        return SourceReader.at(path, shown, self.settings.encoding or config.encoding), config

    def read(self, path: Path, shown: str) -> Iterator[tuple[Source, Article]]:
        """The articles of a file, each with the source that it stands in.

        Raises:
            CopydeskError: the file cannot be read, or its configuration is broken.
        """
        opened, config = self.open(path, shown)
        for source in opened:
            for article in read_articles(source, config):
                yield source, article

    def unopened(self, shown: str, error: CopydeskError) -> FileReport:
        """The report of a file that could not be opened."""
        message = error.message if isinstance(error, SourceError) else str(error)
        where = None if isinstance(error, ConfigError) else shown
        return FileReport(shown, format_or_plain(shown), "", 0, 0, (), (Problem(where, message),))

    def lint_source(
        self,
        source: Source,
        config: Config | None = None,
        copies: Copies | None = None,
        stop: Callable[[], bool] | None = None,
        articles: Iterable[Article] | None = None,
    ) -> FileReport:
        """Check a source; places in the report count from the beginning of its text.

        Args:
            source: the decoded bytes.
            config: its configuration; by default that of the file it is named after.
            copies: what of it stands in other articles of the run, where that is known already; else the
                report has the passages to look for.
            stop: asked before each rule whether to give up.
            articles: of the source, where they are read already.

        Returns:
            The diagnostics in the order of the source. A rule that raises is a problem in the
            report, and all other rules' findings are there.

        Raises:
            StoppedError: `stop` said so.
        """
        if config is None:
            config = self.config_for(Path(source.path))
        try:
            rules = self.rules_for(config)
        except ConfigError as error:
            return FileReport(
                source.path, source.format, source.encoding, 0, 0, (), (Problem(None, str(error)),)
            )
        reader = reader_for(source.format)
        problems: list[Problem] = []
        diagnostics: list[Diagnostic] = []
        suppressed: list[Suppressed] = []
        passages: list[PlacedPassage] = []
        about: list[ArticleSummary] = []
        lines: LineIndex | None = None
        groups = {rule.meta.name: rule.meta.group for rule in rules}
        if articles is None:
            articles = _readable(read_articles(source, config), source, problems)
        for article in articles:
            about.append(ArticleSummary.of(article))
            problems += (
                Problem(source.path, f"{called(article)}{note}", severity=Severity.WARNING)
                for note in article.notes
            )
            here = None if copies is None else copies.get(article.id, {})
            findings, silenced, parts = _check(
                article, rules, self.registry, source.path, problems, here, stop, self.named
            )
            if not findings and not silenced and not parts:
                continue
            lines = lines or (LineIndex(source.text) if source.package is None else None)
            placer = Placer(source, article, reader, lines)
            passages += map(placer.passage, parts)
            placed = [placer.place(finding, groups[finding.rule]) for finding in findings]
            if stop and stop():
                raise StoppedError
            diagnostics += folded(verify_fixes(placed, source, article, reader, _options(config)))
            suppressed += (
                Suppressed(placer.place(finding, groups[finding.rule]), Suppressor.COMMENT, directive.reason)
                for finding, directive in silenced
            )
        diagnostics.sort(key=lambda d: (d.start, d.end, d.rule))
        named = (offset for d in (*diagnostics, *(s.diagnostic for s in suppressed)) for offset in d.offsets)
        return FileReport(
            source.path,
            source.format,
            source.encoding,
            sum(each.words for each in about),
            len(about),
            tuple(diagnostics),
            tuple(problems),
            tuple(suppressed),
            lines.positions(named) if lines else {},
            digest_of(source.data),
            tuple(passages),
            source.text.startswith("\ufeff"),
            tuple(about),
        )


def called(article: Article) -> str:
    """What a message about an article of an export begins with; "" where the file is the article."""
    if article.id is None:
        return ""
    return (
        f"{article.id} (“{' '.join(article.title.split())[:80]}”): " if article.title else f"{article.id}: "
    )


def _readable(articles: Iterator[Article], source: Source, problems: list[Problem]) -> Iterator[Article]:
    """The articles of a source as far as its reader gets."""
    try:
        yield from articles
    except Exception as error:
        what = f"the {source.format} reader crashed: {_described(error)}"
        problems.append(Problem(source.path, what))


def _check(
    article: Article,
    rules: Rules,
    registry: Registry,
    path: str,
    problems: list[Problem],
    copies: Mapping[int, tuple[Elsewhere, ...]] | None,
    stop: Callable[[], bool] | None,
    named: frozenset[str],
) -> tuple[list[Finding], list[tuple[Finding, Directive]], list[Passage]]:
    """What is to be reported of an article, what a comment in it keeps back, and what to look for in others.

    The first is what the rules find, less what the author told them to ignore (such comments are in use
    whatever else holds), what is not sure enough, and what another rule says better.
    """
    found: list[Finding] = []
    passages: list[Passage] = []
    ran: set[str] = set()
    for rule in rules:
        if stop and stop():
            raise StoppedError
        view = article.in_language(rule.meta.language) if rule.meta.language else article
        try:
            found += rule.check(view)
            if copies is not None:
                found += rule.check_across(view, copies)
            elif rule.across():
                passages += rule.passages(view)
                continue  # whether it finds anything is not known yet
        except UnavailableError as error:
            name = rule.meta.name
            severity = Severity.ERROR if name in named else Severity.WARNING
            problems.append(Problem(None, f"{name}: {error}", name, severity))
        except Exception as error:
            problems.append(_crash(rule, article, path, error))
        else:
            if view is article:
                ran.add(rule.meta.name)
    found.sort(key=lambda f: (f.span, f.rule))
    bars = {rule.meta.name: rule.min_confidence for rule in rules}

    def reported(findings: list[Finding]) -> list[Finding]:
        return settled([f for f in findings if f.confidence >= bars[f.rule]], registry.precedence)

    if not article.directives:
        return reported(found), [], passages
    suppressions = Suppressions(article, registry, ran)
    silenced: list[tuple[Finding, Directive]] = []

    def spoken(findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            if directive := suppressions.suppressing(finding):
                silenced.append((finding, directive))
            else:
                yield finding

    kept = reported(list(spoken(found)))
    unused = suppressions.unused()
    if unused:
        for rule in rules:
            try:
                kept += spoken(rule.check_ignores(article, unused))
            except Exception as error:
                problems.append(_crash(rule, article, path, error))
    silenced = [(finding, by) for finding, by in silenced if finding.confidence >= bars[finding.rule]]
    return kept, silenced, passages


def _crash(rule: Rule[Any], article: Article, path: str, error: Exception) -> Problem:
    name = rule.meta.name
    if isinstance(error, RuleError):
        return Problem(path, f"{name}: {error}", name)
    return Problem(path, f"{called(article)}the rule {name} crashed: {_described(error)}", name)


def _described(error: Exception) -> str:
    """What was raised and where, on one line."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = f" ({os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}{at}"
