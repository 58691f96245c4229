"""Passages that stand in more than one article of a run: an index, on disk and not in memory."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from copydesk.lint.check import Copies
from copydesk.lint.report import FileReport
from copydesk.rule.finding import Elsewhere

__all__ = ["Index"]

_SCHEMA = """
CREATE TABLE passages (
  key INTEGER, most INTEGER, file INTEGER, article TEXT, start INTEGER, end INTEGER, line INTEGER
);
CREATE TABLE files (file INTEGER PRIMARY KEY, path TEXT);
"""
_SHARED = """
CREATE INDEX passages_by_key ON passages (key, file, start);
CREATE TABLE shared AS
  SELECT key FROM passages GROUP BY key
  HAVING count(DISTINCT file || ':' || coalesce(article, '')) BETWEEN 2 AND min(most);
CREATE UNIQUE INDEX shared_by_key ON shared (key);
"""


class Index:
    """The passages of the files of a run, in a database that is gone when the run ends.

    Where a passage stands in several articles, the first that was added is where it belongs, and it is a copy
    in the others.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_SCHEMA)
        self._count = 0

    def add(self, reports: Iterable[FileReport]) -> None:
        """Add the passages of files."""
        for report in reports:
            if not report.passages:
                continue
            self._db.execute("INSERT INTO files VALUES (?, ?)", (self._count, report.path))
            self._db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((p.key, p.most, self._count, p.article, p.start, p.end, p.line) for p in report.passages),
            )
            self._count += 1

    def copies(self) -> dict[str, Copies]:
        """By the path of a file that has copies, those. Call it once, when every file is added."""
        self._db.executescript(_SHARED)
        rows = self._db.execute(
            "SELECT key, path, article, start, end, line FROM shared JOIN passages USING (key)"
            " JOIN files USING (file) ORDER BY key, file, start"
        )
        found: defaultdict[str, defaultdict[str | None, dict[int, tuple[Elsewhere, ...]]]]
        found = defaultdict(lambda: defaultdict(dict))
        for key, group in groupby(rows, itemgetter(0)):
            places = [Elsewhere(*place) for _, *place in group]
            for place in places:
                others = tuple(o for o in places if not o.beside(place))
                if others and others[0] is places[0]:
                    found[place.path][place.article][key] = others
        return dict(found)
