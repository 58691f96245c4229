"""How `confusable-word` decides: candidates in, decisions out, layer by layer.

A *candidate* is a use of a word that some layer can judge, with the words around it. Each layer is
given the candidates that no layer before it has decided, and says of which it is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from math import inf
from typing import Protocol

from msgspec import Struct

from copydesk import MASK, Article, Span, lazy_pattern

__all__ = [
    "FUNCTION_WORDS",
    "REACH",
    "TOKEN",
    "Candidate",
    "Decision",
    "Judges",
    "Layer",
    "candidates_in",
    "tokens_of_lines",
]

#: How many tokens a candidate sees on each side.
REACH = 8

#: A word with its inner hyphens, apostrophes and points ("Cuba-U.S."), or a mark by itself.
#: The first alternative is there for speed: most words are ASCII letters with a space behind them.
TOKEN = lazy_pattern(r"[a-zA-Z]++(?= )|[^\W_]++(?:[-'.][^\W_]++)*+(?:(?<=\.[^\W\d_])\.)?|\.[^\W_]+|[^\w\s]|_")
#: What joins a word to something that is more than the word: a compound, a path, a handle.
_GLUE = "-/\\@#_&=~" + MASK
#: A headline has so many words, and in title case those longer than this have a capital.
_FEWEST, _MOST, _SHORT = 3, 25, 4
#: Words that hold a sentence together rather than say something.
_FUNCTION_WORDS = """
a an and are as at be been but by do for from had has have he her his i if in is it its it's no not of off
on or our out she so than that the their them then there they they're this those to too two up us was we
were what when where which who whose who's with would you your you're
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
_QUOTES = frozenset("“”‘’")
#: The token beyond either end of a block.
_EDGE = ""


class Candidate(Struct, frozen=True):
    """A word in its place.

    Attributes:
        word: in lower case, with straight apostrophes; more than one word where a layer asked for that.
        span: where it stands in the article's text.
        text: the article's prose, with straight apostrophes.
        before: the tokens before it in its block, the nearest first, as written.
        after: the tokens after it in its block, as written.
        is_recased: whether its block is in title case or in capitals; then the tokens are in lower case.
    """

    word: str
    span: Span
    text: str
    before: Sequence[str]
    after: Sequence[str]
    is_recased: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it has a capital that is not due to the start of a sentence or to a headline."""
        written = self.text[self.span.start : self.span.end]
        if self.is_recased:
            return next((token for token in self.before if token in _QUOTES), "") in ("“", "‘")
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
        margin: by how much what speaks for it exceeds what is asked; infinite where it is beyond doubt, and
            below 0 where it is no more than possible.
    """

    candidate: Candidate
    meant: str
    set: str
    layer: str
    gloss: tuple[str, str]
    margin: float = inf

    @property
    def certain(self) -> bool:
        """Whether it is an error beyond doubt."""
        return self.margin == inf


class Layer(Protocol):
    """One way of judging candidates.

    Attributes:
        words: what it can judge, in lower case; the same for the life of the layer.
    """

    words: frozenset[str]

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether a look at the tokens beside a word, in lower case, leaves nothing to decide."""

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates for which another word is meant."""


