"""The content of a post of Ghost's: Lexical, Mobiledoc and the cards in them, as blocks.

Lexical is a tree of nodes (https://lexical.dev/docs/concepts/nodes) with Ghost's own for cards
(https://github.com/TryGhost/Koenig, packages/kg-default-nodes); Mobiledoc a list of sections
(https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from copydesk.document.article import Kind
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.cms.json_spans import Node, parse, quoted
from copydesk.readers.html.blocks import add_elements, read_blocks
from copydesk.readers.html.reader import READER as HTML
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span

__all__ = ["JsonText", "Writer"]

_CODE = 16  # Lexical's format of a text that is code
_BLOCKS = {
    "paragraph": Kind.PARAGRAPH,
    "heading": Kind.HEADING,
    "extended-heading": Kind.HEADING,
    "quote": Kind.BLOCK_QUOTE,
    "extended-quote": Kind.BLOCK_QUOTE,
    "aside": Kind.PULL_QUOTE,
    "listitem": Kind.LIST_ITEM,
}
#: The fields of cards that are HTML, and what the paragraphs in them are.
_HTML = {
    "html": Kind.PARAGRAPH,
    "calloutText": Kind.PARAGRAPH,
    "heading": Kind.HEADING,
    "header": Kind.HEADING,
    "subheader": Kind.PARAGRAPH,
    "productTitle": Kind.HEADING,
    "productDescription": Kind.PARAGRAPH,
    "content": Kind.PARAGRAPH,
    "caption": Kind.CAPTION,
}
#: Cards that show another page, or are for a letter alone.
_OTHERS = frozenset({"bookmark", "embed", "email", "email-cta", "paywall"})
_TAGS = {
    "blockquote": Kind.BLOCK_QUOTE,
    "aside": Kind.PULL_QUOTE,
    "pull-quote": Kind.PULL_QUOTE,
    **{f"h{n}": Kind.HEADING for n in range(1, 7)},
}


class JsonText:
    """A string of the export, or a string in the JSON that such a string is.

    Args:
        node: the string.
        outer: the field whose JSON it stands in.
    """

    def __init__(self, node: Node, outer: JsonText | None = None) -> None:
        self.depth: int = outer.depth + 1 if outer else 1
        self.text, places = node.decoded()
        self.places: SourceMap = places.through(outer.places) if outer else places

    def escape(self, text: str) -> str:
        """A text as it must be written in the field."""
        return _escape(text, self.depth)

    def escape_html(self, text: str) -> str:
        """A text as it must be written in the field where that is HTML."""
        return self.escape(HTML.escape(text))


class Writer:
    """Emits the blocks of a post.

    Args:
        builder: takes them.
    """

    def __init__(self, builder: ArticleBuilder) -> None:
        self._builder = builder

    def add_text(self, kind: Kind, field: JsonText) -> None:
        """Add a field that is plain text as a block."""
        self._builder.within(field.places, field.escape)
        text = field.text
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        self._builder.open_block()
        self._builder.add(text[start:end], start, end)
        self._builder.close_block(kind, start, end)

    def add_html(self, field: JsonText, kind: Kind = Kind.PARAGRAPH) -> None:
        """Add a field that is HTML; `kind` is what its paragraphs are."""
        self._builder.within(field.places, field.escape_html)
        drafts, found = read_blocks(field.text, 0, len(field.text))
        for draft in drafts:
            if draft.kind is Kind.PARAGRAPH:
                draft.kind, draft.level = kind, int(kind is Kind.HEADING)
            elif draft.kind is Kind.HEADLINE:
                draft.kind, draft.level = Kind.HEADING, 1
            draft.emit(self._builder, field.text)
        add_elements(self._builder, field.text, found)

    def add_lexical(self, field: JsonText) -> None:
        """Add the blocks of a document of Lexical's.

        Raises:
            ValueError: it is not JSON.
        """
        self._add_nodes(parse(field.text)["root"]["children"], field)

    def _add_nodes(self, nodes: Node, field: JsonText, level: int = 0) -> None:
        for number, node in enumerate(nodes.items):
            name = node["type"].said or ""
            if name == "list":
                self._add_nodes(node["children"], field, level + 1)
            elif kind := _BLOCKS.get(name):
                whole = _with_comma(nodes, number)
                depth = int((node["tag"].said or "h0")[1:]) if kind is Kind.HEADING else level
                self._add_texts(kind, node, whole, depth, field)
                if kind is Kind.LIST_ITEM:
                    for inner in node["children"].items:
                        if inner["type"].said == "list":
                            self._add_nodes(inner["children"], field, level + 1)
            elif name not in _OTHERS:
                self._add_card(node, field)

    def _add_texts(self, kind: Kind, node: Node, whole: Span, level: int, field: JsonText) -> None:
        """Add a block of the texts in a node; an edit of it is written as each of these is."""
        builder = self._builder
        builder.within(field.places, partial(_escape, depth=field.depth + 1))
        builder.open_block()
        for each in _texts(node):
            if each["type"].said == "linebreak":
                builder.add("\n", *each.span)
                continue
            how = each["format"].said or ""
            self._add_string(each["text"], opaque=how.isdigit() and bool(int(how) & _CODE))
        builder.close_block(kind, *whole, level=level)

    def _add_string(self, node: Node, opaque: bool = False) -> None:
        """Add what a string says to the block that is open."""
        text, places = node.decoded()
        at = 0
        for length, span in places.parts(0, places.length):
            (self._builder.add_opaque if opaque else self._builder.add)(text[at : at + length], *span)
            at += length

    def _add_card(self, card: Node, field: JsonText) -> None:
        """Add what a card says: its fields that are HTML, Markdown or the description of a picture."""
        for name, kind in _HTML.items():
            if card[name].is_string:
                self.add_html(JsonText(card[name], field), kind)
        if card["alt"].is_string:
            self.add_text(Kind.ALT_TEXT, JsonText(card["alt"], field))
        if card["markdown"].is_string:
            self._add_markdown(JsonText(card["markdown"], field))

    def _add_markdown(self, field: JsonText) -> None:
        from copydesk.readers import ReaderOptions, reader_for
        from copydesk.text.source import Source

        reader = reader_for("markdown")
        source = Source("", b"", "markdown", "utf-8", field.text)
        builder = self._builder
        builder.within(field.places, lambda text: field.escape(reader.escape(text)))
        for article in reader.read(source, ReaderOptions()):
            builder.graft(article)

    def add_mobiledoc(self, field: JsonText) -> None:
        """Add the blocks of a document of Mobiledoc's.

        Raises:
            ValueError: it is not JSON.
        """
        document = parse(field.text)
        cards = document["cards"].items
        sections = document["sections"]
        for number, section in enumerate(sections.items):
            parts = section.items
            sort = parts[0].value if parts else None
            whole = _with_comma(sections, number)
            if sort == "1" and len(parts) > 2:
                tag = (parts[1].said or "p").lower()
                kind = _TAGS.get(tag, Kind.PARAGRAPH)
                self._add_markers(kind, parts[2], whole, int(tag[1:]) if kind is Kind.HEADING else 0, field)
            elif sort == "3" and len(parts) > 2:
                for i, item in enumerate(parts[2].items):
                    self._add_markers(Kind.LIST_ITEM, item, _with_comma(parts[2], i), 1, field)
            elif sort == "10" and len(parts) > 1 and (parts[1].value or "").isdigit():
                at = int(parts[1].value or 0)
                card = cards[at].items if at < len(cards) else []
                if len(card) > 1 and card[0].said not in _OTHERS:
                    self._add_card(card[1], field)

    def _add_markers(self, kind: Kind, markers: Node, whole: Span, level: int, field: JsonText) -> None:
        builder = self._builder
        builder.within(field.places, partial(_escape, depth=field.depth + 1))
        builder.open_block()
        for marker in markers.items:
            parts = marker.items
            if len(parts) < 4:
                continue
            if parts[0].value == "0":
                self._add_string(parts[3])
            else:  # an atom; the one there is stands for the end of a line
                builder.add("\n", *marker.span)
        builder.close_block(kind, *whole, level=level)


def _texts(node: Node) -> Iterator[Node]:
    """The texts and the ends of lines in a node, in their order; those of links too."""
    for child in node["children"].items:
        name = child["type"].said
        if name == "linebreak" or child["text"].is_string:
            yield child
        elif name != "list":
            yield from _texts(child)


def _with_comma(nodes: Node, number: int) -> Span:
    """An item of an array with the comma that parts it from another, so that it can be deleted."""
    span, commas = nodes.items[number].span, nodes.commas
    if number > 0:
        return Span(commas[number - 1], span.end)
    return Span(span.start, commas[0] + 1) if commas else span


def _escape(text: str, depth: int) -> str:
    for _ in range(depth):
        text = quoted(text)
    return text
