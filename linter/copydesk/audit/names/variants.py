"""The ledger as an editor looks at it: names with their other spellings, and what was decided of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

from copydesk.audit.database import opened
from copydesk.audit.names.ledger import SURE, LedgerEntry
from copydesk.audit.report.publish import publish_whole
from copydesk.errors import UsageError, WriteError, nearest

__all__ = ["Name", "Spelling", "decide", "find", "listed", "spelled", "sure"]

_ALL = 2**40


class Spelling(Struct, frozen=True, omit_defaults=True):
    """A spelling that is likely a slip for another, or that the house does not prefer."""

    name: str
    count: int
    articles: int
    first_year: int | None
    last_year: int | None
    verdict: str | None
    confidence: float


class Name(LedgerEntry, frozen=True):
    """A name or a term, as the archive prefers to spell it.

    Attributes:
        verdict: "accepted" or "rejected", where somebody has said so.
        variants: the other spellings, the surest first; their verdict is "sure" or "unsure".
    """

    verdict: str | None
    variants: tuple[Spelling, ...] = ()


@contextmanager
def _opened(folder: Path, read_only: bool = True) -> Iterator[Any]:
    with opened(folder, read_only) as db:
        if not db.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'names'").fetchone():
            raise UsageError(f"{folder}: the audit has not come to its end; run it again")
        yield db


def listed(
    folder: Path, like: str | None = None, conflicts: bool = False, least: int = 1, most: int = _ALL
) -> Iterator[Name]:
    """The names of a ledger: those in doubt first the surest, the others first the most frequent.

    Args:
        folder: of the audit.
        like: only names that hold these words in any spelling, case and diacritics aside.
        conflicts: only names that are spelled more than one way.
        least: only names that so many articles have.
        most: no more than these.

    Raises:
        UsageError: there is no audit.
    """
    held = "contains(strip_accents(lower(name)), strip_accents(lower($like)))"
    wanted = f"n.name IN (SELECT coalesce(preferred, name) FROM names WHERE {held})"
    join = "JOIN" if conflicts else "LEFT JOIN"
    order = "v.confidence DESC, " if conflicts else ""
    with _opened(folder) as db:
        rows = db.execute(
            f"""
            WITH v AS (SELECT preferred, max(confidence) AS confidence, list({{'name': name, 'count': count,
                'articles': articles, 'first_year': first_year, 'last_year': last_year, 'verdict': verdict,
                'confidence': confidence}} ORDER BY confidence DESC, name) AS variants
              FROM names WHERE preferred IS NOT NULL GROUP BY preferred)
            SELECT n.name, kind, count, articles, first_year, last_year, verdict, v.variants
            FROM names AS n {join} v ON v.preferred = n.name
            WHERE n.preferred IS NULL AND n.articles >= $least AND {"true" if like is None else wanted}
            ORDER BY {order} articles DESC, n.name LIMIT $most
            """,
            {"least": least, "most": most, **({} if like is None else {"like": like})},
        )
        while some := rows.fetchmany(1000):
            for name, kind, count, times, first, last, verdict, variants in some:
                spellings = tuple(Spelling(**v) for v in variants or ())
                yield Name(name, kind, count, times, first, last, verdict, spellings)


def find(folder: Path, names: Sequence[str]) -> list[Name]:
    """Names of a ledger, as they are spelled there, or but for case and diacritics.

    Raises:
        UsageError: one is not in it, or is there taken for a slip, or there are several like it.
    """
    found = spelled(folder, names)
    for name, preferred in found:
        if preferred is not None:
            raise UsageError(
                f"{name!r} is taken for a spelling of {preferred!r}: accept that, or first reject this"
            )
    return [next(n for n in listed(folder, name) if n.name == name) for name, _ in found]


def spelled(folder: Path, names: Sequence[str]) -> list[tuple[str, str | None]]:
    """Names as a ledger spells them, each with what it is taken for a spelling of, if anything.

    Raises:
        UsageError: one is not in it, or there are several like it.
    """
    with _opened(folder) as db:
        return [_look_up(db, name) for name in names]


def _look_up(db: Any, name: str) -> tuple[str, str | None]:
    """A name as the ledger spells it, and what it is taken for a spelling of, if anything."""
    folded = "strip_accents(lower(name)) = strip_accents(lower($1))"
    rows = db.execute(
        f"SELECT DISTINCT name, preferred FROM names WHERE {folded} ORDER BY name <> $1, 2, 1", [name]
    )
    alike: list[tuple[str, str | None]] = rows.fetchall()
    if alike and (alike[0][0] == name or len(alike) == 1):
        return alike[0]
    held = "contains(strip_accents(lower(name)), strip_accents(lower(?)))"
    holding = (
        f"SELECT name FROM names WHERE preferred IS NULL AND {held} ORDER BY articles DESC, name LIMIT 5"
    )
    if several := alike or db.execute(holding, [name]).fetchall():
        shown = ", ".join(repr(row[0]) for row in several)
        raise UsageError(f"{name!r} is not one name of the ledger; say which: {shown}")
    near = "SELECT name FROM names ORDER BY jaro_winkler_similarity(name, ?) DESC, articles DESC LIMIT 5"
    known = [row[0] for row in db.execute(near, [name]).fetchall()]
    raise UsageError(f"{name!r} is not in the ledger{nearest(name, known)}")


def sure(folder: Path, least: int, most: int) -> list[Name]:
    """The names that may be accepted unseen: full names that many articles have, and none in doubt.

    Args:
        folder: of the audit.
        least: so many articles have each of them.
        most: no more than these, the most frequent.
    """
    names = (
        name
        for name in listed(folder, least=least)
        if name.verdict is None
        and (name.variants if name.kind == "term" else " " in name.name)
        and all(v.confidence >= SURE for v in name.variants)
    )
    return list(islice(names, most))


def decide(folder: Path, names: Iterable[str], verdict: str) -> None:
    """Note of names that they are accepted, or rejected: no spelling of another, and not the house's.

    Args:
        folder: of the audit.
        names: which were decided on.
        verdict: "accepted" or "rejected".

    Raises:
        UsageError: there is no audit, or it is in use.
        WriteError: there is no room, say.
    """
    import duckdb

    with _opened(folder, read_only=False) as db:
        try:
            rows: list[Any] = [(name, verdict) for name in names]
            if rows:
                db.executemany("INSERT OR REPLACE INTO state.decisions VALUES (?, ?)", rows)
            publish_whole(db, folder, "names")
        except (OSError, duckdb.Error) as error:
            said = str(error).splitlines()[0]
            raise WriteError(os.fspath(folder), f"cannot be written: {said}") from None
