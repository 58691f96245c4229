"""Duplicates by class: what articles of an archive share as boilerplate, by accident, or published again.

Articles that are mostly the same are one article published again, and what only they share is not said a
second time. What stands in many articles that are otherwise different is boilerplate, above all where
articles begin or end; what stands in a few is there by accident.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.audit.duplicates.minhash import BANDS
from copydesk.audit.duplicates.near_duplicates import (
    gather,
    insert,
    pair_up,
    quiet_cursor,
    rows_of,
    similarity,
    verify,
)

if TYPE_CHECKING:
    import duckdb

__all__ = ["find_duplicates"]

#: Which share of the words near copies have in common: of paragraphs, of articles.
PARAGRAPH, ARTICLE = 0.8, 0.7
#: Articles that share less than this are one only if their titles or addresses are the same, too.
SURELY = 0.8
#: Fewer words that stand in a few articles only are there by chance.
_SHORT = 20
#: In so many articles a text is boilerplate, as for the rule `duplicate-across`, if it begins or ends them,
#: or so many authors have it, or it comes in so many months; else it is a story's background, pasted again.
_MANY, _AUTHORS, _MONTHS = 4, 3, 3
#: In so many it is boilerplate whoever has it, wherever and whenever.
_VERY_MANY = 10
#: What varies in a formula, as in "Reporting by Ada Brook in Oslo; editing by Bo Park": names and numbers.
_VARIES = r"(?:[\p{Lu}\d][\p{L}\p{M}\d'’.,:-]*\s*)+"
#: A formula has at most so many words, and of those that do not vary at least so many.
_LONG, _LEAST_FIXED = 40, 3
_MARKS = {"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’"}


def find_duplicates(db: duckdb.DuckDBPyConnection, folder: Path | None = None) -> None:
    """Make the tables `duplicates` and `duplicate_groups` from `articles` and `passages`.

    The time grows as the passages do, and the memory is what DuckDB's `memory_limit` allows. What comes out
    does not depend on the order of the rows, nor on the numbers of the articles. Both tables are there or,
    when it is interrupted, both are as they were.

    `duplicates` has a row for each place: `grp`, `kind` ("paragraph", "article"), `class`, `article`, `n`,
    `similarity` to the group's first, from 0 to 1, and whether it is the `first`, the earliest published.
    `duplicate_groups` has one for each group: `places`, `articles`, the `text` of the first paragraph or
    the title of the first article, `first_published` and `last_published`; 1970-01-01 and the year 9999 are
    no dates.

    A class is "boilerplate", "quotation" or "accident" for a paragraph, "same" (one article in two sources)
    or "republished" for an article.

    Args:
        db: a connection to the archive's database; what it has not committed is not seen.
        folder: where what is dropped at the end is put meanwhile, half the size of the passages; the
            system's folder for temporary files where it is None.
    """
    archive = db.execute("SELECT current_database()").fetchall()[0][0]
    with ExitStack() as stack:
        db = stack.enter_context(quiet_cursor(db))
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-", dir=folder))
        path = str(Path(scratch, "duplicates.duckdb")).replace("'", "''")
        db.execute(f"ATTACH '{path}' AS scratch")
        stack.callback(db.execute, "DETACH scratch")
        db.execute("USE scratch")
        stack.callback(db.execute, f'USE "{archive}"')
        db.execute(f'CREATE VIEW articles AS FROM "{archive}".articles')
        db.execute(f'CREATE VIEW passages AS FROM "{archive}".passages')
        _number(db)
        _pair_up(db, "paragraph")
        _paragraph_bodies(db)
        _match(db, PARAGRAPH)
        _copies(db, "paragraph")
        _add_formulas(db)
        _pair_up(db, "article")
        _article_bodies(db)
        _match(db, ARTICLE)
        _drop_templates(db)
        _copies(db, "article")
        _classify(db)
        db.begin()
        try:
            for table in ("duplicates", "duplicate_groups"):
                db.execute(f'CREATE OR REPLACE TABLE "{archive}".{table} AS FROM scratch.{table}')
        except BaseException:
            db.rollback()
            raise
        db.commit()


def _number(db: duckdb.DuckDBPyConnection) -> None:
    """Number the places, the earliest published first: these numbers, not those of the articles, decide."""
    # An article has at most 2²⁰ passages: 8 MB of words of one letter.
    db.execute(
        """CREATE TABLE dated AS
        SELECT article, source, author, title, link, day, row_number() OVER (
          ORDER BY day NULLS LAST, source, path, id, digest) << 20 AS start
        FROM (SELECT *, CASE WHEN published <> DATE '1970-01-01' AND year(published) < 9999
                        THEN published END AS day FROM articles)"""
    )
    db.execute(
        """CREATE TABLE places AS
        SELECT kind, hash, start + n AS place, article, n, words, (n = 1 OR n >= last - 1)::INTEGER AS at_end
        FROM passages JOIN dated USING (article)
        JOIN (SELECT article, max(n) AS last FROM passages GROUP BY article) USING (article)"""
    )


def _pair_up(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Make the tables `exact(hash, id, copies)` of the distinct texts, and `pairs` of those to compare."""
    db.execute(
        f"""CREATE OR REPLACE TABLE exact AS SELECT hash, min(place) AS id, count(*) AS copies
        FROM places WHERE kind = '{kind}' GROUP BY hash"""
    )
    bands = ", ".join(f"bands[{i}] AS b{i}" for i in range(1, BANDS + 1))
    db.execute(
        f"""CREATE OR REPLACE TABLE texts AS SELECT id, exact.hash, {bands} FROM exact
        JOIN places ON place = id JOIN passages USING (article, n)"""
    )
    pair_up(db)
    db.execute("DROP TABLE texts")


