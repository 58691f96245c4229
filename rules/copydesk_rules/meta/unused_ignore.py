"""`unused-ignore`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copydesk import (
    Article,
    Bad,
    Directive,
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
    UnusedDirective,
)

__all__ = ["UnusedIgnore"]


class UnusedIgnore(Rule[NoOptions]):
    """Finds copydesk's own comments that keep no finding back.

    An ignore comment outlives what it was written for: the sentence is mended, the comment stays, and
    silences the next mistake in its place. The fix removes the comment, or the name in it that is idle;
    nothing that the article says changes.

    A comment is judged only if every rule that it names ran over the whole article: one for a rule that
    is switched off, or for an English rule in an article that is partly in French, is left alone. A
    name that is no rule and no group is reported as such, and left for you to correct.
    """

    meta = Meta(
        name="unused-ignore",
        group="meta",
        since="0.1",
        summary="This comment keeps nothing back.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            "The bridge is closed.\n\n⟦<!-- copydesk-ignore -->⟧\n\nIt opens in May.",
            fixed="The bridge is closed.\n\nIt opens in May.",
            format="markdown",
        ),
        Bad(
            "⟦<!-- copydesk-disable -->⟧\n\nIt opens in May.\n\n⟦<!-- copydesk-enable -->⟧\n\nOr in June.",
            fixed="It opens in May.\n\nOr in June.",
            format="markdown",
        ),
        Bad("<!--copydesk-ignore ⟦wrod⟧-->\n\nIt opens in May.", format="markdown"),
        Bad("<!-- copydesk-ignore ⟦repeated-wrod⟧ -->\n\nIt opens in May.", format="markdown"),
        Bad(
            "<p>The bridge is closed.</p>\n⟦<!-- copydesk-ignore -->⟧\n<p>It opens in May.</p>",
            fixed="<p>The bridge is closed.</p>\n<p>It opens in May.</p>",
            format="html",
        ),
        Good("The bridge is closed.\n\n<!-- more -->\n\nIt opens in May.", format="markdown"),
        Good("Write `<!-- copydesk-ignore -->` above the paragraph.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        return iter(())

    def check_ignores(self, article: Article, unused: Sequence[UnusedDirective]) -> Iterator[Finding]:
        for item in unused:
            directive = item.directive
            for name, hint in item.unknown.items():
                message = f"“{name}” is no rule{hint or '.'}"
                yield self.finding(_place(article, directive, name), message=message)
            if not set(directive.rules).difference(item.idle):
                fix = Fix("Remove the comment", (Edit(directive.span),), Safety.SAFE)
                enables = directive.action == "enable"
                idle = "This comment enables nothing that was silent." if enables else None
                yield self.finding(directive.span, fix, message=idle)
                continue
            for name in item.idle:
                span = _place(article, directive, name)
                fix = Fix(f"Remove “{name}”", (Edit(_with_separator(article.text, span)),), Safety.SAFE)
                yield self.finding(span, fix, message=f"“{name}” keeps nothing back here.")


def _place(article: Article, directive: Directive, name: str) -> Span:
    """Where a name stands in a comment."""
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?!-?\w)", article.text_of(directive.span))
    assert found is not None, "a directive's names are read from its text"
    start = directive.span.start
    return Span(start + found.start(), start + found.end())


def _with_separator(text: str, name: Span) -> Span:
    """A name with what sets it off from the next one, or else from the one before."""
    start, end = name
    while text[end] in ", ":
        end += 1
    if text[end].isalnum():
        return Span(start, end)
    while text[start - 1] in ", ":
        start -= 1
    return Span(start, name.end)
