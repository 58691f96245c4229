"""The report of an audit: one HTML page that needs nothing else, however large the archive is."""

from __future__ import annotations

import inspect
import os
import shlex
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from copydesk.audit.report.jobs import (
    ARTICLE,
    ArticleRef,
    Found,
    Job,
    duplicate_job,
    jobs,
    names_job,
    weigh,
    worst,
)
from copydesk.audit.report.stats import SourceRow, Totals, charts, count, sources, totals
from copydesk.audit.sources.storage import is_address
from copydesk.audit.sources.tables import is_table
from copydesk.errors import UsageError
from copydesk.pages.charts import Bars
from copydesk.system.atomic import replacing
from copydesk.text.regex import lazy_pattern

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from copydesk.rule.rule import Rule

__all__ = ["REPORT", "write_report"]

#: The page, in the folder of the audit.
REPORT = "report.html"
#: How many articles are on the page, and how many findings of each of the first twenty, and of each other.
_WORST, _FULL, _FEW = 200, 25, 4
_FIRST = 20
_MOST_GROUPS, _FEWER_GROUPS, _MOST_PLACES = 20, 8, 8
_MOST_NAMES = 40
_MOST_PROBLEMS = 20
_MARKS = lazy_pattern(r"\[([^\[\]]*)\]\([^()]*\)|[`*]")


class ArticleFindings(Struct, frozen=True):
    """An article, what was found in it, and how to see the rest of that.

    Attributes:
        more: how many findings are not on the page.
        command: shows all.
    """

    article: ArticleRef
    counts: Mapping[str, int]
    found: Sequence[Found]
    more: int
    command: str


class DuplicateGroup(Struct, frozen=True):
    """What stands in several articles; the first copy comes first."""

    kind: str
    text: str
    count: int
    first: str | None
    last: str | None
    articles: Sequence[ArticleRef]


class Repeats(Struct, frozen=True):
    """What repeats: how many groups of a class there are, and those with most articles."""

    name: str
    title: str
    why: str
    count: int
    groups: Sequence[DuplicateGroup]


class Conflict(Struct, frozen=True):
    """A spelling that is likely a slip for another."""

    name: str
    articles: int
    years: str
    preferred: str
    preferred_articles: int
    sure: bool
    command: str


class AuditReport(Struct, frozen=True):
    """All that the page shows.

    Attributes:
        whole: the archive.
        jobs: what to mend first.
        reasons: what each rule finds, in a sentence.
        fix: the command that mends all that is safe to.
        query: the command that asks for all findings of a rule, which comes where `{}` stands.
        conflicts: how many names are spelled two ways, and those in most articles.
    """

    whole: Totals
    sources: Sequence[SourceRow]
    charts: Sequence[Bars]
    jobs: Sequence[Job]
    reasons: Mapping[str, str]
    command: str
    out: str
    articles: Sequence[ArticleFindings]
    repeats: Sequence[Repeats]
    conflicts: tuple[int, Sequence[Conflict]]
    problems: Sequence[tuple[str, str | None, str]]

    @property
    def first(self) -> Sequence[ArticleFindings]:
        """The worst twenty."""
        return self.articles[:_FIRST]

    @property
    def others(self) -> Sequence[ArticleFindings]:
        """Those that are nearly as bad."""
        return self.articles[_FIRST:]

    def fix(self, rule: str = "") -> str:
        """The command that mends what is safe to, of a rule or of all."""
        only = f" --fixable {rule}" if rule else ""
        return f"{self.command} --fix --patch {rule or 'fixes'}.patch{only}"

    def ask(self, job: Job) -> str:
        """The command that lists what a job is about."""
        fix = {"safe": "fix = 'safe'", "unsafe": "fix IS NOT NULL", None: "fix IS NULL"}[job.fix]
        sql = f"SELECT path, id, line, message FROM findings WHERE rule = '{job.rule}' AND {fix}"
        return f"copydesk audit query {_word(sql)}{self.out}"

    def ask_articles(self) -> str:
        """The command that lists all articles with findings."""
        sql = "SELECT path, id, count(*) AS findings FROM findings GROUP BY path, id ORDER BY findings DESC"
        return f"copydesk audit query {_word(sql)}{self.out}"


