"""The statistics of an archive: what it has and what was found in it, counted by DuckDB for charts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from copydesk.audit.report.jobs import MENDABLE
from copydesk.pages.charts import MOST_BARS, Bars, Group, Tally, by_date, by_name, by_rule
from copydesk.rule.finding import Severity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["SourceRow", "Totals", "charts", "count", "sources", "totals"]

_SEVERITIES = tuple(severity.value for severity in reversed(Severity))
_MOST_SOURCES = 12
_SUMS = ", ".join(f"coalesce(sum({name}), 0)::BIGINT AS {name}" for name in _SEVERITIES)


class Totals(Struct, frozen=True):
    """The archive as a whole.

    Attributes:
        tally: of all articles.
        affected: how many of them something was found in.
        safe: how many findings have a safe fix that can be made at once.
        readers: of the articles that have a number of them, on average; None where none has.
        first, last: the days of the oldest and the newest article.
        undated: how many articles have no date.
        problems: how many problems there were.
    """

    tally: Tally
    affected: int
    safe: int
    readers: float | None
    first: date | None
    last: date | None
    undated: int
    problems: int


class SourceRow(Struct, frozen=True):
    """A source of the archive; `years` is "" where no article has a date."""

    name: str
    tally: Tally
    years: str


def count(db: DuckDBPyConnection) -> None:
    """Make the table `counted` of this connection: how much was found in each article."""
    each = ", ".join(f"count(*) FILTER (severity = '{name}') AS {name}" for name in _SEVERITIES)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS SELECT article, {each} FROM state.findings GROUP BY article"
    )


def totals(db: DuckDBPyConnection) -> Totals:
    """The archive as a whole."""
    tally = _tally(*_one(db, f"SELECT count(*), coalesce(sum(words), 0), {_SUMS} FROM {_ARTICLES}"))
    readers, first, last, undated = _one(
        db, "SELECT avg(readers), min(published), max(published), count(*) - count(published) FROM articles"
    )
    (affected,) = _one(db, "SELECT count(*) FROM counted")
    (safe,) = _one(
        db,
        "SELECT count(*) FROM state.findings JOIN state.articles AS a USING (article)"
        f" WHERE fix = 'safe' AND {MENDABLE}",
    )
    (problems,) = _one(db, "SELECT count(*) FROM problems")
    return Totals(tally, affected, safe, readers, first, last, undated, problems)


def sources(db: DuckDBPyConnection) -> list[SourceRow]:
    """The sources with most articles; none where there is only one."""
    rows = db.execute(
        f"SELECT source, min(year(published)), max(year(published)), count(*), sum(words), {_SUMS}"
        f" FROM {_ARTICLES} GROUP BY source ORDER BY count(*) DESC, source LIMIT {_MOST_SOURCES}"
    ).fetchall()
    found = [SourceRow(row[0], _tally(*row[3:]), _years(row[1], row[2])) for row in rows]
    return found if len(found) > 1 else []


def charts(db: DuckDBPyConnection) -> tuple[Bars, ...]:
    """The charts that say something: by rule, by time, by section and by author."""
    found = [_by_rule(db), _by_time(db), _by_name(db, "section"), _by_name(db, "author")]
    return tuple(chart for chart in found if chart is not None)


_ARTICLES = "state.articles LEFT JOIN counted USING (article)"


def _by_rule(db: DuckDBPyConnection) -> Bars | None:
    tallies = {
        rule: Tally(articles=articles)
        for rule, articles in db.execute(
            "SELECT rule, count(DISTINCT article) FROM state.findings GROUP BY rule ORDER BY rule"
        ).fetchall()
    }
    counted = db.execute("SELECT rule, severity, count(*) FROM state.findings GROUP BY ALL")
    for rule, severity, n in counted.fetchall():
        tallies[rule].counts[severity] += n
    return by_rule(tallies)


def _by_time(db: DuckDBPyConnection) -> Bars | None:
    rows = db.execute(
        f"SELECT date_trunc('month', published)::DATE, count(*), sum(words), {_SUMS}"
        f" FROM {_ARTICLES} GROUP BY 1"
    ).fetchall()
    return by_date({month: _tally(*counts) for month, *counts in rows})[0]


def _by_name(db: DuckDBPyConnection, what: str) -> Bars | None:
    """A chart by names, which are the same in capitals and small letters, and where only spaces differ."""
    rows = db.execute(
        f"""
            WITH named AS (
              SELECT *, nfc_normalize(trim(regexp_replace(coalesce({what}, ''), '\\s+', ' ', 'g'))) AS spelled
              FROM {_ARTICLES}),
            grouped AS (
              SELECT lower(spelled) AS folded, mode(spelled) AS name, count(*) AS articles,
                sum(words) AS words, {_SUMS}
              FROM named GROUP BY folded),
            ranked AS (
              SELECT *, CASE WHEN folded != '' THEN least({MOST_BARS + 1}, row_number() OVER (
                PARTITION BY folded = ''
                ORDER BY {"+".join(_SEVERITIES)} DESC, words DESC, folded)) END AS rank
              FROM grouped)
            SELECT rank, min(name), count(*), sum(articles), sum(words), {_SUMS}
            FROM ranked GROUP BY rank ORDER BY rank
            """
    ).fetchall()
    groups: list[Group] = []
    unnamed, others = None, None
    for rank, name, names, *counts in rows:
        tally = _tally(*counts)
        if rank is None:
            unnamed = tally
        elif names > 1:
            others = Group(f"{names:,} other {what}s", tally, is_other=True)
        else:
            groups.append(Group(name, tally))
    return by_name(what, groups, unnamed, others)


def _tally(articles: int, words: int, *counts: int) -> Tally:
    return Tally(
        Counter({name: int(n) for name, n in zip(_SEVERITIES, counts, strict=True) if n}),
        int(articles),
        int(words),
    )


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def _one(db: DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = db.execute(sql).fetchone()
    assert row is not None
    return row
