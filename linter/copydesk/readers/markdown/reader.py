"""Markdown: CommonMark with tables, footnotes, task lists and definition lists, as blogs write it.

pyromark (pulldown-cmark) says what each part of the source is and where it stands; from these places
the text is emitted. Raw HTML within goes to the reader of HTML.

One file of more than 450 lines, most of them the one walk over the parser's events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyromark
from msgspec.structs import replace

from copydesk.document.article import Article, Kind
from copydesk.document.elements import EmptyHeading, Image
from copydesk.readers import ReaderOptions, TextReader
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.format import CommentSyntax, Format, TableSyntax
from copydesk.readers.html.inline import HtmlGatherer, anchors_in, emit_elements
from copydesk.readers.html.tokens import tokens
from copydesk.readers.markdown.byte_offsets import ByteOffsets
from copydesk.readers.markdown.containers import Containers
from copydesk.readers.markdown.front_matter import body_start, read_front_matter
from copydesk.readers.markdown.html_tags import BLOCK_TAGS, CODE_TAGS, HTML_NAME, NOTE, RAW_TAGS
from copydesk.readers.markdown.links import Links
from copydesk.readers.markdown.pieces import (
    HOLE,
    PLAIN,
    Cutter,
    Role,
    TextPiece,
    add_line_break,
    finished,
    without_last_newline,
)
from copydesk.readers.markdown.templates import mask_templates
from copydesk.readers.roles import author_of, is_byline, is_dateline, mark_pull_quotes
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source
from copydesk.text.span import Span

__all__ = ["READER", "MarkdownReader"]

_Option = pyromark.Options
_OPTIONS = (
    _Option.ENABLE_TABLES
    | _Option.ENABLE_FOOTNOTES
    | _Option.ENABLE_STRIKETHROUGH
    | _Option.ENABLE_TASKLISTS
    | _Option.ENABLE_DEFINITION_LIST
    | _Option.ENABLE_HEADING_ATTRIBUTES
    | _Option.ENABLE_GFM
)
#: Dollar signs are money unless one pair of them holds what only a formula has.
_FORMULA = lazy_pattern(r"\$\$|\$[^\s$][^$\n]*[\\^_{}][^$\n]*\$")
_PROSE_IN_MATH = lazy_pattern(r"(?<![\\\w{])[A-Za-z]{3,}[ \n]+[A-Za-z]{3,}")
_MODULE_LINE = lazy_pattern(r"(?:import|export)\s[^\n]*?(?:\bfrom\s*['\"]|['\"];?$|=|\{)")
_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Link"))
_HEAD_BLOCKS = 6
_MAX_BYLINE = 120
_ESCAPED = lazy_pattern(
    r"[`*\[\]]"
    r"|\\(?=[!-/:-@\[-`{-~])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|(?<!\w)_|_(?!\w)"
    r"|~(?=\S)|(?<=\S)~"
)


class MarkdownReader(TextReader):
    """Reads Markdown."""

    format = Format(
        "markdown",
        mime_type="text/markdown",
        comments=CommentSyntax(is_block=True, in_cells=False, body_start=body_start),
        tables=TableSyntax(lazy_pattern(r"\n"), lazy_pattern(r"(?<!\\)\|"), is_piped=True),
    )

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a source, with what its front matter says."""
        text = source.text
        builder = ArticleBuilder()
        start, known = read_front_matter(builder, source)
        walk = _EventWalk(builder, text, start, titled=known.title is not None)
        walk.run()
        article = builder.build(self.format.name, replace(known, title=known.title or walk.headline))
        yield replace(article, blocks=mark_pull_quotes(article), author=article.author or author_of(article))

    def escape(self, text: str) -> str:
        """Text with a backslash before whatever Markdown would act on."""
        return _ESCAPED.sub(r"\\\g<0>", text)


