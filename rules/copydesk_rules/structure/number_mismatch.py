"""`number-mismatch`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
from copydesk_rules.structure.shared import sums
from copydesk_rules.structure.shared.dates import published
from copydesk_rules.structure.shared.numbers import COUNT, value_of

__all__ = ["NumberMismatch"]

_NUMBER = lazy_pattern(COUNT)
_PART = rf"{COUNT} (?!(?:of|in|and|or|to)\b)[^\W\d_][\w’'-]*(?: (?!(?:and|or)\b)[^\W\d_][\w’'-]*){{0,3}}"
_PARTS = rf"(?P<parts>{_PART}(?:, {_PART}){{0,4}},? and {_PART})"
#: Parts before their total, which ends in what the first pattern finds; and behind it. What is seldom needed
#: is a string: `re` compiles it on first use, and keeps it.
_IN_ALL = lazy_pattern(r" (?:in all|in total|altogether)\b")
_TOTAL = lazy_pattern(
    rf"{_PARTS}(?:, | ?[–—] ?| \()(?:(?:for )?a total of |making |totall?ing )?(?P<total>{COUNT})"
    r"(?: [a-z]+){0,2}$"
)
_OPENING = lazy_pattern(r"[–—:(] ?(?=[\da-z])")
_BEHIND_OPENING = lazy_pattern(rf"{_PARTS}(?= ?[–—.;)])")
_PEOPLE = lazy_pattern(
    rf"(?P<total>{COUNT}) (?:[a-z]+ )?(?:people|persons|passengers|members|students|victims|deaths|prisoners"
    r"|hostages|lawmakers|soldiers|migrants|delegates|jurors|workers|patients|players|survivors) ?$"
)
_HEDGED = lazy_pattern(r"(?i)\b(?:about|around|some|least|than|nearly|almost|over|of) $")
_LONGEST_PARTS, _LONGEST_WORDS = 200, 60

_PERCENT = lazy_pattern(r"(?<![\w.,–-])(\d{1,3}(?:\.\d+)?) ?(?:%|percent\b|per cent\b)")
_REST = lazy_pattern(r"the (?=[ro])(?<!\w....)(?:remaining|other) (?=\d)")
#: Shares that others come before, or that several have.
_OPEN_SHARES = lazy_pattern(r"(?i)\b(?:another|each|apiece|further|additional|also)\b")
_SENTENCE_END = lazy_pattern(r"[.!?] |\n")
#: How far shares may be from making a whole; and how many of them are added up.
_ROUNDING = 1.0
_MAX_SHARES = 2

_SCALE = {"": 1.0, "%": 1.0, "percent": 1.0, "per cent": 1.0} | {
    word: 1000.0**power for power, word in enumerate(("thousand", "million", "billion", "trillion"), 1)
}
_AMOUNT = (
    r"(?:(?:about|around|roughly|nearly|almost|just|over|under|more than|less than|an estimated) )?"
    r"([$£€]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"( ?%| percent\b| per cent\b| thousand\b| million\b| billion\b| trillion\b)?(?![\w:/]|[-–,.]\d)"
)
_UP = (
    r"rose|risen|rises?|rising|increas(?:ed?|es|ing)|grew|grown|grows?|growing|surg(?:ed|ing)|soar(?:ed|ing)"
)
_DOWN = (
    r"fell|fallen|falls?|falling|declin(?:ed?|es|ing)|decreas(?:ed?|es|ing)|shr[au]nk|shrinking"
    r"|plung(?:ed|ing)|plummet(?:ed|ing)|dropp(?:ed|ing)|drops"
)
_FROM_TO = lazy_pattern(rf" from {_AMOUNT}(?: (?:in|during) [^.;,\n]{{1,30}}?)? to {_AMOUNT}")
_TREND = lazy_pattern(rf"\b(?:(?P<up>{_UP})|{_DOWN})(?: [a-z]+ly)?,?$")
#: Where less is more; or it is a currency whose price is given in another.
_UPSIDE_DOWN = lazy_pattern(
    r"(?i)\b(?:rank\w*|index|places?|positions?|charts?|odds|exchange|currency|against the"
    r"|to the dollar)\b"
)
_AROUND = 80

_BORN_IN = r"(?:\(|born (?:in |on )[^.;()\d\n]{0,20}(?:\d{1,2}, )?)(?P<born>1[6-9]\d\d|20\d\d)"
_DIED_IN = (
    r"(?: ?[–-] ?|[^.;()\d\n]{1,80}\bdied (?:in |on )[^.;()\d\n]{0,20}(?:\d{1,2}, )?)"
    r"(?P<died>1[6-9]\d\d|20\d\d)"
)
_LIFE = lazy_pattern(
    rf"{_BORN_IN}{_DIED_IN}\)?[^.;()\d\n]{{0,40}}\b(?:aged|at (?:age|the age of)) (?P<age>\d{{1,3}})\b"
)
_AGE = lazy_pattern(
    r"(?<=\w), (?P<age>\d{1,2}), (?:who )?was born (?:in |on )[^.;()\d\n]{0,30}"
    r"(?:\d{1,2}, )?(?P<born>19\d\d|20\d\d)\b"
)
_SUMS = (sums.changes, sums.shares, sums.votes, sums.years, sums.reversed_ranges)


class NumberMismatch(Rule[NoOptions]):
    """Finds numbers that contradict each other in one sentence.

    23 men and 14 women are “38 in all”; a share rose “from 5 percent to 4 percent”. A number was changed in
    editing and its partner forgotten, or a source's slip was copied. A reader who can count stops believing
    the rest.

    Reported are parts that do not make their total; a remaining share that makes more or less than 100
    percent with those before it, and more than 100 percent of all; a part that is more than its whole; a rise
    to less or a fall to more, and a percentage that is not the change between two amounts; more votes than a
    council has members; a range whose first end is the greater; so many years, where the two years given are
    further apart or nearer; and an age that does not fit the years of birth and death, or of birth and the
    article's own date.

    Amounts may be rounded: a percentage is wrong only where no rounding of the two explains it. Only what is
    spelled out is added up: “about” and “including” leave room for more. Percentages that may overlap are
    left alone, and so are ranks, odds and exchange rates, where less is more.

    Which of the numbers is wrong only the desk can find out, so nothing is offered as a fix.

    Such a slip is rare: in a thousand published articles none was found, and nothing was reported wrongly.
    """

    meta = Meta(
        name="number-mismatch",
        group="structure",
        since="0.2",
        summary="This says “{said}”, but {but}.",
        severity=Severity.WARNING,
        fix=FixAvailability.NEVER,
        language="en",
    )
    examples = (
        Bad("The ferry carried 23 men and 14 women, ⟦38⟧ in all, when it left."),
        Bad("The ferry carried ⟦twelve⟧ people: seven men, three women and four children."),
        Bad("The ferry carried ⟦12⟧ injured passengers (seven men and four women) to Split."),
        Bad("Fish makes up 60 percent of the catch, and crabs the remaining ⟦45 percent⟧."),
        Bad("The share of crabs ⟦rose from 5 percent to 4 percent⟧ last year."),
        Bad("The catch ⟦fell slightly from $1.2 million in 2018 to $1.5 million⟧ in a year."),
        Bad("Ana Horvat (1920–2008) died at home, at the age of ⟦78⟧."),
        Bad("He was born on May 3, 1920, in Split and died in June 2008, aged ⟦78⟧."),
        Bad("---\ndate: 2019-05-04\n---\n\nAna Horvat, ⟦34⟧, was born in Split in 1975.", format="markdown"),
        Bad("Sales rose ⟦40⟧ percent, from $50 million to $60 million, the firm said."),
        Bad("The catch fell from 400 tonnes to 300 tonnes, a drop of ⟦33⟧ percent."),
        Bad("The nine-member council voted ⟦6-4⟧ to close the harbour."),
        Bad("The party won ⟦62 of the 60 seats⟧ in the new chamber."),
        Bad("Some said no, but ⟦120 percent⟧ of respondents would come again."),
        Bad("She led the port for ⟦14 years⟧, from 1990 to 2000."),
        Bad("The repairs will cost ⟦between $90 million and $60 million⟧, engineers say."),
        Good(
            "Sales rose 20 percent, from $50 million to $60 million, and 18 percent from 1.1 to 1.3 million."
        ),
        Good("Exports grew 40 percent from 2010 to 2014, or 5 percentage points from 20 to 25 percent."),
        Good("The 12-member council voted 6-4 to close the harbour, with two members away."),
        Good("The party won 60 of the 60 seats, and 120 percent of its own target."),
        Good("She led the port for ten years, from 1990 to 2000, and the firm between 20 and 10 years ago."),
        Good("It will cost between $500,000 and $1 million, and is open between 10 and 4."),
        Good("Each pays 30 percent of the cost, and the remaining 40 percent is a grant."),
        Good("The ferry carried 23 men and 14 women, 37 in all, and 12 people: seven men and five women."),
        Good(
            "It carried twelve people, including seven men and three women, and 12 people (two of them crew)."
        ),
        Good("It had about 12 members: seven men and three women."),
        Good("Of the fishermen 80 percent own a boat, 60 percent a truck and 50 percent both."),
        Good("Fish makes up 70 percent, squid 15 percent, and crabs the remaining 15 percent."),
        Good("Crabs rose from 4 percent to 5 percent, and the catch fell from $1.2 billion to $900 million."),
        Good("She rose from 10th to 4th, and the port from 156 to 150. Odds fell from 18 to 1 to 25 to 1."),
        Good("It rose from 20,000 to 1.2 million, and fell from 900 to 1.2 thousand, from 9 a.m. to 10."),
        Good("It fell from 10 to 15 feet. The yen fell from 110 to 112 yen to the dollar."),
        Good("Ana Horvat (1920–2008) died at home, at the age of 87. Ivan Horvat (1920–2008) died aged 88."),
        Good("---\ndate: 2019-05-04\n---\n\nAna Horvat, 43, was born in Split in 1975.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        yield from self._totals(article)
        for rest in _REST.finditer(prose):
            yield from self._share(article, rest)
        for amounts in _FROM_TO.finditer(prose):
            at = max(0, amounts.start() - _LONGEST_WORDS)
            if trend := _TREND.search(prose[at : amounts.start()]):
                span = Span(at + trend.start(), amounts.end())
                yield from self._trend(article, span, rises=bool(trend["up"]), amounts=amounts.groups())
        for life in _LIFE.finditer(prose):
            yield from self._age(article, life, int(life["died"]))
        if (today := published(article)) is not None:
            for age in _AGE.finditer(prose):
                yield from self._age(article, age, today.year)

        for claims in _SUMS:
            for span, but in claims(prose):
                yield self._finding(article, span, but)

    def _totals(self, article: Article) -> Iterator[Finding]:
        """The totals that their parts do not make."""
        prose = article.prose
        for end in _IN_ALL.finditer(prose):
            at = max(0, end.start() - _LONGEST_PARTS)
            if match := _TOTAL.search(prose[at : end.start()]):
                yield from self._total(
                    article, Span(at + match.start("total"), at + match.end("total")), match["parts"]
                )
        for opening in _OPENING.finditer(prose):
            at = max(0, opening.start() - _LONGEST_WORDS)
            before = prose[at : opening.start()]
            match = _PEOPLE.search(before)
            if match is None or _HEDGED.search(before[: match.start()]):
                continue
            if parts := _BEHIND_OPENING.match(prose[opening.end() : opening.end() + _LONGEST_PARTS]):
                total = Span(at + match.start("total"), at + match.end("total"))
                yield from self._total(article, total, parts["parts"])

    def _total(self, article: Article, total: Span, parts: str) -> Iterator[Finding]:
        made = sum(value_of(number) for number in _NUMBER.findall(parts))
        if made != value_of(article.prose_of(total)):
            yield self._finding(article, total, f"the parts make {made}")

    def _share(self, article: Article, rest: re.Match[str]) -> Iterator[Finding]:
        """A remaining share that makes more or less than the whole, with those before it in the sentence."""
        prose = article.prose
        share = _PERCENT.match(prose, rest.end())
        if share is None:
            return
        start = max(0, rest.start() - _LONGEST_PARTS)
        start = max((m.end() for m in _SENTENCE_END.finditer(prose, start, rest.start())), default=start)
        before = [float(m[1]) for m in _PERCENT.finditer(prose, start, rest.start())]
        if _OPEN_SHARES.search(prose, start, rest.start()) or any(float(share[1]) + b == 100 for b in before):
            return
        if before and len(before) <= _MAX_SHARES:
            sums = [sum(before[first:]) + float(share[1]) for first in range(len(before))]
            if not any(abs(whole - 100) <= _ROUNDING for whole in sums):
                yield self._finding(
                    article, Span(*share.span()), f"with what stands before it that makes {sums[0]:g} percent"
                )

    def _trend(
        self, article: Article, span: Span, *, rises: bool, amounts: Sequence[str | None]
    ) -> Iterator[Finding]:
        """A rise to less, or a fall to more."""
        sign, first, unit, _, second, unit2 = ((part or "").strip() for part in amounts)
        percent = [u in ("%", "percent", "per cent") for u in (unit, unit2)]
        around = article.prose[max(0, span.start - _AROUND) : span.end + _AROUND]
        # A bare small number may be a rank, a height or a score, or be in the other one's millions.
        bare = any(not u and "," not in n for n, u in ((first, unit), (second, unit2)))
        clear = percent[1] or not bare or (sign and unit == unit2)
        if _UPSIDE_DOWN.search(around) or percent == [True, False] or not clear:
            return
        start, end = (float(n.replace(",", "")) * _SCALE[u] for n, u in ((first, unit), (second, unit2)))
        if end < start if rises else end > start:
            less = "less" if rises else "more"
            yield self._finding(article, span, f"the second number is {less} than the first")

    def _age(self, article: Article, match: re.Match[str], until: int) -> Iterator[Finding]:
        years = until - int(match["born"])
        if int(match["age"]) not in (years, years - 1):
            yield self._finding(article, Span(*match.span("age")), f"the years make {years - 1} or {years}")

    def _finding(self, article: Article, span: Span, but: str) -> Finding:
        return self.finding(span, said=article.text_of(span), but=but)
