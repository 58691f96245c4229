"""Dates: when an article was published, by whatever its source says of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from itertools import product

__all__ = ["published"]

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_MOST = 60
_MISSING = (datetime(2000, 1, 1), datetime(1904, 3, 3))
_EARLIEST, _LATEST = 1800, 2100
#: What software writes for no date: the beginnings of Unix time, here and west of here, and of spreadsheets.
_PLACEHOLDERS = frozenset({date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1), date(1899, 12, 30)})


@lru_cache(1 << 14)
def published(text: str | None) -> date | None:
    """The date that a source gives, or None where there is none to rely on.

    ISO 8601 and its like are read here, all else by dateutil, which knows the English names of months; a date
    without its day is the first of the month. None are: what lacks the month or the year; what is of another
    month if the day comes first ("03/04/2024"); what is no date, as 0000-00-00; years out of 1800–2100; and
    what software writes in the place of no date, as 1970-01-01.

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
    """A date in words or another order, if it is of one month whatever stands for what it leaves open."""
    if not _HAS_YEAR.search(text):
        return None
    from dateutil.parser import parse

    found = []
    for day_first, missing in product((False, True), _MISSING):
        try:
            found.append(parse(text, dayfirst=day_first, default=missing, ignoretz=True).date())
        except (ValueError, OverflowError):
            return None
    return found[0] if len({(day.year, day.month) for day in found}) == 1 else None
