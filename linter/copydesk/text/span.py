"""Spans, and the lines and columns of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from copydesk.text.regex import lazy_pattern

__all__ = ["START", "LineIndex", "Position", "Span", "Utf16Offsets", "utf8_length", "utf16_length"]

_NEWLINE = lazy_pattern(r"\r\n?|\n")


class Span(NamedTuple):
    """A half-open range of code points, `start` to `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end


class Position(NamedTuple):
    """A place in a text: its line, and its column in each unit that somebody counts in, all from 1.

    Attributes:
        column: in code points.
        utf16: in UTF-16 code units.
        utf8: in bytes of UTF-8.
    """

    line: int
    column: int
    utf16: int
    utf8: int

    def after(self, text: str) -> Position:
        """The place behind a text that begins here."""
        lines = sum(1 for _ in _NEWLINE.finditer(text)) if "\r" in text else text.count("\n")
        if not lines:
            return Position(
                self.line,
                self.column + len(text),
                self.utf16 + utf16_length(text),
                self.utf8 + utf8_length(text),
            )
        last = text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]
        return Position(self.line + lines, 1 + len(last), 1 + utf16_length(last), 1 + utf8_length(last))

    def moved(self, start: Position) -> Position:
        """The place in a file of a place in a text that begins there at `start`."""
        if self.line > 1:
            return self._replace(line=self.line + start.line - 1)
        column, utf16, utf8 = (a + b - 1 for a, b in zip(self[1:], start[1:], strict=True))
        return Position(start.line, column, utf16, utf8)


#: Where a file begins.
START = Position(1, 1, 1, 1)


class LineIndex:
    """Finds the line and column of an offset. Lines end at LF, CRLF or CR.

    Args:
        text: the decoded text, byte order mark and newlines as they are in the file.
    """

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(m.end() for m in _NEWLINE.finditer(text))]

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column, both from 1 and the column in code points, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def positions(self, offsets: Iterable[int]) -> dict[int, Position]:
        """The positions of offsets. Takes one walk, however long the lines are."""
        found: dict[int, Position] = {}
        line, at = 0, 0
        utf16 = utf8 = 1
        for offset in sorted(set(offsets)):
            here = bisect_right(self._starts, offset)
            if here != line:
                line, at = here, self._starts[here - 1]
                utf16 = utf8 = 1
            between = self._text[at:offset]
            utf16 += utf16_length(between)
            utf8 += utf8_length(between)
            at = offset
            found[offset] = Position(line, offset - self._starts[line - 1] + 1, utf16, utf8)
        return found

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a line and column, both from 1: the inverse of `position`."""
        return self._starts[line - 1] + column - 1

    def line_span(self, line: int) -> Span:
        """The span of a line, from 1, without its line ending."""
        start = self._starts[line - 1]
        if line < len(self._starts):
            end = self._starts[line]
            while end > start and self._text[end - 1] in "\r\n":
                end -= 1
            return Span(start, end)
        return Span(start, len(self._text))


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text takes, the unit of LSP and of JavaScript."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def utf8_length(text: str) -> int:
    """How many bytes a text takes in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


class Utf16Offsets:
    """Carries offsets of a text from code points to UTF-16 code units."""

    __slots__ = ("_wide",)

    def __init__(self, text: str) -> None:
        #: The offsets of the code points that take two units.
        self._wide = [] if text.isascii() else [i for i, character in enumerate(text) if character > "\uffff"]

    def at(self, offset: int) -> int:
        """The place of an offset."""
        return offset + bisect_left(self._wide, offset)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place and the length of a span."""
        first = self.at(start)
        return first, self.at(end) - first
