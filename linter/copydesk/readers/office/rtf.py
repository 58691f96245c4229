"""RTF: the text alone, without what it looks like; its lines are read as those of plain text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from msgspec.structs import replace

from copydesk.document.article import Article
from copydesk.errors import SourceError
from copydesk.readers import PLAIN, Readable, ReaderOptions, reader_for
from copydesk.readers.format import Format
from copydesk.readers.office.read_only import ReadOnlyPackage
from copydesk.readers.office.zip import whole
from copydesk.text.source import Source

__all__ = ["READER", "RtfReader"]

#: Pictures are written in hexadecimal: most of a large file, and nothing of its text.
_PICTURE = re.compile(rb"(?:[0-9a-fA-F]{2}){64,}+(?:\s*+(?:[0-9a-fA-F]{2}){16,}+)*+")
#: A group of text that is tracked as deleted: `\\deleted` is on without a number.
_DELETED = re.compile(rb"\{[^{}]*\\deleted(?![0-9a-z])[^{}]*\}")
#: A character by its number, which may be larger than any character's.
_NUMBERED = re.compile(rb"\\u-?(\d{5,}+)")
#: A bullet of a font of symbols, which word processors begin items with.
_BULLET = re.compile(r"^\s*[\ue000-\uf8ff]\t", re.MULTILINE)


class RtfReader:
    """Reads RTF."""

    format = Format("rtf", mime_type="application/rtf")

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The text of a file, a paragraph a line; see `Reader.sources`."""
        data = whole(file, path)
        if not data.lstrip()[:5] == b"{\\rtf":
            raise SourceError(path, "is no RTF file")
        if not data.rstrip(b"\0 \t\r\n").endswith(b"}"):
            raise SourceError(path, "is cut off: its last brace is missing")
        from striprtf.striprtf import rtf_to_text

        # Each byte is a character to the format; what is beyond ASCII it writes as escapes.
        try:
            stripped = _NUMBERED.sub(_possible, _DELETED.sub(b"", _PICTURE.sub(b"", data))).decode("latin-1")
            text: str = rtf_to_text(stripped, encoding=encoding or "cp1252", errors="replace")  # type: ignore[no-untyped-call]
        except (LookupError, ValueError, OverflowError) as error:
            raise SourceError(path, f"is damaged: {' '.join(str(error).split())[:100]}") from None
        lines = "\n\n".join(_lines(_paired(text)))
        yield Source(path, data, self.format.name, "utf-8", lines, package=ReadOnlyPackage())

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a text, read as plain text is."""
        for article in reader_for(PLAIN).read(source, options):
            yield replace(article, format=self.format.name)

    def escape(self, text: str) -> str:
        """The text itself: nothing is written into RTF."""
        return text


def _possible(number: re.Match[bytes]) -> bytes:
    return b"\\u65533" if len(number[1]) > 7 or int(number[1]) > sys.maxunicode else number[0]


def _paired(text: str) -> str:
    """Text whose halves of characters, as Word writes those beyond the first plane, are whole."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _lines(text: str) -> Iterator[str]:
    """The paragraphs, and the cells of tables, each of which has a bar behind it."""
    for line in _BULLET.sub("•\t", text).splitlines():
        for cell in line.split("|") if line.endswith("|") else (line,):
            if cell.strip():
                yield cell.strip()


READER = RtfReader()
