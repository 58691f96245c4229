"""Properties of documents: what they say of themselves, beside and at the beginning of their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from copydesk.document.article import Article, Kind
from copydesk.document.metadata import Metadata
from copydesk.readers.roles import author_in, mark_pull_quotes

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["properties", "with_properties"]


def properties(root: Element, tags: Mapping[str, str]) -> Metadata:
    """The properties that a part of a document has, by the tags that they are in."""
    return Metadata(
        **{key: " ".join((root.findtext(f".//{tag}") or "").split()) or None for key, tag in tags.items()}
    )


def with_properties(article: Article, head: Mapping[Kind, str], said: Metadata) -> Article:
    """An article with what is known of it.

    Args:
        article: as it was emitted.
        head: the first block of each kind.
        said: the document's properties, which say less than its text.
    """
    return replace(
        article,
        blocks=mark_pull_quotes(article),
        title=head.get(Kind.HEADLINE) or said.title,
        author=author_in(head.get(Kind.BYLINE, "")) or said.author,
        date=said.date,
    )
