"""The texts of an article as Vale's rules see them, each with its scope.

Plain text is one text, and so is each paragraph of it and each sentence. Of any other format each block is a
text. Code within one is masked by stars, and what Vale is told to ignore, too: every place stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from copydesk.document.article import Article, Block, Kind
from copydesk.patterns.search import Piece, Regex, View, matches
from copydesk.vale.comments import Switches
from copydesk.vale.scopes import scope_matches
from copydesk.vale.sentences import sentences

__all__ = ["ValeTexts", "ValeViews"]

_ENDINGS = {"plain": "txt", "markdown": "md", "html": "html"}
_SCOPES = {
    Kind.LIST_ITEM: "text.list",
    Kind.BLOCK_QUOTE: "text.blockquote",
    Kind.TABLE_CELL: "text.table.cell",
    Kind.CAPTION: "text.figure.caption",
    Kind.ALT_TEXT: "text.attr.alt",
}
#: What in Markdown is a value of the front matter: no heading, and of no sentences.
_FRONT_MATTER = frozenset((Kind.HEADLINE, Kind.DECK, Kind.BYLINE, Kind.DATELINE))
_NOT_SENTENCES = frozenset(("attr", "frontmatter"))
_UNMASKED = str.maketrans({"\r": " ", "\x00": " "})


class ValeTexts:
    """What cuts articles into texts.

    Args:
        tokens, blocks: expressions of what is to be left alone.
        splits: whether some rule asks for paragraphs; in plain text all rules then look at each, too.
    """

    def __init__(
        self, tokens: Sequence[Regex] = (), blocks: Sequence[Regex] = (), splits: bool = False
    ) -> None:
        self._ignored, self.splits = (*blocks, *tokens), splits

    def __call__(self, article: Article) -> ValeViews:
        """The texts of an article."""
        return ValeViews(article, self._masked(article), self.splits)

    def _masked(self, article: Article) -> str:
        """The article's text, code in it masked, and what is to be ignored."""
        text = article.text.translate(_UNMASKED) if "\r" in article.text else article.text
        plain = article.format == "plain"
        spans = [] if plain else [(span.start, span.end) for span in article.opaque]
        if not plain:
            for regex in self._ignored:
                spans += [match.span() for match in matches(regex.exact, text)]
        if not spans:
            return text
        parts, at = [], 0
        for start, end in sorted(spans):
            if end > at:
                start = max(start, at)
                parts += [text[at:start], re.sub(r"[^\n]", "*", text[start:end])]
                at = end
        return "".join((*parts, text[at:]))


class ValeViews:
    """The texts of one article.

    Args:
        article: the article.
        text: its text with what is no prose masked.
        splits: as in `ValeTexts`.
    """

    def __init__(self, article: Article, text: str, splits: bool) -> None:
        self._article, self._text, self._splits = article, text, splits
        self._views: dict[tuple[str, ...], View] = {}
        self._is_plain = article.format == "plain"
        self._ending = _ENDINGS.get(article.format, article.format)

    def view(self, scopes: Sequence[str]) -> View:
        """The pieces that some scopes select; equal ones are one."""
        key = tuple(scopes)
        if key not in self._views:
            pieces = list(self._selected(key))
            equal = (view for view in self._views.values() if view.pieces == pieces)
            self._views[key] = next(equal, None) or View(pieces)
        return self._views[key]

    def is_ignored(self, rule: str, start: int, words: str) -> bool:
        """Whether a comment of Vale's switches a rule off at a place."""
        return bool(self._switches) and self._switches.off(rule.removeprefix("vale."), start, words)

    @cached_property
    def _switches(self) -> Switches:
        return Switches(self._article)

    def _selected(self, scopes: tuple[str, ...]) -> Iterator[Piece]:
        for parts, piece in self._whole:
            if scope_matches(scopes, parts, is_sentence=False):
                yield piece
        if any("sentence" in scope for scope in scopes):
            for parts, piece in self._sentences:
                if scope_matches(scopes, parts, is_sentence=True):
                    yield piece

    @cached_property
    def _whole(self) -> list[tuple[frozenset[str], Piece]]:
        """Texts that are no sentences, and the parts of their scopes."""
        if self._is_plain:
            whole = Piece(self._text, 0)
            paragraphs = list(_paragraphs(whole))
            inner = frozenset(("paragraph", "text", "txt"))
            found = [(inner, piece) for piece in paragraphs] if self._splits else []
            return [*found, (frozenset(("text", "txt")), whole), (frozenset(("raw", "txt")), whole)]
        return [
            (
                frozenset((*scope.split("."), self._ending)),
                Piece(self._text[block.start : block.end], block.start),
            )
            for block in self._article.prose_blocks
            for scope in self._scopes(block)
        ]

    def _scopes(self, block: Block) -> tuple[str, ...]:
        if self._ending == "md" and block.kind in _FRONT_MATTER and not block.level:
            return (f"text.frontmatter.{block.kind.value}",)
        if block.kind in (Kind.HEADING, Kind.HEADLINE):
            return (f"text.heading.h{block.level or 1}",)
        scope = _SCOPES.get(block.kind)
        return (scope,) if scope else ("text.paragraph",)

    @cached_property
    def _sentences(self) -> list[tuple[frozenset[str], Piece]]:
        sources = (
            [(frozenset(("text", "txt")), Piece(self._text, 0))]
            if self._is_plain
            else [(parts, piece) for parts, piece in self._whole if parts.isdisjoint(_NOT_SENTENCES)]
        )
        return [
            ((parts - {"paragraph"}) | {"sentence"}, Piece(piece.text[start:end], piece.start + start))
            for parts, piece in sources
            for start, end in sentences(piece.text)
        ]


def _paragraphs(piece: Piece) -> Iterator[Piece]:
    """The paragraphs of a plain text, each with the empty line behind it."""
    start, text = 0, piece.text
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end + 2
        yield Piece(text[start:end], piece.start + start)
        start = end
