"""The store of an audit: what is known of every file and article, in one DuckDB file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from copydesk.audit.database import Database
from copydesk.audit.duplicates.minhash import HashedPassage
from copydesk.audit.messages import ArticleRow, Done, FindingRow, Item, ProblemRow
from copydesk.lint.report import Problem
from copydesk.rule.finding import Severity
from copydesk.rule.rule import Named

if TYPE_CHECKING:
    pass

__all__ = ["Store"]

_TYPES = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    str | None: "VARCHAR",
    int | None: "BIGINT",
    tuple[int, ...]: "UBIGINT[]",
    bool: "BOOLEAN",
}
#: Columns whose type is not that of all fields of their Python type.
_SPECIAL = {"hash": "UBIGINT", "published": "DATE"}
_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS state;
CREATE SEQUENCE IF NOT EXISTS state.numbers;
CREATE TABLE IF NOT EXISTS state.about (name VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE IF NOT EXISTS state.items (source VARCHAR, path VARCHAR, stamp VARCHAR, key VARCHAR);
CREATE TABLE IF NOT EXISTS state.articles (article BIGINT, {article});
CREATE TABLE IF NOT EXISTS state.findings (article BIGINT, {finding});
CREATE TABLE IF NOT EXISTS state.passages (article BIGINT, {passage});
CREATE TABLE IF NOT EXISTS state.names (article BIGINT, {named});
CREATE TABLE IF NOT EXISTS state.decisions (name VARCHAR PRIMARY KEY, verdict VARCHAR);
CREATE TABLE IF NOT EXISTS state.problems ({problem});
"""
#: The tables that have rows of an article, with the column of an `ArticleRow` that they come from.
_OF_ARTICLE: dict[str, type[msgspec.Struct]] = {
    "findings": FindingRow,
    "passages": HashedPassage,
    "mentions": Named,
}
_TABLES = {"findings": "findings", "passages": "passages", "mentions": "names"}


def _columns(of: type[msgspec.Struct]) -> dict[str, str]:
    """The columns of a row, by name, with their types."""
    fields = msgspec.structs.fields(of)
    return {f.name: _SPECIAL.get(f.name) or _TYPES[f.type] for f in fields if f.name not in _OF_ARTICLE}


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in columns.items())


_ARTICLE = _columns(ArticleRow)
#: How the lines that workers send are read.
_LINES = {
    **_ARTICLE,
    **{name: f"STRUCT({_listed(_columns(row))})[]" for name, row in _OF_ARTICLE.items()},
}


_CHANGED = "FROM state.inventory ANTI JOIN state.items USING (source, path, stamp, key)"
_ITEM = {**_columns(Item), "key": "VARCHAR"}
_encode = msgspec.json.Encoder(enc_hook=str).encode


def _row(item: Item, key: str) -> dict[str, Any]:
    return {**msgspec.structs.asdict(item), "key": key}


