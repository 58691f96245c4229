"""Origins of the settings of a file: the configuration file, the line, the override."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from copydesk.config.model import Config, Layer, Section, Selection
from copydesk.config.reading import openable
from copydesk.config.rules import is_default, make_rules
from copydesk.rule.plugins import Registry

__all__ = ["Origin", "RuleSettings", "Setting", "key_lines", "rules_with_sources", "settings_with_sources"]

Key = tuple[str | int, ...]


class Origin(Struct, frozen=True, omit_defaults=True):
    """A place in a configuration file.

    Attributes:
        line: from 1.
        override: the number of the `[[overrides]]` that it is in, from 1, or None.
    """

    file: str
    line: int | None = None
    override: int | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return where if self.override is None else f"{where} (override {self.override})"


class Setting(Struct, frozen=True):
    """A value and where it comes from: nowhere if it is the default, several places if they add up."""

    value: Any
    sources: tuple[Origin, ...] = ()


class RuleSettings(Struct, frozen=True):
    """A rule that runs.

    Attributes:
        sources: what switches it on; nothing if it is on by default.
        options: what its table may have.
    """

    sources: tuple[Origin, ...]
    options: dict[str, Setting]


class _Part(Struct, frozen=True):
    """What one file says of all files, or in one of its overrides of some."""

    layer: Layer
    section: Section
    override: int | None = None

    def source(self, *keys: str) -> Origin:
        """The place of a key in it."""
        path: Key = keys if self.override is None else ("overrides", self.override, *keys)
        if self.layer.path.name == "pyproject.toml":
            path = ("tool", "copydesk", *path)
        number = None if self.override is None else self.override + 1
        return Origin(self.layer.shown, _lines_of(self.layer.path).get(path), number)


def _parts(config: Config, name: str) -> Iterator[_Part]:
    """All that holds for a file, given by its absolute path, the weakest first."""
    for layer in config.layers:
        yield _Part(layer, layer.file)
        for i, override in enumerate(layer.file.overrides):
            if layer.patterns(override.files).match(name):
                yield _Part(layer, override, i)


def settings_with_sources(config: Config, name: str) -> dict[str, Setting]:
    """The settings of a file, rules apart, by their keys ("house.names").

    Args:
        config: of that file.
        name: its absolute path.
    """
    parts = tuple(_parts(config, name))

    def strongest(value: Any, *keys: str) -> Setting:
        return Setting(
            value, tuple(p.source(*keys) for p in parts if _value(p.section, *keys) is not None)[-1:]
        )

    def added(value: Any, *keys: str) -> Setting:
        return Setting(value, tuple(p.source(*keys) for p in parts if _value(p.section, *keys)))

    houses = [layer.file.house for layer in config.layers]
    return {
        "select": strongest(config.select, "select"),
        "extend-select": added(config.extend_select, "extend-select"),
        "ignore": added(config.ignore, "ignore"),
        "exclude": added([line for patterns in config.exclude for line in patterns.lines], "exclude"),
        "language": strongest(config.language, "language"),
        "encoding": strongest(config.encoding, "encoding"),
        "min-confidence": strongest(config.min_confidence, "min-confidence"),
        "deep": strongest(config.deep, "deep"),
        "fail-on": strongest(config.fail_on, "fail-on"),
        "baseline": strongest(config.baseline and openable(config.baseline), "baseline"),
        "html.article": strongest(config.article_selector, "html", "article"),
        "house.names": added([name for house in houses for name in house.names], "house", "names"),
        "house.dialect": strongest(config.house.dialect, "house", "dialect"),
        "house.terms": added({k: v for house in houses for k, v in house.terms.items()}, "house", "terms"),
        "house.words": added([word for house in houses for word in house.words], "house", "words"),
        "house.dictionary": added(
            [house.dictionary for house in houses if house.dictionary], "house", "dictionary"
        ),
        "house.ledger": added([house.ledger for house in houses if house.ledger], "house", "ledger"),
    }


def _value(section: Section, *keys: str) -> Any:
    value: Any = section
    for key in keys:
        value = getattr(value, key.replace("-", "_"), None)
    return value


def rules_with_sources(registry: Registry, config: Config, name: str) -> dict[str, RuleSettings]:
    """The rules that run on a file, with their options.

    Args:
        registry: the rules that there are.
        config: of the file.
        name: of the file.

    Raises:
        ConfigError: the configuration gives a rule a wrong option.
    """
    parts = tuple(_parts(config, name))
    found = {}
    for rule in make_rules(registry, config, Selection()):
        known = rule.meta.name
        values: dict[str, Any] = {
            "severity": (rule.severity or rule.meta.severity).value,
            "min-confidence": rule.min_confidence,
            **({"deep": rule.deep} if rule.meta.deep else {}),
        }
        kind = type(rule.options)
        for field, key in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True):
            values[key] = getattr(rule.options, field)
        options = {}
        for key, value in values.items():
            sources = [
                p.source("rules", n, key)
                for p, n in _tables(parts, registry, known)
                if key in p.section.rules[n]
            ]
            if not sources and key in ("min-confidence", "deep"):
                sources = [p.source(key) for p in parts if _value(p.section, key) is not None]
            options[key] = Setting(value, tuple(sources[-1:]))
        found[known] = RuleSettings(_switches(registry, config, parts, known), options)
    return found


def _tables(parts: tuple[_Part, ...], registry: Registry, known: str) -> Iterator[tuple[_Part, str]]:
    """The parts that have a table for a rule, each with the name that it gives the rule."""
    for part in parts:
        for given in part.section.rules:
            if registry.rule(given).meta.name == known:
                yield part, given


def _switches(registry: Registry, config: Config, parts: tuple[_Part, ...], known: str) -> tuple[Origin, ...]:
    """What switches a rule on that runs, by the strongest that does."""
    selecting = [p.source("select") for p in parts if p.section.select is not None][-1:]
    if config.select is not None and known in registry.expand(config.select):
        return tuple(selecting)
    if config.select is None and is_default(registry.rules[known], config):
        return ()
    return tuple(
        p.source("extend-select") for p in parts if known in registry.expand(p.section.extend_select)
    )


@cache
def _lines_of(path: Path) -> dict[Key, int]:
    return key_lines(path.read_text(encoding="utf-8-sig"))


#: What may hold a newline that does not end a statement, and what may hold a bracket that is none.
_TOKEN = re.compile(
    r"""
    \"{3} (?:\\.|[^\\])*? \"{3,5} | '{3} .*? '{3,5}
    | " (?:\\.|[^"\\\n])* " | ' [^'\n]* '
    | \# [^\n]* | [\[\]{}\n]
    """,
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line, from 1, on which each key of a TOML document is given; that of its table, in an inline table.

    `tomllib` does not tell. So the document is taken apart into its statements, and `tomllib` reads each.

    Args:
        text: valid TOML, as `tomllib` has read it.
    """
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()

    def note(path: Key, value: Any, line: int) -> None:
        lines.setdefault(path, line)
        items = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, inner in items:
            note((*path, key), inner, line)

    for statement, line in _statements(text):
        value: Any = tomllib.loads(statement)
        if not statement.lstrip().startswith("["):
            for key, inner in value.items():
                note((*table, key), inner, line)
            continue
        table = ()
        while value:
            if isinstance(value, list):
                counts[table] = counts.get(table, 0) + 1
                value = None
            else:
                table, value = next(((*table, key), inner) for key, inner in value.items())
            if table in counts and not isinstance(value, list):
                table = (*table, counts[table] - 1)
        lines.setdefault(table, line)
    return lines


def _statements(text: str) -> Iterator[tuple[str, int]]:
    """The statements of a TOML document that are not blank, each with its line."""
    start = depth = 0
    line = 1
    for token in _TOKEN.finditer(f"{text}\n"):
        mark = token[0]
        depth += (mark in "[{") - (mark in "]}")
        if mark == "\n" and depth == 0:
            statement = text[start : token.start()]
            if statement.strip():
                yield statement, line
            line += statement.count("\n") + 1
            start = token.end()
