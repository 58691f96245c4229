"""Readers: one a format, each turning a source into articles and edits back into bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from copydesk.document.article import Article
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source, decode

__all__ = [
    "EXPORTS",
    "FORMATS",
    "TEXT_FORMATS",
    "Readable",
    "Reader",
    "ReaderOptions",
    "TextReader",
    "format_of",
    "holds_articles",
    "is_export",
    "reader_for",
]


class ReaderOptions(Struct, frozen=True):
    """What the configuration tells a reader.

    Attributes:
        article: a selector of the element that holds the article in an HTML page.
    """

    article: str | None = None


class Readable(Protocol):
    """A file, or what is like one."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, all there are by default."""


class Reader(Protocol):
    """Reads one format."""

    name: str

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The sources in a file, in its order; they follow one another without a gap.

        Args:
            file: open at its beginning.
            path: how to name it.
            encoding: a codec's name from the command line or the configuration.

        Raises:
            SourceError: the file is not what it should be, from here on.
        """

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The articles of a source, each with the map back to it."""

    def escape(self, text: str) -> str:
        """Text as it must be written in the source to be read as itself."""


class TextReader:
    """What readers of text have in common: the file is one source."""

    name: str

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        yield decode(file.read(), path, self.name, encoding)


#: The readers' modules by format. Each has a `READER`.
FORMATS = {
    "plain": "copydesk.readers.plain",
    "markdown": "copydesk.readers.markdown.reader",
    "html": "copydesk.readers.html.reader",
    "docx": "copydesk.readers.office.docx.reader",
    "odt": "copydesk.readers.office.odt",
    "rtf": "copydesk.readers.office.rtf",
    "wxr": "copydesk.readers.cms.wordpress",
    "ghost": "copydesk.readers.cms.ghost",
}
#: The formats that are a text from beginning to end, which somebody may write in an editor.
TEXT_FORMATS = ("plain", "markdown", "html")
_SUFFIXES = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".xml": "wxr",
    ".json": "ghost",
}
#: What the beginning of an export has in it; there is much else that has such a name.
_SIGNS = {
    "wxr": lazy_pattern(rb"<rss\b[^>]{0,4000}wordpress\.org/export/"),
    "ghost": lazy_pattern(
        rb"\A(?:\xef\xbb\xbf)?\s*\{\s*\"(?:db\"\s*:\s*\[\s*\{\s*\"|meta\"\s*:\s*\{\s*\"exported_on)"
    ),
}
_BEGINNING = 16_000
#: The formats whose files hold many articles, each in a source of its own.
EXPORTS = frozenset(_SIGNS)


def format_of(path: str) -> str | None:
    """The format that a file's name says it has, or None."""
    return _SUFFIXES.get(os.path.splitext(path)[1].lower())


def holds_articles(path: str) -> bool:
    """Whether a file is of a format that is read; one that could be an export is opened to see."""
    name = format_of(path)
    if name not in _SIGNS:
        return name is not None
    try:
        with open(path, "rb") as file:
            return is_export(name, file.read(_BEGINNING))
    except OSError:
        return False


def is_export(format: str, data: bytes) -> bool:  # noqa: A002
    """Whether a file that begins like this is an export of the program whose format that is."""
    return _SIGNS[format].search(data[:_BEGINNING].replace(b"\0", b"")) is not None


def reader_for(format: str) -> Reader:  # noqa: A002
    """The reader of a format; its module is imported on first use."""
    reader: Reader = import_module(FORMATS[format]).READER
    return reader
