"""The day that a date tells, however a CMS writes it."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

__all__ = ["day_of"]

_ISO = re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)")
#: What a CMS writes where it knows no date, or an editor who wants an article on top.
_FIRST, _LAST = 1971, 2100


def day_of(text: str | None) -> str | None:
    """The day as 2017-12-18; None where there is none, or none that can be."""
    if not text:
        return None
    try:
        if match := _ISO.match(text):
            found = date(*map(int, match.groups()))
        else:
            found = parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None
    return found.isoformat() if _FIRST <= found.year < _LAST else None
