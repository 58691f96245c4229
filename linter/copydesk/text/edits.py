"""Edits: texts put in the place of spans; which of them can be made together, and what they move.

Two edits overlap where they share a code point, or where one that inserts stands at either end of the other:
it would not be known which comes first. Two that replace may touch. Of changes with edits that overlap, the
first by position is made, and the others have to wait.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TypeVar

from msgspec import Struct

from copydesk.text.span import Span

__all__ = ["Claims", "Shift", "SourceEdit", "apply_edits", "first_disjoint", "in_order"]

C = TypeVar("C")


class SourceEdit(Struct, frozen=True):
    """Put `text` in the place of a span of the source, in code points of the decoded text."""

    start: int
    end: int
    text: str

    def moved(self, by: int) -> SourceEdit:
        """The same edit, so many code points further on."""
        return SourceEdit(self.start + by, self.end + by, self.text)


def in_order(edits: Iterable[SourceEdit]) -> list[SourceEdit]:
    """Edits in the order of their places."""
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def first_disjoint(changes: Sequence[C], edits_of: Callable[[C], Sequence[SourceEdit]]) -> list[C]:
    """The changes without those that overlap an earlier one, in the order given.

    Args:
        changes: each made whole or not at all.
        edits_of: the edits of a change, in order; there is one at least.
    """
    edits = [edits_of(change) for change in changes]
    claims = Claims()
    by_position = sorted(range(len(changes)), key=lambda i: (edits[i][0].start, edits[i][-1].end))
    chosen = {i for i in by_position if claims.claim(_claimed(edits[i]))}
    return [change for i, change in enumerate(changes) if i in chosen]


def _claimed(edits: Sequence[SourceEdit]) -> list[tuple[int, int]]:
    """What the edits of a change claim, in quarters of code points: one that inserts, some on either side."""
    ranges: list[tuple[int, int]] = []
    for start, end in ((edit.start, edit.end) for edit in edits):
        low, high = (4 * start - 2, 4 * start + 2) if start == end else (4 * start + 1, 4 * end - 1)
        if ranges and low < ranges[-1][1]:
            low, high = ranges[-1][0], max(high, ranges.pop()[1])
        ranges.append((low, high))
    return ranges


class Claims:
    """Ranges, no two of which overlap."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def claim(self, ranges: Sequence[tuple[int, int]]) -> bool:
        """Add ranges, unless one of them overlaps an earlier one."""
        places = [bisect_right(self._ends, start) for start, _ in ranges]
        for at, (_, end) in zip(places, ranges, strict=True):
            if at < len(self._starts) and self._starts[at] < end:
                return False
        for start, end in ranges:
            at = bisect_right(self._ends, start)
            self._starts.insert(at, start)
            self._ends.insert(at, end)
        return True


def apply_edits(text: str, edits: Iterable[SourceEdit], within: Span | None = None) -> str:
    """A text with edits made that do not overlap.

    Args:
        text: that the edits are for.
        edits: in any order.
        within: what of the text is wanted; the edits are all in it.
    """
    start, end = within or (0, len(text))
    parts: list[str] = []
    for edit in in_order(edits):
        parts += (text[start : edit.start], edit.text)
        start = edit.end
    return "".join((*parts, text[start:end]))


class Shift:
    """Where an offset is after edits: behind what was put there; in what was replaced, where that began.

    Args:
        edits: that do not overlap, in any order.
    """

    def __init__(self, edits: Iterable[SourceEdit]) -> None:
        self._edits = in_order(edits)
        self._ends = [edit.end for edit in self._edits]
        growth = (len(edit.text) - (edit.end - edit.start) for edit in self._edits)
        self._moved = [0, *accumulate(growth)]

    def __call__(self, offset: int) -> int:
        """Where an offset is after the edits."""
        done = bisect_right(self._ends, offset)
        if done < len(self._edits) and self._edits[done].start < offset:
            offset = self._edits[done].start
        return offset + self._moved[done]
