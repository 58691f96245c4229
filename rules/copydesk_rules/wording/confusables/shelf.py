"""The shelf: the word sets that come with copydesk, by their index, each read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import overload

from msgspec import Struct, msgpack

from copydesk_rules.wording.confusables.phrase import Sides
from copydesk_rules.wording.confusables.word_sets import FOLDER, Classes, WordSet, common_classes

__all__ = ["INDEX", "Beside", "Entry", "Index", "Phrases", "Shelf", "load_sets"]

INDEX = Path(__file__).with_name("index.msgpack")


class Beside(Struct, frozen=True, array_like=True):
    """What the index says of a word that may be typed for another.

    Attributes:
        sets: the numbers of its sets.
        following: the tokens that phrases ask for after it, each between spaces; None if some ask for none.
        preceding: those that the other phrases ask for before it, in the same way.
    """

    sets: list[int]
    following: str | None = None
    preceding: str = ""

    def is_possible(self, before: str, after: str) -> bool:
        """Whether a phrase may hold between two tokens."""
        following = self.following
        return following is None or f" {after} " in following or f" {before} " in self.preceding


class Phrases(Struct, frozen=True, array_like=True):
    """What stands around any of the forms of a direction where it is the wrong word.

    Attributes:
        forms: none where that is a matter of dialects.
        sides: a list of `Sides`, packed.
    """

    forms: frozenset[str]
    sides: bytes


class Entry(Struct, frozen=True, array_like=True):
    """What the index says of a set: where it is, and its phrases, direction by direction.

    Attributes:
        phrases: a list of `Phrases`, packed.
    """

    path: str
    line: int
    start: int
    end: int
    phrases: bytes


class Index(Struct, frozen=True, array_like=True):
    """What `index.msgpack` holds; what is packed is unpacked when it is asked for.

    Attributes:
        sets: an `Entry` of each, packed.
        of_dialects: the numbers of those that hold, in part, for some dialects only.
        words: by each word that may be typed for another, whatever the dialect, a `Beside`, packed.
    """

    sets: list[bytes]
    of_dialects: list[int]
    words: dict[str, bytes]


_BESIDE = msgpack.Decoder(Beside)
_ENTRY = msgpack.Decoder(Entry)
_DIRECTIONS = msgpack.Decoder(list[Phrases])
_SIDES = msgpack.Decoder(list[Sides])


class Shelf(Sequence[WordSet]):
    """The word sets that come with copydesk, by the index; each is read when it is asked for.

    Attributes:
        words: those that may be typed for another, whatever the dialect.
        of_dialects: the numbers of the sets that hold, in part, for some dialects only.
    """

    def __init__(self) -> None:
        index = msgpack.decode(INDEX.read_bytes(), type=Index)
        self._packed, self._words = index.sets, index.words
        self._sets: dict[int, WordSet] = {}
        self._files: dict[str, tuple[str, Classes]] = {}
        self._beside: dict[str, Beside] = {}
        self.words = index.words.keys()
        self.of_dialects = index.of_dialects

    def beside(self, word: str) -> Beside | None:
        """What stands beside a word where it may be the wrong one; None for those that are not in `words`."""
        if word not in self._beside and word in self._words:
            self._beside[word] = _BESIDE.decode(self._words[word])
        return self._beside.get(word)

    def phrases(self, word: str) -> Iterator[tuple[Sides, int, int]]:
        """The phrases in which a word is wrong, each with the numbers of its set and its direction."""
        beside = self.beside(word)
        for at in beside.sets if beside else ():
            for number, direction in enumerate(_DIRECTIONS.decode(self._entry(at).phrases)):
                if word in direction.forms:
                    yield from ((sides, at, number) for sides in _SIDES.decode(direction.sides))

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, at: int) -> WordSet: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[WordSet]: ...
    def __getitem__(self, at: int | slice) -> WordSet | Sequence[WordSet]:
        if isinstance(at, slice):
            return [self[i] for i in range(len(self))[at]]
        if at not in self._sets:
            entry = self._entry(at)
            text, classes = self._file(entry.path)
            self._sets[at] = WordSet(text[entry.start : entry.end], classes, entry.path, entry.line)
        return self._sets[at]

    def _entry(self, at: int) -> Entry:
        return _ENTRY.decode(self._packed[at])

    def _file(self, path: str) -> tuple[str, Classes]:
        if path not in self._files:
            text = (FOLDER / path).read_text(encoding="utf-8")
            self._files[path] = text, Classes(text, common_classes(), path)
        return self._files[path]


@cache
def load_sets() -> Shelf:
    """The word sets that come with copydesk."""
    return Shelf()
