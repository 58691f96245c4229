"""Rule packs: find them, load them, know their rules.

A pack is a module behind an entry point of the group `copydesk.rules`. It has a tuple `RULES` of
rule classes, and may have a mapping `COMMANDS`: names of commands that it adds to the command line, and
where the click command of each is, as "package.module:attribute". It is imported when it is called.
Finding imports nothing; loading imports and checks. No pack at all is an error, not
a clean run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from copydesk.errors import FINAL, PluginError, UsageError, nearest
from copydesk.rule.rule import Rule

__all__ = [
    "Distribution",
    "PackCommand",
    "Registry",
    "distributions",
    "find_plugins",
    "installed_package",
    "load_plugins",
]

GROUP = "copydesk.rules"

AnyRule = type[Rule]  # type: ignore[type-arg]


class Distribution(Struct, frozen=True):
    """An installed distribution: its metadata folder, and the packs in it, module by entry point."""

    folder: str
    packs: Mapping[str, str]


def _places() -> list[str]:
    """Where what is installed is: the path, less the working directory, which may be anybody's articles."""
    here = os.getcwd()
    return [folder for folder in sys.path if folder and folder != here]


def installed_package(name: str) -> str | None:
    """The folder of an installed package, or None; imports nothing.

    Args:
        name: as it would be imported; a package within another has none of its own.
    """
    from importlib.util import find_spec

    try:
        spec = find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        return None
    for folder in (spec and spec.submodule_search_locations) or ():
        if os.path.dirname(folder) != os.getcwd():
            return folder
    return None


