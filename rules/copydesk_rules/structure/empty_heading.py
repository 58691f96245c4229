"""`empty-heading`."""

from __future__ import annotations

from collections.abc import Iterator

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
)
from copydesk_rules.structure.shared.elements import is_blank

__all__ = ["EmptyHeading"]

#: What baselines and decisions know a finding by.
_KEY = "A heading without a word."


class EmptyHeading(Rule[NoOptions]):
    """Finds headings without a word.

    A heading whose words were deleted, or that was put in for the space it takes, leaves a gap on the page
    and an empty entry in the table of contents and in what a screen reader lists.

    A heading with a picture or an icon in it is left alone, and so is one that a template fills in.

    The fix deletes it, which is safe unless links of the page may lead to it.
    """

    meta = Meta(
        name="empty-heading",
        group="structure",
        since="0.2",
        summary="A heading without a word.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            "<h2>Low tide</h2><p>The mud.</p>⟦<h2><br></h2>⟧<p>The gulls.</p>",
            format="html",
            fixed="<h2>Low tide</h2><p>The mud.</p><p>The gulls.</p>",
        ),
        Bad(
            "# Low tide\n\nThe mud.\n\n⟦##⟧\n\nThe gulls.\n",
            format="markdown",
            fixed="# Low tide\n\nThe mud.\n\n\n\nThe gulls.\n",
        ),
        Good("<h2>Low tide</h2><h2><img src='tide.png' alt='High tide'></h2><p>The mud.</p>", format="html"),
        Good("<h2><i class='icon-tide'></i></h2><h3 hidden></h3><p>The mud.</p>", format="html"),
        Good('# <div align="center">\n\nThe mud.\n', format="markdown"),
        Good("# {{ page.title }}\n\nThe mud.\n\n    ##\n", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for heading in article.elements.empty_headings:
            if is_blank(heading.inside):
                safe = "<a" not in heading.inside.lower() and not article.elements.anchors
                fix = Fix(
                    "Delete the heading",
                    (Edit(heading.source, in_source=True),),
                    Safety.SAFE if safe else Safety.UNSAFE,
                )
                span = article.span_of(heading.source)
                yield self.finding(span, fix, source=heading.source, key=_KEY)
