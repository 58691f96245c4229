"""The text of one block of HTML, as it is gathered from tokens and inline elements."""

from __future__ import annotations

from copydesk.document.article import Kind
from copydesk.readers.html.drafts import HtmlPiece
from copydesk.readers.html.tokens import references

__all__ = ["BlockText"]


class BlockText:
    """The text of the block that is being gathered.

    Attributes:
        pieces: up to its last word; the white space behind that waits for another word.
        start, end: of what has a word or an inline tag, in the source; `start` is -1 before it.
        breaks: how many `<br>` stand in a row at its end.
        linked, timed: how many code points of it are in links, and in `<time>`.
        hint: what an inline element says of the block's kind.
        code: the open inline elements of which the text is opaque.
        in_link, in_time: whether such an element is open; it may hold several blocks.

    Args:
        source: that it stands in.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self.code: list[str] = []
        self.in_link = self.in_time = False
        self._space: list[HtmlPiece] = []
        self.clear()

    def clear(self) -> None:
        """Begin the next block."""
        self.pieces: list[HtmlPiece] = []
        self._space.clear()
        self.code.clear()
        self.breaks = 0
        self.start = self.end = -1
        self.linked = self.timed = 0
        self.hint: Kind | None = None

    @property
    def has_begun(self) -> bool:
        """Whether anything of a block was seen."""
        return bool(self.pieces or self.start >= 0 or self.breaks or self.code or self.hint)

    @property
    def length(self) -> int:
        """How many code points it has."""
        return sum(len(piece[0]) for piece in self.pieces)

    def shown(self) -> str:
        """What was gathered, as a browser shows it."""
        return " ".join("".join([piece[0] for piece in self.pieces]).split())

    def add(self, start: int, end: int) -> None:
        """Add a part of the source that is text."""
        opaque = bool(self.code)
        if self._source.find("&", start, end) < 0:
            self._add_verbatim(self._source[start:end], start, end, opaque)
            return
        for text, low, high in references(self._source, start, end):
            if len(text) == high - low:
                self._add_verbatim(text, low, high, opaque)
            elif not text.isspace():
                self._add_word(text, low, high, opaque)
            elif self.pieces:
                self._space.append((text, low, high, opaque))

    def add_newline(self, start: int, end: int) -> None:
        """Add a `<br>`, which is nothing before the first word."""
        if self.pieces:
            self._space.append(("\n", start, end, False))

    def add_tag(self, start: int) -> None:
        """Add an inline tag: before the first word it belongs to the block's source."""
        if self.start < 0:
            self.start = start

    def add_end_tag(self, end: int) -> None:
        """Add an inline end tag: right behind a word it belongs to the block's source."""
        if self.pieces and not self._space:
            self.end = end

    def _add_verbatim(self, text: str, start: int, end: int, opaque: bool) -> None:
        body = text.rstrip()
        if body:
            left = 0 if self.pieces else len(body) - len(body.lstrip())
            self._add_word(body[left:], start + left, start + len(body), opaque)
        if self.pieces and len(body) < len(text):
            self._space.append((text[len(body) :], start + len(body), end, opaque))

    def _add_word(self, text: str, start: int, end: int, opaque: bool) -> None:
        if self.start < 0:
            self.start = start
        self.end = end
        self.breaks = 0
        if self._space:
            self.pieces += self._space
            self._space.clear()
        self.pieces.append((text, start, end, opaque))
        if self.in_link:
            self.linked += len(text)
        if self.in_time:
            self.timed += len(text)
