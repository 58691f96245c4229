"""`invisible-character`."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache

from copydesk import (
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Related,
    Rule,
    Safety,
    Span,
)
from copydesk_rules.markup.damage import damages
from copydesk_rules.markup.residue import in_residue

__all__ = ["InvisibleCharacter"]

_RUN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]+"
)
_NAMES = {0x00AD: "soft hyphen", 0xFEFF: "byte order mark", 0x180E: "vowel separator"}
_WHERE = ("here", "here and in one more place", "here and in {} more places")
_SOFT_HYPHEN, _BLACK_FLAG, _TAG_END, _VARIANT = "\u00ad", "\U0001f3f4", "\U000e007f", "\ufe0f"
_JOINERS = "\u200c\u200d"
_BREAKS = "\u200b\u2060"
#: Marks that tell which way to read: right in a paragraph with words written from right to left.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Scripts that join letters or do without spaces, by what their letters' names begin with.
_SCRIPTS = re.compile(
    "ARABIC|SYRIAC|DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA|THAI|LAO"
    "|TIBETAN|MYANMAR|KHMER|MONGOLIAN|BALINESE|JAVANESE|CJK|IDEOGRAPHIC|HIRAGANA|KATAKANA|HANGUL"
)
#: Languages that set such long words that writers say where these may break.
_LONG_WORDS = frozenset({"de", "nl", "da", "nb", "nn", "no", "sv", "fi", "et", "hu", "is"})


class InvisibleCharacter(Rule[NoOptions]):
    """Finds characters that nobody sees and that the text does not need.

    Zero-width spaces, soft hyphens, byte order marks in mid-text, marks of direction and control characters
    come in with a paste. They split words for whoever searches, copies or has the text read aloud, break
    addresses, and can make text read differently from what it says. All of one kind are one finding, which
    names every place, and one fix.

    It leaves alone what a script or an emoji needs: joiners in emoji and in Arabic, Persian and
    Indic text, zero-width spaces in Thai and Khmer, marks of direction where Hebrew or Arabic stands in the
    same paragraph, soft hyphens within the words of German and other languages of long words; and, in
    Markdown and HTML, what is written as an entity (`&shy;`), for somebody wrote that.

    The fix deletes them and is safe: the article looks and reads the same.
    """

    meta = Meta(
        name="invisible-character",
        group="markup",
        since="0.1",
        summary="An invisible character ({name}) stands {where}.",
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            "The prime min⟦\u00ad⟧ister spoke, and the min\u00adisters listened.",
            fixed="The prime minister spoke, and the ministers listened.",
        ),
        Bad("The office⟦\u200b⟧ was closed.", fixed="The office was closed."),
        Bad("The⟦\ufeff⟧ result was⟦\u202e⟧ clear.", fixed="The result was clear."),
        Good("The family 👨‍👩‍👧 and the flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿 of Scotland."),
        Good("می‌خواهم برگردم", language="fa"),
        Good("The word \u200fשלום\u200f means peace."),
        Good("Die Donau\u00addampf\u00adschiff\u00adfahrt ruht.", language="de"),
        Good("<p>A co&shy;operative.</p>", format="html"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        text = article.text
        found = [span for m in _RUN.finditer(text) if article.is_prose(span := Span(*m.span()))]
        if not found:
            return

        @cache
        def is_right_to_left(block: Block) -> bool:
            return any(unicodedata.bidirectional(c) in ("R", "AL") for c in set(article.text_of(block)))

        found = [span for span in found if not _is_needed(article, span, is_right_to_left)]
        residue = in_residue(article, found)
        by_kind: dict[str, list[Span]] = {}
        for i, span in enumerate(found):
            if i not in residue and not _is_damage(article, span):
                by_kind.setdefault(text[span.start], []).append(span)
        for character, (first, *others) in by_kind.items():
            edits = tuple(Edit(span) for span in (first, *others))
            title = f"Delete all {len(edits)}" if others else "Delete it"
            yield self.finding(
                first,
                Fix(title, edits, Safety.SAFE, repair=True),
                related=[Related(span, "and here") for span in others],
                name=_name(character),
                where=_WHERE[min(len(others), 2)].format(len(others)),
            )


def _name(character: str) -> str:
    code = ord(character)
    name = _NAMES.get(code) or unicodedata.name(character, "control character").lower()
    return f"{name}, U+{code:04X}"


def _is_damage(article: Article, span: Span) -> bool:
    """Whether it is part of a character in the wrong encoding, as the soft hyphen in “Ã” for í."""
    found = damages(article)
    at = bisect_right(found, span.start, key=lambda damage: damage.span.start) - 1
    return at >= 0 and span.start < found[at].span.end


def _is_needed(article: Article, span: Span, is_right_to_left: Callable[[Block], bool]) -> bool:
    """Whether the script, an emoji or the author needs what stands in a span."""
    text, (start, end) = article.text, span
    block = article.block_at(start)
    if block is None or len(article.source_map.to_source(*span)) > len(span):  # written as an entity
        return True
    found, before, after = text[start:end], text[max(block.start, start - 1) : start], text[end : end + 1]
    if _DIRECTIONS.issuperset(found):
        return is_right_to_left(block)
    if found == _SOFT_HYPHEN:
        language = (article.language_of(block) or "").split("-")[0]
        return language in _LONG_WORDS and before.isalpha() and after.isalpha()
    if found[-1] == _TAG_END:
        return before == _BLACK_FLAG
    if found[0] in _JOINERS and _is_emoji(before) and _is_emoji(after):
        return True
    return found[0] in _JOINERS + _BREAKS and (_is_joined(before) or _is_joined(after))


def _is_emoji(character: str) -> bool:
    return character == _VARIANT or (
        character != "" and unicodedata.category(character) in ("So", "Sm", "Sk")
    )


def _is_joined(character: str) -> bool:
    return character != "" and _SCRIPTS.match(unicodedata.name(character, "")) is not None
