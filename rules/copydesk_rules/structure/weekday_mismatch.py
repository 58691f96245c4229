"""`weekday-mismatch`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    match_case,
)

if TYPE_CHECKING:
    from datetime import date

__all__ = ["WeekdayMismatch"]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = tuple(day[:3] for day in _DAYS)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The Gregorian calendar's first whole year in Britain: what is older may be of the other one.
_FIRST_YEAR = 1753
#: A date without a year is the one nearest to the article's own, if it is as near as this.
_NEAR = 183

_MONTH = (
    r"(?P<month>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
# Begins with a set of characters and looks back at it: so it is searched for at the speed of a scan.
_WEEKDAY = re.compile(r"[MTWFS](?<!\w.)(?i:on|ues?|ed(?:nes)?|hu(?:rs?)?|ri|at(?:ur)?|un)(?i:day)?\b")
_DATES = (
    rf"(?P<date>{_MONTH} {_DAY},? {_YEAR})",
    rf"(?P<date>{_DAY}(?: of)? {_MONTH},? {_YEAR})",
    rf"(?P<date>{_YEAR}-(?P<month>\d\d)-{_DAY})",
)
#: What starts and ends a date behind its weekday, its year left out perhaps; and one before its weekday.
_BEHIND = (r"\.?,? (?:the )?", "", f"(?:,? {_YEAR})?")
_BEFORE = (r"\b", r"(?:, (?:which (?:was|is) )?an? | \((?:an? )?)$")
_END_OF_CLAIM = re.compile(r"[).,;]| when | that ")
_LONGEST_DATE = 48
_ANY_YEAR = re.compile(r"(?<![\d.,])[12]\d{3}(?![\d%])")
#: Before a weekday: another day, of a list or a range; or the name of a newspaper. Behind a date: the same.
_LISTED = re.compile(r"(?:\w[,.]?|\b(?:and|or|to|through|until)) ?[–—-] ?$|\b(?:and|or|to|through|until) $")
_NEWSPAPER = re.compile(r"\b[A-Z]\w* $|\bthe $")
_RANGE = re.compile(r" ?[–—/-] ?\d|,? (?:and|or|to|through|until) \d")


class WeekdayMismatch(Rule[NoOptions]):
    """Finds dates whose day of the week is another one.

    “Monday, March 15, 2022” was a Tuesday. Either the weekday or the date is wrong, and whoever
    plans by it comes on the wrong day.

    A date without a year is judged where the article says when it was published, as the one nearest to
    that day, unless the article mentions a year in which it would be right. Lists and ranges of days
    (“Monday to Wednesday, March 14–16”) are left alone, and so are dates before 1753, which may be of
    the old calendar.

    The right weekday is shown and never put in, since the date may be what is wrong.
    """

    meta = Meta(
        name="weekday-mismatch",
        group="structure",
        since="0.1",
        summary="{date} falls on a {right}, not on a {wrong}.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        language="en",
    )
    examples = (
        Bad("The council meets on ⟦Tuesday⟧, March 14, 2022, at the town hall."),
        Bad("The council meets on ⟦Tues⟧. 14 March 2022 at the town hall."),
        Bad("The bridge opened on March 14, 2022, a ⟦Tuesday⟧, after years of work."),
        Bad("---\ndate: 2022-03-02\n---\n\nThe bridge opens on ⟦Tuesday⟧, March 14.", format="markdown"),
        Good("The council meets on Monday, March 14, 2022, and on Tues., 15 March 2022."),
        Good("The fair runs Saturday to Monday, March 14, 2022, and Monday–Wednesday, March 15–17, 2022."),
        Good("The king died on Tuesday, 30 January 1649, in the old calendar."),
        Good("The council meets on Tuesday, March 14. The Sun, March 15, 2022, has the story."),
        Good(
            "---\ndate: 2022-03-02\n---\n\nIn 2017 it opened: on Tuesday, March 14, they cut the tape.",
            format="markdown",
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        years: set[int] | None = None
        published: date | None = None
        for weekday, claim in _claims(article.prose):
            said = weekday[0][:3].title()
            if claim["year"] is None and years is None:
                years = {int(year) for year in _ANY_YEAR.findall(article.prose)}
                published = _published(article)
            when = _date(claim, int(claim["year"])) if claim["year"] else _nearest(claim, published)
            if when is None or when.year < _FIRST_YEAR or said not in _SHORT or _is(when, said):
                continue
            if claim["year"] is None and any(_is(_date(claim, year), said) for year in years or ()):
                continue
            span = Span(*weekday.span())
            right = _DAYS[when.weekday()]
            shown = match_case(weekday[0], right if len(span) > 5 else right[:3])
            yield self.finding(
                span,
                Fix.replace(span, shown, Safety.DISPLAY),
                date=claim["date"] if claim["year"] else f"{claim['date']}, {when.year},",
                right=right,
                wrong=_DAYS[_SHORT.index(said)],
            )


@cache
def _dates(start: str, end: str, year: str = f",? {_YEAR}") -> tuple[re.Pattern[str], ...]:
    """The patterns of a date, between what starts and ends it; `year` is how it gives the year."""
    return tuple(re.compile(start + date.replace(f",? {_YEAR}", year) + end) for date in _DATES)


def _claims(prose: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Each day of the week that a text gives to a date, and that date."""
    for weekday in _WEEKDAY.finditer(prose):
        start, end = weekday.span()
        before = prose[max(0, start - _LONGEST_DATE) : start]
        behind = next((m for pattern in _dates(*_BEHIND) if (m := pattern.match(prose, end))), None)
        if behind is not None:
            named = weekday[0][-3:].lower() != "day" and _NEWSPAPER.search(before)
            if not named and not _LISTED.search(before) and not _RANGE.match(prose, behind.end()):
                yield weekday, behind
        elif before[-1:] in (" ", "(") and _END_OF_CLAIM.match(prose, end):
            for pattern in _dates(*_BEFORE):
                if claim := pattern.search(before):
                    yield weekday, claim
                    break


def _date(match: re.Match[str], year: int) -> date | None:
    """The date that a match gives, or None where there is no such day."""
    from datetime import date

    name = match["month"]
    month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
    try:
        return date(year, month, int(match["day"]))
    except ValueError:
        return None


def _is(when: date | None, day: str) -> bool:
    return when is not None and _SHORT[when.weekday()] == day


def _published(article: Article) -> date | None:
    """The day that an article gives as its own."""
    texts = [article.prose_of(b) for b in article.blocks if b.kind is Kind.DATELINE]
    for text in (article.date, *texts):
        for pattern in _dates(r"\b", ""):
            if text and (match := pattern.search(text)):
                return _date(match, int(match["year"]))
    return None


def _nearest(match: re.Match[str], published: date | None) -> date | None:
    """The date without a year that is nearest to the article's own."""
    if published is None:
        return None
    dates = [_date(match, published.year + more) for more in (-1, 0, 1)]
    near = [when for when in dates if when and abs((when - published).days) <= _NEAR]
    return near[0] if near else None
