"""Markup in Markdown and HTML that readers do not see, and yet no CMS wrote: Word's, and a builder's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from copydesk import Article, Edit, Kind, Span, lazy_pattern

__all__ = ["BUILDER_OR_WORD", "OFFICE_NAME", "Foreign", "foreign_markup"]

#: The namespaces of Word's own elements.
OFFICE_NAME = lazy_pattern(r"/?(?:o|w|v|m|st1):\w")
#: What only Word writes in a tag or style sheet, and what Divi puts in the place of line ends.
BUILDER_OR_WORD = lazy_pattern(r"\bclass\s*=\s*[\"']?Mso|\bmso-|\[et_pb_line_break_holder\]", re.IGNORECASE)
#: Conditional comments, and what marks off a paste from the clipboard.
_COMMENT = lazy_pattern(r"<!(?:--)?\[(?:if|endif)\b|<!--(?:Start|End)Fragment\b")
_RAW = lazy_pattern(r"<(?:!|style\b|script\b)", re.IGNORECASE)
_OFFICE_TAG = lazy_pattern(r"</?(?:o|w|v|m|st1):\w[^<>]*>")
_WORD_ATTRIBUTE = lazy_pattern(
    r"\s+(?:class\s*=\s*(?:\"Mso[^\"]*\"|'Mso[^']*'|Mso\w*)"
    r"|style\s*=\s*(?:\"[^\"]*\bmso-[^\"]*\"|'[^']*\bmso-[^']*'))",
    re.IGNORECASE,
)


class Foreign(Struct, frozen=True):
    """A stretch of it, and the edits that remove it: a tag keeps its element and loses what Word added."""

    span: Span
    edits: tuple[Edit, ...]
    is_tag: bool


def foreign_markup(article: Article) -> Iterator[Foreign]:
    """Where it stands, in order; what touches in the source is one stretch."""
    if article.format == "plain":
        return
    pending: Foreign | None = None
    end = -1
    for block in article.blocks:
        markup = article.text_of(block) if block.kind is Kind.MARKUP else ""
        edits = tuple(_edits(markup, block.start))
        if not edits:
            continue
        stretch = Foreign(block.span, edits, not _RAW.match(markup))
        if pending is not None and block.source.start == end and pending.is_tag == stretch.is_tag:
            pending = Foreign(Span(pending.span.start, block.end), pending.edits + edits, stretch.is_tag)
        else:
            if pending is not None:
                yield pending
            pending = stretch
        end = block.source.end
    if pending is not None:
        yield pending


def _edits(markup: str, at: int) -> Iterator[Edit]:
    if _COMMENT.match(markup) or (_RAW.match(markup) and BUILDER_OR_WORD.search(markup)):
        yield Edit(Span(at, at + len(markup)))
    elif not _RAW.match(markup):
        parts = [m.span() for m in _OFFICE_TAG.finditer(markup)]
        parts += [m.span() for m in _WORD_ATTRIBUTE.finditer(markup)]
        for start, end in _merged(sorted(parts)):
            yield Edit(Span(at + start, at + end))


def _merged(parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts, those that touch made one and those within another left out."""
    end = -1
    start = 0
    for low, high in parts:
        if low > end:
            if end >= 0:
                yield start, end
            start = low
        end = max(end, high)
    if end >= 0:
        yield start, end
