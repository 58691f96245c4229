"""References and escapes of XML: the five entities that every document has, and characters by number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.text.regex import lazy_pattern

__all__ = ["ENTITIES", "ESCAPES", "REFERENCE", "escape", "pieces", "referred", "unescaped"]

ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
#: A reference (1: a number in hexadecimal, 2: in decimal, 3: the name of an entity).
REFERENCE = r"&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));"
#: For `str.translate`, of text that is written between tags.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_REFERENCE = lazy_pattern(REFERENCE)
#: What XML 1.0 does not allow, section 2.2.
_FORBIDDEN = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def referred(hexadecimal: str | None, decimal: str | None, name: str | None) -> str:
    """The character that a reference stands for, by its groups.

    Args:
        hexadecimal: a number, or None.
        decimal: a number, or None.
        name: of one of the five entities, or None.
    """
    if name:
        return ENTITIES[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal or "0"))


def _meaning(match: re.Match[str]) -> str:
    return referred(match[1], match[2], match[3])


def unescaped(text: str) -> str:
    """Text with its references resolved."""
    return _REFERENCE.sub(_meaning, text) if "&" in text else text


def escape(text: str) -> str:
    """Text as it is written in XML; what XML cannot hold is left out."""
    return _FORBIDDEN.sub("", text.translate(ESCAPES))


def pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Text between tags, each piece with its place: verbatim, or one reference.

    Args:
        text: well-formed XML.
        start, end: the part of it.
    """
    at = start
    if text.find("&", start, end) >= 0:
        for match in _REFERENCE.finditer(text, start, end):
            if match.start() > at:
                yield text[at : match.start()], at, match.start()
            yield _meaning(match), match.start(), match.end()
            at = match.end()
    if at < end:
        yield text[at:end], at, end
