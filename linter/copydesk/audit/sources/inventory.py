"""The inventory of an archive: its files, and the articles of those that hold many."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from copydesk.audit.messages import ArticlePart, Item
from copydesk.audit.sources.storage import is_address, listed, opened_file
from copydesk.audit.sources.tables import ColumnNames, is_table, rows_of
from copydesk.errors import CopydeskError, SourceError, UsageError
from copydesk.lint.linter import Linter
from copydesk.lint.report import Problem
from copydesk.readers import format_of, format_or_plain, is_export, may_be_export
from copydesk.readers.source_reader import SourceReader
from copydesk.run.discovery import collect
from copydesk.text.source import Source

__all__ = ["AuditRequest", "Listing", "opened", "parts_of", "read_by_workers"]

_SITEMAP = (b"<urlset", b"<sitemapindex")
_SNIFFED = 4096


class AuditRequest(Struct, frozen=True):
    """What of an archive is to be audited.

    Attributes:
        sources: folders, files and addresses, as given on the command line.
        columns: of tables.
        pages: the folder where the pages of sitemaps are saved.
        command: that asks for it, which the report repeats; or "".
    """

    sources: Sequence[str]
    columns: ColumnNames = ColumnNames()
    pages: Path | None = None
    command: str = ""


class Listing:
    """The files of an archive, each once.

    Args:
        linter: its configuration says which files are excluded.
        wanted: the sources.
        problems: takes what is no source.
    """

    def __init__(self, linter: Linter, wanted: AuditRequest, problems: list[Problem]) -> None:
        self._linter, self._wanted, self._problems = linter, wanted, problems
        #: The sources that were listed to their end.
        self.complete: list[str] = []

    def __iter__(self) -> Iterator[Item]:
        seen: set[str] = set()
        for source in self._wanted.sources:
            before = len(self._problems)
            try:
                for item in _items(self._linter, source, self._wanted, self._problems):
                    if item.place not in seen:
                        seen.add(item.place)
                        yield item
            except CopydeskError as error:
                self._problems.append(Problem(None, str(error)))
            if len(self._problems) == before:
                self.complete.append(source)


def _items(linter: Linter, source: str, wanted: AuditRequest, problems: list[Problem]) -> Iterator[Item]:
    if is_address(source):
        for address, stamp, size in listed(source):
            if _holds_articles(address) and not linter.config_for(address).excludes(address):
                yield Item(source, address, address, stamp, size, _holds_many(address))
    elif is_table(source):
        yield _item(source, Path(source), source)
    elif os.path.isfile(source) and _is_sitemap(source):
        yield from _pages(source, wanted)
    else:
        files, missing = collect(linter, [source])
        problems += missing
        for path, shown in files:
            if _is_unicode(path):
                yield _item(source, path, shown)
            else:
                problems.append(Problem(shown, "its name is not UTF-8, so it is not audited; rename it"))


def _item(source: str, path: Path, shown: str, **known: str | None) -> Item:
    try:
        stat = os.stat(path)
    except OSError:
        stamp, size = "", 0  # said when it is read
    else:
        stamp, size = f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}", stat.st_size
    return Item(source, shown, os.path.abspath(path), stamp, size, _holds_many(shown), **known)


def _is_unicode(path: Path) -> bool:
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _holds_articles(address: str) -> bool:
    format_ = format_of(address)
    if format_ is None or not may_be_export(address):
        return format_ is not None or is_table(address)
    with opened_file(address, address) as file:
        return is_export(format_, file.read(1 << 14))


def _holds_many(path: str) -> bool:
    return is_table(path) or may_be_export(path)


def opened(item: Item, encoding: str | None) -> Iterator[Source]:
    """The sources of a file.

    Raises:
        SourceError: it cannot be read, from here on.
    """
    with opened_file(item.place, item.path) as file:
        yield from SourceReader(file, item.path, format_or_plain(item.path), encoding)


def parts_of(item: Item, columns: ColumnNames, encoding: str | None) -> Iterator[ArticlePart]:
    """The articles of a file that holds many, in its order, a few in memory at a time.

    Args:
        item: the file.
        columns: which hold what, where it is a table.
        encoding: of the file, where it is given.

    Raises:
        SourceError: it cannot be read, from here on.
    """
    if is_table(item.path):
        yield from rows_of(item, columns)
    else:
        yield from map(ArticlePart, opened(item, encoding))


def read_by_workers(wanted: AuditRequest) -> list[str]:
    """The paths of this machine that workers read from: not what holds many articles, which they are sent."""
    places: list[str] = []
    for source in wanted.sources:
        if is_address(source) or _holds_many(source):
            continue
        if os.path.isfile(source) and _is_sitemap(source):
            places.append(os.fspath(wanted.pages or Path(source).parent))
        elif os.path.exists(source):
            places.append(source)
    return list(map(os.path.abspath, places))


def _is_sitemap(path: str) -> bool:
    with opened_file(path, path) as file:
        head = file.read(_SNIFFED)
    return any(sign in head for sign in _SITEMAP)


def _pages(sitemap: str, wanted: AuditRequest) -> Iterator[Item]:
    """The saved pages of a sitemap, as wget and the like save them.

    Source: sitemaps.org, "Sitemaps XML format".
    """
    from xml.etree.ElementTree import ParseError, iterparse

    folder = wanted.pages or Path(sitemap).parent
    missing: list[str] = []
    said: dict[str, str] = {}
    try:
        for _, element in iterparse(sitemap):
            name = element.tag.rpartition("}")[2]
            if name in ("loc", "lastmod"):
                said[name] = (element.text or "").strip()
            elif name == "url":
                link = said.get("loc", "")
                path = next(filter(Path.is_file, _saved(folder, link)), None)
                if path is None:
                    missing.append(link)
                else:
                    yield _item(sitemap, path, os.fspath(path), link=link, date=said.get("lastmod"))
                said.clear()
                element.clear()
            elif name == "sitemap":
                raise UsageError(f"{sitemap}: an index of sitemaps; name the sitemaps themselves")
    except ParseError as error:
        raise SourceError(sitemap, f"not well-formed XML ({error})") from None
    if missing:
        n = len(missing)
        are = "page is" if n == 1 else "pages are"
        raise UsageError(f"{sitemap}: {n:,} {are} not saved in {folder}, as {missing[0]}")


def _saved(folder: Path, link: str) -> Iterator[Path]:
    """Where the page of an address may be saved, without leaving the folder."""
    parts = urlsplit(link)
    path = unquote(parts.path).strip("/")
    if ".." in path.split("/") or "\0" in path:
        return
    for root in (folder / parts.netloc, folder):
        for name in (path, f"{path}.html", f"{path}/index.html", f"{path}/index.htm"):
            yield root / name.strip("/")
