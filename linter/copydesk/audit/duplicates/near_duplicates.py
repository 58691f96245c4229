"""Texts that are nearly the same among very many: found by bands, verified by words, gathered around a first.

All that grows with the archive is in DuckDB, which goes to disk when its memory is used up; Python sees one
pair or one gathering at a time. Nothing compares all with all: of those that share a band, each is paired
with the first and with its two neighbours, in the order of the next band, which puts those that agree in it
as well side by side (the sorted neighbourhood: Hernández and Stolfo, 1995); compared are those paired twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from copydesk.audit.duplicates.minhash import BANDS
from copydesk.text.words import words_in

if TYPE_CHECKING:
    import duckdb

__all__ = ["gather", "insert", "pair_up", "quiet_cursor", "rows_of", "similarity", "verify"]

_BATCH = 500
#: To how many firsts of one component a text is compared, so that a long chain takes no square of its length.
_FIRSTS = 64


def pair_up(db: duckdb.DuckDBPyConnection) -> None:
    """Make the table `pairs(a, b)` of what two bands of the table `texts(id, hash, b1, ... b32)` pair.

    Most that share a single one do so by chance, and the more texts there are, the more of those each has.
    """
    db.execute("CREATE OR REPLACE TABLE found_pairs (a BIGINT, b BIGINT)")
    for band in range(1, BANDS + 1):
        beside = band % BANDS + 1
        db.execute(
            f"""INSERT INTO found_pairs
            WITH shared AS (SELECT b{band} FROM texts GROUP BY b{band} HAVING count(*) > 1),
            neighbours AS (
              SELECT id, unnest([first_value(id) OVER w, lead(id) OVER w, lead(id, 2) OVER w]) AS other
              FROM texts SEMI JOIN shared USING (b{band})
              WINDOW w AS (PARTITION BY b{band} ORDER BY b{beside}, hash
                           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
            SELECT DISTINCT least(id, other), greatest(id, other) FROM neighbours WHERE id <> other"""
        )
    db.execute(
        "CREATE OR REPLACE TABLE pairs AS"
        " SELECT a, b FROM found_pairs GROUP BY a, b HAVING count(*) > 1 ORDER BY a, b"
    )
    db.execute("DROP TABLE found_pairs")


def verify(db: duckdb.DuckDBPyConnection, cutoff: float) -> None:
    """Make the table `edges(a, b)` of the `pairs` that are similar, in both directions.

    Args:
        db: where the table `bodies(id, text)` is, too.
        cutoff: the least similarity, see `similarity`.
    """
    db.execute("CREATE OR REPLACE TABLE edges (a BIGINT, b BIGINT)")
    rows = rows_of(
        db,
        "SELECT a, b, x.text, y.text FROM pairs JOIN bodies x ON x.id = a JOIN bodies y ON y.id = b",
    )
    alike = ((a, b) for a, b, x, y in rows if similarity(x, y, cutoff) >= cutoff)
    insert(db, "edges", (edge for a, b in alike for edge in ((a, b), (b, a))))


def gather(db: duckdb.DuckDBPyConnection, cutoff: float) -> None:
    """Make the table `gathered(id, first, similarity)` of the texts of `edges`.

    What hangs together may be a chain, whose ends have nothing in common. So each text belongs to the first
    text of its component that it is as similar to as `cutoff`, in the order of ids, and to no other.
    """
    db.execute("CREATE OR REPLACE TABLE labels AS SELECT DISTINCT a AS id, a AS label FROM edges")
    while (
        True
    ):  # each takes the least label around it, then that label's own: few rounds even for a long chain
        db.execute(
            """CREATE OR REPLACE TABLE nearer AS
            SELECT a AS id, least(any_value(own.label), min(other.label)) AS label
            FROM edges JOIN labels own ON own.id = a JOIN labels other ON other.id = b GROUP BY a"""
        )
        db.execute(
            """CREATE OR REPLACE TABLE further AS
            SELECT n.id, least(n.label, l.label) AS label FROM nearer n JOIN nearer l ON l.id = n.label"""
        )
        changed = db.execute(
            "SELECT count(*) FROM further f JOIN labels l USING (id) WHERE f.label <> l.label"
        ).fetchall()[0][0]
        db.execute("DROP TABLE labels")
        db.execute("ALTER TABLE further RENAME TO labels")
        if not changed:
            break
    db.execute("CREATE OR REPLACE TABLE gathered (id BIGINT, first BIGINT, similarity DOUBLE)")
    rows = rows_of(db, "SELECT label, id, text FROM labels JOIN bodies USING (id) ORDER BY label, id")
    components = (_stars(group, cutoff) for _, group in groupby(rows, itemgetter(0)))
    insert(db, "gathered", (star for stars in components for star in stars))


def similarity(a: str, b: str, cutoff: float = 0.0) -> float:
    """Which share of their words two texts have in common, in the same order; 0.0 below the cutoff.

    Twice the length of the longest common subsequence over the length of both, which is the normalised Indel
    similarity: a word in ten changed leaves 0.9, a third of the text added 0.86.
    """
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(_words(a), _words(b), score_cutoff=cutoff)


@lru_cache(maxsize=128)
def _words(text: str) -> tuple[str, ...]:
    return words_in(text.casefold())


def _stars(component: Iterator[tuple[int, int, str]], cutoff: float) -> Iterator[tuple[int, int, float]]:
    firsts: list[tuple[int, str]] = []
    for _, id_, text in component:
        for first, its_text in firsts:
            alike = similarity(its_text, text, cutoff)
            if alike >= cutoff:
                yield id_, first, alike
                break
        else:
            if len(firsts) < _FIRSTS:
                firsts.append((id_, text))
            yield id_, id_, 1.0


def quiet_cursor(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A connection of one's own to the same database, which draws no bar on standard output."""
    cursor = db.cursor()
    cursor.execute("SET enable_progress_bar = false")
    return cursor


def rows_of(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[Any]:
    """The rows of a query, a batch at a time, while `db` may be used for something else."""
    with quiet_cursor(db) as reader:
        (database,) = db.execute("SELECT current_database()").fetchall()[0]
        reader.execute(f'USE "{database}"')
        reader.execute(query)
        while batch := reader.fetchmany(_BATCH):
            yield from batch


def insert(db: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to a table, a batch at a time.

    Args:
        db: the database.
        table: its name.
        rows: all of one length.
    """
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        columns = [list(column) for column in zip(*batch, strict=True)]
        db.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
