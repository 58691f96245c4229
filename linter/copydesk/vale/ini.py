"""The file `.vale.ini`: what it says, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from copydesk.errors import DataError, nearest

__all__ = ["LEVELS", "Ini", "IniSection", "read_ini"]

LEVELS = ("suggestion", "warning", "error")
_CORE = frozenset(
    {"StylesPath", "MinAlertLevel", "IgnoredScopes", "WordTemplate", "SkippedScopes", "IgnoredClasses"}
    | {"Vocab", "NLPEndpoint", "Packages"}
)
_SYNTAX = frozenset(
    {"BasedOnStyles", "IgnorePatterns", "BlockIgnores", "CommentDelimiters", "TokenIgnores"}
    | {"Transform", "Lang", "View"}
)
#: What is read and has no effect here, each named once.
_WITHOUT_EFFECT = {
    "NLPEndpoint": "NLPEndpoint is not used: nothing is sent anywhere",
    "Transform": "Transform is not used: XSLT is not run",
    "View": "View is not used: data files are not read",
}
_COMMENT = re.compile(r"\s[;#].*$")
_PARAMETER = re.compile(r"([^\[\]]+\.[^\[\]]+)\[([A-Za-z][A-Za-z0-9]*)\]")
_SPECIAL = ("formats", "asciidoctor")


class IniSection(Struct):
    """What holds for the files that a pattern names.

    Attributes:
        styles: all of whose rules run, or None where the section does not say.
        switches: by the name of a rule or a style, whether it runs.
        levels: by the name of a rule or a style, its level.
        tokens, blocks: expressions of what is to be left alone.
        delimiters: what a comment begins and ends with, beside those of the format.
    """

    pattern: str
    line: int
    styles: tuple[str, ...] | None = None
    switches: dict[str, bool] = {}
    levels: dict[str, str] = {}
    tokens: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    delimiters: tuple[str, str] | None = None


class Ini(Struct):
    """What a `.vale.ini` says.

    Attributes:
        styles_paths: folders of styles.
        least: the least level that is reported.
        parameters: by the name of a rule, numbers and switches of it.
        formats: by the ending of a file's name, the format that it is read as.
        everywhere: the section `[*]`.
        sections: the others, in order.
        notes: what has no effect.
    """

    path: Path
    styles_paths: tuple[Path, ...] = ()
    least: str = "warning"
    vocabularies: tuple[str, ...] = ()
    word_template: str = ""
    ignored_scopes: tuple[str, ...] = ()
    skipped_scopes: tuple[str, ...] = ()
    ignored_classes: tuple[str, ...] = ()
    parameters: dict[str, dict[str, str]] = {}
    formats: dict[str, str] = {}
    everywhere: IniSection = field(default_factory=lambda: IniSection("*", 0))
    sections: tuple[IniSection, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def all_styles(self) -> tuple[str, ...]:
        """Every style that some section is based on."""
        named = (style for part in (self.everywhere, *self.sections) for style in part.styles or ())
        return tuple(dict.fromkeys(named))


class _Entry(Struct):
    section: str
    key: str
    value: str
    line: int


def read_ini(path: Path, text: str, shown: str) -> Ini:
    """Read a `.vale.ini`.

    Args:
        path: the file, absolute.
        text: its content.
        shown: its name, for errors.

    Raises:
        DataError: with the line and the column of what is wrong.
    """
    entries, headings = _entries(text, shown)
    ini = Ini(path, everywhere=IniSection("*", headings.get("*", 0)))
    notes: list[str] = []
    for entry in entries:
        if entry.section == "":
            _core(ini, entry, shown, notes)
        elif entry.section == "formats":
            ini.formats[entry.key.lower()] = entry.value.lower()
    ini.sections = tuple(
        _section(ini, name, line, [e for e in entries if e.section == name], shown, notes)
        for name, line in headings.items()
        if name not in _SPECIAL and name != "*"
    )
    everywhere = [entry for entry in entries if entry.section == "*"]
    ini.everywhere = _section(ini, "*", headings.get("*", 0), everywhere, shown, notes)
    ini.notes = tuple(dict.fromkeys(notes))
    return ini


def _entries(text: str, shown: str) -> tuple[list[_Entry], dict[str, int]]:
    entries: list[_Entry] = []
    headings: dict[str, int] = {}
    section = ""
    for number, line in _lines(text):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        if bare.startswith("["):
            end = bare.find("]") if not bare.endswith("]") else len(bare) - 1
            if end < 0:
                raise DataError(
                    "a [ without its ]: expected [*.md] or the like", shown, number, line.find("[") + 1
                )
            section = bare[1:end].strip()
            headings.setdefault(section, number)
            continue
        match = re.match(r"([^=:]+?)\s*[=:]\s*(.*)", bare)
        if not match:
            raise DataError(
                f"expected NAME = VALUE, not {bare[:60]!r}", shown, number, len(line) - len(line.lstrip()) + 1
            )
        entries.append(_Entry(section, match[1].strip("\"'`"), _value(match[2]), number))
    return entries, headings


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines, each with its number; one that ends in a backslash goes on with the next."""
    held, at = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        at = at or number
        if line.endswith("\\") and not line.lstrip().startswith(("#", ";")):
            held += line[:-1]
            continue
        yield at, held + line
        held, at = "", 0
    if held:
        yield at, held


