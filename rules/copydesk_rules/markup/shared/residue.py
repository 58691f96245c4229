"""What a page builder, a CMS or a word processor left in the text: found once for all the rules.

A *token* is one tag, comment, CSS rule or shortcode; a *run* is all that stand side by side, and is
one finding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

from copydesk import Article, Edit, Fix, Safety, Span, lazy_pattern
from copydesk_rules.markup.shared.tokens import Token

__all__ = ["Run", "in_residue", "removal", "runs"]

_GAP = lazy_pattern(r"[\s}]*")
#: Closing brackets that an at-rule's inner rules leave behind them.
_CLOSERS = lazy_pattern(r"(?:\s*\})+")
_CLOSING = ".,;:!?)]»”’"


class Run(Struct, frozen=True):
    """Tokens that stand side by side, reported by the first one's rule."""

    span: Span
    tokens: tuple[Token, ...]

    @property
    def rule(self) -> str:
        return self.tokens[0].rule


def runs(article: Article) -> tuple[Run, ...]:
    """The residue of an article, in order."""
    return article.derive(_find)


def _find(article: Article) -> tuple[Run, ...]:
    text = article.text
    tokens: list[Token] = []
    if "<" in text or "{" in text or "&lt;" in text or "Normal" in text:
        from copydesk_rules.markup.shared.tags import tags

        tokens += tags(article)
    if "[" in text or "{" in text or "<!--" in text:
        from copydesk_rules.markup.shared.shortcodes import shortcodes

        tokens += shortcodes(article)
    return tuple(_joined(article, tokens)) if tokens else ()


def _joined(article: Article, tokens: list[Token]) -> Iterator[Run]:
    """Tokens joined to runs, and runs of whole blocks to longer ones; within another token, none counts."""
    tokens.sort(key=lambda t: (t.start, -t.end))
    text = article.text
    run: list[Token] = []
    end = -1

    def finished() -> Run:
        tail = _CLOSERS.match(text, end)
        closes = tail is not None and text.count("{", run[0].start, end) > text.count("}", run[0].start, end)
        return Run(Span(run[0].start, tail.end() if tail and closes else end), tuple(run))

    for token in tokens:
        if token.start < end:
            continue
        gap = _GAP.match(text, end) if run else None
        if (
            gap
            and gap.end() >= token.start
            and (
                "\n" not in article.prose[end : token.start]
                or _stand_alone(article, run[0].start, end, token)
            )
        ):
            run.append(token)
        else:
            if run:
                yield finished()
            run = [token]
        end = token.end
    if run:
        yield finished()


def _stand_alone(article: Article, start: int, end: int, after: Token) -> bool:
    """Whether a run ends where a block does and the token behind it is the next block, whole."""
    first, last = article.block_at(start), article.block_at(end)
    following = article.block_at(after.start)
    return (
        first is not None
        and last is not None
        and following is not None
        and first.start == start
        and last.end == end
        and (following.start, following.end) == (after.start, after.end)
    )


def in_residue(article: Article, spans: Sequence[Span]) -> set[int]:
    """Which of some spans (by index) stand in what `leftover-markup` or `leftover-shortcode` reports."""
    if not spans:
        return set()
    found = runs(article)
    starts = [run.span.start for run in found]
    inside = set()
    for i, span in enumerate(spans):
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start < found[at].span.end:
            inside.add(i)
    return inside


def removal(article: Article, run: Run) -> Fix:
    """The fix that deletes a run, with the space that it leaves over; whole blocks go with their markup."""
    starts = {block.start for token in run.tokens if (block := article.block_at(token.start))}
    interrupted = not starts.issuperset(article.source_map.boundaries(*run.span))
    spans = [Span(t.start, t.end) for t in run.tokens] if interrupted else [run.span]
    edits: list[Edit] = []
    for span in spans:
        edits += _without(article, span, run.tokens[-1].glue if len(run.tokens) == 1 else " ")
    block = article.block_at(run.span.start)
    apart = block is not None and run.span.covers(block.span)
    safety = Safety.SAFE if apart or all(token.known for token in run.tokens) else Safety.UNSAFE
    return Fix("Delete it", tuple(edits), safety, repair=True)


def _without(article: Article, span: Span, glue: str) -> Iterator[Edit]:
    """The edits that delete a span, block by block."""
    text, at = article.text, article.index_at(span.start)
    while at is not None and at < len(article.blocks) and article.blocks[at].start < span.end:
        block = article.blocks[at]
        at += 1
        start, end = max(span.start, block.start), min(span.end, block.end)
        if (start, end) == (block.start, block.end):
            while at < len(article.blocks) and article.blocks[at].end <= span.end:
                end = article.blocks[at].end
                at += 1
            yield Edit(Span(start, end))
            continue
        before, after = start, end
        while before > block.start and text[before - 1].isspace():
            before -= 1
        while after < block.end and text[after].isspace():
            after += 1
        if before == block.start:
            yield Edit(Span(before, after))
        elif after == block.end or (before < start and after == end and text[end] in _CLOSING):
            yield Edit(Span(before, end))
        elif before < start:
            yield Edit(Span(start, after))
        else:
            yield Edit(Span(start, end), glue if after == end and text[end] not in _CLOSING else "")
