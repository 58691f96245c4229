"""Questions to the database of an audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from copydesk.audit.passages import LEAST_WORDS, hash_of
from copydesk.audit.store import opened
from copydesk.diagnostic import bare_words
from copydesk.errors import UsageError, nearest
from copydesk.words import words_in

__all__ = ["WORDS", "Place", "query", "where"]


#: What can be asked for besides what a rule found.
WORDS = ("name", "paragraph")


class Place(Struct, frozen=True):
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
_ARTICLE = "a.title, a.link, a.published::VARCHAR, a.path, a.id"
_ORDER = "ORDER BY a.published DESC NULLS LAST, a.path, a.id, line"


def where(folder: Path, what: str, text: str) -> list[Place]:
    """Where in the archive a text stands that a rule found, a name, or a paragraph; the newest article first.

    Args:
        folder: of the audit.
        what: the name of a rule; or "name", or "paragraph".
        text: what was found, or with words around; case, and what stands between words, do not count, but in
            names.

    Raises:
        UsageError: there is no audit; no rule of the name has found anything; the paragraph is too short.
    """
    values: dict[str, object]
    if what == "name":
        sql, values = _NAME, {"text": " ".join(text.split())}
    elif what == "paragraph":
        if len(words_in(text)) < LEAST_WORDS:
            raise UsageError(f"paragraphs of fewer than {LEAST_WORDS} words are not kept")
        sql, values = _PARAGRAPH, {"hash": hash_of(text)}
    else:
        sql, values = _RULE, {"rule": what, "text": " ".join(bare_words(text))}
    with opened(folder) as db:
        rows = db.execute(sql.format(article=_ARTICLE) + _ORDER, values).fetchall()
        if not rows and sql is _RULE:
            known = [rule for (rule,) in db.execute("SELECT DISTINCT rule FROM state.findings").fetchall()]
            if what not in known:
                raise UsageError(f"no rule {what!r} found anything{nearest(what, [*known, *WORDS])}")
    return [Place(*row) for row in rows]
