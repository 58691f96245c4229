"""The view of an article and its findings on a page: blocks, cut at the marks, and cards beside them.

All of it is data, none of it markup: a template sets it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from copydesk.document.article import Article
from copydesk.lint.diagnostic import Diagnostic
from copydesk.pages.cards import Card, Rules, make_card
from copydesk.pages.layout import BlockGroup, SetBlock, grouped
from copydesk.pages.marks import Mark, Marker
from copydesk.text.source import Source

__all__ = ["ArticleView", "article_view", "bare_view"]


class ArticleView(Struct, frozen=True):
    """An article to be set.

    Attributes:
        groups: its blocks, those of a list, a table or a quotation together.
        cards: those that stand beside no block.
        left_out: how many code points of its text are not set.
    """

    groups: tuple[BlockGroup, ...]
    cards: tuple[Card, ...]
    language: str | None = None
    left_out: int = 0


def bare_view(found: Sequence[Diagnostic], rules: Rules, first: int = 1) -> ArticleView:
    """Findings without the article that they are in: cards with excerpts.

    Args:
        found: the findings.
        rules: what is known of the rules.
        first: the number of the first card.
    """
    return ArticleView((), tuple(make_card(number, d, rules) for number, d in enumerate(found, first)))


def article_view(
    article: Article,
    source: Source,
    found: Sequence[Diagnostic],
    rules: Rules,
    first: int = 1,
    most_text: int = 1_000_000,
) -> ArticleView:
    """An article with what was found in it.

    Args:
        article: as it was read from `source` when it was checked.
        source: that the places of the findings are in.
        found: in the article, in the order of the source; their places are in the file.
        rules: what is known of the rules.
        first: the number of the first card.
        most_text: how many code points of text are set, and marked.
    """
    length = len(article.text)
    end = min(length, most_text)
    marker = Marker(article, end, source.start)
    cards: dict[int | None, list[Card]] = defaultdict(list)
    for number, d in enumerate(found, first):
        css = rules.css_of(d)
        own = marker.mark(d.start, d.end, Mark(number, "finding", css, f"m{number}"))
        related = {}
        for i, r in enumerate(d.related):
            if r.path is not None:
                continue
            mark = Mark(number, "repeat" if r.repeat else "related", css, f"m{number}-{i}")
            if span := marker.mark(r.start, r.end, mark):
                related[i] = span
        at = marker.block_of(own) if own else marker.nearest_block(d.start)
        if at is not None and article.blocks[at].start >= end:
            at = None
        cards[at].append(make_card(number, d, rules, article, own, related))
    settings = [
        SetBlock(block, tuple(marker.segments(i)), tuple(cards[i]))
        for i, block in enumerate(article.blocks)
        if block.start < end
    ]
    groups = tuple(grouped(article, source, settings))
    return ArticleView(groups, tuple(cards[None]), article.language, length - end)
