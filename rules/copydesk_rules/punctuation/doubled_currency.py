"""`doubled-currency`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Span,
    lazy_pattern,
)

__all__ = ["DoubledCurrency"]

_DOUBLED = lazy_pattern(r"([$£€¥])(?: ?\1)+(?=\d)")


class DoubledCurrency(Rule[NoOptions]):
    """Finds a currency sign that is typed twice.

    The second is a slip of the finger, or what is left of another currency. The fix deletes
    it, which is safe. Signs without a number, as in a list of prices, are left alone.
    """

    meta = Meta(
        name="doubled-currency",
        group="punctuation",
        summary="The currency sign is doubled. Delete one.",
        since="0.2",
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad("The ferry costs ⟦$$⟧5 a day.", fixed="The ferry costs $5 a day."),
        Good("The ferry costs $5 a day, and the inns are dear ($$)."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for match in _DOUBLED.finditer(article.prose):
            span = Span(*match.span())
            yield self.finding(span, Fix.replace(span, match[1], Safety.SAFE))
