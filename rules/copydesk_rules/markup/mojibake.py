"""`mojibake`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
)
from copydesk_rules.markup.residue import in_residue

__all__ = ["Mojibake"]

_CANNOT_ENCODE = "\ufffd"
#: What decoding may bring back that no text needs: see `invisible-character`.
_FORMAT = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SUBJECT = re.compile(
    r"\b(?:mojibake|UTF-?8|Unicode|ISO-8859|Windows-125\d|character (?:set|encoding)s?)\b", re.IGNORECASE
)


class Mojibake(Rule[NoOptions]):
    """Finds characters that were read in the wrong encoding: “â€™” for an apostrophe, “Ã©” for é.

    It reports exactly the characters that make no sense, and what they were: text in UTF-8 that was read
    as Windows-1252, Latin-1, Windows-1251 or MacRoman, once or several times, control characters that
    were quotation marks in Windows-1252, and the replacement character “�”, which stands where a
    character was lost. What is mojibake and what is only unusual is decided by
    [ftfy](https://ftfy.readthedocs.io) (Apache-2.0).

    It leaves alone what a language writes so (“São Paulo”, “MANHÃ”, “château”, “« café »”), code, and
    articles about encodings.

    The fix puts the characters back. It is safe where every byte is still there. Where “Â” lost the blank
    behind it, the fix is unsafe; where part of a character is gone (“â€”, “�”), it could have been any of
    several, and nothing is offered.
    """

    meta = Meta(
        name="mojibake",
        group="markup",
        since="0.1",
        summary="“{found}” is {wanted} in the wrong encoding.",
        severity=Severity.ERROR,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad("The caf⟦Ã©⟧ wasn⟦â€™⟧t open.", fixed="The café wasn’t open."),
        Bad("⟦â€œ⟧We won,⟦â€\x9d⟧ she said.", fixed="“We won,” she said."),
        Bad("He said ⟦â€⟧ twice ⟦�⟧ that he won."),
        Bad("They paid ⟦Â£⟧5 and it⟦Ã¢â‚¬â„¢⟧s gone⟦â„¢⟧.", fixed="They paid £5 and it’s gone™."),
        Bad("It wasn⟦\x92⟧t so; it wasn⟦‚Äô⟧t.", fixed="It wasn’t so; it wasn’t."),
        Bad("It ended.⟦Â⟧ They left.", fixed="It ended. They left."),
        Good("De São Paulo ao Pará: MANHÃ DE SOL. Une « crêperie » à l’écart, « au café\u00a0», dit-il."),
        Good("In UTF-8 read as Latin-1, é becomes Ã©."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if prose.isascii():
            return
        matches = list(_suspects().finditer(prose))
        if not matches or len(_SUBJECT.findall(prose)) > 1:
            return
        readings = [_reading(match[0]) for match in matches]
        damaged = any(reading is not None for reading in readings)
        residue = in_residue(article, [Span(*m.span()) for m in matches])
        for i, (match, reading) in enumerate(zip(matches, readings, strict=True)):
            block = article.block_at(match.start())
            if i in residue or (block is not None and _SUBJECT.search(prose, block.start, block.end)):
                continue
            if reading is None and damaged:
                reading = _decoded(match[0])
            if reading is not None:
                yield self._finding(Span(*match.span()), match[0], reading)

    def _finding(self, span: Span, found: str, reading: str) -> Finding:
        if _CANNOT_ENCODE in reading:
            return self.finding(span, message=f"“{found}” stands where a character was lost.")
        text = _FORMAT.sub("", reading)
        safety = Safety.UNSAFE if reading == "" else Safety.SAFE
        title = f"Replace with “{text}”" if text.strip() else "Delete it"
        wanted = f"“{text}”" if text.strip() else "a blank or a mark that nobody sees"
        return self.finding(
            span, Fix(title, (Edit(span, text),), safety, repair=True), found=found, wanted=wanted
        )


def _class(characters: str) -> str:
    return "[" + re.escape(characters) + "]"


@cache
def _suspects() -> re.Pattern[str]:
    """What may be mojibake: the bytes of characters in UTF-8, read as something else."""
    tail = bytes(range(0x80, 0xC0))
    western = _class(tail.decode("cp1252", "ignore") + tail.decode("latin-1"))
    cyrillic = _class(tail.decode("cp1251", "ignore"))
    mac = _class(tail.decode("mac-roman"))
    return re.compile(
        # Latin letters with marks, punctuation and emoji as Windows-1252 or Latin-1; not “é »”
        f"(?:[Â-ß]{western}|[à-ï](?!\u00a0[«»‹›]){western}{western}|[ð-ô]{western}{western}{western})+"
        f"|(?:[РС]{cyrillic}|[вг]{cyrillic}{cyrillic})+|(?:‚Ä{mac}|√{mac})+"
        # what lost a byte
        "|â€|(?<![A-ZÀ-Þ])[ÂÃ](?= )|[\x80-\x84\x86-\x9f]+|\ufffd+"
    )


def _reading(found: str) -> str | None:
    """What was meant: U+FFFD where that is lost, "" where it was nothing, None if nothing is wrong."""
    if found in ("â€", "Ã") or _CANNOT_ENCODE in found:
        return _CANNOT_ENCODE
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
