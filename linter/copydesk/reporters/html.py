"""One HTML file that shows every article with its findings marked in place; it needs no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TextIO

from copydesk.document.article import Article
from copydesk.errors import CopydeskError, SourceError
from copydesk.lint.diagnostic import Diagnostic, Suppressor
from copydesk.lint.report import FileReport
from copydesk.pages.cards import Rules, reason
from copydesk.pages.overview import CheckedArticle, checked_articles, overview
from copydesk.pages.page import ArticleSection, FileRow, Page, RuleRow, write_page
from copydesk.pages.view import article_view, bare_view
from copydesk.reporters import Run
from copydesk.reporters.text import many
from copydesk.rule.finding import Severity
from copydesk.text.source import Source

__all__ = ["report"]

#: What a page sets at most, so that it opens: findings, on it and in one article; code points, likewise.
_MOST_FINDINGS = 10_000
_MOST_IN_ONE = 2_000
_MOST_TEXT = 20_000_000
_MOST_IN_ARTICLE = 1_000_000


def report(run: Run, out: TextIO) -> None:
    """Write the page."""
    found = run.diagnostics
    counts = Counter(d.rule for d in found)
    severities: dict[str, Severity] = {}
    for d in found:
        severities[d.rule] = max(d.severity, severities.get(d.rule, d.severity), key=lambda s: s.rank)
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    rules = Rules(
        {name: f"r{i}" for i, name in enumerate(ranked)},
        {name: reason(run.rules.get(name)) for name in ranked},
    )
    most = max(counts.values(), default=1)
    articles = [article for file in run.files for article in checked_articles(file)]
    numbers = _numbers(run, articles)
    seen = overview(articles, rules.css, {key: f"#a{number}" for key, number in numbers.items() if number})
    facets = seen.facets if seen else {}
    rows = [
        FileRow(
            numbers[article.key],
            article.path,
            article.about.id,
            article.about.words,
            _by_severity(article.found),
            article.about.title,
            article.by,
            facets.get(article.key, ()),
            article.about.link if article.about.id else None,
        )
        for article in articles
        if article.found
    ]
    where = f"{many(len(run.files), 'file')}, {many(sum(file.words for file in run.files), 'word')}"
    write_page(
        Page(
            title=run.files[0].path if len(run.files) == 1 else f"{len(run.files):,} files",
            summary=f"{many(len(found), 'finding')} in {where}",
            notes=list(_notes(run, articles)),
            severities=_by_severity(found),
            rules=[
                RuleRow(rules.css[name], name, severities[name], counts[name], 100 * counts[name] / most)
                for name in ranked
            ],
            charts=seen.charts if seen else (),
            rows=rows,
            clean=[file.path for file in run.files if not file.diagnostics],
            problems=run.problems,
            sections=iter(()) if run.statistics else _sections(run, rows, rules),
        ),
        out,
    )


def _numbers(run: Run, articles: Sequence[CheckedArticle]) -> dict[tuple[str, str | None], int]:
    """The numbers of the sections of articles with findings; 0 of those that the page has no room for."""
    numbers, left = {}, 0 if run.statistics else _MOST_FINDINGS
    for number, article in enumerate((article for article in articles if article.found), 1):
        numbers[article.key] = number if left > 0 else 0
        left -= min(len(article.found), _MOST_IN_ONE)
    return numbers


def _by_severity(found: Sequence[Diagnostic]) -> dict[str, int]:
    """How many findings there are of each severity, the worst first."""
    counts = Counter(d.severity for d in found)
    return {severity.value: counts[severity] for severity in reversed(Severity) if counts[severity]}


def _notes(run: Run, articles: Sequence[CheckedArticle]) -> Iterator[str]:
    if run.applied:
        yield f"{many(run.applied, 'finding')} mended; these are left."
    known = sum(s.by is Suppressor.BASELINE for file in run.files for s in file.suppressed)
    if known:
        yield f"{many(known, 'finding')} that the baseline knows {'is' if known == 1 else 'are'} not shown."
    ignored = sum(s.by is Suppressor.DECISION for file in run.files for s in file.suppressed)
    if ignored:
        yield f"{many(ignored, 'finding')} that editors ignore {'is' if ignored == 1 else 'are'} not shown."
    sizes = [len(article.found) for article in articles]
    most = min(_MOST_FINDINGS, sum(min(size, _MOST_IN_ONE) for size in sizes))
    if most < sum(sizes) and not run.statistics:
        yield (
            f"{many(most, 'finding')} of {sum(sizes):,} are shown, the worst of each article first; the "
            "others are counted. For all of them, check fewer files at once, or fewer rules (--select)."
        )


def _sections(run: Run, rows: Sequence[FileRow], rules: Rules) -> Iterator[ArticleSection]:
    """The articles with findings, until the page is full."""
    by_article = {(row.path, row.article): row for row in rows}
    first, text = 1, _MOST_TEXT
    for file in run.files:
        waiting = {article.about.id: article.found for article in checked_articles(file) if article.found}
        if not waiting or first > _MOST_FINDINGS:
            continue
        articles, note = _opened(run, file)
        for source, article in _as_far_as_read(articles):
            if mine := waiting.pop(article.id, None):
                kept = _worst(mine, _MOST_FINDINGS - first + 1)
                view = article_view(article, source, kept, rules, first, min(text, _MOST_IN_ARTICLE))
                yield ArticleSection(by_article[file.path, article.id], view)
                first += len(kept)
                text -= min(text, len(article.text))
        for article_id, mine in waiting.items():
            kept = _worst(mine, _MOST_FINDINGS - first + 1)
            yield ArticleSection(by_article[file.path, article_id], bare_view(kept, rules, first), note)
            first += len(kept)


def _as_far_as_read(articles: Iterator[tuple[Source, Article]]) -> Iterator[tuple[Source, Article]]:
    """The articles before the one that the reader crashes on, which the check has told of."""
    with suppress(Exception):
        yield from articles


def _worst(found: Sequence[Diagnostic], most: int) -> list[Diagnostic]:
    """The findings, or the worst of them, in the order of the source."""
    worst = sorted(found, key=lambda d: -d.severity.rank)[: min(most, _MOST_IN_ONE)]
    return sorted(worst, key=lambda d: (d.start, d.end, d.rule))


def _opened(run: Run, file: FileReport) -> tuple[Iterator[tuple[Source, Article]], str]:
    """The articles of a file as it was checked, and a note for findings whose article is not to be had."""
    if run.open is None:
        return iter(()), "The article is not at hand: this is what was found in it."
    try:
        articles = run.open(file)
    except CopydeskError as error:
        why = error.message if isinstance(error, SourceError) else str(error)
        return iter(()), f"The article is not at hand ({why}): this is what was found in it."
    return articles, "The article could not be read to its end: this is what was found in it."
