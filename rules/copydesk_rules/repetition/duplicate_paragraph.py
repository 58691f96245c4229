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
from copydesk_rules.repetition.copies import Difference, Run, differences, find_runs, words_in

__all__ = ["DuplicateParagraph"]

_SHOWN = 3


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `duplicate-paragraph`."""

    min_words: Annotated[int, msgspec.Meta(ge=4, description="Paragraphs of fewer words may stand twice.")] = 12
    similarity: Annotated[
        float,
        msgspec.Meta(ge=0.6, le=1.0, description="The share of words that near copies have in common; 1.0 for exact ones only."),
    ] = 0.85


class DuplicateParagraph(Rule[Options]):
    """Finds a paragraph, or several in a row, pasted into the article a second time.

    An article that is moved between editors, a wire and a content management system is pasted in pieces, and
    a piece lands twice. A reader who meets a paragraph again loses the thread, and doubts the rest.

    The finding is on the later copy, at any distance from the first, whatever the markup of either;
    paragraphs pasted together are one finding. A copy may be exact or near: a few words edited, quotation marks
    straightened, spaces changed. Then the message says which words differ, for one of the two is the version to keep.
    A paragraph whose own text is doubled is found too.

    Left alone is what repeats on purpose: pull quotes, captions, a deck, an author's note; table cells,
    single list items, headings; verse and refrains; a short paragraph used again further down; and paragraphs
    of one pattern whose facts differ, be it a number, a name or a piece of code.

    The fix deletes the later copy; a pull quote that stands within stays. It is safe where the copy is exact,
    and unsafe where words differ.

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
    examples = ()

    def check(self, article: Article) -> Iterator[Finding]:
        for run in find_runs(article, self.options.min_words, self.options.similarity):
            found = [] if run.exact else list(_differences(article, run))
            several = len(run.later) > 1
            what = f"These {len(run.later)} paragraphs" if several else "This paragraph"
            if run.exact:
                what += " repeat earlier ones" if several else " repeats an earlier one"
            else:
                what += " nearly repeat earlier ones: " if several else " nearly repeats an earlier one: "
                what += _shown(found)
            yield self.finding(
                run.later_span,
                Fix("Delete the copy", tuple(_deletions(article, run)), Safety.SAFE if run.exact else Safety.UNSAFE),
                related=[Related(run.first_span, "the first time")],
                data={"paragraphs": len(run.later), "exact": run.exact, "differences": [_joined(d) for d in found]},
                what=what,
            )
        for block in article.blocks:
            if block.kind.is_running and (half := _doubled(article.text_of(block), self.options.min_words)):
                again = Span(block.start + half, block.end)
                first = Related(Span(block.start, again.start), "the first time")
                fix = Fix("Delete the copy", (Edit(again),), Safety.SAFE)
                yield self.finding(again, fix, related=[first], what="This paragraph says everything twice")


def _differences(article: Article, run: Run) -> Iterator[Difference]:
    for first, later in zip(run.first, run.later, strict=True):
        yield from differences(article.text_of(first), article.text_of(later))


def _joined(difference: Difference) -> dict[str, str]:
    return {"first": " ".join(difference.first), "later": " ".join(difference.later)}


def _shown(found: list[Difference]) -> str:
    """The differing words, as an editor would say it."""
    parts = []
    for difference in map(_joined, found[:_SHOWN]):
        first, later = difference["first"], difference["later"]
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


def _doubled(text: str, min_words: int) -> int | None:
    """Where the second half of a text begins if it is the first half again, the space between included."""
    for gap in (0, 1):
        half, odd = divmod(len(text) - gap, 2)
        if odd or half < 2 * min_words or not text.startswith(text[:16], half + gap):
            continue
        if text[:half] == text[half + gap :] and len(words_in(text[:half])) >= min_words:
            return half
    return None
