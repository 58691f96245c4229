"""Texts searched for expressions: RE2 names the candidates, and where it cannot be sure they are looked at.

RE2 takes linear time, and knows only words of ASCII letters and nothing of look-around. What it finds beside
any other letter, or for an expression with look-around, is matched once more by `regex`, which may backtrack
and so has a time limit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from copydesk.errors import RuleError, UnavailableError
from copydesk.patterns.expression import ExpressionError, read_expression, shadow

if TYPE_CHECKING:
    import regex

__all__ = ["Found", "Piece", "Regex", "Searched", "View", "literal", "matches"]

#: Seconds that one search by the engine that backtracks may take.
TIME_LIMIT = 2.0
#: An expression of runs of characters, as `([^\\s.!?]+)`.
_RUNS = re.compile(r"(?:\(\?i\))?\(?\[\^\\s([^\[\]\\^-]*)\]\+\)?")
#: An expression of words, as `\\b(\\w+)\\b`.
_WORDS = re.compile(r"(?:\(\?i\))?(?:\(\?:)?(?:\\b)?\(?\\w\+\)?(?:\\b)?\)?")
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


class Searched(Protocol):
    """What can be searched for: an expression, or very many words."""

    def find(self, view: View) -> Iterator[Found]:
        """Its matches, piece by piece, none of which touch."""


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
        elif len(view.pieces) == 1 or not self._read.spans_lines:
            yield from self._between(view, 0, len(view.data))
        elif self._read.is_anchored:
            for index, piece in enumerate(view.pieces):
                for found in self._between(View((piece,)), 0, len(piece.text)):
                    yield found._replace(piece=index)
        elif self._read.reaches_far:
            for piece, start in zip(view.pieces, view.starts, strict=True):
                yield from self._between(view, start, start + len(piece.text))
        else:
            yield from self._in_candidates(view)

    def _in_candidates(self, view: View) -> Iterator[Found]:
        """The matches in the pieces in which, all of them joined, a match begins."""
        data, starts, pieces, match = view.data, view.starts, view.pieces, self._wide
        at = 0
        while match is not None and at < len(data):
            start, _ = match(data, at, len(data))
            if start < 0:
                return
            index = bisect_right(starts, start) - 1
            end = starts[index] + len(pieces[index].text)
            yield from self._between(view, max(at, starts[index]), end)
            at = end + 1

    def _between(self, view: View, at: int, end: int) -> Iterator[Found]:
        """The matches between two places of the joined pieces."""
        data, starts, pieces = view.data, view.starts, view.pieces
        match, is_same = self._wide, self._read.is_same
        while match is not None and at <= end:
            start, stop = match(data, at, end)
            if start < 0:
                return
            index = bisect_right(starts, start) - 1
            base = starts[index]
            if is_same and data[start - 1 if start else 0 : stop + 1].isascii():
                yield Found(index, start - base, stop - base)
            elif sure := self._looked_at(pieces[index].text, start - base, stop - base):
                yield Found(index, *sure)
                start, stop = sure[0] + base, sure[1] + base
            else:
                stop = start
            at = stop if stop > start else start + 1

    def count(self, piece: Piece) -> int:
        """How often it matches in a piece."""
        if self._linear:
            return sum(1 for _ in self.find(View((piece,))))
        return len(self._counted(piece.text))

    @cached_property
    def _counted(self) -> Callable[[str], Sequence[object]]:
        """All matches in a text; of words without anything else `re` finds them in a third of the time."""
        if _WORDS.fullmatch(self.source):
            return re.compile(self._read.exact).findall
        exact = self.exact
        return lambda text: exact.findall(text, timeout=TIME_LIMIT)

    @cached_property
    def runs(self) -> re.Pattern[str] | None:
        """The same expression for `re`, where it is one of runs of characters; None for any other."""
        match = _RUNS.fullmatch(self.source)
        return re.compile(rf"[^\t\n\f\r {re.escape(match[1])}]+") if match else None

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


#: Where the first match between two places of a text begins and ends; less than 0 where there is none.
_Match = Callable[[bytes, int, int], tuple[int, int]]


def _compiled(source: bytes) -> _Match | None:
    """An expression for RE2; None where it is too much for that."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    # The class behind `re2.compile`, whose own searching takes five times as long as that of RE2 itself.
    compiled = re2._re2.RE2(source, options)
    if not compiled.ok():
        return None
    match, anchor = compiled.Match, re2._Anchor.UNANCHORED

    def first(data: bytes, start: int, end: int) -> tuple[int, int]:
        bounds: tuple[int, int] = match(anchor, data, start, end)[0]
        return bounds

    return first


@lru_cache(maxsize=4096)
def _exact(source: str) -> regex.Pattern[str]:
    try:
        import regex
    except ImportError:
        raise UnavailableError(
            "regular expressions of this kind need `pip install 'copydesk[vale]'`"
        ) from None
    try:
        return regex.compile(source)
    except regex.error as error:
        raise ExpressionError(str(error)) from None
