"""Settings: what a configuration file may say, and what holds for a file when all of it is merged."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from copydesk.errors import ConfigError
from copydesk.patterns.table import PatternTable
from copydesk.rule.rule import House
from copydesk.vale import ValeStyles

__all__ = [
    "Config",
    "File",
    "HtmlConfig",
    "Layer",
    "Override",
    "Patterns",
    "Section",
    "Selection",
    "Share",
    "assembled",
]

FailOn = Literal["error", "warning", "suggestion", "never"]
#: For how many files it is kept which overrides name them; a run asks several times for each.
_KEPT = 20_000

#: A share from 0 to 1.
Share = Annotated[float, Meta(ge=0, le=1)]

Names = tuple[str, ...]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """What may be said of all files, and of some."""

    select: Annotated[
        Names | None, Meta(description="Only these rules or groups, instead of the defaults.")
    ] = None
    extend_select: Annotated[Names, Meta(description="These rules or groups as well.")] = ()
    ignore: Annotated[Names, Meta(description="All but these rules or groups.")] = ()
    min_confidence: Annotated[
        Share | None,
        Meta(description="Only findings that are at least this sure, from 0 to 1; 0.5 without it."),
    ] = None
    deep: Annotated[
        bool | None,
        Meta(
            description="Whether the rules that have a deep level ask it, which reads sentences with small "
            "language models; `copydesk[deep]` installs it."
        ),
    ] = None
    fail_on: Annotated[
        FailOn | None,
        Meta(description="The least severity at which a finding fails the check; warning without it."),
    ] = None
    language: Annotated[
        str | None, Meta(description="The language, where it should not be detected: en.")
    ] = None
    encoding: Annotated[str | None, Meta(description="The encoding of files without a byte order mark.")] = (
        None
    )
    rules: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="Options of rules, by name. A table does not switch its rule on."),
    ] = {}


class Override(Section, frozen=True, kw_only=True):
    """Other settings for some files."""

    files: Annotated[
        Names, Meta(description="Patterns as in .gitignore, relative to the file that has them.")
    ]


class HtmlConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """How HTML is read."""

    article: Annotated[
        str | None,
        Meta(description='A selector of the element that holds the article: "div.post-body", "#content".'),
    ] = None


class File(Section, frozen=True, kw_only=True):
    """A configuration file of copydesk."""

    extends: Annotated[
        str | Names,
        Meta(
            description="Files of the repository (house.toml) or installed packages (copydesk-house-style) "
            "to start from, later ones stronger than earlier ones."
        ),
    ] = ()
    exclude: Annotated[Names, Meta(description="Files never to check, as in .gitignore.")] = ()
    overrides: Annotated[
        tuple[Override, ...], Meta(description="Other settings for some files; later ones are stronger.")
    ] = ()
    house: Annotated[House, Meta(description="What the house knows to be right.")] = House()
    baseline: Annotated[
        str | None,
        Meta(description="The file of findings that are known and not reported, in the repository."),
    ] = None
    html: Annotated[HtmlConfig, Meta(description="How HTML is read.")] = HtmlConfig()
    pattern: Annotated[
        tuple[PatternTable, ...], Meta(description="Rules of the house's own: what to find, and what to say.")
    ] = ()


class Selection(Struct, frozen=True):
    """What the command line says of rules; it is stronger than any configuration file.

    Attributes:
        min_confidence: the bar for every rule, from 0 to 1.
        deep: whether rules ask their deep level; None leaves it to the configuration.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float | None = None
    deep: bool | None = None


#: So many patterns are compiled together.
_TOGETHER = 200


class Matcher(Protocol):
    """What names files."""

    def match(self, name: str) -> bool:
        """Whether it names a file, given by its absolute path."""


class Patterns(Struct, frozen=True):
    """Patterns as in .gitignore.

    Attributes:
        root: the folder that they are relative to, absolute.
        lines: the patterns.

    Raises:
        ConfigError: one is no pattern.
    """

    root: str
    lines: Names

    def __post_init__(self) -> None:
        if self.lines:
            _matchers(self.lines)

    def match(self, name: str) -> bool:
        """Whether they name a file, given by its absolute path."""
        if not self.lines or not name.startswith(root := os.path.join(self.root, "")):
            return False
        inside = name[len(root) :].replace(os.sep, "/")
        return any(matcher.match_file(inside) for matcher in _matchers(self.lines))


