"""Blocks: an article in pieces of HTML, as a CMS has it, read as one post of an export of WordPress is.

So title, excerpt and content are what they are in an export, shortcodes are none of its prose, and an
element may begin in one block and end in another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from copydesk.servers.languagetool.jobs import Block, BlockRole
from copydesk.text.edits import SourceEdit
from copydesk.text.source import Source
from copydesk.text.span import Utf16Offsets

__all__ = ["BlockEdit", "BlockPlace", "PostSource"]

_ELEMENTS = {
    BlockRole.TITLE: "title",
    BlockRole.EXCERPT: "excerpt:encoded",
    BlockRole.CONTENT: "content:encoded",
}
_OPEN, _CLOSE, _BETWEEN = "<![CDATA[", "]]>", "\n\n"
#: What stands before the blocks: an article without a word is one, too.
_BEGINNING = "<item><wp:post_id>blocks</wp:post_id>"
#: What XML has no place for, each read as a space.
_NO_XML = dict.fromkeys((*range(9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF), " ")


class BlockPlace(NamedTuple):
    """Part of a block: `start` to `end`, half-open, in UTF-16 code units of its text."""

    block: int
    start: int
    end: int


class BlockEdit(NamedTuple):
    """Put `text` in the place of part of a block; see `BlockPlace`."""

    block: int
    start: int
    end: int
    text: str


class _Piece(NamedTuple):
    """Where part of a block stands in the source: the block's number, and where in it the part begins."""

    start: int
    end: int
    block: int
    at: int


class PostSource:
    """The source that blocks are read as, and the way back.

    Args:
        blocks: in reading order.
        path: what to name it by.
    """

    def __init__(self, blocks: Sequence[Block], path: str) -> None:
        self._blocks = blocks
        self._parts: list[str] = []
        self._length = 0
        self._pieces: list[_Piece] = []
        self._units: dict[int, Utf16Offsets] = {}
        self._add(_BEGINNING)
        for role, element in _ELEMENTS.items():
            self._add_element(element, [n for n, block in enumerate(blocks) if block.role is role])
        self._add("</item>")
        text = "".join(self._parts)
        self.source = Source(path, text.encode(), "wxr", "utf-8", text)
        self._ends = [piece.end for piece in self._pieces]

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _add_element(self, element: str, numbers: Sequence[int]) -> None:
        if numbers:
            self._add(f"<{element}>{_OPEN}")
            for count, number in enumerate(numbers):
                self._add(_BETWEEN if count else "")
                self._add_block(number, self._blocks[number].text.translate(_NO_XML))
            self._add(f"{_CLOSE}</{element}>")

    def _add_block(self, number: int, text: str) -> None:
        """Add a block; where it has the end of a section, a new one begins amid that."""
        at = 0
        while (end := text.find(_CLOSE, at)) >= 0:
            self._add_piece(number, at, text[at : end + 2])
            self._add(f"{_CLOSE}{_OPEN}")
            at = end + 2
        self._add_piece(number, at, text[at:])

    def _add_piece(self, number: int, at: int, text: str) -> None:
        self._pieces.append(_Piece(self._length, self._length + len(text), number, at))
        self._add(text)

    def places(self, start: int, end: int) -> list[BlockPlace]:
        """The parts of blocks in a span of the source; an empty span is in one block at most."""
        if start == end:
            point = self._point(start)
            return [point] if point else []
        found: list[BlockPlace] = []
        for piece in self._pieces[bisect_left(self._ends, start) :]:
            low, high = max(start, piece.start), min(end, piece.end)
            if piece.start >= end:
                break
            if low < high:
                shift = piece.at - piece.start
                place = self._place(piece.block, low + shift, high + shift)
                if found and found[-1].block == piece.block:
                    place = found.pop()._replace(end=place.end)
                found.append(place)
        return found

    def edits(self, edit: SourceEdit) -> list[BlockEdit]:
        """An edit of the source as edits of blocks; none where it is not within them.

        What is deleted beyond the blocks is markup of ours.
        """
        if not edit.text:
            return [BlockEdit(*place, "") for place in self.places(edit.start, edit.end)]
        low, high = self._point(edit.start), self._point(edit.end)
        if low is None or high is None or low.block != high.block:
            return []
        return [BlockEdit(low.block, low.start, high.end, edit.text)]

    def _point(self, offset: int) -> BlockPlace | None:
        at = bisect_left(self._ends, offset)
        if at == len(self._pieces) or self._pieces[at].start > offset:
            return None
        piece = self._pieces[at]
        inside = offset - piece.start + piece.at
        return self._place(piece.block, inside, inside)

    def _place(self, block: int, start: int, end: int) -> BlockPlace:
        if block not in self._units:
            self._units[block] = Utf16Offsets(self._blocks[block].text)
        units = self._units[block]
        return BlockPlace(block, units.at(start), units.at(end))