class Judges:
    """Which layers can judge which words.

    Args:
        layers: in their order.
        allow: words that nobody shall judge, in lower case.
    """

    def __init__(self, layers: Iterable[Layer], allow: Iterable[str] = ()) -> None:
        self._layers = tuple(layers)
        self._words = frozenset[str]().union(*(layer.words for layer in self._layers)).difference(allow)
        self._of: dict[str, list[Callable[[str, str, str], bool]]] = {}
        self._phrases: dict[str, list[str]] = {}
        for phrase in [word for word in self._words if " " in word]:
            self._phrases.setdefault(phrase.partition(" ")[0], []).append(phrase)
        self._rests: dict[str, dict[str, list[list[str]]]] = {}
        self._beginnings = self._words | self._phrases.keys()

    def unsettled(self, lower: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Where in a block's tokens there is something to decide: the first token, how many, the word.

        Longer phrases come before the words that they begin with.
        """
        words, phrases = self._words, self._phrases
        row = [*lower, _EDGE]  # an edge at the end is one before the start, too
        for at in compress(range(len(lower)), map(self._beginnings.__contains__, lower)):
            token = row[at]
            if token in phrases:
                for rest in (self._rests.get(token) or self._rests_of(token)).get(row[at + 1], ()):
                    size = len(rest) + 1
                    if row[at + 1 : at + size] == rest:
                        word = " ".join((token, *rest))
                        before, after = row[at - 1], row[at + size]
                        if not all(is_settled(word, before, after) for is_settled in self._judges(word)):
                            yield at, size, word
            if token in words:
                before, after = row[at - 1], row[at + 1]
                for is_settled in self._of.get(token) or self._judges(token):
                    if not is_settled(token, before, after):
                        yield at, 1, token
                        break

    def _rests_of(self, first: str) -> dict[str, list[list[str]]]:
        """What may follow the first token of phrases, the longest first, by its own first token."""
        rests = self._rests[first] = {}
        for phrase in sorted(self._phrases[first], key=len, reverse=True):
            rest = phrase.split()[1:]
            rests.setdefault(rest[0], []).append(rest)
        return rests

    def _judges(self, word: str) -> list[Callable[[str, str, str], bool]]:
        """How the layers that can judge a word tell whether it is settled."""
        if word not in self._of:
            self._of[word] = [layer.is_settled for layer in self._layers if word in layer.words]
        return self._of[word]


def candidates_in(article: Article, judges: Judges) -> Iterator[Candidate]:
    """What there is to judge in an article's prose.

    Names and parts of compounds are left out, and words settled at a quick look.
    """
    text = article.prose.replace("’", "'")
    for start, written in article.derive(tokens_of_lines).items():
        # A token holds no line's end, and one call is faster than one for each token.
        lower = "\n".join(written).lower().split("\n")
        if found := list(judges.unsettled(lower)):
            yield from _candidates(text, start, written, found)


def tokens_of_lines(article: Article) -> Mapping[int, Sequence[str]]:
    """The tokens of each block of prose, by where it begins; use with `Article.derive`."""
    found: dict[int, Sequence[str]] = {}
    start = 0
    for line in article.prose.replace("’", "'").split("\n"):
        if line:
            found[start] = TOKEN.findall(line)
        start += len(line) + 1
    return found


def _candidates(
    text: str, start: int, written: Sequence[str], found: Sequence[tuple[int, int, str]]
) -> Iterator[Candidate]:
    """The candidates in a block that starts somewhere, from where they stand among its tokens."""
    tokens = written[: max(at + size for at, size, _ in found)]
    ends = [start := text.index(token, start) + len(token) for token in tokens]
    shown = [token.lower() for token in written] if (recased := _is_headline(written)) else written
    for at, size, word in found:
        begin, end = ends[at] - len(written[at]), ends[at + size - 1]
        if _is_whole(text, begin, end):
            before = shown[max(0, at - REACH) : at][::-1]
            after = shown[at + size : at + size + REACH]
            candidate = Candidate(word, Span(begin, end), text, before, after, recased)
            if not candidate.is_name:
                yield candidate


def _is_headline(written: Sequence[str]) -> bool:
    """Whether a block is in title case or in capitals, so that a capital does not make a name."""
    words = 0
    for token in written:
        if len(token) > _SHORT and token[0].isalpha():
            if not token[0].isupper() or words == _MOST:
                return False
            words += 1
    return words >= _FEWEST


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or after.isalnum() or before in _GLUE or after in _GLUE:
        return False
    if before in "'." and start > 1 and text[start - 2].isalnum():
        return False
    return not (after in "'." and end + 1 < len(text) and text[end + 1].isalnum())