def write_report(db: DuckDBPyConnection, folder: Path, rules: Mapping[str, type[Rule[Any]]]) -> Path:
    """Write the page into the folder of an audit.

    Args:
        db: of the audit.
        folder: of the audit.
        rules: the rules there are, for what they find.

    Returns:
        Where it is.

    Raises:
        UsageError: there has been no audit to its end.
        WriteError: the page cannot be written.
    """
    from copydesk.pages.page import write

    if not {"articles", "findings", "problems"} <= _tables(db):
        raise UsageError(f"{folder}: the audit has not come to its end; run it again, it goes on")
    report = _report(db, folder, rules)
    path = folder / REPORT
    with replacing(path) as file:
        out = TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n")
        write(out, "audit.html", ("report.css", "charts.css", "audit.css"), report=report)
        out.flush()
        out.detach()
    return path


def _report(db: DuckDBPyConnection, folder: Path, rules: Mapping[str, type[Rule[Any]]]) -> AuditReport:
    count(db)
    whole = totals(db)
    weigh(db, whole.readers)
    tables = _tables(db)
    repeats = _repeats(db) if {"duplicates", "duplicate_groups"} <= tables else []
    conflicts = _conflicts(db, folder) if "names" in tables else (0, ())
    todo = jobs(db)
    for each in repeats:
        if each.name == "accident":
            todo.append(duplicate_job(each.count, *_accidents(db)))
    if conflicts[0]:
        todo.append(names_job(conflicts[0], _mistaken(db)))
    todo.sort(key=lambda job: -job.score)
    return AuditReport(
        whole,
        sources(db),
        charts(db),
        todo,
        {job.rule: _reason(rules.get(job.rule)) for job in todo if job.rule},
        _command(db, folder),
        _out(folder),
        [_article_findings(folder, *each) for each in worst(db, _WORST, _FULL, _FEW)],
        repeats,
        conflicts,
        db.execute(
            "SELECT path, id, message FROM problems ORDER BY path, id, message LIMIT ?", [_MOST_PROBLEMS]
        ).fetchall(),
    )


def _tables(db: DuckDBPyConnection) -> set[str]:
    """The tables and views of the audit."""
    rows = db.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'")
    return {name for (name,) in rows.fetchall()}


def _command(db: DuckDBPyConnection, folder: Path) -> str:
    """The command that the audit was made with, or one for its sources where it took several."""
    rows = db.execute("SELECT DISTINCT source FROM articles ORDER BY source LIMIT 20").fetchall()
    names = [source for (source,) in rows]
    noted = db.execute("SELECT value FROM state.about WHERE name = 'command'").fetchone()
    if noted and set(names) <= set(shlex.split(noted[0])):
        return str(noted[0])
    return f"copydesk audit {shlex.join(names)}{_out(folder)}"


def _out(folder: Path) -> str:
    name = os.fspath(folder)
    return "" if name == "copydesk-audit" else f" --out {shlex.quote(name)}"


def _word(text: str) -> str:
    """A text as one word for a shell, in marks that can be read where that can be."""
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def _article_findings(
    folder: Path, article: ArticleRef, counts: Mapping[str, int], found: Sequence[Found]
) -> ArticleFindings:
    if is_table(article.path) or is_address(article.path) or article.id is not None:
        path = article.path.replace("'", "''")
        sql = f"FROM findings WHERE path = '{path}'"
        if article.id is not None:
            its_id = article.id.replace("'", "''")
            sql += f" AND id = '{its_id}'"
        command = f"copydesk audit query {_word(sql)}{_out(folder)}"
    else:
        command = f"copydesk review {shlex.quote(article.path)}"
    return ArticleFindings(article, counts, found, sum(counts.values()) - len(found), command)


def _reason(rule: type[Rule[Any]] | None) -> str:
    """What a rule finds: the first sentence of its documentation."""
    first = " ".join(inspect.cleandoc((rule and rule.__doc__) or "").split("\n\n")[0].split())
    first = _MARKS.sub(lambda match: match[1] or "", first).removeprefix("Finds ")
    return first[:1].upper() + first[1:]


