"""`list-mismatch`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Finding,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.structure.shared.numbers import COUNT, value_of

__all__ = ["ListMismatch"]

_LISTED = (
    "advantages answers areas arguments aspects barriers benefits categories causes challenges"
    " characteristics components conditions criteria differences drawbacks elements examples facts"
    " factors features functions goals guidelines ideas ingredients instructions issues items kinds"
    " lessons limitations measures methods mistakes myths objectives options parts phases pillars"
    " pitfalls points possibilities principles priorities problems proposals questions reasons"
    " recommendations requirements rules scenarios secrets sections signs solutions stages steps"
    " strategies suggestions symptoms tasks techniques things tips tricks types values variants ways"
)
_NUMBER = lazy_pattern(COUNT)
_NOT_ALL = lazy_pattern(
    r"\b(?:least|than|about|around|some|to|or|and|between|first|last|next|top|other|another|past|more) $",
    re.I,
)
_LONGEST = 10
#: The words after a number in which the thing listed is looked for: “three quite different reasons”.
_NOUN_WITHIN = 4
#: The number that a block begins with: "3. ", "3) ", "#3: ".
_OWN_NUMBER = lazy_pattern(r"(?:#|No\. )?(\d{1,2}) ?(?:[.)]|:(?!\d))(?!\d)")
#: How many blocks in a row must be numbered, and how many in order before one out of order.
_MIN_RUN = 3
_MIN_BEFORE = 2

_Run = list[tuple[int, Span]]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `list-mismatch`."""

    listed: Annotated[
        frozenset[str],
        msgspec.Meta(description="What a list is said to be of, in the plural and in lower case: “reasons”."),
    ] = frozenset(_LISTED.split())


