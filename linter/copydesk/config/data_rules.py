"""The rules that a configuration has of its own: its tables `[[pattern]]`, and the styles of Vale."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from copydesk.config.mistakes import misplaced
from copydesk.config.model import Config, Layer
from copydesk.errors import ConfigError, UsageError
from copydesk.rule.finding import Severity
from copydesk.rule.plugins import Registry

__all__ = ["running_styles", "with_data_rules"]

_KEPT = 64
#: By what they were made of, registries; what that is is kept, so that its ids stay its own.
_extended: dict[tuple[int, ...], tuple[Registry, tuple[Layer, ...], Registry]] = {}


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
    key = (id(registry), *map(id, config.layers))
    if key not in _extended:
        if len(_extended) >= _KEPT:
            del _extended[next(iter(_extended))]
        made = registry
        for layer in config.layers:
            made = _with_layer(made, layer)
        _extended[key] = (registry, config.layers, made)
    return _extended[key][2]


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


def running_styles(config: Config) -> Mapping[str, Severity]:
    """The rules of Vale's styles that run on some files, and their severities."""
    running: dict[str, Severity] = {}
    sections = {source.path: source.sections for source in config.styles}
    for layer in config.layers:
        if layer.styles is not None:
            styles: Any = layer.styles
            running |= styles.running(sections.get(os.fspath(layer.path), ()))
    return running