def _value(value: str) -> str:
    if value[:1] in ('"', "`") and (end := value.find(value[0], 1)) > 0:
        return value[1:end]
    return _COMMENT.sub("", f" {value}").strip()


def _listed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))


def _patterns(value: str) -> tuple[str, ...]:
    r"""Expressions with commas between them; `\,` is a comma in one."""
    parts = (part.replace("\\,", ",").strip() for part in re.split(r"(?<!\\),", value))
    return tuple(dict.fromkeys(filter(None, parts)))


def _core(ini: Ini, entry: _Entry, shown: str, notes: list[str]) -> None:
    key, value = entry.key, entry.value
    if key == "StylesPath":
        ini.styles_paths = (*ini.styles_paths, ini.path.parent / value)
    elif key == "MinAlertLevel":
        if value not in LEVELS:
            expected = f"expected one of {', '.join(LEVELS)}{nearest(value, LEVELS)}"
            raise DataError(f"MinAlertLevel = {value[:40]!r}: {expected}", shown, entry.line)
        ini.least = value
    elif key == "Vocab":
        ini.vocabularies = _listed(value)
    elif key == "WordTemplate":
        if "%s" not in value:
            raise DataError("WordTemplate: expected an expression with %s in it", shown, entry.line)
        ini.word_template = value
    elif key in ("IgnoredScopes", "SkippedScopes", "IgnoredClasses"):
        setattr(ini, re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower(), _listed(value))
    elif key in _SYNTAX:
        raise DataError(f"{key} belongs below a section: [*] or [*.md]", shown, entry.line)
    elif key in _WITHOUT_EFFECT:
        notes.append(f"{shown}:{entry.line}: {_WITHOUT_EFFECT[key]}")
    elif key not in _CORE:
        notes.append(f"{shown}:{entry.line}: unknown key {key!r}{nearest(key, _CORE)}")


def _section(
    ini: Ini, pattern: str, line: int, entries: Iterable[_Entry], shown: str, notes: list[str]
) -> IniSection:
    part = IniSection(pattern, line)
    for entry in entries:
        key, value = entry.key, entry.value
        if key == "BasedOnStyles":
            part.styles = (*(part.styles or ()), *_listed(value))
        elif key in ("BlockIgnores", "IgnorePatterns"):
            part.blocks += _patterns(value)
        elif key == "TokenIgnores":
            part.tokens += _patterns(value)
        elif key == "CommentDelimiters":
            pair = _listed(value)
            if len(pair) != 2:
                raise DataError(
                    "CommentDelimiters: expected two, with a comma between them", shown, entry.line
                )
            part.delimiters = (pair[0], pair[1])
        elif key in _WITHOUT_EFFECT:
            notes.append(f"{shown}:{entry.line}: {_WITHOUT_EFFECT[key]}")
        elif key == "Lang":
            continue  # of an outside tagger, which is not asked
        elif key in _CORE:
            raise DataError(f"{key} belongs above all sections", shown, entry.line)
        elif parameter := _PARAMETER.fullmatch(key):
            ini.parameters.setdefault(parameter[1], {})[parameter[2].lower()] = value
        else:
            _switch(part, entry, shown)
    return part


def _switch(part: IniSection, entry: _Entry, shown: str) -> None:
    """A line about a rule or a style: `Google.Passive = NO`."""
    values = ("YES", "NO", *LEVELS)
    if entry.value not in values:
        hint = nearest(entry.key, _SYNTAX | _CORE) if "." not in entry.key else nearest(entry.value, values)
        raise DataError(
            f"{entry.key} = {entry.value[:40]!r}: expected one of {', '.join(values)}{hint}",
            shown,
            entry.line,
        )
    part.switches[entry.key] = entry.value != "NO"
    if entry.value in LEVELS:
        part.levels[entry.key] = entry.value


def looked_up(table: Mapping[str, object], rule: str) -> object | None:
    """What a table says of a rule, or else of its style."""
    return table.get(rule, table.get(rule.partition(".")[0]))


def sequence(value: object) -> Sequence[object]:
    """A value as a list, whether it is one or stands by itself."""
    return value if isinstance(value, (list, tuple)) else () if value is None else (value,)
