"""Blocks put together as a reader sees them: the items of a list, the cells of a table, a quotation.

An article says what each block is, but not which marker its list has or which column a cell stands in: that
is in the markup around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from copydesk.document.article import Article, Block, Kind
from copydesk.pages.cards import Card
from copydesk.pages.marks import Segment
from copydesk.readers import reader_for
from copydesk.text.source import Source

__all__ = ["BlockGroup", "Cell", "SetBlock", "grouped"]

_NUMBER = re.compile(r"(\d{1,9})[.)]\s")
_TOGETHER = {Kind.LIST_ITEM: "list", Kind.TABLE_CELL: "table", Kind.BLOCK_QUOTE: "quote"}
_MOST_COLUMNS = 50


class SetBlock(Struct, frozen=True):
    """A block to be set, cut into segments, and the cards beside it.

    Attributes:
        number: of an item in a numbered list, else None.
    """

    block: Block
    segments: tuple[Segment, ...]
    cards: tuple[Card, ...] = ()
    number: int | None = None

    @property
    def is_marked(self) -> bool:
        """Whether any of its text is marked."""
        return any(segment.marks for segment in self.segments)


class Cell(Struct, frozen=True):
    """A cell of a table; `setting` is None where it is empty."""

    setting: SetBlock | None = None
    is_head: bool = False


class BlockGroup(Struct, frozen=True):
    """Blocks that are set together.

    Attributes:
        kind: "list", "table", "quote", or "" for a block by itself.
        rows: of a table.
    """

    kind: str
    settings: tuple[SetBlock, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()

    @property
    def cards(self) -> list[Card]:
        """The cards of all its blocks."""
        return [card for setting in self.settings for card in setting.cards]


def grouped(article: Article, source: Source, settings: Sequence[SetBlock]) -> Iterator[BlockGroup]:
    """The groups that blocks are set in.

    Args:
        article: that they are of.
        source: that it stands in.
        settings: the blocks.
    """
    numbers = _Numbers(article, source)
    for kind, members in groupby(settings, key=lambda s: _TOGETHER.get(s.block.kind, "")):
        together = list(members)
        if kind == "table":
            rows = list(_rows(article, source, together))
            width = max(map(len, rows))
            filled = tuple((*row, *[Cell()] * (width - len(row))) for row in rows)
            yield BlockGroup(kind, tuple(together), filled)
        elif kind == "list":
            yield BlockGroup(kind, tuple(numbers.numbered(setting) for setting in together))
        elif kind:
            yield BlockGroup(kind, tuple(together))
        else:
            yield from (BlockGroup("", (setting,)) for setting in together)


class _Numbers:
    """Finds the numbers of list items."""

    def __init__(self, article: Article, source: Source) -> None:
        self._article, self._source = article, source
        tag = reader_for(article.format).format.list_tag
        self._number = self._written if tag is None else self._in_tags
        self._tags = iter(()) if tag is None else tag.finditer(source.text)
        self._next = next(self._tags, None)
        self._open: list[list[int]] = []  # of each open list: whether it is numbered, and its last number

    def numbered(self, setting: SetBlock) -> SetBlock:
        block = setting.block
        return SetBlock(block, setting.segments, setting.cards, self._number(block))

    def _written(self, block: Block) -> int | None:
        written = self._source.text[block.source.start : _content(self._article, block)].lstrip()
        found = _NUMBER.match(written)
        return int(found[1]) if found else None

    def _in_tags(self, block: Block) -> int | None:
        start = _content(self._article, block)
        while self._next is not None and self._next.start() < start:
            closing, name = self._next.groups()
            if not closing:
                self._open.append([name.lower() == "ol", 0])
            elif self._open:
                self._open.pop()
            self._next = next(self._tags, None)
        if not self._open or not self._open[-1][0]:
            return None
        self._open[-1][1] += 1
        return self._open[-1][1]


def _rows(article: Article, source: Source, settings: Sequence[SetBlock]) -> Iterator[list[Cell]]:
    """The rows of a table, with its empty cells: what is between two cells says how many there are."""
    row: list[Cell] = []
    is_first, syntax = True, reader_for(article.format).format.tables
    before = article.index_at(settings[0].block.start) or 0
    at = _end(article, article.blocks[before - 1]) if before else 0
    for setting in settings:
        start = _content(article, setting.block)
        gap = source.text[at:start]
        if breaks := list(syntax.row.finditer(gap)):
            gap = gap[breaks[-1].end() :]
            if row:
                yield row
                row, is_first = [], False
        if syntax.is_piped and not row:
            gap = gap.lstrip().removeprefix("|") + "|"
        cells = list(syntax.cell.finditer(gap))
        is_head = is_first if syntax.is_piped else bool(cells) and cells[-1][0][-1] in "hH"
        row += [Cell()] * min(len(cells) - 1, _MOST_COLUMNS - len(row))
        row.append(Cell(setting, is_head))
        at = _end(article, setting.block)
    yield row


def _content(article: Article, block: Block) -> int:
    """Where the words of a block begin in the source."""
    return (
        article.source_map.to_source(block.start, block.start + 1).start if block.span else block.source.start
    )


def _end(article: Article, block: Block) -> int:
    return article.source_map.to_source(block.end - 1, block.end).end
