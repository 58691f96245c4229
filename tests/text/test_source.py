"""Decoding: by byte order mark, by what is said, by what is declared, else UTF-8."""

import codecs
from io import BytesIO

import pytest

from copydesk.errors import DecodeError, SourceError
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
