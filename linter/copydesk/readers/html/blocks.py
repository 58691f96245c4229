"""HTML as blocks: the text of each element of a fragment, with its places and its kind.

The markup may be unbalanced. End tags are implied and strays passed over as the HTML standard's
tree construction does for the elements that matter here, in constant time a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from copydesk.document.article import Kind
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.html.elements import (
    BLOCKS,
    CODE,
    CONTAINERS,
    HEADINGS,
    LIST_SCOPES,
    LISTS,
    MEDIA,
    ORDINARY,
    SCOPES,
    SIBLINGS,
    TABLE_PARTS,
    UNREAD,
    VOID,
    WRAPPERS,
    is_hidden,
    is_leftover,
    kind_within,
    may_be_office,
    may_tell,
    names_author,
)
from copydesk.readers.html.inline import Gathered, HtmlGatherer, anchors_in, lay_down
from copydesk.readers.html.tokens import RAW_TEXT, Token, TokenKind, attributes, references, tokens
from copydesk.readers.roles import is_byline, is_dateline
from copydesk.text.regex import lazy_pattern

__all__ = ["Draft", "Element", "Piece", "add_elements", "read_blocks", "read_fragment", "read_page"]

#: Text, where it stands in the source, and whether it is opaque.
Piece = tuple[str, int, int, bool]

_BLANK_LINE = lazy_pattern(r"(?:\r\n|\n|\r(?!\n))[^\S\r\n]*(?:\r\n|\n|\r)\s*")
_GUTENBERG = lazy_pattern(r"<!--\s*(?:(/?)(wp:[\w/-]+)|(?:more|nextpage|noteaser)\b)")
#: A reference to a footnote, after its `<sup>`.
_NOTE = lazy_pattern(
    r"\s*(?:<a\b[^>]*+>\s*)?[\[(]?(?:\d{1,3}|[*†‡§]|[a-z])[\])]?\s*(?:</a\s*>\s*)?</sup\s*>", re.IGNORECASE
)
#: Elements that stay when the only text in them is deleted.
_KEPT = frozenset({"article", "body", "html", "main", "td", "th"})
_MAX_BYLINE = 120
_MAX_DATELINE = 60
_MAX_DECK = 400
_MAX_CELL = 300
#: How many blocks after the start or the title may be a byline or a dateline by their words.
_HEAD = 8


class Element(Struct, eq=False):
    """An element that holds blocks or is hidden, or what stands between a pair of WordPress's comments.

    Attributes:
        start, end: in the source, with its tags; `end` is -1 while it is open.
        said: its attributes.
        kind: of the blocks in it; None where nothing says so.
        lists, quotes: how many of these it stands in, itself counted.
        scope, list_scope: the index, among the open elements, of what no end tag reaches out of.
        index: among all elements, in the order of their start tags.
        only: its first block; `many` where there are more.
        media: whether there is a picture or the like in it.
    """

    name: str
    start: int
    parent: Element | None = None
    end: int = -1
    said: Mapping[str, str] = {}
    kind: Kind | None = None
    language: str | None = None
    hidden: bool = False
    level: int = 0
    lists: int = 0
    quotes: int = 0
    scope: int = -1
    list_scope: int = -1
    index: int = -1
    only: Draft | None = None
    many: bool = False
    media: bool = False


class Draft(Struct, eq=False):
    """A block before it is laid down.

    Attributes:
        pieces: its text; of markup none, for it is the source's.
        start, end: in the source, its own markup included.
        element: the innermost that it stands in.
        linked: how many code points of its text are in links.
    """

    kind: Kind
    start: int
    end: int
    element: Element
    pieces: list[Piece] = field(default_factory=list)
    language: str | None = None
    level: int = 0
    linked: int = 0

    @property
    def text(self) -> str:
        return "".join([piece[0] for piece in self.pieces])

    def lay_down(self, builder: ArticleBuilder, source: str) -> None:
        """Add the block to an article."""
        if self.kind is Kind.MARKUP:
            builder.add_markup(source[self.start : self.end], self.start, self.end)
            return
        builder.open_block()
        for text, start, end, opaque in self.pieces:
            (builder.add_opaque if opaque else builder.add)(text, start, end)
        builder.close_block(self.kind, self.start, self.end, language=self.language, level=self.level)


def read_fragment(
    builder: ArticleBuilder, source: str, start: int, end: int, *, language: str | None = None
) -> None:
    """Lay down the blocks of a part of a source that is HTML; its elements may be unbalanced.

    Args:
        builder: takes the blocks.
        source: the whole source, so that places are its own.
        start, end: the part.
        language: of what has no `lang` of its own.
    """
    drafts, found = read_blocks(source, start, end, language=language)
    for draft in drafts:
        draft.lay_down(builder, source)
    add_elements(builder, source, found)


def add_elements(builder: ArticleBuilder, source: str, found: Iterable[Gathered[Element]]) -> None:
    """Add to an article what a fragment has beside words."""
    lay_down(builder, source, found)
    builder.anchors |= anchors_in(source, builder.links)


def read_blocks(
    source: str, start: int, end: int, *, language: str | None = None
) -> tuple[list[Draft], list[Gathered[Element]]]:
    """The blocks of a fragment, in reading order, and what it has beside words; see `read_fragment`."""
    walk = _Walk(source, start, end, False, language)
    return walk.drafts, walk.gatherer.found


def read_page(source: str) -> tuple[list[Draft], list[Element], list[Gathered[Element]]]:
    """The blocks of a whole page in reading order, its elements in the order of their start tags, and links
    and the like.

    There comments, scripts and styles are in their place; in a fragment they are blocks of markup,
    and an empty line ends a paragraph, as CMSs have it.
    """
    walk = _Walk(source, int(source.startswith("\ufeff")), len(source), True, None)
    return walk.drafts, walk.elements, walk.gatherer.found


class _Walk:
    """One pass over the tokens: the elements that are open, and the block that is being gathered."""

    def __init__(self, source: str, start: int, end: int, page: bool, language: str | None) -> None:
        self.drafts: list[Draft] = []
        self.elements: list[Element] = []
        self.gatherer = HtmlGatherer[Element]()
        self._source = source
        self._page = page
        self._office = may_be_office(source, start, end)
        self._open: list[Element] = []
        self._places: dict[str, list[int]] = {}
        self._root = self._top = Element("", start, language=language)
        self._since_title = 0
        self._in_prose = self._in_body = False
        # Inline elements that say something of the text in them.
        self._code: list[str] = []
        self._in_link = False
        self._in_time = False
        # The block being gathered; `_space` is the white space behind its last word.
        self._pieces: list[Piece] = []
        self._space: list[Piece] = []
        self._breaks = 0
        self._from = self._to = -1
        self._linked = self._timed = 0
        self._hint: Kind | None = None
        self._behind: list[Draft] = []
        self._read(start, end)

    def _read(self, start: int, end: int) -> None:
        for token in tokens(self._source, start, end):
            kind = token.kind
            if kind is TokenKind.TEXT:
                self._text(token.start, token.end)
            elif kind is TokenKind.START:
                self._start(token)
            elif kind is TokenKind.END:
                self._end(token)
            elif kind is TokenKind.RAW:
                self._raw(token)
            else:
                self._comment(token)
        self._close_to(0, end)
        self._flush(end)

    # Elements.

    def _push(self, element: Element) -> None:
        outer, index = self._top, len(self._open)
        element.parent = outer
        element.language = element.language or outer.language
        element.hidden = element.hidden or outer.hidden
        element.level = element.level or outer.level
        element.lists += outer.lists
        element.quotes += outer.quotes
        element.scope = index if element.name in SCOPES else outer.scope
        element.list_scope = index if element.name in LIST_SCOPES else outer.list_scope
        element.index = len(self.elements)
        self.elements.append(element)
        self._open.append(element)
        self._places.setdefault(element.name, []).append(index)
        self._top = element

    def _pop(self, end: int) -> None:
        """Close the innermost element, whose end tag ends, or is implied, at a place."""
        element = self._open.pop()
        self._places[element.name].pop()
        self._top = outer = element.parent or self._root
        element.end = end
        only = element.only
        if only and not element.many and not element.media and _is_wrapper(element.name):
            only.start, only.end = element.start, end
        if only is None and element.name in HEADINGS and not element.media and not element.hidden:
            self.gatherer.heading(element, self._start_tag(element), end)
        outer.media = outer.media or element.media
        outer.many = outer.many or element.many or (outer.only is not None and only is not None)
        outer.only = outer.only or only

    def _start_tag(self, element: Element) -> Token:
        end = self._source.index(">", element.start) + 1
        return Token(TokenKind.START, element.start, end, element.name)

    def _find(self, name: str, scope: int) -> int:
        """The index of the innermost open element of a name, if it stands within a scope; else -1."""
        places = self._places.get(name)
        return places[-1] if places and places[-1] >= scope else -1

    def _close_to(self, index: int, at: int) -> None:
        """Close the elements from an index on, whose end tags are implied."""
        while len(self._open) > index:
            if self._top.name in BLOCKS:
                self._flush(at, self._top)
            self._pop(at)

    def _scope_of(self, name: str) -> int:
        if name in TABLE_PARTS:
            return -1 if name == "table" else self._find("table", -1)
        return self._top.scope

    def _start(self, tag: Token) -> None:
        name, top = tag.name, self._top
        if name in VOID:
            self._void(tag)
        elif name in BLOCKS:
            self._start_block(tag)
        elif name in UNREAD:
            if name in ("script", "style"):
                self._raw(tag)
            if not top.hidden:
                top.media = top.media or name in MEDIA
            if name not in RAW_TEXT and not self._source.startswith("/>", tag.end - 2):
                self._push(Element(name, tag.start, hidden=True))
        elif not top.hidden:
            self._start_inline(tag)
        elif name == top.name:
            self._push(Element(name, tag.start))

    def _start_block(self, tag: Token) -> None:
        name = tag.name
        if (paragraph := self._find("p", self._top.scope)) >= 0:
            self._close_to(paragraph, tag.start)
        if name in HEADINGS and self._top.name in HEADINGS:
            self._close_to(len(self._open) - 1, tag.start)
        if siblings := SIBLINGS.get(name):
            scope = self._scope_of(name) if name in TABLE_PARTS else self._top.list_scope
            if (sibling := max(self._find(s, scope) for s in siblings)) >= 0:
                self._close_to(sibling, tag.start)
        self._flush(tag.start)
        said = self._said(tag)
        element = Element(name, tag.start, said=said)
        element.kind = kind_within(name, said, self._top.kind)
        element.hidden = bool(said) and is_hidden(said)
        if said and name not in ("html", "body"):  # those are the article's, and often a theme's default
            element.language = (said.get("lang") or said.get("xml:lang") or "").replace("_", "-") or None
        element.level = HEADINGS.get(name, 0)
        element.lists = int(name in LISTS)
        element.quotes = int(name == "blockquote")
        if name == "h1":
            self._since_title = 0
        self._push(element)
        self._judge(tag)

    def _said(self, tag: Token) -> dict[str, str]:
        if tag.end - tag.start <= len(tag.name) + 2:
            return {}
        return {name: attribute.value for name, attribute in attributes(self._source, tag).items()}

    def _end(self, tag: Token) -> None:
        name = tag.name
        if name == "br":  # the standard reads </br> as <br>
            self._void(tag)
            return
        if name in ("script", "style"):
            self._raw(tag)
            return
        scope = self._scope_of(name)
        index = self._find(name, scope)
        if index < 0 and name in HEADINGS:
            index = max(self._find(other, scope) for other in HEADINGS)
        if index >= 0:
            self._close_to(index + 1, tag.start)
            if self._top.name in BLOCKS:
                self._flush(tag.end, self._top)
            self._pop(tag.end)
        elif not self._top.hidden and name not in BLOCKS:
            self._end_inline(tag)
        self._judge(tag)

    def _start_inline(self, tag: Token) -> None:
        name = tag.name
        self._touch(tag)
        if name == "a":
            self._in_link = self._source.find("href", tag.start, tag.end) >= 0
            self.gatherer.start(tag, self._top)
        elif name in CODE or (name == "sup" and _NOTE.match(self._source, tag.end)):
            self._code.append(name)
        elif name == "time":
            self._in_time = True
        elif name == "cite" and self._top.kind in (Kind.BLOCK_QUOTE, Kind.PULL_QUOTE) and not self._pieces:
            self._hint = Kind.CAPTION
        if may_tell(self._source, tag):
            said = self._said(tag)
            if self._hint is None and names_author(said):
                self._hint = Kind.BYLINE
            if is_hidden(said):
                self._push(Element(name, tag.start, hidden=True))
        self._judge(tag)

    def _end_inline(self, tag: Token) -> None:
        name = tag.name
        if name == "a":
            self._in_link = False
            self.gatherer.end(tag)
        elif name == "time":
            self._in_time = False
        elif self._code and name == self._code[-1]:
            self._code.pop()
        if self._pieces and not self._space:
            self._to = tag.end

    def _void(self, tag: Token) -> None:
        top = self._top
        if top.hidden:
            return
        if tag.name == "br":
            self._breaks += 1
            if self._breaks > 1 and top.kind is not Kind.CODE:
                self._flush(tag.start)
            elif self._pieces:
                self._space.append(("\n", tag.start, tag.end, False))
        elif tag.name == "hr":
            self._flush(tag.start)
        elif tag.name in MEDIA:
            top.media = True
            if not self._pieces:
                self._from = -1
            if tag.name == "img":
                self.gatherer.start(tag, top)
                self._picture(tag)
        else:
            self._touch(tag)
        self._judge(tag)

    def _picture(self, tag: Token) -> None:
        """A picture's alternative text is a block, and its source the attribute's value."""
        alt = attributes(self._source, tag).get("alt")
        if alt is None or not alt.value.strip():
            return
        low, high = alt.span
        value = self._source[low:high]
        low, high = low + len(value) - len(value.lstrip()), low + len(value.rstrip())
        pieces = [(*piece, False) for piece in references(self._source, low, high, in_attribute=True)]
        self._insert(Draft(Kind.ALT_TEXT, *alt.span, self._top, pieces, self._top.language))

    # What stands in a text and is not of it.

    def _insert(self, draft: Draft) -> None:
        """Put a block before the one being gathered if that has no word yet, else behind it."""
        (self._behind if self._pieces else self.drafts).append(draft)

    def _raw(self, token: Token) -> None:
        """A style or a script, tag by tag; they are one block of markup."""
        if self._page or token.name not in ("script", "style"):
            return
        drafts = self._behind if self._pieces else self.drafts
        if token.kind is not TokenKind.START and drafts and drafts[-1].end == token.start:
            drafts[-1].end = token.end
        else:
            self._leftover(token)

    def _judge(self, tag: Token) -> None:
        suspect = not self._page and (self._office or tag.name not in ORDINARY)
        if suspect and is_leftover(self._source, tag, self._office):
            self._leftover(tag)

    def _leftover(self, token: Token) -> None:
        self._insert(Draft(Kind.MARKUP, token.start, token.end, self._top))

    def _comment(self, token: Token) -> None:
        source = self._source
        whole = source.startswith("-->", token.end - 3)
        if whole and (gutenberg := _GUTENBERG.match(source, token.start, token.end - 3)):
            closes, name = gutenberg.groups()
            single = name and (name.endswith("/") or source.startswith("/-->", token.end - 4))
            if name and not single and not self._top.hidden:
                self._delimit(name, bool(closes), token)
        elif not self._page or source.find("copydesk-", token.start, token.end) >= 0:
            self._leftover(token)

    def _delimit(self, name: str, closes: bool, comment: Token) -> None:
        """WordPress's block editor sets a block between two comments: they are one thing."""
        if not closes:
            self._flush(comment.start)
            self._push(Element(name, comment.start, kind=self._top.kind))
        elif (index := self._find(name, self._top.scope)) >= 0:
            self._close_to(index + 1, comment.start)
            self._flush(comment.start)
            self._pop(comment.end)

    # Text.

    @property
    def _begun(self) -> bool:
        """Whether anything of a block was seen."""
        return bool(self._pieces or self._from >= 0 or self._breaks or self._code or self._hint)

    def _text(self, start: int, end: int) -> None:
        top = self._top
        if top.hidden or (not self._begun and self._source[start:end].isspace()):
            return
        if not self._page and (top.name in CONTAINERS or top is self._root or top.name.startswith("wp:")):
            for blank in _BLANK_LINE.finditer(self._source, start, end):
                self._add(start, blank.start())
                self._flush(blank.start())
                start = blank.end()
        self._add(start, end)

    def _add(self, start: int, end: int) -> None:
        opaque = bool(self._code)
        if self._source.find("&", start, end) < 0:
            self._add_verbatim(self._source[start:end], start, end, opaque)
            return
        for text, low, high in references(self._source, start, end):
            if len(text) == high - low:
                self._add_verbatim(text, low, high, opaque)
            elif not text.isspace():
                self._word(text, low, high, opaque)
            elif self._pieces:
                self._space.append((text, low, high, opaque))

    def _add_verbatim(self, text: str, start: int, end: int, opaque: bool) -> None:
        body = text.rstrip()
        if body:
            left = 0 if self._pieces else len(body) - len(body.lstrip())
            self._word(body[left:], start + left, start + len(body), opaque)
        if self._pieces and len(body) < len(text):
            self._space.append((text[len(body) :], start + len(body), end, opaque))

    def _word(self, text: str, start: int, end: int, opaque: bool) -> None:
        if self._from < 0:
            self._from = start
        self._to = end
        self._breaks = 0
        if self._space:
            self._pieces += self._space
            self._space.clear()
        self._pieces.append((text, start, end, opaque))
        if self._in_link:
            self._linked += len(text)
        if self._in_time:
            self._timed += len(text)

    def _touch(self, tag: Token) -> None:
        """An inline tag before the first word belongs to the block's source."""
        if self._from < 0:
            self._from = tag.start

    def _flush(self, end: int, owner: Element | None = None) -> None:
        """End the block being gathered; `owner` is the element that ends with it, at `end`."""
        if not self._begun:
            return
        if self._pieces:
            top = self._top
            whole = owner is not None and owner.only is None and not owner.media and owner.name not in _KEPT
            start, stop = (top.start, end) if whole else (self._from, self._to)
            kind = self._kind()
            level = 0
            if kind is Kind.HEADING:
                level = top.level or 1
            elif kind is Kind.LIST_ITEM:
                level = top.lists or 1
            elif kind is Kind.BLOCK_QUOTE:
                level = top.quotes
            draft = Draft(kind, start, stop, top, self._pieces, top.language, level, self._linked)
            self.drafts.append(draft)
            top.many = top.many or top.only is not None
            top.only = top.only or draft
            self._since_title += 1
            self._in_prose = True
            self._in_body = self._in_body or kind is Kind.PARAGRAPH
            self._pieces = []
            self.drafts += self._behind
            self._behind = []
        self._space.clear()
        self._code.clear()
        self._breaks = 0
        self._from = self._to = -1
        self._linked = self._timed = 0
        self._hint = None

    def _kind(self) -> Kind:
        """What the block being gathered is, now that its text is known."""
        kind = self._top.kind
        length = sum(len(piece[0]) for piece in self._pieces)
        if kind is Kind.HEADING:
            first = not self._in_prose
            return Kind.HEADLINE if first and self._top.level == 1 and not self._page else kind
        if kind is Kind.TABLE_CELL:
            return Kind.PARAGRAPH if length > _MAX_CELL else kind  # a table that lays out the page
        if kind in (Kind.BLOCK_QUOTE, Kind.PULL_QUOTE) and self._hint is Kind.CAPTION:
            return Kind.CAPTION
        if kind is Kind.DECK:
            fits = length <= _MAX_DECK and (self._page or not self._in_body)
            if fits and is_byline(self._plain()):
                return Kind.BYLINE
            return kind if fits else Kind.HEADING if self._top.level else Kind.PARAGRAPH
        if kind is Kind.BYLINE:
            return kind if length <= _MAX_BYLINE else Kind.PARAGRAPH
        if kind is None and length <= _MAX_BYLINE:
            at_head = self._since_title < _HEAD
            if length <= _MAX_DATELINE and (
                2 * self._timed > length or (at_head and is_dateline(self._plain()))
            ):
                return Kind.DATELINE
            if self._hint is Kind.BYLINE or (at_head and is_byline(self._plain())):
                return Kind.BYLINE
        return kind or Kind.PARAGRAPH

    def _plain(self) -> str:
        """The text gathered so far, as it is shown."""
        return " ".join("".join([piece[0] for piece in self._pieces]).split())


def _is_wrapper(name: str) -> bool:
    return name in WRAPPERS or name.startswith("wp:")
