"""Configuration: TOML in, a frozen `Config` out. It is data; nothing in it runs code.

The file is `copydesk.toml`, or the table `[tool.copydesk]` of a pyproject.toml, found upward from
each checked file; the search ends at the root of the repository.
"""

from __future__ import annotations

import os
import re
from functools import cached_property, lru_cache, reduce
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from copydesk.errors import ConfigError, DataError, UsageError, nearest
from copydesk.finding import Severity
from copydesk.pattern import lazy_pattern
from copydesk.plugins import Registry
from copydesk.rule import Default, House, Rule

__all__ = [
    "Config",
    "Override",
    "Selection",
    "config_for",
    "find_config",
    "load_config",
    "make_rules",
]

NAME = "copydesk.toml"
#: Findings that are more likely wrong than right are not reported unless that is asked for.
DEFAULT_CONFIDENCE = 0.5

#: A share from 0 to 1.
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_INDEX = lazy_pattern(r"\[(?:\d+|\.\.\.)\]")
_UNKNOWN_FIELD = lazy_pattern(r"Object contains unknown field `(.*?)`(?: - at `\$\.?(.*?)`)?")


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Other settings for some files.

    Attributes:
        files: patterns as in .gitignore, relative to the configuration file.
    """

    files: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: dict[str, dict[str, Any]] = {}
    language: str | None = None
    encoding: str | None = None
    min_confidence: Share | None = None


class HtmlConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """How HTML is read.

    Attributes:
        article: a selector of the element that holds the article: "div.post-body", "#content".
    """

    article: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    extends: str | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: dict[str, dict[str, Any]] = {}
    overrides: tuple[Override, ...] = ()
    house: House = House()
    language: str | None = None
    encoding: str | None = None
    min_confidence: Share | None = None
    html: HtmlConfig = HtmlConfig()


class Selection(Struct, frozen=True):
    """What the command line says of rules; it is stronger than any configuration file.

    Attributes:
        min_confidence: the bar for every rule, from 0 to 1.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float | None = None


class Config(Struct, frozen=True, dict=True):
    """The settings for some files. `path` is the file they came from, `root` its folder."""

    path: Path | None = None
    root: Path | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: dict[str, dict[str, Any]] = {}
    overrides: tuple[Override, ...] = ()
    house: House = House()
    language: str | None = None
    encoding: str | None = None
    min_confidence: float | None = None
    article_selector: str | None = None

    def for_file(self, path: Path) -> Config:
        """The settings for one file: this configuration with the overrides that name it."""
        if self.root is None:
            return self
        root = self.root
        which = tuple(i for i, o in enumerate(self.overrides) if _matches(o.files, path, root))
        if which not in self._variants:
            self._variants[which] = reduce(_layered, (self.overrides[i] for i in which), self)
        return self._variants[which]

    @cached_property
    def _variants(self) -> dict[tuple[int, ...], Config]:
        """The settings under each set of overrides that a file has had, so that equal ones are one."""
        return {}

    def excludes(self, path: Path) -> bool:
        """Whether `exclude` names a file, or a rule has it for its data."""
        if path in self._data_files:
            return True
        return bool(self.exclude) and self.root is not None and _matches(self.exclude, path, self.root)

    @cached_property
    def _data_files(self) -> frozenset[Path]:
        """The files that options name; in a folder of articles they are none."""
        named = [table["files"] for table in self.rules.values() if isinstance(table.get("files"), list)]
        return frozenset(Path(name).absolute() for names in named for name in names if isinstance(name, str))


def _matches(patterns: tuple[str, ...], path: Path, root: Path) -> bool:
    try:
        relative = path.relative_to(root)
    except ValueError:
        return False
    matched: bool = _matcher(patterns).match_file(relative.as_posix())
    return matched


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> Any:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def _layered(low: Config, high: Override | _File) -> Config:
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
    )


