"""Characters that were read in the wrong encoding: found once for all the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from copydesk import Article, Span, lazy_pattern

__all__ = ["LOST", "Damage", "damages"]

#: Stands in a reading for what cannot be known.
LOST = "\ufffd"
#: What all of `_suspects` begin with: finding these first is much faster.
_FIRST = lazy_pattern("[Â-ôРСвг‚√\x80-\x84\x86-\x9f\ufffd]")


class Damage(NamedTuple):
    """Characters that make no sense, and what they were: `LOST` stands in it for what cannot be known.

    A reading of "" is that of a blank's first half, whose other half became a blank again.
    """

    span: Span
    reading: str


def damages(article: Article) -> tuple[Damage, ...]:
    """The mojibake of an article, in order."""
    return article.derive(_find)


def _find(article: Article) -> tuple[Damage, ...]:
    prose = article.prose
    if prose.isascii() or not any(map(_FIRST.match, article.characters)):
        return ()
    matches = list(_suspicious(prose))
    if not matches:
        return ()
    readings = [_reading(match[0]) for match in matches]
    if any(reading and LOST not in reading for reading in readings):
        # What alone might be right, as “ÅŸ”, is not within a word of a text that is damaged elsewhere.
        for i, match in enumerate(matches):
            if readings[i] is None and prose[match.end() : match.end() + 1].isalpha():
                readings[i] = _decoded(match[0])
    found = zip(matches, readings, strict=True)
    return tuple(Damage(Span(*match.span()), reading) for match, reading in found if reading is not None)


def _suspicious(prose: str) -> Iterator[re.Match[str]]:
    at = 0
    for first in _FIRST.finditer(prose):
        if first.start() >= at and (match := _suspects().match(prose, first.start())):
            at = match.end()
            yield match


def _class(characters: str) -> str:
    return "[" + re.escape(characters) + "]"


@cache
def _suspects() -> re.Pattern[str]:
    """What may be mojibake: the bytes of characters in UTF-8, read as something else."""
    tail = bytes(range(0x80, 0xC0))
    western = _class(tail.decode("cp1252", "ignore") + tail.decode("latin-1"))
    cyrillic = _class(tail.decode("cp1251", "ignore"))
    mac = _class(tail.decode("mac-roman"))
    return lazy_pattern(
        # Latin letters with marks, punctuation and emoji as Windows-1252 or Latin-1; not “é »”
        f"(?:[Â-ß]{western}|[à-ï](?!\u00a0[«»‹›]){western}{western}|[ð-ô]{western}{western}{western})+"
        f"|(?:[РС]{cyrillic}|[вг]{cyrillic}{cyrillic})+|(?:‚Ä{mac}|√{mac})+"
        # what lost a byte
        "|â€|(?<![A-ZÀ-Þ])[ÂÃ](?= )|[\x80-\x84\x86-\x9f]+|\ufffd+"
    )


def _reading(found: str) -> str | None:
    """What was meant: U+FFFD where that is lost, "" where it was nothing, None if nothing is wrong."""
    if found in ("â€", "Ã") or LOST in found:
        return LOST
    if found == "Â":
        return ""
    from ftfy import fix_encoding

    fixed: str = fix_encoding(found)
    if fixed != found:
        return fixed
    decoded = _decoded(found)
    return decoded if decoded and all("\u2010" <= c <= "\u22ff" for c in decoded) else None


def _decoded(found: str) -> str | None:
    """The letters of Latin script, or the signs, that a text in Windows-1252 stands for."""
    try:
        decoded = found.encode("cp1252").decode()
    except UnicodeError:
        return None
    return decoded if all(c <= "\u017f" or "\u2010" <= c <= "\u22ff" for c in decoded) else None
