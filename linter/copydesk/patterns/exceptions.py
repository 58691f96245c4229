"""Exceptions of a pattern: what is right though it matches, and the words that a house accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from copydesk.patterns.search import Piece, Regex, View

__all__ = ["NO_EXCEPTIONS", "Exceptions"]

_WORD = re.compile(r"\w+")


class Exceptions:
    """What is right though a pattern matches it.

    A term covers a match that holds it whole; one of several words, in whatever case, also what stands in it.

    Args:
        terms: expressions. Those that are a plain word are looked up, so that there may be very many.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        plain, others = set(), []
        for term in dict.fromkeys(terms):
            if _WORD.fullmatch(term):
                plain.add(term)
            elif term:
                others.append(term)
        self._plain = frozenset(plain)
        others.sort(key=len, reverse=True)
        self._phrases = [t for t in others if " " in t or "\t" in t or r"\s" in t]
        self._others = [t if t.startswith("(?i)") else f"(?-i){t}" for t in others]
        if others:
            _ = self._other, self._phrase

    @cached_property
    def _other(self) -> Regex | None:
        return Regex(rf"(?m)\b(?:{'|'.join(self._others)})\b") if self._others else None

    @cached_property
    def _phrase(self) -> Regex | None:
        return Regex(rf"(?i)\b(?:{'|'.join(self._phrases)})\b") if self._phrases else None

    def cover(self, text: str, start: int, end: int, words: str) -> bool:
        """Whether a match is right.

        Args:
            text: in which it is.
            start: where it begins.
            end: where it ends.
            words: what it matches.
        """
        if self._plain and not self._plain.isdisjoint(_WORD.findall(words)):
            return True
        if self._other is not None and self._other.search(words):
            return True
        if self._phrase is None:
            return False
        spans = self._phrase.find(View((Piece(text, 0),)))
        return any(found.start <= start and end <= found.end for found in spans)


NO_EXCEPTIONS = Exceptions()
