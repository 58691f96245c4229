"""Words cut into the pieces that a vocabulary has, as BERT's encoders read them, with how each is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from msgspec import Struct

__all__ = ["Row", "WordPieces"]

_LONGEST = 100
_REMEMBERED = 1 << 16


class Row(Struct, frozen=True):
    """A sentence in pieces.

    Attributes:
        numbers: of the pieces, between those that open and close a sentence.
        kinds: of each, how its word is written.
        firsts: where each word has its first piece.
    """

    numbers: list[int]
    kinds: list[int]
    firsts: list[int]


class WordPieces:
    """A vocabulary.

    Args:
        vocabulary: the pieces in their order; those within a word begin with ##.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._open, self._close, self._unknown = (self._numbers[each] for each in ("[CLS]", "[SEP]", "[UNK]"))
        self._known: dict[str, list[int]] = {}

    def row(self, words: Sequence[str]) -> Row:
        """A sentence in pieces; what no piece spells is one that stands for the unknown."""
        numbers, kinds, firsts = [self._open], [0], list[int]()
        for word in words:
            pieces = self._pieces_of(word)
            firsts.append(len(numbers))
            numbers += pieces
            kinds += [_kind_of(word)] * len(pieces)
        return Row([*numbers, self._close], [*kinds, 0], firsts)

    def _pieces_of(self, word: str) -> list[int]:
        pieces = self._known.get(word)
        if pieces is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            pieces = self._known[word] = self._cut(_plain(word)) or [self._unknown]
        return pieces

    def _cut(self, word: str) -> list[int]:
        """The longest piece that the word begins with, the longest that the rest does, and so on."""
        found: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST:
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else f"##{word[start:end]}"
                if (number := self._numbers.get(piece)) is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return []
        return found


def _plain(word: str) -> str:
    """A word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def _kind_of(word: str) -> int:
    return int(word != word.lower())
