"""The parts of a Word document: what is packed in it, and what its styles mean.

Office Open XML, ECMA-376 part 1 (WordprocessingML) and part 2 (packages). No relationship that leads out of
the file is ever followed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from msgspec import Struct

from copydesk.document.article import Kind
from copydesk.document.metadata import Metadata
from copydesk.errors import SourceError
from copydesk.readers.office.properties import properties
from copydesk.readers.office.xml import tree
from copydesk.readers.office.zip import ZipArchive

__all__ = ["NAMESPACES", "Style", "core_properties", "main_part", "open_archive", "related", "styles"]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
#: The reader's prefixes.
NAMESPACES = {
    _WORD: "w",
    _STRICT: "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
}
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CORE = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": "{http://purl.org/dc/elements/1.1/}creator",
    "date": "{http://purl.org/dc/terms/}created",
}
_OLE = b"\xd0\xcf\x11\xe0"
#: What styles are called that say what a paragraph is; Word's own have these names in every language.
_KINDS = {
    "title": Kind.HEADLINE,
    "headline": Kind.HEADLINE,
    "subtitle": Kind.DECK,
    "deck": Kind.DECK,
    "standfirst": Kind.DECK,
    "byline": Kind.BYLINE,
    "author": Kind.BYLINE,
    "dateline": Kind.DATELINE,
    "quote": Kind.BLOCK_QUOTE,
    "intense quote": Kind.BLOCK_QUOTE,
    "block text": Kind.BLOCK_QUOTE,
    "block quote": Kind.BLOCK_QUOTE,
    "block quotation": Kind.BLOCK_QUOTE,
    "quotations": Kind.BLOCK_QUOTE,
    "pull quote": Kind.PULL_QUOTE,
    "caption": Kind.CAPTION,
    "html preformatted": Kind.CODE,
    "macro text": Kind.CODE,
    "code": Kind.CODE,
    "source code": Kind.CODE,
}
_CODE = frozenset(
    {"html code", "html keyboard", "html sample", "code char", "verbatim char", "code", "source code"}
)
#: Tables of contents and of figures, and indexes: Word makes them of what stands elsewhere.
_MADE = ("toc ", "table of figures", "table of authorities", "index ")


class Style(Struct, frozen=True):
    """What a style says of text.

    Attributes:
        kind: of a paragraph, or None.
        level: of a heading from 1, else 0.
        listed: whether its paragraphs are items of a list.
        hidden: whether the text is not shown.
        code: whether the text is code.
        made: whether Word made the paragraph of others.
    """

    kind: Kind | None = None
    level: int = 0
    listed: bool = False
    hidden: bool = False
    code: bool = False
    made: bool = False


def open_archive(data: bytes, path: str) -> ZipArchive:
    """The package of a Word document.

    Raises:
        SourceError: it is none, or one that is not read.
    """
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SourceError(path, "is encrypted; save it without a password")
        raise SourceError(path, "is an old .doc file under another name; save it as .docx in Word")
    if data.startswith(b"{\\rtf"):
        raise SourceError(path, "is an RTF file under another name; call it .rtf")
    if not data.startswith(b"PK"):
        raise SourceError(path, "is no Word document" if data else "is empty")
    archive = ZipArchive(data, path)
    if "[Content_Types].xml" not in archive:
        if "content.xml" in archive:
            raise SourceError(path, "is an OpenDocument file under another name; call it .odt")
        raise SourceError(path, "is a zip file, but no Word document")
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names):
        raise SourceError(path, "holds macros; save it as .docx, which has none")
    return archive


def main_part(archive: ZipArchive, path: str) -> str:
    """The name of the part that holds the text.

    Raises:
        SourceError: there is none in the file, or it is no Word document's.
    """
    main = ""
    for kind, target in _relationships(archive, "", path, external=True):
        if kind == "officeDocument":
            main = target
    if main not in archive:
        what = f"its text is said to be in {main!r}, which is not in it" if main else "it holds no text"
        raise SourceError(path, f"is no whole Word document: {what}")
    types = tree(archive.read("[Content_Types].xml"), path, "[Content_Types].xml")
    said = next(
        (
            e.get("ContentType", "")
            for e in types.iter(f"{_TYPES}Override")
            if e.get("PartName") == f"/{main}"
        ),
        "",
    )
    if "macroEnabled" in said:
        raise SourceError(path, "is a macro document; save it as .docx")
    if said and "wordprocessingml" not in said:
        raise SourceError(path, "is no Word document (a spreadsheet or slides under another name?)")
    return main


def related(archive: ZipArchive, part: str, path: str) -> Mapping[str, str]:
    """The parts that one is related to, by the last word of the relationship's type: "footnotes".

    Args:
        archive: the package.
        part: the name of that part.
        path: of the document, for an error.
    """
    return {kind: target for kind, target in _relationships(archive, part, path) if target in archive}


def _relationships(
    archive: ZipArchive, part: str, path: str, external: bool = False
) -> Iterator[tuple[str, str]]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive:
        return
    for each in tree(archive.read(rels), path, rels).iter(_RELATIONSHIP):
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        elif not external:
            continue
        yield each.get("Type", "").rpartition("/")[2], target


def core_properties(archive: ZipArchive, path: str) -> Metadata:
    """What the document says of itself; nothing where that part is broken."""
    name = next((t for k, t in _relationships(archive, "", path) if k == "core-properties"), "")
    if name not in archive:
        return Metadata()
    return properties(tree(archive.read(name), path, name), _CORE)


def styles(archive: ZipArchive, part: str, path: str) -> Mapping[str, Style]:
    """The styles by their ids, each with what it has of the one that it is based on.

    Args:
        archive: the package.
        part: the name of the part that has them.
        path: of the document, for an error.
    """
    root = tree(archive.read(part), path, part)
    space = root.tag[: root.tag.index("}") + 1] if "}" in root.tag else ""
    raw = {each.get(f"{space}styleId", ""): each for each in root.iter(f"{space}style")}
    made: dict[str, Style] = {}
    for name in raw:
        chain: list[str] = []
        at = name
        while at in raw and at not in chain and at not in made:
            chain.append(at)
            based = raw[at].find(f"{space}basedOn")
            at = based.get(f"{space}val", "") if based is not None else ""
        base = made.get(at, Style())
        for each in reversed(chain):
            base = made[each] = _style(raw[each], space, base)
    return made


def _style(element: Element, space: str, base: Style) -> Style:
    def value(path: str) -> str | None:
        found = element.find("/".join(space + step for step in path.split("/")))
        return None if found is None else found.get(f"{space}val", "on")

    name = (value("name") or "").lower().strip()
    level = value("pPr/outlineLvl")
    number = element.find(f"{space}pPr/{space}numPr")
    id_ = value("pPr/numPr/numId")
    hidden = value("rPr/vanish")
    if name.startswith("heading ") and name[8:].isdecimal():
        level = level or str(int(name[8:]) - 1)
    kind = _KINDS.get(name, base.kind)
    rank = base.level
    if level and level.isdecimal():
        rank = int(level) + 1 if int(level) < 9 else 0
    return Style(
        kind=kind,
        level=rank,
        listed=name.startswith("list ") or (base.listed if number is None else id_ != "0"),
        hidden=base.hidden if hidden is None else hidden not in ("0", "false", "off"),
        code=name in _CODE or base.code,
        made=name.startswith(_MADE) or base.made,
    )
