"""What the tagger reads: the words of a sentence, how each is written, and the pieces that it is cut into.

The training of the tagger reads text by this module, too, so that both see the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from copydesk import lazy_pattern

__all__ = ["MOST_PIECES", "SHAPES", "WORD", "Encoded", "Pieces", "shape_of", "words_of"]

#: A word with its hyphens, apostrophes and inner points, or a single sign.
WORD = lazy_pattern(r"[^\W_]++(?:[-'’.&][^\W_]++)*+|\S")
#: How a word is written; the number of each is its token type.
SHAPES = ("lower", "initial", "first-initial", "capitals", "mixed", "digits", "sign", "edge")
#: Pieces of a sentence beside its two edges; what is longer is cut.
MOST_PIECES = 94
_EDGE = SHAPES.index("edge")
_MOST_LETTERS = 40
_REMEMBERED = 1 << 16
_SPLIT = re.compile(r"\w+|[^\w\s]|_")


class Encoded(NamedTuple):
    """A sentence in pieces.

    Attributes:
        numbers: of the pieces, the opening and the closing edge among them.
        shapes: how the word of each is written.
        places: where the opening edge is, and then the first piece of each word; words past the greatest
            length have no place.
    """

    numbers: list[int]
    shapes: list[int]
    places: list[int]


def words_of(text: str) -> list[tuple[int, int]]:
    """Where the words and signs of a text stand."""
    return [match.span() for match in WORD.finditer(text)]


def shape_of(word: str, first: bool) -> int:
    """The number of a word's shape; `first` where it opens its sentence."""
    if word.islower():
        return 5 if any(c.isdigit() for c in word) else 0
    if not any(c.isalpha() for c in word):
        return 5 if any(c.isdigit() for c in word) else 6
    if word.isupper() and (len(word) > 1 and word != "I"):
        return 3
    rest = word[1:]
    if word[0].isupper() and (not rest or rest.islower() or not any(c.isalpha() for c in rest)):
        return 2 if first else 1
    return 4


class Pieces:
    """The pieces of words, by the longest match in a vocabulary.

    Args:
        vocabulary: in the order of the pieces' numbers; those that go on within a word begin with `##`.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self._numbers["[UNK]"]
        self._opening, self._closing = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._of_word = lru_cache(_REMEMBERED)(self._cut)

    @classmethod
    def read(cls, path: Path) -> Pieces:
        """Read a vocabulary: a piece a line."""
        return cls(path.read_text(encoding="utf-8").split("\n"))

    def encode(self, words: Sequence[str]) -> Encoded:
        """A sentence in pieces."""
        numbers, shapes, places = [self._opening], [_EDGE], [0]
        first = True
        for word in words:
            pieces = self._of_word(word)
            if len(numbers) + len(pieces) > MOST_PIECES + 1:
                break
            places.append(len(numbers))
            numbers += pieces
            shape = shape_of(word, first)
            shapes += [shape] * len(pieces)
            first = first and shape == SHAPES.index("sign")
        return Encoded([*numbers, self._closing], [*shapes, _EDGE], places)

    def _cut(self, word: str) -> tuple[int, ...]:
        plain = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
        plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
        return tuple(n for part in _SPLIT.findall(plain) for n in self._cut_part(part)) or (self._unknown,)

    def _cut_part(self, part: str) -> list[int]:
        numbers: list[int] = []
        start = 0
        if len(part) > _MOST_LETTERS:
            return [self._unknown]
        while start < len(part):
            for end in range(len(part), start, -1):
                number = self._numbers.get(("##" if start else "") + part[start:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            numbers.append(number)
            start = end
        return numbers
