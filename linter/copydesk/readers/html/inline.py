"""The links, pictures and empty headings of HTML, gathered while its tags go by.

Of a tag only the place is kept; its attributes are read when it is known which part is the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from copydesk.document.elements import EmptyHeading, Image, Link
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.html.elements import HEADINGS, is_hidden
from copydesk.readers.html.tokens import Attribute, Token, attributes, decode
from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["Gathered", "HtmlGatherer", "anchors_in", "emit_elements"]

#: What gives a place a name: an attribute of HTML's, kramdown's or Pandoc's, or a shortcode's.
_NAMED = lazy_pattern(
    r"""(?<![\w-])(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))"""
    r"""|\{:?[^{}\n#]{0,80}#([\w:.-]+)[^{}\n]*\}|\{\{[<%]\s*\w+\s+"?([\w:.-]+)""",
    re.IGNORECASE,
)
_LINK, _IMAGE = "a", "img"
_NEEDS_NO_WORDS = frozenset({"none", "presentation"})
#: Pictures no larger than this, in pixels, are there to be fetched, not to be seen.
_INVISIBLE = 3


T = TypeVar("T")


class Gathered(NamedTuple, Generic[T]):
    """What is gathered: what it stands in, its start tag, and where its content and it itself end."""

    holder: T
    tag: Token
    inner_end: int
    end: int


class HtmlGatherer(Generic[T]):
    """Notes links and pictures as their tags go by; `T` is what tells where in a page they stand."""

    def __init__(self) -> None:
        self.found: list[Gathered[T]] = []
        self._link: tuple[T, Token] | None = None

    def start(self, tag: Token, holder: T) -> None:
        """A start tag that is shown. A link ends where the next one starts, as browsers have it."""
        if tag.name == _LINK:
            if self._link:
                self._close(tag.start, tag.start)
            self._link = (holder, tag)
        else:
            self.found.append(Gathered(holder, tag, tag.end, tag.end))

    def end(self, tag: Token) -> None:
        """The end tag of a link."""
        if self._link:
            self._close(tag.start, tag.end)

    def _close(self, inner_end: int, end: int) -> None:
        if self._link:
            self.found.append(Gathered(*self._link, inner_end, end))
            self._link = None

    def heading(self, holder: T, tag: Token, end: int) -> None:
        """A heading without a word, which ends, or is ended, at a place.

        Args:
            holder: what it belongs to.
            tag: its start tag.
            end: where it ends, or is ended.
        """
        self.found.append(Gathered(holder, tag, end, end))


def emit_elements(
    builder: ArticleBuilder, source: str, found: Iterable[Gathered[T]], parsed: str = ""
) -> None:
    """Add what was gathered to an article.

    Args:
        source: that it stands in.
        parsed: the same with templates masked, where it has such.
    """
    for _, tag, inner_end, end in found:
        if tag.name == _IMAGE:
            builder.add_image(_image(source, parsed or source, tag))
        elif level := HEADINGS.get(tag.name):
            inside = source[tag.end : max(tag.end, source.rfind("</", tag.end, end))]
            builder.add_empty_heading(EmptyHeading(Span(tag.start, end), level, inside))
        elif tag.name != _LINK:  # a template is part of its name: “<a{{ attributes }}>”
            continue
        elif link := _linked(source, parsed or source, tag, inner_end, end):
            builder.add_link(link)


def _linked(source: str, parsed: str, tag: Token, inner_end: int, end: int) -> Link | None:
    said = attributes(parsed, tag)
    href = said.pop("href", None)
    rest = {name: attribute.value for name, attribute in said.items()}
    if href is None or is_hidden(rest):
        return None
    written = source[href.span.start : href.span.end]
    target = decode(written, in_attribute=True).strip()
    return Link(Span(tag.start, end), target, source[tag.end : inner_end], rest, href.span, written)


def _image(source: str, parsed: str, tag: Token) -> Image:
    said = attributes(parsed, tag)
    kept = next((said[name].span for name in ("src", "data-src", "srcset") if name in said), Span(0, 0))
    alt = said.get("alt")
    return Image(
        Span(tag.start, tag.end),
        decode(source[kept.start : kept.end], in_attribute=True).strip(),
        alt.value.strip() if alt else _first(said, "aria-label", "aria-labelledby") or None,
        decorative=is_hidden({name: a.value for name, a in said.items()})
        or _first(said, "role").lower() in _NEEDS_NO_WORDS
        or any(_is_tiny(_first(said, side)) for side in ("width", "height")),
    )


def _first(said: dict[str, Attribute], *names: str) -> str:
    return next((said[name].value for name in names if name in said), "")


def _is_tiny(size: str) -> bool:
    size = size.strip().removesuffix("px")
    return size.isdecimal() and int(size) <= _INVISIBLE


def anchors_in(source: str, links: Iterable[Link]) -> frozenset[str]:
    """The names of places in a source, if a link leads to any."""
    if not any(link.target.startswith("#") for link in links):
        return frozenset()
    return frozenset(decode(next(filter(None, m.groups()), "")) for m in _NAMED.finditer(source))