def _paragraph_bodies(db: duckdb.DuckDBPyConnection) -> None:
    """Make the table `bodies(id, text)` of the paragraphs of `pairs`."""
    db.execute(
        """CREATE OR REPLACE TABLE bodies AS
        SELECT place AS id, text FROM places JOIN passages USING (article, n)
        SEMI JOIN (SELECT a AS place FROM pairs UNION SELECT b FROM pairs) USING (place)"""
    )


def _article_bodies(db: duckdb.DuckDBPyConnection) -> None:
    """Make the table `bodies(id, text)` of the articles of `pairs`, without what stands under many titles.

    Two short articles with the same long note are not the same.
    """
    db.execute(
        f"""CREATE TABLE common AS SELECT article, n FROM paragraph_copies SEMI JOIN (
          SELECT first FROM paragraph_copies JOIN dated USING (article) GROUP BY first
          HAVING count(DISTINCT coalesce(lower(title), article::VARCHAR)) >= {_MANY}) USING (first)"""
    )
    db.execute(
        """CREATE OR REPLACE TABLE bodies AS
        SELECT place AS id, string_agg(text, ' ' ORDER BY passages.n) AS text
        FROM places SEMI JOIN (SELECT a AS place FROM pairs UNION SELECT b FROM pairs) USING (place)
        JOIN passages USING (article)
        ANTI JOIN common ON common.article = passages.article AND common.n = passages.n
        WHERE passages.kind = 'paragraph' GROUP BY place"""
    )


def _match(db: duckdb.DuckDBPyConnection, cutoff: float) -> None:
    """Make the table `gathered(id, first, similarity)` of the near copies among `bodies`."""
    verify(db, cutoff)
    gather(db, cutoff)


def _drop_templates(db: duckdb.DuckDBPyConnection) -> None:
    """Take out of `gathered` what is less like its first than `SURELY` and has another title and address.

    Two announcements of releases may share three words in four, and are two articles.
    """
    db.execute(
        f"""DELETE FROM gathered WHERE similarity < {SURELY} AND id NOT IN (
          SELECT id FROM gathered JOIN dated own ON own.start = id JOIN dated his ON his.start = first
          WHERE lower(own.title) = lower(his.title) OR own.link = his.link)"""
    )


