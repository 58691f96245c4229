"""`invisible-character`."""

from __future__ import annotations

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
    Kind,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Span,
    lazy_pattern,
)
from copydesk_rules.markup.shared.damage import damages
from copydesk_rules.markup.shared.residue import in_residue

__all__ = ["InvisibleCharacter"]

#: Among them what Windows-1252 has no character for, and U+0085, which stands there for the ellipsis.
_RUN = lazy_pattern(
    "[\x00-\x08\x0e-\x1b\x7f\x81\x8d\x8f\x90\x9d\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]+|\x85"
)
_ELLIPSIS = "\x85"
_NO_BREAK = "\u00a0"
_GAP = lazy_pattern(r"\u00a0[ \u00a0]*")
#: Words with nothing about them that a no-break space would be for: a name, a number, a short word.
_WORD_BEFORE, _WORD_AFTER = lazy_pattern(r"[^\W\d_A-Z]{4}$"), lazy_pattern(r"[^\W\d_A-Z]{4}")
_NAMES = {0x00AD: "soft hyphen", 0xFEFF: "byte order mark", 0x180E: "vowel separator"}
_SOFT_HYPHEN, _BLACK_FLAG, _TAG_END, _VARIANT = "\u00ad", "\U0001f3f4", "\U000e007f", "\ufe0f"
_JOINERS = "\u200c\u200d"
_BREAKS = "\u200b\u2060"
#: Marks that tell which way to read: right in a paragraph with words written from right to left.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Scripts that join letters or do without spaces, by what their letters' names begin with.
_SCRIPTS = lazy_pattern(
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

    A no-break space counts where it makes a gap too wide, beside another space, and between two English
    words of four or more lower-case letters, where it only keeps the line from breaking. It is right before
    a unit or a French question mark, behind initials and short words, and before the last word of a
    paragraph. Three or more in a row are somebody’s layout.

    The fix deletes the characters, puts one space in the place of a gap, or the ellipsis in that of U+0085,
    which was one in Windows-1252 (for the other such characters see `mojibake`). It is safe: the article
    reads the same.
    """

    meta = Meta(
        name="invisible-character",
        group="markup",
        since="0.1",
        summary="An invisible character ({name}) stands here.",
        fix=FixAvailability.ALWAYS,
        yields_to=("placeholder-text",),
    )
    examples = (
        Bad(
            "The prime min⟦\u00ad⟧ister spoke, and the min⟦\u00ad⟧isters listened.",
            fixed="The prime minister spoke, and the ministers listened.",
        ),
        Bad("The office⟦\u200b⟧ was closed.", fixed="The office was closed."),
        Bad("The⟦\ufeff⟧ result was⟦\u202e⟧ clear.", fixed="The result was clear."),
        Good("The family 👨‍👩‍👧 and the flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿 of Scotland."),
        Good("می‌خواهم برگردم", language="fa"),
        Good("The word \u200fשלום\u200f means peace."),
        Good("Die Donau\u00addampf\u00adschiff\u00adfahrt ruht.", language="de"),
        Good("<p>A co&shy;operative.</p>", format="html"),
        Bad("They waited⟦\x85⟧ and left.", fixed="They waited… and left."),
        Bad("They⟦\x81⟧ left.", fixed="They left."),
        Bad(
            "The ferry left.⟦\u00a0 ⟧The fog had⟦\u00a0\u00a0⟧lifted over⟦\u00a0⟧water that was calm.",
            fixed="The ferry left. The fog had lifted over water that was calm.",
        ),
        Bad("Il a dit⟦\u00a0\u00a0⟧: oui.", language="fr", fixed="Il a dit\u00a0: oui."),
        Good("Il a dit\u00a0: «\u00a0oui\u00a0», puis\u00a0voilà encore.", language="fr"),
        Good("J.\u00a0R. Hale paid for 10\u00a0km of rope, a\u00a0lot, for Mr\u00a0Ruiz in calm\u00a0water."),
        Good("One\u00a0\u00a0\u00a0\u00a0two"),
        Good("<p>The ferry&nbsp; left.</p>", format="html"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        if all(map(str.isprintable, article.text.split("\n"))):
            return  # what is looked for is not
        yield from self._invisible(article)
        yield from self._no_break_spaces(article)

    def _invisible(self, article: Article) -> Iterator[Finding]:
        text = article.text
        found = [span for m in _RUN.finditer(text) if article.is_prose(span := Span(*m.span()))]
        if not found:
            return

        @cache
        def is_right_to_left(block: Block) -> bool:
            letters = filter(str.isalpha, set(article.text_of(block)))
            return any(unicodedata.bidirectional(c) in ("R", "AL") for c in letters)

        found = [span for span in found if not _is_needed(article, span, is_right_to_left)]
        residue = in_residue(article, found)
        for i, span in enumerate(found):
            if i not in residue and not _is_damage(article, span):
                wanted = "…" if text[span.start] == _ELLIPSIS else ""
                title = f"Replace with “{wanted}”" if wanted else "Delete it"
                name = _name(text[span.start])
                fix = Fix(title, (Edit(span, wanted),), Safety.SAFE, repair=True)
                yield self.finding(span, fix, repeat=name, name=name)

    def _no_break_spaces(self, article: Article) -> Iterator[Finding]:
        found = list(_gaps(article))
        residue = in_residue(article, [span for span, _ in found])
        for i, (span, wanted) in enumerate(found):
            if i not in residue and not _is_damage(article, span):
                fix = Fix("Put one space there", (Edit(span, wanted),), Safety.SAFE, repair=True)
                message = "A no-break space stands where a plain space does."
                yield self.finding(span, fix, message=message, repeat=_NO_BREAK)


def _gaps(article: Article) -> Iterator[tuple[Span, str]]:
    """The gaps between words with a no-break space too many, and the space that is to be there."""
    text, end = article.text, 0
    for gap in _GAP.finditer(text):
        start = gap.start()
        while start > end and text[start - 1] == " ":
            start -= 1
        end = gap.end()
        span = Span(start, end)
        block = article.block_at(start)
        if block is None or not block.start < start <= end < block.end or block.kind is Kind.TABLE_CELL:
            continue
        if len(span) > 2 or not article.is_prose(Span(start - 1, end + 1)):
            continue
        if len(article.source_map.to_source(*span)) > len(span):  # written as an entity
            continue
        before, after = text[start - 1], text[end]
        if len(span) == 2:
            yield span, " " if after.isalpha() and not (before.isdigit() or before in "«") else _NO_BREAK
        elif (
            _WORD_BEFORE.search(text, max(block.start, start - 4), start)
            and _WORD_AFTER.match(text, end)
            and text.find(" ", end, block.end) >= 0
            and (article.language_of(block) or "").split("-")[0] == "en"
        ):
            yield span, " "


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
