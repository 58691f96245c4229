"""OpenDocument and RTF: the text is read, findings say where in words, and fixes are only shown."""

import pytest

from copydesk.errors import SourceError
from copydesk.text.source import SourceEdit
from word_files import article_of, blocks_of, lint, source_of, unzipped, zipped

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{prefix}="{OFFICE}{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
    }.items()
)


def odt(body: str, styles: str = "", **more: str) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **more}
    return zipped({name: text.encode() for name, text in members.items()})


def test_blocks_of_an_odt():
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    data = odt(
        '<text:p text:style-name="P1">The Old Harbour Bridge</text:p>'
        "<text:p>By Ellen Marsh</text:p>"
        '<text:h text:outline-level="2">A long wait</text:h>'
        "<text:p>No<text:span>body</text:span> came<text:s text:c='2'/>&amp;<text:tab/>went"
        "<text:line-break/>home.</text:p>"
        "<text:list><text:list-item><text:p>Flour</text:p><text:list><text:list-item><text:p>White</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:p text:style-name="Quotations">We all waited.</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell></table:table-row>"
        "</table:table>",
        styles,
    )
    assert blocks_of(data, "a.odt") == [
        ("headline", "The Old Harbour Bridge"),
        ("byline", "By Ellen Marsh"),
        ("heading", "A long wait"),
        ("paragraph", "Nobody came  &\twent\nhome."),
        ("list-item", "Flour"),
        ("list-item", "White"),
        ("block-quote", "We all waited."),
        ("table-cell", "Year"),
    ]
    assert [b.level for b in article_of(data, "a.odt").blocks] == [0, 0, 2, 0, 1, 2, 0, 0]


def test_what_an_odt_does_not_show_is_not_read():
    data = odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:p>A long wait 2</text:p></text:table-of-content>"
        "<text:p>A claim<office:annotation><text:p>Is that so?</text:p></office:annotation>.</text:p>"
    )
    assert blocks_of(data, "a.odt") == [("paragraph", "A claim.")]


def test_notes_and_text_boxes_of_an_odt_say_where_they_are():
    data = odt(
        '<text:p>One<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>The the note.</text:p></text:note-body></text:note> two."
        "<draw:frame><draw:text-box><text:p>A box.</text:p></draw:text-box></draw:frame></text:p>"
        "<text:p>Three.</text:p>"
    )
    article = article_of(data, "a.odt")
    assert [(b.where, article.text_of(b)) for b in article.blocks] == [
        ("", "One two."),
        ("text box 1", "A box."),
        ("", "Three."),
        ("footnote 1", "The the note."),
    ]
    (found,) = lint(source_of(data, "a.odt")).diagnostics
    assert found.place == "footnote 1"


def test_what_an_odt_says_of_itself():
    meta = (
        f'<office:document-meta xmlns:office="{OFFICE}office:1.0" xmlns:meta="{OFFICE}meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>Of bridges</dc:title>'
        "<meta:initial-creator>Ellen Marsh</meta:initial-creator>"
        "<meta:creation-date>2026-05-04T09:30:00</meta:creation-date></office:meta></office:document-meta>"
    )
    article = article_of(odt("<text:p>Nobody came.</text:p>", **{"meta.xml": meta}), "a.odt")
    assert (article.title, article.author, article.date) == (
        "Of bridges",
        "Ellen Marsh",
        "2026-05-04T09:30:00",
    )


ENCRYPTED = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
BAD = {
    "text": ("a.odt", b"Nobody came.", "is no OpenDocument file"),
    "encrypted": ("a.odt", odt("", **ENCRYPTED), "is encrypted; save it without a password"),
    "cut off": ("a.odt", odt("")[:100], "is damaged or cut off: it is no whole zip file"),
    "a spreadsheet": (
        "a.odt",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}),
        "is no OpenDocument text (a spreadsheet or slides under another name?)",
    ),
    "a .docx": (
        "a.odt",
        zipped({"word/document.xml": b""}),
        "is a zip file, but no OpenDocument text",
    ),
    "an entity": (
        "a.odt",
        zipped(
            {
                **unzipped(odt("")),
                "content.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            }
        ),
        "is not opened: content.xml in it declares a document type, which could reach for other files",
    ),
    "no RTF": ("a.rtf", b"Nobody came.", "is no RTF file"),
    "RTF cut off": ("a.rtf", b"{\\rtf1 Nobody", "is cut off: its last brace is missing"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_clear_line(name):
    path, data, line = BAD[name]
    with pytest.raises(SourceError) as caught:
        source_of(data, path)
    assert str(caught.value) == f"{path}: {line}"


RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}{\info{\title Of bridges}}
{\b The Old Harbour Bridge}\par
By Ellen Marsh\par
They {\i re}cieve the the guests at the caf\'e9 \u8211? \ldblquote daily\rdblquote .\par
{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt The page}} is open.\par
{\pict\pngblip 89504e470d0a1a0a}}"""


def test_blocks_of_an_rtf():
    assert blocks_of(RTF, "a.rtf") == [
        ("headline", "The Old Harbour Bridge"),
        ("byline", "By Ellen Marsh"),
        ("paragraph", "They recieve the the guests at the café – “daily”."),
        ("paragraph", "The page is open."),
    ]


def test_what_is_tracked_as_deleted_in_an_rtf_is_not_read():
    data = rb"{\rtf1 We {\deleted\revauthdel1 never }{\revised\revauth1 often }{\deleted0 saw }the cat.\par}"
    assert blocks_of(data, "a.rtf") == [("paragraph", "We often saw the cat.")]


def test_pictures_in_an_rtf_take_no_time():
    picture = b"{\\pict\\pngblip " + b"\n".join([b"89504e470d0a1a0a" * 8] * 100_000) + b"}"
    data = RTF[:-1] + picture + b"}"
    assert len(data) > 10_000_000
    assert blocks_of(data, "a.rtf") == blocks_of(RTF, "a.rtf")


@pytest.mark.parametrize(
    ("name", "data"), [("a.odt", odt("<text:p>They recieve the the guests.</text:p>")), ("a.rtf", RTF)]
)
def test_fixes_are_shown_and_never_made(copydesk, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    done = copydesk("check", "--fix", "--unsafe-fixes", name)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "Delete one “the” (ask: not applied)" in done.stdout.decode()
    assert (tmp_path / name).read_bytes() == data
    source = source_of(data, name)
    assert {fix.safety for d in lint(source).diagnostics for fix in d.fixes} == {"display"}
    with pytest.raises(SourceError, match="are read, not mended"):
        source.edited([SourceEdit(0, 0, "x")])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"\u99999999999999?", "\ufffd"),
        (rb"\u-99999999999999?", "\ufffd"),
        (rb"\u1114112?", "\ufffd"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"\u-10179?", "\ufffd"),
        (rb"\u-8704?", "\ufffd"),
    ],
)
def test_a_number_that_is_no_character_of_an_rtf(written, read):
    assert blocks_of(rb"{\rtf1\ansi The " + written + b" harbour.}", "a.rtf") == [
        ("paragraph", f"The {read} harbour.")
    ]
