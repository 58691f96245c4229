"""Readers: one a format, each turning a source into articles and edits back into bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from copydesk.article import Article
from copydesk.source import Source

__all__ = ["FORMATS", "Reader", "ReaderOptions", "format_of", "reader_for"]


class ReaderOptions(Struct, frozen=True):
    """What the configuration tells a reader.

    Attributes:
        article: a selector of the element that holds the article in an HTML page.
    """

    article: str | None = None


class Reader(Protocol):
    """Reads one format."""

    name: str

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The articles of a source, each with the map back to it."""

    def escape(self, text: str) -> str:
        """Text as it must be written in the source to be read as itself."""


#: The readers' modules by format. Each has a `READER`.
FORMATS = {
    "plain": "copydesk.readers.plain",
    "markdown": "copydesk.readers.markdown",
    "html": "copydesk.readers.html",
}
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
}


def format_of(path: str) -> str | None:
    """The format that a file's name says it has, or None."""
    return _SUFFIXES.get(os.path.splitext(path)[1].lower())


def reader_for(format: str) -> Reader:  # noqa: A002
    """The reader of a format; its module is imported on first use."""
    reader: Reader = import_module(FORMATS[format]).READER
    return reader
