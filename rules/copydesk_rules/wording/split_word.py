"""`split-word`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, NamedTuple

import msgspec

from copydesk import MASK, Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, Span, lazy_pattern
from copydesk_rules.wording.lexicon import common_words, places_of_all, uncommon_words

__all__ = ["SplitWord", "split_words"]

#: The word that both parts make is no rarer than this; where one part is a word by itself, than that.
_RANK, _SURE_RANK = 12_000, 2_000
_SHORTEST = 4
_LONG_PIECE = 4
_MAX_LENGTH = 16
#: Pieces of words that writers set apart on purpose: "non linear", "co operate".
_PREFIX = lazy_pattern(
    "anti|auto|bi|co|counter|cyber|de|dis|eco|ex|extra|geo|inter|intra|macro|mega|meta|micro|mid|mini|"
    "mis|multi|neo|non|nano|para|pre|pro|pseudo|re|semi|sub|super|tele|trans|tri|ultra|un|under"
)
_OPENING, _CLOSING = '([“‘"', ".,;:!?…)]”’\"'"
_FIRST = lazy_pattern(rf"[{re.escape(_OPENING)}]*([A-Za-z]?[a-z]*)")
_SECOND = lazy_pattern(rf"([a-z]+)(?:['’]s)?[{re.escape(_CLOSING)}]*")


class Split(NamedTuple):
    """A word in two parts, and what it is in one."""

    span: Span
    word: str


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `split-word`."""

    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Words in lower case, in one, that may stand in two parts.")
    ] = frozenset()


class SplitWord(Rule[Options]):
    """Finds a word that a space has cut in two: *infor mation*, *wi th*, *com pany*.

    Such spaces come from a PDF, from a hyphen at the end of a line that was deleted, or from a slip. A pair
    is reported when both parts together are a common word and one of them is none (if that is short, and the
    other is one, as in *th at*, what they make must be very common).

    Left alone are two parts that are both words (*in to*, *every one*), prefixes that some set apart
    (*non linear*), initials and capitals, foreign phrases (*per se*), code and URLs.

    The fix takes the space out; it isn't safe, as only a person knows what was meant.
    """

    meta = Meta(
        name="split-word",
        group="wording",
        since="0.1",
        summary="“{found}” may be one word, “{word}”.",
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("The ⟦infor mation⟧ came late.", fixed="The information came late."),
        Bad("A ⟦com pany⟧, he said, ⟦wi th⟧ two boats.", fixed="A company, he said, with two boats."),
        Bad("We are told ⟦th at⟧ it froze.", fixed="We are told that it froze."),
        Bad(
            "⟦Ear lier⟧ it rained (to everyone’s ⟦bene fit⟧).",
            fixed="Earlier it rained (to everyone’s benefit).",
        ),
        Good("He went in to see every one of them, any way he could."),
        Good("A non linear system, per se, is de facto a pre requisite of co operation."),
        Good("Let t be the time, and s he who waits; J. K. and T. S. agree."),
        Good("Didn’t they re-enter? The o’clock, the e-mail, the 5 th boat."),
        Good("Set `com` `pany` to one, or see com pany.example.", format="markdown"),
        Good("La com pañía es de al lado."),
    )

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return self.options.allow | {word.lower() for word in self.house.words}

    def check(self, article: Article) -> Iterator[Finding]:
        for span, word in article.derive(split_words):
            if word.lower() not in self._allowed:
                yield self.finding(span, Fix.replace(span, word), found=article.text_of(span), word=word)


def split_words(article: Article) -> tuple[Split, ...]:
    """The words that stand in two parts; use with `Article.derive`."""
    spaces = {*_spaces_beside(article.prose, article.derive(uncommon_words)), *_opening_spaces(article)}
    return tuple(split for at in sorted(spaces) if (split := _split_at(article, at)))


def _spaces_beside(prose: str, words: Iterable[str]) -> Iterator[int]:
    """The spaces that may part uncommon words in lower case from the rest of common ones."""
    for start, end in places_of_all(prose, [word for word in words if _may_be_piece(word)]):
        if prose[start - 1 : start] == " ":
            yield start - 1
        if prose[end : end + 1] == " ":
            yield end


def _may_be_piece(word: str) -> bool:
    piece = word[:-2] if word.endswith(("'s", "’s")) else word
    return len(piece) <= _MAX_LENGTH and piece.islower() and piece.isascii() and piece.isalpha()


def _opening_spaces(article: Article) -> Iterator[int]:
    """The first space of each block that begins with an uncommon word, which may have a capital."""
    common, prose = common_words(), article.prose
    for block in article.prose_blocks:
        at = prose.find(" ", block.start, block.end)
        if at >= 0 and prose[block.start : at].lower() not in common:
            yield at


def _split_at(article: Article, space: int) -> Split | None:
    """The word that a space of the prose has cut in two."""
    block, prose = article.block_at(space), article.prose
    if block is None:
        return None
    start = max(block.start, prose.rfind(" ", block.start, space) + 1)
    end = prose.find(" ", space + 1, block.end)
    left, right = prose[start:space], prose[space + 1 : block.end if end < 0 else end]
    if len(left) + len(right) > 2 * _MAX_LENGTH:
        return None
    rest = right.rstrip(_CLOSING).removesuffix("'s").removesuffix("’s")
    if f"{left.lstrip(_OPENING)}{rest}".lower() not in common_words():
        return None  # most are told here, without the patterns
    first, second = _FIRST.fullmatch(left), _SECOND.fullmatch(right)
    if not (first and second and _are_parts(first[1], second[1], opens=start == block.start)):
        return None
    span = Span(start + first.start(1), space + 1 + second.end(1))
    if span.end < block.end and prose[span.end] == MASK:
        return None
    return Split(span, first[1] + second[1])


def _are_parts(left: str, right: str, opens: bool) -> bool:
    """Whether two words are the parts of one; `opens` where they open a block."""
    ranks = common_words()
    lower = left.lower()
    rank = ranks.get(lower + right, _RANK)
    if not left or rank >= _RANK or len(lower + right) < _SHORTEST:
        return False
    if _PREFIX.fullmatch(lower) or (left != lower and not opens):
        return False
    pieces = [part for part in (lower, right) if part not in ranks]
    if len(pieces) != 1:
        return len(pieces) == 2
    return len(pieces[0]) >= _LONG_PIECE or (rank < _SURE_RANK and len(pieces[0]) > 1)
