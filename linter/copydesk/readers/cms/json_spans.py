"""JSON with the place of every value, which no parser tells of."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
from msgspec import Struct

from copydesk.text.regex import lazy_pattern
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span

__all__ = ["Node", "parse", "quoted"]

_TOKEN = lazy_pattern(r'"((?:[^"\\]|\\.)*+)"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_ESCAPE = lazy_pattern(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL
)
_NO_PLACE = Span(0, 0)


class Node(Struct, eq=False):
    """A value.

    Attributes:
        text: that it stands in.
        span: where it stands in it, its quotation marks or brackets included.
        value: a string as it is written, without its marks; another scalar as it is written; None else.
        fields, items: of an object and of an array.
        commas: of an array, where the comma behind each item but the last stands.
    """

    text: str
    span: Span
    value: str | None = None
    fields: dict[str, Node] = {}
    items: list[Node] = []
    commas: list[int] = []

    def __getitem__(self, key: str) -> Node:
        """The value of a field; one that is missing has nothing in it."""
        return self.fields.get(key) or Node(self.text, _NO_PLACE)

    @property
    def is_string(self) -> bool:
        """Whether it is a string."""
        return self.text.startswith('"', self.span.start) and self.value is not None

    @property
    def said(self) -> str | None:
        """A string decoded, a number as it is written; None where there is none or nothing in it."""
        if self.value is None or (not self.is_string and self.value == "null"):
            return None
        return self.decoded()[0].strip() or None

    def decoded(self) -> tuple[str, SourceMap]:
        """What a string says, and where each code point of it is written."""
        if self.value is None:
            return "", SourceMap()
        if not self.is_string:
            return self.value, _identity(self.span)
        low, high = self.span.start + 1, self.span.end - 1
        if "\\" not in self.value:
            return self.value, _identity(Span(low, high))
        parts: list[str] = []
        places = SourceMap()
        at = low
        for match in _ESCAPE.finditer(self.text, low, high):
            if match.start() > at:
                parts.append(self.text[at : match.start()])
                places.add(match.start() - at, at, match.start())
            said = _unescaped(match[0])
            parts.append(said)
            places.add(len(said), *match.span())
            at = match.end()
        if at < high:
            parts.append(self.text[at:high])
            places.add(high - at, at, high)
        return "".join(parts), places


def _identity(span: Span) -> SourceMap:
    places = SourceMap()
    places.add(len(span), *span)
    return places


@lru_cache(1024)
def _unescaped(escape: str) -> str:
    said: str = msgspec.json.decode(f'"{escape}"')
    return said


def quoted(text: str) -> str:
    """A text as it must be written between quotation marks."""
    return msgspec.json.encode(text).decode()[1:-1]


def parse(text: str, begin: int = 0) -> Node:
    """The value that a text is, from a place on.

    Raises:
        ValueError: it is not JSON; the message says why.
    """
    try:
        msgspec.json.decode(text[begin:])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    root = Node(text, _NO_PLACE)
    around: list[Node] = []
    key: str | None = None
    for match in _TOKEN.finditer(text, begin):
        token = match[0]
        if token in "}]":
            closed = around.pop()
            closed.span = Span(closed.span.start, match.end())
        elif token == ",":
            around[-1].commas.append(match.start())
        elif token != ":":
            node = Node(text, Span(*match.span()))
            if not around:
                root = node
            elif key is not None:
                around[-1].fields[key], key = node, None
            elif text.startswith("{", around[-1].span.start):
                key = msgspec.json.decode(token)
                continue
            else:
                around[-1].items.append(node)
            if token in "{[":
                around.append(node)
            else:
                node.value = token if match[1] is None else match[1]
    return root
