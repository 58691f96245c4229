"""The publication of an audit: views in its database, and Parquet files for other programs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.audit.names.ledger import SURE
from copydesk.errors import WriteError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["publish", "publish_whole", "show"]

_MONTH = "coalesce(strftime(published, '%Y-%m'), 'undated')"
_VIEWS = f"""
CREATE OR REPLACE VIEW articles AS
  SELECT article, source, path, id, title, author, date, published, {_MONTH} AS month,
    section, link, status, language, readers, words, digest
  FROM state.articles;
CREATE OR REPLACE VIEW findings AS
  SELECT f.article, a.source, a.path, a.id, a.title, a.author, a.published, {_MONTH} AS month,
    a.section, a.link, f.rule, f.grp AS "group", f.severity, f.message, f.confidence,
    CASE WHEN f.line > 0 THEN f.start + a.start END AS start,
    CASE WHEN f.line > 0 THEN f."end" + a.start END AS "end",
    CASE WHEN f.line > 0 THEN f.line + a.line END AS line,
    CASE WHEN f.line > 0 THEN f."column" END AS "column",
    f.place AS "where", f.words, f.excerpt, f.fingerprint, f.fix
  FROM state.findings AS f JOIN state.articles AS a USING (article);
CREATE OR REPLACE VIEW passages AS FROM state.passages;
CREATE OR REPLACE VIEW problems AS SELECT source, path, id, rule, severity, message FROM state.problems;
"""
_NAMES = f"""
CREATE OR REPLACE VIEW names AS
  SELECT l.name, l.kind, l.count, l.articles, l.first_year, l.last_year,
    CASE WHEN d.verdict IS DISTINCT FROM 'rejected' THEN c.preferred END AS preferred,
    CASE WHEN d.verdict IS NOT NULL THEN d.verdict WHEN c.confidence >= {SURE} THEN 'sure'
      WHEN c.confidence IS NOT NULL THEN 'unsure' END AS verdict,
    c.confidence
  FROM state.ledger AS l LEFT JOIN state.conflicts AS c ON c.name = l.name
  LEFT JOIN state.decisions AS d ON d.name = l.name;
"""
#: DuckDB keeps in memory what it has not written of a partition, for each thread; these bound it. As the rows
#: come in the order of the partitions, few are open at a time.
_BOUNDS = {"threads": 1, "partitioned_write_max_open_files": 4, "partitioned_write_flush_threshold": 20_000}
#: The views that are written as Parquet, with the columns that they are in the order of.
_PARTITIONED = {"findings": "source, month, path, start"}
_WHOLE = {
    "articles": "source, path, id",
    "names": "name, kind",
    "duplicates": "grp, article, n",
    "duplicate_groups": "grp",
}


def show(db: DuckDBPyConnection) -> None:
    """Make the views of what was found in the articles."""
    db.execute(_VIEWS)


def publish(db: DuckDBPyConnection, folder: Path) -> None:
    """Make the view of names, and the Parquet files: findings by source and month, the rest a file each.

    Args:
        db: with what an audit found.
        folder: where the files go; what an earlier audit wrote there is replaced.

    Raises:
        WriteError: they cannot be written.
    """
    import duckdb

    db.execute(_NAMES)
    try:
        for name, order in _PARTITIONED.items():
            target, new = folder / name, folder / f".{name}.new"
            shutil.rmtree(new, ignore_errors=True)
            with _bounded(db):
                _copy(db, name, order, new, ", PARTITION_BY (source, month)")
            shutil.rmtree(target, ignore_errors=True)
            new.mkdir(exist_ok=True)  # nothing was found
            os.replace(new, target)
        for name in _WHOLE:
            publish_whole(db, folder, name)
    except (OSError, duckdb.Error) as error:
        raise WriteError(os.fspath(folder), f"cannot be written: {str(error).splitlines()[0]}") from None


def publish_whole(db: DuckDBPyConnection, folder: Path, name: str) -> None:
    """Write one of the files that are not partitioned anew.

    Args:
        db: of the audit.
        folder: of the audit.
        name: of the file, without its ending.

    Raises:
        OSError: it cannot be written.
        duckdb.Error: the same.
    """
    new = folder / f".{name}.new"
    _copy(db, name, _WHOLE[name], new, "")
    os.replace(new, folder / f"{name}.parquet")


@contextmanager
def _bounded(db: DuckDBPyConnection) -> Iterator[None]:
    for setting, value in _BOUNDS.items():
        db.execute(f"SET {setting} = {value}")
    try:
        yield
    finally:
        for setting in _BOUNDS:
            db.execute(f"RESET {setting}")


def _copy(db: DuckDBPyConnection, name: str, order: str, target: Path, more: str) -> None:
    quoted = os.fspath(target).replace("'", "''")
    db.execute(f"COPY (SELECT * FROM {name} ORDER BY {order}) TO '{quoted}' (FORMAT PARQUET{more})")
