"""`double-space`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated

__all__ = ["DoubleSpace"]

#: Two spaces between words, but no more: three and more make columns.
_TWO = lazy_pattern(r"[ \u00a0]{2}(?<=[^\s][ \u00a0]{2})(?=[^\s])")
_END = lazy_pattern(r"[.!?:][\"”’)]*\Z")
_ONE = lazy_pattern(r"[.!?][\"”’)]* (?=[^\s])")
#: Formats in which a reader never sees the second space.
_COLLAPSED = frozenset({"markdown", "html"})
_FEW = 2  # places: a slip rather than a style
_MANY = 3  # places in one block: a table, verse, a chess game


class DoubleSpace(Rule[NoOptions]):
    """Finds two spaces between two words.

    The second is left from typing or from a deleted word, and shows as a gap. All places of an article are
    one finding, and the fix, which is safe, deletes the second space of each.

    Two spaces after a full stop are a style where an article has them more than twice. Columns, tables,
    code and whole lines of gaps are left alone, and so are Markdown and HTML, which show one space whatever
    is written.
    """

    meta = Meta(
        name="double-space",
        group="punctuation",
        since="0.2",
        summary="There are two spaces here.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad("The ferry left⟦  ⟧at ten.", fixed="The ferry left at ten."),
        Bad(
            "Did he go?⟦  ⟧He did. She stayed. Nobody knew.",
            fixed="Did he go? He did. She stayed. Nobody knew.",
        ),
        Good("The ferry left.  Nobody stayed.  It rained.  They slept. It was late."),
        Good("Ropes   12  pounds  4  feet  3  boats"),
        Good("The ferry left  at ten.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if article.format in _COLLAPSED or not ("  " in prose or "\u00a0" in article.characters):
            return
        blocks = article.derive(Punctuated)
        found: list[Span] = []
        after_stops: list[Span] = []
        by_block: dict[int, int] = {}
        for match in _TWO.finditer(prose):
            span = Span(*match.span())
            if len(article.source_map.to_source(*span)) > len(span):
                continue  # something stands between them that is no text
            if _END.search(prose, max(0, span.start - 3), span.start):
                after_stops.append(span)
                continue
            found.append(span)
            index = article.index_at(span.start)
            if index is not None:
                by_block[index] = by_block.get(index, 0) + 1
        if len(after_stops) <= _FEW and len(after_stops) < sum(1 for _ in _ONE.finditer(prose)):
            found = sorted(found + after_stops)
        for span in found:
            block = blocks.block_at(span.start)
            if (
                block is None
                or not block.kind.is_running
                or by_block.get(article.index_at(span.start) or 0, 0) > _MANY
            ):
                continue
            fix = Fix(
                "Delete the second space", (Edit(Span(span.start, span.end), " "),), Safety.SAFE, repair=True
            )
            yield self.finding(span, fix, repeat="")
