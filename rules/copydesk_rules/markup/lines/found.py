"""The lines of an article in plain text that the classifier takes for a page's."""

from __future__ import annotations

from collections.abc import Container, Iterator

from msgspec import Struct

from copydesk import Article, Block, Kind, lazy_pattern

__all__ = ["PageLine", "page_lines"]

#: The least score of a line that is reported, of one that has the form of a heading, and of the first.
_SURE, _LIKE_HEADING, _FIRST = 2.2, 3.0, 4.0
#: Kinds of blocks that an article from whatever source has.
_KEPT = frozenset((Kind.BYLINE, Kind.DATELINE, Kind.DECK, Kind.TABLE_CELL, Kind.ALT_TEXT, Kind.AUTHOR_BIO))
#: What begins an article: its byline, its date, in so many words and among so many blocks.
_HEAD = lazy_pattern(r"by\b|.*\b(?:20|19)\d\d\b", 2)  # re.IGNORECASE
_HEAD_BLOCKS, _HEAD_WORDS = 8, 24
#: Such a line is the author's own word about the text.
_NOTE = lazy_pattern(
    r"\W*(?:(?:editor|author|publisher|writer)['’]?s?['’]? note|note|correction|clarification|update[ds]?|disclosure"
    r"|disclaimer|full disclosure|edit|erratum|warning|contents)\b",
    2,
)


class PageLine(Struct, frozen=True):
    """A line that belongs to a page.

    Attributes:
        block: where it stands.
        what: what it seems to be, as the predicate of a message.
        run: the number of the row of such lines that it is one of.
        confidence: how sure it is.
    """

    block: Block
    what: str
    run: int
    confidence: float


def page_lines(article: Article, taken: Container[int]) -> Iterator[PageLine]:
    """The lines of a page among those of an article in English.

    Args:
        article: in plain text.
        taken: where blocks begin that are known to be a page's.
    """
    if not (article.language or "en").startswith("en"):
        return
    from copydesk_rules.markup.lines.classifier import probability, scores
    from copydesk_rules.markup.lines.naming import name_of

    blocks = article.prose_blocks
    texts = [article.prose_of(block) for block in blocks]
    run, last = 0, -2
    for at, score in scores(texts, article.vocabulary.__getitem__):
        block, text = blocks[at], texts[at]
        if score < _SURE or block.start in taken or _is_kept(block, text, at):
            continue
        if score < _least(block, text, at):
            continue
        run += at != last + 1
        last = at
        yield PageLine(block, name_of(text), run, min(0.97, probability(score)))


def _least(block: Block, text: str, at: int) -> float:
    if block.kind is Kind.HEADLINE or (at == 0 and text[-1].isalnum()):
        return _FIRST
    return _LIKE_HEADING if block.kind in (Kind.HEADING, Kind.LIST_ITEM) else _SURE


def _is_kept(block: Block, text: str, at: int) -> bool:
    """Whether a line is one that articles have of their own."""
    if block.kind in _KEPT or _NOTE.match(text):
        return True
    return at < _HEAD_BLOCKS and text.count(" ") < _HEAD_WORDS and _HEAD.match(text) is not None
