"""The linter: sources checked under one command line, for commands, the fixer, tests and editors alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config, Selection, config_for, load_config, make_rules, with_data_rules
from copydesk.document.article import Article
from copydesk.errors import ConfigError, CopydeskError, SourceError, UsageError
from copydesk.lint.check import Check, Copies, RuleSet, Stop, read_articles, reader_options
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.placer import Placer
from copydesk.lint.report import FileReport, Problem, RuleResults
from copydesk.lint.verify import verify_fixes
from copydesk.readers import format_or_plain, reader_for
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.finding import Fix, Safety
from copydesk.rule.plugins import Registry, find_plugins, load_plugins
from copydesk.rule.resource import adopt, shared
from copydesk.rule.rule import Rule
from copydesk.system.limits import Limits
from copydesk.text.encodings import text_codec
from copydesk.text.source import Source, Tracking, unknown_encoding
from copydesk.text.span import LineIndex

__all__ = ["File", "Linter", "Settings", "placed_fix"]

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
        limits: how much time and memory a file may take.
    """

    selection: Selection = Selection()
    config: Path | None = None
    isolated: bool = False
    encoding: str | None = None
    tracking: Tracking | None = None
    limits: Limits = Limits()


def placed_fix(
    fix: Fix, diagnostic: Diagnostic, article: Article, source: Source, config: Config
) -> PlacedFix | None:
    """A person's own fix for a finding, placed in the source; None where markup stands in its way.

    Args:
        fix: with its edits in the article's text.
        diagnostic: of the finding.
        article: that it is in, as it was read from `source`.
        source: that is to be fixed.
        config: its settings.
    """
    reader = reader_for(source.format)
    placer = Placer(source, article, reader, LineIndex(source.text))
    possible = (placed for placed in placer.fixes([fix]) if source.accepts(list(placed.edits)))
    fixes = tuple(replace(placed, safety=Safety.UNSAFE) for placed in possible)
    (held,) = verify_fixes(
        [replace(diagnostic, fixes=fixes)], source, article, reader, reader_options(config)
    )
    return held.best_fix


class Linter:
    """Checks sources under one command line; holds the rules made for each configuration.

    Args:
        settings: what the command line says.
        registry: the rules there are; by default those of every installed pack.

    Raises:
        CopydeskError: the command line names an unknown rule or encoding, or its configuration is broken.
    """

    def __init__(self, settings: Settings | None = None, registry: Registry | None = None) -> None:
        self.settings = settings or Settings()
        self._registry = registry
        self._rule_sets: dict[int, tuple[Config, RuleSet]] = {}
        selection, encoding = self.settings.selection, self.settings.encoding
        if encoding is not None and text_codec(encoding) is None:
            raise UsageError(f"--encoding: {unknown_encoding(encoding)}")
        base = None if self.settings.config is None else load_config(self.settings.config, named=True)
        for names in filter(None, (selection.select, selection.extend_select, selection.ignore)):
            self._known(names, base)
        if base is not None:
            self.rules_for(base)

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process, a linter with the same settings and what is open for the rules."""
        return _in_another_process, (self.settings, shared())

    @property
    def registry(self) -> Registry:
        """The rules there are; the packs are imported when it is first asked for.

        A pack that is broken is left out; each report says so.

        Raises:
            PluginError: the built-in pack is broken, or there is none.
        """
        if self._registry is None:
            self._registry = load_plugins(find_plugins(), tolerant=True)
        return self._registry

    def _known(self, names: Sequence[str], config: Config | None) -> frozenset[str]:
        """The rules that names of the command line stand for, a configuration's own among them."""
        if config is None and any(name not in self.registry.rules for name in names):
            with suppress(ConfigError):  # said of the files that it is for
                config = self.config_for(Path("article"))
        return self.registry_for(config or Config()).expand(names)

    def registry_for(self, config: Config) -> Registry:
        """The rules there are under a configuration, its own among them."""
        return with_data_rules(self.registry, config)

    @property
    def known(self) -> Registry:
        """The rules there are: of the packs, of this folder's configuration, and of those used so far."""
        configs = [config for config, _ in self._rule_sets.values()]
        with suppress(ConfigError):  # said of the files that it is for
            configs.append(self.config_for(Path("article")))
        rules, packs = dict(self.registry.rules), dict(self.registry.packs)
        for config in configs:
            if config.patterns or config.styles:
                registry = self.registry_for(config)
                rules, packs = rules | dict(registry.rules), packs | dict(registry.packs)
        return replace(self.registry, rules=rules, packs=packs)

    @cached_property
    def named(self) -> frozenset[str]:
        """The rules that the command line asks for by their names or their groups'; "all" names none."""
        selection = self.settings.selection
        names = (*(selection.select or ()), *selection.extend_select)
        base = None if self.settings.config is None else load_config(self.settings.config, named=True)
        return self._known(tuple(name for name in names if name != "all"), base)

    @property
    def has_deep(self) -> bool:
        """Whether a deep level of rules is installed."""
        return self.registry.has_deep

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
        return self._rule_set(config).rules

    def _rule_set(self, config: Config) -> RuleSet:
        known = self._rule_sets.get(id(config))
        if known is None:
            if len(self._rule_sets) >= _KEPT:
                del self._rule_sets[next(iter(self._rule_sets))]
            rules = make_rules(self.registry, config, self.settings.selection)
            rule_set = RuleSet(rules, self.registry_for(config), self.named)
            known = self._rule_sets[id(config)] = config, rule_set
        return known[1]

    def prepare(self, paths: Iterable[Path]) -> None:
        """Open what the rules that run for some files hold for a run, before other processes start."""
        preparing = {name for name, rule in self.registry.rules.items() if rule.prepare is not Rule.prepare}
        for rule in self.rules_of(paths) if preparing else ():
            if rule.meta.name in preparing:
                with suppress(Exception):  # said when a file is checked
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
        stop: Stop | None = None,
        articles: Iterable[Article] | None = None,
    ) -> FileReport:
        """Check a source; places in the report count from the beginning of its text.

        Args:
            source: the decoded bytes.
            config: its configuration; by default that of the file it is named after.
            stop: asked before each rule whether to give up.
            articles: of the source, where they are read already.

        Returns:
            The diagnostics in the order of the source. A rule that raises is a problem in the
            report, and all other rules' findings are there.

        Raises:
            StoppedError: `stop` said so.
        """
        config = config or self.config_for(Path(source.path))
        try:
            rule_set = self._rule_set(config)
            check = Check(source, config, rule_set, stop)
        except ConfigError as error:
            problem = Problem(None, str(error))
            return FileReport(source.path, source.format, "", 0, 0, (), (problem,))
        for article in check.read(articles):
            check.finish(article, check.run_rules(article))
        report = check.report()
        broken = tuple(Problem(None, message) for message in rule_set.registry.broken)
        return replace(report, problems=(*broken, *report.problems)) if broken else report

    def compare(
        self, source: Source, config: Config, results: Iterator[RuleResults], copies: Copies
    ) -> FileReport:
        """The report on a source that was checked, with what comparing articles shows; no rule runs again.

        Args:
            source: as it was checked.
            config: its configuration.
            results: of the check, from the first article of the source on.
            copies: what of it stands in other articles of the run.
        """
        check = Check(source, config, self._rule_set(config))
        for article in check.read():
            compared = check.compare(article, next(results), copies.get(article.id, {}))
            check.finish(article, compared)
        return check.report()


def _in_another_process(settings: Settings, resources: Any) -> Linter:
    adopt(resources)
    return Linter(settings)
