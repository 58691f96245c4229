"""The blocks of a Word document: one walk over the XML of a part, as its reader sees the text.

Tracked changes are read as accepted. Of a field the result is text, the instruction is not. Of what Word
writes twice, for itself and for older programs, the first is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from copydesk.document.article import MASK, Kind
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.office.docx.parts import Style
from copydesk.readers.office.xml import TOKEN, Names, attribute
from copydesk.readers.xml import pieces

__all__ = ["Notes", "ParagraphDraft", "read_part"]

#: Elements whose text the document does not show, or shows elsewhere.
_UNREAD_TEXT = """
w:del w:moveFrom mc:Fallback w:rt w:pPrChange w:rPrChange w:sectPrChange w:tblPrChange w:trPrChange
w:tcPrChange w:tblGridChange w:tblPrExChange w:numberingChange
"""
_UNREAD = frozenset(_UNREAD_TEXT.split())
_SPACES = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_MADE = frozenset({"TOC", "TOA", "INDEX"})
_OFF = frozenset({"0", "false", "off", "none"})
_STYLED = Style()
_MAX_CELL = 300


class Notes(Struct):
    """The notes of a document in the order of its references to them: each one's number, by id."""

    footnote: dict[str, int] = field(default_factory=dict)
    endnote: dict[str, int] = field(default_factory=dict)


