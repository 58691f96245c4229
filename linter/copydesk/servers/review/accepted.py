"""The accepted fixes of a review, made in a source of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from copydesk.config import Config
from copydesk.document.article import Article
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.fixer import AppliedRequests, FixRequest, applicable, apply_fixes
from copydesk.lint.report import FileReport
from copydesk.servers.review.rewrite import rewrite_fix
from copydesk.text.source import Source

__all__ = ["fix_accepted", "local"]


def fix_accepted(
    source: Source, config: Config, wanted: Sequence[FixRequest], lint: Callable[[Source], FileReport]
) -> AppliedRequests:
    """A source with fixes made, those with an editor's own words, too.

    Args:
        source: what they are made in.
        config: its settings.
        wanted: the fixes.
        lint: checks a source.
    """
    articles: dict[bytes, dict[str | None, Article]] = {}

    def fix_of(source: Source, each: FixRequest) -> PlacedFix | None:
        if each.replacement is None:
            return applicable(each.diagnostic, unsafe=True)
        if source.data not in articles:
            articles.clear()
            articles[source.data] = {article.id: article for article in read_articles(source, config)}
        article = articles[source.data].get(each.diagnostic.article)
        if article is None:
            return None
        return rewrite_fix(each.diagnostic, each.replacement, article, source, config)

    return apply_fixes(source, wanted, lint, fix_of)


def local(d: Diagnostic, source: Source) -> Diagnostic:
    """A diagnostic of a file as one of a source in it, as far as its offsets go."""
    by = source.start
    if not by:
        return d
    fixes = tuple(replace(fix, edits=tuple(e.moved(-by) for e in fix.edits)) for fix in d.fixes)
    return replace(d, start=d.start - by, end=d.end - by, fixes=fixes)
