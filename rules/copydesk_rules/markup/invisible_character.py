"""`invisible-character`."""

from __future__ import annotations

import re
import unicodedata
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
    Related,
    Rule,
    Safety,
    Span,
)
from copydesk_rules.markup.residue import in_residue

__all__ = ["InvisibleCharacter"]

_RUN = re.compile(
    "(?:[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f])+"
)
_NAMES = {0x00AD: "soft hyphen", 0xFEFF: "byte order mark", 0x180E: "vowel separator"}
_JOINERS = "\u200c\u200d"
#: Marks that tell which way to read: right in an article with words written from right to left.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: Scripts that join letters or do without spaces: Arabic, Syriac, Indic, Thai to Burmese, Tibetan,
#: Khmer, Mongolian, Chinese, Japanese and Korean.
_NEEDS_JOINERS = re.compile(
    "[\u0600-\u1fff\u2e80-\u9fff\ua800-\uabff\uac00-\ud7ff\uf900-\ufaff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
    "\U00020000-\U0003ffff]"
)
#: What may stand on either side of a joiner within an emoji.
_EMOJI = re.compile("[\u00a9\u00ae\u2190-\u2bff\u3030\ufe0f\U0001f000-\U0001faff\U000e007f]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
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
        if text.isascii() and text.isprintable():
            return
        found = [Span(*m.span()) for m in _RUN.finditer(text) if article.is_prose(Span(*m.span()))]
        found = [span for span in found if not _is_needed(article, span)]
        residue = in_residue(article, found)
        by_kind: dict[str, list[Span]] = {}
        for i, span in enumerate(found):
            if i not in residue:
                by_kind.setdefault(text[span.start], []).append(span)
        for character, (first, *others) in by_kind.items():
            edits = tuple(Edit(span) for span in (first, *others))
            yield self.finding(
                first,
                Fix(
                    "Delete it" if not others else f"Delete all {len(edits)}", edits, Safety.SAFE, repair=True
                ),
                related=[Related(span, "And here") for span in others],
                name=_name(character),
                where="here"
                if not others
                else f"here and in {len(others)} more places"
                if len(others) > 1
                else "here and in one more place",
            )


def _name(character: str) -> str:
    code = ord(character)
    name = _NAMES.get(code) or unicodedata.name(character, "control character").lower()
    return f"{name}, U+{code:04X}"


def _is_needed(article: Article, span: Span) -> bool:
    """Whether the script, an emoji or the author needs what stands in a span."""
    text, (start, end) = article.text, span
    block = article.block_at(start)
    if block is None or start == 0:  # the file's byte order mark
        return True
    source = article.source_map.to_source(*span)
    if len(source) > len(span):  # written as an entity
        return True
    found, before, after = text[start:end], text[start - 1], text[end : end + 1]
    if _DIRECTION.fullmatch(found):
        return _RIGHT_TO_LEFT.search(text, block.start, block.end) is not None
    if found == "\u00ad":
        language = (article.language_of(block) or "").split("-")[0]
        return language in _LONG_WORDS and before.isalpha() and after.isalpha()
    if found[0] in _JOINERS and _EMOJI.match(before) and _EMOJI.match(after):
        return True
    if found[-1] == "\U000e007f":
        flag = text.rfind("\U0001f3f4", max(0, start - 1), start)
        return flag >= 0 and _FLAG.match(text, flag) is not None
    return found[0] in "\u200b\u200c\u200d\u2060" and any(
        _NEEDS_JOINERS.match(c) for c in (before, after) if c
    )
