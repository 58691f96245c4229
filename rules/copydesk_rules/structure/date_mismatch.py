"""`date-mismatch`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.structure.shared.dates import DAYS, claims, month_of

__all__ = ["DateMismatch"]

_SHORT = tuple(day[:3] for day in DAYS)
# This and the years begin with what is rare, and look back at it: so they are searched for fast.
_DAY = lazy_pattern(r"[MTWFS](?<!\w.)(?:on|ues|ednes|hurs|ri|atur|un)day\b")
#: What happens once to whom it happens to.
_ONCE = (
    r"\b(?:found|died|killed|arrested|shot|stabbed|crashed|sank|capsized|collapsed|exploded|drowned|born|married"
    r"|buried|sentenced|convicted|elected|sworn|resigned|dismissed|fired|discovered|rescued|kidnapped|abducted"
    r"|disappeared|vanished|escaped|assassinated|murdered|executed|retired|acquitted|extradited|beheaded)\b"
)
_WORD = lazy_pattern(r"[^\W\d_]{4,}")
_COMMON = (
    "after also been before being could during from have here into just last later more most next night"
    " only other over said same says some than that their them then there these they this those told"
    " under very week were what when where which while will with would year years morning evening"
    " afternoon early late people police officials according statement"
)
#: How many sentences the lead has; and how many words, besides the verb, a later one shares with one of them.
_LEAD = 4
_SHARED = 3
#: A day that opens its sentence is of all that the sentence tells; else a verb stands close by it.
_OPENS = lazy_pattern(r"(?:[^.,;]{0,20} –|[Oo]n|[Ll]ate|[Ee]arly|[Ll]ast|This)? ?$")
_BEHIND = lazy_pattern(rf",? (?:[a-z]+ ){{0,2}}?{_ONCE}")
_BEFORE = lazy_pattern(
    rf"{_ONCE}(?: (?!(?:after|as|at|be|before|by|has|have|is|said|since|that|to|until|was|were|when"
    r"|who|will)\b)[\w’'-]+){0,5} $"
)
_LONGEST = 60
#: What is not of the day itself: another event, or what is still to come of this one.
_ANOTHER = lazy_pattern(
    r"\b(?:another|second|third|other|also|more|earlier|previous(?:ly)?|again|separate(?:ly)?"
    r"|will|would|due|scheduled|expected|since|until|before|after|funeral|vigil|anniversary)\b",
    re.I,
)

_YEAR = r"(1[5-9]\d\d|20\d\d)(?![\d/])"
_BETWEEN = lazy_pattern(rf"etween(?<=\b[Bb]etween) {_YEAR} and {_YEAR}(?!s)")
_BRACKETED = lazy_pattern(rf"\({_YEAR} ?[–-] ?{_YEAR}\)")


class DateMismatch(Rule[NoOptions]):
    """Finds dates in one article that cannot both be right.

    A lead says that the body was found on Tuesday, and the fifth paragraph, written a day earlier, that it
    was found on Monday. Readers who notice trust neither.

    Reported are one and the same date with two days of the week (“Monday, Sept. 14”, “Tuesday, Sept. 14”); an
    event of the lead that a later sentence puts on another day; and a span of years that runs
    backwards (“(1961–1948)”, “between 2014 and 2011”).

    Two sentences are taken to be of one event when each names one day, the same verb for what happens
    only once (found, died, arrested, …) goes with it, and they share three other words. Speech is left alone,
    and so is a sentence of another event, or of what comes after this one (“a second body”, “the funeral”).

    The lead's day is shown and never put in, since the lead may be what is wrong.
    """

    meta = Meta(
        name="date-mismatch",
        group="structure",
        since="0.2",
        summary="This says “{found}” where the article earlier has “{other}” for {event}.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        language="en",
        yields_to=("weekday-mismatch",),
    )
    _LEAD_TEXT = (
        "The body of a fisherman was found on Tuesday on the rocks below the lighthouse. It was cold."
    )
    examples = (
        Bad("The fair opens on Monday, Sept. 14, at noon. Come on ⟦Tuesday⟧, September 14, for the boats."),
        Bad(
            f"{_LEAD_TEXT} It rained.\n\nOn ⟦Monday⟧ divers found the body on the rocks near the lighthouse."
        ),
        Bad("The mill (⟦1961–1948⟧) was the last of its kind."),
        Bad("They fished here ⟦between 2014 and 2011⟧, and then no more."),
        Good("The fair opens on Monday, Sept. 14, then Tuesday, Sept. 15; it was Friday, Sept. 14, 2018."),
        Good(f"{_LEAD_TEXT} It rained.\n\nOn Monday another body was found on the rocks by the lighthouse."),
        Good(f"{_LEAD_TEXT} It rained.\n\nOn Monday he went to the rocks by the lighthouse for a body."),
        Good(
            f"{_LEAD_TEXT} It rained.\n\nThe fisherman found on the rocks by the lighthouse was 40 on Friday."
        ),
        Good(
            f"{_LEAD_TEXT} It rained.\n\nThe body was found on the rocks on Tuesday, and the boat on Monday."
        ),
        Good(f"{_LEAD_TEXT} It rained.\n\n“On Monday I found the body, on the rocks by the lighthouse.”"),
        Good("The mill (1948–1961) ran between 1948 and 1961. Quotas went back from 1910 to 1890."),
        Good("The fair runs Monday and Tuesday, Sept. 14 and 15."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        yield from self._weekdays(article)
        yield from self._events(article)
        for match in _BETWEEN.finditer(article.prose):
            yield from self._years(match, Span(match.start() - 1, match.end()))
        for match in _BRACKETED.finditer(article.prose):
            yield from self._years(match, Span(match.start() + 1, match.end() - 1))

    def _weekdays(self, article: Article) -> Iterator[Finding]:
        """The dates that stand with two days of the week; one with its year is for `weekday-mismatch`."""
        seen: dict[tuple[int, int], Span] = {}
        for weekday, claim in claims(article):
            if claim["year"] or weekday[0][:3].title() not in _SHORT:
                continue
            key = (month_of(claim["month"]), int(claim["day"]))
            span = Span(*weekday.span())
            first = seen.setdefault(key, span)
            if article.text_of(first)[:3].title() != weekday[0][:3].title():
                yield self._mismatch(article, span, first, claim["date"])

    def _events(self, article: Article) -> Iterator[Finding]:
        """The events of the lead that a later sentence puts on another day."""
        if len(set(_DAY.findall(article.prose))) < 2:  # it takes two days to contradict each other
            return
        events: list[_Event] = []
        for index, sentence in enumerate(article.sentences):
            event = _Event.of(article, sentence.span) if _DAY.search(article.prose, *sentence.span) else None
            if event is None:
                continue
            first = next((e for e in events if e.is_of(event)), None)
            if first is not None and article.text_of(first.day) != article.text_of(event.day):
                yield self._mismatch(article, event.day, first.day)
            elif index < _LEAD:
                events.append(event)

    def _years(self, match: re.Match[str], span: Span) -> Iterator[Finding]:
        """A span of years, if it runs backwards."""
        first, last = int(match[1]), int(match[2])
        if first > last:
            yield self.finding(span, message=f"These years run backwards, from {first} to {last}.")

    def _mismatch(self, article: Article, span: Span, first: Span, event: str = "the same event") -> Finding:
        found, other = article.text_of(span), article.text_of(first)
        return self.finding(
            span,
            Fix.replace(span, other, Safety.DISPLAY),
            related=[Related(first, f"here it is “{other}”")],
            found=found,
            other=other,
            event=event,
        )


class _Event(Struct, frozen=True):
    """What a sentence says to have happened on the one day that it names."""

    day: Span
    verbs: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, article: Article, sentence: Span) -> _Event | None:
        """The event of a sentence, or None where it names several days, or none, or tells of another one."""
        prose = article.prose
        days = [Span(*match.span()) for match in _DAY.finditer(prose, *sentence)]
        if len(days) != 1 or _ANOTHER.search(prose, *sentence) or article.quotation_at(days[0]):
            return None
        before = prose[max(sentence.start, days[0].start - _LONGEST) : days[0].start]
        if days[0].start - sentence.start < _LONGEST and _OPENS.fullmatch(before):
            verbs = frozenset(re.findall(_ONCE, prose[slice(*sentence)]))
        else:
            close = (_BEFORE.search(before), _BEHIND.match(prose[days[0].end : sentence.end]))
            verbs = frozenset(verb for match in close if match for verb in re.findall(_ONCE, match[0]))
        words = {word.lower() for word in _WORD.findall(prose, *sentence)} - _common() - verbs
        return cls(days[0], verbs, frozenset(words) - {prose[slice(*days[0])].lower()}) if verbs else None

    def is_of(self, other: _Event) -> bool:
        """Whether another sentence is of the same event."""
        return bool(self.verbs & other.verbs) and len(self.words & other.words) >= _SHARED


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.split())
