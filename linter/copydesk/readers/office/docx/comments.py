"""Comments in a Word document: written beside those that are there, and nothing else in it changed.

ECMA-376 part 1, 17.13.4. Word takes no comment in a note or a text box: it is made where these are anchored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from copydesk.errors import SourceError
from copydesk.readers.office.docx.edits import WordPackage
from copydesk.readers.office.docx.index import Leaf, PartIndex, TextRun
from copydesk.readers.office.docx.parts import related
from copydesk.readers.office.xml import attribute, decoded, encoded
from copydesk.readers.office.zip import ZipArchive
from copydesk.readers.xml import escape
from copydesk.text.source import Source

__all__ = ["Comment", "with_comments"]

_AUTHOR, _INITIALS = "copydesk", "cd"
_TYPES = "[Content_Types].xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_ID = re.compile(r"""[\s:]id=["'](\d{1,9})["']""")
_NOTE = re.compile(r"<(?:\w+:)?(footnote|endnote)\b[^>]*>")


class Comment(NamedTuple):
    """What is said of a span of the source, a paragraph each."""

    start: int
    end: int
    said: Sequence[str]


class _Cut(NamedTuple):
    """Where a run is cut, and what goes between; `order` is among those at one place."""

    at: int
    order: int
    xml: str


def with_comments(source: Source, comments: Iterable[Comment]) -> bytes:
    """The document with comments.

    Args:
        source: of a Word document.
        comments: in the order of the source.

    Raises:
        SourceError: its package is one that cannot be written.
    """
    package = source.package
    assert isinstance(package, WordPackage)
    main = package.parts[0]
    index = PartIndex(source.text, main.start, main.end, main.namespaces)
    writer = _Writer(source, package, index)
    for comment in comments:
        writer.add(comment)
    if not writer.said:
        return source.data
    new = {main.name: encoded(writer.text(), main.encoding)}
    new |= _part(package.archive, main.name, source.path, writer)
    return package.archive.with_members(new).data


class _Writer:
    def __init__(self, source: Source, package: WordPackage, index: PartIndex) -> None:
        self._source, self._index, self._main = source, index, package.parts[0]
        self._within: dict[int, tuple[TextRun, list[_Cut]]] = {}
        self._around: list[_Cut] = []
        self.said: list[tuple[int, Sequence[str]]] = []
        name = related(package.archive, self._main.name, source.path).get("comments")
        texts = [source.text, *([decoded(package.archive.read(name), source.path, name)[0]] if name else [])]
        self._next = 1 + max((int(m[1]) for text in texts for m in _ID.finditer(text)), default=-1)

    def add(self, comment: Comment) -> None:
        """Take in a comment; one that has no place in the text is left out."""
        w, id_ = self._index.prefix, self._next
        begin = f'<{w}commentRangeStart {w}id="{id_}"/>'
        end = f'<{w}commentRangeEnd {w}id="{id_}"/><{w}r><{w}commentReference {w}id="{id_}"/></{w}r>'
        last = max(comment.start, comment.end - 1)
        first_leaf, last_leaf = self._index.leaf_at(comment.start), self._index.leaf_at(last)
        if comment.start < self._main.end and first_leaf and last_leaf and self._plain(first_leaf, last_leaf):
            empty = comment.end <= comment.start
            self._cut(first_leaf.run, _Cut(comment.start, 1, begin))
            self._cut(last_leaf.run, _Cut(max(comment.start, comment.end), 2 if empty else 0, end))
        elif run := self._anchor(comment.start):
            self._around += [_Cut(run.start, 1, begin), _Cut(run.end, 0, end)]
        else:
            return
        self._next += 1
        self.said.append((id_, comment.said))

    def _plain(self, *leaves: Leaf) -> bool:
        """Whether text is in runs that can be cut: in none that holds a text box, nor in one of these."""
        return all(
            not leaf.run.nested and self._index.outermost_run(leaf.start) is leaf.run for leaf in leaves
        )

    def _cut(self, run: TextRun, cut: _Cut) -> None:
        self._within.setdefault(run.start, (run, []))[1].append(cut)

    def _anchor(self, offset: int) -> TextRun | None:
        """The run of the main part that stands for a place in a text box or a note."""
        text = self._source.text
        if offset >= self._main.end:
            start = max(text.rfind("footnote ", 0, offset), text.rfind("endnote ", 0, offset))
            note = _NOTE.match(text, text.rfind("<", 0, start)) if start >= 0 else None
            if note is None:
                return None
            id_ = attribute(note[0], "id")
            for reference in re.finditer(rf"<(?:\w+:)?{note[1]}Reference\b[^>]*>", text[: self._main.end]):
                if attribute(reference[0], "id") == id_:
                    return self._index.outermost_run(reference.start())
            return None
        return self._index.outermost_run(offset)

    def text(self) -> str:
        """The main part with the comments' ranges and references."""
        splices = [(cut.at, cut.at, cut.order, cut.xml) for cut in self._around]
        splices += [
            (run.start, run.end, 1, self._with_cuts(run, cuts)) for run, cuts in self._within.values()
        ]
        text, made, at = self._source.text, [], self._main.start
        for start, end, _, xml in sorted(splices):
            made += [text[at:start], xml]
            at = end
        return "".join((*made, text[at : self._main.end]))

    def _with_cuts(self, run: TextRun, cuts: list[_Cut]) -> str:
        text, index, made, inside = self._source.text, self._index, [], ""
        closing = f"</{index.prefix}r>"

        def close() -> None:
            nonlocal inside
            if inside:
                made.append(f"{run.tag}{run.properties}{inside}{closing}")
                inside = ""

        waiting = sorted(cuts)
        for leaf in run.children:
            low, high = index.shown(leaf) if leaf.is_text else (leaf.start, leaf.end)
            at = low
            # What begins behind the child is of the next one, what ends there is of this.
            while waiting and (waiting[0].at < high or (waiting[0].at <= leaf.end and waiting[0].order != 1)):
                cut = waiting.pop(0)
                if leaf.is_text and at < cut.at:
                    inside += index.element("t", text[at : cut.at])
                    at = cut.at
                elif not leaf.is_text and cut.at > leaf.start and at == low:
                    inside += text[leaf.start : leaf.end]
                    at = high
                close()
                made.append(cut.xml)
            if at < high or not leaf.is_text:
                whole = at == low
                if leaf.is_text:
                    inside += text[leaf.start : leaf.end] if whole else index.element("t", text[at:high])
                elif whole:
                    inside += text[leaf.start : leaf.end]
        close()
        return "".join((*made, *(cut.xml for cut in waiting)))


def _part(archive: ZipArchive, main: str, path: str, writer: _Writer) -> dict[str, bytes]:
    """The part of the comments as it is then; a new one with what makes it known."""
    name = related(archive, main, path).get("comments")
    if name is not None:
        text, encoding, namespaces = decoded(archive.read(name), path, name)
        prefix = PartIndex(text, 0, len(text), namespaces).prefix
        return {name: encoded(_before_end(text, "comments", _comments(prefix, writer.said)), encoding)}
    folder, _, file = main.rpartition("/")
    name = f"{folder}/comments.xml".lstrip("/")
    rels = f"{folder}/_rels/{file}.rels".lstrip("/")
    if name in archive or rels not in archive:
        raise SourceError(path, "is built in a way that takes no comments")
    relations, codec, _ = decoded(archive.read(rels), path, rels)
    types, types_codec, _ = decoded(archive.read(_TYPES), path, _TYPES)
    strict = _STRICT in relations
    word = "http://purl.oclc.org/ooxml/wordprocessingml/main" if strict else None
    word = word or "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relation = (
        f'<Relationship Id="{_unused(relations)}" Type="{_STRICT if strict else _RELATION}/comments" '
        'Target="comments.xml"/>'
    )
    override = f'<Override PartName="/{name}" ContentType="{_TYPE}"/>'
    new = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:comments xmlns:w="{word}">{_comments("w:", writer.said)}</w:comments>'
    )
    return {
        rels: encoded(_before_end(relations, "Relationships", relation), codec),
        _TYPES: encoded(_before_end(types, "Types", override), types_codec),
        name: new.encode(),
    }


def _before_end(text: str, root: str, xml: str) -> str:
    """A part with something added at the end of its root, which may be an empty element."""
    end = text.rfind(f"{root}>")
    at = text.rfind("</", 0, end)
    if at >= 0 and end >= 0:
        return text[:at] + xml + text[at:]
    start = text.rfind("/>")
    name = re.match(r"[^\s/>]+", text[text.rfind("<") + 1 :])
    return f"{text[:start]}>{xml}</{name[0] if name else root}>{text[start + 2 :]}"


def _unused(relations: str) -> str:
    number = 1
    while f'"rId{number}"' in relations or f"'rId{number}'" in relations:
        number += 1
    return f"rId{number}"


def _comments(w: str, said: Iterable[tuple[int, Sequence[str]]]) -> str:
    return "".join(
        f'<{w}comment {w}id="{id_}" {w}author={quoteattr(_AUTHOR)} {w}initials="{_INITIALS}">'
        + "".join(
            f'<{w}p><{w}r><{w}t xml:space="preserve">{escape(line)}</{w}t></{w}r></{w}p>' for line in lines
        )
        + f"</{w}comment>"
        for id_, lines in said
    )
