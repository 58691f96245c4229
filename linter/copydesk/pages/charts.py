"""Findings in groups of articles as charts: bars, and columns over time.

A chart is data; `templates/charts.html` draws it as a table with bars in plain SVG. Every axis begins at 0,
and every bar says how many articles are behind it. A rate that rests on little is pale, and does not set the
scale: where it goes beyond, its bar is cut, and the number beside it says how far it would go.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from copydesk.rule.finding import Severity

__all__ = [
    "Bar",
    "Bars",
    "Column",
    "Columns",
    "Group",
    "Segment",
    "Tally",
    "Tick",
    "Unit",
    "bars",
    "by_date",
    "by_name",
    "by_rule",
    "columns",
    "gathered",
]

LEAST_ARTICLES = 3
LEAST_WORDS = 1_000
#: Of one chart.
MOST_BARS = 15
_MOST_COLUMNS = 60
_MOST_LABELS = 5
_MOST_NAME = 120
#: Not by `calendar`: its names are those of the locale.
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_WORST_FIRST = tuple(severity.value for severity in reversed(Severity))

K = TypeVar("K", bound=Hashable)


class Unit(StrEnum):
    """What a bar measures."""

    COUNT = "findings"
    RATE = "findings per 1,000 words"


class Tally(Struct):
    """How much was found in some articles.

    Attributes:
        counts: findings by the value of their severity.
        words: of the articles.
    """

    counts: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    words: int = 0

    def add(self, other: Tally) -> None:
        """Count other articles, too."""
        self.counts.update(other.counts)
        self.articles += other.articles
        self.words += other.words

    @property
    def findings(self) -> int:
        """Of all severities."""
        return self.counts.total()

    @property
    def is_small(self) -> bool:
        """Whether a rate would rest on too little."""
        return self.articles < LEAST_ARTICLES or self.words < LEAST_WORDS

    def value(self, unit: Unit) -> float:
        """In a unit; a rate without words is 0."""
        if unit is Unit.COUNT:
            return self.findings
        return 1_000 * self.findings / self.words if self.words else 0.0


def gathered(tallies: Iterable[tuple[K, Tally]]) -> dict[K, Tally]:
    """The tallies of each key together."""
    found: dict[K, Tally] = defaultdict(Tally)
    for key, tally in tallies:
        found[key].add(tally)
    return dict(found)


class Group(Struct, frozen=True):
    """What a bar is for.

    Attributes:
        key: that which the page is narrowed to by the bar; "" where it cannot be.
        href: where on the page it is.
        notes: what else is said of it.
        is_other: whether it is not one of its kind, but what is left.
    """

    name: str
    tally: Tally
    key: str = ""
    href: str = ""
    notes: tuple[str, ...] = ()
    is_other: bool = False


class Segment(Struct, frozen=True):
    """The findings of a severity in a bar: where it begins and how long it is, in percent of the axis."""

    severity: str
    count: int
    start: float
    size: float


class Bar(Struct, frozen=True):
    """A bar or a column.

    Attributes:
        label: its value.
        is_pale: whether it rests on little.
        is_cut: whether it goes beyond the axis.
    """

    group: Group
    label: str
    parts: tuple[Segment, ...]
    is_pale: bool
    is_cut: bool


class Column(Struct, frozen=True):
    """A column: its bar, and where it stands and how wide it is, in percent of the axis of time."""

    bar: Bar
    start: float
    size: float


class Tick(Struct, frozen=True):
    """A mark on an axis, in percent of it."""

    at: float
    label: str


class Bars(Struct, frozen=True):
    """Bars below each other.

    Attributes:
        what: the bars are for: "Author".
        facet: what pages are narrowed by: "author".
        mean: of all articles together, where that is of use.
    """

    title: str
    what: str
    facet: str
    unit: Unit
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    mean: Tick | None = None

    @property
    def has_pale(self) -> bool:
        """Whether a bar is pale."""
        return any(bar.is_pale for bar in self.bars)

    @property
    def has_cut(self) -> bool:
        """Whether a bar is cut."""
        return any(bar.is_cut for bar in self.bars)


class Columns(Bars, frozen=True, kw_only=True):
    """Columns over time; a period without articles has none.

    Attributes:
        columns: those of `bars` that have a time.
        times: the marks on the axis of time.
    """

    columns: tuple[Column, ...]
    times: tuple[Tick, ...]


def bars(
    title: str,
    what: str,
    facet: str,
    unit: Unit,
    groups: Sequence[Group],
    *,
    rest: Sequence[Group] = (),
    most: int = MOST_BARS,
    others: str | None = "others",
) -> Bars | None:
    """A chart with a bar for each group, the longest first and the pale ones last.

    Args:
        title: of the chart.
        what: the groups are: "Author".
        facet: a word for that in keys: "author".
        unit: of the bars.
        groups: to compare.
        rest: what belongs to no group, or to too small a one; it comes last.
        most: how many bars there are at most, those of the groups with most findings.
        others: what the one bar of the others is called, or None for no such bar.

    Returns:
        The chart, or None where there are no two groups, or nothing was found in any.
    """
    if len(groups) < 2 or not any(group.tally.findings for group in groups):
        return None
    by_findings = sorted(groups, key=lambda g: (-g.tally.findings, -g.tally.words, g.name))
    if others and len(groups) == most + 1:
        most += 1  # one other is not worth a bar for all others
    kept, left = by_findings[:most], by_findings[most:]
    is_rate = unit is Unit.RATE
    kept.sort(key=lambda g: (is_rate and g.tally.is_small, -g.tally.value(unit)))
    if left and others:
        kept.append(Group(f"{len(left):,} {others}", _sum(left), is_other=True))
    kept += (group for group in rest if group.tally.articles)
    limit, step = _scale([g for g in kept if not g.is_other] if unit is Unit.COUNT else kept, unit)
    mean = _sum(kept).value(unit) if is_rate else None
    return Bars(
        title,
        what,
        facet,
        unit,
        tuple(_bar(group, unit, limit) for group in kept),
        _ticks(limit, step),
        None if mean is None else Tick(min(100.0, _share(mean, limit)), _label(mean, unit)),
    )


def columns(
    title: str, facet: str, unit: Unit, tallies: Mapping[date, Tally], undated: Tally | None = None
) -> tuple[Columns | None, dict[date, str]]:
    """A chart with a column for each month, or each year or decade where there are too many months.

    Args:
        title: of the chart.
        facet: a word for the time in keys: "time".
        unit: of the columns.
        tallies: by date.
        undated: of articles without a date.

    Returns:
        The chart, and for each date the key of its column; None and no keys where there are no two columns,
        or nothing was found in any.
    """
    size = next(s for s in (1, 12, 120) if _span(tallies, s) <= _MOST_COLUMNS)
    periods = gathered((_months(day) // size, tally) for day, tally in tallies.items())
    if len(periods) < 2 or not any(tally.findings for tally in periods.values()):
        return None, {}
    keys = {period: f"{facet}{period}" for period in periods}
    groups = {p: Group(_period(p, size), periods[p], keys[p]) for p in sorted(periods)}
    limit, step = _scale(list(groups.values()), unit)
    first, n = min(periods), max(periods) - min(periods) + 1
    made = {p: _bar(group, unit, limit) for p, group in groups.items()}
    rest = [Group("undated", undated, is_other=True)] if undated and undated.articles else []
    steps = (1, 2, 3, 6, 12) if size == 1 else (1, 2, 5, 10, 20)
    every = next(s for s in steps if n <= s * _MOST_LABELS)
    chart = Columns(
        title,
        {1: "Month", 12: "Year"}.get(size, "Years"),
        facet,
        unit,
        (*made.values(), *(_bar(group, unit, limit) for group in rest)),
        _ticks(limit, step),
        columns=tuple(Column(bar, 100 * (p - first) / n, 100 / n) for p, bar in made.items()),
        times=tuple(
            Tick(100 * (p - first + 0.5) / n, _period(p, size, short=True))
            for p in range(first, first + n)
            if p % every == 0
        ),
    )
    return chart, {day: keys[_months(day) // size] for day in tallies}


def by_rule(tallies: Mapping[str, Tally], keys: Mapping[str, str] | None = None) -> Bars | None:
    """The chart of what each rule found; `keys` are those that the page is narrowed to by its bars."""
    groups = [Group(rule, tally, (keys or {}).get(rule, "")) for rule, tally in tallies.items()]
    return bars("By rule", "Rule", "rule", Unit.COUNT, groups, others="other rules")


def by_date(tallies: Mapping[date | None, Tally]) -> tuple[Columns | None, dict[date, str]]:
    """The chart of articles by their dates, None for those without one; see `columns`."""
    dated = {day: tally for day, tally in tallies.items() if day is not None}
    return columns("By date of publication", "time", Unit.RATE, dated, tallies.get(None))


def by_name(
    facet: str, groups: Sequence[Group], unnamed: Tally | None, others: Group | None = None
) -> Bars | None:
    """The chart of articles by a name that they have.

    Args:
        facet: whose name it is: "author".
        groups: of each name.
        unnamed: of articles without one.
        others: of the names that have no group of their own.
    """
    rest = [others] if others else []
    if unnamed:
        rest.append(Group(f"no {facet}", unnamed, is_other=True))
    title, what = f"By {facet}", facet.capitalize()
    return bars(title, what, facet, Unit.RATE, groups, rest=rest, others=f"other {facet}s")


def _bar(group: Group, unit: Unit, limit: float) -> Bar:
    value, tally = group.tally.value(unit), group.tally
    start, parts = 0.0, []
    for severity in _WORST_FIRST:
        if count := tally.counts[severity]:
            size = _share(value, limit) * count / tally.findings
            if start < 100:
                parts.append(Segment(severity, count, start, min(size, 100 - start)))
            start += size
    name = group.name if len(group.name) <= _MOST_NAME else group.name[: _MOST_NAME - 1] + "…"
    group = replace(group, name=name)
    label = "–" if unit is Unit.RATE and not tally.words else _label(value, unit)
    return Bar(group, label, tuple(parts), unit is Unit.RATE and tally.is_small, value > limit * 1.000_001)


def _sum(groups: Iterable[Group]) -> Tally:
    total = Tally()
    for group in groups:
        total.add(group.tally)
    return total


def _scale(groups: Sequence[Group], unit: Unit) -> tuple[float, float]:
    """The end of an axis, and the step of its ticks: 1, 2 or 5 times a power of ten."""
    sure = [g.tally.value(unit) for g in groups if unit is Unit.COUNT or not g.tally.is_small]
    most = max(sure, default=0.0) or max((g.tally.value(unit) for g in groups), default=0.0) or 1.0
    power = 10.0 ** math.floor(math.log10(most / 5))
    step = next(m * power for m in (1, 2, 5, 10) if most <= m * power * 5 * 1.000_001)
    if unit is Unit.COUNT:
        step = max(step, 1.0)
    return step * math.ceil(most / step - 0.000_001), step


def _ticks(limit: float, step: float) -> tuple[Tick, ...]:
    return tuple(Tick(_share(i * step, limit), f"{i * step:,.10g}") for i in range(round(limit / step) + 1))


def _share(value: float, limit: float) -> float:
    return 100 * value / limit


def _label(value: float, unit: Unit) -> str:
    if unit is Unit.COUNT or value == 0:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 0.095 else f"{value:.2g}"


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _span(days: Iterable[date], size: int) -> int:
    periods = [_months(day) // size for day in days]
    return max(periods) - min(periods) + 1 if periods else 0


def _period(period: int, size: int, *, short: bool = False) -> str:
    year, month = divmod(period * size, 12)
    if size == 1:
        name = _MONTHS[month]
        return f"{name[:3] if short else name} {year}"
    return str(year) if size == 12 or short else f"{year}–{year + size // 12 - 1}"
