"""Jobs: what to mend first in an archive, the one that does most good in least time before the others.

The good is the harm that goes away: that of a finding is 10 for an error, 3 for a warning and 1 for a
suggestion, twice that where every reader sees it, and as much more or less as its article is read more or
less than others. The time is reckoned, for one person who knows the house.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from copydesk.reporters.text import many

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["ArticleRef", "Found", "Job", "duplicate_job", "jobs", "names_job", "weigh", "worst"]

HARM = {"error": 10, "warning": 3, "suggestion": 1}
#: Minutes for each finding to be looked at, by what fix it has.
_MINUTES = {"safe": 0.05, "unsafe": 0.5, None: 2.0}
#: Minutes that any job takes, however little there is to do.
_BEGIN_MINUTES = 5.0
#: Whether `copydesk audit --fix` can mend what an article `a` is in; see `copydesk.audit.fix.fix`.
MENDABLE = r"(NOT regexp_matches(a.path, '^[\w+]+://|\.(jsonl|ndjson|parquet)$', 'i'))"
_SEEN = r"^(headline|deck|byline) |^paragraph [123]$"
_MOST_JOBS = 25
_MOST_EXAMPLES = 5
#: Code points of a text that are shown.
_MOST_TEXT = 300
#: What an `ArticleRef` is made of, where `a` is a row of the articles.
ARTICLE = """
  struct_pack(title := a.title, path := a.path, id := a.id, author := a.author, section := a.section,
    published := a.published::VARCHAR, link := a.link, readers := a.readers, words := a.words)
"""
_FOUND = """
  struct_pack(rule := f.rule, severity := f.severity, message := f.message, excerpt := f.excerpt,
    place := f.place, line := CASE WHEN f.line > 0 THEN f.line + a.line END, fix := f.fix)
"""


class ArticleRef(Struct, frozen=True):
    """An article, to be named."""

    title: str | None
    path: str
    id: str | None
    author: str | None
    section: str | None
    published: str | None
    link: str | None
    readers: int | None
    words: int

    @property
    def name(self) -> str:
        """Its title, or else its file."""
        return _clipped(self.title or "") or self.place

    @property
    def place(self) -> str:
        """Its file, and the id in that."""
        return " · ".join(filter(None, (self.path, self.id)))

    @property
    def href(self) -> str:
        """Where it was published, or ""."""
        link = self.link or ""
        return link if link.startswith(("https://", "http://")) else ""

    @property
    def by(self) -> tuple[str, ...]:
        """What else is known of it."""
        read = f"{self.readers:,} readers" if self.readers is not None else None
        known = (self.author, self.section, self.published, read)
        return tuple(" ".join(each.split()) for each in known if each)


class Found(Struct, frozen=True):
    """A finding, and the article that it is in, where that is not said already."""

    rule: str
    severity: str
    message: str
    excerpt: str
    place: str
    line: int | None
    fix: str | None
    article: ArticleRef | None = None


class Job(Struct, frozen=True):
    """Something to be done.

    Attributes:
        score: the harm that it takes away in a minute.
        count: how many findings, or other things, it is about.
        title: what to do.
        rule: that found them, or "".
        fix: what fix they have: "safe", "unsafe" (a safe one, too, where it cannot be made at once) or None.
        readers: how many readers its articles have; None where that is not known.
        minutes: that it takes.
        examples: the worst of them.
        href: of the part of the page that is about it, or "".
    """

    score: float
    count: int
    title: str
    rule: str
    severity: str
    fix: str | None
    articles: int
    readers: int | None
    minutes: float
    examples: tuple[Found, ...] = ()
    href: str = ""

    @property
    def time(self) -> str:
        """How long it takes, in words."""
        if self.minutes < 50:
            return f"{5 * round(self.minutes / 5)} minutes"
        hours = round(self.minutes / 60)
        if hours < 12:
            return f"{hours} hour{'' if hours == 1 else 's'}"
        days = math.ceil(hours / 8)
        return f"{days:,} days"


def weigh(db: DuckDBPyConnection, readers: float | None) -> None:
    """Make the view `weighed` of this connection: the harm of each finding.

    Args:
        db: of the audit.
        readers: of an article, on average.
    """
    severities = " ".join(f"WHEN '{name}' THEN {harm}" for name, harm in HARM.items())
    # One reader more for each, so that what nobody has read yet is not nothing.
    read = f"coalesce((a.readers + 1) / {readers + 1.0!r}, 1)" if readers is not None else "1"
    db.execute(
        f"""CREATE OR REPLACE TEMP VIEW weighed AS
        SELECT f.article, f.rule, f.severity, f.fingerprint, f.start, a.readers,
          CASE WHEN f.fix = 'safe' AND NOT {MENDABLE} THEN 'unsafe' ELSE f.fix END AS fix,
          (CASE f.severity {severities} ELSE 1 END
           * CASE WHEN regexp_matches(f.place, '{_SEEN}') THEN 2 ELSE 1 END * {read})::DOUBLE AS harm
        FROM state.findings AS f JOIN state.articles AS a USING (article)"""
    )


def jobs(db: DuckDBPyConnection) -> list[Job]:
    """The jobs that rules give, a rule and a kind of fix each, in their order."""
    rows = db.execute(
        """
        WITH each AS (
          SELECT rule, fix, article, any_value(readers) AS readers, count(*) AS n, sum(harm) AS harm,
            count(*) FILTER (severity = 'error') AS errors,
            count(*) FILTER (severity = 'warning') AS warnings
          FROM weighed GROUP BY rule, fix, article)
        SELECT rule, fix, sum(n)::BIGINT, count(*), sum(readers)::BIGINT, sum(harm), sum(errors),
          sum(warnings)
        FROM each GROUP BY rule, fix
        """
    ).fetchall()
    found = []
    for rule, fix, n, articles, readers, harm, errors, warnings in rows:
        minutes = _BEGIN_MINUTES + n * _MINUTES[fix]
        severity = "error" if 2 * errors >= n else "warning" if 2 * (errors + warnings) >= n else "suggestion"
        job = Job(harm / minutes, n, _title(n, fix), rule, severity, fix, articles, readers, minutes)
        found.append(job)
    found = sorted(found, key=lambda job: (-job.score, job.rule, job.fix or ""))[:_MOST_JOBS]
    examples = _examples(db, found)
    return [replace(job, examples=examples.get((job.rule, job.fix), ())) for job in found]


def _title(n: int, fix: str | None) -> str:
    if fix == "safe":
        return f"Mend {n:,} findings of" if n > 1 else "Mend a finding of"
    if fix == "unsafe":
        return f"Say yes or no to {n:,} proposals of" if n > 1 else "Say yes or no to a proposal of"
    return f"Look at {n:,} findings of" if n > 1 else "Look at a finding of"


def _examples(db: DuckDBPyConnection, jobs: Sequence[Job]) -> dict[tuple[str, str | None], tuple[Found, ...]]:
    """The worst findings of each job, at most one of an article."""
    if not jobs:
        return {}
    db.execute("CREATE OR REPLACE TEMP TABLE wanted (rule VARCHAR, fix VARCHAR)")
    db.executemany("INSERT INTO wanted VALUES (?, ?)", [(job.rule, job.fix) for job in jobs])
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE chosen AS
        SELECT * FROM (
          SELECT w.rule, w.fix, w.article, max(harm) AS harm,
            arg_max((start, fingerprint), (harm, -start)) AS it
          FROM weighed AS w JOIN wanted ON w.rule = wanted.rule AND w.fix IS NOT DISTINCT FROM wanted.fix
          GROUP BY ALL)
        QUALIFY row_number() OVER (PARTITION BY rule, fix ORDER BY harm DESC, article) <= {_MOST_EXAMPLES}"""
    )
    rows = db.execute(
        f"""SELECT c.fix, {_FOUND}, {ARTICLE} FROM chosen AS c
        JOIN state.findings AS f ON f.article = c.article AND f.rule = c.rule
          AND (f.start, f.fingerprint) = c.it
        JOIN state.articles AS a ON a.article = c.article ORDER BY c.harm DESC, a.path, a.id, f.start"""
    ).fetchall()
    found: dict[tuple[str, str | None], tuple[Found, ...]] = {}
    for fix, finding, article in rows:
        key = (finding["rule"], fix)
        found[key] = (*found.get(key, ()), _found(finding, ArticleRef(**article)))
    return found


