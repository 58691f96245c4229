"""The overview of many articles: what was found by rule, by when they appeared, by author, by section."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import ArticleSummary, FileReport
from copydesk.pages.charts import Bars, Columns, Group, Tally, Unit, bars, by_date, by_name, by_rule, gathered
from copydesk.text.dates import published

__all__ = ["CheckedArticle", "Overview", "checked_articles", "overview"]

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d)", re.ASCII)
_MOST_WORST = 10


class CheckedArticle(Struct, frozen=True):
    """An article that was checked, and what was found in it."""

    path: str
    about: ArticleSummary
    found: Sequence[Diagnostic]

    @property
    def key(self) -> tuple[str, str | None]:
        """What no other article of a run has."""
        return self.path, self.about.id

    @property
    def by(self) -> tuple[str, ...]:
        """Its author and its date, as far as they are known."""
        day = self.about.date or ""
        if _ISO.match(day):
            day = day[:10]
        return tuple(filter(None, (" ".join(each.split()) for each in (self.about.author or "", day))))

    @property
    def tally(self) -> Tally:
        """The article, counted."""
        return Tally(Counter(d.severity.value for d in self.found), 1, self.about.words)


class Overview(Struct, frozen=True):
    """The charts that say something, in the order of the page, and the facets of each article.

    Attributes:
        facets: by `CheckedArticle.key`: the keys of the groups that an article is in.
    """

    charts: tuple[Bars, ...]
    facets: Mapping[tuple[str, str | None], tuple[str, ...]]


def checked_articles(file: FileReport) -> Iterator[CheckedArticle]:
    """The articles of a file, those without findings, too."""
    found: dict[str | None, list[Diagnostic]] = defaultdict(list)
    for d in file.diagnostics:
        found[d.article].append(d)
    known = {about.id: about for about in file.about}
    only = file.words if len(found) < 2 and not known else 0
    for article in dict.fromkeys((*known, *found)):
        yield CheckedArticle(
            file.path, known.get(article) or ArticleSummary(only, id=article), found.get(article, ())
        )


def overview(
    articles: Sequence[CheckedArticle], rules: Mapping[str, str], places: Mapping[tuple[str, str | None], str]
) -> Overview | None:
    """The overview of some articles; None of a single one.

    Args:
        articles: all that were checked.
        rules: the key of each rule that found something.
        places: by `CheckedArticle.key`: the links to the articles that are on the page.
    """
    if len(articles) < 2:
        return None
    facets: dict[tuple[str, str | None], list[str]] = {article.key: [] for article in articles}
    charts: list[Bars | None] = [_by_rule(articles, rules), _by_time(articles, facets)]
    charts.append(_by_name(articles, "author", lambda about: about.author, facets))
    charts.append(_by_name(articles, "section", lambda about: about.section, facets))
    charts.append(_worst(articles, places))
    return Overview(
        tuple(chart for chart in charts if chart is not None),
        {key: tuple(each) for key, each in facets.items()},
    )


def _by_rule(articles: Sequence[CheckedArticle], rules: Mapping[str, str]) -> Bars | None:
    tallies: dict[str, Tally] = {rule: Tally() for rule in rules}
    for article in articles:
        for rule in {d.rule for d in article.found}:
            tallies[rule].articles += 1
        for d in article.found:
            tallies[d.rule].counts[d.severity.value] += 1
    return by_rule(tallies, rules)


def _by_time(
    articles: Sequence[CheckedArticle], facets: Mapping[tuple[str, str | None], list[str]]
) -> Columns | None:
    dates = {article.key: published(article.about.date) for article in articles}
    chart, keys = by_date(gathered((dates[article.key], article.tally) for article in articles))
    for key, day in dates.items():
        if day in keys:
            facets[key].append(keys[day])
    return chart


def _by_name(
    articles: Sequence[CheckedArticle],
    facet: str,
    name_of: Callable[[ArticleSummary], str | None],
    facets: Mapping[tuple[str, str | None], list[str]],
) -> Bars | None:
    """A chart by names, which are the same in capitals and small letters, and where only spaces differ."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, str | None], str] = {}
    for article in articles:
        name = " ".join((name_of(article.about) or "").split())
        names[article.key] = folded = unicodedata.normalize("NFC", name).casefold()
        spellings[folded][name] += 1
    tallies = gathered((names[article.key], article.tally) for article in articles)
    unnamed = tallies.pop("", None)
    groups = [
        Group(spellings[folded].most_common(1)[0][0], tally, f"{facet}{i}")
        for i, (folded, tally) in enumerate(tallies.items())
    ]
    keys = dict(zip(tallies, groups, strict=True))
    chart = by_name(facet, groups, unnamed)
    if chart is not None:
        charted = {bar.group.key for bar in chart.bars}
        for key, folded in names.items():
            if folded and keys[folded].key in charted:
                facets[key].append(keys[folded].key)
    return chart


def _worst(articles: Sequence[CheckedArticle], places: Mapping[tuple[str, str | None], str]) -> Bars | None:
    """The articles with most findings, where there are too many for a look at the list of all.

    Those of the same headline are told apart by their files.
    """
    titles = Counter(article.about.title for article in articles)
    groups = []
    for article in articles:
        if article.found:
            title, file = article.about.title, " · ".join(filter(None, article.key))
            notes = (*article.by, file) if title and titles[title] > 1 else article.by
            groups.append(Group(title or file, article.tally, "", places.get(article.key, ""), notes))
    if len(groups) <= _MOST_WORST:
        return None
    return bars("Most findings", "Article", "article", Unit.COUNT, groups, most=_MOST_WORST, others=None)