class ListMismatch(Rule[Options]):
    """Finds lists that don't have as many items as the article says, or whose numbers go wrong.

    “Three reasons” are announced and four follow, or the numbers jump from 2 to 4. An item was added or cut
    in editing and the count forgotten, and a reader who counts wonders what is missing.

    Reported are a list of two items or more after a colon, where the sentence before it says another
    number; a headline (“Seven ways to …”) with one more than the article's numbered list has, or with fewer;
    and a numbered list that skips a number, repeats one, or starts at 2.

    “At least three”, “the first three” and sentences with two numbers are left alone, and so are
    headlines that promise many more than stand here, since the list may go on over the page.

    Whether the count or the list is wrong only the desk knows, so nothing is offered as a fix.
    """

    meta = Meta(
        name="list-mismatch",
        group="structure",
        since="0.2",
        summary="This says “{said}”, but {listed}.",
        severity=Severity.WARNING,
        fix=FixAvailability.NEVER,
        language="en",
    )
    _FOUR = "\n\n- It is cold.\n- It is dark.\n- It is far.\n- It rains."
    _NETS = "\n\n## 1. Wind\n\nHang it.\n\n## 2. Sun\n\nLay it.\n\n## 3. Salt\n\nRub it."
    examples = (
        Bad(f"There are ⟦three⟧ reasons for this:{_FOUR}", format="markdown"),
        Bad(f"The ⟦five⟧ rather small things they had to keep in mind were:{_FOUR}", format="markdown"),
        Bad(f"# ⟦Four⟧ ways to dry a net{_NETS}", format="markdown"),
        Bad(f"# ⟦2⟧ ways to dry a net{_NETS}", format="markdown"),
        Bad(f"# Nets{_NETS}\n\n## ⟦5.⟧ Smoke\n\nWait.", format="markdown"),
        Bad("Nets\n\n⟦2.⟧ Hang it up.\n\n3. Lay it out.\n\n4. Rub it in."),
        Good(f"There are four reasons for this:{_FOUR}", format="markdown"),
        Good(f"There are at least three reasons for this:{_FOUR}", format="markdown"),
        Good(f"There are three or more reasons for this:{_FOUR}", format="markdown"),
        Good(f"The two boats of the three brothers had things on board:{_FOUR}", format="markdown"),
        Good(f"The two boats said:{_FOUR}", format="markdown"),
        Good("There are two things to say:\n\n- It is cold.", format="markdown"),
        Good(f"# Three ways to dry a net{_NETS}", format="markdown"),
        Good(f"# Twenty ways to dry a net{_NETS}", format="markdown"),
        Good(f"# Nets{_NETS}\n\n## 1. Smoke\n\nWait.\n\n## 2. Fire\n\nRun.", format="markdown"),
        Good("2. Hang it up.\n\n3. Lay it out.\n\n4. Rub it in."),
        Good(f"# Nets{_NETS} See 4.\n\n## 5. Smoke\n\nWait.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        yield from self._after_colons(article)
        runs = list(_runs(article))
        for run in runs:
            yield from self._numbering(article, run)
        heads = [block for block in article.prose_blocks if block.kind is Kind.HEADLINE]
        if len(runs) == 1 and len(heads) == 1:
            numbers = [number for number, _ in runs[0]]
            said = self._announced(article, heads[0].span)
            count = value_of(article.prose_of(said)) if said else 0
            if (
                said
                and numbers == [*range(1, len(numbers) + 1)]
                and (len(numbers) > count or len(numbers) == count - 1)
            ):
                yield self.finding(
                    said, said=article.text_of(said), listed=f"the last is number {numbers[-1]}"
                )

    def _after_colons(self, article: Article) -> Iterator[Finding]:
        blocks = article.prose_blocks
        for index, block in enumerate(blocks[:-1]):
            first = blocks[index + 1]
            if block.kind is not Kind.PARAGRAPH or first.kind is not Kind.LIST_ITEM:
                continue
            if not article.prose_of(block).rstrip().endswith(":"):
                continue
            items = 0
            for item in blocks[index + 1 :]:
                if item.kind is not Kind.LIST_ITEM:
                    break
                items += item.level == first.level
            said = self._announced(article, list(article.sentences_of(block))[-1].span)
            if said and items > 1 and items != value_of(article.prose_of(said)):
                yield self.finding(said, said=article.text_of(said), listed=f"the list has {items} items")

    def _announced(self, article: Article, span: Span) -> Span | None:
        """The number of things that a stretch of text says are listed: the only number in it."""
        prose = article.prose
        numbers = list(_NUMBER.finditer(prose, *span))
        if len(numbers) != 1:
            return None
        start, end = numbers[0].span()
        following = prose[end : span.end].lower().replace(":", "").split()[:_NOUN_WITHIN]
        noun = any(word in self.options.listed for word in following)
        if (
            not noun
            or following[0] in ("or", "and", "of", "to")
            or _NOT_ALL.search(prose[max(0, start - _LONGEST) : start])
        ):
            return None
        return Span(start, end)

    def _numbering(self, article: Article, run: _Run) -> Iterator[Finding]:
        number, span = run[0]
        if number == 2 and article.prose[: span.start].strip() and not _stands(article, 1, 0, span.start):
            yield self.finding(span, message="This numbered list starts at 2.")
        for (before, _), (number, span) in pairwise(run):
            if number != before + 1:
                yield self.finding(span, message=f"This numbered list goes from {before} to {number}.")


def _stands(article: Article, number: int, start: int, end: int) -> bool:
    """Whether a number stands somewhere in a stretch of the article."""
    return re.search(rf"(?<!\d){number}(?!\d)", article.prose[start:end]) is not None


def _runs(article: Article) -> Iterator[_Run]:
    """The numbered lists: blocks whose numbers go up by one, or nearly so."""
    numbered: _Run = []
    for block in article.prose_blocks:
        match = _OWN_NUMBER.match(article.prose, *block.span)
        if match and match.end() < block.end:
            numbered.append((int(match[1]), Span(*match.span())))
    run: _Run = []
    for index, (number, span) in enumerate(numbered):
        before, last = run[-1] if run else (0, span)
        following = numbered[index + 1][0] if index + 1 < len(numbered) else number + 1
        slipped = (
            len(run) >= _MIN_BEFORE
            and following == number + 1
            and (
                number == before
                or (number == before + 2 and not _stands(article, before + 1, last.end, span.start))
            )
        )
        if run and number != before + 1 and not slipped:
            if len(run) >= _MIN_RUN:
                yield run
            run = []
        run.append((number, span))
    if len(run) >= _MIN_RUN:
        yield run
