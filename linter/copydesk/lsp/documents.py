"""Open documents: the text as it stands in the editor, and its positions in the editor's units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from copydesk.readers import PLAIN, TEXT_FORMATS, format_of, format_of_language, reader_for
from copydesk.text.source import Source
from copydesk.text.span import LineIndex, Position, utf8_length, utf16_length

__all__ = ["Document", "Units"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Units:
    """The units in which an editor counts columns.

    Args:
        encoding: "utf-8", "utf-16" or "utf-32", as it was negotiated.
    """

    def __init__(self, encoding: str = "utf-16") -> None:
        self._codec = encoding if encoding == "utf-8" else f"{encoding}-le"
        self._width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        self._length = {"utf-8": utf8_length, "utf-16": utf16_length, "utf-32": len}[encoding]
        self._column = {"utf-8": "utf8", "utf-16": "utf16", "utf-32": "column"}[encoding]

    def length(self, text: str) -> int:
        """How many units a text takes."""
        return self._length(text)

    def prefix(self, line: str, units: int) -> int:
        """How many code points the first units of a line are; one that would be cut is left out."""
        if line.isascii():
            return min(units, len(line))
        return len(line.encode(self._codec)[: units * self._width].decode(self._codec, "ignore"))

    def position(self, position: Position) -> types.Position:
        """A position of a report, for the editor."""
        return types.Position(position.line - 1, getattr(position, self._column) - 1)


class Document:
    """A text that is open in the editor.

    Args:
        item: as the editor opened it.
        units: in which it counts columns.
        root: the folder whose configuration holds for a text that has no file yet.
    """

    def __init__(self, item: types.TextDocumentItem, units: Units, root: Path) -> None:
        self.uri = item.uri
        self.version = item.version
        self.units = units
        name = to_fs_path(item.uri)
        self.path = Path(name) if name else root / "untitled"
        told = format_of_language(item.language_id)
        named = format_of(self.path.name) or told
        format_ = named if told in (None, PLAIN) else told  # a file's own name says more than “plain text”
        self.format = format_ if format_ in TEXT_FORMATS else None
        self.has_file = name is not None
        self._put(_whole(item.text))

    @property
    def takes_comments(self) -> bool:
        """Whether a comment can be written into it."""
        return self.format is not None and reader_for(self.format).format.comments is not None

    def change(self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        """Make the changes that the editor reports, one after another."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = self.offset(change.range.start), self.offset(change.range.end)
                self._put(self.text[:start] + _whole(change.text) + self.text[end:])
            else:
                self._put(_whole(change.text))
        self.version = version

    def _put(self, text: str) -> None:
        self.text = text
        self.lines = LineIndex(text)

    def source(self) -> Source:
        """The text as a source; it is in UTF-8 whatever its file is in."""
        return Source(str(self.path), self.text.encode(), self.format or PLAIN, "utf-8", self.text)

    def offset(self, position: types.Position) -> int:
        """The offset, in code points, of a position; one past the end of a line is its end."""
        if position.line >= len(self.lines):
            return len(self.text)
        start, end = self.lines.line_span(position.line + 1)
        return start + self.units.prefix(self.text[start:end], position.character)

    def position(self, offset: int) -> types.Position:
        """The position of an offset."""
        line, column = self.lines.position(offset)
        return types.Position(line - 1, self.units.length(self.text[offset - column + 1 : offset]))

    def range(self, start: int, end: int) -> types.Range:
        """The range between two offsets."""
        return types.Range(self.position(start), self.position(end))


def _whole(text: str) -> str:
    """The text with U+FFFD for halves of characters, as long as before in every unit."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)
