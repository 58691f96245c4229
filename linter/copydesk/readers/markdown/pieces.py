"""The pieces that a block of Markdown is put together from: what each says, where it stands, what it is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from copydesk.readers.markdown.templates import asides, opaque_parts
from copydesk.text.span import Span

__all__ = ["HOLE", "PLAIN", "Piece", "Role", "finished"]

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


class Piece(NamedTuple):
    """Text of a block, and the source span that it stands at."""

    text: str
    start: int
    end: int
    role: Role = Role.PROSE


def finished(pieces: list[Piece]) -> list[Piece]:
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


def _cut(pieces: list[Piece], marks: list[tuple[Span, Role]]) -> Iterator[Piece]:
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
            yield Piece(piece.text[at - stop : high - stop or None], at + base, high + base, role)
            at = high


def _without_bare_lines(pieces: list[Piece]) -> list[Piece]:
    """The pieces without lines that are nothing but templates, and without what shows nothing."""
    lines: list[list[Piece]] = [[]]
    breaks: list[Piece] = []
    for piece in pieces:
        if piece.role is Role.BREAK:
            breaks.append(piece)
            lines.append([])
        else:
            lines[-1].append(piece)
    kept: list[Piece] = []
    for i, line in enumerate(lines):
        if line and all(p.role > Role.OPAQUE or p.text.isspace() for p in line):
            continue
        if kept and i:
            kept.append(breaks[i - 1])
        kept += _without_holes(line)
    return kept


def _without_holes(line: list[Piece]) -> Iterator[Piece]:
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


def _stripped(pieces: list[Piece]) -> list[Piece]:
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
        pieces[0] = Piece(first.text[cut:], first.start + cut, first.end, first.role)
    last = pieces[-1]
    if cut := len(last.text) - len(last.text.rstrip()):
        pieces[-1] = Piece(last.text[:-cut], last.start, last.end - cut, last.role)
    return pieces
