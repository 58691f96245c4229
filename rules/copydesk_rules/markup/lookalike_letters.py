"""`lookalike-letters`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from copydesk import (
    Article,
    Bad,
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
    lazy_pattern,
)
from copydesk_rules.markup.shared.residue import in_residue
from copydesk_rules.markup.shared.tokens import Subject

__all__ = ["LookalikeLetters"]

_RANGES = {
    "Latin": "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Cyrillic": "\u0400-\u0481\u048a-\u052f",
    "Greek": "\u0370-\u0373\u0376\u0377\u037f\u0386\u0388-\u03ff\u1f00-\u1fff",
}
#: Letters that look the same in nearly every typeface: a choice from Unicode’s list of confusables (UTS 39).
#: Not those that only resemble each other (α and a), nor those that are signs in science (ν, ρ, µ).
_TO_LATIN = {
    "Cyrillic": str.maketrans("АВЕЅІЈКМНОРСТХҮԜаеѕіјорсухһԁԛԝ", "ABESIJKMHOPCTXYWaesijopcyxhdqw"),
    "Greek": str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
}
_FROM_LATIN = {
    "Cyrillic": str.maketrans("ABEKMHOPCTXaeopcyx", "АВЕКМНОРСТХаеорсух"),
    "Greek": str.maketrans("ABEZHIKMNOPTYXo", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"),
}
_LETTER = {script: lazy_pattern(f"[{ranges}]") for script, ranges in _RANGES.items()}
_OTHER = _RANGES["Cyrillic"] + _RANGES["Greek"]
_ALL = _RANGES["Latin"] + _OTHER
_FOREIGN = lazy_pattern(f"[{_OTHER}]")
#: A word of two scripts, found where they meet.
_MEETING = lazy_pattern(rf"[{_OTHER}](?:(?<=[{_RANGES['Latin']}].)|(?=[\u0300-\u036f]?[{_RANGES['Latin']}]))")
_WORD = lazy_pattern(f"[{_ALL}\u0300-\u036f]+")
_BEFORE = lazy_pattern(f"[{_ALL}\u0300-\u036f]*$")
_LONGEST = 80
_ALIKE = "".join(chr(c) for table in _TO_LATIN.values() for c in table)
_ALIKE_WORD = lazy_pattern(f"(?<![^\\W_])[{_ALIKE}]+(?![^\\W_\u0300-\u036f])")
#: English words of one letter.
_LETTERS = frozenset("aAI")
#: An abbreviation with an ending in another script, or a Roman numeral before a word: “SMSки”, “XXв”.
_STEM = lazy_pattern(f"[A-Z]{{2,}}[{_RANGES['Cyrillic']}]+")
_SUBJECT = lazy_pattern(
    r"\b(?:homogly\w+|homograph\w*|confusables?|look-?alike|punycode|Unicode|Cyrillic|Greek letters?)\b",
    re.IGNORECASE,
)


class _Reading(NamedTuple):
    word: str
    script: str
    other: str


class LookalikeLetters(Rule[NoOptions]):
    """Finds a Cyrillic or Greek letter within a Latin word, and the reverse: “Mоnday” with a Cyrillic о.

    Nobody sees the difference, but searches miss the word, spelling checkers stumble over it, a screen
    reader spells it out, and in an address it leads elsewhere. Such letters come from a keyboard in the wrong
    layout, from scanned text, or from somebody who wanted to get past a filter. A word that consists of
    lookalikes alone is reported where the rest of its paragraph is Latin and it is the English “a” or “I”, or
    the article has the same word in Latin letters. All of one script are one finding.

    It leaves alone words in Greek and Cyrillic script, letters that are signs (µm, kΩ, TNFα, ΔT, νMSM), brand
    names whose letters only resemble Latin ones (“KoЯn”), abbreviations with an ending in another script
    (“SMSки”), parts joined by a hyphen (“α-helix”), code, and passages about such letters.

    The fix puts letters of one script into the word. It is safe where that is the script of the
    paragraph, since the article looks the same.
    """

    meta = Meta(
        name="lookalike-letters",
        group="markup",
        since="0.2",
        summary="“{found}” looks {script}, but has a {other} letter in it.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            "The ferry left on ⟦M\u043enday⟧ and came ba\u0441k; it was late.".replace(
                "ba\u0441k", "⟦ba\u0441k⟧"
            ),
            fixed="The ferry left on Monday and came back; it was late.",
        ),
        Bad("A song by ⟦Bj\u04e7rk⟧ was played.", fixed="A song by Björk was played."),
        Bad("It was ⟦\u0430⟧ long day at the harbour.", fixed="It was a long day at the harbour."),
        Bad(
            "The ⟦\u0421\u041e\u0420⟧ met. The COP will meet again.",
            fixed="The COP met. The COP will meet again.",
        ),
        Bad("The ⟦\u0397elium⟧ balloon rose.", fixed="The Helium balloon rose."),
        Bad(
            "Паром ⟦\u006fтплыл⟧ в полдень, и на борту было сорок человек.",
            language="ru",
            fixed="Паром отплыл в полдень, и на борту было сорок человек.",
        ),
        Good("A film 5 µm thick, 3 kΩ, TNFα and IFNγ, ΔT and hν, an α-helix, the νMSM, NFκB and PPARγ."),
        Good("KoЯn and ΛSUS are brands; the word мост means bridge, and γέφυρα too."),
        Good("The Soviet Union was called СССР, and НАТО is the alliance."),
        Good("Мы получили SMSки, PRщик и IT-отдел в XXв.", language="ru"),
        Good("Sigma Alpha Epsilon (ΣAE) and Kappa Alpha Theta (ΚΑΘ) were founded then."),
        Good("The address p\u0430ypal.com has a Cyrillic letter in it, a homograph."),
        Good("Run `c\u0430t file` first.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if prose.isascii() or not _FOREIGN.search(prose):
            return

        @cache
        def script_of(start: int, end: int) -> str:
            """The script that most letters of a block are in."""
            return max(_LETTER, key=lambda script: len(_LETTER[script].findall(prose, start, end)))

        found: list[tuple[Span, _Reading, Safety]] = []
        for span in (*_mixed(prose), *_alike(article)):
            block = article.block_at(span.start)
            if block is None:
                continue
            script = script_of(block.start, block.end)
            reading = _reading(article.text_of(span), script)
            if reading:
                safety = Safety.SAFE if reading.script == script else Safety.UNSAFE
                found.append((span, reading, safety))
        if not found:
            return
        found.sort(key=lambda item: item[0])
        subject = Subject(article, _SUBJECT)
        residue = in_residue(article, [span for span, *_ in found])
        for i, (span, (word, script, other), safety) in enumerate(found):
            if i not in residue and not subject.is_near(span.start):
                fix = Fix.replace(span, word, safety, f"Write “{word}” in {script} letters")
                yield self.finding(
                    span, fix, repeat=script, found=article.text_of(span), script=script, other=other
                )


def _mixed(prose: str) -> Iterator[Span]:
    """The words of two scripts."""
    end = 0
    for meeting in _MEETING.finditer(prose):
        if meeting.start() < end:
            continue
        before = _BEFORE.search(prose, max(end, meeting.start() - _LONGEST), meeting.start())
        word = _WORD.match(prose, before.start() if before else meeting.start())
        if word:
            end = word.end()
            if len(word[0]) <= _LONGEST:
                yield Span(*word.span())


def _alike(article: Article) -> Iterator[Span]:
    """The words of lookalikes alone that must be Latin: nothing else of their paragraph is not."""
    prose = article.prose
    words = {word for match in _ALIKE_WORD.finditer(prose) if (word := _latin(match[0]))}
    real = {word for word in words if word in _LETTERS or (len(word) > 1 and word in article.vocabulary)}
    if not real:
        return
    for block in article.prose_blocks:
        matches = list(_ALIKE_WORD.finditer(prose, *block.span))
        if not matches or not _LETTER["Latin"].search(prose, *block.span):
            continue
        foreign = len(_FOREIGN.findall(prose, *block.span))
        if foreign == sum(len(match[0]) for match in matches):
            yield from (Span(*match.span()) for match in matches if _latin(match[0]) in real)


def _latin(word: str) -> str:
    return word.translate(_TO_LATIN["Cyrillic"]).translate(_TO_LATIN["Greek"])


def _reading(found: str, script: str) -> _Reading | None:
    """What a word of two scripts was meant to be, in a paragraph of a script; None if it may be right."""
    word = unicodedata.normalize("NFD", found)
    scripts = [other for other in _TO_LATIN if _LETTER[other].search(word)]
    if len(scripts) != 1 or _STEM.fullmatch(found):
        return None
    other = scripts[0]
    latin, foreign = _LETTER["Latin"].findall(word), _LETTER[other].findall(word)
    may_be_latin = all(ord(c) in _TO_LATIN[other] for c in foreign)
    may_be_other = latin != [] and all(ord(c) in _FROM_LATIN[other] for c in latin)
    if (
        may_be_latin
        and (script == "Latin" or not may_be_other)
        and not (other == "Greek" and len(latin) == 1)
    ):
        return _Reading(unicodedata.normalize("NFC", word.translate(_TO_LATIN[other])), "Latin", other)
    own = sum(ord(c) not in _TO_LATIN[other] for c in foreign)
    if may_be_other and own >= (1 if script == other else 2):
        return _Reading(unicodedata.normalize("NFC", word.translate(_FROM_LATIN[other])), other, "Latin")
    return None
