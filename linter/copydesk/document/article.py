"""An article as a rule sees it: blocks of text in reading order, and what is computed from them once.

Two strings of the same length carry it. `text` is what the reader of the article reads, code and
leftover markup included. `prose` is what its author wrote as running words: whatever is not prose
is masked by U+FFFC, white space within a block is plain spaces, and a newline is always the end
of a block. Rules scan `prose` and quote from `text`; every span counts in both alike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from copydesk.document.elements import Elements
from copydesk.document.metadata import Metadata
from copydesk.document.quotations import Quotation, quotations_in
from copydesk.document.sentences import sentences_in
from copydesk.text.regex import lazy_pattern
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span

__all__ = ["MASK", "Article", "Block", "Directive", "Escape", "Kind", "Sentence"]

T = TypeVar("T")

#: Writes a text as it must stand in the source to be read as itself.
Escape = Callable[[str], str]

#: Stands for each code point that is not prose.
MASK = "\ufffc"

_SPACES = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
_WORD = lazy_pattern(r"[^\W_]++(?:['’][^\W_]++)*+")


def _spaced(text: str) -> str:
    """A text with plain spaces for its other white space, none of which is printable."""
    return text if text.isprintable() else text.translate(_SPACES)


class Kind(StrEnum):
    """What a block is to the reader of the article."""

    HEADLINE = "headline"
    DECK = "deck"
    BYLINE = "byline"
    DATELINE = "dateline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    PULL_QUOTE = "pull-quote"
    BLOCK_QUOTE = "block-quote"
    LIST_ITEM = "list-item"
    TABLE_CELL = "table-cell"
    CAPTION = "caption"
    ALT_TEXT = "alt-text"
    AUTHOR_BIO = "author-bio"
    CODE = "code"
    MARKUP = "markup"

    @property
    def is_prose(self) -> bool:
        """Whether the block holds words that somebody wrote to be read."""
        return self not in (Kind.CODE, Kind.MARKUP)

    @property
    def is_running(self) -> bool:
        """Whether the block holds sentences of the article's running text."""
        return self in (Kind.PARAGRAPH, Kind.BLOCK_QUOTE, Kind.LIST_ITEM)


class Block(Struct, frozen=True):
    """A headline, a paragraph, a list item: a stretch of text that stands by itself.

    Attributes:
        kind: what it is.
        span: where it stands in the article's text.
        source: where it stands in the source, its own markup included.
        language: the code of its language ("en", "pt-BR") where the source declares one or it
            was detected; None where it is the article's.
        level: of a heading from 1, of a list item or block quote the depth of nesting from 1, else 0.
        where: what holds it, where that is not the article's running text: "footnote 2".
    """

    kind: Kind
    span: Span
    source: Span
    language: str | None = None
    level: int = 0
    where: str = ""

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.span.start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.span.end


class Sentence(Struct, frozen=True):
    """A sentence of a block; `span` leaves the space after it out."""

    span: Span
    block: Block


class Directive(Struct, frozen=True):
    """A comment that tells copydesk what to leave alone.

    Attributes:
        action: "ignore" (the next block), "disable" or "enable" (from here on).
        rules: names of rules or groups; empty for all.
        reason: what its author gave as the reason, or "".
        span: of the comment, in the article's text.
    """

    action: str
    rules: tuple[str, ...]
    reason: str
    span: Span


