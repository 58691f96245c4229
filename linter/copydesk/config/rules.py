"""The rules that run under a configuration and a command line, with their options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from copydesk.config.data_rules import running_styles, with_data_rules
from copydesk.config.mistakes import convert
from copydesk.config.model import Config, Layer, Selection, Share
from copydesk.config.reading import own_config
from copydesk.errors import FINAL, ConfigError, DataError, UsageError
from copydesk.rule.finding import Finding, Severity
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import Default, NoOptions, Rule

__all__ = [
    "DEFAULT_CONFIDENCE",
    "AnyRule",
    "Common",
    "Deepened",
    "common_options",
    "is_default",
    "make_rules",
    "tables_of",
    "trusted_options",
]

#: Findings that are more likely wrong than right are not reported unless that is asked for.
DEFAULT_CONFIDENCE = 0.5

AnyRule = type[Rule[Any]]


class Common(msgspec.Struct, frozen=True, rename="kebab"):
    """What every rule's table may have beside the options of the rule."""

    severity: Annotated[
        Literal["error", "warning", "suggestion"] | None,
        Meta(description="Of all its findings, whatever the rule gives them itself."),
    ] = None
    min_confidence: Annotated[
        Share | None, Meta(description="Only findings that are at least this sure, from 0 to 1.")
    ] = None


class Deepened(Common, frozen=True, rename="kebab"):
    """What the table of a rule that has a deep level may have as well."""

    deep: Annotated[
        bool | None, Meta(description="Whether it asks its deep level, whatever the others do.")
    ] = None


def common_options(rule: AnyRule) -> type[Common]:
    """What the table of a rule may have beside the options of the rule."""
    return Deepened if rule.meta.deep else Common


def make_rules(registry: Registry, config: Config, selection: Selection) -> tuple[Rule[Any], ...]:
    """The rules that run under a configuration and a command line, with their options, in order.

    Args:
        registry: the rules that there are.
        config: of the file.
        selection: of the command line.

    Raises:
        ConfigError: the configuration names an unknown rule, gives one a wrong option, or one that a
            repository may not give.
        DataError: a file that an option names cannot be used.
        UsageError: the command line names an unknown rule.
    """
    registry = with_data_rules(registry, config)
    running = running_styles(config)
    for layer in config.layers:
        _check(registry, layer)
    try:
        configured = _expanded(registry, config.select, running) if config.select is not None else None
        more = _expanded(registry, config.extend_select, running)
        less = registry.expand(config.ignore)
        tables = tables_of(registry, config)
    except UsageError as error:
        raise ConfigError(str(error)) from None
    extended = _expanded(registry, selection.extend_select, running)
    if selection.select is not None:
        chosen = _expanded(registry, selection.select, running) | extended
    else:
        defaults = (
            name for name, rule in registry.rules.items() if name in running or is_default(rule, config)
        )
        chosen = (frozenset(defaults) if configured is None else configured) | more
        chosen = (chosen - less) | extended
    chosen -= registry.expand(selection.ignore)
    rules = []
    for name, rule in registry.rules.items():
        if name not in chosen:
            continue
        common, options = _converted(rule, tables.get(name, {}), None)
        bars = (selection.min_confidence, common.min_confidence, config.min_confidence, DEFAULT_CONFIDENCE)
        severity = Severity(common.severity) if common.severity else running.get(name)
        bar = next(bar for bar in bars if bar is not None)
        try:
            made = rule(options, config.house, severity, bar)
            made.deep = _asks_deep(common, config, selection)
            made.validate()
        except DataError as error:
            if error.line is not None:
                raise
            raise ConfigError(f"rules.{name}.files: {error}", _blamed(config, registry, name)) from None
        except ConfigError as error:
            raise ConfigError(f"rules.{name}.{error}", _blamed(config, registry, name)) from None
        except FINAL:
            raise
        except BaseException as error:
            made = _stand_in(rule, error)
        rules.append(made)
    return tuple(rules)


def _expanded(registry: Registry, names: Iterable[str], running: Mapping[str, Severity]) -> frozenset[str]:
    """The rules that names stand for; of Vale's, a group stands for those that its file runs."""
    names = tuple(names)
    return frozenset(
        name
        for name in registry.expand(names)
        if name in running or name in names or registry.packs[name] != "vale"
    )


def _asks_deep(common: Common, config: Config, selection: Selection) -> bool:
    """Whether a rule asks its deep level; only one that has it can be told so by its table."""
    if not isinstance(common, Deepened):
        return False
    said = (selection.deep, common.deep, config.deep, False)
    return bool(next(each for each in said if each is not None))


def _stand_in(rule: AnyRule, error: BaseException) -> Rule[Any]:
    """What runs instead of a rule that cannot even be made: it raises the same when it is to check."""

    def check(self: object, article: object) -> Iterator[Finding]:
        raise error

    made = type(rule.__name__, (Rule,), {"meta": rule.meta, "check": check, "__module__": rule.__module__})
    instance: Rule[Any] = made(NoOptions())
    return instance


def tables_of(registry: Registry, config: Config) -> dict[str, dict[str, Any]]:
    """The table of each rule that has one, by the rule's present name."""
    tables: dict[str, dict[str, Any]] = {}
    for given, table in config.rules.items():
        name = registry.rule(given).meta.name
        tables[name] = tables.get(name, {}) | table
    return tables


def is_default(rule: AnyRule, config: Config) -> bool:
    """Whether a rule runs unless somebody says otherwise."""
    default = rule.meta.default
    return default is Default.ON or (default is Default.CONFIGURED and bool(config.house.terms))


def _check(registry: Registry, layer: Layer) -> None:
    """Check what a configuration file says of rules by itself, so that an error names the right file."""
    try:
        for part in layer.sections:
            registry.expand((*(part.select or ()), *part.extend_select, *part.ignore))
        tables = [(registry.rule(n), table) for part in layer.sections for n, table in part.rules.items()]
    except UsageError as error:
        raise ConfigError(str(error), layer.shown) from None
    for rule, table in tables:
        _converted(rule, table, layer.shown)
        if not layer.trusted and (refused := sorted(trusted_options(rule.options_type) & table.keys())):
            raise ConfigError(
                f"rules.{rule.meta.name}.{refused[0]} may not be set by a configuration that comes with "
                f"a repository or a package: set it in your own, {own_config()}, or in a file outside "
                "the repository that --config names",
                layer.shown,
            )


def _converted(rule: AnyRule, table: dict[str, Any], shown: str | None) -> tuple[Common, msgspec.Struct]:
    """What every rule's table may have, and the options of the rule."""
    name = f"rules.{rule.meta.name}"
    shared = common_options(rule)
    common = {key: value for key, value in table.items() if key in shared.__struct_encode_fields__}
    options = {key: value for key, value in table.items() if key not in common}
    return convert(common, shared, shown, name), convert(options, rule.options_type, shown, name)


@lru_cache(maxsize=256)
def trusted_options(type_: type[msgspec.Struct]) -> frozenset[str]:
    """The options that only a trusted configuration may set: `Meta(extra={"trusted": True})`."""
    info: Any = msgspec.inspect.type_info(type_)
    return frozenset(
        f.encode_name for f in info.fields if (getattr(f.type, "extra", None) or {}).get("trusted")
    )


def _blamed(config: Config, registry: Registry, name: str) -> str | None:
    """The strongest file that has a table for a rule."""
    for layer in reversed(config.layers):
        if any(registry.rule(n).meta.name == name for part in layer.sections for n in part.rules):
            return layer.shown
    return None
