"""`duplicate-paragraph`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
)
from copydesk_rules.repetition.shared.copies import Difference, Run, differences, doubled_at, find_runs
from copydesk_rules.repetition.shared.form import Form, confidence_of

__all__ = ["DuplicateParagraph"]

#: How many differences a message names.
_SHOWN = 3

_HARBOUR = (
    "The harbour was closed to freight on Tuesday after divers found a crack in the wall of the old dock, "
    "and engineers said that it would take a month to mend."
)
_FERRY = (
    "Ferries to the islands still run from the north pier, but every second sailing has been cancelled and "
    "passengers are asked to come an hour early."
)
_MAYOR = (
    "“We knew that the wall was old, and we asked for the money three years running,” said the mayor, who "
    "has called a meeting of the council for Friday."
)
_MAYOR_EDITED = (
    '"We knew that the wall was old, and we asked for the money three years running," the mayor said; he has '
    "called a meeting of the council for Friday."
)
_PULL_QUOTE = "“We asked for the money three years running.”"


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `duplicate-paragraph`."""

    min_words: Annotated[
        int, msgspec.Meta(ge=4, description="Paragraphs of fewer words may stand twice.")
    ] = 12
    similarity: Annotated[
        float,
        msgspec.Meta(
            ge=0.6,
            le=1.0,
            description="The share of words that near copies have in common; 1.0: only exact ones.",
        ),
    ] = 0.85


