"""Places in a text that are taken: whether another touches one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from copydesk import Span

__all__ = ["Places"]


class Places:
    """Some places, in any order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._ends = list(accumulate((span.end for span in self._spans), max))

    def touch(self, span: Span) -> bool:
        """Whether one of them overlaps a span or ends where it begins."""
        at = bisect_left(self._ends, span.start)
        return at < len(self._spans) and self._spans[at].start <= span.end
