"""The map between an article's text and the source that it was read from.

A reader lays it down as it goes, piece by piece; nothing is ever found again by searching.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from copydesk.text.span import Span

__all__ = ["SourceMap"]


class SourceMap:
    """Pieces of text and where each stands in the source.

    Pieces are added in the order of the text. A piece whose source has the same length is
    *verbatim*: its code points correspond one to one. Any other is *atomic* (an entity, say)
    and maps as a whole.
    """

    __slots__ = ("_by_source", "_length", "_source_end", "_source_start", "_start")

    def __init__(self) -> None:
        self._start = array("q")
        self._source_start = array("q")
        self._source_end = array("q")
        self._length = 0
        self._by_source: list[int] | None = None

    @classmethod
    def identity(cls, length: int) -> SourceMap:
        """The map of a text that is its own source."""
        new = cls()
        new.add(length, 0, length)
        return new

    @property
    def length(self) -> int:
        """How many code points of text are mapped."""
        return self._length

    @property
    def end(self) -> int:
        """Where in the source the last piece ends."""
        return self._source_end[-1] if self._source_end else 0

    @property
    def shift(self) -> int | None:
        """How much further on in the source all of the text stands; None where that differs."""
        return self._source_start[0] if len(self._start) == 1 and self._verbatim(0) else None

    def add(self, length: int, source_start: int, source_end: int) -> None:
        """Append a piece: the next `length` code points of text stand at this source span."""
        if length <= 0:
            return
        if (
            self._start
            and self._source_end[-1] == source_start
            and source_end - source_start == length
            and self._length - self._start[-1] == source_start - self._source_start[-1]
        ):
            self._source_end[-1] = source_end
        else:
            self._start.append(self._length)
            self._source_start.append(source_start)
            self._source_end.append(source_end)
            self._by_source = None
        self._length += length

    def _end(self, piece: int) -> int:
        return self._start[piece + 1] if piece + 1 < len(self._start) else self._length

    def _verbatim(self, piece: int) -> bool:
        return self._source_end[piece] - self._source_start[piece] == self._end(piece) - self._start[piece]

    def pieces(self, start: int, end: int) -> Iterator[Span]:
        """The source spans that hold the text from `start` to `end`, in the order of the text.

        Pieces that touch in the source are joined; what lies between two of them is markup.
        """
        if start >= end:
            return
        pending: Span | None = None
        piece = bisect_right(self._start, start) - 1
        while piece < len(self._start) and self._start[piece] < end:
            source = Span(self._source_start[piece], self._source_end[piece])
            if self._verbatim(piece):
                low = source.start + max(0, start - self._start[piece])
                high = source.start + min(self._end(piece), end) - self._start[piece]
                source = Span(low, high)
            if pending is not None and pending.end == source.start:
                pending = Span(pending.start, source.end)
            else:
                if pending is not None:
                    yield pending
                pending = source
            piece += 1
        if pending is not None:
            yield pending

    def parts(self, start: int, end: int) -> Iterator[tuple[int, Span]]:
        """The text from `start` to `end` as it was laid down: how long each part is, and where it stands."""
        piece = bisect_right(self._start, start) - 1
        while start < end and piece < len(self._start):
            stop = min(self._end(piece), end)
            low, high = self._source_start[piece], self._source_end[piece]
            if self._verbatim(piece):
                low += start - self._start[piece]
                high = low + stop - start
            yield stop - start, Span(low, high)
            start, piece = stop, piece + 1

    def through(self, outer: SourceMap) -> SourceMap:
        """The map of the same text to what its source was itself read from, by that map."""
        new = SourceMap()
        for length, span in self.parts(0, self._length):
            new.add_through(outer, length, span)
        return new

    def add_through(self, outer: SourceMap, length: int, span: Span) -> None:
        """Append a piece whose source span is in a text that was itself read from the source."""
        if length == len(span):
            for part, place in outer.parts(*span):
                self.add(part, *place)
        else:
            self.add(length, *outer.to_source(*span))

    def to_source(self, start: int, end: int) -> Span:
        """The source span from the first to the last code point of a text span.

        An empty span maps to the place just before the code point at `start`, or, at the end
        of the text, to the place after the last one.
        """
        if not self._start:
            return Span(0, 0)
        if start >= end:
            behind = start >= self._length
            at = self._source_end[-1] if behind else next(self.pieces(start, start + 1)).start
            return Span(at, at)
        spans = list(self.pieces(start, end))
        return Span(min(s.start for s in spans), max(s.end for s in spans))

    def to_text(self, offset: int) -> int | None:
        """The text offset of a source offset; None where the source there is not text."""
        if self._by_source is None:
            self._by_source = sorted(range(len(self._start)), key=self._source_start.__getitem__)
        order = self._by_source
        at = bisect_right(order, offset, key=self._source_start.__getitem__) - 1
        if at < 0:
            return None
        piece = order[at]
        if offset >= self._source_end[piece]:
            return None
        if self._verbatim(piece):
            return self._start[piece] + offset - self._source_start[piece]
        return self._start[piece]

    def text_spans(self, start: int, end: int) -> list[Span]:
        """The text that stands in a source span, in the order of the text: the inverse of `pieces`."""
        if self._by_source is None:
            self._by_source = sorted(range(len(self._start)), key=self._source_start.__getitem__)
        order = self._by_source
        at = max(0, bisect_right(order, start, key=self._source_start.__getitem__) - 1)
        found: list[Span] = []
        while at < len(order) and self._source_start[piece := order[at]] < end:
            at += 1
            if self._source_end[piece] <= start:
                continue
            low, high = self._start[piece], self._end(piece)
            if self._verbatim(piece):
                low, high = (
                    low + max(0, start - self._source_start[piece]),
                    low + min(end, self._source_end[piece]) - self._source_start[piece],
                )
            found.append(Span(low, high))
        joined: list[Span] = []
        for span in sorted(found):
            if joined and span.start <= joined[-1].end:
                joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
            else:
                joined.append(span)
        return joined

    def before(self, offset: int) -> int:
        """The text offset behind what stands last before a source offset; 0 where nothing does."""
        if self._by_source is None:
            self._by_source = sorted(range(len(self._start)), key=self._source_start.__getitem__)
        order = self._by_source
        at = bisect_right(order, offset, key=self._source_start.__getitem__) - 1
        while at >= 0 and (
            self._source_start[order[at]] >= offset
            or self._source_end[order[at]] == self._source_start[order[at]]
        ):
            at -= 1  # a separator, which stands for nothing
        if at < 0:
            return 0
        piece = order[at]
        if self._verbatim(piece):
            return min(self._end(piece), self._start[piece] + offset - self._source_start[piece])
        return self._end(piece)

    def boundaries(self, start: int, end: int) -> list[int]:
        """The text offsets strictly inside a span at which the source is interrupted by markup."""
        low = bisect_right(self._start, start)
        high = bisect_left(self._start, end)
        return [
            self._start[piece]
            for piece in range(low, high)
            if self._source_end[piece - 1] != self._source_start[piece]
        ]
