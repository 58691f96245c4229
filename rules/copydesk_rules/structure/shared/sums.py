"""Numbers that a sentence sets beside each other, and that cannot both be right.

Each function yields the span of what a sentence says, and what its other numbers make of it. Patterns begin
with what is rare, and look only a few words to either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import Span, lazy_pattern
from copydesk_rules.structure.shared.numbers import COUNT, SMALL, value_of

__all__ = ["changes", "reversed_ranges", "shares", "votes", "years"]

#: How far to either side numbers of one claim are looked for.
_NEAR = 90

_HEDGE = (
    r"(?:about|around|roughly|nearly|almost|just|over|under|more than|less than|some|approximately|at least"
    r"|an estimated|by) "
)
_AMOUNT = (
    rf"(?:{_HEDGE}){{0,2}}(?P<sign%d>[$£€]?)(?P<number%d>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit%d> ?%%| percent\b| per cent\b| thousand\b| million\b| billion\b| trillion\b)?"
    r"(?![\w:/]|[-–,.]\d)"
)
_FROM_TO = lazy_pattern(
    rf"from (?<!\wfrom ){_AMOUNT % ((1,) * 3)}(?: (?!to\b)[a-z]+)?(?: (?:in|during) [^.;,()\n]{{1,24}}?)?,? "
    rf"to {_AMOUNT % ((2,) * 3)}(?: (?!and\b|or\b|to\b)[a-z]+)?(?: (?:in|during) \d{{4}})?"
)
_PERCENT = r"(?P<share>\d{1,4}(?:\.\d+)?) ?(?:%|percent\b|per cent\b|-percent\b)"
_UP = r"(?P<up>rose|risen|rises?|rising|increas\w+|grew|grow\w*|surg\w+|soar\w+|jump\w*|climb\w*|gain\w*|up)"
_DOWN = (
    r"(?:fell|fallen|falls?|falling|declin\w+|decreas\w+|shr[aiu]nk\w*|plung\w+|plummet\w+|drop\w*|cut|down)"
)
_TREND = rf"\b(?:{_UP}|{_DOWN})"
#: A change before its ends, "rose 20 percent, from 50 to 60", and behind, "from 50 to 60, up 20 percent".
_CHANGE_BEFORE = lazy_pattern(
    rf"{_TREND}(?: [a-z]+ly)?(?: of)? (?:{_HEDGE}){{0,2}}{_PERCENT}"
    r"(?: (?:last|this|that|in) [^.;,()\n]{1,20})?[,:]? ?[(–—]? ?$"
)
_CHANGE_BEHIND = lazy_pattern(
    rf",? ?[(–—]? ?(?:an? )?(?:(?:{_HEDGE})?{_PERCENT} {_TREND}\b|{_TREND.replace('<up>', '<up2>')} (?:of )?"
    rf"(?:{_HEDGE}){{0,2}}{_PERCENT.replace('<share>', '<share2>')})"
    r"(?! (?:points?|a year|per year|annual|each|every))"
)
_POINTS = lazy_pattern(r"(?i)\bpoints?\b|\b(?:annual|yearly|a year|per year|each year|average)\b")
_HEDGED = lazy_pattern(
    r"(?i)\b(?:about|around|some|least|than|nearly|almost|over|roughly|just|under|approximately) $"
)
_SENTENCE_END = lazy_pattern(r"[.!?] |\n")
#: A number that is no count of thousands or millions; and the last hour of the clock.
_BARE, _HOURS = 1_000, 24
#: By what share of itself a round number may have been rounded.
_ROUNDED = 0.02
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

_LAST_COUNT = lazy_pattern(rf"{COUNT}$")
_OF = lazy_pattern(
    rf" (?:out )?of (?:the |its |all |their )?(?P<whole>{COUNT}) (?:[a-z]+ )?(?:seats|members|votes|lawmakers"
    r"|senators|countries|states|districts|respondents|students|patients|jurors|judges|delegates|deputies"
    r"|voters|schools|passengers)\b"
)
_OF_ALL = lazy_pattern(
    r" of (?:all |the |our )?(?:respondents|voters|people|students|patients|households|women|men|children"
    r"|adults|Americans|employees|participants)\b"
)
_LAST_SHARE = lazy_pattern(r"(?<![\w.,$£€–-])(?P<share>\d{3,4}(?:\.\d+)?) ?(?:%|percent|per cent)$")
_BODY = lazy_pattern(
    r"-(?:member|seat|person|judge|justice)[- ](?:[\w’']+ ){0,4}?(?:board|council|court|committee|commission"
    r"|panel|jury|bench|tribunal|assembly)\b"
)
_SIZE = lazy_pattern(rf"(?<![\w.,$£€#/:+–-])(?i:\d{{1,4}}|{SMALL})$")
_VOTE = lazy_pattern(
    r"\b(?:voted|vote|ruled|ruling|decision|split|approved|passed)\b[^.;\n]{0,60}?"
    r"(?<![\w.,$-])(?P<yes>\d{1,3})(?:[-–]|[-–]to[-–]| to )(?P<no>\d{1,3})(?![\w%]|[-–.,]\d)"
)

_YEAR = r"(?:1[5-9]|20)\d\d"
_YEARS = lazy_pattern(
    rf" (?P<unit>years|decades)(?:, from | \()(?P<first>{_YEAR})"
    rf" ?(?:[–—-]|to|and|until|through) ?(?P<last>{_YEAR})(?![\d-]| (?:percent|people))"
)

_BOUND = (
    r"(?P<sign%d>[$£€]?)(?P<bound%d>\d[\d,]*(?:\.\d+)?)(?P<unit%d> ?%%| percent| per cent| million| billion)?"
)
_BETWEEN = lazy_pattern(
    rf"between (?<!\wbetween ){_BOUND % ((1,) * 3)} and {_BOUND % ((2,) * 3)}(?![\w:/]|[-–,.]\d)"
)
_AGO = lazy_pattern(r" (?:\w+ )?(?:ago|old|before|earlier|BCE?|B\.C|o[’']clock|[ap]\.?m)\b|°| degrees")
_COMPARED = lazy_pattern(
    r"(?i)\b(?:difference|gap|ratio|distance|margin|compar\w+|choose|choice|game|match|chang\w+|dropp?\w*|fell"
    r"|declin\w+|decreas\w+|fall|pages?|chapters?|sections?|routes?|highways?|lines?) \S* ?(?:\w+ ){0,3}$"
)
_YEAR_ALONE = lazy_pattern(rf"{_YEAR}\Z")


def changes(prose: str) -> Iterator[tuple[Span, str]]:
    """Percentages that are not the change from one amount to the other."""
    for ends in _FROM_TO.finditer(prose):
        around = max(0, ends.start() - _NEAR)
        before = _CHANGE_BEFORE.search(prose[around : ends.start()])
        behind = None if before else _CHANGE_BEHIND.match(prose, ends.end(), ends.end() + _NEAR)
        match = before or behind
        if match is None or (bounds := _bounds(ends)) is None:
            continue
        name = "share" if match["share"] else "share2"
        offset = around if before else 0
        stated, span = match[name], Span(offset + match.start(name), offset + match.end(name))
        sentence = prose[around : ends.end() + _NEAR]
        low, high = bounds
        rises = bool(match["up"] or (behind and behind["up2"]))
        size = float(stated)
        slack = 0.5 if "." not in stated else 0.05
        if _POINTS.search(sentence) or _HEDGED.search(prose[max(0, span.start - 20) : span.start]):
            continue
        signed = size if rises else -size
        if low - slack - 0.5 <= signed <= high + slack + 0.5:
            continue
        middle = (low + high) / 2
        if (middle > 0) != rises:
            continue
        yield span, f"from {_shown(ends, 1)} to {_shown(ends, 2)} is {abs(middle):.0f} percent"


def _shown(ends: re.Match[str], which: int) -> str:
    return f"{ends[f'sign{which}']}{ends[f'number{which}']}{ends[f'unit{which}'] or ''}"


def _bounds(ends: re.Match[str]) -> tuple[float, float] | None:
    """The least and the greatest change in percent that two amounts may make, rounded as they are."""
    units = [(ends[f"unit{i}"] or "").strip() for i in (1, 2)]
    if units[1] in _SCALE and not units[0]:
        units[0] = units[1]  # "from 1.2 to 1.5 million"
    if any(unit in ("%", "percent", "per cent") for unit in units):
        return None  # points, or percent of percent
    if bool(ends["sign1"]) != bool(ends["sign2"]):
        return None
    if not any(units) and not ends["sign1"] and any(_YEAR_ALONE.match(ends[f"number{i}"]) for i in (1, 2)):
        return None
    (a, a_slack), (b, b_slack) = (_rounded(ends[f"number{i}"], units[i - 1]) for i in (1, 2))
    if a - a_slack <= 0:
        return None
    return 100 * ((b - b_slack) / (a + a_slack) - 1), 100 * ((b + b_slack) / (a - a_slack) - 1)


def _rounded(number: str, unit: str) -> tuple[float, float]:
    """An amount, and how far it may be from what it was rounded from."""
    digits = number.replace(",", "")
    value, scale = float(digits), _SCALE.get(unit, 1.0)
    if "." in digits:
        step = 10.0 ** -len(digits.partition(".")[2])
    else:
        zeros = len(digits) - len(digits.rstrip("0"))
        step = min(10.0**zeros, max(1.0, _ROUNDED * value))
    return value * scale, step * scale / 2


def shares(prose: str) -> Iterator[tuple[Span, str]]:
    """More than all of those that are asked, and more seats than there are."""
    for whole in _OF_ALL.finditer(prose):
        share = _LAST_SHARE.search(prose[max(0, whole.start() - 20) : whole.start()])
        if share and float(share["share"]) > 100:
            at = max(0, whole.start() - 20)
            yield Span(at + share.start(), at + share.end()), "the whole is 100 percent"
    for whole in _OF.finditer(prose):
        at = max(0, whole.start() - 20)
        part = _LAST_COUNT.search(prose[at : whole.start()])
        if part and not _YEAR_ALONE.match(part[0]) and value_of(part[0]) > value_of(whole["whole"]):
            yield Span(at + part.start(), whole.end()), "the part is more than the whole"


def votes(prose: str) -> Iterator[tuple[Span, str]]:
    """Votes of a council or court that are more than its members."""
    for body in _BODY.finditer(prose):
        number = _SIZE.search(prose[max(0, body.start() - 20) : body.start()])
        vote = _VOTE.search(prose, body.end(), body.end() + _NEAR)
        if number is None or vote is None or _SENTENCE_END.search(prose, body.end(), vote.end()):
            continue
        cast, size = int(vote["yes"]) + int(vote["no"]), value_of(number[0])
        if cast > size:
            yield (
                Span(vote.start("yes"), vote.end("no")),
                f"it has {size} members, and these are {cast} votes",
            )


def years(prose: str) -> Iterator[tuple[Span, str]]:
    """So many years or decades, and the two years that they are said to lie between."""
    for match in _YEARS.finditer(prose):
        at = max(0, match.start() - 20)
        count = _LAST_COUNT.search(prose[at : match.start()])
        length = int(match["last"]) - int(match["first"])
        if count is None or length <= 0 or _HEDGED.search(prose[at : at + count.start()]):
            continue
        said = value_of(count[0])
        scale, slack = (10, 6) if match["unit"] == "decades" else (1, 1)
        if abs(length - scale * said) > slack:
            yield Span(at + count.start(), match.end("unit")), f"the two years are {length} apart"


def reversed_ranges(prose: str) -> Iterator[tuple[Span, str]]:
    """Ranges whose first end is the greater."""
    for match in _BETWEEN.finditer(prose):
        signs = [match[f"sign{i}"] for i in (1, 2)]
        units = [(match[f"unit{i}"] or "").strip() for i in (1, 2)]
        numbers = [match[f"bound{i}"].replace(",", "") for i in (1, 2)]
        if signs[0] != signs[1] or (units[0] and units[0] != units[1]):
            continue
        first, last = (float(number or 0) for number in numbers)
        # "Between 500,000 and 1 million" is no range of millions.
        if units[1] in _SCALE and not units[0] and first >= _BARE:
            continue
        is_clock = not units[1] and not signs[1] and first <= _HOURS
        before = prose[max(0, match.start() - 60) : match.start()]
        if first > last and not (is_clock or _AGO.match(prose, match.end()) or _COMPARED.search(before)):
            yield Span(match.start(), match.end()), "the first number is greater than the second"
