"""`skipped-heading-level`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import Article, Bad, Default, Finding, Good, Kind, Meta, NoOptions, Rule, Severity, Span

__all__ = ["SkippedHeadingLevel"]


class SkippedHeadingLevel(Rule[NoOptions]):
    """Finds headings that are two levels or more below the one before them.

    Who listens to a page goes through it by its headings; a third level under a first says that something
    between the two was missed. Mostly the level was chosen for its size.

    The levels of a text may begin anywhere, as its title is often not in the file, and may go up by any
    number. Equal skips are one finding. Which of the two headings has the wrong level only the author
    knows, so nothing is offered as a fix.
    """

    meta = Meta(
        name="skipped-heading-level",
        group="structure",
        since="0.2",
        summary="A heading of level {level} follows one of level {before}: a level is skipped.",
        severity=Severity.SUGGESTION,
        default=Default.OFF,
    )
    examples = (
        Bad("## The bay\n\nMud.\n\n#### ⟦Low tide⟧\n\nGulls.\n", format="markdown"),
        Bad("<h2>The bay</h2><p>Mud.</p><h4>⟦Low tide⟧</h4><p>Gulls.</p>", format="html"),
        Good("## The bay\n\nMud.\n\n### Low tide\n\nGulls.\n\n#### Crabs\n\n## The sea\n", format="markdown"),
        Good("### The bay\n\nMud.\n\n### Low tide\n\nGulls.\n", format="markdown"),
        Good("# The bay\n\n### Low tide\n\nGulls.\n", format="markdown"),
        Good("<h2>The bay</h2><h3></h3><h4>Low tide</h4><p>Gulls.</p>", format="html"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        headings: list[tuple[Span, int, Span]] = [
            (block.source, block.level, block.span) for block in article.blocks if block.kind is Kind.HEADING
        ]
        headings += ((empty.source, empty.level, Span(0, 0)) for empty in article.elements.empty_headings)
        before = 0
        for _, level, span in sorted(headings):
            if before and level > before + 1 and len(span):
                yield self.finding(span, repeat=f"{before} {level}", level=level, before=before)
            before = level
