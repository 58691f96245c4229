"""Questions to the database of an audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from copydesk.audit.store import opened
from copydesk.diagnostic import bare_words
from copydesk.errors import UsageError

__all__ = ["Place", "query", "where"]


class Place(Struct, frozen=True):
    """A place in the archive where something stands."""

    title: str | None
    link: str | None
    published: str | None
    path: str
    id: str | None
    line: int | None
    where: str
    excerpt: str


def query(folder: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows that a question in SQL gives; the database stays as it is.

    Args:
        folder: of the audit.
        sql: for DuckDB; the views are articles, findings, duplicates, names and problems.

    Raises:
        UsageError: there is no audit, or DuckDB does not understand the question.
    """
    import duckdb

    with opened(folder) as db:
        try:
            db.execute("SET enable_external_access = false")
            result = db.execute(sql)
            return [column[0] for column in result.description or ()], result.fetchall()
        except duckdb.Error as error:
            said = " ".join(str(error).split())
            raise UsageError(f"the query: {said[:300]}") from None


def where(folder: Path, rule: str, text: str) -> list[Place]:
    """Where in the archive a rule found a text, the newest article first.

    Args:
        folder: of the audit.
        rule: its name.
        text: what was found; case, and what stands between its words, do not count.

    Raises:
        UsageError: there is no audit.
    """
    with opened(folder) as db:
        rows = db.execute(
            'SELECT title, link, published::VARCHAR, path, id, line, "where", excerpt FROM findings'
            " WHERE rule = ? AND contains(' ' || words || ' ', ?)"
            " ORDER BY published DESC NULLS LAST, path, line",
            [rule, f" {' '.join(bare_words(text))} "],
        ).fetchall()
    return [Place(*row) for row in rows]
