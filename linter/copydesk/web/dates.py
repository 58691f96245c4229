"""When an article was published, by whatever its source says of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

__all__ = ["published"]

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_MOST = 60
_EARLIEST, _LATEST = 1800, 2100
#: What software writes for no date: the beginnings of Unix time, here and west of here, and of spreadsheets.
_PLACEHOLDERS = frozenset({date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1), date(1899, 12, 30)})


@lru_cache(1 << 14)
def published(text: str | None) -> date | None:
    """The date that a source gives, or None where there is none to rely on.

    ISO 8601 and its like are read here, all else by dateparser, in its many languages; a date without its day
    is that of some day of its month. None are: what lacks the month or the year; what is another month if the
    day comes first ("03/04/2024"); what is no date, as 0000-00-00; years out of 1800–2100; and what software
    writes in the place of no date, as 1970-01-01.

    Args:
        text: as the source has it.
    """
    text = " ".join((text or "").split())
    found = _iso(text) if len(text) <= _MOST else None
    if found is None or found in _PLACEHOLDERS or not _EARLIEST <= found.year <= _LATEST:
        return None
    return found


def _iso(text: str) -> date | None:
    try:
        if match := _YEAR_FIRST.match(text):
            year, _, month, day = match.groups()
            return date(int(year), int(month), int(day))
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None if match else _spelled(text)


def _spelled(text: str) -> date | None:
    if not _HAS_YEAR.search(text):
        return None
    import dateparser

    found = set()
    for order in ("DMY", "MDY"):
        settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["month", "year"], "DATE_ORDER": order}
        try:
            moment = dateparser.parse(text, settings=settings)
        except (ValueError, OverflowError):
            moment = None
        found.add(moment.date() if moment else None)
    return found.pop() if len(found) == 1 else None
