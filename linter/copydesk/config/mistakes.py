"""Outside data that is not as it should be: which key, which value, what is expected, in one line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from copydesk.errors import ConfigError, DataError, nearest
from copydesk.text.regex import lazy_pattern

__all__ = ["convert", "convert_tables", "misplaced"]

_INDEX = lazy_pattern(r"\[(?:\d+|\.\.\.)\]")
_UNKNOWN_FIELD = lazy_pattern(r"Object contains unknown field `(.*?)`(?: - at `\$\.?(.*?)`)?", re.DOTALL)
#: A value longer than this is cut short in a message.
_SHOWN = 80


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
        return f"unknown key {_cut(repr(key))}{f' in [{where}]' if where else ''}{nearest(key, fields)}"
    text, _, at = message.partition(" - at `$")
    key = at.rstrip("`").lstrip(".").replace("[...]", "")
    value: Any = table
    for part in re.findall(r"[^.\[\]]+", key):
        value = value[int(part)] if isinstance(value, list) else value[part]
    name = ".".join(filter(None, (prefix, key)))
    if text.startswith("Invalid enum value"):
        text = f"expected one of {', '.join(_choices(type_, key))}"
    return f"{name} = {_cut(repr(value))}: {text[:1].lower()}{text[1:]}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _fields(type_: type[Any], inside: str) -> set[str]:
    return {f.encode_name for f in getattr(_type_at(type_, inside), "fields", ())}


def _choices(type_: type[Any], key: str) -> list[str]:
    info = _type_at(type_, _INDEX.sub("", key))
    kinds = getattr(info, "types", (info,))
    enums = [kind.cls for kind in kinds if isinstance(kind, msgspec.inspect.EnumType)]
    named = (value for kind in kinds for value in getattr(kind, "values", ()))
    return [str(value) for value in (*named, *(member.value for enum in enums for member in enum))]


def _type_at(type_: type[Any], inside: str) -> Any:
    """The type of what stands at a path of keys, that of the items for a list."""
    info: Any = msgspec.inspect.type_info(type_)
    for part in filter(None, inside.split(".")):
        info = next((f.type for f in info.fields if f.encode_name == part), info)
        while hasattr(info, "item_type") or isinstance(info, msgspec.inspect.Metadata):
            info = info.type if isinstance(info, msgspec.inspect.Metadata) else info.item_type
    return info


def convert_tables(tables: Any, type_: type[Any], path: Path, shown: str) -> None:
    """Validate the tables of a list, `[[pattern]]`, each by itself, so that an error has its place.

    Args:
        tables: what TOML gave for the list.
        type_: a msgspec struct.
        path: the file.
        shown: its name.

    Raises:
        DataError: with the line and the column.
    """
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(table, dict):
            try:
                convert(table, type_, None)
            except ConfigError as error:
                key = _KEY.match(str(error))
                raise misplaced(
                    str(error), path, shown, index, (key[1] or key[2]) if key else "name"
                ) from None


_KEY = lazy_pattern(r"unknown key '([^']*)'|([\w-]+)")


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
