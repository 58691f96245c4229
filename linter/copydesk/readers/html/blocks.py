"""HTML as blocks: the text of each element of a fragment, with its places and its kind.

The markup may be unbalanced. End tags are implied and strays passed over as the HTML standard's
tree construction does for the elements that matter here, in constant time a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from copydesk.document.article import Kind
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.html.block_text import BlockText
from copydesk.readers.html.drafts import Draft, Element, OpenElements
from copydesk.readers.html.elements import (
    BLOCKS,
    CODE,
    CONTAINERS,
    HEADINGS,
    LISTS,
    MEDIA,
    ORDINARY,
    SIBLINGS,
    TABLE_PARTS,
    UNREAD,
    VOID,
    is_hidden,
    is_leftover,
    kind_within,
    may_be_office,
    may_tell,
    names_author,
)
from copydesk.readers.html.inline import Gathered, HtmlGatherer, anchors_in, emit_elements
from copydesk.readers.html.tokens import RAW_TEXT, Token, TokenKind, attributes, references, tokens
from copydesk.readers.roles import is_byline, is_dateline
from copydesk.text.regex import lazy_pattern

__all__ = ["add_elements", "read_blocks", "read_fragment", "read_page"]

_BLANK_LINE = lazy_pattern(r"(?:\r\n|\n|\r(?!\n))[^\S\r\n]*(?:\r\n|\n|\r)\s*")
_GUTENBERG = lazy_pattern(r"<!--\s*(?:(/?)(wp:[\w/-]+)|(?:more|nextpage|noteaser)\b)")
#: A reference to a footnote, after its `<sup>`.
_NOTE = lazy_pattern(
    r"\s*(?:<a\b[^>]*+>\s*)?[\[(]?(?:\d{1,3}|[*†‡§]|[a-z])[\])]?\s*(?:</a\s*>\s*)?</sup\s*>", re.IGNORECASE
)
#: A class of one of the pages that a gallery's text is set on.
_SLIDE = lazy_pattern(r"gallery|slide", re.IGNORECASE)
#: Elements that stay when the only text in them is deleted.
_KEPT = frozenset({"article", "body", "html", "main", "td", "th"})
_MAX_BYLINE = 120
_MAX_DATELINE = 60
_MAX_DECK = 400
_MAX_CELL = 300
#: How many blocks after the start or the title may be a byline or a dateline by their words.
_HEAD = 8


def read_fragment(
    builder: ArticleBuilder, source: str, start: int, end: int, *, language: str | None = None
) -> None:
    """Emit the blocks of a part of a source that is HTML; its elements may be unbalanced.

    Args:
        builder: takes the blocks.
        source: the whole source, so that places are its own.
        start, end: the part.
        language: of what has no `lang` of its own.
    """
    drafts, found = read_blocks(source, start, end, language=language)
    for draft in drafts:
        draft.emit(builder, source)
    add_elements(builder, source, found)


def add_elements(builder: ArticleBuilder, source: str, found: Iterable[Gathered[Element]]) -> None:
    """Add to an article what a fragment has beside words.

    Args:
        builder: of the article.
        source: that the fragment stands in.
        found: by `read_blocks`.
    """
    emit_elements(builder, source, found)
    builder.anchors |= anchors_in(source, builder.links)


def read_blocks(
    source: str, start: int, end: int, *, language: str | None = None
) -> tuple[list[Draft], list[Gathered[Element]]]:
    """The blocks of a fragment, in reading order, and what it has beside words; see `read_fragment`.

    Args:
        source: the whole source, so that places are its own.
        start, end: the fragment.
        language: of what has no `lang` of its own.
    """
    walk = _TokenWalk(source, start, end, False, language)
    return walk.drafts, walk.gatherer.found


def read_page(source: str) -> tuple[list[Draft], list[Element], list[Gathered[Element]]]:
    """The blocks of a whole page in reading order, its elements in the order of their start tags, and links
    and the like.

    There comments, scripts and styles are in their place; in a fragment they are blocks of markup,
    and an empty line ends a paragraph, as CMSs have it.
    """
    walk = _TokenWalk(source, int(source.startswith("\ufeff")), len(source), True, None)
    return walk.drafts, walk.elements.all, walk.gatherer.found


class _TokenWalk:
    """One pass over the tokens: the elements that are open, and the block that is being gathered.

    One class of more than 250 lines, as any token may end an element, a block, or both.
    """

    def __init__(self, source: str, start: int, end: int, page: bool, language: str | None) -> None:
        self.drafts: list[Draft] = []
        self.elements = OpenElements(Element("", start, language=language))
        self.gatherer = HtmlGatherer[Element]()
        self._source = source
        self._page = page
        self._office = may_be_office(source, start, end)
        self._since_title = 0
        self._in_prose = self._in_body = False
        self._block = BlockText(source)
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

    def _pop(self, end: int) -> None:
        element = self.elements.pop(end)
        if element.only is None and element.name in HEADINGS and not element.media and not element.hidden:
            self.gatherer.heading(element, self._start_tag(element), end)

    def _start_tag(self, element: Element) -> Token:
        end = self._source.index(">", element.start) + 1
        return Token(TokenKind.START, element.start, end, element.name)

    def _close_to(self, index: int, at: int) -> None:
        """Close the elements from an index on, whose end tags are implied."""
        while len(self.elements) > index:
            if self.elements.top.name in BLOCKS:
                self._flush(at, self.elements.top)
            self._pop(at)

    def _start(self, tag: Token) -> None:
        name, top = tag.name, self.elements.top
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
                self.elements.push(Element(name, tag.start, hidden=True))
        elif not top.hidden:
            self._start_inline(tag)
        elif name == top.name:
            self.elements.push(Element(name, tag.start))

    def _start_block(self, tag: Token) -> None:
        name = tag.name
        if (paragraph := self.elements.find("p", self.elements.top.scope)) >= 0:
            self._close_to(paragraph, tag.start)
        if name in HEADINGS and self.elements.top.name in HEADINGS:
            self._close_to(len(self.elements) - 1, tag.start)
        if siblings := SIBLINGS.get(name):
            scope = self.elements.scope_of(name) if name in TABLE_PARTS else self.elements.top.list_scope
            if (sibling := max(self.elements.find(s, scope) for s in siblings)) >= 0:
                self._close_to(sibling, tag.start)
        self._flush(tag.start)
        said = self._attributes(tag)
        element = Element(name, tag.start, attributes=said)
        element.kind = kind_within(name, said, self.elements.top.kind)
        element.hidden = bool(said) and is_hidden(said) and not self._is_slide(name, said)
        if said and name not in ("html", "body"):  # those are the article's, and often a theme's default
            element.language = (said.get("lang") or said.get("xml:lang") or "").replace("_", "-") or None
        element.level = HEADINGS.get(name, 0)
        element.lists = int(name in LISTS)
        element.quotes = int(name == "blockquote")
        if name == "h1":
            self._since_title = 0
        if not element.hidden and not self.elements.top.hidden:
            self.elements.top.shown = (name, frozenset(said.get("class", "").split()))
        self.elements.push(element)
        self._judge(tag)

    def _is_slide(self, name: str, said: Mapping[str, str]) -> bool:
        """Whether what a style hides is shown in its turn: it is marked as what stands before it is."""
        shown = self.elements.top.shown
        return (
            shown is not None
            and shown[0] == name
            and shown[1] <= set(said.get("class", "").split())
            and any(_SLIDE.search(part) for part in shown[1])
        )

    def _attributes(self, tag: Token) -> dict[str, str]:
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
        scope = self.elements.scope_of(name)
        index = self.elements.find(name, scope)
        if index < 0 and name in HEADINGS:
            index = max(self.elements.find(other, scope) for other in HEADINGS)
        if index >= 0:
            self._close_to(index + 1, tag.start)
            if self.elements.top.name in BLOCKS:
                self._flush(tag.end, self.elements.top)
            self._pop(tag.end)
        elif not self.elements.top.hidden and name not in BLOCKS:
            self._end_inline(tag)
        self._judge(tag)

    def _start_inline(self, tag: Token) -> None:
        name = tag.name
        self._block.add_tag(tag.start)
        if name == "a":
            self._block.in_link = self._source.find("href", tag.start, tag.end) >= 0
            self.gatherer.start(tag, self.elements.top)
        elif name in CODE or (name == "sup" and _NOTE.match(self._source, tag.end)):
            self._block.code.append(name)
        elif name == "time":
            self._block.in_time = True
        elif (
            name == "cite"
            and self.elements.top.kind in (Kind.BLOCK_QUOTE, Kind.PULL_QUOTE)
            and not self._block.pieces
        ):
            self._block.hint = Kind.CAPTION
        if may_tell(self._source, tag):
            said = self._attributes(tag)
            if self._block.hint is None and names_author(said):
                self._block.hint = Kind.BYLINE
            if is_hidden(said):
                self.elements.push(Element(name, tag.start, hidden=True))
                self._block.in_link = self._block.in_link and name != "a"
        self._judge(tag)

    def _end_inline(self, tag: Token) -> None:
        name = tag.name
        if name == "a":
            self._block.in_link = False
            self.gatherer.end(tag)
        elif name == "time":
            self._block.in_time = False
        elif self._block.code and name == self._block.code[-1]:
            self._block.code.pop()
        self._block.add_end_tag(tag.end)

    def _void(self, tag: Token) -> None:
        top = self.elements.top
        if top.hidden:
            return
        if tag.name == "br":
            self._block.breaks += 1
            if self._block.breaks > 1 and top.kind is not Kind.CODE:
                self._flush(tag.start)
            else:
                self._block.add_newline(tag.start, tag.end)
        elif tag.name == "hr":
            self._flush(tag.start)
        elif tag.name in MEDIA:
            top.media = True
            if not self._block.pieces:
                self._block.start = -1
            if tag.name == "img":
                self.gatherer.start(tag, top)
                self._picture(tag)
        else:
            self._block.add_tag(tag.start)
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
        self._insert(Draft(Kind.ALT_TEXT, *alt.span, self.elements.top, pieces, self.elements.top.language))

    # What stands in a text and is not of it.

    def _insert(self, draft: Draft) -> None:
        """Put a block before the one being gathered if that has no word yet, else behind it."""
        (self._behind if self._block.pieces else self.drafts).append(draft)

    def _raw(self, token: Token) -> None:
        """A style or a script, tag by tag; they are one block of markup."""
        if self._page or token.name not in ("script", "style"):
            return
        drafts = self._behind if self._block.pieces else self.drafts
        if token.kind is not TokenKind.START and drafts and drafts[-1].end == token.start:
            drafts[-1].end = token.end
        else:
            self._leftover(token)

    def _judge(self, tag: Token) -> None:
        suspect = not self._page and (self._office or tag.name not in ORDINARY)
        if suspect and is_leftover(self._source, tag, self._office):
            self._leftover(tag)

    def _leftover(self, token: Token) -> None:
        self._insert(Draft(Kind.MARKUP, token.start, token.end, self.elements.top))

    def _comment(self, token: Token) -> None:
        source = self._source
        whole = source.startswith("-->", token.end - 3)
        if whole and (gutenberg := _GUTENBERG.match(source, token.start, token.end - 3)):
            closes, name = gutenberg.groups()
            single = name and (name.endswith("/") or source.startswith("/-->", token.end - 4))
            if name and not single and not self.elements.top.hidden:
                self._delimit(name, bool(closes), token)
        elif not self._page or source.find("copydesk-", token.start, token.end) >= 0:
            self._leftover(token)

    def _delimit(self, name: str, closes: bool, comment: Token) -> None:
        """WordPress's block editor sets a block between two comments: they are one thing."""
        if not closes:
            self._flush(comment.start)
            self.elements.push(Element(name, comment.start, kind=self.elements.top.kind))
        elif (index := self.elements.find(name, self.elements.top.scope)) >= 0:
            self._close_to(index + 1, comment.start)
            self._flush(comment.start)
            self._pop(comment.end)

    # Text.

    def _text(self, start: int, end: int) -> None:
        top = self.elements.top
        if top.hidden or (not self._block.has_begun and self._source[start:end].isspace()):
            return
        if not self._page and (
            top.name in CONTAINERS or top is self.elements.root or top.name.startswith("wp:")
        ):
            for blank in _BLANK_LINE.finditer(self._source, start, end):
                self._block.add(start, blank.start())
                self._flush(blank.start())
                start = blank.end()
        self._block.add(start, end)

    def _flush(self, end: int, owner: Element | None = None) -> None:
        """End the block being gathered; `owner` is the element that ends with it, at `end`."""
        if not self._block.has_begun:
            return
        if self._block.pieces:
            top = self.elements.top
            whole = owner is not None and owner.only is None and not owner.media and owner.name not in _KEPT
            start, stop = (top.start, end) if whole else (self._block.start, self._block.end)
            kind = self._kind()
            level = 0
            if kind is Kind.HEADING:
                level = top.level or 1
            elif kind is Kind.LIST_ITEM:
                level = top.lists or 1
            elif kind is Kind.BLOCK_QUOTE:
                level = top.quotes
            draft = Draft(kind, start, stop, top, self._block.pieces, top.language, level, self._block.linked)
            self.drafts.append(draft)
            top.many = top.many or top.only is not None
            top.only = top.only or draft
            self._since_title += 1
            self._in_prose = True
            self._in_body = self._in_body or kind is Kind.PARAGRAPH
            self.drafts += self._behind
            self._behind = []
        self._block.clear()

    def _kind(self) -> Kind:
        """What the block being gathered is, now that its text is known."""
        kind = self.elements.top.kind
        length = self._block.length
        if kind is Kind.HEADING:
            first = not self._in_prose
            return Kind.HEADLINE if first and self.elements.top.level == 1 and not self._page else kind
        if kind is Kind.TABLE_CELL:
            return Kind.PARAGRAPH if length > _MAX_CELL else kind  # a table that lays out the page
        if kind in (Kind.BLOCK_QUOTE, Kind.PULL_QUOTE) and self._block.hint is Kind.CAPTION:
            return Kind.CAPTION
        if kind is Kind.DECK:
            fits = length <= _MAX_DECK and (self._page or not self._in_body)
            if fits and is_byline(self._block.shown()):
                return Kind.BYLINE
            return kind if fits else Kind.HEADING if self.elements.top.level else Kind.PARAGRAPH
        if kind is Kind.BYLINE:
            return kind if length <= _MAX_BYLINE else Kind.PARAGRAPH
        if kind is None and length <= _MAX_BYLINE:
            at_head = self._since_title < _HEAD
            if length <= _MAX_DATELINE and (
                2 * self._block.timed > length or (at_head and is_dateline(self._block.shown()))
            ):
                return Kind.DATELINE
            if self._block.hint is Kind.BYLINE or (at_head and is_byline(self._block.shown())):
                return Kind.BYLINE
        return kind or Kind.PARAGRAPH
