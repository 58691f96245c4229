"""Lists whose items end with a full stop, all but one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from copydesk import Article, Block, Kind, lazy_pattern
from copydesk_rules.punctuation.shared.running import words

__all__ = ["items_without_stop"]

#: How many other items a list has at least, and how many words an item.
_OTHERS, _WORDS = 3, 6
_ENDED = lazy_pattern(r"[.!?…][\"”’)\]]*\Z")
_STOPPED = lazy_pattern(r"[a-z\d)\]][.][\"”’)\]]*\Z")
_OPEN = lazy_pattern(r"(?<=[\s\"“(-])[a-z]{2,}\Z")
_SENTENCE = lazy_pattern(r"[\"“‘(]?[A-Z]")
_SHORT = 6


def items_without_stop(article: Article) -> Iterator[Block]:
    """The items that end without a mark, each in a list in which all others end with one."""
    for kind, group in groupby(article.blocks, key=lambda block: block.kind):
        items = list(group) if kind is Kind.LIST_ITEM else []
        if len(items) <= _OTHERS:
            continue
        odd = [item for item in items if not _ENDED.search(article.prose, *_tail(item))]
        if len(odd) == 1 and _is_like(article, odd[0], [item for item in items if item is not odd[0]]):
            yield odd[0]


def _tail(block: Block) -> tuple[int, int]:
    return max(block.start, block.end - _SHORT), block.end


def _is_like(article: Article, odd: Block, others: list[Block]) -> bool:
    """Whether an item is words as the others are, and they end with full stops."""
    prose = article.prose
    last = _OPEN.search(prose, odd.start, odd.end)
    if (
        last is None
        or last[0] in words("leading") | {"then"}
        or not _SENTENCE.match(prose, odd.start, odd.end)
    ):
        return False
    least = min(prose.count(" ", *other.span) for other in others) + 1
    stopped = sum(_STOPPED.search(prose, *_tail(other)) is not None for other in others)
    return prose.count(" ", *odd.span) + 1 >= max(_WORDS, min(least, 2 * _WORDS)) and stopped >= _OTHERS
