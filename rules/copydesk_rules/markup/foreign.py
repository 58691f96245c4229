"""Markup in Markdown and HTML that readers do not see, and yet no CMS wrote: Word's, and a builder's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import Article, Edit, Kind, Span

__all__ = ["BUILDER_OR_WORD", "OFFICE_NAME", "foreign_markup"]

#: The namespaces of Word's own elements.
OFFICE_NAME = re.compile(r"/?(?:o|w|v|m|st1):\w")
#: What only Word writes in a tag or style sheet, and what Divi puts in the place of line ends.
BUILDER_OR_WORD = re.compile(r"\bclass\s*=\s*[\"']?Mso|\bmso-|\[et_pb_line_break_holder\]", re.IGNORECASE)
#: Conditional comments, and what marks off a paste from the clipboard.
_COMMENT = re.compile(r"<!(?:--)?\[(?:if|endif)\b|<!--(?:Start|End)Fragment\b")
_RAW = re.compile(r"<(?:!|style\b|script\b)", re.IGNORECASE)
_OFFICE_TAG = re.compile(r"</?(?:o|w|v|m|st1):\w[^<>]*>")
_WORD_ATTRIBUTE = re.compile(
    r"\s+(?:class\s*=\s*(?:\"Mso[^\"]*\"|'Mso[^']*'|Mso\w*)"
    r"|style\s*=\s*(?:\"[^\"]*\bmso-[^\"]*\"|'[^']*\bmso-[^']*'))",
    re.IGNORECASE,
)


def foreign_markup(article: Article) -> Iterator[tuple[Span, tuple[Edit, ...]]]:
    """Where it stands, and the edits that remove it: a tag keeps its element and loses what Word added."""
    if article.format == "plain":
        return
    for block in article.blocks:
        if block.kind is not Kind.MARKUP:
            continue
        markup = article.text_of(block)
        if _COMMENT.match(markup) or (_RAW.match(markup) and BUILDER_OR_WORD.search(markup)):
            yield block.span, (Edit(block.span),)
            continue
        parts = [m.span() for m in _OFFICE_TAG.finditer(markup)]
        parts += [m.span() for m in _WORD_ATTRIBUTE.finditer(markup)]
        if parts:
            yield block.span, tuple(Edit(Span(block.start + a, block.start + b)) for a, b in _merged(parts))


def _merged(parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts in order, those that touch made one and those within another left out."""
    parts.sort()
    start, end = parts[0]
    for a, b in parts[1:]:
        if a > end:
            yield start, end
            start, end = a, b
        end = max(end, b)
    yield start, end
