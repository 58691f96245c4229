"""OpenDocument text (.odt), as LibreOffice writes it: read, not mended.

OpenDocument 1.3, part 3 (schema): 5 (text), 7.5 (notes), 9 (tables), 10.4 (frames).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from copydesk.document.article import Article, Kind
from copydesk.document.metadata import Metadata
from copydesk.errors import SourceError
from copydesk.readers import Readable, ReaderOptions
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.format import Format, TableSyntax
from copydesk.readers.office.properties import properties, with_properties
from copydesk.readers.office.read_only import ReadOnlyPackage
from copydesk.readers.office.xml import TOKEN, Names, attribute, decoded, tree
from copydesk.readers.office.zip import ZipArchive, whole
from copydesk.readers.roles import by_words
from copydesk.readers.xml import escape, pieces
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source

__all__ = ["READER", "OdtReader"]

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = {f"{_BASE}{name}:1.0": name for name in ("office", "text", "table", "drawing", "style")}
_NAMESPACES[f"{_BASE}meta:1.0"] = "meta"
_MIME = b"application/vnd.oasis.opendocument.text"
_CONTENT, _META = "content.xml", "meta.xml"
_SAID = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": f"{{{_BASE}meta:1.0}}initial-creator",
    "date": f"{{{_BASE}meta:1.0}}creation-date",
}
#: Elements whose text the document does not show as part of the article, or makes of other parts of it.
_UNREAD_TEXT = """
text:tracked-changes office:annotation text:table-of-content text:alphabetical-index
text:note-citation text:illustration-index text:table-index text:bibliography text:user-index
text:ruby-text office:scripts office:automatic-styles office:font-face-decls drawing:object
text:hidden-text
"""
_UNREAD = frozenset(_UNREAD_TEXT.split())
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}
_KINDS = {
    "Title": Kind.HEADLINE,
    "Subtitle": Kind.DECK,
    "Quotations": Kind.BLOCK_QUOTE,
    "Caption": Kind.CAPTION,
    "Illustration": Kind.CAPTION,
    "Figure": Kind.CAPTION,
    "Preformatted_20_Text": Kind.CODE,
}
_MAX_CELL = 300


class _Draft(Struct, eq=False):
    """A paragraph before it is emitted."""

    start: int
    kind: Kind
    level: int
    where: str
    end: int = -1
    pieces: list[tuple[str, int, int]] = field(default_factory=list)
    behind: list[_Draft] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join([piece[0] for piece in self.pieces])


class _Content(Struct, frozen=True):
    """What the package says of the text: names of styles by those that are based on them, and of itself."""

    namespaces: Mapping[str, str]
    parents: Mapping[str, str]
    known: Metadata

    def kind(self, style: str) -> Kind | None:
        """What a paragraph of a style is."""
        seen: set[str] = set()
        while style and style not in _KINDS and style not in seen:
            seen.add(style)
            style = self.parents.get(style, "")
        return _KINDS.get(style)


class _OdtPackage(ReadOnlyPackage, frozen=True):
    content: _Content


class OdtReader:
    """Reads OpenDocument text."""

    format = Format(
        "odt",
        mime_type="application/vnd.oasis.opendocument.text",
        tables=TableSyntax(lazy_pattern(r"<table:table-row\b"), lazy_pattern(r"<table:table-cell\b")),
    )

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The XML of the text; see `Reader.sources`."""
        data = whole(file, path)
        if not data.startswith(b"PK"):
            raise SourceError(path, "is no OpenDocument file")
        archive = ZipArchive(data, path)
        if "mimetype" in archive and not archive.read("mimetype").strip().startswith(_MIME):
            raise SourceError(path, "is no OpenDocument text (a spreadsheet or slides under another name?)")
        manifest = "META-INF/manifest.xml"
        if manifest in archive and b"encryption-data" in archive.read(manifest):
            raise SourceError(path, "is encrypted; save it without a password")
        if _CONTENT not in archive:
            raise SourceError(path, "is a zip file, but no OpenDocument text")
        text, codec, namespaces = decoded(archive.read(_CONTENT), path, _CONTENT, _NAMESPACES)
        known = _known(archive, path)
        content = _Content(namespaces, _parents(archive, path), known)
        yield Source(path, data, self.format.name, codec, text, package=_OdtPackage(content))

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a document."""
        package = source.package
        assert isinstance(package, _OdtPackage)
        builder = ArticleBuilder()
        head: dict[Kind, str] = {}
        drafts = _Walk(source.text, package.content).drafts()
        kinds = iter(by_words([(draft.kind, draft.text.strip()) for draft in drafts if not draft.where]))
        for draft in drafts:
            kind = draft.kind if draft.where else next(kinds)
            builder.open_block()
            for piece, start, end in draft.pieces:
                builder.add(piece, start, end)
            builder.close_block(kind, draft.start, draft.end, level=draft.level, where=draft.where)
            if not draft.where:
                head.setdefault(kind, " ".join(draft.text.split()))
        yield with_properties(builder.build(self.format.name), head, package.content.known)

    def escape(self, text: str) -> str:
        """Text as it is written in XML."""
        return escape(text)


def _parents(archive: ZipArchive, path: str) -> dict[str, str]:
    """The style that each style is based on, of those in the text and the common ones."""
    found: dict[str, str] = {}
    style = f"{{{_BASE}style:1.0}}"
    for part in ("styles.xml", _CONTENT):
        if part in archive:
            for each in tree(archive.read(part), path, part).iter(f"{style}style"):
                found[each.get(f"{style}name", "")] = each.get(f"{style}parent-style-name", "")
    return found


def _known(archive: ZipArchive, path: str) -> Metadata:
    if _META not in archive:
        return Metadata()
    return properties(tree(archive.read(_META), path, _META), _SAID)


class _Walk:
    """One pass over the text."""

    def __init__(self, text: str, content: _Content) -> None:
        self._text, self._content = text, content
        self._names = Names(content.namespaces, _NAMESPACES)
        self._drafts: list[_Draft] = []
        self._open: list[_Draft] = []
        self._notes: list[_Draft] = []
        self._where: list[str] = [""]
        self._lists = self._boxes = 0
        self._cells: list[int] = [0]
        self._class = "footnote"
        self._numbers = {"footnote": 0, "endnote": 0}

    def drafts(self) -> list[_Draft]:
        """The paragraphs in reading order, the notes last."""
        skipped, depth, names = "", 0, self._names
        for token in TOKEN.finditer(self._text):
            raw = token[2]
            if raw is None:
                if not skipped and self._open:
                    self._characters(token.start(), token.end())
            elif skipped:
                if raw == skipped and not token[4]:
                    depth += -1 if token[1] else 1
                    skipped = skipped if depth else ""
            elif name := names[raw]:
                if token[1]:
                    self._end(name, token.end())
                elif name in _UNREAD:
                    skipped, depth = ("", 0) if token[4] else (raw, 1)
                else:
                    self._start(name, token[3], token.start(), token.end())
                    if token[4]:
                        self._end(name, token.end())
        return self._drafts + self._notes

    def _characters(self, start: int, end: int) -> None:
        if not self._text.startswith("<", start):
            for text, low, high in pieces(self._text, start, end):
                self._open[-1].pieces.append((text, low, high))

    def _start(self, name: str, said: str, start: int, end: int) -> None:
        if name in _PARAGRAPHS:
            self._open.append(self._draft(name, said, start))
        elif name in _SPACES and self._open:
            self._open[-1].pieces.append((_SPACES[name], start, end))
        elif name == "text:s" and self._open:
            many = attribute(said, "c") or "1"
            self._open[-1].pieces.append(
                (" " * min(int(many), 1000) if many.isdecimal() else " ", start, end)
            )
        elif name == "text:list":
            self._lists += 1
        elif name == "table:table-cell":
            self._cells[-1] += 1
        elif name == "text:note":
            self._class = "endnote" if attribute(said, "note-class") == "endnote" else "footnote"
        elif name == "text:note-body":
            self._numbers[self._class] += 1
            self._where.append(f"{self._class} {self._numbers[self._class]}")
            self._cells.append(0)
        elif name == "drawing:text-box":
            self._boxes += 1
            self._where.append(f"text box {self._boxes}")
            self._cells.append(0)

    def _draft(self, name: str, said: str, start: int) -> _Draft:
        kind = self._content.kind(attribute(said, "style-name") or "")
        level, where = 0, self._where[-1]
        if kind is None and name == "text:h" and not where:
            outline = attribute(said, "outline-level") or "1"
            kind, level = Kind.HEADING, int(outline) if outline.isdecimal() else 1
        elif kind is None and self._cells[-1]:
            kind = Kind.TABLE_CELL
        elif kind is None and self._lists and not where:
            kind, level = Kind.LIST_ITEM, self._lists
        return _Draft(start, kind or Kind.PARAGRAPH, level, where)

    def _end(self, name: str, end: int) -> None:
        if name in _PARAGRAPHS and self._open:
            self._finish(self._open.pop(), end)
        elif name == "text:list":
            self._lists -= 1
        elif name == "table:table-cell":
            self._cells[-1] -= 1
        elif name in ("text:note-body", "drawing:text-box"):
            self._where.pop()
            self._cells.pop()

    def _finish(self, draft: _Draft, end: int) -> None:
        draft.end = end
        draft.pieces = _folded(draft.pieces)
        if draft.kind is Kind.TABLE_CELL and sum(len(piece[0]) for piece in draft.pieces) > _MAX_CELL:
            draft.kind = Kind.PARAGRAPH
        shown = [draft] if draft.pieces else []
        if draft.where.startswith(("footnote", "endnote")):
            self._notes += shown
        elif self._open:
            self._open[-1].behind += [*shown, *draft.behind]
        else:
            self._drafts += [*shown, *draft.behind]


def _folded(found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Pieces without the white space at either end."""
    low, high = 0, len(found)
    while low < high and found[low][0].isspace():
        low += 1
    while high > low and found[high - 1][0].isspace():
        high -= 1
    return found[low:high]


READER = OdtReader()
