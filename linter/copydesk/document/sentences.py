"""The sentences of a text, whatever characters are in it."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.errors import FINAL
from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["sentences_in"]

#: Without one of these, or a line’s end, a text is one sentence.
_STOPS = frozenset(".!?…‥。．！？｡।॥؟۔։።\n\u2028\u2029\x85")
#: The segmenter takes every space for one byte, and panics in the middle of a wider one.
_SPACES = str.maketrans(dict.fromkeys("\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " "))
_SPACES |= dict.fromkeys(range(0x2000, 0x200B), " ")
#: Where sentences end for want of the segmenter: at a stop, with the marks that close it, before a space.
_END = lazy_pattern(r"[.!?…][\"'”’)\]]*+(?=\s)|[。．！？｡।॥؟۔։።\n]")


def sentences_in(text: str, language: str) -> Iterator[Span]:
    """The sentences of a text, each without the space around it.

    Args:
        text: a paragraph, say.
        language: its primary code.
    """
    at = 0
    for piece in _pieces(text, language):
        left = at + len(piece) - len(piece.lstrip())
        right = at + len(piece.rstrip())
        at += len(piece)
        if left < right:
            yield Span(left, right)


def _pieces(text: str, language: str) -> Iterator[str]:
    """The sentences with what stands between them: joined, they are the text."""
    if _STOPS.isdisjoint(text):  # the segmenter takes the square of the length of a row of marks
        yield text
        return
    spaced = text if text.isprintable() else text.translate(_SPACES)  # only the plain space is printable
    at = 0
    for piece in _segmented(spaced, language):
        start = spaced.find(piece, at)
        if start >= 0 and piece:
            end = start + len(piece)
            yield text[at:end]
            at = end
    yield text[at:]


def _segmented(text: str, language: str) -> list[str]:
    from sentencex import segment

    try:
        pieces: list[str] = segment(language, text)
        return pieces
    except FINAL:
        raise
    except BaseException:  # it is written in Rust, whose panics are no `Exception`
        ends = [match.end() for match in _END.finditer(text)]
        return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
