"""A source: the bytes of a file, what they decode to, and how they are put back."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from copydesk.errors import DecodeError, SourceError
from copydesk.text.digest import blake2b
from copydesk.text.edits import SourceEdit, apply_edits
from copydesk.text.encodings import decode_text, encode_text, text_codec
from copydesk.text.span import START, Position

__all__ = [
    "BOMS",
    "Package",
    "Source",
    "SourceEdit",
    "Tracking",
    "decode",
    "digest_of",
    "digest_of_file",
    "is_faithful",
    "unknown_encoding",
]

#: Byte order marks, and the encodings that they tell of.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Encodings in which any text is written in one way only.
_FAITHFUL = frozenset({"ascii", "latin-1", "utf-8", "utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"})
#: How files that hold no text begin (Wikipedia, "List of file signatures").
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"RIFF",
    b"\xd0\xcf\x11\xe0", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"SQLite format 3", b"OggS", b"ID3", b"MZ",
)  # fmt: skip


class Tracking(Struct, frozen=True):
    """Whose tracked changes edits are to be.

    Attributes:
        author: as the file shows it.
        date: in UTC, ISO 8601 to the second: "2026-05-04T09:30:00Z".
    """

    author: str
    date: str


class Package(Protocol):
    """What the text of a source is packed in where its bytes are no text: a Word document, say."""

    def accepts(self, source: Source, edits: list[SourceEdit]) -> bool:
        """Whether edits that do not overlap can be made."""

    def edited(self, source: Source, edits: list[SourceEdit]) -> Source:
        """The source with edits made that do not overlap; what they do not touch stays byte for byte.

        Raises:
            SourceError: they cannot be made.
        """

    def tracked(self, tracking: Tracking) -> Package | None:
        """The same, but its edits are tracked changes; None where the format has none."""


class Source(Struct, frozen=True):
    """Bytes and the text that they decode to: a whole file, or a post of an export.

    The sources of a file follow one another without a gap.

    Attributes:
        path: as it was named, or a name for what came from standard input.
        data: the bytes.
        format: the name of the reader that understands it.
        encoding: the codec; see `copydesk.text.encodings`.
        text: byte order mark and newlines as they are in the file.
        start: how many code points of the file stand before `text`.
        at: where in the file `text` begins.
        package: what `text` is packed in, where `data` is no text; its places mean nothing to people then.
        known: what the file tells of its article elsewhere than in it, for its reader: authors' names, say.
        is_faithful: whether the text, written in the encoding, is `data` again; if not, nothing is edited.
    """

    path: str
    data: bytes
    format: str
    encoding: str
    text: str
    start: int = 0
    at: Position = START
    package: Package | None = None
    known: Mapping[str, str] = {}
    is_faithful: bool = True

    def accepts(self, edits: list[SourceEdit]) -> bool:
        """Whether edits that do not overlap can be made."""
        if self.package is not None:
            return self.package.accepts(self, edits)
        return self.is_faithful and all(_can_hold(self.encoding, edit.text) for edit in edits)

    def edited(self, edits: list[SourceEdit]) -> Source:
        """The source with edits made that do not overlap; their places count from its text's beginning.

        Raises:
            SourceError: its encoding cannot hold them.
        """
        if self.package is not None:
            return self.package.edited(self, edits)
        if not self.is_faithful:
            raise SourceError(
                self.path, f"what {self.encoding} makes of the text is not this file; save it as UTF-8"
            )
        text = apply_edits(self.text, edits)
        try:
            data = encode_text(text, self.encoding)
        except UnicodeEncodeError as error:
            raise SourceError(
                self.path, f"the fix has a character that {self.encoding} lacks: {text[error.start]!r}"
            ) from None
        if self.encoding not in _FAITHFUL and decode_text(data, self.encoding) != text:
            raise SourceError(self.path, f"the text cannot be written in {self.encoding}; save it as UTF-8")
        return replace(self, data=data, text=text)


def _can_hold(encoding: str, text: str) -> bool:
    try:
        encode_text(text, encoding)
    except UnicodeError:
        return False
    return True


def is_faithful(data: bytes, encoding: str, text: str) -> bool:
    """Whether a text that bytes were decoded to is the same bytes again when it is written."""
    if encoding in _FAITHFUL:
        return True
    try:
        return encode_text(text, encoding) == data
    except UnicodeError:
        return False


def digest_of(data: bytes) -> str:
    """A digest of a file's bytes, in hexadecimal: equal for equal files."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_of_file(path: Path) -> str:
    """The digest of the bytes that a file has now, whatever its size.

    Raises:
        OSError: it cannot be read.
    """
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()


def decode(
    data: bytes,
    path: str,
    format: str,  # noqa: A002
    encoding: str | None = None,
    *,
    declared: str | None = None,
) -> Source:
    """Decode bytes: by their byte order mark, else `encoding`, else what they declare, else UTF-8.

    Args:
        data: the whole file.
        path: how to name it in an error.
        format: the reader's name.
        encoding: a codec's name from the command line or the configuration.
        declared: the codec for what the file itself says.

    Raises:
        SourceError: the bytes are a picture, an archive or the like, or the encoding is unknown.
        DecodeError: the bytes are not in that encoding.
    """
    chosen = next((name for bom, name in BOMS if data.startswith(bom)), None)
    if chosen is None:
        if data.startswith(_BINARY):
            raise SourceError(path, "a binary file, not an article")
        chosen = encoding and text_codec(encoding)
        if encoding and chosen is None:
            raise SourceError(path, unknown_encoding(encoding))
    chosen = chosen or declared or "utf-8"
    try:
        text = decode_text(data, chosen)
    except UnicodeDecodeError as error:
        if data.count(0, 0, 8192) > len(data[:8192]) // 10:
            raise SourceError(path, "a binary file, not an article") from None
        raise DecodeError(path, chosen, error.start, data[error.start]) from None
    except (LookupError, UnicodeError) as error:
        raise SourceError(path, f"cannot be read as {chosen}: {error}") from None
    return Source(path, data, format, chosen, text, is_faithful=is_faithful(data, chosen, text))


def unknown_encoding(name: str) -> str:
    """What is wrong with the name of an encoding that somebody gave."""
    return f"unknown encoding {name!r}: name one for text that Python knows, as utf-8 or windows-1252"
