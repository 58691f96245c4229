"""Facts of a format that others than its reader act on: each reader has one value of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from copydesk.text.regex import lazy_pattern

__all__ = ["CommentSyntax", "Format", "TableSyntax"]


class CommentSyntax(Struct, frozen=True):
    """How a comment is written that nobody sees, and where one may stand.

    Attributes:
        template: the comment, with {} for what it says.
        is_block: whether one between two blocks is a paragraph of its own.
        in_cells: whether one may stand in the cell of a table.
        body_start: from which offset of a text on comments are read.
    """

    template: str = "<!-- {} -->"
    is_block: bool = False
    in_cells: bool = True
    body_start: Callable[[str], int] = lambda _: 0


class TableSyntax(Struct, frozen=True):
    """How the rows and cells of a table are told apart in the source.

    Attributes:
        row: what begins a row.
        cell: what begins a cell, or parts two; of a tag, "h" at its end makes it a heading.
        is_piped: whether marks part the cells, and the first row is the heading; else a tag begins each.
    """

    row: re.Pattern[str] = lazy_pattern(r"<tr\b", re.IGNORECASE)
    cell: re.Pattern[str] = lazy_pattern(r"<t[dh]\b", re.IGNORECASE)
    is_piped: bool = False


class Format(Struct, frozen=True):
    """What a format is like, whatever an article in it says.

    Attributes:
        name: in reports and options.
        mime_type: the media type of its files.
        is_verbatim: whether the text of a source is all there is to it, so that no edit can break it.
        tracks_changes: whether a fix can be written as a tracked change.
        comments: None where a text can have none.
        tables: how they are written.
        list_tag: begins or, with a first group, ends a list, which its second group calls "ol" or "ul"; None
            where the items have their numbers written.
    """

    name: str
    mime_type: str = "text/plain"
    is_verbatim: bool = False
    tracks_changes: bool = False
    comments: CommentSyntax | None = None
    tables: TableSyntax = TableSyntax()
    list_tag: re.Pattern[str] | None = None
