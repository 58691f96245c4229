"""Searching texts for expressions: RE2 names the candidates, and only where it cannot be sure are they looked at.

RE2 takes linear time, and knows only words of ASCII letters and nothing of look-around. What it finds beside
any other letter, or for an expression with look-around, is matched once more by `regex`, which may backtrack
and so has a time limit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from copydesk.errors import RuleError, UnavailableError
from copydesk.patterns.expression import ExpressionError, read_expression, shadow

if TYPE_CHECKING:
    import regex

__all__ = ["Found", "Piece", "Regex", "View", "literal", "matches"]

#: Seconds that one search by the engine that backtracks may take.
TIME_LIMIT = 2.0
#: No expression is longer.
_MAX_CHARACTERS = 200_000
_MAX_MEMORY = 64 * 2**20


class Piece(NamedTuple):
    """A text to be searched by itself, and where it begins in the article's text."""

    text: str
    start: int


class Found(NamedTuple):
    """A match: the index of the piece that it is in, and its bounds in that."""

    piece: int
    start: int
    end: int


class View:
    """The pieces of an article that some rules look at.

    Args:
        pieces: in the order of the text.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces

    @cached_property
    def data(self) -> bytes:
        """All pieces, a line's end after each, as RE2 searches them."""
        if len(self.pieces) == 1:
            return shadow(self.pieces[0].text)
        return shadow("\n".join(piece.text for piece in self.pieces))

    @cached_property
    def starts(self) -> list[int]:
        """Where each piece begins in `data`."""
        starts, at = [], 0
        for piece in self.pieces:
            starts.append(at)
            at += len(piece.text) + 1
        return starts


def literal(source: str) -> bool:
    """Whether an expression stands for itself."""
    return not any(char in r"\.^$*+?()[]{}|" for char in source)


class Regex:
    """An expression to search for.

    Args:
        source: the expression, in the flavour of Go and .NET.
        linear: whether it must be one for RE2: a configuration of a repository may be anybody's.

    Raises:
        ExpressionError: it is none, or too large.
    """

    def __init__(self, source: str, linear: bool = False) -> None:
        self.source = source
        if len(source) > _MAX_CHARACTERS:
            raise ExpressionError(f"is too large: more than {_MAX_CHARACTERS:,} characters")
        self._read = read_expression(source)
        self._linear = linear
        self._wide = _compiled(self._read.wide) if self._read.wide is not None else None
        if linear and (self._wide is None or not self._read.is_same):
            raise ExpressionError("look-around, backreferences and \\p{…} are for the styles of Vale alone")
        if self._wide is None:
            _ = self.exact

    @cached_property
    def exact(self) -> regex.Pattern[str]:
        """The expression as `regex` knows it."""
        return _exact(self._read.exact)

    def find(self, view: View) -> Iterator[Found]:
        """Its matches, piece by piece, none of which touch."""
        if self._wide is None:
            for index, piece in enumerate(view.pieces):
                for match in matches(self.exact, piece.text):
                    yield Found(index, *match.span())
        elif len(view.pieces) == 1:
            yield from self._in_piece(view.pieces[0].text, view.data, 0)
        elif self._wide.search(view.data):
            yield from self._in_lines(view) if self._read.spans_lines else self._joined(view)

    def _in_lines(self, view: View) -> Iterator[Found]:
        data = view.data
        for index, (piece, start) in enumerate(zip(view.pieces, view.starts, strict=True)):
            yield from self._in_piece(piece.text, data[start : start + len(piece.text)], index)

    def _in_piece(self, text: str, data: bytes, index: int) -> Iterator[Found]:
        at, end = 0, len(data)
        search: Any = self._wide.search  # type: ignore[union-attr]
        while at <= end and (match := search(data, at)):
            start, stop = match.span()
            if self._is_sure(data, start, stop):
                yield Found(index, start, stop)
            elif sure := self._looked_at(text, start, stop):
                start, stop = sure
                yield Found(index, start, stop)
            else:
                stop = start
            at = stop if stop > start else start + 1

    def _joined(self, view: View) -> Iterator[Found]:
        data, starts, pieces = view.data, view.starts, view.pieces
        at, end = 0, len(data)
        search: Any = self._wide.search  # type: ignore[union-attr]
        while at <= end and (match := search(data, at)):
            start, stop = match.span()
            index = bisect_right(starts, start) - 1
            base = starts[index]
            if self._is_sure(data, start, stop):
                yield Found(index, start - base, stop - base)
            elif sure := self._looked_at(pieces[index].text, start - base, stop - base):
                yield Found(index, *sure)
                start, stop = sure[0] + base, sure[1] + base
            else:
                stop = start
            at = stop if stop > start else start + 1

    def _is_sure(self, data: bytes, start: int, stop: int) -> bool:
        return self._read.is_same and data[max(0, start - 1) : stop + 1].isascii()

    def _looked_at(self, text: str, start: int, stop: int) -> tuple[int, int] | None:
        """What matches where RE2 found a candidate."""
        if self._linear:
            return None if _cuts_word(text, start) or _cuts_word(text, stop) else (start, stop)
        try:
            match = self.exact.match(text, start, timeout=TIME_LIMIT)
        except TimeoutError:
            raise _too_slow() from None
        return match.span() if match else None

    def search(self, text: str) -> bool:
        """Whether it matches anywhere in a text."""
        return next(self.find(View((Piece(text, 0),))), None) is not None


def matches(pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    """The matches of a compiled expression in a text.

    Raises:
        RuleError: it takes too long.
    """
    try:
        yield from pattern.finditer(text, timeout=TIME_LIMIT)
    except TimeoutError:
        raise _too_slow() from None


def _cuts_word(text: str, at: int) -> bool:
    """Whether a place has letters or digits on both sides."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _too_slow() -> RuleError:
    return RuleError(f"its pattern takes more than {TIME_LIMIT:g} seconds over this text: make it simpler")


def _compiled(source: bytes) -> Any:
    """An expression for RE2; None where it is too much for that."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return re2.compile(source, options)
    except re2.error:
        return None


@lru_cache(maxsize=4096)
def _exact(source: str) -> regex.Pattern[str]:
    try:
        import regex
    except ImportError:
        raise UnavailableError("regular expressions of this kind need `pip install 'copydesk[vale]'`") from None
    try:
        return regex.compile(source)
    except regex.error as error:
        raise ExpressionError(str(error)) from None
