"""`impossible-date`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Finding,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.structure.shared.dates import DAY_NAME, FIRST_YEAR, MONTH, MONTHS, YEAR, month_of

__all__ = ["ImpossibleDate"]

# A day that some month lacks; with what stands before and behind it, it is of a date.
_DAY = lazy_pattern(r"(?:29|3\d)(?<![\w.,]..)(?:st|nd|rd|th)?\b")
_BEFORE_MONTH_DAY = rf"(?<!\b[Ii]n )\b(?P<date>{MONTH} (?:\d{{1,2}}[–-])?)$"
_BEHIND_MONTH_DAY = rf"(?m)(?:,? {YEAR}|(?=[.,;:)]|$| at | when ))"
#: What stands before a day of a date, and before no page, issue or age.
_BEFORE_DAY = (
    rf"(?m)(?:\b(?:on|by|from|until|till|since|before|after|between|to|and|the) |: |\b{DAY_NAME},? |^)$"
)
_BEHIND_DAY = rf"(?: of)? {MONTH}(?:,? {YEAR})?"
_BEFORE_NUMBERS = rf"(?<![\w-])(?P<date>{YEAR}-(?P<month>0[1-9]|1[0-2])-)$"
_BEHIND_NUMBERS = r"(?![\w-])"
_FORMS = (
    (_BEFORE_MONTH_DAY, _BEHIND_MONTH_DAY),
    (_BEFORE_DAY, _BEHIND_DAY),
    (_BEFORE_NUMBERS, _BEHIND_NUMBERS),
)
_LONGEST = 24
_FEBRUARY, _LEAP_YEAR = 2, 2000


class ImpossibleDate(Rule[NoOptions]):
    """Finds dates that no calendar has.

    “November 31” and “February 29, 2019” never were. One of the numbers is wrong, and whoever plans by
    the date can't know which.

    February 29 is judged where its year is given, and no year before 1753, which may be of the old
    calendar. Numbers that only stand beside a month are left alone (“in June 31 boats
    sank”, “page 31 June 2019”).
    """

    meta = Meta(
        name="impossible-date",
        group="structure",
        since="0.2",
        summary="There is no {found}: {month} has {days} days.",
        severity=Severity.WARNING,
        fix=FixAvailability.NEVER,
        language="en",
        confidence=0.97,
    )
    examples = (
        Bad("Send the form by ⟦November 31⟧, with a stamp."),
        Bad("The lighthouse was lit on ⟦February 29, 2019⟧."),
        Bad("The fair runs from June 28 to ⟦June 31, 2024⟧."),
        Bad("The fair runs ⟦June 28–31⟧, and is free."),
        Bad("They came between 1 January and ⟦31st April 2010⟧."),
        Bad("The choir sang on ⟦30 February 2011⟧."),
        Bad("The log was begun on ⟦30 February⟧. It ends on ⟦31 Nov.⟧ for want of ink."),
        Bad("The log was opened on ⟦2021-06-31⟧ by the mate."),
        Good("Send the form by November 30, or by 31 October 2019, or on February 29, 2020."),
        Good("Leap day, February 29, falls on a Monday."),
        Good("In June 31 boats sank, and in April, 31 more. It was page 31 June 2019. In 1931 June was dry."),
        Good("The king was crowned on February 29, 1700."),
        Good("In the hills of April 31-year-old Ana Horvat may 33, perhaps."),
        Good("The part is 2021-06-31-B, and the build 12021-06-31."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for day in _DAY.finditer(prose):
            at = max(0, day.start() - _LONGEST)
            for before, behind in _FORMS:
                start = re.search(before, prose[at : day.start()])
                end = re.compile(behind).match(prose, day.end())
                if start and end:
                    parts = {k: v for k, v in (start.groupdict() | end.groupdict()).items() if v is not None}
                    date = parts.get("date", "")
                    span = Span(day.start() - len(date), end.end())
                    yield from self._judge(article, span, int(day[0][:2]), parts["month"], parts.get("year"))
                    break

    def _judge(
        self, article: Article, span: Span, day: int, name: str, given: str | None
    ) -> Iterator[Finding]:
        """The finding of a date, if there is no such day; May and March are months with a capital only."""
        from calendar import isleap, monthrange

        month, year = month_of(name), int(given or _LEAP_YEAR)
        days = monthrange(year, month)[1]
        if day > days and year >= FIRST_YEAR and not name[0].islower():
            shown = MONTHS[month - 1] if month != _FEBRUARY or isleap(year) else f"February {year}"
            if name.capitalize() in MONTHS and article.text_of(span).endswith("."):
                span = Span(span.start, span.end - 1)  # the sentence's, as only a shortened month has a point
            yield self.finding(span, found=article.text_of(span), month=shown, days=days)
