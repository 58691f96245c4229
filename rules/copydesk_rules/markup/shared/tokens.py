"""What the finders of residue and of placeholders share: tokens, word lists, and what is visible."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from msgspec import Struct

from copydesk import Article, Kind, Span

__all__ = ["CODE_SIGNS", "MARKUP", "SHORTCODE", "Subject", "Token", "data", "excerpt", "visible"]

MARKUP = "leftover-markup"
SHORTCODE = "leftover-shortcode"

#: What stands in program code, in whatever language, and in no sentence.
CODE_SIGNS = (
    r"[(\"'\])]\);|\)\s?\{|;\s?\}|\$\{|\$\w+(?:->|\[|\s?\.?=)|\w=>|\s=>\s|->\w+\(|[!=]==?\s|&&|\|\|"
    r"|\bfunction\s?\w*\(|<\?php"
)

_WHITE = str.maketrans(dict.fromkeys("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
_SHOWN = 40


class Token(Struct, frozen=True):
    """A piece of residue.

    Attributes:
        start, end: where it stands in the text.
        rule: which rule reports it.
        glue: what takes its place between two words.
        known: whether it can only be residue; otherwise it may have stood for words.
    """

    start: int
    end: int
    rule: str
    glue: str = " "
    known: bool = True


@cache
def data(name: str) -> dict[str, frozenset[str]]:
    """The word lists of a data file of this folder; each line is the name of a list and words of it."""
    lists: dict[str, frozenset[str]] = {}
    for line in Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        key, _, words = line.partition(" ")
        if words and key != "#":
            lists[key] = lists.get(key, frozenset()).union(words.split())
    return lists


def visible(article: Article) -> str:
    """What the reader of the article sees, code left out: its prose, and in plain text its markup too.

    Of the same length as the article's text; a newline is the end of a block, as in its prose.
    """
    return article.derive(_see)


def _see(article: Article) -> str:
    prose = article.prose
    if article.format != "plain":
        return prose
    parts: list[str] = []
    at = 0
    for block in article.blocks:
        if block.kind is Kind.MARKUP:
            parts += prose[at : block.start], article.text_of(block).translate(_WHITE)
            at = block.end
    return "".join(parts) + prose[at:] if parts else prose


class Subject:
    """Where an article speaks of something itself: there, what looks like a defect is an example.

    Args:
        article: the article.
        words: what is said where it is spoken of.
        outside: tokens whose words do not count.
    """

    def __init__(self, article: Article, words: re.Pattern[str], outside: Iterable[Token] = ()) -> None:
        self._article, self._words, self._outside = article, words, outside

    @cached_property
    def _blocks(self) -> list[int | None]:
        """The indices of the blocks that speak of it, one for each word said."""
        outside = list(self._outside)
        starts, ends = sorted(t.start for t in outside), sorted(t.end for t in outside)
        hits = (m.start() for m in self._words.finditer(visible(self._article)))
        return [
            self._article.index_at(hit)
            for hit in hits
            if bisect_right(starts, hit) == bisect_right(ends, hit)
        ]

    @cached_property
    def _near(self) -> frozenset[int | None]:
        return frozenset(self._blocks)

    def is_near(self, offset: int, before: int = 0) -> bool:
        """Whether it is spoken of in the block at an offset, in one of some before it, or twice at all."""
        if len(self._blocks) > 1:
            return True
        at = self._article.index_at(offset) or 0
        return any(at - i in self._near for i in range(before + 1))


def excerpt(article: Article, span: Span) -> str:
    """The beginning of a span's text, on one line, for a message."""
    found = " ".join(article.text[span.start : min(span.end, span.start + 2 * _SHOWN)].split())
    return found if len(found) <= _SHOWN else found[:_SHOWN].rstrip() + "…"