class Article(Metadata, frozen=True, eq=False, dict=True):
    """One article of a source, with its metadata. Everything computed from it is computed at most once.

    Attributes:
        text: the blocks' text, with at least one newline between two of them.
        blocks: in reading order. Blocks of kind markup that stand inside another block
            follow it.
        source_map: from `text` to the source.
        opaque: spans within prose blocks that are not prose: inline code, a template's tag.
        directives: copydesk's own comments, each inside a block of kind markup or an opaque span.
        elements: what it has beside words; see `span_of` for where in the text they stand.
        escapes: from which offset of the text on an edit is written how, where that is not the same for all
            that is written in the source's format.
        notes: what is wrong with it that its reader passed over.
    """

    text: str
    blocks: tuple[Block, ...]
    source_map: SourceMap
    opaque: tuple[Span, ...] = ()
    directives: tuple[Directive, ...] = ()
    elements: Elements = Elements()
    escapes: tuple[tuple[int, Escape], ...] = ()
    notes: tuple[str, ...] = ()
    format: str = "plain"

    def text_of(self, part: Block | Sentence | Span) -> str:
        """The text of a block, a sentence or a span."""
        span = part if isinstance(part, Span) else part.span
        return self.text[span.start : span.end]

    def prose_of(self, part: Block | Sentence | Span) -> str:
        """The prose of a block, a sentence or a span, of the same length as its text."""
        span = part if isinstance(part, Span) else part.span
        return self.prose[span.start : span.end]

    def span_of(self, source: Span) -> Span:
        """The words that stand in a source span, up to where others come between.

        Where it has none: the empty span behind the words before it; behind a comment, before the next block,
        which that comment is for.
        """
        for span in self.source_map.text_spans(*source):
            words = self.text[span.start : span.end]
            if stripped := words.strip():
                start = span.start + len(words) - len(words.lstrip())
                return Span(start, start + len(stripped))
        at = self.source_map.before(source.start)
        index = self.index_at(at)
        if index is not None and self.blocks[index].kind is Kind.MARKUP and index + 1 < len(self.blocks):
            at = self.blocks[index + 1].start
        return Span(at, at)

    @cached_property
    def prose(self) -> str:
        """The text with all that is not prose masked; see the module."""
        text, parts, at = self.text, [], 0
        masked = iter(self.opaque)
        hole = next(masked, None)
        for block in self.blocks:
            parts.append("\n" * (block.start - at))
            at = block.start
            if block.kind.is_prose:
                while hole is not None and hole.start < block.end:
                    if hole.start >= at:
                        parts.append(_spaced(text[at : hole.start]))
                        parts.append(MASK * len(hole))
                        at = hole.end
                    hole = next(masked, None)
                parts.append(_spaced(text[at : block.end]))
            else:
                parts.append(MASK * len(block.span))
            at = block.end
        parts.append("\n" * (len(text) - at))
        return "".join(parts)

    @cached_property
    def prose_blocks(self) -> tuple[Block, ...]:
        """The blocks whose kind is prose."""
        return tuple(block for block in self.blocks if block.kind.is_prose)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def index_at(self, offset: int) -> int | None:
        """The index in `blocks` of the block that an offset of the text stands in, or directly behind."""
        at = bisect_right(self._starts, offset) - 1
        return at if at >= 0 and offset <= self.blocks[at].end else None

    def block_at(self, offset: int) -> Block | None:
        """The block that an offset of the text stands in, or directly behind."""
        at = self.index_at(offset)
        return None if at is None else self.blocks[at]

    @cached_property
    def _wheres(self) -> dict[Block, str]:
        counts: Counter[str] = Counter()
        found: dict[Block, str] = {}
        for block in self.blocks:
            if not block.where:
                counts[block.kind] += 1
            name = block.kind.value.replace("-", " ")
            found[block] = block.where or f"{name} {counts[block.kind]}"
        return found

    def where(self, block: Block) -> str:
        """Where a block is, in words: "paragraph 4"."""
        return self._wheres[block]

    def escape_at(self, offset: int) -> Escape | None:
        """How an edit at an offset of the text is written; None for as everywhere in the format."""
        at = bisect_right(self.escapes, offset, key=lambda escape: escape[0]) - 1
        return self.escapes[at][1] if at >= 0 else None

    def is_prose(self, span: Span) -> bool:
        """Whether no code point of a span is masked."""
        return MASK not in self.prose[span.start : span.end]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the blocks of running text."""
        return tuple(
            sentence
            for block in self.blocks
            if block.kind.is_running
            for sentence in self.sentences_of(block)
        )

    def sentences_of(self, block: Block) -> Iterator[Sentence]:
        """The sentences of one block, of whatever kind."""
        language = (block.language or self.language or "en").split("-")[0]
        for start, end in sentences_in(self.prose_of(block), language):
            yield Sentence(Span(block.start + start, block.start + end), block)

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """Every quotation of the prose, in order, an outer one before those inside it."""
        found: list[Quotation] = []
        for block in self.prose_blocks:
            found += quotations_in(self.prose_of(block), block.start)
        return tuple(found)

    @cached_property
    def _outer_quotations(self) -> tuple[list[int], list[Quotation]]:
        outer: list[Quotation] = []
        for quotation in self.quotations:
            if not outer or quotation.span.start >= outer[-1].span.end:
                outer.append(quotation)
        return [q.span.start for q in outer], outer

    def quotation_at(self, span: Span) -> Quotation | None:
        """The outermost quotation that a span stands in, wholly or in part; marks count as within."""
        starts, outer = self._outer_quotations
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start < outer[at].span.end:
            return outer[at]
        if at + 1 < len(outer) and outer[at + 1].span.start < span.end:
            return outer[at + 1]
        return None

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """How often each word form stands in the prose, as written; "o’clock" is one word."""
        return Counter(_WORD.findall(self.prose))

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters of the prose, each once: a rule need not look for what none of them begins."""
        return frozenset(self.prose)

    @cached_property
    def word_count(self) -> int:
        """How many words of prose the article has."""
        return self.vocabulary.total()

    def language_of(self, block: Block) -> str | None:
        """The language of a block: its own, or else the article's."""
        return block.language or self.language

    def with_languages(self, language: str, blocks: tuple[Block, ...]) -> Article:
        """The same article in a language, its blocks with theirs; nothing else about them may differ."""
        new = replace(self, language=language, blocks=blocks)
        new.__dict__["prose"] = self.prose
        return new

    @cached_property
    def _derived(self) -> dict[Callable[[Article], Any], Any]:
        return {}

    def derive(self, compute: Callable[[Article], T]) -> T:
        """What a function makes of this article: computed on first use, then shared by all rules."""
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        derived: T = self._derived[compute]
        return derived

    @cached_property
    def _views(self) -> dict[str, Article]:
        return {}

    def in_language(self, language: str) -> Article:
        """The same article with only the blocks of one language as prose; spans stay the same.

        Args:
            language: a primary code: "en" takes "en-GB" along.
        """
        if language not in self._views:
            keep = [
                block
                for block in self.blocks
                if not block.kind.is_prose
                or (self.language_of(block) or "").split("-")[0].lower() == language
            ]
            if len(keep) == len(self.blocks):
                self._views[language] = self
            else:
                self._views[language] = replace(self, blocks=tuple(keep))
        return self._views[language]
