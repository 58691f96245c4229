"""The pieces that a block of Markdown is put together from: what each says, where it stands, what it is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from copydesk.readers.markdown.templates import asides, opaque_parts
from copydesk.text.span import Span

__all__ = [
    "HOLE",
    "PLAIN",
    "Cutter",
    "Role",
    "TextPiece",
    "add_line_break",
    "finished",
    "without_last_newline",
]

#: Stands for a picture or a note between two words.
HOLE = "\ufffc"


class Role(IntEnum):
    """What a piece of a block is: prose, code and the like, a template, something left out, a line's end."""

    PROSE = 0
    OPAQUE = 1
    TEMPLATE = 2
    HOLE = 3
    ASIDE = 4
    BREAK = 5


PLAIN = frozenset({Role.PROSE, Role.BREAK})
_SHOWN = PLAIN | {Role.OPAQUE}


class TextPiece(NamedTuple):
    """Text of a block, and the source span that it stands at."""

    text: str
    start: int
    end: int
    role: Role = Role.PROSE


class Cutter:
    """Cuts pieces at the templates in them.

    Args:
        text: the source.
        templates: where they stand in it, in order.
    """

    def __init__(self, text: str, templates: list[Span]) -> None:
        self._text, self._templates = text, templates
        self._next = 0  # the template that is likely to come next

    def cut(self, piece: TextPiece) -> Iterator[TextPiece]:
        """A verbatim piece, from the source, cut at its templates."""
        templates, at = self._templates, piece.start
        while self._next and templates[self._next - 1].end > at:
            self._next -= 1
        while self._next < len(templates) and templates[self._next].end <= at:
            self._next += 1
        for i in range(self._next, len(templates)):
            low, high = max(at, templates[i].start), min(piece.end, templates[i].end)
            if low >= high:
                break
            if at < low:
                yield TextPiece(self._text[at:low], at, low, piece.role)
            yield TextPiece(self._text[low:high], low, high, Role.TEMPLATE)
            at = high
        if at < piece.end:
            yield TextPiece(self._text[at : piece.end], at, piece.end, piece.role)


def finished(pieces: list[TextPiece]) -> list[TextPiece]:
    """A block's pieces without what shows nothing, and with what is not prose set apart."""
    text = "".join([piece.text for piece in pieces])
    marks = [(span, Role.ASIDE) for span in asides(text)]
    marks += [(span, Role.OPAQUE) for span in opaque_parts(text)]
    if marks:
        marks.sort()
        pieces = list(_cut(pieces, marks))
    if not {piece.role for piece in pieces} <= _SHOWN:
        pieces = _without_bare_lines(pieces)
    return _stripped(pieces)


def _cut(pieces: list[TextPiece], marks: list[tuple[Span, Role]]) -> Iterator[TextPiece]:
    """The pieces, cut at spans of their text; only prose changes its role."""
    at = 0
    place = 0
    for piece in pieces:
        stop = at + len(piece.text)
        if piece.role is not Role.PROSE or len(piece.text) != piece.end - piece.start:
            yield piece
            at = stop
            continue
        base = piece.start - at
        while at < stop:
            while place < len(marks) and marks[place][0].end <= at:
                place += 1
            span, role = marks[place] if place < len(marks) else (Span(stop, stop), Role.PROSE)
            if span.start <= at:
                high = min(stop, span.end)
            else:
                high, role = min(stop, span.start), Role.PROSE
            yield TextPiece(piece.text[at - stop : high - stop or None], at + base, high + base, role)
            at = high


def _without_bare_lines(pieces: list[TextPiece]) -> list[TextPiece]:
    """The pieces without lines that are nothing but templates, and without what shows nothing."""
    lines: list[list[TextPiece]] = [[]]
    breaks: list[TextPiece] = []
    for piece in pieces:
        if piece.role is Role.BREAK:
            breaks.append(piece)
            lines.append([])
        else:
            lines[-1].append(piece)
    kept: list[TextPiece] = []
    for i, line in enumerate(lines):
        if line and all(p.role > Role.OPAQUE or p.text.isspace() for p in line):
            continue
        if kept and i:
            kept.append(breaks[i - 1])
        kept += _without_holes(line)
    return kept


def _without_holes(line: list[TextPiece]) -> Iterator[TextPiece]:
    """A line without attributes, and without pictures and notes unless a space on either side needs it."""
    before = " "
    for i, piece in enumerate(line):
        if piece.role is Role.HOLE:
            after = line[i + 1].text[:1] if i + 1 < len(line) else ""
            if i and before.isspace() and after.isspace():
                yield piece
                before = HOLE
        elif piece.role is not Role.ASIDE:
            yield piece
            before = piece.text[-1:]


def _stripped(pieces: list[TextPiece]) -> list[TextPiece]:
    """The pieces without the white space at either end."""
    low, high = 0, len(pieces)
    while low < high and pieces[low].text.isspace():
        low += 1
    while high > low and pieces[high - 1].text.isspace():
        high -= 1
    if low == high:
        return []
    pieces = pieces[low:high]
    first = pieces[0]
    if cut := len(first.text) - len(first.text.lstrip()):
        pieces[0] = TextPiece(first.text[cut:], first.start + cut, first.end, first.role)
    last = pieces[-1]
    if cut := len(last.text) - len(last.text.rstrip()):
        pieces[-1] = TextPiece(last.text[:-cut], last.start, last.end - cut, last.role)
    return pieces


def without_last_newline(pieces: list[TextPiece]) -> list[TextPiece]:
    """The pieces of a block of code without the newline that ends it."""
    if pieces and (body := pieces[-1].text.rstrip("\r\n")) != pieces[-1].text:
        last = pieces.pop()
        if body:
            pieces.append(TextPiece(body, last.start, last.start + len(body)))
    return pieces


def add_line_break(pieces: list[TextPiece], text: str, start: int, end: int) -> None:
    """Add a line's end to pieces: white space before it is its own, and two in a row are one.

    Args:
        pieces: of the block so far.
        text: the source.
        start, end: where in it the line ends, and the next begins.
    """
    while pieces and (last := pieces[-1]).role is Role.PROSE and len(last.text) == last.end - last.start:
        kept = last.text.rstrip(" \t")
        if len(kept) == len(last.text):
            break
        pieces.pop()
        start = last.start + len(kept) if last.end == start else start
        if kept:
            pieces.append(TextPiece(kept, last.start, last.start + len(kept)))
            break
    if pieces and pieces[-1].role is Role.BREAK:
        pieces[-1] = TextPiece("\n", pieces[-1].start, end, Role.BREAK)
        return
    least = pieces[-1].end if pieces else start
    while start > least and text[start - 1] in " \t":
        start -= 1
    pieces.append(TextPiece(text[start] if end - start == 1 else "\n", start, end, Role.BREAK))
