"""Find configuration files, read them and what they extend, and keep each to what it may name.

Three kinds of file count, and differ in what they may name:

- one of a repository, which may come with a pull request: files of that repository, nothing else;
- the user's own, and one that `--config` names and that stands outside the repository: anything. Only these
  are trusted with options that reach beyond the repository;
- one in an installed package: files of that package.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config.ledger import LEDGER, listed, parsed
from copydesk.config.mistakes import convert, convert_tables
from copydesk.config.model import Config, File, Layer, Section, assembled
from copydesk.errors import ConfigError
from copydesk.patterns.table import PatternTable
from copydesk.rule.plugins import installed_package
from copydesk.rule.rule import House
from copydesk.system.folders import user_config_folder
from copydesk.text.encodings import text_codec
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import unknown_encoding
from copydesk.vale import ValeStyles

__all__ = [
    "NAME",
    "config_for",
    "find_config",
    "forget",
    "ledger_of",
    "load_config",
    "openable",
    "own_config",
    "repository",
]

NAME = "copydesk.toml"
#: The baseline beside the configuration, where that names none.
BASELINE = "copydesk-baseline.jsonl"
#: The log of editors' decisions, likewise.
DECISIONS = "copydesk-decisions.jsonl"
#: No configuration is larger; a longer list of names belongs in a file that an option names.
MAX_BYTES = 4 * 2**20
#: How many files may extend each other in a row, and how many tables and lists may be in one another.
MAX_DEPTH = 32
#: A key of more parts than that, quoted or not.
_DEEP_KEY = lazy_pattern(
    rf"""(?:^|[\[{{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DEPTH},}}+""",
    re.MULTILINE,
)

_EMPTY = Config()


def config_for(path: str | Path, only: Path | None = None, isolated: bool = False) -> Config:
    """The settings of a file.

    Args:
        path: the file.
        only: a configuration file that holds for every file, whatever stands beside it.
        isolated: whether no configuration file counts, not even the user's own.

    Raises:
        ConfigError: a configuration file is broken, or says what it must not.
    """
    if isolated:
        return _EMPTY
    name = os.path.abspath(path)
    return _raised(_in_folder(os.path.dirname(name), only)).for_file(name)


def load_config(path: Path, named: bool = False) -> Config:
    """Read a configuration file, what it extends, and the user's own beneath it.

    Args:
        path: the file.
        named: whether the command line names it; it is trusted if it also stands outside the repository.

    Raises:
        ConfigError: it is not TOML, has a key or a value that it must not have, or names a file
            outside its repository.
    """
    path = Path(os.path.abspath(path))
    return _raised(_loaded(path, os.getcwd() if named else os.fspath(path.parent), named))


def ledger_of(path: Path) -> Path:
    """The ledger of a configuration file, which need not be there where that names none.

    Args:
        path: the configuration file, which need not be there either.

    Raises:
        ConfigError: the file is broken, or the ledger would be outside its repository.
    """
    path = Path(os.path.abspath(path))
    for layer in reversed(load_config(path).layers if path.exists() else ()):
        if layer.path == path and layer.ledger.ledger:
            return Path(layer.ledger.ledger)
    return _place_of(path, os.fspath(path.parent), named=False).named(LEDGER, "the ledger is")


def find_config(folder: str | Path) -> Path | None:
    """The configuration file for a folder: in it or above, up to the root of the repository."""
    found = _find(os.path.abspath(folder))
    return Path(found) if found else None


def own_config() -> Path:
    """The user's own configuration: in `COPYDESK_CONFIG_DIR`, or where the system has such files."""
    if folder := os.environ.get("COPYDESK_CONFIG_DIR"):
        return Path(folder).absolute() / NAME
    return user_config_folder() / NAME


def forget() -> None:
    """Forget what was read, for a process that outlives a change of the files."""
    for remembered in (_in_folder, _loaded, _find):
        remembered.cache_clear()
    from copydesk.vale import forget_styles

    forget_styles()


@lru_cache(maxsize=4096)
def _in_folder(folder: str, only: Path | None) -> Config | ConfigError:
    if only is not None:
        return _loaded(Path(os.path.abspath(only)), os.getcwd(), True)
    found = _find(folder)
    if found:
        return _loaded(Path(found), os.path.dirname(found), False)
    place, here = Path(folder), Path.cwd()
    root = _git_root(place) or (here if place.is_relative_to(here) else place)
    return _loaded(None, os.fspath(root), False)


def _raised(found: Config | ConfigError) -> Config:
    """What was found, unless that is an error; it is remembered too, so that a broken file is read once."""
    if isinstance(found, ConfigError):
        raise found.with_traceback(None)
    return found


@lru_cache(maxsize=4096)
def _find(folder: str) -> str | None:
    place = os.path.join(folder, NAME)
    if os.path.lexists(place):
        return place
    project = os.path.join(folder, "pyproject.toml")
    if os.path.isfile(project):
        try:
            with open(project, "rb") as file:
                if b"[tool.copydesk" in file.read(MAX_BYTES):
                    return project
        except OSError:
            return project  # said when it is read
    above = os.path.dirname(folder)
    if above == folder or os.path.lexists(os.path.join(folder, ".git")):
        return None
    return _find(above)


@lru_cache(maxsize=1024)
def _loaded(path: Path | None, root: str, named: bool) -> Config | ConfigError:
    """The settings that a file makes, and the user's own beneath; patterns are relative to `root`."""
    try:
        layers: list[Layer] = []
        own = own_config()
        if own.exists() and own != path:
            place = _Place(own, root, boundary=None, trusted=True)
            layers += _layers(place, (), set())
        if path is not None:
            its = list(_layers(_place_of(path, root, named), (), set()))
            if path.suffix == ".ini":  # what it asks for, and nothing else
                asked = ("vale",) if its[-1].styles and its[-1].styles.rules else ()
                its[-1] = replace(its[-1], file=File(select=asked, fail_on="error"))
            layers += its
        return assembled(layers, path=path) if layers else _EMPTY
    except ConfigError as error:
        return error


class _Place(Struct, frozen=True):
    """A configuration file, and what it may do.

    Attributes:
        path: the file.
        root: the folder that its patterns are relative to, absolute.
        boundary: the folder that the files it names must be in, or None for anywhere.
        trusted: as in `Layer`.
        package: whether it is in an installed package, and so about no repository.
    """

    path: Path
    root: str
    boundary: Path | None
    trusted: bool
    package: bool = False

    @property
    def shown(self) -> str:
        return openable(self.path)

    def error(self, message: str) -> ConfigError:
        return ConfigError(message, self.shown)

    def named(self, name: str, what: str) -> Path:
        """The file that it names; a link counts as what it leads to."""
        try:
            target = (self.path.parent / name).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise self.error(f"{what} {name!r}: {getattr(error, 'strerror', None) or error}") from None
        if self.boundary is not None and not target.is_relative_to(self.boundary):
            raise self.error(f"{what} {name!r}, which is outside {self.boundary}")
        return target


def _place_of(path: Path, root: str, named: bool) -> _Place:
    """The place of a file that was found beside the articles, or that the command line names.

    Naming it does not make it trusted: a workflow that says `--config docs/copydesk.toml` names whatever the
    pull request has there. It must also stand where no pull request can put it.
    """
    if named and _out_of_reach(path):
        return _Place(path, root, boundary=None, trusted=True)
    place = _Place(path, root, repository(path.parent).resolve(), trusted=False)
    if named or os.path.islink(path):
        place.named(path.name, "it is a link, or in a folder that is one:")
    return place


def _out_of_reach(path: Path) -> bool:
    """Whether a file stands in no repository and not below the working directory."""
    places = {path.parent.absolute(), path.resolve().parent}
    here = Path.cwd()
    return not any(p.is_relative_to(here) or _git_root(p) for p in places)


def _git_root(folder: Path) -> Path | None:
    return next((p for p in (folder, *folder.parents) if os.path.lexists(p / ".git")), None)


def repository(folder: Path) -> Path:
    """The repository that a folder is in: the nearest that has `.git`, or itself where none does."""
    return _git_root(folder) or folder


def _layers(place: _Place, via: tuple[Path, ...], seen: set[Path]) -> Iterator[Layer]:
    """A file and all that it extends, the weakest first, each once."""
    real = place.path.resolve()
    seen.add(real)
    file = _read(place)
    for name in (file.extends,) if isinstance(file.extends, str) else file.extends:
        base = _extended(place, name)
        target = base.path.resolve()
        if target in (*via, real):
            raise place.error(f"extends {name!r}, which extends it in turn")
        if len(via) >= MAX_DEPTH:
            raise place.error(f"extends {name!r}: more than {MAX_DEPTH} files extend each other")
        if target not in seen:
            yield from _layers(base, (*via, real), seen)
    baseline = None
    if file.baseline is not None:
        if place.package or place.trusted:
            raise place.error("baseline belongs in the configuration of the repository whose findings it has")
        baseline = place.named(file.baseline, "baseline is")
    if place.path.suffix == ".ini":
        yield Layer(place.path, place.shown, place.root, place.trusted, file, styles=_styles(place))
        return
    ledger = House()
    if file.house.ledger is not None:
        target = place.named(file.house.ledger, "house.ledger is")
        its = _Place(target, place.root, place.boundary, place.trusted, place.package)
        try:
            ledger = replace(parsed(_text(its, "ledger")), ledger=os.fspath(target))
        except ValueError as error:
            raise its.error(str(error)) from None
    if file.house.dictionary is not None:
        target = place.named(file.house.dictionary, "house.dictionary is")
        its = _Place(target, place.root, place.boundary, place.trusted, place.package)
        ledger = replace(ledger, words=listed(_text(its, "dictionary")))
    yield Layer(place.path, place.shown, place.root, place.trusted, file, baseline, ledger)


def _styles(place: _Place) -> ValeStyles:
    """The styles of Vale that a `.vale.ini` asks for."""
    from copydesk.vale.styles import styles_of

    return styles_of(place.path, _text(place, "configuration file"), place.shown, place.boundary)


def _extended(place: _Place, name: str) -> _Place:
    """A file that a file extends, or that of an installed package."""
    is_vale = name.startswith("vale:")
    name = name.removeprefix("vale:")
    if is_vale and not name.endswith(".ini"):
        raise place.error(f"extends 'vale:{name}': expected the name of a .vale.ini")
    if is_vale or name.endswith(".toml") or "/" in name or os.sep in name:
        target = place.named(name, "extends")
        if not target.is_file():
            raise place.error(f"extends {name!r}: no such file")
        root = place.root if place.package else os.fspath(target.parent)
        beside = target.parent == place.path.parent.resolve() or _out_of_reach(target)
        return _Place(target, root, place.boundary, place.trusted and beside, place.package)
    folder = installed_package(name.replace("-", "_"))
    if folder is None:
        raise place.error(
            f"extends {name!r}: no such package is installed (the name of a file ends in .toml)"
        )
    target = Path(folder).resolve() / NAME
    if not target.is_file():
        raise place.error(f"extends {name!r}: that package has no {NAME}")
    return _Place(target, place.root, target.parent, place.trusted, package=True)


def _read(place: _Place) -> File:
    """What a file says, with the files that options name as they can be opened."""
    if place.path.suffix == ".ini":
        return File()
    table = _table(place)
    convert_tables(table.get("pattern"), PatternTable, place.path, place.shown)
    file: File = convert(table, File, place.shown)
    if file.html.article is not None:
        from copydesk.readers.html.selector import Selector

        try:
            Selector(file.html.article)
        except ConfigError as error:
            raise place.error(str(error)) from None
    sections: tuple[Section, ...] = (file, *file.overrides)
    for part in sections:
        if part.encoding is not None and text_codec(part.encoding) is None:
            raise place.error(f"encoding: {unknown_encoding(part.encoding)}")
        for name, options in part.rules.items():
            if isinstance(named := options.get("files"), list):
                options["files"] = [
                    openable(place.named(f, f"rules.{name}.files has")) if isinstance(f, str) else f
                    for f in named
                ]
    return file


def openable(path: Path) -> str:
    """The name to open a file by, and to show: relative to the working directory, if it is in that."""
    here = Path.cwd()
    return os.fspath(path.relative_to(here) if path.is_relative_to(here) else path)


def _text(place: _Place, what: str) -> str:
    """The text of a regular file that is no larger than any of its kind.

    Raises:
        ConfigError: it is none, or not UTF-8.
    """
    try:
        status = os.stat(place.path)
        if stat.S_ISDIR(status.st_mode):
            raise place.error(f"is a folder, not a {what}")
        if not stat.S_ISREG(status.st_mode):
            raise place.error("is no regular file")
        if status.st_size > MAX_BYTES:
            raise place.error(f"is larger than {MAX_BYTES // 2**20} MB, which no {what} is")
        return place.path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise place.error((error.strerror or "cannot be read").lower()) from None


def _table(place: _Place) -> dict[str, Any]:
    import tomllib

    try:
        text = _text(place, "configuration file")
        if _DEEP_KEY.search(text):  # which takes the square of its length
            raise place.error("is nested too deeply")
        table = tomllib.loads(text)
    except RecursionError:
        raise place.error("is nested too deeply") from None
    except ValueError as error:  # not TOML, not UTF-8, a number of thousands of digits
        raise place.error(f"not valid TOML: {error}") from None
    if _is_deep(table):
        raise place.error("is nested too deeply")
    if place.path.name == "pyproject.toml":
        for part in ("tool", "copydesk"):
            table = table.get(part, {})
            if not isinstance(table, dict):
                raise place.error(f"{part} is no table")
    return table


def _is_deep(table: dict[str, Any]) -> bool:
    level: list[Any] = [table]
    for _ in range(MAX_DEPTH):
        inner = (item.values() if isinstance(item, dict) else item for item in level)
        level = [value for values in inner for value in values if isinstance(value, (dict, list))]
    return bool(level)