@lru_cache(maxsize=256)
def _matchers(lines: Names) -> tuple[Any, ...]:
    """What matches patterns: a file that one of them names is named.

    Raises:
        ConfigError: one is no pattern.
    """
    if any(line.startswith("!") for line in lines):  # each is about those before it
        return (_matcher(lines),)
    # To compile patterns together takes the square of their number.
    return tuple(_matcher(lines[at : at + _TOGETHER]) for at in range(0, len(lines), _TOGETHER))


def _matcher(lines: Names) -> Any:
    """What matches some patterns; see `_matchers`."""
    import warnings

    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # RE2 takes linear time whatever the pattern; `re` can take hours over a few stars.
            return GitIgnoreSpec.from_lines(lines, backend="re2")
    except Exception as error:  # pathspec, `re` and RE2 have an error each
        if len(lines) > 1:
            for line in lines:
                _matcher((line,))
            raise ConfigError(f"{len(lines):,} patterns, some with !, are too many to use together") from None
        shown = lines[0] if len(lines[0]) < 80 else f"{lines[0][:80]}…"
        raise ConfigError(f"the pattern {shown!r} cannot be used: {error}") from None


class StyleSource(Struct, frozen=True):
    """Where rules come from that are Vale's: what a report follows from, and what makes them.

    Attributes:
        path: of the `.vale.ini`.
        digest: of it and all its styles.
        sections: those of it that name the file, by their places.
    """

    path: str
    digest: str
    sections: tuple[int, ...] = ()


class Layer(Struct, frozen=True):
    """A configuration file as it was read.

    Attributes:
        path: the file.
        shown: its name, for errors.
        root: the folder that its patterns are relative to, absolute.
        trusted: whether it may say what a file of a repository may not; see `docs/trust.md`.
        file: what it says; files that options name are as they can be opened.
        baseline: the file that its key names.
        ledger: what the files have that `house.ledger` and `house.dictionary` name, and where the first is.
        styles: of Vale, where the file is a `.vale.ini`.
    """

    path: Path
    shown: str
    root: str
    trusted: bool
    file: File
    baseline: Path | None = None
    ledger: House = House()
    styles: ValeStyles | None = None

    def patterns(self, lines: Names) -> Patterns:
        """Patterns of this file.

        Raises:
            ConfigError: one is no pattern.
        """
        try:
            return Patterns(self.root, lines)
        except ConfigError as error:
            raise ConfigError(str(error), self.shown) from None

    @property
    def sections(self) -> tuple[Section, ...]:
        """What it says of all files, and of some."""
        return (self.file, *self.file.overrides)


