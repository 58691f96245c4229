"""Questions to the database of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from copydesk.audit.database import LAYOUT, opened
from copydesk.audit.duplicates.minhash import LEAST_WORDS, hash_of
from copydesk.errors import UsageError, nearest
from copydesk.lint.diagnostic import bare_words
from copydesk.text.words import words_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["WORDS", "Occurrence", "elsewhere", "query", "where"]


#: What can be asked for besides what a rule found.
WORDS = ("name", "paragraph")


class Occurrence(Struct, frozen=True):
    """A place in the archive where something stands; `count` is how often, where that is not told apart."""

    title: str | None
    link: str | None
    published: str | None
    path: str
    id: str | None
    line: int | None
    where: str
    excerpt: str
    count: int


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


# The text is of the words that were found, or they are of it and the rest stands around them.
_RULE = r"""
  SELECT {article}, CASE WHEN f.line > 0 THEN f.line + a.line END AS line, f.place, f.excerpt, 1
  FROM state.findings AS f JOIN state.articles AS a USING (article)
  WHERE f.rule = $rule AND (contains(' ' || f.words || ' ', ' ' || $text || ' ')
    OR contains(' ' || $text || ' ', ' ' || f.words || ' ')
      AND contains(
        ' ' || regexp_replace(lower(f.excerpt), '[^\pL\pN]+', ' ', 'g') || ' ', ' ' || $text || ' '))
"""
_NAME = """
  SELECT {article}, NULL AS line, '', f.name, f.count
  FROM state.names AS f JOIN state.articles AS a USING (article)
  WHERE contains(' ' || f.name || ' ', ' ' || $text || ' ')
"""
_PARAGRAPH = """
  SELECT {article}, NULL AS line, 'paragraph', f.text, 1
  FROM state.passages AS f JOIN state.articles AS a USING (article)
  WHERE f.kind = 'paragraph' AND f.hash = $hash
"""
_ARTICLE = "a.title, a.link, a.published::VARCHAR AS published, a.path, a.id"
_ORDER = "ORDER BY a.published DESC NULLS LAST, a.path, a.id, line"


def where(folder: Path, what: str, text: str) -> list[Occurrence]:
    """Where in the archive a text stands that a rule found, a name, or a paragraph; the newest article first.

    Args:
        folder: of the audit.
        what: the name of a rule; or "name", or "paragraph".
        text: what was found, or with words around; case, and what stands between words, do not count, but in
            names.

    Raises:
        UsageError: there is no audit; no rule of the name has found anything; the paragraph is too short.
    """
    sql, values = _asked(what, text)
    with _open(folder) as db:
        rows = db.execute(sql + _ORDER, values).fetchall()
        if not rows and what not in WORDS:
            known = [rule for (rule,) in db.execute("SELECT DISTINCT rule FROM state.findings").fetchall()]
            if what not in known:
                raise UsageError(f"no rule {what!r} found anything{nearest(what, [*known, *WORDS])}")
    return [Occurrence(*row) for row in rows]


# Of each article the first place; of the file that is asked about, only its other articles.
_ELSEWHERE = """
  SELECT any_value(title), any_value(link), max(published) AS newest, path, id, min(line),
    coalesce(arg_min(place, line), any_value(place)), any_value(excerpt), sum(count)::BIGINT, count(*) OVER ()
  FROM ({found}) AS found(title, link, published, path, id, line, place, excerpt, count)
  WHERE NOT (path IN (
      SELECT i.path FROM state.inventory AS i WHERE list_contains($files::VARCHAR[], i.place))
    AND ($id::VARCHAR IS NULL OR id IS NOT DISTINCT FROM $id::VARCHAR))
  GROUP BY path, id ORDER BY newest DESC NULLS LAST, path, id LIMIT {most}
"""


def elsewhere(
    folder: Path, what: str, text: str, files: Sequence[str], article: str | None, most: int
) -> tuple[list[Occurrence], int]:
    """The other articles in which something stands, the newest first, one place each; and how many there are.

    Args:
        folder, what, text: see `where`.
        files: the paths, from the root, of the article that is asked about: it is left out.
        article: the id of that article, where the file holds many.
        most: so many are given.

    Raises:
        UsageError: there is no audit; the paragraph is too short.
    """
    sql, values = _asked(what, text)
    with _open(folder) as db:
        rows = db.execute(
            _ELSEWHERE.format(found=sql, most=most), {**values, "files": list(files), "id": article}
        ).fetchall()
    return [Occurrence(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _asked(what: str, text: str) -> tuple[str, dict[str, object]]:
    """A question in SQL, and its values."""
    values: dict[str, object]
    if what == "name":
        sql, values = _NAME, {"text": " ".join(text.split())}
    elif what == "paragraph":
        if len(words_in(text)) < LEAST_WORDS:
            raise UsageError(f"paragraphs of fewer than {LEAST_WORDS} words are not kept")
        sql, values = _PARAGRAPH, {"hash": hash_of(text)}
    else:
        sql, values = _RULE, {"rule": what, "text": " ".join(bare_words(text))}
    return sql.format(article=_ARTICLE), values


@contextmanager
def _open(folder: Path) -> Iterator[DuckDBPyConnection]:
    """The database of an audit, to be asked.

    Raises:
        UsageError: there is none; it is in use, damaged, or of another version of copydesk.
    """
    import duckdb

    with opened(folder) as db:
        try:
            layout = db.execute("SELECT value FROM state.about WHERE name = 'layout'").fetchone()
        except duckdb.CatalogException:
            layout = None
        except duckdb.Error as error:
            raise _damaged(folder, error) from None
        if layout != (str(LAYOUT),):
            raise UsageError(f"{folder}: made by another version of copydesk; make the audit again")
        try:
            yield db
        except duckdb.Error as error:
            raise _damaged(folder, error) from None


def _damaged(folder: Path, error: Exception) -> UsageError:
    said = " ".join(str(error).split())[:200]
    return UsageError(f"{folder}: cannot be read: {said}; where it is damaged, make the audit again")
