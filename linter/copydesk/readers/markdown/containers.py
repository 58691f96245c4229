"""Containers: what the blocks of Markdown stand in, list items and quotations, and HTML around them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from copydesk.document.article import Kind
from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["Container", "Containers"]

#: HTML that may stand around Markdown, and what it makes of it.
_AROUND = lazy_pattern(r"<(/?)(blockquote|figcaption|aside|div)\b([^<>]*)", re.IGNORECASE)
_AROUND_KINDS = {"blockquote": Kind.BLOCK_QUOTE, "figcaption": Kind.CAPTION}
_PULL_QUOTE = lazy_pattern(r"pull-?_?quote|quote-?_?pull", re.IGNORECASE)
_LISTS = frozenset(("List", "DefinitionList"))
_ITEMS = frozenset(("Item", "DefinitionListTitle", "DefinitionListDefinition"))


@dataclass(slots=True)
class Container:
    """What blocks stand in: a list item, a quotation. `fresh`: no block of it has begun."""

    kind: Kind
    level: int
    start: int
    fresh: bool = True


class Containers:
    """The containers that are open, the outermost first.

    Args:
        text: the source.
        parsed: the same with templates masked.
        start: where its body starts.
    """

    def __init__(self, text: str, parsed: str, start: int) -> None:
        self._text, self._parsed, self._start = text, parsed, start
        self._open: list[Container] = []
        self._lists = self._quotes = 0
        self._around: list[tuple[str, Kind | None]] = []
        self._open_around: Counter[str] = Counter()

    def start(self, name: str, at: int) -> None:
        """What the parser calls by a name begins; nothing where that is no container."""
        if name == "BlockQuote":
            self._quotes += 1
            self._open.append(Container(Kind.BLOCK_QUOTE, self._quotes, at))
        elif name in _LISTS:
            self._lists += 1
        elif name in _ITEMS:
            self._open.append(Container(Kind.LIST_ITEM, self._lists, at))
        elif name == "FootnoteDefinition":
            self._open.append(Container(Kind.PARAGRAPH, 0, at))

    def end(self, name: str) -> None:
        """What the parser calls by a name ends; nothing where that is no container."""
        if name == "BlockQuote":
            self._quotes -= 1
            self._open.pop()
        elif name in _LISTS:
            self._lists -= 1
        elif name in _ITEMS or name == "FootnoteDefinition":
            self._open.pop()

    def context(self) -> Container | None:
        """What a paragraph stands in."""
        if self._open:
            return self._open[-1]
        kind = self._around[-1][1] if self._around else None
        return Container(kind, int(kind is Kind.BLOCK_QUOTE), 0) if kind else None

    def source_start(self, start: int) -> int:
        """Where a block that begins here begins with its markup: a list item's mark, a quotation's."""
        for container in reversed(self._open):
            if not container.fresh:
                break
            start = container.start
            container.fresh = False
        at = start
        while at > self._start and self._text[at - 1] in " \t>":
            at -= 1
        return at if at == self._start or self._text[at - 1] in "\r\n" else start

    def add_html(self, span: Span) -> None:
        """Note what a part that is HTML opens around the Markdown behind it, and what it closes."""
        around = self._around
        for slash, name, said in _AROUND.findall(self._parsed, *span):
            name = name.lower()
            if not slash:
                kind = _AROUND_KINDS.get(name, around[-1][1] if around else None)
                around.append((name, Kind.PULL_QUOTE if _PULL_QUOTE.search(said) else kind))
                self._open_around[name] += 1
            elif self._open_around[name]:
                closed = ""
                while closed != name:
                    closed, _ = around.pop()
                    self._open_around[closed] -= 1
