"""How `confusable-word` decides: candidates in, decisions out, layer by layer.

A *candidate* is a use of a word that some layer can judge, with the words around it. Each layer is
given the candidates that no layer before it has decided, and says of which it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from copydesk import MASK, Article, Span

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["Candidate", "Decision", "Layer", "candidates_in", "fold"]

#: How many tokens a candidate sees on each side, and how many code points they are looked for in.
_REACH = 10
_WINDOW = 110

#: A word with its inner hyphens, apostrophes and points ("Cuba-U.S."), or a mark by itself.
_TOKEN = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*(?:(?<=\.[^\W\d_])\.)?|\.[^\W_]+|[^\w\s]|_")
#: What joins a word to something that is more than the word: a compound, a path, a handle.
_GLUE = "-/\\@#_&=~" + MASK
_FOLD = str.maketrans({"’": "'", "İ": "I"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word in its place.

    Attributes:
        word: in lower case, with straight apostrophes; more than one word where a layer asked for that.
        span: where it stands in the article's text.
        before: the tokens before it in its block, the nearest first, as written.
        after: the tokens after it.
    """

    word: str
    span: Span
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
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
    """One way of judging candidates."""

    @property
    def words(self) -> frozenset[str]:
        """The words it can judge, in lower case; the same for the life of the layer."""

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates for which another word is meant."""


def fold(text: str) -> str:
    """A text in lower case and with straight apostrophes, of the same length."""
    return text.translate(_FOLD).lower()


@cache
def _automaton(words: frozenset[str]) -> tuple[AhoCorasick, list[str]]:
    from ahocorasick_rs import AhoCorasick

    order = sorted(words)
    return AhoCorasick(order), order


def candidates_in(article: Article, words: frozenset[str]) -> Iterator[Candidate]:
    """The uses of some words in an article's prose, names and parts of compounds left out."""
    prose = article.prose
    text = prose.replace("’", "'")
    automaton, order = _automaton(words)
    for which, start, end in automaton.find_matches_as_indexes(fold(prose), overlapping=True):
        if _is_whole(text, start, end):
            before, after = _tokens_before(text, start), _tokens_after(text, end)
            if text[start].islower() or (
                _opens_sentence(before) and not _opens_title(text[start:end], after)
            ):
                yield Candidate(order[which], Span(start, end), before, after)


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or after.isalnum() or before in _GLUE or after in _GLUE:
        return False
    if before in "'." and start > 1 and text[start - 2].isalnum():
        return False
    return not (after in "'." and end + 1 < len(text) and text[end + 1].isalnum())


def _opens_sentence(before: tuple[str, ...]) -> bool:
    return not before or before[0] in ".!?:…“\"‘'([—–•*"


def _opens_title(word: str, after: tuple[str, ...]) -> bool:
    return word[1:].isupper() or (bool(after) and after[0][0].isupper() and after[0] != "I")


def _tokens_before(text: str, at: int) -> tuple[str, ...]:
    low = max(0, at - _WINDOW, text.rfind("\n", max(0, at - _WINDOW), at) + 1)
    tokens = _TOKEN.findall(text, low, at)
    tokens.reverse()
    return tuple(tokens[:_REACH])


def _tokens_after(text: str, at: int) -> tuple[str, ...]:
    high = text.find("\n", at, at + _WINDOW)
    return tuple(_TOKEN.findall(text, at, high if high >= 0 else at + _WINDOW)[:_REACH])
