"""The page of one article in a review: its markup, and what is told of each finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from copydesk.document.article import Article
from copydesk.lint.diagnostic import Diagnostic
from copydesk.pages.cards import Rules
from copydesk.pages.page import ArticleSection, FileRow, environment
from copydesk.pages.view import article_view, bare_view
from copydesk.rule.finding import Safety
from copydesk.servers.review.rewrite import rewrite_of
from copydesk.text.source import Source

__all__ = ["article_html", "finding_json", "load_template"]


def load_template() -> Any:
    """The macros that set an article, compiled when they are first asked for."""
    return environment().get_template("article.html").module


def article_html(
    path: str,
    article_id: str | None,
    source: Source | None,
    article: Article | None,
    found: Sequence[Diagnostic],
    rules: Rules,
) -> str:
    """The markup of an article with its findings.

    Args:
        path: of the file.
        article_id: of the article, in an export.
        source: that it stands in.
        article: as it is read now; None where it cannot be, and only findings are shown.
        found: in it, as a page shows them.
        rules: what is known of the rules.
    """
    if article is None or source is None:
        view = bare_view(found, rules)
    else:
        view = article_view(article, source, found, rules)
    row = FileRow(0, path, article_id, None, {})
    return str(load_template().section(ArticleSection(row, view), False))


def finding_json(
    number: int, d: Diagnostic, article: Article | None, rules: Rules, archive: bool
) -> dict[str, Any]:
    """What a page is told of a finding.

    Args:
        number: of the finding in the report.
        d: the finding, as one of its source.
        article: that it is in.
        rules: what is known of the rules.
        archive: whether an archive can be asked where else it stands.
    """
    fix = d.best_fix
    usable = next((f for f in d.fixes if f.safety is not Safety.DISPLAY), None)
    rewrite = rewrite_of(d, article) if article else None
    return {
        "finding": number,
        "rule": d.rule,
        "css": rules.css[d.rule],
        "severity": d.severity,
        "line": d.line,
        "message": d.message,
        "safety": fix.safety if fix else None,
        "acceptable": usable is not None,
        "stretch": {"old": rewrite.old, "new": rewrite.new} if rewrite else None,
        "elsewhere": archive and bool(d.words),
    }
