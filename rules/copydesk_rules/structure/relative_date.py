"""`relative-date`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from copydesk import (
    Article,
    Bad,
    Default,
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
    lazy_pattern,
)
from copydesk_rules.structure.shared.dates import MONTH, MONTHS, published

__all__ = ["RelativeDate"]

_PART = r"(?:morning|afternoon|evening)"
#: Begins with a set of characters and looks back at it: so it is searched for at the speed of a scan.
_WHEN = lazy_pattern(
    r"[ytelnYTELN](?<![\w’'-].)(?:"
    rf"(?P<day>esterday|omorrow)(?: (?:{_PART}|night))?"
    r"|onight"
    rf"|his (?:{_PART}|week|weekend|month)"
    r"|(?:arlier|ater) (?:today|this (?:week|month|year))"
    r"|ast (?:night|week|weekend|month)"
    r"|ext (?:week|weekend|month)"
    r")\b(?![’'-]\w)"
)
#: What makes such words no date: another day that they count from, a saying, a name.
_BEFORE = lazy_pattern(
    r"(?i)(?:\b(?:before|after|since|of|a|the|every|than|like|better|no|for|each|until|if|already) "
    r"|\b(?:today|yesterday|tomorrow),?(?: and| or)? |[/–—-] ?)$"
)
_AFTER = lazy_pattern(
    r"(?i),?(?: and| or)? (?:today|yesterday|tomorrow)\b|,? (?:is another|never|belongs)\b|[/–—-]"
)
_DAY_FIRST = lazy_pattern(rf"\b\d{{1,2}}(?:st|nd|rd|th)? {MONTH}")
_CONTEXT = 24


class RelativeDate(Rule[NoOptions]):
    """Finds days that are said by the day of writing: “yesterday”, “last night”, “next week”.

    An article is read for years; when “yesterday” was, its reader has to work out from the date at the top,
    if there is one. The rule is for houses whose articles stay; a daily paper writes so rightly, which is why
    it is off by default.

    Quoted speech is left alone, and so are headlines, “the day before yesterday”, “yesterday’s”, sayings
    (“yesterday, today and tomorrow”), names (“the song Yesterday”), and “today” where it may mean nowadays.

    Where the article gives its date, the day itself is shown for “yesterday” and “tomorrow”, written as the
    article writes dates; it is never applied, as the date may be that of a later edition.
    """

    meta = Meta(
        name="relative-date",
        group="structure",
        since="0.2",
        summary="“{words}” will not be true for long.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.SOMETIMES,
        default=Default.OFF,
        language="en",
    )
    examples = (
        Bad("The pier closed ⟦yesterday⟧ after the storm."),
        Bad("By Ann Hale\n\n18 December 2017\n\nThe pier closed ⟦yesterday⟧. It may open ⟦next week⟧."),
        Bad("The council met ⟦last night⟧, and ⟦earlier today⟧ the mayor resigned."),
        Good("“It closed yesterday,” the mayor said. The day before yesterday it was open."),
        Good(
            "Yesterday’s storm is tomorrow's calm: yesterday, today and tomorrow. She sang Yesterday twice."
        ),
        Good("Ships are larger today. The pier closed on 17 December 2017. A better tomorrow."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for match in _WHEN.finditer(prose):
            span = Span(*match.span())
            block = article.block_at(span.start)
            if block is None or not (block.kind.is_running or block.kind is Kind.CAPTION):
                continue
            before = prose[max(block.start, span.start - _CONTEXT) : span.start]
            named = match[0][0].isupper() and not _starts_sentence(before)
            if named or _BEFORE.search(before) or _AFTER.match(prose, span.end):
                continue
            if article.quotation_at(span):
                continue
            yield self.finding(span, *_dated(article, match[0], span), words=match[0])


def _starts_sentence(before: str) -> bool:
    bare = before.rstrip(" “\"'‘(")
    return not bare or bare[-1] in ".!?:—–"


def _dated(article: Article, words: str, span: Span) -> Iterator[Fix]:
    """The day, where the words say one and the article's own is known."""
    day = published(article)
    away = {"yesterday": -1, "tomorrow": 1}.get(words.lower())
    if day is None or away is None:
        return
    on = "On" if words[0].isupper() else "on"
    yield Fix.replace(span, f"{on} {_written(article, day + timedelta(away))}", Safety.DISPLAY)


def _written(article: Article, day: date) -> str:
    """A day as the article writes days: with the number first, or the month."""
    month = MONTHS[day.month - 1]
    first = _DAY_FIRST.search(article.prose) is not None
    return f"{day.day} {month} {day.year}" if first else f"{month} {day.day}, {day.year}"