class Store(Database):
    """The state of an audit, which holds whatever happens: all that goes in together is there, or nothing.

    Args:
        folder: where the database is; made when it is not there.

    Raises:
        UsageError: it cannot be used, or is of another version of copydesk.
        WriteError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        schema = _SCHEMA.format(
            article=_listed(_ARTICLE),
            finding=_listed(_columns(FindingRow)),
            passage=_listed(_columns(HashedPassage)),
            named=_listed(_columns(Named)),
            problem=_listed(_columns(ProblemRow)),
        )
        super().__init__(folder, schema)

    def take_inventory(self, items: Iterable[tuple[Item, str]], sources: Callable[[], Sequence[str]]) -> int:
        """Take in what files there are; what is of no file any more is forgotten.

        Args:
            items: every file of the archive, with the key of what its findings follow from.
            sources: asked when all items were had: those that could be listed to their end.

        Returns:
            How many bytes the files have that are to be checked.
        """
        gone = (
            "list_contains(getvariable('listed'), source) AND"
            " (source, path) NOT IN (SELECT (source, path) FROM state.inventory)"
        )
        lines = (_encode(_row(item, key)) for item, key in items)
        with self.lines(lines, _ITEM) as table, self.writing():
            self.db.execute(f"CREATE OR REPLACE TABLE state.inventory AS SELECT * FROM {table}")
            self.db.execute("SET VARIABLE listed = ?", [list(sources())])
            self._forget(gone)
            for name in ("items", "problems"):
                self.db.execute(f"DELETE FROM state.{name} WHERE {gone}")
        row = self.db.execute(f"SELECT coalesce(sum(size), 0) {_CHANGED}").fetchone()
        assert row is not None
        return int(row[0])

    def changed(self) -> Iterator[Item]:
        """The files of the inventory that are new, or changed since they were checked."""
        names = ", ".join(field.name for field in msgspec.structs.fields(Item))
        rows = self.db.cursor().execute(f"SELECT {names} {_CHANGED} ORDER BY source, path")
        while some := rows.fetchmany(1000):
            yield from (Item(*row) for row in some)

    def digests_of(self, item: Item, key: str) -> set[str]:
        """Of the articles of a file that are known; see `ArticlePart.digest`."""
        rows = self.db.cursor().execute(
            "SELECT digest FROM state.articles WHERE source = ? AND path = ? AND key = ?",
            [item.source, item.path, key],
        )
        return {digest for (digest,) in rows.fetchall()}

    def add(self, results: Sequence[Done]) -> None:
        """Take in what came of batches; what was known of their files before is forgotten."""
        articles = (done.articles for done in results if done.articles)
        items = (_encode(_row(item, done.key)) for done in results for item in done.items)
        problems = (_encode(problem) for done in results for problem in done.problems)
        with (
            self.lines(articles, _LINES) as new,
            self.lines(items, _ITEM) as finished,
            self.lines(problems, _columns(ProblemRow)) as wrong,
            self.writing(),
        ):
            self._finished(finished)
            self._forget(f"(source, path) IN (SELECT (source, path) FROM {finished})")
            self.db.execute(
                "CREATE OR REPLACE TEMP TABLE new AS"
                f" SELECT nextval('state.numbers') AS article, * FROM {new}"
            )
            listed = ", ".join(f'"{name}"' for name in _ARTICLE)
            self.db.execute(f"INSERT INTO state.articles SELECT article, {listed} FROM new")
            for name, table in _TABLES.items():
                self.db.execute(
                    f"INSERT INTO state.{table} SELECT article, unnest(each) FROM"
                    f" (SELECT article, unnest({name}) AS each FROM new)"
                )
            again = "SELECT (source, path, digest) FROM"
            self.db.execute(
                f"DELETE FROM state.problems WHERE (source, path, digest) IN"
                f" ({again} new UNION {again} {wrong})"
            )
            self.db.execute(f"INSERT INTO state.problems SELECT * FROM {wrong}")

    def begin(self, item: Item) -> None:
        """Forget what went wrong the last time with a file as such that holds many articles."""
        with self.writing():
            self.db.execute(
                "DELETE FROM state.problems WHERE source = ? AND path = ? AND digest IS NULL",
                [item.source, item.path],
            )

    def finish(self, item: Item, key: str, parts: Iterable[tuple[str, int, int]]) -> None:
        """Note that a file that holds many articles was checked to its end.

        Args:
            item: the file.
            key: of what its findings follow from.
            parts: the digest of every article that it holds, and where it stands; others are forgotten.
        """
        lines = (_encode({"digest": d, "start": start, "line": line}) for d, start, line in parts)
        columns = {"digest": "VARCHAR", "start": "BIGINT", "line": "BIGINT"}
        place = [item.source, item.path]
        with (
            self.lines(lines, columns) as present,
            self.lines([_encode(_row(item, key))], _ITEM) as finished,
            self.writing(),
        ):
            self.db.execute(f"CREATE OR REPLACE TEMP TABLE present AS SELECT * FROM {present}")
            self.db.execute(
                "CREATE OR REPLACE TEMP TABLE gone AS SELECT article FROM state.articles WHERE source = ? AND"
                " path = ? AND (key != ? OR digest NOT IN (SELECT digest FROM present))",
                [*place, key],
            )
            self._forget("article IN (SELECT article FROM gone)")
            self.db.execute(
                "UPDATE state.articles SET start = p.start, line = p.line FROM present AS p"
                " WHERE source = ? AND path = ? AND articles.digest = p.digest",
                place,
            )
            self.db.execute(
                "DELETE FROM state.problems WHERE source = ? AND path = ? AND digest IS NOT NULL"
                " AND digest NOT IN (SELECT digest FROM present)",
                place,
            )
            self._finished(finished)

    def _finished(self, items: str) -> None:
        of_items = f"(source, path) IN (SELECT (source, path) FROM {items}"
        self.db.execute(f"DELETE FROM state.items WHERE {of_items})")
        self.db.execute(f"INSERT INTO state.items SELECT source, path, stamp, key FROM {items}")
        self.db.execute(f"DELETE FROM state.problems WHERE {of_items} WHERE NOT many)")

    def _forget(self, which: str) -> None:
        """Forget articles, by a condition."""
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE old AS SELECT article FROM state.articles WHERE {which}"
        )
        row = self.db.execute("SELECT count(*) FROM old").fetchone()
        if not row or not row[0]:
            return
        for name in ("articles", *_TABLES.values()):
            self.db.execute(f"DELETE FROM state.{name} WHERE article IN (SELECT article FROM old)")

    def count(self) -> int:
        """How many articles there are."""
        row = self.db.execute("SELECT count(*) FROM state.articles").fetchone()
        return int(row[0]) if row else 0

    def problems(self, most: int) -> tuple[list[Problem], int]:
        """The first problems with articles, and how many there are besides."""
        rows = self.db.execute(
            "SELECT severity, path, id, rule, message FROM state.problems ORDER BY ALL"
        ).fetchall()
        told = [
            Problem(path, f"{id_}: {said}" if id_ and not said.startswith(id_) else said, rule, Severity(how))
            for how, path, id_, rule, said in rows[:most]
        ]
        return told, len(rows) - len(told)

    def fingerprint(self) -> str:
        """Another one when any article, or what went wrong, is another."""
        row: Any = self.db.execute(
            "SELECT count(*), coalesce(max(article), 0), coalesce(sum(article), 0),"
            " (SELECT coalesce(sum(hash(path || message)), 0) FROM state.problems) FROM state.articles"
        ).fetchone()
        return "-".join(map(str, row))
