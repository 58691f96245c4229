"""Word documents for tests: those that python-docx cannot make are written as XML by hand."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hypothesis import strategies as st
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.document.article import Article
from copydesk.lint.check import read_articles
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.readers.source_reader import SourceReader
from copydesk.text.source import Source, Tracking

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_SECTION = "<w:sectPr/>"


def run(text: str, properties: str = "") -> str:
    formatting = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{formatting}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str, properties: str = "") -> str:
    """A paragraph of runs; what is no markup becomes a run."""
    body = "".join(each if each.startswith("<") else run(each) for each in inner)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{body}</w:p>"


def document(*body: str, spaces: str = SPACES) -> bytes:
    xml = "".join(each if each.startswith("<") else paragraph(each) for each in body)
    whole = f"<w:document {spaces}><w:body>{xml}{_SECTION}</w:body></w:document>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}'.encode()


def made(*body: str, **more: str) -> bytes:
    """A document of some paragraphs; `more` are other parts: styles, footnotes, endnotes, comments, core."""
    return package({"word/document.xml": document(*body)}, **more)


def package(members: dict[str, bytes], main_type: str = f"{_TYPE}.document.main+xml", **more: str) -> bytes:
    parts = dict(members)
    overrides = f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>'
    relations = ""
    top = f'<Relationship Id="r0" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
    for i, (name, xml) in enumerate(more.items()):
        if name == "core":
            parts["docProps/core.xml"] = xml.encode()
            kind = f"{_PACKAGE}/relationships/metadata/core-properties"
            top += f'<Relationship Id="r1" Type="{kind}" Target="docProps/core.xml"/>'
            overrides += f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>'
            continue
        parts[f"word/{name}.xml"] = f"<w:{name} {SPACES}>{xml}</w:{name}>".encode()
        relations += f'<Relationship Id="r{i}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        overrides += f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name}+xml"/>'
    parts["word/_rels/document.xml.rels"] = _rels(relations)
    parts["_rels/.rels"] = _rels(top)
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
    return zipped({"[Content_Types].xml": types.encode(), **parts})


def _rels(inner: str) -> bytes:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def box(text):
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"


def twice(text: str, other: str | None = None) -> str:
    """A text box as Word writes it: for itself, and for older programs."""
    size = 'cx="1828800" cy="914400"'
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx>{box(text)}</wps:txbx><wps:bodyPr/></wps:wsp>"
    )
    at = "".join(
        f'<wp:position{axis} relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:position{axis}>'
        for axis in "HV"
    )
    choice = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{at}<wp:extent {size}/>'
        '<wp:wrapSquare wrapText="bothSides"/><wp:docPr id="1" name="Box"/><wp:cNvGraphicFramePr/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    fallback = (
        '<w:pict><v:shape style="width:144pt;height:72pt" fillcolor="white">'
        f"<v:textbox>{box(other or text)}</v:textbox></v:shape></w:pict>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def split(text: str, splits: list[tuple[int, str]]) -> str:
    """A text as runs: cut at places, the part before each with some formatting."""
    made, at = "", 0
    for cut, properties in [*sorted(splits), (len(text), "")]:
        part = text[at:cut].replace("&", "&amp;").replace("<", "&lt;")
        made, at = made + run(part, properties), max(at, cut)
    return made


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def xml_of(data: bytes, name: str = "word/document.xml") -> str:
    return unzipped(data)[name].decode()


def source_of(data: bytes, name: str = "story.docx") -> Source:
    (source,) = SourceReader(io.BytesIO(data), name, Path(name).suffix[1:], None)
    return source


def article_of(data: bytes, name: str = "story.docx") -> Article:
    (article,) = read_articles(source_of(data, name), Config())
    return article


def blocks_of(data: bytes, name: str = "story.docx") -> list[tuple[str, str]]:
    """The kind and the text of each block."""
    article = article_of(data, name)
    return [(block.kind.value, article.text_of(block)) for block in article.blocks]


def texts_of(data: bytes) -> list[str]:
    return [text for _, text in blocks_of(data)]


LINTER = Linter(Settings(isolated=True))


def lint(source: Source) -> FileReport:
    return LINTER.lint_source(source, Config())


def note(kind, id_, text):
    return f'<w:{kind} w:id="{id_}"><w:p><w:r><w:{kind}Ref/></w:r>{run(" " + text)}</w:p></w:{kind}>'


#: Where a text is split into runs, and how the next one is formatted.
SPLITS = st.lists(
    st.tuples(st.integers(0, 65), st.sampled_from(["", "<w:b/>", "<w:i/><w:noProof/>"])), max_size=12
)
TRACKING = Tracking("Ann Desk", "2026-05-04T09:30:00Z")
LONG = (
    "The council met on Tuesday to discuss the repair of the bridge, which had stood for two hundred years "
    "and which nobody wanted to lose to the floods of another winter."
)


def fixed(data: bytes, tracking: Tracking | None = None, unsafe: bool = True) -> bytes:
    """A document after its fixes."""
    source = source_of(data)
    if tracking:
        source = replace(source, package=source.package.tracked(tracking))
    result = fix_source(source, lint, unsafe)
    assert result.converged
    if not result.applied:
        assert result.source.data == data
    # What is written reads as the fixer has it.
    assert source_of(result.source.data).text == result.source.text
    return result.source.data
