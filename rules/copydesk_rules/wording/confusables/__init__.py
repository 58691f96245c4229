"""How `confusable-word` decides: candidates in, decisions out, layer by layer.

A *candidate* is a use of a word that some layer can judge, with the words around it. Each layer is
given the candidates that no layer before it has decided, and says of which it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from copydesk import MASK, Article, Span

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["TOKEN", "Candidate", "Decision", "Layer", "candidates_in"]

#: How many tokens a candidate sees on each side, and how many code points they are looked for in.
_REACH = 8
_WINDOW = 80

#: A word with its inner hyphens, apostrophes and points ("Cuba-U.S."), or a mark by itself.
TOKEN = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*(?:(?<=\.[^\W\d_])\.)?|\.[^\W_]+|[^\w\s]|_")
#: What joins a word to something that is more than the word: a compound, a path, a handle.
_GLUE = "-/\\@#_&=~" + MASK


class Candidate(Struct, frozen=True, dict=True):
    """A word in its place.

    Attributes:
        word: in lower case, with straight apostrophes; more than one word where a layer asked for that.
        span: where it stands in the article's text.
        text: the article's prose, with straight apostrophes.
    """

    word: str
    span: Span
    text: str

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The tokens before it in its block, the nearest first, as written."""
        at = self.span.start
        low = max(0, at - _WINDOW, self.text.rfind("\n", max(0, at - _WINDOW), at) + 1)
        return tuple(TOKEN.findall(self.text, low, at)[: -_REACH - 1 : -1])

    @cached_property
    def after(self) -> tuple[str, ...]:
        """The tokens after it in its block, as written."""
        at = self.span.end
        high = self.text.find("\n", at, at + _WINDOW)
        return tuple(TOKEN.findall(self.text, at, high if high >= 0 else at + _WINDOW)[:_REACH])

    @property
    def is_name(self) -> bool:
        """Whether it has a capital that is not due to the start of a sentence."""
        written = self.text[self.span.start : self.span.end]
        if written[0].islower():
            return False
        opens = not self.before or self.before[0] in ".!?:…“\"‘'([—–•*"
        follows = self.after[0] if self.after else ""
        return not opens or written[1:].isupper() or (follows[:1].isupper() and follows != "I")


class Decision(Struct, frozen=True):
    """That another word is meant.

    Attributes:
        candidate: what was judged.
        meant: the word to put in its place, in lower case.
        set: the name of the word set: "discrete/discreet".
        layer: which layer decided.
        gloss: what the word as typed means, and what the word that is meant does.
        certain: whether it is an error beyond doubt, rather than very likely one.
    """

    candidate: Candidate
    meant: str
    set: str
    layer: str
    gloss: tuple[str, str]
    certain: bool = True


class Layer(Protocol):
    """One way of judging candidates.

    Attributes:
        words: what it can judge, in lower case; the same for the life of the layer.
    """

    words: frozenset[str]

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates for which another word is meant."""


@cache
def _automaton(words: frozenset[str]) -> tuple[AhoCorasick, list[str]]:
    from ahocorasick_rs import AhoCorasick

    order = sorted(words)
    return AhoCorasick(order), order


def candidates_in(article: Article, words: frozenset[str]) -> Iterator[Candidate]:
    """The uses of some words in an article's prose, names and parts of compounds left out."""
    text = article.prose.replace("’", "'")
    folded = text.replace("İ", "I").lower()  # the one letter whose lower case is longer
    automaton, order = _automaton(words)
    for which, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        if _is_whole(text, start, end):
            candidate = Candidate(order[which], Span(start, end), text)
            if not candidate.is_name:
                yield candidate


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or after.isalnum() or before in _GLUE or after in _GLUE:
        return False
    if before in "'." and start > 1 and text[start - 2].isalnum():
        return False
    return not (after in "'." and end + 1 < len(text) and text[end + 1].isalnum())
