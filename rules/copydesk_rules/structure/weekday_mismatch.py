"""`weekday-mismatch`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
    match_case,
)
from copydesk_rules.structure.shared.dates import DAYS, FIRST_YEAR, claims, date_of, published

if TYPE_CHECKING:
    from datetime import date

__all__ = ["WeekdayMismatch"]

_SHORT = tuple(day[:3] for day in DAYS)
#: A date without a year is the one nearest to the article's own, if it is as near as this.
_NEAR = 183
_ANY_YEAR = lazy_pattern(r"(?<![\d.,])[12]\d{3}(?![\d%])")


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
        today: date | None = None
        for weekday, claim in claims(article):
            said = weekday[0][:3].title()
            if claim["year"] is None and years is None:
                years = {int(year) for year in _ANY_YEAR.findall(article.prose)}
                today = published(article)
            when = date_of(claim, int(claim["year"])) if claim["year"] else _nearest(claim, today)
            if when is None or when.year < FIRST_YEAR or said not in _SHORT or _is(when, said):
                continue
            if claim["year"] is None and any(_is(date_of(claim, year), said) for year in years or ()):
                continue
            span = Span(*weekday.span())
            right = DAYS[when.weekday()]
            shown = match_case(weekday[0], right if len(span) > 5 else right[:3])
            yield self.finding(
                span,
                Fix.replace(span, shown, Safety.DISPLAY),
                date=claim["date"] if claim["year"] else f"{claim['date']}, {when.year},",
                right=right,
                wrong=DAYS[_SHORT.index(said)],
            )


def _is(when: date | None, day: str) -> bool:
    return when is not None and _SHORT[when.weekday()] == day


def _nearest(match: re.Match[str], today: date | None) -> date | None:
    """The date without a year that is nearest to the article's own."""
    if today is None:
        return None
    dates = [date_of(match, today.year + more) for more in (-1, 0, 1)]
    near = [when for when in dates if when and abs((when - today).days) <= _NEAR]
    return near[0] if near else None
