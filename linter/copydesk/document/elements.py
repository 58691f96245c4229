"""Elements: links, pictures, headings without a word, and places that links lead to.

None of it is in the article's text. A place here is in the source, as opaque to a rule as the places of
blocks; `Article.span_of` tells which words stand there.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from copydesk.text.span import Span

__all__ = ["Elements", "EmptyHeading", "Image", "Link"]


class Link(Struct, frozen=True):
    """A link.

    Attributes:
        source: where it stands, its markup included.
        target: where it leads.
        inside: what it holds, as it is written: its words with their markup.
        attributes: what its markup says of it besides: a title, a label for screen readers, a class, an id.
        at: where in the source the target is written; None where that is among the words, or not known.
        written: the target as it is written there, character references and all.
    """

    source: Span
    target: str
    inside: str
    attributes: Mapping[str, str] = {}
    at: Span | None = None
    written: str = ""


class Image(Struct, frozen=True):
    """A picture.

    Attributes:
        source: where it stands, its markup included.
        target: where it is kept.
        alt: the text in its place for whoever doesn't see it; "" says that it needs none, None says nothing.
        decorative: whether the markup says otherwise that it needs none, or it is too small to be seen.
    """

    source: Span
    target: str
    alt: str | None = None
    decorative: bool = False


class EmptyHeading(Struct, frozen=True):
    """A heading without a word.

    Attributes:
        source: where it stands, its markup included.
        level: from 1.
        inside: what it holds, as it is written.
    """

    source: Span
    level: int
    inside: str = ""


class Elements(Struct, frozen=True):
    """What an article has beside words, each in the order of the source.

    Attributes:
        anchors: the names of all places in the source that a link can lead to, as its markup gives them;
            those that are made from headings aside. Not gathered where no link leads to one.
    """

    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    empty_headings: tuple[EmptyHeading, ...] = ()
    anchors: frozenset[str] = frozenset()
