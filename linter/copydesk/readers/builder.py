"""The builder that readers share: it emits text with its places, and reads copydesk's own comments."""

from __future__ import annotations

from msgspec.structs import replace

from copydesk.document.article import Article, Block, Directive, Escape, Kind
from copydesk.document.elements import Elements, EmptyHeading, Image, Link
from copydesk.document.metadata import Metadata
from copydesk.text.regex import lazy_pattern
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span

__all__ = ["ArticleBuilder", "parse_directive"]

_DIRECTIVE = lazy_pattern(r"<!--\s*copydesk-(ignore|disable|enable)(?![\w-])")
_NAME = lazy_pattern(r"[\w-]+(?:\.[\w-]+)*")
#: What is known of an article whose source says nothing of it.
_NOTHING = Metadata()


def parse_directive(comment: str) -> tuple[str, tuple[str, ...], str] | None:
    """The action, rules and reason of one of copydesk's own comments; None if it is another's."""
    comment = comment.strip()
    match = _DIRECTIVE.match(comment)
    if match is None or not comment.endswith("-->"):
        return None
    names, _, reason = comment[match.end() : -len("-->")].partition(":")
    rules = tuple(names.replace(",", " ").split())
    return (match[1], rules, reason.strip()) if all(map(_NAME.fullmatch, rules)) else None


class ArticleBuilder:
    """Emits an article's text, block by block, and the map to its source.

    Attributes:
        links, images, empty_headings, anchors: what it has beside words; see `Elements`.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._map = SourceMap()
        self._blocks: list[Block] = []
        self._opaque: list[Span] = []
        self._directives: list[Directive] = []
        self._block_start = 0
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.empty_headings: list[EmptyHeading] = []
        self.anchors: frozenset[str] = frozenset()
        self._outer: SourceMap | None = None
        self._shift: int | None = 0
        self._escapes: list[tuple[int, Escape]] = []

    def within(self, outer: SourceMap, escape: Escape) -> None:
        """Places given from here on count in a text that was itself decoded from the source.

        Args:
            outer: from that text to the source.
            escape: writes a text as it must stand in the source to be read as itself.
        """
        self._outer, self._shift = outer, outer.shift
        self._escapes.append((self._length, escape))

    def placed(self, span: Span) -> Span:
        """Where in the source a span is that is given as those of `add` are."""
        if self._shift is not None:
            return Span(span.start + self._shift, span.end + self._shift)
        assert self._outer is not None
        return self._outer.to_source(*span)

    @property
    def position(self) -> int:
        """Where the next code point of text will stand."""
        return self._length

    @property
    def last_source(self) -> int:
        """Where in the source the text emitted so far ends, for an inserted separator."""
        return self._map.end

    @property
    def blocks(self) -> list[Block]:
        """The blocks finished so far."""
        return self._blocks

    def open_block(self) -> None:
        """Start a block here, two newlines after the one before it."""
        if self._length:
            at = self.last_source
            self._parts.append("\n\n")
            self._map.add(2, at, at)
            self._length += 2
        self._block_start = self._length

    def add(self, text: str, start: int, end: int) -> None:
        """Add text that stands at a source span, the same or (an entity, a `<br>`) another in its place.

        Args:
            text: what is read.
            start, end: where it stands, as places count now; see `within`.
        """
        if text:
            self._parts.append(text)
            self._length += len(text)
            if self._shift is not None:
                self._map.add(len(text), start + self._shift, end + self._shift)
            elif self._outer is not None:
                self._map.add_through(self._outer, len(text), Span(start, end))

    def add_opaque(self, text: str, start: int, end: int) -> None:
        """Add text that is no prose: inline code, a template's tag, a comment.

        Args:
            text: what is read.
            start, end: where it stands, as places count now; see `within`.
        """
        at = self._length
        self.add(text, start, end)
        if text:
            self._opaque.append(Span(at, self._length))
            self._note_directive(text, at)

    def close_block(
        self,
        kind: Kind,
        start: int,
        end: int,
        *,
        language: str | None = None,
        level: int = 0,
        where: str = "",
    ) -> Block | None:
        """Finish the block begun last; `start` to `end` is its source with its markup.

        A block without text is dropped, and None returned.

        Args:
            kind: what it is.
            start, end: its source, as places count now; see `within`.
            language: its own, or None.
            level: of a heading, a list item or a block quote.
            where: what holds it, where that is not the running text.
        """
        if self._length == self._block_start:
            return None
        block = Block(
            kind, Span(self._block_start, self._length), self.placed(Span(start, end)), language, level, where
        )
        self._blocks.append(block)
        return block

    def add_markup(self, text: str, start: int, end: int) -> None:
        """Add a block of kind markup: its text verbatim.

        Args:
            text: as it is written.
            start, end: where it stands, as places count now; see `within`.
        """
        self.open_block()
        at = self._length
        self.add(text, start, end)
        self.close_block(Kind.MARKUP, start, end)
        self._note_directive(text, at)

    def graft(self, article: Article) -> None:
        """Add the blocks of an article that was read from the text in which places count now."""
        holes = [(hole, True) for hole in article.opaque]
        for block in article.blocks:
            self.open_block()
            at = block.start
            inside = [hole for hole in holes if block.span.covers(hole[0])]
            for part, opaque in [*inside, (Span(block.end, block.end), False)]:
                self._copy(article, Span(at, part.start), opaque=False)
                self._copy(article, part, opaque=opaque)
                at = part.end
            self.close_block(block.kind, *block.source, language=block.language, level=block.level)
        for link in article.elements.links:
            self.add_link(link)
        for image in article.elements.images:
            self.add_image(image)
        for heading in article.elements.empty_headings:
            self.add_empty_heading(heading)
        self.anchors |= article.elements.anchors

    def add_link(self, link: Link) -> None:
        """Add a link; its places are given as those of `add` are."""
        at = self.placed(link.at) if link.at else None
        self.links.append(replace(link, source=self.placed(link.source), at=at))

    def add_image(self, image: Image) -> None:
        """Add a picture; its place is given as those of `add` are."""
        self.images.append(replace(image, source=self.placed(image.source)))

    def add_empty_heading(self, heading: EmptyHeading) -> None:
        """Add a heading without a word; its place is given as those of `add` are."""
        self.empty_headings.append(replace(heading, source=self.placed(heading.source)))

    def _copy(self, article: Article, span: Span, *, opaque: bool) -> None:
        at = span.start
        for length, place in article.source_map.parts(*span):
            (self.add_opaque if opaque else self.add)(article.text[at : at + length], *place)
            at += length

    def _note_directive(self, text: str, at: int) -> None:
        if text.startswith("<!--") and "copydesk-" in text:
            parsed = parse_directive(text)
            if parsed:
                self._directives.append(Directive(*parsed, Span(at, at + len(text))))

    def build(self, format: str, known: Metadata = _NOTHING) -> Article:  # noqa: A002
        """The article, with what is known of it."""
        return Article(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            source_map=self._map,
            opaque=tuple(self._opaque),
            directives=tuple(self._directives),
            elements=self._elements(),
            escapes=tuple(self._escapes),
            format=format,
            **known.fields(),
        )

    def _elements(self) -> Elements:
        return Elements(
            tuple(sorted(self.links, key=lambda link: link.source.start)),
            tuple(sorted(self.images, key=lambda image: image.source.start)),
            tuple(sorted(self.empty_headings, key=lambda heading: heading.source.start)),
            self.anchors,
        )
