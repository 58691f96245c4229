"""How `confusable-word` decides: candidates in, decisions out, layer by layer.

A *candidate* is a use of a word that some layer can judge, with the words around it. Each layer is
given the candidates that no layer before it has decided, and says of which it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from copydesk import MASK, Article, Span

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["TOKEN", "Candidate", "Decision", "Layer", "candidates_in", "judges_of"]

#: How many tokens a candidate sees on each side, and how many code points they are looked for in.
_REACH = 8
_WINDOW = 80

#: A word with its inner hyphens, apostrophes and points ("Cuba-U.S."), or a mark by itself.
TOKEN = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*(?:(?<=\.[^\W\d_])\.)?|\.[^\W_]+|[^\w\s]|_")
#: Up to so many words are looked for at once; of more, so many stand in a text that each word is looked up.
_FEW = 700
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
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

    def is_settled(self, word: str, text: str, start: int, end: int) -> bool:
        """Whether a quick look at what stands beside a word leaves nothing to decide."""

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates for which another word is meant."""


@cache
def _automaton(phrases: frozenset[str]) -> tuple[AhoCorasick, list[str]]:
    from ahocorasick_rs import AhoCorasick

    order = sorted(phrases)
    return AhoCorasick(order), order


def judges_of(layers: Iterable[Layer], allow: Container[str] = ()) -> dict[str, list[Layer]]:
    """The layers that can judge each word; words that are allowed have none."""
    judges: dict[str, list[Layer]] = {}
    for layer in layers:
        for word in layer.words:
            if word not in allow:
                judges.setdefault(word, []).append(layer)
    return judges


def candidates_in(article: Article, judges: Mapping[str, Sequence[Layer]]) -> Iterator[Candidate]:
    """What there is to judge in an article's prose, for the layers that can judge each word.

    Names and parts of compounds are left out, and words settled at a quick look.
    """
    text = article.prose.replace("’", "'")
    folded = text.replace("İ", "I").lower()  # the one letter whose lower case is longer
    for word, start, end in _hits(folded, judges):
        for layer in judges[word]:
            if not layer.is_settled(word, text, start, end):
                break
        else:
            continue
        if _is_whole(text, start, end):
            candidate = Candidate(word, Span(start, end), text)
            if not candidate.is_name:
                yield candidate


def _hits(folded: str, words: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Where words stand, and phrases before the words that they begin with."""
    if len(words) <= _FEW:
        return _found(folded, frozenset(words))
    single = ((m[0], m.start(), m.end()) for m in _WORD.finditer(folded) if m[0] in words)
    phrases = frozenset(word for word in words if not _WORD.fullmatch(word))
    return merge(_found(folded, phrases), single, key=itemgetter(1)) if phrases else single


def _found(folded: str, phrases: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    automaton, order = _automaton(phrases)
    for which, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        yield order[which], start, end


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or after.isalnum() or before in _GLUE or after in _GLUE:
        return False
    if before in "'." and start > 1 and text[start - 2].isalnum():
        return False
    return not (after in "'." and end + 1 < len(text) and text[end + 1].isalnum())
