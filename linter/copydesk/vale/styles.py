"""The styles that a `.vale.ini` asks for: their files, found and read; their rules, made when needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct

from copydesk.errors import ConfigError, DataError, nearest
from copydesk.patterns.expression import ExpressionError
from copydesk.patterns.rule import Definition, PatternRule, pattern_rule
from copydesk.patterns.search import Regex
from copydesk.rule.finding import Severity
from copydesk.rule.rule import Default, FixAvailability, Meta
from copydesk.vale.build import Surroundings, definition
from copydesk.vale.builtin import builtin_rules
from copydesk.vale.globs import matches_glob
from copydesk.vale.ini import LEVELS, Ini, IniSection, looked_up, read_ini
from copydesk.vale.scopes import asks_for
from copydesk.vale.texts import ValeTexts
from copydesk.vale.vocabulary import Vocabulary, terms_of
from copydesk.vale.yaml_rules import RuleTable, inherited, read_rule

__all__ = ["GROUP", "Section", "ValeStyles", "styles_of"]

GROUP = "vale"
#: More rules than this nobody means.
_MOST_RULES = 20_000


class Section(Struct, frozen=True):
    """The files that a section is for.

    Attributes:
        pattern: its name.
        root: the folder of the `.vale.ini`.
    """

    pattern: str
    root: str

    def match(self, name: str) -> bool:
        """Whether it is for a file, given by its absolute path."""
        return matches_glob(self.pattern, os.path.relpath(name, self.root).replace(os.sep, "/"))


@lru_cache(maxsize=32)
def styles_of(path: Path, text: str, shown: str, boundary: Path | None) -> ValeStyles:
    """The styles that a `.vale.ini` asks for, read once.

    Args:
        path: the file, absolute.
        text: its content.
        shown: its name, for errors.
        boundary: the folder that the styles must be in, or None for anywhere.
    """
    return ValeStyles(path, text, shown, boundary)


class ValeStyles:
    """What a `.vale.ini` asks for.

    Args:
        path: the file, absolute.
        text: its content.
        shown: its name, for errors.
        boundary: the folder that the styles must be in, or None for anywhere.

    Raises:
        DataError: the file cannot be used.
    """

    def __init__(self, path: Path, text: str, shown: str, boundary: Path | None) -> None:
        self.path, self.shown, self._boundary = path, shown, boundary
        self.problems: list[str] = []
        self.ini: Ini = read_ini(path, text, shown)
        self.problems += self.ini.notes
        self._folders = list(self._styles_folders())
        self._files = self._rule_files()
        self._digest = blake2b(text.encode(), digest_size=16)

    @cached_property
    def digest(self) -> str:
        """Of all that the rules are made of."""
        digest = self._digest.copy()
        for name, (_, text) in self._files.items():
            digest.update(f"{name}\0{text}\0".encode())
        for terms in (self._vocabulary.accepted, self._vocabulary.rejected):
            digest.update("\0".join(terms).encode() + b"\1")
        for folder in self._folders:
            for inner in ("config/ignore", "config/dictionaries"):
                for name in sorted(_names(folder / inner)):
                    digest.update(f"{name}\0{(folder / inner / name).stat().st_mtime_ns}\0".encode())
        return digest.hexdigest()

    def _styles_folders(self) -> Iterator[Path]:
        for given in self.ini.styles_paths:
            try:
                real = given.resolve()
            except (OSError, RuntimeError):
                real = given
            if self._boundary is not None and not real.is_relative_to(self._boundary):
                raise ConfigError(
                    f"StylesPath is {os.fspath(given)!r}, which is outside {self._boundary}: that takes a "
                    "configuration outside the repository, which --config names",
                    self.shown,
                )
            if real.is_dir():
                yield real
            else:
                self.problems.append(f"{self.shown}: StylesPath: there is no folder {os.fspath(given)}")

    def _rule_files(self) -> dict[str, tuple[str, str]]:
        """By the name of a rule, its file and what that says, of all styles that are asked for."""
        found: dict[str, tuple[str, str]] = {}
        wanted = dict.fromkeys((*self.ini.all_styles, *(name.partition(".")[0] for name in self._switched)))
        for style in wanted:
            if style == "Vale":
                continue
            folders = [folder / style for folder in self._folders if (folder / style).is_dir()]
            if not folders:
                if style in self.ini.all_styles:
                    self._missing(style)
                continue
            for folder in folders:
                for name, path in self._in_style(style, folder):
                    if name not in found and (text := self._read(path)) is not None:
                        found[name] = (self._shown(path), text)
                    if len(found) > _MOST_RULES:
                        self.problems.append(
                            f"{self.shown}: more than {_MOST_RULES:,} rules: the rest is left out"
                        )
                        return found
        return found

    @property
    def _switched(self) -> Iterator[str]:
        for part in (self.ini.everywhere, *self.ini.sections):
            yield from (name for name, on in part.switches.items() if on and "." in name)

    def _missing(self, style: str) -> None:
        known = {name for folder in self._folders for name in _names(folder) if (folder / name).is_dir()}
        where = ", ".join(self._shown(folder) for folder in self._folders) or "StylesPath, which is not set"
        packed = next(
            (folder / f"{style}.zip" for folder in self._folders if (folder / f"{style}.zip").is_file()), None
        )
        if packed:
            hint = f"; `copydesk styles add {self._shown(packed)}` unpacks it"
        else:
            hint = nearest(style, known) or "; `copydesk styles add FOLDER` puts one in place"
        self.problems.append(f"{self.shown}: there is no style {style!r} in {where}{hint}")

    def _in_style(self, style: str, folder: Path) -> Iterator[tuple[str, Path]]:
        """The rules of a style, by name; a folder in it is a part of the names of its rules."""
        real = folder.resolve()
        if self._is_outside(real):
            self.problems.append(
                f"{self._shown(folder)} leads outside {self._boundary}: the style is left out"
            )
            return
        for parent, folders, names in os.walk(real):
            folders[:] = sorted(n for n in folders if n[0] not in "._")
            inner = Path(parent).relative_to(real).parts
            for name in sorted(names):
                if name.endswith(".yml") and not name.endswith((".test.yml", ".test.yaml")):
                    path = Path(parent, name)
                    if self._is_outside(path.resolve()):
                        self.problems.append(
                            f"{self._shown(path)} leads outside {self._boundary}: it is left out"
                        )
                    else:
                        yield ".".join((style, *inner, name.partition(".")[0])), path

    def _is_outside(self, path: Path) -> bool:
        return self._boundary is not None and not path.is_relative_to(self._boundary)

    def _read(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            self.problems.append(f"{self._shown(path)}: {getattr(error, 'strerror', None) or 'is not UTF-8'}")
            return None

    @staticmethod
    def _shown(path: Path) -> str:
        here = Path.cwd()
        return os.fspath(path.relative_to(here) if path.is_relative_to(here) else path)

    def asset(self, name: str) -> Path | None:
        """A file among the styles; None where there is none."""
        for folder in self._folders:
            path = (folder / name).resolve()
            if path.is_file() and not self._is_outside(path):
                return path
        return None

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        accepted: list[str] = []
        rejected: list[str] = []
        for name in self.ini.vocabularies:
            found = False
            for folder in self._folders:
                for inner in ("config/vocabularies", "Vocab"):
                    place = folder / inner / name
                    if place.is_dir() and not found and not self._is_outside(place.resolve()):
                        found = True
                        accepted += self._terms(place / "accept.txt")
                        rejected += self._terms(place / "reject.txt")
            if not found:
                self.problems.append(f"{self.shown}: there is no vocabulary {name!r} in config/vocabularies")
        return Vocabulary(accepted, rejected)

    def _terms(self, path: Path) -> Sequence[str]:
        if not path.is_file() or self._is_outside(path.resolve()):
            return ()
        text = self._read(path)
        if text is None:
            return ()
        terms, wrong = terms_of(text)
        self.problems += (
            f"{self._shown(path)}:{line}: the expression cannot be used: {why}" for line, why in wrong
        )
        return terms

    @cached_property
    def rules(self) -> tuple[type[PatternRule], ...]:
        """The rules that some section runs, in order of their names; what is wrong with one is a problem."""
        around = Surroundings(self._vocabulary, self.ini.word_template, self.asset)
        made: list[tuple[RuleTable, Definition]] = []
        for table in self._tables():
            try:
                made.append((table, definition(table, around)))
            except DataError as error:
                self.problems.append(str(error))
        splits = any(asks_for(each.scopes, "paragraph") for _, each in made)
        texts = ValeTexts(self._ignored("tokens"), self._ignored("blocks"), splits)
        return tuple(_class(table, each, texts) for table, each in made)

    def _tables(self) -> Iterator[RuleTable]:
        """The rules that run somewhere, each with what it extends, and with the parameters that are set."""
        wanted = sorted(name for name in self._files if self._runs_somewhere(name))
        for name in wanted:
            try:
                rule = inherited(self._parsed(name), self._extended)
                for key, value in self.ini.parameters.get(name, {}).items():
                    rule.table[key] = value
                yield rule
            except DataError as error:
                self.problems.append(str(error))
        yield from builtin_rules(self._runs_somewhere, self._vocabulary, self.asset, self._folders)

    def _parsed(self, name: str) -> RuleTable:
        shown, text = self._files[name]
        return read_rule(name, text, shown)

    def _extended(self, name: str) -> RuleTable | None:
        if name in self._files:
            return self._parsed(name)
        path = self.asset("/".join(name.split(".")) + ".yml")
        text = self._read(path) if path else None
        return read_rule(name, text, self._shown(path)) if path and text is not None else None

    def _ignored(self, kind: str) -> list[Regex]:
        found = []
        for part in (self.ini.everywhere, *self.ini.sections):
            for source in getattr(part, kind):
                try:
                    found.append(Regex(source))
                    _ = found[-1].exact
                except ExpressionError as error:
                    self.problems.append(f"{self.shown}:{part.line}: {source[:60]!r} cannot be used: {error}")
        return found

    def _runs_somewhere(self, name: str) -> bool:
        every = range(len(self.ini.sections))
        return any(self._level(name, which, "error") for which in ((), *((i,) for i in every), tuple(every)))

    @cached_property
    def matchers(self) -> tuple[Section, ...]:
        """What names the files of each section."""
        root = os.fspath(self.path.parent)
        return tuple(Section(part.pattern, root) for part in self.ini.sections)

    def running(self, sections: Sequence[int]) -> Mapping[str, Severity]:
        """The rules that run where some sections hold, and their severities."""
        found = {}
        for rule in self.rules:
            name = rule.meta.name.removeprefix(f"{GROUP}.")
            level = self._level(name, sections, rule.meta.severity.value)
            if level and LEVELS.index(level) >= LEVELS.index(self.ini.least):
                found[rule.meta.name] = Severity(level)
        return found

    def _level(self, name: str, sections: Sequence[int], own: str) -> str | None:
        """The level of a rule where some sections hold; None where it does not run."""
        parts: list[IniSection] = [self.ini.sections[i] for i in sections]
        level = looked_up(self.ini.everywhere.levels, name) or own
        styles = self.ini.everywhere.styles or ()
        switches: dict[str, object] = {}
        levels: dict[str, object] = {}
        for part in parts:
            styles = part.styles if part.styles is not None else styles
            switches |= part.switches
            levels |= part.levels
        switch = looked_up(switches, name)
        if switch is None:
            switch = looked_up(dict(self.ini.everywhere.switches), name)
        if switch is None:
            switch = name.partition(".")[0] in styles
        return str(looked_up(levels, name) or level) if switch else None


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


_OFFERS = {"replace", "remove", "edit", "convert", "suggest"}


def _class(table: RuleTable, definition: Definition, texts: Callable[..., Any]) -> type[PatternRule]:
    said = table.table
    action = (said.get("action") or {}).get("name")
    meta = Meta(
        name=f"{GROUP}.{table.name}",
        group=GROUP,
        summary=str(said.get("message", "")),
        since="0.2",
        severity=Severity(said.get("level", "warning")),
        fix=FixAvailability.SOMETIMES if action in _OFFERS else FixAvailability.NEVER,
        default=Default.OFF,
        stands_alone=True,
    )
    link = f"\n\nMore: <{said['link']}>" if said.get("link") else ""
    about = said.get("description") or f"A rule of the Vale style {table.name.partition('.')[0]}."
    return pattern_rule(meta, f"{about}\n\nIt says: {said.get('message', '')}{link}", definition, texts)