class Config(Struct, frozen=True, dict=True):
    """The settings for some files.

    Attributes:
        path: the nearest configuration file, or None where there is none.
        root: its folder.
        exclude: of each file that it was laid together from.
        fail_on: the least severity that fails the check, or "never"; None for the default.
        baseline: the file of known findings.
        layers: the files that it was laid together from, the weakest first.
        scopes: the patterns of each override, after the places of its layer and of itself in that.
        patterns: rules that are data.
        styles: styles of Vale.
    """

    path: Path | None = None
    root: Path | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[Patterns, ...] = ()
    rules: dict[str, dict[str, Any]] = {}
    house: House = House()
    language: str | None = None
    encoding: str | None = None
    min_confidence: float | None = None
    deep: bool | None = None
    article_selector: str | None = None
    fail_on: FailOn | None = None
    baseline: Path | None = None
    layers: tuple[Layer, ...] = ()
    scopes: tuple[tuple[tuple[int, int], Matcher], ...] = ()
    patterns: tuple[PatternTable, ...] = ()
    styles: tuple[StyleSource, ...] = ()

    def for_file(self, path: str | Path) -> Config:
        """The settings for one file: this configuration with the overrides that name it."""
        if not self.scopes:
            return self
        name = os.path.abspath(path)
        known = self._files.get(name)
        if known is None:
            which = frozenset(at for at, patterns in self.scopes if patterns.match(name))
            if which not in self._variants:
                self._variants[which] = assembled(self.layers, which, self.path)
            if len(self._files) >= _KEPT:
                self._files.clear()
            known = self._files[name] = self._variants[which]
        return known

    @cached_property
    def _files(self) -> dict[str, Config]:
        """The settings of the files that were asked for last."""
        return {}

    @cached_property
    def _variants(self) -> dict[frozenset[tuple[int, int]], Config]:
        """The settings under each set of overrides that a file has had, so that equal ones are one."""
        return {frozenset(): self}

    def excludes(self, path: str | Path) -> bool:
        """Whether `exclude` names a file, or a rule has it for its data."""
        if not self.exclude and not self._data_files:
            return False
        name = os.path.abspath(path)
        return name in self._data_files or any(patterns.match(name) for patterns in self.exclude)

    @cached_property
    def _data_files(self) -> frozenset[str]:
        """The files that options name, and ledgers; in a folder of articles they are none."""
        named = [table["files"] for table in self.rules.values() if isinstance(table.get("files"), list)]
        ledgers = [layer.ledger.ledger for layer in self.layers]
        return frozenset(
            os.path.abspath(name) for names in (*named, ledgers) for name in names if isinstance(name, str)
        )

    @property
    def asks_deep(self) -> bool:
        """Whether it asks for a deep level, of all rules or of one."""
        return bool(self.deep) or any(table.get("deep") is True for table in self.rules.values())

    @cached_property
    def deepened(self) -> Config:
        """The same, where rules ask their deep level unless it says otherwise."""
        return replace(self, deep=True) if self.deep is None else self

    @property
    def content(self) -> Config:
        """The same, less what a file's report does not follow from: where it stands, whom else it is for."""
        return replace(
            self, path=None, root=None, exclude=(), fail_on=None, baseline=None, layers=(), scopes=()
        )


def assembled(
    layers: Sequence[Layer], which: frozenset[tuple[int, int]] = frozenset(), path: Path | None = None
) -> Config:
    """Settings laid over each other, a file after another, each with those of its overrides that count.

    Args:
        layers: the weakest first.
        which: the overrides that count, each by the places of its layer and of itself in that.
        path: the nearest configuration file.

    Raises:
        ConfigError: one has a pattern that is none.
    """
    scopes = (
        ((i, j), matcher)
        for i, layer in enumerate(layers)
        for j, matcher in enumerate(
            layer.styles.matchers
            if layer.styles
            else (layer.patterns(override.files) for override in layer.file.overrides)
        )
    )
    root = path.parent if path else None
    config = Config(path=path, root=root, layers=tuple(layers), scopes=tuple(scopes))
    for i, layer in enumerate(layers):
        file = layer.file
        config = replace(
            _laid_over(config, file),
            exclude=(*config.exclude, layer.patterns(file.exclude)) if file.exclude else config.exclude,
            house=House(
                config.house.names + file.house.names + layer.ledger.names,
                config.house.terms | layer.ledger.terms | file.house.terms,
                file.house.dialect or config.house.dialect,
                words=config.house.words + file.house.words + layer.ledger.words,
            ),
            article_selector=file.html.article or config.article_selector,
            baseline=layer.baseline or config.baseline,
            patterns=config.patterns + file.pattern,
        )
        if layer.styles is not None:
            sections = tuple(j for j in range(len(layer.styles.matchers)) if (i, j) in which)
            source = StyleSource(str(layer.path), layer.styles.digest, sections)
            config = replace(config, styles=(*config.styles, source))
        for j, override in enumerate(file.overrides):
            if (i, j) in which:
                config = _laid_over(config, override)
    return config


def _laid_over(low: Config, high: Section) -> Config:
    """Settings with stronger ones laid over them."""
    return replace(
        low,
        select=high.select if high.select is not None else low.select,
        extend_select=low.extend_select + high.extend_select,
        ignore=low.ignore + high.ignore,
        rules=low.rules | {name: low.rules.get(name, {}) | table for name, table in high.rules.items()},
        language=high.language or low.language,
        encoding=high.encoding or low.encoding,
        min_confidence=low.min_confidence if high.min_confidence is None else high.min_confidence,
        deep=low.deep if high.deep is None else high.deep,
        fail_on=high.fail_on or low.fail_on,
    )