def distributions() -> Iterator[Distribution]:
    """The installed distributions. Imports none of them.

    Reads their `entry_points.txt` as the packaging specification lays it down. `importlib.metadata` does the
    same for ten times the start-up time.
    """
    for folder in _places():
        try:
            entries = sorted(n for n in os.listdir(folder) if n.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
        for entry in entries:
            place = os.path.join(folder, entry)
            yield Distribution(place, dict(_entry_points(place)))


def _entry_points(folder: str) -> Iterator[tuple[str, str]]:
    try:
        with open(os.path.join(folder, "entry_points.txt"), encoding="utf-8") as file:
            _, _, section = file.read().partition(f"[{GROUP}]")
    except (OSError, UnicodeDecodeError):
        return
    for line in section.partition("\n[")[0].splitlines():
        name, equals, target = line.partition("=")
        if equals and not line.lstrip().startswith("#"):
            yield name.strip(), target.strip()


def find_plugins() -> dict[str, str]:
    """The installed packs: the entry point's name, and the module behind it. Imports none of them.

    `importlib.metadata` is asked only where no folder of the path has one, as in a zipped application.
    """
    found: dict[str, str] = {}
    for distribution in distributions():
        found = {**distribution.packs, **found}
    if not found:
        from importlib.metadata import distributions as zipped

        points = (point for one in zipped(path=_places()) for point in one.entry_points.select(group=GROUP))
        found = {point.name: point.value for point in points}
    return dict(sorted(found.items(), key=lambda item: (item[0] != "builtin", item[0])))


def load_plugins(found: Mapping[str, str], tolerant: bool = False) -> Registry:
    """Import packs and collect their rules.

    Args:
        found: what `find_plugins` gave.
        tolerant: whether a broken pack is left out, and named in the registry; the built-in one never is.

    Raises:
        PluginError: there is no pack, one does not import, has no `RULES`, something in it
            is no rule, or two rules or two commands have one name.
    """
    if not found:
        raise PluginError("copydesk.rules", "no rule pack is installed: reinstall copydesk")
    registry = Registry({}, {})
    for name, target in found.items():
        try:
            registry = _with_pack(registry, name, target)
        except PluginError as error:
            if not tolerant or name == "builtin":
                raise
            registry = replace(registry, broken=(*registry.broken, str(error)))
    return registry


def _with_pack(registry: Registry, name: str, target: str) -> Registry:
    """A registry with one more pack in it; see `load_plugins`."""
    rules, packs, commands = dict(registry.rules), dict(registry.packs), dict(registry.commands)
    try:
        module = import_module(target.partition(":")[0])
        listed = getattr(module, "RULES", None)
        added = getattr(module, "COMMANDS", {})
    except FINAL:
        raise
    except BaseException as error:
        raise PluginError(name, f"does not import: {type(error).__name__}: {error}") from error
    if not isinstance(listed, tuple):
        raise PluginError(name, f"the module {target} has no tuple RULES of rule classes")
    for rule in listed:
        if not (isinstance(rule, type) and issubclass(rule, Rule) and hasattr(rule, "meta")):
            raise PluginError(name, f"{rule!r} in RULES is not a rule class with meta data")
        if rule.meta.name in rules:
            raise PluginError(name, f"the rule {rule.meta.name} is already in pack {packs[rule.meta.name]!r}")
        rules[rule.meta.name] = rule
        packs[rule.meta.name] = name
    if not isinstance(added, Mapping):
        raise PluginError(name, f"COMMANDS in the module {target} is no mapping of names to places")
    for command, place in added.items():
        if command in commands:
            raise PluginError(name, f"the command {command} is already in pack {commands[command].pack!r}")
        commands[command] = PackCommand(name, place)
    return Registry(
        MappingProxyType(rules), MappingProxyType(packs), MappingProxyType(commands), registry.broken
    )


class PackCommand(Struct, frozen=True):
    """A command that a pack adds: the pack, and where its click command is, as "module:attribute"."""

    pack: str
    place: str


class Registry(Struct, frozen=True, dict=True):
    """The rules of all packs, by name, the pack that each came from, and the commands that packs add.

    Attributes:
        broken: what is wrong with packs that are left out.
    """

    rules: Mapping[str, AnyRule]
    packs: Mapping[str, str]
    commands: Mapping[str, PackCommand] = MappingProxyType({})
    broken: tuple[str, ...] = ()

    @cached_property
    def groups(self) -> frozenset[str]:
        """The names of the rules' groups."""
        return frozenset(rule.meta.group for rule in self.rules.values())

    @cached_property
    def has_deep(self) -> bool:
        """Whether a deep level of rules is installed."""
        return any(rule.meta.deep is not None and rule.meta.deep() for rule in self.rules.values())

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {alias: rule.meta.name for rule in self.rules.values() for alias in rule.meta.aliases}

    @cached_property
    def precedence(self) -> Mapping[str, frozenset[str]]:
        """By the name of a rule that yields to others, the rules that it yields to."""
        return {
            name: frozenset[str]().union(*filter(None, map(self._named, rule.meta.yields_to)))
            for name, rule in self.rules.items()
            if rule.meta.yields_to
        }

    @cached_property
    def standing_alone(self) -> frozenset[str]:
        """The rules whose findings are reported whatever others say; see `Meta.stands_alone`."""
        return frozenset(name for name, rule in self.rules.items() if rule.meta.stands_alone)

    def extended(self, pack: str, rules: Iterable[AnyRule], broken: Iterable[str] = ()) -> Registry:
        """The same rules and more, as a configuration has them.

        Args:
            pack: what the others come from.
            rules: the others.
            broken: what is wrong with some that are left out.

        Raises:
            UsageError: two rules have one name.
        """
        added = {rule.meta.name: rule for rule in rules}
        if clash := next((name for name in added if name in self.rules), None):
            raise UsageError(
                f"there is a rule {clash} already, in pack {self.packs[clash]!r}: give it another name"
            )
        return Registry(
            MappingProxyType({**self.rules, **added}),
            MappingProxyType({**self.packs, **dict.fromkeys(added, pack)}),
            self.commands,
            (*self.broken, *broken),
        )

    def _named(self, name: str) -> Iterable[str] | None:
        """The rules that a name stands for, or None if it is neither a rule nor a group."""
        known = self._aliases.get(name, name)
        if known in self.rules:
            return (known,)
        if known in self.groups:
            return [rule.meta.name for rule in self.rules.values() if rule.meta.group == known]
        if known == "all":
            return self.rules.keys()
        return [each for each in self.rules if each.startswith(f"{known}.")] or None

    def expand(self, names: Iterable[str]) -> frozenset[str]:
        """The rules that names of rules, of groups, or `all` stand for.

        Raises:
            UsageError: a name is neither; the nearest one is offered.
        """
        chosen: set[str] = set()
        for name in names:
            named = self._named(name)
            if named is None:
                hint = nearest(name, {*self.rules, *self.groups})
                raise UsageError(f"unknown rule {name!r}{hint or '; `copydesk rules` lists them'}")
            chosen.update(named)
        return frozenset(chosen)

    def rule(self, name: str) -> AnyRule:
        """The rule of a name or an alias.

        Raises:
            UsageError: there is none; the nearest one is offered.
        """
        known = self._aliases.get(name, name)
        if known not in self.rules:
            raise UsageError(f"unknown rule {name!r}{nearest(name, self.rules)}")
        return self.rules[known]
