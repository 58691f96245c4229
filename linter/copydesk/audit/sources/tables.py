"""Articles in the rows of a table: JSON Lines, or Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from copydesk.audit.messages import ArticlePart, Item
from copydesk.audit.sources.storage import opened_file, opened_with_duckdb
from copydesk.errors import SourceError, nearest
from copydesk.text.source import Source, SourceEdit, Tracking

__all__ = ["ColumnNames", "is_table", "rows_of"]

#: The names under which columns are looked for, where the command line has none.
_USUAL = {
    "text": (
        "text",
        "html",
        "body",
        "content",
        "article",
        "article_body",
        "body_html",
        "content_html",
        "markdown",
    ),
    "id": ("id", "article_id", "uuid", "guid", "post_id"),
    "title": ("title", "headline"),
    "author": ("author", "byline", "authors", "creator"),
    "date": ("date", "published", "published_at", "pub_date", "date_published", "created_at"),
    "section": ("section", "category", "topic"),
    "link": ("link", "url", "permalink", "canonical_url"),
    "readers": ("readers", "views", "pageviews", "page_views", "visits"),
}
_ELEMENT = re.compile(
    r"</?(?:p|div|h[1-6]|br|ul|ol|li|a|em|strong|article|figure|blockquote|span)\b[^<>]*>", re.I
)
_SOME = 200


class ColumnNames(Struct, frozen=True):
    """Which columns hold what; None for the usual names."""

    text: str | None = None
    id: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    section: str | None = None
    link: str | None = None
    readers: str | None = None


class _Value(Struct, frozen=True):
    """What a text is packed in that is a value of a row; see `copydesk.text.source.Package`."""

    def accepts(self, source: Source, edits: list[SourceEdit]) -> bool:
        """Whether edits can be made: any, as the text is plain."""
        return True

    def tracked(self, tracking: Tracking) -> None:
        """None: there is no tracking of changes."""

    def edited(self, source: Source, edits: list[SourceEdit]) -> Source:
        """The source with edits made."""
        plain = replace(source, package=None).edited(edits)
        return replace(plain, package=self)


def is_table(path: str) -> bool:
    """Whether a file's name says that its rows are articles."""
    return path.lower().endswith((".jsonl", ".ndjson", ".parquet"))


def rows_of(item: Item, columns: ColumnNames) -> Iterator[ArticlePart]:
    """The articles of a table, in its order, a few in memory at a time.

    Raises:
        SourceError: it cannot be read, from here on; or it lacks a column.
    """
    rows = _of_parquet(item) if item.path.lower().endswith(".parquet") else _of_lines(item)
    by_names: dict[tuple[str, ...], dict[str, str]] = {}
    seen: dict[str, int] = {}
    start = 0
    for number, row in enumerate(rows, 1):
        names = tuple(row)
        if names not in by_names:
            by_names[names] = _chosen(item, columns, names, required=number == 1)
        chosen = by_names[names]
        text = row.get(chosen.get("text", ""))
        if not isinstance(text, str):
            text = ""
        said = {
            what: _said(row.get(name)) for what, name in chosen.items() if what not in ("text", "readers")
        }
        said["id"] = _unique(said.get("id") or str(number), seen)
        readers = row.get(chosen.get("readers", ""))
        html = "html" in chosen.get("text", "").lower() or len(_ELEMENT.findall(text[:4000])) > 1
        source = Source(
            item.path,
            text.encode(errors="replace"),
            "html" if html else "plain",
            "utf-8",
            text,
            start,
            package=_Value(),
        )
        yield ArticlePart(source, readers=readers if isinstance(readers, int) else None, **said)
        start += len(text) + 1


def _chosen(item: Item, columns: ColumnNames, names: Sequence[str], required: bool) -> dict[str, str]:
    """The column for each thing that is wanted and there.

    Raises:
        SourceError: one that is required is not there.
    """
    chosen: dict[str, str] = {}
    lower = {name.lower(): name for name in reversed(names)}
    for what, usual in _USUAL.items():
        given = getattr(columns, what)
        if given is not None and given not in names and required:
            raise SourceError(item.path, f"no column {given!r}{nearest(given, names)}")
        found = given or next((lower[name] for name in usual if name in lower), None)
        if found is not None:
            chosen[what] = found
    if "text" not in chosen and required:
        listed = ", ".join(names[:8])
        raise SourceError(item.path, f"no column of texts; say which with --text-column ({listed})")
    return chosen


def _said(value: object) -> str | None:
    """A value as text; of several the first."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("name")
    return None if value is None or value == "" else str(value)


def _unique(id_: str, seen: dict[str, int]) -> str:
    """The id, with a number where others of the file have it too."""
    seen[id_] = seen.get(id_, 0) + 1
    return id_ if seen[id_] == 1 else f"{id_} ({seen[id_]})"


def _of_lines(item: Item) -> Iterator[Mapping[str, Any]]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    with opened_file(item.place, item.path) as file:
        for number, line in enumerate(file, 1):
            if line.isspace():
                continue
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise SourceError(item.path, f"line {number}: not a JSON object ({error})") from None


def _of_parquet(item: Item) -> Iterator[Mapping[str, Any]]:
    import duckdb

    with opened_with_duckdb(item.place) as db:
        try:
            result = db.execute("SELECT * FROM read_parquet(?)", [item.place])
            names = [column[0] for column in result.description or ()]
            while rows := result.fetchmany(_SOME):
                for row in rows:
                    yield dict(zip(names, row, strict=True))
        except duckdb.Error as error:
            why = " ".join(str(error).split())[:160]
            raise SourceError(
                item.path, f"cannot be read as Parquet; was it written to its end? ({why})"
            ) from None
