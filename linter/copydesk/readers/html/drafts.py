"""Drafts: the blocks of HTML before they are emitted, and the elements that they stand in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from copydesk.document.article import Kind
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.html.elements import LIST_SCOPES, SCOPES, TABLE_PARTS, WRAPPERS

__all__ = ["Draft", "Element", "HtmlPiece", "OpenElements"]

#: Text, where it stands in the source, and whether it is opaque.
HtmlPiece = tuple[str, int, int, bool]


class Element(Struct, eq=False):
    """An element that holds blocks or is hidden, or what stands between a pair of WordPress's comments.

    Attributes:
        start, end: in the source, with its tags; `end` is -1 while it is open.
        attributes: by their names.
        kind: of the blocks in it; None where nothing says so.
        lists, quotes: how many of these it stands in, itself counted.
        scope, list_scope: the index, among the open elements, of what no end tag reaches out of.
        index: among all elements, in the order of their start tags.
        only: its first block; `many` where there are more.
        media: whether there is a picture or the like in it.
        shown: the name and the classes of the last element in it that is not hidden.
    """

    name: str
    start: int
    parent: Element | None = None
    end: int = -1
    attributes: Mapping[str, str] = {}
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
    shown: tuple[str, frozenset[str]] | None = None

    @property
    def is_wrapper(self) -> bool:
        """Whether it is one thing with the only block in it."""
        return self.name in WRAPPERS or self.name.startswith("wp:")


class Draft(Struct, eq=False):
    """A block before it is emitted.

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
    pieces: list[HtmlPiece] = field(default_factory=list)
    language: str | None = None
    level: int = 0
    linked: int = 0

    @property
    def text(self) -> str:
        """Its text, as the pieces have it."""
        return "".join([piece[0] for piece in self.pieces])

    def emit(self, builder: ArticleBuilder, source: str) -> None:
        """Add the block to an article."""
        if self.kind is Kind.MARKUP:
            builder.add_markup(source[self.start : self.end], self.start, self.end)
            return
        builder.open_block()
        for text, start, end, opaque in self.pieces:
            (builder.add_opaque if opaque else builder.add)(text, start, end)
        builder.close_block(self.kind, self.start, self.end, language=self.language, level=self.level)


class OpenElements:
    """The elements that are open, the outermost first.

    Attributes:
        top: the innermost, or what stands for the source where none is open.
        all: every element so far, in the order of the start tags.

    Args:
        root: stands for the source.
    """

    def __init__(self, root: Element) -> None:
        self.all: list[Element] = []
        self.root = self.top = root
        self._open: list[Element] = []
        self._places: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def push(self, element: Element) -> None:
        """Open an element within the innermost, which says what it does not say itself."""
        outer, index = self.top, len(self._open)
        element.parent = outer
        element.language = element.language or outer.language
        element.hidden = element.hidden or outer.hidden
        element.level = element.level or outer.level
        element.lists += outer.lists
        element.quotes += outer.quotes
        element.scope = index if element.name in SCOPES else outer.scope
        element.list_scope = index if element.name in LIST_SCOPES else outer.list_scope
        element.index = len(self.all)
        self.all.append(element)
        self._open.append(element)
        self._places.setdefault(element.name, []).append(index)
        self.top = element

    def pop(self, end: int) -> Element:
        """Close the innermost element, whose end tag ends, or is implied, at a place."""
        element = self._open.pop()
        self._places[element.name].pop()
        self.top = outer = element.parent or self.root
        element.end = end
        only = element.only
        if only and not element.many and not element.media and element.is_wrapper:
            only.start, only.end = element.start, end
        outer.media = outer.media or element.media
        outer.many = outer.many or element.many or (outer.only is not None and only is not None)
        outer.only = outer.only or only
        return element

    def find(self, name: str, scope: int) -> int:
        """The index of the innermost open element of a name, if it stands within a scope; else -1."""
        places = self._places.get(name)
        return places[-1] if places and places[-1] >= scope else -1

    def scope_of(self, name: str) -> int:
        """The index of the element that no end tag of a name reaches out of; -1 where it may reach any."""
        if name in TABLE_PARTS:
            return -1 if name == "table" else self.find("table", -1)
        return self.top.scope
