"""`mojibake`."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    lazy_pattern,
)
from copydesk_rules.markup.shared.damage import LOST, damages
from copydesk_rules.markup.shared.residue import in_residue
from copydesk_rules.markup.shared.tokens import Subject

__all__ = ["Mojibake"]

#: What decoding may bring back that no text needs: see `invisible-character`.
_FORMAT = lazy_pattern("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SUBJECT = lazy_pattern(
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

    All places of one wrong character are one finding. The fix puts the characters back. It is safe where
    every byte is still there. Where “Â” lost the blank behind it, the fix is unsafe; where part of a
    character is gone (“â€”, “�”), it could have been any of several, and nothing is offered.
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
        found = damages(article)
        if not found:
            return
        subject = Subject(article, _SUBJECT)
        residue = in_residue(article, [damage.span for damage in found])
        for i, (span, reading) in enumerate(found):
            if i in residue or subject.is_near(span.start):
                continue
            shown = article.text_of(span)
            if LOST in reading:
                message = f"“{shown}” stands where a character was lost."
                yield self.finding(span, message=message, repeat=shown)
                continue
            text = _FORMAT.sub("", reading)
            safety = Safety.SAFE if reading else Safety.UNSAFE
            title = f"Replace with “{text}”" if text.strip() else "Delete it"
            wanted = f"“{text}”" if text.strip() else "a blank or a mark that nobody sees"
            fix = Fix(title, (Edit(span, text),), safety, repair=True)
            yield self.finding(span, fix, repeat=shown, found=shown, wanted=wanted)
