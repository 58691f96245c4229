"""Differences of two texts by words, with the words around them: small enough for a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

__all__ = ["Piece", "alike", "compared", "shortened"]

_TOKENS = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)
_MOST_TOKENS = 1_000
_CONTEXT = 28
_LONG = 240


class Piece(Struct, frozen=True):
    """A stretch that is the same in both texts, or stands in the old or the new one only."""

    text: str
    change: str = "same"


def alike(one: str, other: str) -> bool:
    """Whether two texts are copies of one another, more or less: half of their words are the same."""
    from rapidfuzz.distance import LCSseq

    a, b = one.split()[:_MOST_TOKENS], other.split()[:_MOST_TOKENS]
    return min(len(a), len(b)) > 3 and LCSseq.normalized_similarity(a, b) >= 0.5


def compared(old: str, new: str) -> list[Piece]:
    """What stays, goes and comes from one text to another, by words."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    if not a or not b or len(a) > _MOST_TOKENS or len(b) > _MOST_TOKENS:
        return [piece for piece in (Piece(old, "old"), Piece(new, "new")) if piece.text]
    from rapidfuzz.distance import Indel

    return list(_pieces(a, b, Indel.opcodes(a, b)))


def _pieces(a: Sequence[str], b: Sequence[str], steps: Iterable[tuple[str, int, int, int, int]]) -> Iterator[Piece]:
    """The steps as pieces; a space between two changes is part of them."""
    old = new = ""
    for step, a0, a1, b0, b1 in steps:
        same = step == "equal"
        if same and (old or new) and "".join(a[a0:a1]).isspace() and a1 < len(a):
            old, new = old + "".join(a[a0:a1]), new + "".join(b[b0:b1])
        elif same:
            yield from (piece for piece in (Piece(old, "old"), Piece(new, "new")) if piece.text)
            old = new = ""
            yield Piece("".join(a[a0:a1]))
        else:
            old, new = old + "".join(a[a0:a1]), new + "".join(b[b0:b1])
    yield from (piece for piece in (Piece(old, "old"), Piece(new, "new")) if piece.text)


def shortened(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with what stays cut down to the words around a change, and what is long to its ends."""
    found = []
    for i, piece in enumerate(pieces):
        text = piece.text
        if piece.change == "same":
            left, right = i > 0 or len(pieces) == 1, i + 1 < len(pieces)
            if len(text) > _CONTEXT * (left + right) + 8:
                head = _head(text, _CONTEXT) if left else ""
                text = f"{head}…{_tail(text, _CONTEXT) if right else ''}"
        elif len(text) > _LONG:
            text = f"{_head(text, _LONG // 2)} … {_tail(text, _LONG // 4)}"
        found.append(Piece(text, piece.change))
    return tuple(found)


def _head(text: str, size: int) -> str:
    space = text.rfind(" ", size // 2, size)
    return text[: space if space >= 0 else size]


def _tail(text: str, size: int) -> str:
    space = text.find(" ", len(text) - size, len(text) - size // 2)
    return text[space + 1 if space >= 0 else len(text) - size :]
