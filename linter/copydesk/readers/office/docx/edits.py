"""Edits of a Word document: what they make of the runs and paragraphs of its XML.

ECMA-376 part 1, 17.3 (paragraphs and runs) and 17.13.5 (tracked changes). What an edit would break, it is not
made in: see `WordPackage.accepts`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from msgspec import Struct
from msgspec.structs import replace

from copydesk.document.metadata import Metadata
from copydesk.errors import SourceError
from copydesk.readers.office.docx.index import Leaf, Paragraph, PartIndex, TextRun
from copydesk.readers.office.docx.parts import Style
from copydesk.readers.office.xml import attribute, encoded
from copydesk.readers.office.zip import ZipArchive
from copydesk.text.source import Source, SourceEdit, Tracking

__all__ = ["WordPackage", "XmlPart"]

_ID = re.compile(r"""[\s:]id=["'](\d{1,9})["']""")
_SIGNED = "_xmlsignatures/"


class XmlPart(NamedTuple):
    """A part of a package that is text of the source: where, and how it is encoded."""

    name: str
    start: int
    end: int
    encoding: str
    namespaces: Mapping[str, str]


class _Splice(NamedTuple):
    """What is put in the place of a span of the XML."""

    start: int
    end: int
    text: str


class WordPackage(Struct, frozen=True, eq=False, dict=True):
    """The package that the text of a Word document is packed in.

    Attributes:
        parts: what the source's text consists of, in its order.
        styles: by id.
        tracking: edits are tracked changes, if this says whose.
    """

    archive: ZipArchive
    parts: tuple[XmlPart, ...]
    styles: Mapping[str, Style]
    core: Metadata
    tracking: Tracking | None = None

    def accepts(self, source: Source, edits: list[SourceEdit]) -> bool:
        """Whether edits that do not overlap can be made.

        They cannot in a signed document, in what Word wrote twice where the two differ, and where a paragraph
        would go that something else hangs on: a section, a picture, a note, a comment, somebody's change.
        """
        if any(name.startswith(_SIGNED) for name in self.archive.names):
            return False
        try:
            self._splices(source, edits)
        except SourceError:
            return False
        return True

    def edited(self, source: Source, edits: list[SourceEdit]) -> Source:
        """The source with edits made that do not overlap; all else in the package stays byte for byte.

        Raises:
            SourceError: they cannot be made.
        """
        texts: dict[str, bytes] = {}
        whole: list[str] = []
        parts: list[XmlPart] = []
        splices = self._splices(source, edits)
        for part in self.parts:
            own = [splice for splice in splices if part.start <= splice.start < part.end]
            text = _spliced(source.text, part, own)
            if own:
                texts[part.name] = encoded(text, part.encoding)
            start = parts[-1].end if parts else 0
            parts.append(part._replace(start=start, end=start + len(text)))
            whole.append(text)
        if not texts:
            return source
        archive = self.archive.with_members(texts)
        package = replace(self, archive=archive, parts=tuple(parts))
        return replace(source, data=archive.data, text="".join(whole), package=package)

    def tracked(self, tracking: Tracking) -> WordPackage:
        """The same package, whose edits are tracked changes."""
        return replace(self, tracking=tracking)

    def _index(self, source: Source, part: XmlPart) -> PartIndex:
        indexes: dict[str, PartIndex] = self.__dict__.setdefault("indexes", {})
        if part.name not in indexes:
            indexes[part.name] = PartIndex(source.text, part.start, part.end, part.namespaces)
        return indexes[part.name]

    def _splices(self, source: Source, edits: Iterable[SourceEdit]) -> list[_Splice]:
        found: list[_Splice] = []
        for part in self.parts:
            own = [edit for edit in edits if part.start <= edit.start < part.end]
            if own:
                plan = _Plan(source, self._index(source, part), self.tracking)
                found += plan.splices(own)
        return found


def _spliced(text: str, part: XmlPart, splices: Sequence[_Splice]) -> str:
    made, at = [], part.start
    for splice in sorted(splices):
        made += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join((*made, text[at : part.end]))


class _Plan:
    """What some edits of one part come to."""

    def __init__(self, source: Source, index: PartIndex, tracking: Tracking | None) -> None:
        self._source, self._text, self._index = source, source.text, index
        self._w = index.prefix
        self._tracking = tracking
        self._last_id = 0

    def splices(self, edits: list[SourceEdit]) -> list[_Splice]:
        gone: list[Paragraph] = []
        runs: dict[int, tuple[TextRun, list[tuple[SourceEdit, list[Leaf]]]]] = {}
        for edit in edits:
            if not edit.text and (paragraphs := self._index.paragraphs_in(edit.start, edit.end)):
                gone += paragraphs
                continue
            leaves = self._leaves(edit)
            run = leaves[0].run
            runs.setdefault(run.start, (run, []))[1].append((edit, leaves))
        made = [splice for run, own in runs.values() for splice in self._in_run(run, own)]
        made += self._without(gone)
        return [*made, *(twin for splice in made for twin in self._twins(splice))]

    def _refused(self) -> SourceError:
        return SourceError(self._source.path, "a fix cannot be made there without harm to the document")

    def _leaves(self, edit: SourceEdit) -> list[Leaf]:
        """What an edit is in: the inside of one text element, or some elements of one run as a whole."""
        leaves, starts = self._index.leaves, self._index.leaf_starts
        at = max(0, bisect_right(starts, edit.start) - 1)
        if at < len(leaves):
            leaf = leaves[at]
            if leaf.is_text and leaf.inner <= edit.start and edit.end <= leaf.inner_end:
                return [leaf]
            if edit.start == edit.end and edit.start in (leaf.start, leaf.end):
                return [leaf]
        first, behind = bisect_left(starts, edit.start), bisect_left(starts, edit.end)
        found = leaves[first:behind]
        whole = found and found[0].start == edit.start and found[-1].end == edit.end
        if not whole or any(leaf.run is not found[0].run for leaf in found):
            raise self._refused()
        return found

    # Runs.

    def _in_run(self, run: TextRun, own: list[tuple[SourceEdit, list[Leaf]]]) -> list[_Splice]:
        tracking = self._tracking
        if tracking is None or (
            run.wrapper
            and attribute(run.wrapper, "author") == tracking.author
            and attribute(run.wrapper, "date") == tracking.date
        ):
            return list(self._plainly(own))
        if run.nested:
            raise self._refused()
        return [_Splice(run.start, run.end, self._tracked(run, own))]

    def _plainly(self, own: list[tuple[SourceEdit, list[Leaf]]]) -> Iterable[_Splice]:
        inside: dict[int, tuple[Leaf, list[SourceEdit]]] = {}
        for edit, leaves in own:
            leaf = leaves[0]
            if leaf.is_text and leaf.inner <= edit.start and edit.end <= leaf.inner_end:
                inside.setdefault(leaf.start, (leaf, []))[1].append(edit)
            else:
                yield _Splice(edit.start, edit.end, self._index.element("t", edit.text))
        for leaf, edits in inside.values():
            low, high = self._index.shown(leaf)
            new = _made(self._text, low, high, edits)
            if leaf.kept or new == new.strip():
                new = self._text[leaf.inner : low] + new + self._text[high : leaf.inner_end]
                yield _Splice(leaf.inner, leaf.inner_end, new)
            else:
                yield _Splice(leaf.start, leaf.end, self._index.element("t", new))

    def _tracked(self, run: TextRun, own: list[tuple[SourceEdit, list[Leaf]]]) -> str:
        """A run with what is deleted and what is inserted set apart, each with the run's formatting."""
        bits: list[tuple[str, str]] = []
        pending = sorted((edit for edit, _ in own), key=lambda e: (e.start, e.end))
        for leaf in run.children:
            mine = [e for e in pending if leaf.start <= e.start and e.end <= leaf.end]
            if leaf.is_text and mine and leaf.inner <= mine[0].start and mine[-1].end <= leaf.inner_end:
                at, high = self._index.shown(leaf)
                for edit in mine:
                    bits.append(("", self._index.element("t", self._text[at : edit.start])))
                    bits.append(("del", self._index.element("delText", self._text[edit.start : edit.end])))
                    bits.append(("ins", self._index.element("t", edit.text)))
                    at = edit.end
                bits.append(("", self._index.element("t", self._text[at:high])))
                continue
            over = [e for e in pending if e.start <= leaf.start and leaf.end <= e.end]
            before = [e for e in pending if e.start == e.end == leaf.start]
            bits += [("ins", self._index.element("t", e.text)) for e in before]
            bits.append(("del" if over else "", self._text[leaf.start : leaf.end]))
            bits += [("ins", self._index.element("t", e.text)) for e in over if e.end == leaf.end]
            bits += [
                ("ins", self._index.element("t", e.text)) for e in pending if e.start == e.end == leaf.end
            ]
        made, state, xml = [], "", ""
        for kind, bit in (*bits, ("end", " ")):
            if not bit:
                continue
            if kind != state and xml:
                made.append(self._segment(run, state, xml))
                xml = ""
            state, xml = kind, xml + bit
        return "".join(made)

    def _segment(self, run: TextRun, kind: str, xml: str) -> str:
        whole = f"{run.tag}{run.properties}{xml}</{self._w}r>"
        if not kind:
            return whole
        changed = f"{self._change(kind)}{whole}</{self._w}{kind}>"
        if kind == "ins" and run.wrapper:  # within what somebody else inserted
            return f"</{run.wrapper_name}>{changed}{run.wrapper}"
        return changed

    def _change(self, kind: str, empty: bool = False) -> str:
        assert self._tracking is not None
        w, tracking = self._w, self._tracking
        if not self._last_id:
            self._last_id = max((int(match[1]) for match in _ID.finditer(self._text)), default=0)
        self._last_id += 1
        author, date = quoteattr(tracking.author), quoteattr(tracking.date)
        said = f'{w}id="{self._last_id}" {w}author={author} {w}date={date}'
        return f"<{w}{kind} {said}{'/' if empty else ''}>"

    # Paragraphs.

    def _without(self, gone: list[Paragraph]) -> Iterable[_Splice]:
        starts = {paragraph.start for paragraph in gone}
        led = False  # whether something stays before it that it could be a part of
        for paragraph in sorted(gone, key=lambda p: p.start):
            if paragraph.held:
                raise self._refused()
            before, after = self._index.siblings(paragraph)
            led = before is not None and (before.start not in starts or led)
            # A cell, a text box, the gap between two tables: each needs a paragraph, if an empty one.
            stays = not led and after is None
            if self._tracking:
                yield self._struck(paragraph, stays)
            else:
                marks = "".join(paragraph.marks)
                properties = self._text[paragraph.properties : paragraph.properties_end]
                left = f"{paragraph.tag}{properties}{marks}</{self._w}p>" if stays else marks
                yield _Splice(paragraph.start, paragraph.end, left)

    def _struck(self, paragraph: Paragraph, stays: bool) -> _Splice:
        """A paragraph with all its runs deleted, and its mark unless it stays."""
        if paragraph.fields:
            raise self._refused()
        text, made, at = self._text, [], paragraph.body
        w = self._w
        mark = self._change("del", empty=True)
        properties = text[paragraph.properties : paragraph.properties_end]
        if stays:
            pass
        elif f"<{w}rPr/>" in properties:
            properties = properties.replace(f"<{w}rPr/>", f"<{w}rPr>{mark}</{w}rPr>", 1)
        elif f"<{w}rPr>" in properties:
            properties = properties.replace(f"<{w}rPr>", f"<{w}rPr>{mark}", 1)
        elif properties and not properties.endswith("/>"):
            cut = properties.rfind(f"</{w}pPr>")
            changed = properties.find(f"<{w}pPrChange")
            cut = changed if changed >= 0 else cut
            properties = f"{properties[:cut]}<{w}rPr>{mark}</{w}rPr>{properties[cut:]}"
        else:
            properties = f"<{w}pPr><{w}rPr>{mark}</{w}rPr></{w}pPr>"
        for run in self._index.runs_in(paragraph.start, paragraph.end):
            inner = "".join(
                self._index.element("delText", text[c.inner : c.inner_end])
                if c.is_text
                else text[c.start : c.end]
                for c in run.children
            )
            made += [
                text[at : run.start],
                self._segment(run, "del", inner) if inner else text[run.start : run.end],
            ]
            at = run.end
        body = "".join((*made, text[at : paragraph.end]))
        return _Splice(paragraph.start, paragraph.end, paragraph.tag + properties + body)

    # What Word writes twice.

    def _twins(self, splice: _Splice) -> list[_Splice]:
        for choice, choice_end, fallback in self._index.twins:
            if choice <= splice.start < choice_end:
                if fallback < 0:
                    raise self._refused()
                by = fallback - choice
                return [_Splice(splice.start + by, splice.end + by, splice.text)]
        return []


def _made(text: str, start: int, end: int, edits: list[SourceEdit]) -> str:
    made, at = [], start
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        made += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*made, text[at:end]))
