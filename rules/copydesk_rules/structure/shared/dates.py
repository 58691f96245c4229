"""How English writes dates: what the rules about them share, and the day that a match gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from copydesk import Article, Kind, lazy_pattern

__all__ = [
    "DAYS",
    "DAY_NAME",
    "FIRST_YEAR",
    "MONTH",
    "MONTHS",
    "YEAR",
    "claims",
    "date_of",
    "dates",
    "month_of",
    "published",
]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT = tuple(month[:3].lower() for month in MONTHS)
#: The Gregorian calendar's first whole year in Britain: what is older may be of the other one.
FIRST_YEAR = 1753

#: Parts of patterns, each with its group: a month, shortened with its point, in any case; a year.
MONTH = (
    r"(?P<month>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))\b\.?"
)
YEAR = r"(?P<year>[12]\d{3})(?!\d)"
#: The part of a pattern that is a day of the week, whole or shortened, with its point.
DAY_NAME = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
# Begins with a set of characters and looks back at it: so it is searched for at the speed of a scan.
_WEEKDAY = lazy_pattern(r"[MTWFS](?<!\w.)(?i:on|ues?|ed(?:nes)?|hu(?:rs?)?|ri|at(?:ur)?|un)(?i:day)?\b")
_DATES = (
    rf"(?P<date>{MONTH} {_DAY},? {YEAR})",
    rf"(?P<date>{_DAY}(?: of)? {MONTH},? {YEAR})",
    rf"(?P<date>{YEAR}-(?P<month>\d\d)-{_DAY})",
)
#: What starts and ends a date behind its weekday, its year left out perhaps; and one before its weekday.
_BEHIND = (r"\.?,? (?:the )?", "", f"(?:,? {YEAR})?")
_BEFORE = (r"\b", r"(?:, (?:which (?:was|is) )?an? | \((?:an? )?)$")
_END_OF_CLAIM = lazy_pattern(r"[).,;]| when | that ")
_LONGEST_DATE = 48
#: Before a weekday: another day, of a list or a range; or the name of a newspaper. Behind a date: the same.
_LISTED = lazy_pattern(r"(?:\w[,.]?|\b(?:and|or|to|through|until)) ?[–—-] ?$|\b(?:and|or|to|through|until) $")
_NEWSPAPER = lazy_pattern(r"\b[A-Z]\w* $|\bthe $")
_RANGE = lazy_pattern(r" ?[–—/-] ?\d|,? (?:and|or|to|through|until) \d")


def month_of(name: str) -> int:
    """The number of a month, from 1, by its name or its number: "Sept" is 9, "09" is 9.

    Raises:
        ValueError: no month is called that.
    """
    return int(name) if name.isdigit() else _SHORT.index(name[:3].lower()) + 1


def date_of(match: re.Match[str], year: int) -> date | None:
    """The day that a match's groups `month` and `day` give in a year, or None where there is none such."""
    try:
        return date(year, month_of(match["month"]), int(match["day"]))
    except ValueError:
        return None


@cache
def dates(start: str, end: str, year: str = f",? {YEAR}") -> tuple[re.Pattern[str], ...]:
    """The patterns of a date, between what starts and ends it; `year` is how it gives the year."""
    return tuple(lazy_pattern(start + form.replace(f",? {YEAR}", year) + end) for form in _DATES)


def claims(article: Article) -> tuple[tuple[re.Match[str], re.Match[str]], ...]:
    """Each day of the week that an article gives to a date, and that date."""
    return article.derive(_claims)


def _claims(article: Article) -> tuple[tuple[re.Match[str], re.Match[str]], ...]:
    return tuple(_claims_in(article.prose))


def _claims_in(prose: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    for weekday in _WEEKDAY.finditer(prose):
        start, end = weekday.span()
        before = prose[max(0, start - _LONGEST_DATE) : start]
        behind = next((m for pattern in dates(*_BEHIND) if (m := pattern.match(prose, end))), None)
        if behind is not None:
            named = weekday[0][-3:].lower() != "day" and _NEWSPAPER.search(before)
            if not named and not _LISTED.search(before) and not _RANGE.match(prose, behind.end()):
                yield weekday, behind
        elif before[-1:] in (" ", "(") and _END_OF_CLAIM.match(prose, end):
            for pattern in dates(*_BEFORE):
                if claim := pattern.search(before):
                    yield weekday, claim
                    break


def published(article: Article) -> date | None:
    """The day that an article gives as its own."""
    texts = [article.prose_of(b) for b in article.blocks if b.kind is Kind.DATELINE]
    for text in (article.date, *texts):
        for pattern in dates(r"\b", ""):
            if text and (match := pattern.search(text)):
                return date_of(match, int(match["year"]))
    return None
