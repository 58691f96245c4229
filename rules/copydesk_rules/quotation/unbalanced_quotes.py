"""`unbalanced-quotes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from copydesk import (
    Article,
    Bad,
    Finding,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Quotation,
    Related,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["UnbalancedQuotes"]

#: What stands beside the running text, so that a quotation goes on behind it.
_ASIDE = frozenset({Kind.CAPTION, Kind.ALT_TEXT, Kind.PULL_QUOTE})
#: Over how many blocks a quotation may run without a mark at their start, and still be taken for one.
_REACH = 6
#: What has fewer spaces is no quotation in a table.
_FEW = 3
_NEAR = 500
_GOES_ON = lazy_pattern(r"[^\w“”„\"‘'«»「『]*[“”„\"‘'«»「『]")
_ATTRIBUTE = lazy_pattern(r"=[\"“”](?<=\w=.)")
_CUT_OFF = lazy_pattern(r"(?:…|\.\.\.|\. \. \.)[\])]?$")


class UnbalancedQuotes(Rule[NoOptions]):
    """Finds quotation marks that never close, and closing ones that nothing opened.

    Where a mark is missing, a reader cannot tell who speaks: the source's words run into the
    writer's, or the writer's into the source's. Only an editor knows where the mark belongs, so
    nothing is offered as a fix.

    A quotation of several paragraphs is right when each of them opens with a mark and only the
    last one closes. One that closes paragraphs later without such marks is reported once, where it
    closes. Lists, verse and block quotes inside a quotation need no marks of their own.

    It leaves alone apostrophes, feet and inches (5'10"), ditto marks, marks that are spoken of (“),
    arrows (Older posts »), ornaments in a table, text cut off with an ellipsis, and the conventions of
    other languages: „so“, »so«, ”so”, « so ». A quotation that opens and closes in two styles is for
    `mixed-quotes`.
    """

    meta = Meta(
        name="unbalanced-quotes",
        group="quotation",
        since="0.1",
        summary="The quotation that opens here never closes.",
        severity=Severity.WARNING,
        fix=FixAvailability.NEVER,
        confidence=0.95,
    )
    examples = (
        Bad("⟦“⟧The bridge is safe, the mayor said. Repairs begin in May."),
        Bad("⟦“⟧The bridge is safe, the mayor said. “We checked it twice.”"),
        Bad("The bridge is safe,⟦”⟧ the mayor said. “We checked it twice.”"),
        Bad('She called it ⟦"⟧a lost summer.\n\nNobody else did.'),
        Bad("“We checked the bridge twice.\n\nIt will stand for years.⟦”⟧\n\nRepairs begin in May."),
        Good("“We checked the bridge twice.\n\n“It will stand for years.”"),
        Good("He is 5'10\" and the door 80\" high, as the boys' mother's sister said in the '60s."),
        Good("“She said ‘no,’ and the ’90s were over,” he recalled. ’Tis true: rock ’n’ roll won."),
        Good('"It was 12" wide," she said. "I measured it."'),
        Good("„So war es“, sagte sie. »Nie wieder.« Hon sa: ”Aldrig mer.”"),
        Good("“There are two reasons:\n\n- The bridge is old.\n\n- The river is rising.”\n\nThey left."),
        Good("| a | b |\n| - | - |\n| “ the bridge | is safe ” |\n| ” | “safe |", format="markdown"),
        Good("The council will “look into the matter and report…\n\nRead the whole story tomorrow."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        broken = [
            q for q in article.quotations if not (q.opened and q.closed) and not _is_ornament(article, q)
        ]
        pending: tuple[int, Quotation] | None = None
        for index, group in groupby(broken, key=lambda q: article.index_at(q.span.start) or 0):
            if _ATTRIBUTE.search(article.prose, *article.blocks[index].span):
                continue  # its marks are markup's, left in the text
            for quotation in group:
                if not quotation.opened:
                    closing = Span(quotation.span.end - 1, quotation.span.end)
                    begun = pending if pending and index - pending[0] <= _REACH else None
                    if pending and not begun:
                        yield self._never_closes(pending[1])
                    pending = None
                    if begun is None:
                        yield self._never_opens(closing)
                    elif _is_running(article, begun[0], index):
                        opening = Span(begun[1].span.start, begun[1].span.start + 1)
                        yield self._never_opens(closing, [Related(opening, "it may open here")])
                    continue
                if pending:
                    yield self._never_closes(pending[1])
                pending = index, quotation
            if pending and pending[0] == index and _may_stay_open(article, index):
                pending = None
        if pending:
            yield self._never_closes(pending[1])

    def _never_closes(self, quotation: Quotation) -> Finding:
        return self.finding((quotation.span.start, quotation.span.start + 1))

    def _never_opens(self, mark: Span, related: Sequence[Related] = ()) -> Finding:
        return self.finding(mark, related=related, message="Nothing opens the quotation that closes here.")


def _is_ornament(article: Article, quotation: Quotation) -> bool:
    """Whether a mark sets off a few words of a table, or two single marks close what it opens."""
    block = article.block_at(quotation.span.start)
    if block is not None and block.kind is Kind.TABLE_CELL:
        inner = article.prose_of(quotation.inner)[:_NEAR]
        return inner != inner.strip() or inner.count(" ") < _FEW
    start, end = quotation.span
    words = article.prose[start : min(end, start + _NEAR)]
    return quotation.opened and ("’’" in words or "''" in words)


def _may_stay_open(article: Article, index: int) -> bool:
    """Whether a block's last quotation goes on in the next paragraph, or is cut off."""
    block = article.blocks[index]
    if _CUT_OFF.search(article.prose_of(block)[-5:]):
        return True
    following = (b for b in article.blocks[index + 1 : index + 1 + _REACH] if b.kind.is_prose)
    after = next((b for b in following if b.kind not in _ASIDE), None)
    return after is not None and _GOES_ON.match(article.prose, *after.span) is not None


def _is_running(article: Article, first: int, last: int) -> bool:
    """Whether a stretch of blocks is nothing but paragraphs, none of them a line of verse."""
    blocks = article.blocks[first : last + 1]
    return all(b.kind is Kind.PARAGRAPH or not b.kind.is_running for b in blocks) and all(
        article.text.count("\n", before.end, after.start) > 1 for before, after in pairwise(blocks)
    )
