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
    pending: tuple[Span, tuple[Edit, ...]] | None = None
    end = -1
    for block in article.blocks:
        edits = tuple(_edits(article.text_of(block), block.start)) if block.kind is Kind.MARKUP else ()
        if not edits:
            continue
        if pending is not None and block.source.start == end:
            pending = Span(pending[0].start, block.end), pending[1] + edits
        else:
            if pending is not None:
                yield pending
            pending = block.span, edits
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
