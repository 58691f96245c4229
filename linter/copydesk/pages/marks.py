"""Marks: an article's text, cut at where findings begin and end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from copydesk.document.article import Article
from copydesk.pages.diff import leaves_no_trace
from copydesk.text.span import Span

__all__ = ["Mark", "Marker", "Segment"]

#: Marks that a place may have at once; text under more is marked by the first ones.
_MOST_AT_ONCE = 6


class Mark(Struct, frozen=True):
    """A finding at a place in the text.

    Attributes:
        card: the number of the finding's card.
        role: "finding", "repeat" where the same defect stands again, or "related".
        css: the classes by which it is coloured and filtered.
        anchor: the id to link to, on the first segment of the place; else "".
    """

    card: int
    role: str
    css: str
    anchor: str = ""


class Segment(Struct, frozen=True):
    """A stretch of text under the same marks; an empty one is a place between two characters.

    Attributes:
        code: whether it is not prose: inline code, a template's tag.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    code: bool = False

    @property
    def unseen(self) -> bool:
        """Whether it leaves no trace on a page."""
        return leaves_no_trace(self.text)


class Marker:
    """Marks places in an article.

    Args:
        article: whose text is marked.
        end: the offset in its text behind which nothing is shown.
        by: where in the file the source begins that it stands in.
    """

    def __init__(self, article: Article, end: int, by: int = 0) -> None:
        self._article = article
        self._by = by
        self._end = end
        self._starts = [block.start for block in article.blocks]
        self._marks: dict[int, list[tuple[Span, Mark]]] = defaultdict(list)
        self._holes = [span.start for span in article.opaque]

    def mark(self, start: int, end: int, mark: Mark) -> Span | None:
        """Mark a place of the file; gives the text from its first to its last character, if it is shown.

        Args:
            start, end: of the place.
            mark: what it gets.
        """
        spans = [span for span in self._spans(start - self._by, end - self._by) if span.start <= self._end]
        shown = False
        for span in spans:
            for index in self._blocks(span):
                self._marks[index].append((span, mark))
                mark, shown = replace(mark, anchor=""), True
        return Span(spans[0].start, spans[-1].end) if shown else None

    def _spans(self, start: int, end: int) -> list[Span]:
        """The text in a source span; for an empty one the place in the text, if it stands in any."""
        source_map = self._article.source_map
        if start < end:
            return source_map.text_spans(start, end)
        at = source_map.to_text(start)
        if at is None and (before := source_map.to_text(start - 1)) is not None:
            at = before + 1
        return [] if at is None else [Span(at, at)]

    def _blocks(self, span: Span) -> Iterator[int]:
        """The indexes of the blocks that a span stands in; of the block before it where it is empty."""
        for index in range(self.block_of(span), bisect_right(self._starts, max(span.start, span.end - 1))):
            block = self._article.blocks[index]
            if span.overlaps(block.span) or (span.start == span.end <= block.end):
                yield index

    def block_of(self, span: Span) -> int:
        """The index of the block that a span begins in."""
        return max(0, bisect_right(self._starts, span.start) - 1)

    def nearest_block(self, offset: int) -> int | None:
        """The index of the block that an offset of the file stands in, or else stands nearest to."""
        offset -= self._by

        def distance(index: int) -> int:
            start, end = self._article.blocks[index].source
            return max(start - offset, offset - end, 0)

        return min(range(len(self._starts)), key=distance, default=None)

    def segments(self, index: int) -> Iterator[Segment]:
        """The text of a block, cut at the ends of marks and of what is not prose."""
        block = self._article.blocks[index]
        bounds = Span(block.start, max(block.start, min(block.end, self._end)))
        marks = sorted(
            ((_clipped(span, bounds), mark) for span, mark in self._marks[index]),
            key=lambda each: (each[0].start, -each[0].end),
        )
        code = list(self._code(bounds)) if block.kind.is_prose else []
        cuts = sorted(
            {*bounds, *(at for span, _ in marks for at in span), *(at for span in code for at in span)}
        )
        waiting, active, hole = 0, list[tuple[int, Mark]](), 0
        for low, high in [*pairwise(cuts), (bounds.end, bounds.end)]:
            active = [each for each in active if each[0] > low]
            while waiting < len(marks) and marks[waiting][0].start <= low:
                span, mark = marks[waiting]
                waiting += 1
                if span.start == span.end:
                    yield Segment("", (mark,))
                else:
                    active.append((span.end, mark))
            while hole < len(code) and code[hole].end <= low:
                hole += 1
            if low < high:
                shown = tuple(mark for _, mark in active[:_MOST_AT_ONCE])
                within = hole < len(code) and code[hole].start <= low
                yield Segment(self._article.text[low:high], shown, within)
                active = [(end, replace(mark, anchor="")) for end, mark in active]

    def _code(self, bounds: Span) -> Iterator[Span]:
        """What is not prose in a block, joined where it touches."""
        pending: Span | None = None
        for at in range(bisect_left(self._holes, bounds.start), bisect_left(self._holes, bounds.end)):
            span = _clipped(self._article.opaque[at], bounds)
            if pending and pending.end == span.start:
                pending = Span(pending.start, span.end)
            else:
                if pending:
                    yield pending
                pending = span
        if pending:
            yield pending


def _clipped(span: Span, bounds: Span) -> Span:
    return Span(max(span.start, bounds.start), max(bounds.start, min(span.end, bounds.end)))