def worst(
    db: DuckDBPyConnection, most: int, full: int, few: int
) -> list[tuple[ArticleRef, dict[str, int], list[Found]]]:
    """The articles with most harm in them: each with its counts, and the worst of its findings.

    Args:
        db: of the audit.
        most: how many articles.
        full: how many findings of each of the first twenty.
        few: how many findings of each of the others.
    """
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE worst AS
        SELECT article, harm, row_number() OVER (ORDER BY harm DESC, path, id) AS rank
        FROM (SELECT article, sum(harm) AS harm FROM weighed GROUP BY article)
        JOIN state.articles USING (article) ORDER BY rank LIMIT {most}"""
    )
    articles = db.execute(
        f"""SELECT w.rank, {ARTICLE}, error, warning, suggestion FROM worst AS w
        JOIN state.articles AS a USING (article) JOIN counted USING (article) ORDER BY w.rank"""
    ).fetchall()
    severities = ", ".join(f"'{name}'" for name in HARM)
    rows = db.execute(
        f"""SELECT w.rank, {_FOUND} FROM worst AS w JOIN state.articles AS a USING (article)
        JOIN state.findings AS f USING (article)
        QUALIFY row_number() OVER (
          PARTITION BY w.rank ORDER BY list_position([{severities}], f.severity), f.start)
          <= CASE WHEN w.rank <= 20 THEN {full} ELSE {few} END
        ORDER BY w.rank, f.start"""
    ).fetchall()
    found: dict[int, list[Found]] = {}
    for rank, finding in rows:
        found.setdefault(rank, []).append(_found(finding))
    return [
        (ArticleRef(**article), {name: n for name, n in zip(HARM, counts, strict=True) if n}, found[rank])
        for rank, article, *counts in articles
    ]


def _found(finding: dict[str, Any], article: ArticleRef | None = None) -> Found:
    texts = {name: _clipped(finding[name]) for name in ("message", "excerpt")}
    return Found(**{**finding, **texts}, article=article)


def duplicate_job(groups: int, copies: int, articles: int) -> Job:
    """The job of paragraphs that stand in several articles by accident.

    Args:
        groups: how many paragraphs.
        copies: how many there are besides the first of each.
        articles: that they stand in.
    """
    stand = "stands" if groups == 1 else "stand"
    title = f"Decide about {many(groups, 'paragraph')} that {stand} in several articles"
    return _decisions(title, groups, copies, articles, groups * _MINUTES[None], "#repeats")


def names_job(names: int, articles: int) -> Job:
    """The job of names that the house spells two ways."""
    are = "is" if names == 1 else "are"
    title = f"Settle {many(names, 'name')} that {are} spelled two ways"
    return _decisions(title, names, articles, articles, (names + articles) * _MINUTES["unsafe"], "#names")


def _decisions(title: str, count: int, places: int, articles: int, minutes: float, href: str) -> Job:
    """A job of decisions, which are as good as a warning at each place."""
    minutes += _BEGIN_MINUTES
    score = HARM["warning"] * places / minutes
    return Job(score, count, title, "", "warning", None, articles, None, minutes, href=href)


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
