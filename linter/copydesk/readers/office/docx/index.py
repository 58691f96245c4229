"""The index of a part of a Word document: its paragraphs, runs and texts, for those who edit it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from msgspec import Struct, field

from copydesk.readers.office.docx.parts import NAMESPACES
from copydesk.readers.office.xml import TOKEN, Names, attribute

__all__ = ["Leaf", "Paragraph", "PartIndex", "TextRun"]

#: What a reader of the document sees as text.
_LEAVES = frozenset({"w:t", "w:tab", "w:ptab", "w:br", "w:cr", "w:noBreakHyphen"})
#: What may stand between two paragraphs, and so stays when the one that it stood in goes.
_MARKS_TEXT = """
w:bookmarkStart w:bookmarkEnd w:commentRangeStart w:commentRangeEnd w:permStart w:permEnd
"""
_MARKS = frozenset(_MARKS_TEXT.split())
#: What a paragraph cannot go with.
_HOLDING_TEXT = """
w:sectPr w:drawing w:pict w:object w:ins w:del w:moveFrom w:moveTo w:pPrChange w:footnoteReference
w:endnoteReference w:commentReference w:footnoteRef w:endnoteRef mc:AlternateContent w:subDoc
w:moveFromRangeStart w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd
"""
_HOLDING = frozenset(_HOLDING_TEXT.split())
_WRAPPERS = frozenset({"w:ins", "w:moveTo"})


class TextRun(Struct, eq=False):
    """A run: its start tag, its properties, and its children in order.

    Attributes:
        wrapper: the start tag of the insertion or move that it stands in directly, or "".
        nested: whether there are paragraphs in it.
    """

    start: int
    tag: str
    wrapper: str = ""
    wrapper_name: str = ""
    end: int = -1
    properties: str = ""
    children: list[Leaf] = field(default_factory=list)
    nested: bool = False


class Leaf(Struct, eq=False):
    """A child of a run.

    Attributes:
        inner, inner_end: where its content stands.
        kept: whether the outer white space of its text counts.
    """

    start: int
    run: TextRun
    is_text: bool
    inner: int
    kept: bool = False
    end: int = -1
    inner_end: int = -1


class Paragraph(Struct, eq=False):
    """A paragraph.

    Attributes:
        tag: its start tag, were there anything in it.
        properties, properties_end: where these stand, if it has any.
        body: where the rest begins.
        marks: the ends of ranges in it, as written.
        held: whether something in it has to stay.
        fields: how many beginnings and ends of fields stand in it.
    """

    start: int
    tag: str
    body: int
    end: int = -1
    properties: int = 0
    properties_end: int = 0
    marks: list[str] = field(default_factory=list)
    held: bool = False
    fields: int = 0
    balance: int = 0


class _Open(Struct, eq=False):
    name: str
    raw: str
    start: int
    inner: int
    tag: str
    run: TextRun | None = None
    leaf: Leaf | None = None
    paragraph: Paragraph | None = None
    boxes: list[tuple[int, int]] = field(default_factory=list)
    twice: bool = False


class PartIndex:
    """The index of one part.

    Args:
        text: the source.
        start, end: the part.
        namespaces: by prefix.

    Attributes:
        prefix: what stands before the names of WordprocessingML.
        leaves: the texts, tabs and breaks, in order.
        twins: where the text boxes are that the part has twice: of the first copy beginning and end, and of
            the second the beginning, or -1 where the two differ.
    """

    def __init__(self, text: str, start: int, end: int, namespaces: Mapping[str, str]) -> None:
        self._text = text
        prefix = next((p for p, uri in namespaces.items() if NAMESPACES.get(uri) == "w"), "w")
        self.prefix = f"{prefix}:" if prefix else ""
        self.leaves: list[Leaf] = []
        self.twins: list[tuple[int, int, int]] = []
        self._runs: list[TextRun] = []
        self._paragraphs: list[Paragraph] = []
        self._open: list[_Open] = []
        self._read(start, end, Names(namespaces, NAMESPACES))
        self.leaf_starts = [leaf.start for leaf in self.leaves]
        self._paragraphs.sort(key=lambda p: p.start)
        self._paragraph_starts = [p.start for p in self._paragraphs]
        self._paragraph_ends = {p.end: p for p in self._paragraphs}
        self._run_starts = [run.start for run in self._runs]

    def paragraphs_in(self, start: int, end: int) -> list[Paragraph]:
        """The outermost paragraphs that stand wholly in a span."""
        found: list[Paragraph] = []
        starts = self._paragraph_starts
        for paragraph in self._paragraphs[bisect_left(starts, start) : bisect_left(starts, end)]:
            if paragraph.end <= end and (not found or paragraph.start >= found[-1].end):
                found.append(paragraph)
        return found

    def runs_in(self, start: int, end: int) -> list[TextRun]:
        """The runs that begin in a span."""
        return self._runs[bisect_left(self._run_starts, start) : bisect_left(self._run_starts, end)]

    def siblings(self, paragraph: Paragraph) -> tuple[Paragraph | None, Paragraph | None]:
        """The paragraphs directly before and after one in the same parent."""
        text = self._text
        before, after = paragraph.start, paragraph.end
        while before > 0 and text[before - 1].isspace():
            before -= 1
        while after < len(text) and text[after].isspace():
            after += 1
        at = bisect_left(self._paragraph_starts, after)
        follows = at < len(self._paragraphs) and self._paragraph_starts[at] == after
        return self._paragraph_ends.get(before), self._paragraphs[at] if follows else None

    def shown(self, leaf: Leaf) -> tuple[int, int]:
        """Where the text of an element is, without the outer white space where it does not count."""
        if leaf.kept:
            return leaf.inner, leaf.inner_end
        raw = self._text[leaf.inner : leaf.inner_end]
        low = leaf.inner + len(raw) - len(raw.lstrip())
        return low, max(low, leaf.inner + len(raw.rstrip()))

    def element(self, name: str, text: str) -> str:
        """An element that holds text, all of whose white space counts; "" for no text."""
        return f'<{self.prefix}{name} xml:space="preserve">{text}</{self.prefix}{name}>' if text else ""

    def leaf_at(self, offset: int) -> Leaf | None:
        """The text, tab or break that a code point of the source is of."""
        at = bisect_right(self.leaf_starts, offset) - 1
        return self.leaves[at] if at >= 0 and offset < self.leaves[at].end else None

    def outermost_run(self, offset: int) -> TextRun | None:
        """The outermost run that a place is in: of a text box, the one that it is anchored in."""
        return next((run for run in self._runs if run.start <= offset < run.end), None)

    def _read(self, start: int, end: int, names: Names) -> None:
        for token in TOKEN.finditer(self._text, start, end):
            raw = token[2]
            if raw is None:
                continue
            if token[1]:
                self._close(self._open.pop(), token.start(), token.end())
                continue
            opened = _Open(names[raw], raw, token.start(), token.end(), token[0])
            self._start(opened, token[3], bool(token[4]))
            if token[4]:
                self._close(opened, token.end(), token.end())
            else:
                self._open.append(opened)

    def _start(self, new: _Open, said: str, empty: bool) -> None:
        outer = self._open[-1] if self._open else None
        if outer and outer.run and new.name != "w:rPr":
            is_text = new.name == "w:t" and not empty
            new.leaf = Leaf(new.start, outer.run, is_text, new.inner, attribute(said, "space") == "preserve")
            outer.run.children.append(new.leaf)
            if new.name in _LEAVES and (is_text or new.name != "w:t"):
                self.leaves.append(new.leaf)
        if new.name == "w:r":
            new.run = TextRun(new.start, new.tag)
            if outer and outer.name in _WRAPPERS:
                new.run.wrapper, new.run.wrapper_name = outer.tag, outer.raw
            self._runs.append(new.run)
        elif new.name == "w:p":
            tag = new.tag[:-2].rstrip() + ">" if empty else new.tag
            new.paragraph = Paragraph(new.start, tag, new.inner)
            self._paragraphs.append(new.paragraph)
            for each in self._open:
                if each.run:
                    each.run.nested = True
        elif new.name in _HOLDING:
            for paragraph in self._holders():
                paragraph.held = True
        elif new.name in _MARKS:
            for paragraph in self._holders():
                paragraph.marks.append(new.tag if empty else f"{new.tag}</{new.raw}>")
        elif new.name == "w:fldChar":
            kind = attribute(said, "fldCharType")
            for paragraph in self._holders():
                paragraph.fields += 1
                paragraph.balance += {"begin": 1, "end": -1}.get(kind or "", 0)
                paragraph.held = paragraph.held or paragraph.balance < 0

    def _holders(self) -> list[Paragraph]:
        return [each.paragraph for each in self._open if each.paragraph]

    def _close(self, closed: _Open, start: int, end: int) -> None:
        if closed.leaf:
            closed.leaf.inner_end, closed.leaf.end = start, end
        if closed.run:
            closed.run.end = end
        elif closed.paragraph:
            closed.paragraph.end = end
            closed.paragraph.held = closed.paragraph.held or closed.paragraph.balance != 0
        elif self._open and closed.name == "w:rPr" and self._open[-1].run:
            self._open[-1].run.properties = self._text[closed.start : end]
        elif self._open and closed.name == "w:pPr" and (paragraph := self._open[-1].paragraph):
            paragraph.properties, paragraph.properties_end, paragraph.body = closed.start, end, end
        elif closed.name == "w:txbxContent":
            for each in reversed(self._open):
                if each.name in ("mc:Choice", "mc:Fallback"):
                    each.boxes.append((closed.inner, start))
                    break
        elif self._open and closed.name in ("mc:Choice", "mc:Fallback"):
            self._compare(self._open[-1], closed)
        elif closed.name == "mc:AlternateContent" and not closed.twice:
            self.twins = [twin for twin in self.twins if twin[:2] not in closed.boxes]

    def _compare(self, outer: _Open, closed: _Open) -> None:
        """Note the text boxes of an alternative, and compare them with those of the one before it."""
        if closed.name == "mc:Choice":
            outer.boxes += closed.boxes
            self.twins += [(start, end, -1) for start, end in closed.boxes]
            return
        text, outer.twice = self._text, True
        if [text[s:e] for s, e in outer.boxes] == [text[s:e] for s, e in closed.boxes]:
            for (start, end), (twin, _) in zip(outer.boxes, closed.boxes, strict=True):
                self.twins.remove((start, end, -1))
                self.twins.append((start, end, twin))
