"""HTML as tokens with exact places, and its character references.

A tag, a comment or a stretch of text is a span of the source and nothing is built from it, so the
text of an article can be emitted from what it is written as. The tokens are those of the HTML
standard's tokenizer, with two exceptions: a comment or a `<style>` that never ends does not
swallow the rest of the article, and a tag that never ends is text.

Every source is read in linear time: no pattern here backtracks, and what was once looked for in
vain is not looked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["Attribute", "Token", "TokenKind", "attributes", "decode", "references", "tokens"]


class TokenKind(Enum):
    """What a token is; RAW is what stands between `<script>` and `</script>`."""

    TEXT = "text"
    START = "start tag"
    END = "end tag"
    COMMENT = "comment"
    DECLARATION = "declaration"
    RAW = "raw text"


class Token(NamedTuple):
    """A span of the source; `name` is that of a tag, in lower case, or of the element that holds raw text."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""


class Attribute(NamedTuple):
    """An attribute's value, decoded, and where it is written, without its quotes."""

    value: str
    span: Span


#: Elements whose content is not markup. (`noscript` is for whoever runs no scripts: like us.)
RAW_TEXT = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})

_MARKUP = lazy_pattern(r"<(?:(!--)|([!?]|/(?![A-Za-z]))|(/?)([A-Za-z][^\t\n\f\r />]*+))")
_ATTRIBUTE = (
    r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r \"'>][^\t\n\f\r >]*+)?+)?+"
)
_REST_OF_TAG = lazy_pattern(rf"(?:[\t\n\f\r /]++|{_ATTRIBUTE})*+>")
_ATTRIBUTES = lazy_pattern(
    r"([^\t\n\f\r />][^\t\n\f\r />=]*)"
    r"(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r \"'>][^\t\n\f\r >]*))?)?"
)
_COMMENT_END = lazy_pattern(r"--!?>")
_REFERENCE = lazy_pattern(r"&(?:#(?:[0-9]++|[xX][0-9A-Fa-f]++);?|[A-Za-z][A-Za-z0-9]*+;?)")
_LONGEST_LEGACY_NAME = 6  # "frac14": the longest that is a reference without a semicolon
#: How many tags may be looked for to the end of the source in vain before quotes are no longer trusted.
_PATIENCE = 8


@cache
def _raw_end(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)


def tokens(source: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of a part of a source, in order and without a gap between them.

    Args:
        source: the whole source.
        start, end: the part.
    """
    stop = len(source) if end is None else end
    last = source.rfind(">", start, stop)  # no tag and no comment ends behind it
    patience = _PATIENCE
    endless: set[str] = set()
    at = start
    find = _MARKUP.search
    while at < stop:
        match = find(source, at, last) if at < last else None
        if match is None:
            yield Token(TokenKind.TEXT, at, stop)
            return
        begin = match.start()
        if begin > at:
            yield Token(TokenKind.TEXT, at, begin)
        comment, bogus, slash, name = match.groups()
        if name:
            rest = _REST_OF_TAG.match(source, match.end(), stop) if patience else None
            if rest is None:
                patience = max(0, patience - 1)
            at = rest.end() if rest else source.index(">", match.end(), stop) + 1
            name = name.lower()
            yield Token(TokenKind.END if slash else TokenKind.START, begin, at, name)
            if not slash and name in RAW_TEXT and name not in endless:
                close = _raw_end(name).search(source, at, stop)
                if close is None:
                    endless.add(name)
                elif close.start() > at:
                    yield Token(TokenKind.RAW, at, close.start(), name)
                    at = close.start()
        elif bogus:
            at = source.index(">", match.end(), stop) + 1
            yield Token(TokenKind.DECLARATION, begin, at)
        elif comment:
            at = _comment_end(source, match.end(), stop, endless)
            yield Token(TokenKind.COMMENT, begin, at)


def _comment_end(source: str, at: int, stop: int, endless: set[str]) -> int:
    if source.startswith((">", "->"), at):  # <!--> and <!---> are whole
        return source.index(">", at) + 1
    if "!--" not in endless:
        close = _COMMENT_END.search(source, at, stop)
        if close:
            return close.end()
        endless.add("!--")
    return source.index(">", at, stop) + 1


def attributes(source: str, tag: Token) -> dict[str, Attribute]:
    """The attributes of a start tag by name in lower case; of two with the same name the first counts."""
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTES.finditer(source, tag.start + 1 + len(tag.name), tag.end - 1):
        group = match.lastindex or 1
        span = Span(*match.span(group)) if group > 1 else Span(match.end(), match.end())
        value = source[span.start : span.end]
        if "&" in value:
            value = decode(value, in_attribute=True)
        found.setdefault(match[1].lower(), Attribute(value, span))
    return found


def references(
    source: str, start: int, end: int, *, in_attribute: bool = False
) -> Iterator[tuple[str, int, int]]:
    """A text as pieces: what each says, and where it is written.

    A piece is either a character reference, decoded, or verbatim.

    Args:
        source: the whole source.
        start, end: the text in it.
        in_attribute: whether it is an attribute's value, where the standard reads fewer references.
    """
    at = start
    if source.find("&", start, end) >= 0:
        for match in _REFERENCE.finditer(source, start, end):
            begin = match.start()
            char, length = _resolve(match[0], in_attribute, source[match.end() : match.end() + 1])
            if length == 0:
                continue
            if begin > at:
                yield source[at:begin], at, begin
            at = begin + length
            yield char, begin, at
    if at < end:
        yield source[at:end], at, end


def decode(text: str, *, in_attribute: bool = False) -> str:
    """A text with its character references resolved."""
    return "".join(piece for piece, _, _ in references(text, 0, len(text), in_attribute=in_attribute))


@lru_cache(maxsize=1024)
def _resolve(reference: str, in_attribute: bool, following: str) -> tuple[str, int]:
    """What a reference stands for and how much of it is the reference; ("", 0) where it is none.

    In an attribute, a name without its semicolon is none where "=" or a letter follows: `?a=1&copy=2`.
    """
    from html import unescape
    from html.entities import html5

    if reference[1] == "#":
        if len(reference) > 16:  # beyond Unicode, whatever its digits (and `int` has its limits)
            return "\ufffd", len(reference)
        return unescape(reference), len(reference)
    name = reference[1:]
    if name in html5:
        none = in_attribute and following == "=" and not name.endswith(";")
        return ("", 0) if none else (html5[name], len(reference))
    for length in range(min(_LONGEST_LEGACY_NAME, len(name) - 1), 1, -1):
        if name[:length] in html5:
            none = in_attribute and name[length] != ";"
            return ("", 0) if none else (html5[name[:length]], length + 1)
    return "", 0