def config_for(path: Path, only: Path | None = None, isolated: bool = False) -> Config:
    """The settings of a file.

    Args:
        path: the file.
        only: a configuration file that holds for every file, whatever stands beside it.
        isolated: whether no configuration file counts.

    Raises:
        ConfigError: the configuration file is broken.
    """
    path = path.absolute()
    found = None if isolated else only or find_config(path.parent)
    return load_config(found).for_file(path) if found else _EMPTY


_EMPTY = Config()


@lru_cache(maxsize=4096)
def find_config(folder: Path) -> Path | None:
    """The configuration file for a folder: in it or above, up to the root of the repository."""
    for name in (NAME, "pyproject.toml"):
        candidate = folder / name
        if candidate.is_file() and (name == NAME or b"[tool.copydesk" in candidate.read_bytes()):
            return candidate
    if folder.parent == folder or (folder / ".git").exists():
        return None
    return find_config(folder.parent)


@lru_cache(maxsize=256)
def load_config(path: Path) -> Config:
    """Read a configuration file, and the one it extends.

    Raises:
        ConfigError: it is not TOML, has a key or a value that it must not have, or names a file
            outside its repository.
    """
    return _load(path, ())


def _load(path: Path, via: tuple[Path, ...]) -> Config:
    import tomllib

    shown = _shown(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(error.strerror or "cannot be read", shown) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", shown) from None
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("copydesk", {})
    file = convert(table, _File, shown)
    if file.html.article is not None:
        from copydesk.readers.html_selector import Selector

        try:
            Selector(file.html.article)
        except ConfigError as error:
            raise ConfigError(str(error), shown) from None
    root = path.parent
    base = Config()
    for name, options in [*file.rules.items(), *(item for o in file.overrides for item in o.rules.items())]:
        if isinstance(named := options.get("files"), list):
            options["files"] = [
                _shown(_within(path, f, f"rules.{name}.files has")) if isinstance(f, str) else f
                for f in named
            ]
    if file.extends is not None:
        target = _within(path, file.extends, "extends")
        if target in via or target == path.resolve():
            raise ConfigError(f"extends {file.extends!r}, which extends it in turn", shown)
        base = _load(target, (*via, path.resolve()))
    return replace(
        _layered(base, file),
        path=path,
        root=root,
        exclude=base.exclude + file.exclude,
        overrides=base.overrides + file.overrides,
        house=House(
            base.house.names + file.house.names,
            base.house.terms | file.house.terms,
            file.house.dialect or base.house.dialect,
        ),
        article_selector=file.html.article or base.article_selector,
    )


def _shown(path: Path) -> str:
    here = Path.cwd()
    return os.fspath(path.relative_to(here) if path.is_relative_to(here) else path)


def _within(path: Path, name: str, what: str) -> Path:
    """The file that a configuration file names; it must be in the same repository."""
    target = (path.parent / name).resolve()
    boundary = _repository(path).resolve()
    if not target.is_relative_to(boundary):
        raise ConfigError(f"{what} {name!r}, which is outside {boundary}", _shown(path))
    return target


def _repository(path: Path) -> Path:
    """The folder that holds `.git` above a file; its own folder where none does."""
    return next((p for p in path.absolute().parents if (p / ".git").exists()), path.absolute().parent)


def convert(table: dict[str, Any], type_: type[Any], shown: str | None, prefix: str = "") -> Any:
    """Validate a table of outside data.

    Args:
        table: as TOML gave it.
        type_: a msgspec struct.
        shown: the file's name for an error.
        prefix: the table's name, as in "rules.repeated-word".

    Raises:
        ConfigError: it names the key, the value and, for an unknown key, the nearest right one.
    """
    try:
        return msgspec.convert(table, type_)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(str(error), table, type_, prefix), shown) from None