_CLASSES = {
    "accident": (
        "Paragraphs in several articles, by accident",
        "Pasted where they do not belong, or told twice: decide where each stays.",
    ),
    "republished": ("Articles published again", "Mostly the same text; readers may find the older one."),
    "same": ("The same article twice", "In two sources, with one title and one day."),
    "quotation": (
        "Quotations in several articles",
        "Whole paragraphs of speech, or of a quoted text.",
    ),
    "boilerplate": (
        "Boilerplate",
        "Biographies, disclaimers, credits: wrong only where one is out of date.",
    ),
}


def _repeats(db: DuckDBPyConnection) -> list[Repeats]:
    """What repeats, by why it does."""
    numbers = dict(db.execute("SELECT class, count(*) FROM duplicate_groups GROUP BY class").fetchall())
    found = []
    for name, (title, why) in _CLASSES.items():
        if not numbers.get(name):
            continue
        most = _MOST_GROUPS if name == "accident" else _FEWER_GROUPS
        rows = db.execute(
            f"""
            WITH top AS (
              SELECT * FROM duplicate_groups WHERE class = ? ORDER BY articles DESC, grp LIMIT ?),
            places AS (
              SELECT grp, {ARTICLE} AS it,
                row_number() OVER (PARTITION BY grp ORDER BY d.first DESC, a.published, a.path, a.id) AS n
              FROM (SELECT grp, article, bool_or(first) AS first FROM duplicates SEMI JOIN top USING (grp)
                GROUP BY ALL) AS d
              JOIN state.articles AS a USING (article))
            SELECT kind, text, articles, first_published::VARCHAR, last_published::VARCHAR,
              list(it ORDER BY n) FILTER (n <= ?)
            FROM top JOIN places USING (grp)
            GROUP BY grp, kind, text, articles, first_published, last_published ORDER BY articles DESC, grp
            """,
            [name, most, _MOST_PLACES],
        ).fetchall()
        groups = [
            DuplicateGroup(kind, (text or "")[:400], n, first, last, [ArticleRef(**each) for each in its])
            for kind, text, n, first, last, its in rows
        ]
        found.append(Repeats(name, title, why, numbers[name], groups))
    return found


def _accidents(db: DuckDBPyConnection) -> tuple[int, int]:
    """Of paragraphs that repeat by accident: how many copies there are, and in how many articles."""
    rows = db.execute(
        "SELECT count(*) - count(DISTINCT grp), count(DISTINCT article) FROM duplicates"
        " WHERE class = 'accident'"
    ).fetchall()
    return rows[0]


_CONFLICTING = (
    "FROM names AS n JOIN (SELECT name, max(articles) AS articles FROM names GROUP BY name) AS p"
    " ON p.name = n.preferred WHERE n.preferred != n.name"
    " AND coalesce(n.verdict, '') NOT IN ('accepted', 'rejected')"
)


def _conflicts(db: DuckDBPyConnection, folder: Path) -> tuple[int, Sequence[Conflict]]:
    """The names that are spelled two ways: how many, and those that are surest and in most articles."""
    ((total,),) = db.execute(f"SELECT count(*) {_CONFLICTING}").fetchall()
    rows = db.execute(
        "SELECT n.name, n.articles, n.first_year, n.last_year, n.preferred, p.articles, n.verdict = 'unsure'"
        f" {_CONFLICTING} ORDER BY n.verdict = 'unsure' NULLS FIRST, n.articles DESC, n.name LIMIT ?",
        [_MOST_NAMES],
    ).fetchall()
    return total, [
        Conflict(
            name,
            articles,
            "–".join(dict.fromkeys(str(year) for year in (first, last) if year)),
            preferred,
            preferred_articles,
            not unsure,
            f"copydesk audit where name {shlex.quote(name)}{_out(folder)}",
        )
        for name, articles, first, last, preferred, preferred_articles, unsure in rows
    ]


def _mistaken(db: DuckDBPyConnection) -> int:
    """How many articles have names as the house does not prefer them."""
    ((articles,),) = db.execute(f"SELECT coalesce(sum(n.articles), 0)::BIGINT {_CONFLICTING}").fetchall()
    return int(articles)
