"""Word documents that are none, or harm: one clear line each, and the file as it was."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest

from copydesk.errors import SourceError
from word_files import document, made, package, paragraph, source_of, texts_of, unzipped, xml_of, zipped

WHOLE = made("We saw the the cat.")
STYLES = (
    b'<Relationship Id="t" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
)
MAIN = "word/document.xml"


def with_main(xml: bytes) -> bytes:
    return zipped({**unzipped(WHOLE), MAIN: xml})


def without(name: str) -> bytes:
    return zipped({n: d for n, d in unzipped(WHOLE).items() if n != name})


def compound(stream: str) -> bytes:
    """The beginning of a compound file (MS-CFB) that has a stream of a name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + stream.encode("utf-16-le") + b"\0" * 400


def doctype(entities: str, body: str) -> bytes:
    xml = document("We saw the the cat.").decode()
    return with_main(
        xml.replace("<w:document", f"<!DOCTYPE w:document [{entities}]><w:document")
        .replace("cat", body)
        .encode()
    )


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in unzipped(WHOLE).items():
            info = zipfile.ZipInfo(name)
            if name == MAIN:
                info.external_attr, data = 0o120777 << 16, b"/etc/passwd"
            archive.writestr(info, data)
    return out.getvalue()


def bomb() -> bytes:
    """300 MB of text, said to be so."""
    head, tail = document("We saw").split(b"We saw")
    return with_main(head + b"a" * 300_000_000 + tail)


def lying_bomb() -> bytes:
    """The same, but said to be small: the sizes in both headers."""
    data = bytearray(bomb())
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            if struct.unpack_from("<I", data, place + at)[0] > 300_000_000:
                struct.pack_into("<I", data, place + at, 5000)
    return bytes(data)


def crowd() -> bytes:
    return zipped({**unzipped(WHOLE), **{f"word/{i}": b"" for i in range(20_001)}})


def pointing_out() -> bytes:
    rels = unzipped(WHOLE)["_rels/.rels"].replace(
        b'Target="word/document.xml"', b'Target="file:///etc/passwd" TargetMode="External"'
    )
    return zipped({**unzipped(WHOLE), "_rels/.rels": rels})


def locked() -> bytes:
    data = bytearray(WHOLE)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


