"""What readers share: laying down text with its places, and reading copydesk's own comments."""

from __future__ import annotations

from copydesk.article import Article, Block, Directive, Kind
from copydesk.elements import Elements, EmptyHeading, Image, Link
from copydesk.pattern import lazy_pattern
from copydesk.source_map import SourceMap
from copydesk.span import Span

__all__ = ["ArticleBuilder", "parse_directive"]

_DIRECTIVE = lazy_pattern(r"<!--\s*copydesk-(ignore|disable|enable)(?![\w-])")
_NAME = lazy_pattern(r"[\w-]+")


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
    """Lays down an article's text, block by block, and the map to its source.

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

    @property
    def position(self) -> int:
        """Where the next code point of text will stand."""
        return self._length

    @property
    def last_source(self) -> int:
        """Where in the source the text laid down so far ends, for an inserted separator."""
        return self._map.to_source(self._length, self._length).end if self._length else 0

    @property
    def blocks(self) -> list[Block]:
        """The blocks finished so far."""
        return self._blocks

    def open_block(self) -> None:
        """Start a block here, two newlines after the one before it."""
        if self._length:
            at = self.last_source
            self.add("\n\n", at, at)
        self._block_start = self._length

    def add(self, text: str, start: int, end: int) -> None:
        """Add text that stands at a source span, the same or (an entity, a `<br>`) another in its place."""
        if text:
            self._parts.append(text)
            self._map.add(len(text), start, end)
            self._length += len(text)

    def add_opaque(self, text: str, start: int, end: int) -> None:
        """Add text that is no prose: inline code, a template's tag, a comment."""
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
        """
        if self._length == self._block_start:
            return None
        block = Block(kind, Span(self._block_start, self._length), Span(start, end), language, level, where)
        self._blocks.append(block)
        return block

    def add_markup(self, text: str, start: int, end: int) -> None:
        """Add a block of kind markup: its text verbatim."""
        self.open_block()
        at = self._length
        self.add(text, start, end)
        self.close_block(Kind.MARKUP, start, end)
        self._note_directive(text, at)

    def _note_directive(self, text: str, at: int) -> None:
        if text.startswith("<!--") and "copydesk-" in text:
            parsed = parse_directive(text)
            if parsed:
                self._directives.append(Directive(*parsed, Span(at, at + len(text))))

    def build(self, format: str, **known: str | None) -> Article:  # noqa: A002
        """The article; `known` are its title, author, date, slug, language and id."""
        return Article(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            source_map=self._map,
            opaque=tuple(self._opaque),
            directives=tuple(self._directives),
            elements=self._elements(),
            format=format,
            **known,
        )

    def _elements(self) -> Elements:
        return Elements(
            tuple(sorted(self.links, key=lambda link: link.source.start)),
            tuple(sorted(self.images, key=lambda image: image.source.start)),
            tuple(sorted(self.empty_headings, key=lambda heading: heading.source.start)),
            self.anchors,
        )
