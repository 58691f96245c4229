"""Readers: one a format, each turning a source into articles and edits back into bytes.

A format is known here alone. A new one is a module or a package with its reader as `READER`, and an entry
in `FORMATS`; all else that depends on a format follows from the facts on its reader.

plain          plain text
markdown       Markdown
html           HTML
office         documents of word processors
cms            exports of content management systems
format         facts of a format
builder        emits the text of an article with its places
roles          what a block is by its words
xml            references and escapes of XML
source_reader  a file, and its sources one after the other
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from copydesk.document.article import Article
from copydesk.readers.format import Format
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source, decode

__all__ = [
    "FORMATS",
    "PLAIN",
    "TEXT_FORMATS",
    "Entry",
    "Readable",
    "Reader",
    "ReaderOptions",
    "TextReader",
    "format_of",
    "format_of_language",
    "format_or_plain",
    "holds_articles",
    "is_export",
    "may_be_export",
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

    format: Format

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

    format: Format

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The one source of a file; see `Reader.sources`."""
        yield decode(file.read(), path, self.format.name, encoding)


class FormatEntry(Struct, frozen=True):
    """What must be known of a format before its reader is imported.

    Attributes:
        module: has the reader, as `READER`.
        suffixes: how the names of its files end.
        languages: what editors and fences of code call it: the format is a text from beginning to end.
        sign: what the beginning of an export has in it, as there is much else that has such a name. The files
            of an export hold many articles, each in a source of its own.
    """

    module: str
    suffixes: tuple[str, ...]
    languages: tuple[str, ...] = ()
    sign: re.Pattern[bytes] | None = None


_WXR = lazy_pattern(rb"<rss\b[^>]{0,4000}wordpress\.org/export/")
_GHOST = lazy_pattern(
    rb"\A(?:\xef\xbb\xbf)?\s*\{\s*\"(?:db\"\s*:\s*\[\s*\{\s*\"|meta\"\s*:\s*\{\s*\"exported_on)"
)
#: Every format, by name.
FORMATS = {
    "plain": FormatEntry("copydesk.readers.plain", (".txt", ".text"), languages=("text", "plaintext", "")),
    "markdown": FormatEntry(
        "copydesk.readers.markdown.reader", (".md", ".markdown", ".mdown", ".mkd"), languages=("markdown",)
    ),
    "html": FormatEntry("copydesk.readers.html.reader", (".html", ".htm", ".xhtml"), languages=("html",)),
    "docx": FormatEntry("copydesk.readers.office.docx.reader", (".docx",)),
    "odt": FormatEntry("copydesk.readers.office.odt", (".odt",)),
    "rtf": FormatEntry("copydesk.readers.office.rtf", (".rtf",)),
    "wxr": FormatEntry("copydesk.readers.cms.wordpress", (".xml",), sign=_WXR),
    "ghost": FormatEntry("copydesk.readers.cms.ghost", (".json",), sign=_GHOST),
}
#: The format of a text that says nothing of its own.
PLAIN = "plain"
#: The formats that are a text from beginning to end, which somebody may write in an editor.
TEXT_FORMATS = tuple(name for name, entry in FORMATS.items() if entry.languages)
_SUFFIXES = {suffix: name for name, entry in FORMATS.items() for suffix in entry.suffixes}
_LANGUAGES = {language: name for name, entry in FORMATS.items() for language in entry.languages}
_BEGINNING = 16_000


def format_of(path: str) -> str | None:
    """The format that a file's name says it has, or None."""
    return _SUFFIXES.get(os.path.splitext(path)[1].lower())


def format_or_plain(path: str) -> str:
    """The format that a file is read as: plain text where its name says none."""
    return format_of(path) or PLAIN


def format_of_language(language: str) -> str | None:
    """The format that an editor calls by a name, or None."""
    return _LANGUAGES.get(language)


def may_be_export(path: str) -> bool:
    """Whether a file's name is one that an export has; see `is_export`."""
    name = format_of(path)
    return name is not None and FORMATS[name].sign is not None


def is_export(format: str, data: bytes) -> bool:  # noqa: A002
    """Whether a file that begins like this is an export of the program whose format that is."""
    sign = FORMATS[format].sign
    return sign is not None and sign.search(data[:_BEGINNING].replace(b"\0", b"")) is not None


def holds_articles(path: str) -> bool:
    """Whether a file is of a format that is read; one that could be an export is opened to see."""
    name = format_of(path)
    if name is None or FORMATS[name].sign is None:
        return name is not None
    try:
        with open(path, "rb") as file:
            return is_export(name, file.read(_BEGINNING))
    except OSError:
        return False


def reader_for(format: str) -> Reader:  # noqa: A002
    """The reader of a format; its module is imported on first use."""
    reader: Reader = import_module(FORMATS[format].module).READER
    return reader
