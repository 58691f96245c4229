"""What the rules of this group share: which blocks hold words to be punctuated, and what a token is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from copydesk import MASK, Article, Block, Kind, lazy_pattern
from copydesk_rules.markup.shared.tokens import CODE_SIGNS

__all__ = ["Punctuated", "is_word_like", "occurrences", "token_at", "word_end", "word_start", "words"]

_UNPUNCTUATED = frozenset({Kind.TABLE_CELL, Kind.ALT_TEXT, Kind.BYLINE, Kind.CODE, Kind.MARKUP})
_CODE = lazy_pattern(rf"{CODE_SIGNS}|::\w|[{{}}│]|\w\(\)|[A-Z_]{{3,}}\(|\bAS \(|</?\w+>")
_SIGNS = lazy_pattern(rf"[/\\@=<>{{}}\[\]|_#&+~%$^*{MASK}]")
_REACH = 60
_WORD = lazy_pattern(r"[\w'’-]*")
_LAST_WORD = lazy_pattern(r"[\w'’-]*\Z")
#: Longer words are looked at no further.
_LONGEST = 40


@cache
def words(name: str) -> frozenset[str]:
    """A list of `words.txt`."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The lists of the file, each under its name in brackets."""
    lists: dict[str, list[str]] = {}
    found: list[str] = []
    for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found = lists.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            found += line.split()
    return {name: frozenset(words) for name, words in lists.items()}


class Punctuated:
    """The blocks of an article that are set with the usual marks: no table, no picture's text, no code."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._is_code: dict[int, bool] = {}

    def block_at(self, offset: int) -> Block | None:
        """The block at an offset of the text, or None where it is not one of these."""
        index = self._article.index_at(offset)
        if index is None or self._article.blocks[index].kind in _UNPUNCTUATED:
            return None
        block = self._article.blocks[index]
        if index not in self._is_code:
            self._is_code[index] = _CODE.search(self._article.prose, *block.span) is not None
        return None if self._is_code[index] else block


def occurrences(prose: str, phrase: str) -> Iterator[int]:
    """Where a word or a few stand in a prose, and not within others."""
    at = prose.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (prose[at - 1 : at].isalnum() or prose[end : end + 1].isalnum()):
            yield at
        at = prose.find(phrase, end)


def token_at(prose: str, start: int, end: int) -> str:
    """A place and what stands around it up to the next space, at most 60 code points on either side."""
    left = prose[max(0, start - _REACH) : start]
    right = prose[end : end + _REACH]
    before = left.split()[-1] if left and not left[-1].isspace() else ""
    behind = right.split()[0] if right and not right[0].isspace() else ""
    return f"{before}{prose[start:end]}{behind}"


def word_start(prose: str, end: int) -> int:
    """Where the word begins that ends at a place; the place where none does."""
    match = _LAST_WORD.search(prose, max(0, end - _LONGEST), end)
    return match.start() if match else end


def word_end(prose: str, start: int) -> int:
    """Where the word ends that begins at a place; the place where none does."""
    match = _WORD.match(prose, start, start + _LONGEST)
    return match.end() if match else start


def is_word_like(token: str) -> bool:
    """Whether a token holds no sign of an address, a path, a handle or code."""
    return _SIGNS.search(token) is None and not token.lower().startswith("www.")
