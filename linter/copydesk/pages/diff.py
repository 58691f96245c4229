"""Differences of two texts by words, with the words around them: small enough for a card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from rapidfuzz.distance import Opcodes

__all__ = ["Change", "alike", "compared", "leaves_no_trace", "shortened"]

_TOKENS = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]+")
_MOST_TOKENS = 1_000
_LONG = 140


class Change(Struct, frozen=True):
    """A stretch that is the same in both texts, or stands in the old or the new one only."""

    text: str
    change: str = "same"

    @property
    def unseen(self) -> bool:
        """Whether it leaves no trace on a page."""
        return leaves_no_trace(self.text)


def leaves_no_trace(text: str) -> bool:
    """Whether a text has characters and none that can be seen on a page."""
    return _UNSEEN.fullmatch(text) is not None


def alike(one: str, other: str) -> bool:
    """Whether two texts are copies of one another, more or less: half of their words are the same."""
    from rapidfuzz.distance import LCSseq

    a, b = one.split()[:_MOST_TOKENS], other.split()[:_MOST_TOKENS]
    return min(len(a), len(b)) > 3 and LCSseq.normalized_similarity(a, b) >= 0.5


def compared(old: str, new: str) -> list[Change]:
    """What stays, goes and comes from one text to another, by words."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    if not a or not b or len(a) > _MOST_TOKENS or len(b) > _MOST_TOKENS:
        return list(_changed(old, new))
    from rapidfuzz.distance import Indel

    return list(_joined(a, b, Indel.opcodes(a, b)))


def _joined(a: Sequence[str], b: Sequence[str], steps: Opcodes) -> Iterator[Change]:
    """The steps from `a` to `b` as pieces; white space between two changes is part of them."""
    old = new = ""
    for step in steps:
        was, becomes = "".join(a[step.src_start : step.src_end]), "".join(b[step.dest_start : step.dest_end])
        if step.tag != "equal" or ((old or new) and was.isspace() and step.src_end < len(a)):
            old, new = old + was, new + becomes
        else:
            yield from _changed(old, new)
            old = new = ""
            yield Change(was)
    yield from _changed(old, new)


def _changed(old: str, new: str) -> Iterator[Change]:
    if old:
        yield Change(old, "old")
    if new:
        yield Change(new, "new")


def shortened(pieces: Sequence[Change], context: int = 30) -> tuple[Change, ...]:
    """The pieces with what stays cut down to the words around a change, and what is long to its ends.

    Args:
        pieces: of a comparison.
        context: how many characters stay at each side of a change.
    """
    found = []
    for i, piece in enumerate(pieces):
        text = piece.text
        if piece.change == "same":
            left, right = i > 0 or len(pieces) == 1, i + 1 < len(pieces)
            if len(text) > context * (left + right) + 8:
                head = _head(text, context) if left else ""
                text = f"{head} … {_tail(text, context) if right else ''}"
        elif len(text) > _LONG:
            text = f"{_head(text, _LONG // 2)} … {_tail(text, _LONG // 4)}"
        found.append(Change(text, piece.change))
    return tuple(found)


def _head(text: str, size: int) -> str:
    space = text.rfind(" ", size // 2, size)
    return text[: space if space >= 0 else size]


def _tail(text: str, size: int) -> str:
    space = text.find(" ", len(text) - size, len(text) - size // 2)
    return text[space + 1 if space >= 0 else len(text) - size :]
