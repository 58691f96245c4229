"""What the tagger reads: the words of a sentence, their shapes and their pieces.

Only the standard library is used, so that reading needs nothing that training needs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

__all__ = ["MOST_PIECES", "SHAPES", "Pieces", "shape_of", "words_of"]

#: A word with its hyphens, apostrophes and inner points, or a single sign.
WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|\S")
#: How a word is written; the number of each is its token type.
SHAPES = ("lower", "initial", "first-initial", "capitals", "mixed", "digits", "sign", "edge")
#: Pieces of a sentence beside its two edges; what is longer is cut.
MOST_PIECES = 94
_MOST_LETTERS = 40
_SPLIT = re.compile(r"\w+|[^\w\s]|_")


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
        vocabulary: the pieces, in the order of their numbers; those that go on within a word begin with `##`.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self._numbers["[UNK]"]
        self.opening, self.closing = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self.of_word = lru_cache(maxsize=1 << 16)(self._of_word)

    @classmethod
    def read(cls, path: Path) -> Pieces:
        """Read a vocabulary: a piece a line."""
        return cls(path.read_text(encoding="utf-8").split("\n"))

    def _of_word(self, word: str) -> tuple[int, ...]:
        plain = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
        plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
        numbers = [n for part in _SPLIT.findall(plain) for n in self._of_part(part)]
        return tuple(numbers) or (self._unknown,)

    def _of_part(self, part: str) -> list[int]:
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

    def encode(self, words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
        """The pieces of a sentence, their shapes, and where each word's first piece is.

        The first place is that of the opening edge: it has the tag of what is missing before the first.
        Words past the greatest length have no place.
        """
        numbers, shapes, places = [self.opening], [7], [0]
        first = True
        for word in words:
            pieces = self.of_word(word)
            if len(numbers) + len(pieces) > MOST_PIECES + 1:
                break
            places.append(len(numbers))
            numbers += pieces
            shape = shape_of(word, first)
            shapes += [shape] * len(pieces)
            first = first and shape == 6
        return [*numbers, self.closing], [*shapes, 7], places
