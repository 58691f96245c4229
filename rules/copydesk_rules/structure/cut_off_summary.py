"""`cut-off-summary`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Block,
    Finding,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["CutOffSummary"]

_WORD = lazy_pattern(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_ENDS_OPEN = lazy_pattern(r"[\w’',;:-]\Z")
#: How many words a summary has at least, and how many of its last ones the text must have too.
_LEAST, _LAST = 12, 8
_SHOWN = 3


def _post(summary: str) -> str:
    """A post with a summary, for the examples."""
    text = "It was built by the town in two years, and the mayor opened it on [Monday](a.html). It is new."
    return f"---\ntitle: The harbour\nsummary: {summary}\n---\n\n{text}"


class CutOffSummary(Rule[NoOptions]):
    """Finds a summary that breaks off in the middle of a sentence that goes on in the text.

    Content systems make an excerpt of an article's first words, as many as fit, and a move to another system
    leaves it in the summary, without the ellipsis that stood there: “It was built by the town in two”. Lists
    of articles and search engines show it like that.

    A summary, excerpt, description or deck counts if it ends without a mark, and its last words stand in the
    text with more of their sentence behind them. How it should end only a person knows.
    """

    meta = Meta(
        name="cut-off-summary",
        group="structure",
        since="0.2",
        summary="The summary breaks off in mid-sentence: “{end}”. Finish or shorten it.",
        severity=Severity.WARNING,
        fix=FixAvailability.NEVER,
        confidence=0.95,
    )
    examples = (
        Bad(
            _post("It was built by the town in two years, and the mayor ⟦opened it on⟧"),
            format="markdown",
        ),
        Good(
            _post("It was built by the town in two years, and the mayor opened it on Monday"),
            format="markdown",
        ),
        Good(
            _post("Why it was built by the town in no more than two of these long years"), format="markdown"
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for deck in article.blocks:
            if deck.kind is Kind.DECK and _ENDS_OPEN.search(article.prose, deck.start, deck.end):
                words = list(_WORD.finditer(article.prose, *deck.span))
                if len(words) >= _LEAST and _goes_on(article, deck, [word[0].lower() for word in words]):
                    span = Span(words[-_SHOWN].start(), words[-1].end())
                    yield self.finding(span, end=article.prose_of(span))


def _goes_on(article: Article, deck: Block, words: list[str]) -> bool:
    """Whether the text has the last words of a summary, and more of their sentence behind them."""
    wanted = words[-_LAST:]
    prose = article.prose
    for block in article.blocks:
        if (
            block is deck
            or not block.kind.is_running
            or wanted[-1] not in prose[block.start : block.end].lower()
        ):
            continue
        found = list(_WORD.finditer(prose, *block.span))
        here = [word[0].lower() for word in found]
        for at in range(len(here) - 1):
            if here[at] == wanted[-1] and here[max(0, at + 1 - _LAST) : at + 1] == wanted[-(at + 1) :]:
                between = prose[found[at].end() : found[at + 1].start()]
                return not any(mark in between for mark in ".!?")
    return False
