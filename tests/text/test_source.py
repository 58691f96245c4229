"""Decoding: by byte order mark, by what is said, by what is declared, else UTF-8."""

import codecs
from io import BytesIO

import pytest

from copydesk.errors import DecodeError, SourceError, UsageError
from copydesk.lint.linter import Linter, Settings
from copydesk.readers.html.reader import READER as HTML
from copydesk.text.source import SourceEdit, decode


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_decides_and_stays(bom, encoding):
    data = bom + "“Oui”, dit-elle.\r\n".encode(encoding)
    source = decode(data, "a.txt", "plain", "latin-1")
    assert source.encoding == encoding
    assert source.text.startswith("\ufeff“Oui”")
    assert source.edited([]).data == data
    assert source.edited([SourceEdit(2, 5, "Non")]).text == "\ufeff“Non”, dit-elle.\r\n"


def opened(data):
    (source,) = HTML.sources(BytesIO(data), "a.html", None)
    return source


def test_html_declares_its_encoding():
    data = '<meta charset="windows-1252"><p>caf\xe9</p>'.encode("cp1252")
    assert "café" in opened(data).text


def test_iso_8859_1_is_read_as_browsers_read_it():
    data = b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">\x93Oui\x94'
    assert "“Oui”" in opened(data).text


def test_what_does_not_decode_is_one_error_with_the_offset():
    with pytest.raises(DecodeError, match=r"a\.txt: not utf-8: byte 0xe9 at offset 3") as caught:
        decode(b"caf\xe9 au lait", "a.txt", "plain")
    assert caught.value.offset == 3


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7 ...", b"PK\x03\x04\xff", b"\0\xff\0\0\xfe" * 20]
)
def test_a_binary_file_is_named_as_such(data):
    with pytest.raises(SourceError, match="a binary file"):
        decode(data, "a.txt", "plain")


def test_a_nul_among_text_is_text():
    assert decode(b"one\0two", "a.txt", "plain").text == "one\0two"


def test_an_unknown_encoding_is_named():
    with pytest.raises(SourceError, match="unknown encoding 'utf-9'"):
        decode(b"x", "a.txt", "plain", "utf-9")


def test_a_fix_that_the_encoding_cannot_hold_is_refused():
    source = decode(b'say "no"', "a.txt", "plain", "latin-1")
    with pytest.raises(SourceError, match="a character that latin-1 lacks"):
        source.edited([SourceEdit(4, 5, "“")])


@pytest.mark.parametrize(
    "label", ["utf-16", "UTF-16LE", "unicode", "utf-8", "undefined", "unicode_escape", "rot13"]
)
def test_a_page_that_can_be_read_in_ascii_and_says_nothing_true_is_utf_8(label):
    data = f'<meta charset="{label}"><p>caf\xe9 C:\\temp</p>'.encode()
    assert opened(data).text == data.decode()
    assert opened(data).encoding == "utf-8"


@pytest.mark.parametrize(
    ("label", "bytes_", "text"),
    [
        ("iso-8859-1", b"\x93\x81\x94", "“\x81”"),
        ("latin5", b"\xfd", "ı"),
        ("gb2312", b"\xc4\xe3", "你"),
        ("sjis", b"\x82\xa0\x87\x40", "あ①"),
        ("x-mac-cyrillic", b"\x80", "А"),
        ("tis-620", b"\x80\xa1", "€ก"),
    ],
)
def test_a_label_means_what_it_means_to_browsers_and_the_page_is_written_as_it_was(label, bytes_, text):
    data = f'<meta charset="{label}"><p>a '.encode() + bytes_
    source = opened(data)
    assert source.text.endswith(f"<p>a {text}")
    at = source.text.index("<p>") + 3
    assert source.edited([SourceEdit(at, at + 1, "the")]).data == data.replace(b"<p>a ", b"<p>the ")


@pytest.mark.parametrize("label", ["replacement", "iso-2022-kr", "hz-gb-2312"])
def test_a_page_in_an_encoding_that_no_browser_reads_is_one_error(label):
    with pytest.raises(SourceError, match="save it as UTF-8"):
        opened(f'<meta charset="{label}"><p>a</p>'.encode())


def test_the_encoding_of_the_command_line_goes_before_the_page():
    (source,) = HTML.sources(BytesIO(b'<meta charset="replacement">\xe9'), "a.html", "latin-1")
    assert source.text.endswith("é")


NO_TEXT = ["undefined", "punycode", "idna", "unicode_escape", "rot13", "base64", "zlib", "utf-9", "a\0b", "é"]


@pytest.mark.parametrize("name", NO_TEXT)
def test_a_codec_that_no_text_is_written_in_is_one_error(name):
    with pytest.raises(SourceError, match="unknown encoding"):
        decode(b"We saw it.", "a.txt", "plain", name)
    with pytest.raises(UsageError, match="unknown encoding"):
        Linter(Settings(isolated=True, encoding=name))


@pytest.mark.parametrize("name", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_text_without_a_byte_order_mark_gets_none(name):
    data = "We saw the boat.".encode({"utf-8-sig": "utf-8"}.get(name, f"{name}-le"))
    source = decode(data, "a.txt", "plain", name)
    assert source.edited([]).data == data


def test_a_text_that_is_not_written_as_it_was_is_not_edited():
    source = decode(b"A +-the +AGE- boat", "a.txt", "plain", "utf-7")
    assert source.text == "A +the a boat"
    assert not source.accepts([SourceEdit(0, 1, "B")])
    with pytest.raises(SourceError, match="save it as UTF-8"):
        source.edited([SourceEdit(0, 1, "B")])


def test_a_fix_that_the_encoding_cannot_hold_does_not_block_the_others(copydesk, tmp_path):
    (tmp_path / "copydesk.toml").write_text(
        '[house.terms]\n"Dvorak" = "Dvo\u0159\u00e1k"\n', encoding="utf-8"
    )
    page = b'<meta charset="iso-8859-1"><p>We heard Dvorak in the the harb\xf3r.</p>'
    (tmp_path / "a.html").write_bytes(page)
    done = copydesk("check", "--fix", "--unsafe-fixes", "--output-format", "concise", "a.html")
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"Dvo" in done.stdout
    assert (tmp_path / "a.html").read_bytes() == page.replace(b"the the", b"the")