def _copies(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Make the table `KIND_copies(first, place, article, n, words, at_end, similarity)`, exact and near."""
    db.execute(
        f"""CREATE TABLE {kind}_copies AS
        SELECT coalesce(first, id) AS first, place, article, n, words, at_end,
          coalesce(similarity, 1.0) AS similarity
        FROM places JOIN exact USING (hash) LEFT JOIN gathered USING (id)
        WHERE kind = '{kind}' AND (copies > 1 OR first IS NOT NULL)"""
    )
    db.execute(
        f"""DELETE FROM {kind}_copies WHERE first IN (
        SELECT first FROM {kind}_copies GROUP BY first HAVING min(article) = max(article))"""
    )


def _add_formulas(db: duckdb.DuckDBPyConnection) -> None:
    """Add to `paragraph_copies` what begins or ends very many articles and differs in names and numbers.

    Too much of a wire credit varies for its copies to be near ones.
    """
    db.execute(
        f"""CREATE TABLE formulas AS
        WITH texts AS (
          SELECT place, article, trim(regexp_replace(text, ?, ' # ', 'g')) AS formula
          FROM places JOIN passages USING (article, n)
          WHERE places.kind = 'paragraph' AND at_end = 1 AND places.words < {_LONG})
        SELECT place, min(place) OVER (PARTITION BY formula) AS formula
        FROM texts SEMI JOIN (
          SELECT formula FROM texts WHERE len(regexp_extract_all(formula, '\\p{{Ll}}+')) >= {_LEAST_FIXED}
          GROUP BY formula HAVING count(DISTINCT article) >= {_VERY_MANY}) USING (formula)""",
        [_VARIES],
    )
    # A group of which a place is in a formula goes there as a whole.
    db.execute(
        """CREATE TABLE joined AS
        WITH moved AS (
          SELECT first, min(formula) AS formula
          FROM paragraph_copies JOIN formulas USING (place) GROUP BY first),
        members AS (
          SELECT formula, place FROM paragraph_copies JOIN moved USING (first)
          UNION ALL SELECT formula, place FROM formulas ANTI JOIN paragraph_copies USING (place))
        SELECT place, min(place) OVER (PARTITION BY formula) AS first FROM members"""
    )
    db.execute("CREATE TABLE measured (place BIGINT, first BIGINT, similarity DOUBLE)")
    rows = rows_of(
        db,
        """SELECT place, first, a.text, b.text FROM joined JOIN places USING (place)
        JOIN passages a USING (article, n) JOIN places p ON p.place = first
        JOIN passages b ON b.article = p.article AND b.n = p.n""",
    )
    insert(db, "measured", ((place, first, similarity(a, b)) for place, first, a, b in rows))
    db.execute("DELETE FROM paragraph_copies WHERE place IN (SELECT place FROM joined)")
    db.execute(
        """INSERT INTO paragraph_copies BY NAME
        SELECT first, place, article, n, words, at_end, similarity FROM measured JOIN places USING (place)"""
    )


def _classify(db: duckdb.DuckDBPyConnection) -> None:
    """Make `duplicates` and `duplicate_groups`."""
    db.execute(
        """CREATE TABLE article_groups AS
        SELECT 'article' AS kind, first, CASE WHEN count(DISTINCT source) = count(*)
          AND count(DISTINCT lower(title)) <= 1 AND count(DISTINCT day) <= 1 AND min(similarity) >= 0.95
          THEN 'same' ELSE 'republished' END AS class
        FROM article_copies JOIN dated USING (article) GROUP BY first"""
    )
    quoted = " OR ".join(
        f"(starts_with(text, '{left}') AND ends_with(text, '{right}'))" for left, right in _MARKS.items()
    )
    # The copies of an article count as one.
    db.execute(
        """CREATE TABLE spread AS
        SELECT c.first, count(DISTINCT coalesce(a.first, c.place - c.n)) AS spread, max(c.words) AS words,
          avg(c.at_end) AS at_end, count(DISTINCT author) AS authors,
          count(DISTINCT date_trunc('month', day)) AS months
        FROM paragraph_copies c JOIN dated USING (article) LEFT JOIN article_copies a USING (article)
        GROUP BY c.first HAVING spread > 1"""
    )
    db.execute(
        f"""CREATE TABLE paragraph_groups AS SELECT * FROM (
          SELECT 'paragraph' AS kind, first, CASE
            WHEN spread >= {_VERY_MANY} OR spread >= {_MANY} AND (
              spread.at_end >= 0.5 OR authors >= {_AUTHORS} OR months >= {_MONTHS}) THEN 'boilerplate'
            WHEN spread.words < {_SHORT} THEN NULL
            WHEN {quoted} THEN 'quotation' ELSE 'accident' END AS class
          FROM spread JOIN places ON place = first JOIN passages USING (article, n))
        WHERE class IS NOT NULL"""
    )
    db.execute(
        """CREATE TABLE groups AS SELECT row_number() OVER (ORDER BY kind, first) AS grp, *
        FROM (FROM article_groups UNION ALL FROM paragraph_groups)"""
    )
    db.execute(
        """CREATE TABLE grouped AS
        SELECT groups.*, article, n, similarity, place
        FROM (SELECT 'article' AS kind, * FROM article_copies UNION ALL
              SELECT 'paragraph', * FROM paragraph_copies)
        JOIN groups USING (kind, first)"""
    )
    db.execute(
        """CREATE TABLE duplicates AS
        SELECT grp, kind, class, article, n, similarity, place = first AS first
        FROM grouped ORDER BY grp, place"""
    )
    db.execute(
        """CREATE TABLE duplicate_groups AS
        SELECT grp, kind, class, places, articles, coalesce(nullif(text, ''), title) AS text,
          first_published, last_published
        FROM (SELECT grp, kind, class, first, count(*)::INTEGER AS places,
                count(DISTINCT article)::INTEGER AS articles,
                min(day) AS first_published, max(day) AS last_published
              FROM grouped JOIN dated USING (article) GROUP BY ALL)
        JOIN (SELECT place AS first, title, text FROM places JOIN dated USING (article)
              JOIN passages USING (article, n) SEMI JOIN groups ON groups.first = place) USING (first)
        ORDER BY grp"""
    )
