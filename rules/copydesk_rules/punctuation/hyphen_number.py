"""`hyphen-number`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk import (
    Article,
    Bad,
    Edit,
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
)
from copydesk_rules.punctuation.shared.running import Punctuated

__all__ = ["HyphenNumber"]

_NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d+\.\d+|\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|fifteen|eighteen)"
)
#: The words that a number ends with that has no digits.
_LAST_OF_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("fifteen", "eighteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
#: Where a number begins that ends where a unit is looked for.
_NUMBER_BEFORE = rf"(?i:{_NUMBER})\Z"
_LONGEST_NUMBER = 40
#: Units that mean the same whatever noun follows, even a plural: “48 hour shifts”.
_CLEAR = "year|month|week|hour|minute|mile|inch|kilometer|kilometre|centimeter|centimetre|meter|metre"
#: Units that may be the first half of the noun behind them: “two game consoles”, “six point guards”. With
#: feet they are a measure: “40 acre feet”.
_LOOSE = "day|foot|page|part|yard|acre|pound|ton|gallon|bedroom|story|storey|star|game|point|lap|litre|liter"
_PARTS = (
    "legged|sided|wheeled|armed|eyed|headed|handed|footed|fingered|toed|winged|horned|pronged|tiered|seated|storied"
    "|storeyed|bladed|masted|engined|cornered|humped|stringed|petalled"
)
_PLURALS = (
    "years|months|weeks|days|hours|minutes|seconds|miles|feet|inches|meters|metres|kilometers|kilometres|pounds"
    "|acres|pages"
)
_SINGULAR = frozenset(f"{_CLEAR}|{_LOOSE}".split("|"))
_HAD = frozenset(_PARTS.split("|"))
_SEVERAL = frozenset(_PLURALS.split("|"))
_WORDS = _SINGULAR | _HAD | _SEVERAL
#: As they may be written, since an age may be in capitals.
_WRITTEN = _WORDS | {word.capitalize() for word in _WORDS} | {word.upper() for word in _WORDS}
_AGED = lazy_pattern("[ -]olds?\\b", re.IGNORECASE)
#: Before a number that counts nothing: Week 11, chapter 3, the top 10, May 5.
_NAMED = (
    r"(?:\b(?:number|no|nos|part|chapter|episode|version|level|top|page|day|week|year|game|season|grade|step"
    r"|point|at|type|class|section|article|phase|stage|round|channel|route|highway|group|to|and|or|by|from"
    r"|between|million|billion|thousand|hundred)\.?|[$€£¥#№~≈/–—-]|\b[A-Z][\w’'.]*|\d) ?\Z"
)
_MAY_OPEN = (
    r"(?:\A|[.!?:]\s+|[“\"(\n])(?:The|A|An|This|That|His|Her|Their|Our|My|Its|In|For|After|With|On|Every|Each"
    r"|During|Over|From|By|At|About)\s?\Z"
)
#: What stands behind a count of things, or behind a unit that is left in the singular by dialect.
_NO_NOUN = (
    r"(?:a|an|the|this|that|these|those|of|in|on|at|to|for|from|by|with|within|without|into|as|and|or|but"
    r"|nor|so"
    r"|than|then|when|where|while|if|because|before|after|ago|later|earlier|away|apart|per|each|every|both"
    r"|plus"
    r"|more|less|or|not|old|olds|long|wide|high|tall|deep|thick|is|are|was|were|be|been|has|have|had|will"
    r"|would"
    r"|can|could|may|might|must|should|do|does|did|who|which|whose|what|how|he|she|it|they|we|you|i|his|her"
    r"|its"
    r"|their|our|my|your|up|down|out|off|over|under|back|ahead|behind|around|across|through|until|till"
    r"|since|just"
    r"|only|even|also|too|very|still|here|there|now|today|[a-z]+ly|[a-z]+n['’]t)"
)
_COMPOUND = (
    rf"(?<![\w.,:$€£¥#/–—-]){_NUMBER} (?P<unit>{_CLEAR}|{_LOOSE})"
    rf" (?!{_NO_NOUN}\b|f[eo][eo]t\b)(?P<noun>[a-z]+)(?P<behind>[\w'’-]*)"
)
_OLD = (
    rf"(?i)(?<![\w.,:$€£¥#/–—-]){_NUMBER}(?P<first>[ -])(?P<unit>year|month|week|day)(?P<plural>s?)"
    r"(?P<second>[ -])(?P<old>olds?)\b(?!-)"
)
#: “Four legged”: a number and what a thing has so many of are always one word.
_HAVING = rf"(?<![\w.,:$€£¥#/–—-]){_NUMBER} (?P<unit>{_PARTS})(?= [a-z])"
_ONE = frozenset({"1", "one", "1.0"})
_PLURAL = (
    rf"(?<![\w.,:$€£¥#/–—-]){_NUMBER}-(?P<unit>{_PLURALS})"
    r"(?=[,.;:!?)]|\Z|\n| (?:tall|long|wide|high|deep|thick|ago|away|later|earlier|apart|and|or|of|in|on|at"
    r"|to|for|from|by|with|as|than|but|before|after|instead)\b)"
)
_DETERMINER = (
    r"(?i)\b(?:an?|the|this|that|his|her|their|our|my|your|its|one|another|any|every|each)(?: [a-z-]+)? \Z"
)
_ARTICLE = r"(?i)\b(?:an?|the|this|that|his|her|their|our|my|your|every|each) \Z"
_BE = (
    r"(?:\b(?:is|are|was|were|am|be|been|turned|turns)|['’](?:s|m|re))"
    r"(?: (?:only|just|about|now|nearly|almost))? \Z"
)
_NOUN_BEHIND = rf" (?!{_NO_NOUN}\b)[a-z]+"
_PLURAL_NOUN = lazy_pattern(r"(?!series\b).*[^s]s")
_WINDOW = 40
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: A number of two words, and the middle of a decade, a year or a month.
_TENS_AHEAD = rf"(?i)\b(?:{'|'.join(_TENS)}) "
_TWO_WORDS = (
    rf"{_TENS_AHEAD}(?:one(?! (?:is|of|was|has|had)\b)|two|three|four|five|six|seven|eight|nine)(?![\w-])"
)
_ORDINAL = rf"{_TENS_AHEAD}(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)(?= centur)"
_MONTH = "January|February|March|April|June|July|August|September|October|November|December"
_MID = rf"(?i)\bmid (?:(?:1[5-9]|20)\d\ds?|['’]?\d0s|(?:{_MONTH}))\b"


class HyphenNumber(Rule[NoOptions]):
    """Finds a number and its unit without their hyphen where they describe a noun, and the reverse.

    A number and a unit before a noun are one word to every style guide: *a 48-hour shift*, *a three-day
    sale*, *a 93-year-old*. By themselves they are not: *48 hours*, *5.5 inches*, *93 years old*. A unit in
    the singular behind any number but one is the sign of the first (*48 hour shift*, *93 year-old*), one in
    the plural with a hyphen the sign of the second (*5.5-inches tall*).

    Numbers of two words have one too (*twenty-five*), and *mid* before a year or a month (*mid-1990s*).

    Left alone are money, percentages and temperatures; ranges (*0.5 to 4 meter*); numbers that name something
    (*Week 11 game*, *the top 10 point scorers*); compounds whose second half may belong to the noun behind
    them (*two game consoles*); and units that dialects leave in the singular (*ten mile away*).

    The fix of an age and of a number in words is safe, others are not.
    """

    meta = Meta(
        name="hyphen-number",
        group="punctuation",
        since="0.1",
        summary="{what}: “{right}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("They were on a ⟦48 hour⟧ hold.", fixed="They were on a 48-hour hold."),
        Bad("She worked ⟦12 hour⟧ shifts for years.", fixed="She worked 12-hour shifts for years."),
        Bad("The ⟦three day⟧ sale opens at nine.", fixed="The three-day sale opens at nine."),
        Bad("A ⟦seven story⟧ building burned.", fixed="A seven-story building burned."),
        Bad("The ⟦93 year-old⟧ resigned.", fixed="The 93-year-old resigned."),
        Bad("A ⟦10 year old⟧ boy found it.", fixed="A 10-year-old boy found it."),
        Bad("Two ⟦12-year olds⟧ ran.", fixed="Two 12-year-olds ran."),
        Bad("She is ⟦52-years-old⟧.", fixed="She is 52 years old."),
        Bad("My sister is ⟦5 year old⟧.", fixed="My sister is 5 years old."),
        Bad("A ⟦52-years-old⟧ nurse left.", fixed="A 52-year-old nurse left."),
        Bad("It is a ⟦four legged⟧ friend.", fixed="It is a four-legged friend."),
        Bad("The screen is ⟦5.5-inches⟧ tall.", fixed="The screen is 5.5 inches tall."),
        Bad("There are ⟦twenty five⟧ boats.", fixed="There are twenty-five boats."),
        Bad("In the ⟦mid 1990s⟧ it sank.", fixed="In the mid-1990s it sank."),
        Good("It holds 40 acre feet of water and 10 board feet of oak."),
        Good("He is 93 years old and waited 48 hours; a 48-hour hold and a 10-year-old boy of five feet."),
        Good("The Week 11 game, the top 10 point scorers and the 2019 year review were 20 percent better."),
        Good("Of twenty one is new; twenty two-day trips in mid-May."),
        Good("He lives two mile away, four foot of snow fell, and it costs five pound a head."),
        Good("She sold two game consoles, six point guards and three day passes in a $5 million year."),
        Good("Lengths of 0.5 to 4 meter cables, one year olds, a 40 degree slope, May 5 day trips."),
        Good("Un séjour de 3 minute gratuite et 48 hour libre.", language="fr"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        yield from self._in_two_words(article)
        blocks = article.derive(Punctuated)
        prose = article.prose
        done = 0
        for start, kind in _candidates(article):
            match = _compiled(kind).match(prose, start)
            if match is None or (kind is _COMPOUND and start < done) or not blocks.block_at(start):
                continue
            if kind is _COMPOUND:
                done = match.end()
                if self._is_compound(prose, match):
                    yield self._hyphen(match)
            elif kind is _OLD:
                yield from self._age(prose, match)
            elif kind is _PLURAL and match["number"] not in _ONE:
                yield self._apart(match)
            elif kind is _HAVING and not _names_something(prose, start):
                yield self._having(match)

    def _in_two_words(self, article: Article) -> Iterator[Finding]:
        prose, known = article.prose, article.vocabulary
        patterns = []
        if any(ten in known or ten.capitalize() in known for ten in _TENS):
            patterns += [_TWO_WORDS, _ORDINAL]
        if "mid" in known or "Mid" in known:
            patterns.append(_MID)
        for pattern in patterns:
            for match in _compiled(pattern).finditer(prose):
                if article.derive(Punctuated).block_at(match.start()):
                    span, right = Span(*match.span()), match[0].replace(" ", "-", 1)
                    what = "This takes a hyphen"
                    yield self.finding(span, Fix.replace(span, right, Safety.SAFE), what=what, right=right)

    def _is_compound(self, prose: str, match: re.Match[str]) -> bool:
        number, noun = match["number"], match["noun"] + match["behind"]
        if number in _ONE or (number.isdigit() and 1700 <= int(number) <= 2100):
            return False
        if _PLURAL_NOUN.fullmatch(noun) and re.fullmatch(_CLEAR, match["unit"]) is None:
            return False
        return not _names_something(prose, match.start())

    def _hyphen(self, match: re.Match[str]) -> Finding:
        gap = Span(match.end("number"), match.start("unit"))
        right = f"{match['number']}-{match['unit']}"
        return self.finding(
            Span(match.start(), match.end("unit")),
            Fix("Put a hyphen", (Edit(gap, "-"),), Safety.UNSAFE),
            what="A number and its unit take a hyphen before a noun",
            right=f"{right} {match['noun']}{match['behind']}",
        )

    def _having(self, match: re.Match[str]) -> Finding:
        span, right = Span(*match.span()), match[0].replace(" ", "-")
        what = "A number and what is counted by it are one word here"
        return self.finding(span, Fix.replace(span, right), what=what, right=right)

    def _apart(self, match: re.Match[str]) -> Finding:
        span, right = Span(*match.span()), f"{match['number']} {match['unit']}"
        what = "A number and its unit take no hyphen here"
        return self.finding(span, Fix.replace(span, right), what=what, right=right)

    def _age(self, prose: str, match: re.Match[str]) -> Iterator[Finding]:
        number, unit, old = match["number"], match["unit"], match["old"]
        before = prose[max(0, match.start() - _WINDOW) : match.start()]
        spaced = match["first"] + match["second"] == "  "
        if spaced if match["plural"] else match["first"] + match["second"] == "--":
            return
        if number.lower() in _ONE and not _compiled(_ARTICLE).search(before):
            return  # she is one year old
        noun = old.endswith("s") or _compiled(_NOUN_BEHIND).match(prose, match.end()) is not None
        if match["plural"]:
            describes = old.endswith("s") or (noun and _compiled(_DETERMINER).search(before) is not None)
        else:
            describes = noun or _compiled(_BE).search(before) is None
        right = f"{number}-{unit}-{old}" if describes else f"{number} {unit}s {old}"
        span = Span(*match.span())
        what = "This age is hyphenated wrongly" if describes or "-" in match[0] else "This age takes a plural"
        yield self.finding(span, Fix.replace(span, right, Safety.SAFE), what=what, right=right)


def _names_something(prose: str, at: int) -> bool:
    """Whether what stands before a number makes it a name, an end of a range, or part of a larger number."""
    before = prose[max(prose.rfind("\n", max(0, at - _WINDOW), at) + 1, at - _WINDOW) : at]
    return _compiled(_NAMED).search(before) is not None and _compiled(_MAY_OPEN).search(before) is None


def _candidates(article: Article) -> list[tuple[int, str]]:
    """Where a number stands before a unit, in order, and which pattern alone may match there."""
    prose, found = article.prose, []
    for word in _WRITTEN & article.vocabulary.keys():
        at = prose.find(word)
        while at >= 0:
            end = at + len(word)
            if prose[at - 1 : at] in (" ", "-") and (kind := _kind(prose, at, end)):
                low = max(0, at - 1 - _LONGEST_NUMBER)
                before = prose[low : at - 1]
                # Most units have no number before them, and the pattern takes long to tell.
                may_be = before[-1:].isdecimal() or before.lower().endswith(_LAST_OF_NUMBERS)
                if may_be and (number := _compiled(_NUMBER_BEFORE).search(before)):
                    found.append((low + number.start(), kind))
            at = prose.find(word, end)
    return sorted(found)


def _kind(prose: str, start: int, end: int) -> str | None:
    """The pattern that may match before what may be a unit."""
    word, gap = prose[start:end], prose[start - 1]
    if word in _HAD:
        return _HAVING if gap == " " else None
    if _AGED.match(prose, end):
        return _OLD
    if gap == "-":
        return _PLURAL if word in _SEVERAL else None
    return _COMPOUND if word in _SINGULAR else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return lazy_pattern(pattern)