class _EventWalk:
    """One pass over the parser's events, and the block that is being gathered.

    One class of more than 250 lines, as what an event means depends on the block and on the events before.
    """

    def __init__(self, builder: ArticleBuilder, text: str, start: int, *, titled: bool) -> None:
        self.builder = builder
        self.text = text
        self.start = start
        self.headline: str | None = None
        self._headed = titled  # whether what comes now is too late to be the headline
        self._masked = mask_templates(text, start)
        self._cutter = Cutter(text, self._masked.templates)
        self._containers = Containers(text, self._masked.by_point, start)
        # The block being gathered.
        self._kind: Kind | None = None
        self._level = 0
        self._block_start = 0
        self._heading_start = 0
        self._pieces: list[TextPiece] = []
        self._end = -1  # of the last event
        self._break: Span | None = None
        self._after: list[Callable[[], None]] = []
        # What is being read that is no text of the block.
        self._alts: list[tuple[int, list[TextPiece], str]] = []
        self._links = Links(text, self._masked.by_point, start)
        self._html_links = HtmlGatherer[None]()
        self._code: list[TextPiece] | None = None
        self._html: list[Span] | None = None
        self._code_tags = 0
        self._raw: tuple[str, int] | None = None
        self._skip_to = -1

    def run(self) -> None:
        """Read the whole body."""
        body = self._masked.by_byte[self.start :]
        try:
            body.encode()
        except UnicodeEncodeError:
            body = re.sub("[\ud800-\udfff]", "\ufffd", body)
        options = _OPTIONS | _Option.ENABLE_MATH if _FORMULA.search(body) else _OPTIONS
        place = ByteOffsets(self.text, self.start)
        leaves: dict[str, Callable[[Any, int, int], None]] = {
            "Text": self._on_text,
            "Code": self._on_code,
            "InlineHtml": self._on_inline_html,
            "Html": self._on_html,
            "InlineMath": self._on_math,
            "DisplayMath": self._on_math,
            "FootnoteReference": self._on_hole,
        }
        # An event is a word, or a word and what it says.
        events: Iterator[tuple[Any, Any]] = pyromark.events_with_range(body, options=options)
        for event, where in events:
            if event.__class__ is str:
                start, self._end = place(where["start"]), place(where["end"])
                if event == "Rule":
                    self._close()
                else:
                    self._on_break(start, self._end)
                continue
            ((name, value),) = event.items()
            if name == "Start":
                tag = value if value.__class__ is str else next(iter(value))
                if tag not in _INLINE:
                    self._on_start(tag, value, place(where["start"]))
                    continue
                if self._break is not None:
                    self._settle_break(place(where["start"]))
                if tag == "Link":
                    self._links.start(value[tag], place(where["start"]))
            elif name == "End":
                tag = value if value.__class__ is str else next(iter(value))
                end = place(where["end"])
                if self._break is not None:
                    self._settle_break(None)
                if tag not in _INLINE:
                    self._on_end(tag, end)
                elif tag == "Link":
                    self.builder.add_link(self._links.end(self._end, end))
                self._end = end
            else:
                start, end = place(where["start"]), place(where["end"])
                if start >= self._skip_to and (handle := leaves.get(name)):
                    handle(value, start, end)
                self._end = end
        self._close()
        emit_elements(self.builder, self.text, self._html_links.found, self._masked.by_point)
        self.builder.anchors = anchors_in(self.text, self.builder.links)

    # The parser's events.

    def _on_start(self, name: str, tag: Any, start: int) -> None:
        if name == "Image":
            self._open_lazily(start)
            self._settle_break(start)
            self._alts.append((start, self._pieces, tag[name]["dest_url"]))
            self._pieces = []
            return
        self._close()
        if name == "Paragraph":
            self._open(start)
        elif name == "Heading":
            level = int(tag[name]["level"][1])
            self._open(start, Kind.HEADING if self._headed or level > 1 else Kind.HEADLINE, level)
            self._heading_start = self._block_start
        elif name == "TableCell":
            self._open(start, Kind.TABLE_CELL)
        elif name == "CodeBlock":
            self._code = []
            self._block_start = self._containers.source_start(start)
        elif name == "HtmlBlock":
            self._html = []
        else:
            self._containers.start(name, start)

    def _on_end(self, name: str, end: int) -> None:
        if name == "Image":
            began, outer, target = self._alts.pop()
            pieces, self._pieces = self._pieces, outer
            if self._alts:  # a picture in another's alternative text
                outer += pieces
            else:
                alt = "".join([piece.text for piece in pieces]).strip()
                written = self.text[max(began, self._end) : end]
                target = written if "{{" in written or "{%" in written else target
                self.builder.add_image(Image(Span(began, end), target, alt or None))
                self._after.append(lambda: self._emit(Kind.ALT_TEXT, pieces, began, end))
                self._pieces.append(TextPiece(HOLE, began, end, Role.HOLE))
        elif name == "CodeBlock":
            pieces, self._code = without_last_newline(self._code or []), None
            end = self._rstrip(pieces[-1].end if pieces else self._block_start, end)
            self._emit(Kind.CODE, pieces, self._block_start, end)
        elif name == "HtmlBlock":
            spans, self._html = self._html or [], None
            for span in spans:
                self._read_html(span)
        elif name in ("Paragraph", "Heading", "TableCell"):
            is_whole = self._block_start == self._heading_start  # no block of HTML has begun in it
            if name == "Heading" and is_whole and not self._pieces and not self._after:
                source = Span(self._block_start, self._rstrip(self._block_start, end))
                self.builder.add_empty_heading(EmptyHeading(source, self._level))
            self._close(end)
        else:
            self._close()
            self._containers.end(name)

    def _on_text(self, value: str, start: int, end: int) -> None:
        if self._code is not None:
            self._code.append(TextPiece(self.text[start:end], start, end))
        elif self._raw is None:
            self._open_lazily(start)
            if self._break is not None:
                while start < end and self.text[start] in " \t":
                    start += 1
                if start == end:
                    return
            if self.text[start] == "&" and len(value) != end - start:
                self._settle_break(start)
                self._add(TextPiece(value, start, end))
                return
            if start > self.start and self.text[start - 1] == "\\" and self._end < start:
                self._settle_break(start - 1)
                self._add(TextPiece(self.text[start], start - 1, start + 1))
                start += 1
            else:
                self._settle_break(start)
            if start < end:
                self._add(TextPiece(self.text[start:end], start, end))

    def _on_code(self, value: str, start: int, end: int) -> None:
        if self._raw is None:
            self._open_lazily(start)
            self._settle_break(start)
            low, high = start, end
            while self.text[low] == "`" == self.text[high - 1] and high - low > 2:
                low, high = low + 1, high - 1
            self._pieces.append(TextPiece(self.text[low:high], low, high, Role.OPAQUE))

    def _on_math(self, value: str, start: int, end: int) -> None:
        role = Role.PROSE if _PROSE_IN_MATH.search(value) else Role.OPAQUE
        self._open_lazily(start)
        self._settle_break(start)
        self._add(TextPiece(self.text[start:end], start, end, role))

    def _on_hole(self, value: str, start: int, end: int) -> None:
        self._open_lazily(start)
        self._settle_break(start)
        self._pieces.append(TextPiece(HOLE, start, end, Role.HOLE))

    def _on_break(self, start: int, end: int) -> None:
        if self._raw is None and start >= self._skip_to:
            self._break = Span(self._break.start if self._break else start, end)

    def _settle_break(self, at: int | None) -> None:
        """Emit a line's end, which reaches to where the next line's text begins."""
        if self._break is None:
            return
        (start, end), self._break = self._break, None
        add_line_break(self._pieces, self.text, start, end if at is None else max(end, at))

    def _on_inline_html(self, value: str, start: int, end: int) -> None:
        tag = HTML_NAME.match(self.text, start)
        name = tag[1].lower() if tag else ""
        closes = self.text.startswith("</", start)
        if self._raw is not None:
            if closes and name == self._raw[0]:
                span, self._raw = Span(self._raw[1], end), None
                self._after.append(lambda: self._read_html(span))
                self._pieces.append(TextPiece(HOLE, *span, Role.HOLE))
            return
        self._settle_break(start)
        if name in RAW_TAGS and not closes:
            self._raw = (name, start)
        elif name == "br" and not self._after_br():
            self._break = Span(start, end)
        elif name == "br" or name in BLOCK_TAGS:
            kind, level = self._kind, self._level
            self._close(start)
            self._containers.add_html(Span(start, end))
            if kind is Kind.PARAGRAPH or kind is Kind.BLOCK_QUOTE:
                self._open(end)
            elif kind is not None:
                self._open(end, kind, level)
        elif note := NOTE.match(self.text, start) if name == "sup" and not closes else None:
            self._on_hole(value, start, note.end())
            self._skip_to = note.end()
        else:
            if name == "a":
                self._html_link(start, end, closes)
            if name in CODE_TAGS:
                self._code_tags = max(0, self._code_tags + (-1 if closes else 1))
            span = Span(start, end)
            if any(piece.role is Role.PROSE for piece in self._pieces[:8]):
                self._after.append(lambda: self._read_html(span))
            else:
                self._read_html(span)
            if self._kind is not None and name in ("", "img"):
                self._pieces.append(TextPiece(HOLE, start, end, Role.HOLE))

    def _html_link(self, start: int, end: int, closes: bool) -> None:
        # Of `<a{{ attrs }}>` the masked text has another name.
        tag = next(tokens(self._masked.by_point, start, end))._replace(name="a")
        if closes:
            self._html_links.end(tag)
        else:
            self._html_links.start(tag, None)

    def _after_br(self) -> bool:
        """Whether a `<br>` is the last thing before this: two of them make a paragraph."""
        last = self._pieces[-1] if self._pieces else None
        return last is not None and last.role is Role.BREAK and self.text.startswith("<", last.start)

    def _on_html(self, value: str, start: int, end: int) -> None:
        if self._html is None:
            return
        if self._html and self._html[-1].end == start:
            self._html[-1] = Span(self._html[-1].start, end)
        else:
            self._html.append(Span(start, end))

    # HTML.

    def _read_html(self, span: Span) -> None:
        from copydesk.readers.html.blocks import read_blocks

        outer = self._containers.context()
        drafts, found = read_blocks(self._masked.by_point, *span)
        emit_elements(self.builder, self.text, found, self._masked.by_point)
        for draft in drafts:
            kind, level = draft.kind, draft.level
            if kind is Kind.MARKUP:
                self.builder.add_markup(self.text[draft.start : draft.end], draft.start, draft.end)
                continue
            if kind is Kind.PARAGRAPH and outer is not None:
                kind, level = outer.kind, outer.level
            elif kind is Kind.HEADLINE and self._headed:
                kind, level = Kind.HEADING, 1
            pieces: list[TextPiece] = []
            for text, start, end, opaque in draft.pieces:
                piece = TextPiece(text, start, end, Role.OPAQUE if opaque else Role.PROSE)
                pieces += self._cutter.cut(piece) if len(text) == end - start else [piece]
            self._emit(kind, pieces, draft.start, draft.end, level=level, language=draft.language)
        self._containers.add_html(span)

    # Blocks.

    def _open(self, start: int, kind: Kind | None = None, level: int = 0) -> None:
        if kind is None:
            outer = self._containers.context()
            kind, level = (outer.kind, outer.level) if outer else (Kind.PARAGRAPH, 0)
        self._kind, self._level = kind, level
        self._block_start = self._containers.source_start(start) if kind is not Kind.TABLE_CELL else start

    def _open_lazily(self, start: int) -> None:
        """Begin the block of a text that stands in a container, without a paragraph of its own."""
        if self._kind is None:
            self._open(start)

    def _rstrip(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return end

    def _close(self, end: int | None = None) -> None:
        """End the block being gathered, if there is one."""
        if self._break is not None:
            self._break = None
        if self._raw is not None:  # it never ended: the rest of the block is its
            span, self._raw = Span(self._raw[1], self._end), None
            self._after.append(lambda: self._read_html(span))
        if self._kind is None and not self._after:
            return
        kind, pieces, after = self._kind, self._pieces, self._after
        self._kind, self._pieces, self._after, self._code_tags = None, [], [], 0
        if kind is not None and pieces:
            end = self._rstrip(self._block_start, self._end if end is None else end)
            self._emit(kind, pieces, self._block_start, end, level=self._level)
        for action in after:
            action()

    def _add(self, piece: TextPiece) -> None:
        if self._code_tags and piece.role is Role.PROSE:
            piece = piece._replace(role=Role.OPAQUE)
        if self._masked.templates and piece.role is Role.PROSE and len(piece.text) == piece.end - piece.start:
            self._pieces += self._cutter.cut(piece)
        else:
            self._pieces.append(piece)

    def _emit(
        self,
        kind: Kind,
        pieces: list[TextPiece],
        start: int,
        end: int,
        *,
        level: int = 0,
        language: str | None = None,
    ) -> None:
        """Add a block to the article, if it has anything to say."""
        if kind is not Kind.CODE:
            pieces = finished(pieces)
            if not pieces:
                return
            text = "".join(piece.text for piece in pieces)
            if all(piece.role is not Role.PROSE or piece.text.isspace() for piece in pieces):
                kind = Kind.CODE if kind is Kind.PARAGRAPH else kind
            elif kind is Kind.PARAGRAPH:
                if text.startswith(("import ", "export ")) and _MODULE_LINE.match(text):
                    return
                if len(text) <= _MAX_BYLINE and len(self.builder.blocks) < _HEAD_BLOCKS:
                    kind = Kind.BYLINE if is_byline(text) else Kind.DATELINE if is_dateline(text) else kind
            elif kind is Kind.HEADLINE:
                self.headline = " ".join(text.split())
            self._headed = True
        builder = self.builder
        builder.open_block()
        for text, low, high, role in pieces:
            (builder.add if role in PLAIN else builder.add_opaque)(text, low, high)
        builder.close_block(kind, start, end, language=language, level=level)


READER = MarkdownReader()