BAD = {
    "empty": (b"", "is empty"),
    "text": (b"Nobody came.", "is no Word document"),
    "RTF": (b"{\\rtf1 Nobody came.}", "is an RTF file under another name; call it .rtf"),
    "an old .doc": (
        compound("WordDocument"),
        "is an old .doc file under another name; save it as .docx in Word",
    ),
    "encrypted": (compound("EncryptedPackage"), "is encrypted; save it without a password"),
    "locked members": (locked(), "is encrypted; save it without a password"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "is damaged or cut off: it is no whole zip file"),
    "another zip": (zipped({"a.txt": b"a"}), "is a zip file, but no Word document"),
    "an .odt": (
        zipped({"mimetype": b"", "content.xml": b""}),
        "is an OpenDocument file under another name; call it .odt",
    ),
    "macros": (
        zipped({**unzipped(WHOLE), "word/vbaProject.bin": b""}),
        "holds macros; save it as .docx, which has none",
    ),
    "a macro document": (
        package({MAIN: document("a")}, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        "is a macro document; save it as .docx",
    ),
    "a spreadsheet": (
        package(
            {MAIN: document("a")},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        ),
        "is no Word document (a spreadsheet or slides under another name?)",
    ),
    "no text": (
        without(MAIN),
        "is no whole Word document: its text is said to be in 'word/document.xml', which is not in it",
    ),
    "no relations": (without("_rels/.rels"), "is no whole Word document: it holds no text"),
    "the text is elsewhere": (
        pointing_out(),
        "is no whole Word document: its text is said to be in 'file:///etc/passwd', which is not in it",
    ),
    "a link in the zip": (link(), "holds a link to another file: word/document.xml; not opened"),
    "an encoding that there is not": (
        with_main(document("A.").replace(b"UTF-8", b"TF-8")),
        "is damaged: word/document.xml in it is in an encoding that XML cannot have",
    ),
    "broken XML": (
        with_main(b"<w:document>"),
        "is damaged: word/document.xml in it is broken XML (unbound prefix, line 1, column 1)",
    ),
    "XML of another kind": (
        with_main(b"<document><body>Nobody came.</body></document>"),
        "is no Word document of a known kind: see the root of word/document.xml",
    ),
    "a prefix for two namespaces": (
        with_main(document('<w:p xmlns:w="urn:other"/>')),
        "is not opened: word/document.xml in it uses a prefix for two namespaces",
    ),
    "an external entity": (
        doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        "is not opened: word/document.xml in it declares a document type, which could reach for other files",
    ),
    "a billion laughs": (
        doctype("".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(9)), "&l8;"),
        "is not opened: word/document.xml in it declares a document type, which could reach for other files",
    ),
    "too many members": (crowd(), "holds 20,005 files; not opened, as no document needs so many"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_clear_line(name):
    data, line = BAD[name]
    with pytest.raises(SourceError) as caught:
        source_of(data)
    assert str(caught.value) == f"story.docx: {line}"


@pytest.mark.slow
@pytest.mark.parametrize("make", [bomb, lying_bomb])
def test_a_zip_bomb_is_never_unpacked(make):
    import tracemalloc

    data = make()
    tracemalloc.start()
    with pytest.raises(SourceError, match=r"200 MB|cannot be unpacked"):
        source_of(data)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000 + 3 * len(data)
    tracemalloc.stop()


@pytest.mark.slow
def test_what_is_not_read_is_not_unpacked_however_large_it_says_it_is():
    nested = {"word/embeddings/a.zip": b"\0" * 250_000_000, "word/media/a.png": b"\0" * 250_000_000}
    assert texts_of(zipped({**unzipped(WHOLE), **nested})) == ["We saw the the cat."]


def test_the_command_line_says_it_and_leaves_the_file_alone(copydesk, tmp_path):
    for i, (data, _) in enumerate(BAD.values()):
        (tmp_path / f"{i:02}.docx").write_bytes(data)
    done = copydesk("check", "--fix", ".")
    assert done.returncode == 2
    lines = [line.replace("./", "") for line in done.stderr.decode().splitlines()]
    assert lines == [f"copydesk: {i:02}.docx: {line}" for i, (_, line) in enumerate(BAD.values())]
    for i, (data, _) in enumerate(BAD.values()):
        assert (tmp_path / f"{i:02}.docx").read_bytes() == data


def test_every_cut_of_a_document_is_an_error_of_ours():
    for at in range(0, len(WHOLE), 37):
        with pytest.raises(SourceError):
            source_of(WHOLE[:at])


def test_every_damaged_byte_is_an_error_of_ours_or_does_no_harm():
    for at in range(0, len(WHOLE), 3):
        damaged = bytearray(WHOLE)
        damaged[at] ^= 0x55
        with suppress(SourceError):
            texts_of(bytes(damaged))


def test_links_of_a_document_are_never_followed():
    rels = unzipped(WHOLE)["word/_rels/document.xml.rels"]
    assert b"External" not in rels
    linked = rels.replace(
        b"</Relationships>",
        STYLES + b'Target="file:///etc/hostname" TargetMode="External"/></Relationships>',
    )
    data = zipped({**unzipped(WHOLE), "word/_rels/document.xml.rels": linked})
    assert texts_of(data) == ["We saw the the cat."]
    climbing = rels.replace(
        b"</Relationships>",
        STYLES + b'Target="../../../../etc/hostname"/></Relationships>',
    )
    assert texts_of(zipped({**unzipped(WHOLE), "word/_rels/document.xml.rels": climbing})) == [
        "We saw the the cat."
    ]


def test_a_lock_file_that_word_leaves_is_passed_over_in_a_folder(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(made("Nobody came."))
    (tmp_path / "~$story.docx").write_bytes(b"\x05Ellen Marsh" + b"\0" * 150)
    (tmp_path / ".~lock.story.odt#").write_bytes(b",ellen,desk,")
    done = copydesk("check", ".")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"1 file" in done.stdout


def test_nothing_deep_or_long_is_slow():
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + paragraph("In") + "</w:tc></w:tr></w:tbl>" * 3000
    assert texts_of(made(deep)) == ["In"]
    assert len(xml_of(made(deep))) > 100_000