def _explain(message: str, table: dict[str, Any], type_: type[Any], prefix: str) -> str:
    unknown = _UNKNOWN_FIELD.match(message)
    if unknown:
        key, inside = unknown[1], _INDEX.sub("", unknown[2] or "")
        where = ".".join(filter(None, (prefix, inside)))
        fields = _fields(type_, inside)
        return f"unknown key {key!r}{f' in [{where}]' if where else ''}{nearest(key, fields)}"
    text, _, at = message.partition(" - at `$")
    key = at.rstrip("`").lstrip(".").replace("[...]", "")
    value: Any = table
    for part in re.findall(r"[^.\[\]]+", key):
        value = value[int(part)] if isinstance(value, list) else value[part]
    name = ".".join(filter(None, (prefix, key)))
    if text.startswith("Invalid enum value"):
        text = f"expected one of {', '.join(_choices(type_, key))}"
    return f"{name} = {value!r}: {text[:1].lower()}{text[1:]}"


def _fields(type_: type[Any], inside: str) -> set[str]:
    return {f.encode_name for f in getattr(_type_at(type_, inside), "fields", ())}


def _choices(type_: type[Any], key: str) -> list[str]:
    info = _type_at(type_, _INDEX.sub("", key))
    return [str(value) for t in getattr(info, "types", (info,)) for value in getattr(t, "values", ())]


def _type_at(type_: type[Any], inside: str) -> Any:
    """The type of what stands at a path of keys, that of the items for a list."""
    info: Any = msgspec.inspect.type_info(type_)
    for part in filter(None, inside.split(".")):
        info = next((f.type for f in info.fields if f.encode_name == part), info)
        while hasattr(info, "item_type") or isinstance(info, msgspec.inspect.Metadata):
            info = info.type if isinstance(info, msgspec.inspect.Metadata) else info.item_type
    return info


def make_rules(registry: Registry, config: Config, selection: Selection) -> tuple[Rule[Any], ...]:
    """The rules that run under a configuration and a command line, with their options, in order.

    Raises:
        ConfigError: the configuration names an unknown rule or gives one a wrong option.
        DataError: a file that an option names cannot be used.
        UsageError: the command line names an unknown rule.
    """
    shown = _shown(config.path) if config.path else None
    try:
        configured = registry.expand(config.select) if config.select is not None else None
        more, less = registry.expand(config.extend_select), registry.expand(config.ignore)
        tables = {registry.rule(name).meta.name: table for name, table in config.rules.items()}
    except UsageError as error:
        raise ConfigError(str(error), shown) from None
    if selection.select is not None:
        chosen = registry.expand(selection.select) | registry.expand(selection.extend_select)
    else:
        chosen = (_defaults(registry, config) if configured is None else configured) | more
        chosen = (chosen - less) | registry.expand(selection.extend_select)
    chosen -= registry.expand(selection.ignore)
    rules = []
    for name, rule in registry.rules.items():
        table = dict(tables.get(name, {}))
        severity = _severity(table.pop("severity", None), name, shown)
        given = {key: table.pop(key) for key in ("min-confidence",) if key in table}
        own = convert(given, _Bar, shown, f"rules.{name}").min_confidence
        options = convert(table, rule.options_type, shown, f"rules.{name}")
        if name in chosen:
            bars = (selection.min_confidence, own, config.min_confidence, DEFAULT_CONFIDENCE)
            made = rule(options, config.house, severity, next(bar for bar in bars if bar is not None))
            try:
                made.validate()
            except DataError as error:
                if error.line is not None:
                    raise
                raise ConfigError(f"rules.{name}.files: {error}", shown) from None
            except ConfigError as error:
                raise ConfigError(f"rules.{name}.{error}", shown) from None
            rules.append(made)
    return tuple(rules)


class _Bar(msgspec.Struct, frozen=True, rename="kebab"):
    """What every rule's table may have, severity apart."""

    min_confidence: Share | None = None


def _severity(value: Any, name: str, shown: str | None) -> Severity | None:
    try:
        return None if value is None else Severity(value)
    except ValueError:
        names = ", ".join(Severity)
        raise ConfigError(f"rules.{name}.severity = {value!r}: expected one of {names}", shown) from None


def _defaults(registry: Registry, config: Config) -> frozenset[str]:
    return frozenset(
        name
        for name, rule in registry.rules.items()
        if rule.meta.default is Default.ON or (rule.meta.default is Default.CONFIGURED and config.house.terms)
    )