class DuplicateParagraph(Rule[Options]):
    """Finds a paragraph, or several in a row, pasted into the article a second time.

    On its way from the wire through editors into a content management system, an article is pasted in
    pieces, and a piece lands twice. A reader who meets a paragraph again loses the thread, and doubts
    the rest.

    The finding is on the later copy, however far from the first and whatever the markup of either.
    Paragraphs pasted together are one finding. A copy may be exact or near: a few words edited, quotation
    marks straightened, spaces changed. Then the message says which words differ, for one of the two is
    the version to keep. A paragraph whose own text is doubled is found too.

    Left alone is what repeats on purpose: pull quotes, captions, a deck, an author's note; headings, table
    cells, short list items; verse and refrains; a short paragraph used again far down; paragraphs of one
    pattern whose facts differ, be it a number, a name or a piece of code; markup left behind by a page
    builder, which other rules report.

    Some texts repeat themselves by design: manuals, standards, questions and answers, notices. There the
    same note stands under many headings, and neighbours are of one pattern. The more of that there is around
    a copy, the less likely it is an accident: a short or near one is not reported, a long one with less
    confidence.
    Nor is a statement that is quoted first and printed later.

    The fix deletes the later copy; a pull quote that stands within it stays. It is safe where the copy is
    exact and nothing speaks for its being meant.

    Near copies are compared word by word by [rapidfuzz](https://github.com/rapidfuzz/RapidFuzz).
    """

    meta = Meta(
        name="duplicate-paragraph",
        group="repetition",
        since="0.1",
        summary="{what}.",
        severity=Severity.ERROR,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            f"{_HARBOUR}\n\n{_FERRY}\n\n⟦{_HARBOUR}⟧\n\n{_MAYOR}\n",
            fixed=f"{_HARBOUR}\n\n{_FERRY}\n\n{_MAYOR}\n",
        ),
        Bad(
            f"{_HARBOUR}\n\n{_FERRY}\n\n{_MAYOR}\n\n⟦{_HARBOUR}\n\n{_PULL_QUOTE}\n\n{_FERRY}⟧\n",
            fixed=f"{_HARBOUR}\n\n{_FERRY}\n\n{_MAYOR}\n\n{_PULL_QUOTE}\n",
        ),
        Bad(
            f"{_MAYOR}\n\n{_FERRY}\n\n⟦{_MAYOR_EDITED}⟧\n\n{_HARBOUR}\n",
            fixed=f"{_MAYOR}\n\n{_FERRY}\n\n{_HARBOUR}\n",
        ),
        Bad(
            f"{_HARBOUR}\n\n{_FERRY}\n\n⟦{_HARBOUR}⟧\n\n⟦{_HARBOUR}⟧\n",
            fixed=f"{_HARBOUR}\n\n{_FERRY}\n",
        ),
        Bad(f"{_HARBOUR}⟦ {_HARBOUR}⟧\n", fixed=f"{_HARBOUR}\n"),
        Good(f"{_MAYOR}\n\n{_HARBOUR}\n\n{_PULL_QUOTE}\n\n{_FERRY}\n"),
        Good(
            "In 2014 the state of Ohio spent 40 million on its bridges, more than in any year before.\n\n"
            "In 2015 the state of Iowa spent 55 million on its bridges, more than in any year before.\n"
        ),
        Good(
            "Open the settings, choose the profile you made, and set `timeout` to the value you need.\n\n"
            "Open the settings, choose the profile you made, and set `retries` to the value you need.\n",
            format="markdown",
        ),
        Good(
            "Row on, row on, the tide is turning,\nand the lamps of the town are low;\n\n"
            f"{_FERRY}\n\n"
            "Row on, row on, the tide is turning,\nand the lamps of the town are low;\n"
        ),
        Good(f"Subscribe to our newsletter.\n\n{_FERRY}\n\nSubscribe to our newsletter.\n"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        runs = find_runs(article, self.options.min_words, self.options.similarity)
        form = Form(article, runs) if runs else None
        for run in runs:
            found = [] if run.exact else [_joined(d) for d in _differences(article, run)]
            doubts = form.doubts(run) if form else 0
            safety = Safety.SAFE if run.exact and doubts <= 0 else Safety.UNSAFE
            yield self.finding(
                run.later_span,
                Fix("Delete the copy", tuple(_deletions(article, run)), safety),
                related=[Related(run.first_span, "the first time")],
                confidence=confidence_of(doubts),
                data={"paragraphs": len(run.later), "exact": run.exact, "differences": found},
                what=_what(run, found),
            )
        for block in article.blocks:
            if block.kind.is_running and (half := doubled_at(article.text_of(block), self.options.min_words)):
                again = Span(block.start + half, block.end)
                first = Related(Span(block.start, again.start), "the first time")
                fix = Fix("Delete the copy", (Edit(again),), Safety.SAFE)
                yield self.finding(again, fix, related=[first], what="This paragraph says everything twice")


def _differences(article: Article, run: Run) -> Iterator[Difference]:
    for first, later in zip(run.first, run.later, strict=True):
        yield from differences(article.text_of(first), article.text_of(later))


def _joined(difference: Difference) -> dict[str, str]:
    return {"first": " ".join(difference.first), "later": " ".join(difference.later)}


def _what(run: Run, found: list[dict[str, str]]) -> str:
    nearly = "" if run.exact else "nearly "
    if len(run.later) == 1:
        what = f"This paragraph {nearly}repeats an earlier one"
    else:
        what = f"These {len(run.later)} paragraphs {nearly}repeat earlier ones"
    return what if run.exact else f"{what}: {_shown(found)}"


def _shown(found: list[dict[str, str]]) -> str:
    """The differing words, as an editor would say it."""
    parts = []
    for words in found[:_SHOWN]:
        first, later = words["first"], words["later"]
        if first and later:
            parts.append(f"“{later}” for “{first}”")
        else:
            parts.append(f"“{later}” added" if later else f"“{first}” missing")
    if len(found) > _SHOWN:
        parts.append(f"{len(found) - _SHOWN} more")
    return ", ".join(parts) or "only punctuation differs"


def _deletions(article: Article, run: Run) -> Iterator[Edit]:
    """An edit for each stretch of blocks of the later copy; what the first copy does not have stays."""
    start, end = (article.index_at(block.start) or 0 for block in (run.later[0], run.later[-1]))
    pasted = set(run.later)
    twice = set(_texts(article, run.first[0], run.first[-1]))
    stretch: list[Block] = []
    for block in article.blocks[start : end + 1]:
        inside = stretch and stretch[-1].source.covers(block.source)
        if block in pasted or inside or article.text_of(block) in twice:
            stretch.append(block)
        elif stretch:
            yield Edit(Span(stretch[0].start, stretch[-1].end))
            stretch = []
    if stretch:
        yield Edit(Span(stretch[0].start, stretch[-1].end))


def _texts(article: Article, first: Block, last: Block) -> Iterable[str]:
    start, end = article.index_at(first.start) or 0, article.index_at(last.start) or 0
    return (article.text_of(block) for block in article.blocks[start : end + 1])
