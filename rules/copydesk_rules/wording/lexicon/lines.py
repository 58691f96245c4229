"""Tables of words as files of sorted lines: mapped into memory and looked up there, without being read."""

from __future__ import annotations

import mmap
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

__all__ = ["NumberedLines", "SortedLines"]

V = TypeVar("V")

#: How many bytes of the list have one of its words looked up in it; twice as many are looked through.
_PAGE = 2048
#: After so many look-ups the first words of all pages are read, which makes more of them faster.
_OFTEN = 1_024


class SortedLines:
    """The lines of a file, sorted as bytes: looked up without being read.

    Args:
        path: the file; ASCII, and a line break ends each line.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._pages = range(max(1, len(self._bytes) // _PAGE))
        self._first: dict[int, bytes] = {0: b""}
        self._all_first: list[bytes] = []
        self._asked = 0

    def _first_of(self, page: int) -> bytes:
        """The first line of a page that begins within it; "" for the first page."""
        found = self._first.get(page)
        if found is None:
            at = self._bytes.find(b"\n", page * _PAGE) + 1
            found = self._first[page] = self._bytes[at : self._bytes.find(b"\n", at)]
        return found

    def _page_of(self, wanted: bytes) -> int:
        """The page that some bytes stand on, or the next one."""
        if self._all_first:
            return bisect_right(self._all_first, wanted) - 1
        self._asked += 1
        if self._asked > _OFTEN:
            self._all_first = list(map(self._first_of, self._pages))
        return bisect_right(self._pages, wanted, key=self._first_of) - 1

    def _find(self, wanted: bytes) -> int:
        """Where a line begins with some bytes, or -1."""
        page = self._page_of(wanted)
        if page == 0 and self._bytes[: len(wanted)] == wanted:
            return 0
        return self._bytes.find(b"\n" + wanted, page * _PAGE, (page + 2) * _PAGE) + 1 or -1

    def __contains__(self, line: str) -> bool:
        return self._find(line.encode() + b"\n") >= 0

    def has(self, key: str) -> bool:
        """Whether this is the first of the words of a line."""
        return self._find(key.encode() + b" ") >= 0

    def values(self, key: str) -> list[str]:
        """The words after the first of the line that begins with this; none where no line does."""
        at = self._find(key.encode() + b" ")
        return self._bytes[at : self._bytes.find(b"\n", at)].decode().split()[1:] if at >= 0 else []


class NumberedLines(Mapping[str, V]):
    """The words of a file, each with what the number behind it stands for.

    To read a long file takes as long as some thousand look-ups, which most runs never make.

    Args:
        path: the file: a word and a number a line, sorted as bytes.
        value: of a number.
        often: after so many look-ups `mapping` is a dictionary of all of them.
    """

    def __init__(self, path: Path, value: Callable[[str], V], often: int) -> None:
        self._path, self._value, self._often = path, value, often
        self._lines = SortedLines(path)
        self._asked = 0
        self._all: dict[str, V] | None = None

    @property
    def mapping(self) -> Mapping[str, V]:
        """What to look words up in."""
        if self._asked < self._often:
            return self
        if self._all is None:
            words = self._path.read_text(encoding="ascii").split()
            self._all = dict(zip(words[::2], map(self._value, words[1::2]), strict=True))
        return self._all

    def __getitem__(self, word: str) -> V:
        self._asked += 1
        if not word.isascii() or not (numbers := self._lines.values(word)):
            raise KeyError(word)
        return self._value(numbers[0])

    def __contains__(self, word: object) -> bool:
        self._asked += 1
        return isinstance(word, str) and word.isascii() and self._lines.has(word)

    def __iter__(self) -> Iterator[str]:
        self._asked = self._often
        return iter(self.mapping)

    def __len__(self) -> int:
        self._asked = self._often
        return len(self.mapping)