class ParagraphDraft(Struct, eq=False):
    """A paragraph before it is emitted.

    Attributes:
        start, end: in the source, its markup included.
        where: what holds it beside the text: "footnote 2".
        pieces: its text: each with its place, and whether it is no prose.
        languages: how many code points are said to be in which language.
        behind: the paragraphs of text boxes that are anchored in it.
    """

    start: int
    where: str = ""
    end: int = -1
    style: Style = _STYLED
    level: int | None = None
    depth: int = 0
    listed: bool | None = None
    cell: bool = False
    merged: bool = False
    pieces: list[tuple[str, int, int, bool]] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    behind: list[ParagraphDraft] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, as the pieces have it."""
        return "".join([piece[0] for piece in self.pieces])

    @property
    def kind(self) -> Kind:
        """What the styles say that it is."""
        level = self.style.level if self.level is None else self.level
        if self.style.kind:
            return self.style.kind
        if level and not self.where:
            return Kind.HEADING
        if self.cell and sum(len(piece[0]) for piece in self.pieces) <= _MAX_CELL:
            return Kind.TABLE_CELL
        return Kind.LIST_ITEM if self._is_listed else Kind.PARAGRAPH

    @property
    def _is_listed(self) -> bool:
        return self.style.listed if self.listed is None else self.listed

    @property
    def rank(self) -> int:
        """The level of a heading, or the depth of an item."""
        if self.kind is Kind.HEADING:
            return self.style.level if self.level is None else self.level
        return self.depth + 1 if self.kind is Kind.LIST_ITEM else 0

    @property
    def language(self) -> str | None:
        """The language that most of it is said to be in, if that is most of it."""
        if not self.languages:
            return None
        code, most = self.languages.most_common(1)[0]
        return code if 2 * most > sum(len(piece[0]) for piece in self.pieces) else None

    def emit(self, builder: ArticleBuilder, kind: Kind, language: str | None) -> None:
        """Add the block to an article, as what it is and in its own language, if it has one.

        Args:
            builder: of the article.
            kind: what it is.
            language: its own, or None.
        """
        builder.open_block()
        for text, start, end, opaque in self.pieces:
            (builder.add_opaque if opaque else builder.add)(text, start, end)
        builder.close_block(kind, self.start, self.end, language=language, level=self.rank, where=self.where)


class _Field:
    """A field that is open: whether its result is reached, and its instruction."""

    __slots__ = ("instruction", "reached")

    def __init__(self) -> None:
        self.reached, self.instruction = False, ""

    @property
    def is_read(self) -> bool:
        first = self.instruction.split(None, 1)
        return self.reached and not (first and first[0].upper() in _MADE)


def read_part(
    text: str, start: int, end: int, names: Names, styles: Mapping[str, Style], notes: Notes
) -> list[ParagraphDraft]:
    """The paragraphs of a part that have text, in reading order.

    Args:
        text: the source.
        start, end: the part.
        names: of its elements.
        styles: by id.
        notes: is told of references, and tells the numbers of notes.
    """
    walk = _Walk(text, names, styles, notes)
    walk.read(start, end)
    return walk.drafts


class _Walk:
    def __init__(self, text: str, names: Names, styles: Mapping[str, Style], notes: Notes) -> None:
        self.drafts: list[ParagraphDraft] = []
        self._text, self._names, self._styles, self._notes = text, names, styles, notes
        self._open: list[str] = []
        #: The paragraphs that are open: one, and those of text boxes in it.
        self._paragraphs: list[ParagraphDraft] = []
        self._cells: list[int] = [0]
        self._fields: list[_Field] = []
        self._where = ""
        self._boxes = 0
        self._run = _STYLED
        self._language: str | None = None
        self._kept: bool | None = None  # in a w:t: whether its outer white space counts

    def read(self, start: int, end: int) -> None:
        skipped, depth, since, found = "", 0, 0, self._names
        for token in TOKEN.finditer(self._text, start, end):
            raw = token[2]
            if raw is None:
                if self._kept is not None and not skipped:
                    self._characters(token.start(), token.end())
                continue
            if skipped:
                if raw == skipped and not token[4]:
                    depth += -1 if token[1] else 1
                    if not depth:
                        if found[skipped] == "m:oMath":
                            self._add(MASK, since, token.end(), True)
                        skipped = ""
                continue
            name = found[raw]
            if not name:
                continue
            if token[1]:
                self._open.pop()
                self._end(name, token.end())
            elif (name in _UNREAD or name == "m:oMath") and not token[4]:
                skipped, depth, since = raw, 1, token.start()
            else:
                if not token[4]:
                    self._open.append(name)
                self._start(name, token[3], token.start(), token.end())
                if token[4]:
                    self._end(name, token.end())

    def _start(self, name: str, said: str, start: int, end: int) -> None:
        inside = self._open
        if name in ("w:t", "w:instrText"):
            self._kept = attribute(said, "space") == "preserve"
            self._gathered: list[tuple[str, int, int]] = []
        elif name == "w:p":
            if self._continues():
                self._paragraphs[-1].merged, self._paragraphs[-1].end = False, -1
            else:
                self._paragraphs.append(ParagraphDraft(start, self._where, cell=self._cells[-1] > 0))
        elif name == "w:r":
            self._run, self._language = _STYLED, None
        elif name in _SPACES:
            if "w:r" in inside[-2:]:
                self._add(_SPACES[name], start, end)
        elif len(inside) > 1 and inside[-1] == "w:rPr" and inside[-2] == "w:r":
            self._property_of_run(name, said)
        elif "w:pPr" in inside[-4:]:
            self._property(name, said)
        elif name == "w:fldChar":
            self._field(attribute(said, "fldCharType"))
        elif name == "w:sym":
            self._add(MASK, start, end, True)
        elif name == "wp:inline":
            if (
                self._paragraphs
                and self._paragraphs[-1].pieces
                and self._paragraphs[-1].pieces[-1][0][-1:].isspace()
            ):
                self._add(MASK, start, end, True)
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            numbers = getattr(self._notes, name[2:-9])
            numbers.setdefault(attribute(said, "id") or "", len(numbers) + 1)
        elif name in ("w:footnote", "w:endnote"):
            number = getattr(self._notes, name[2:]).get(attribute(said, "id") or "")
            self._where = f"{name[2:]} {number}" if number else name[2:]
        elif name == "w:tbl":
            self._unmerge()
        elif name == "w:tc":
            self._cells[-1] += 1
        elif name == "w:txbxContent":
            self._boxes += 1
            self._cells.append(0)
            self._where = f"text box {self._boxes}"

    def _end(self, name: str, end: int) -> None:
        if name == "w:t":
            self._close_text()
        elif name == "w:instrText":
            if self._fields and not self._fields[-1].reached:
                self._fields[-1].instruction += "".join([text for text, *_ in self._gathered])
            self._kept = None
        elif name == "w:p":
            self._close_paragraph(end)
        elif name == "w:tc":
            self._cells[-1] -= 1
            self._unmerge()
        elif name == "w:txbxContent":
            self._cells.pop()
            self._unmerge()
            self._where = self._paragraphs[-1].where if self._paragraphs else ""
        elif name in ("w:footnote", "w:endnote"):
            self._unmerge()
            self._where = ""
        elif name == "w:body":
            self._unmerge()

    # Text.

    def _characters(self, start: int, end: int) -> None:
        if self._text.startswith("<", start):
            if self._text.startswith("<![CDATA[", start):
                self._gathered.append((self._text[start + 9 : end - 3], start, end))
        else:
            self._gathered += pieces(self._text, start, end)

    def _close_text(self) -> None:
        gathered = self._gathered if self._kept else list(_stripped(self._gathered))
        self._kept = None
        for text, start, end in gathered:
            self._add(text, start, end)

    def _add(self, text: str, start: int, end: int, opaque: bool = False) -> None:
        if not self._paragraphs or self._run.hidden or not all(f.is_read for f in self._fields):
            return
        paragraph = self._paragraphs[-1]
        paragraph.pieces.append((text, start, end, opaque or self._run.code))
        if self._language:
            paragraph.languages[self._language] += len(text)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].reached = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _property_of_run(self, name: str, said: str) -> None:
        value = attribute(said, "val")
        if name == "w:rStyle":
            self._run = self._styles.get(value or "", _STYLED)
        elif name == "w:vanish":
            self._run = Style(hidden=value not in _OFF, code=self._run.code)
        elif name == "w:lang" and value and value[:2] != "x-":
            self._language = value

    # Paragraphs.

    def _property(self, name: str, said: str) -> None:
        if not self._paragraphs:
            return
        paragraph, value = self._paragraphs[-1], attribute(said, "val") or ""
        if name == "w:pStyle":
            paragraph.style = self._styles.get(value, _STYLED)
        elif name == "w:outlineLvl" and value.isdecimal():
            paragraph.level = int(value) + 1 if int(value) < 9 else 0
        elif name == "w:ilvl" and value.isdecimal():
            paragraph.depth = int(value)
        elif name == "w:numId":
            paragraph.listed = value != "0"
        elif name == "w:del" and "w:rPr" in self._open[-2:]:
            paragraph.merged = True

    def _close_paragraph(self, end: int) -> None:
        self._fields = [f for f in self._fields if f.reached]
        paragraph = self._paragraphs[-1]
        paragraph.end = end
        if paragraph.merged:  # its mark is deleted: what comes next is of the same paragraph
            return
        self._finish()

    def _continues(self) -> bool:
        """Whether the next paragraph is of one whose mark is deleted."""
        return bool(self._paragraphs) and self._paragraphs[-1].merged and self._paragraphs[-1].end >= 0

    def _unmerge(self) -> None:
        """Finish a paragraph whose mark is deleted, but which none follows."""
        if self._continues():
            self._finish()

    def _finish(self) -> None:
        paragraph = self._paragraphs.pop()
        if paragraph.style.made or paragraph.style.hidden:
            paragraph.pieces = []
        paragraph.pieces = _trimmed(paragraph.pieces)
        shown = [paragraph] if any(not opaque for *_, opaque in paragraph.pieces) else []
        shown += paragraph.behind
        (self._paragraphs[-1].behind if self._paragraphs else self.drafts).extend(shown)


def _stripped(gathered: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """What is left of a text whose outer white space does not count."""
    return (piece[:3] for piece in _trimmed([(*piece, False) for piece in gathered]))


def _trimmed(pieces: list[tuple[str, int, int, bool]]) -> list[tuple[str, int, int, bool]]:
    """Pieces without the white space at either end."""
    low, high = 0, len(pieces)
    while low < high and pieces[low][0].isspace():
        low += 1
    while high > low and pieces[high - 1][0].isspace():
        high -= 1
    pieces = pieces[low:high]
    if not pieces:
        return []
    text, start, end, opaque = pieces[0]
    if len(text) == end - start and (cut := len(text) - len(text.lstrip())):
        pieces[0] = (text[cut:], start + cut, end, opaque)
    text, start, end, opaque = pieces[-1]
    if len(text) == end - start and (cut := len(text) - len(text.rstrip())):
        pieces[-1] = (text[:-cut], start, end - cut, opaque)
    return pieces
