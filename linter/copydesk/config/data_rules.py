"""The rules that a configuration has of its own: its tables `[[pattern]]`, and the styles of Vale."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copydesk.config.model import Config, Layer
from copydesk.errors import ConfigError, DataError, UsageError
from copydesk.rule.finding import Severity
from copydesk.rule.plugins import Registry

__all__ = ["running_styles", "with_data_rules"]

_KEPT = 64
_extended: dict[tuple[int, Any], tuple[Registry, Registry]] = {}


def with_data_rules(registry: Registry, config: Config) -> Registry:
    """The rules there are under a configuration: those of the packs, and its own.

    Args:
        registry: of the packs.
        config: of some files.

    Raises:
        ConfigError: a table makes no rule, or two rules have one name.
    """
    if not config.patterns and not config.styles:
        return registry
    key = id(registry), (config.patterns, tuple((s.path, s.digest) for s in config.styles))
    known = _extended.get(key)
    if known is None:
        if len(_extended) >= _KEPT:
            del _extended[next(iter(_extended))]
        made = registry
        for layer in config.layers:
            made = _with_layer(made, layer)
        known = _extended[key] = (registry, made)  # the first is kept so that its id stays its own
    return known[1]


def _with_layer(registry: Registry, layer: Layer) -> Registry:
    """The rules of a registry, and those of a configuration file."""
    try:
        if layer.styles is not None:
            styles: Any = layer.styles
            rules = styles.rules
            return registry.extended("vale", rules, dict.fromkeys(styles.problems))
        if layer.file.pattern:
            from copydesk.patterns.house import PatternError, house_rule

            made = []
            for index, table in enumerate(layer.file.pattern):
                try:
                    made.append(house_rule(table))
                except PatternError as error:
                    raise misplaced(str(error), layer.path, layer.shown, index, error.key) from None
            return registry.extended("house", made)
    except UsageError as error:
        raise ConfigError(str(error), layer.shown) from None
    return registry


def misplaced(message: str, path: Path, shown: str, index: int, key: str) -> DataError:
    """An error in a table `[[pattern]]`, with its place in the file.

    Args:
        message: what is wrong.
        path: the file.
        shown: its name.
        index: which of its tables, from 0.
        key: of the table.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        lines = []
    heads = [
        i for i, line in enumerate(lines) if re.match(r"\s*\[\[\s*(?:tool\.copydesk\.)?pattern\s*\]\]", line)
    ]
    if index >= len(heads):
        return DataError(f"pattern {index + 1}: {message}", shown)
    end = heads[index + 1] if index + 1 < len(heads) else len(lines)
    for i in range(heads[index], end):
        if match := re.match(rf"\s*(?=['\"]?{re.escape(key)}['\"]?\s*=)", lines[i]):
            return DataError(message, shown, i + 1, match.end() + 1)
    return DataError(message, shown, heads[index] + 1)


def running_styles(config: Config) -> Mapping[str, Severity]:
    """The rules of Vale's styles that run on some files, and their severities."""
    running: dict[str, Severity] = {}
    sections = {source.path: source.sections for source in config.styles}
    for layer in config.layers:
        if layer.styles is not None:
            styles: Any = layer.styles
            running |= styles.running(sections.get(os.fspath(layer.path), ()))
    return running
