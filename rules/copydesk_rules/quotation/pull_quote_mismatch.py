"""`pull-quote-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk import (
    Article,
    Bad,
    Block,
    Default,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["PullQuoteMismatch"]

_WORD = lazy_pattern(r"[^\W_]+(?:['’][^\W_]+)*")
#: What a pull quote may leave out or put in, if it says so; and who said it, behind a dash.
_GAP = lazy_pattern(r"…|\.\.\.|\. \. \.|\[[^\]]{0,100}\]|[”\"] ?[—–-]")
_MIN_WORDS = 5
#: How like a passage (0 to 100) words have to be that are meant to be the same, and how many may differ.
_ALIKE = 80.0
_MAX_DIFFERENT = 4
#: How many pieces of pull quotes are compared with the body word by word.
_MAX_COMPARED = 40

_BODY = (
    "The harbour master came late.\n\n"
    "“We closed the gates at noon because the water rose faster than any of us had seen before,” said the"
    " harbour master, who has worked on the quay for thirty years. The boats stayed in.\n\n"
)


class PullQuoteMismatch(Rule[NoOptions]):
    """Finds pull quotes with words that the article's body doesn't have.

    A pull quote is set apart to be read first, and promises that its words stand in the article. When
    the body is edited afterwards, or the quote is reworded to fit, the two part ways: a source is then
    quoted in large type with words that nobody said.

    Only a pull quote that nearly repeats a passage is compared with it; one that stands nowhere else
    has nothing to differ from. Words left out, insertions in brackets, case, punctuation and the name
    of the speaker are left alone.

    The body's words are shown and never put in, since the body may be what is wrong.
    """

    meta = Meta(
        name="pull-quote-mismatch",
        group="quotation",
        since="0.1",
        summary="This pull quote has “{found}”, where the body has {wanted}.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        default=Default.OFF,
    )
    examples = (
        Bad(f"{_BODY}“The water rose ⟦quicker⟧ than any of us had seen before.”\n\nIt rained on."),
        Bad(f"{_BODY}“The water rose ⟦much⟧ faster than any of us had seen before.”\n\nIt rained on."),
        Good(f"{_BODY}“The water rose faster than any of us had seen before.”\n\nIt rained on."),
        Good(f"{_BODY}“We closed the gates at noon… faster than any of us had seen.”\n\nIt rained on."),
        Good(f"{_BODY}“We closed the [lock] gates because the water rose faster.”\n\nIt rained on."),
        Good(f"{_BODY}“Nobody had told the fishermen that they would be paid.”\n\nIt rained on."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        pieces = [p for b in article.blocks if b.kind is Kind.PULL_QUOTE for p in _pieces(article, b)]
        if not pieces:
            return
        hosts = [_Words.of(article, b.span) for b in article.prose_blocks if b.kind.is_running]
        compared = 0
        for piece in pieces:
            if len(piece.spans) < _MIN_WORDS or any(piece.padded in host.padded for host in hosts):
                continue
            compared += 1
            if compared > _MAX_COMPARED:
                return
            yield from self._differing(article, piece, hosts)

    def _differing(self, article: Article, piece: _Words, hosts: list[_Words]) -> Iterator[Finding]:
        from difflib import SequenceMatcher

        passage = _passage_like(piece, hosts)
        if passage is None:
            return
        runs = SequenceMatcher(None, piece.forms, passage.forms, autojunk=False).get_opcodes()
        wrong = [(a, b, c, d) for tag, a, b, c, d in runs if tag in ("replace", "delete")]
        if not wrong or sum(b - a for a, b, _, _ in wrong) > _MAX_DIFFERENT:
            return
        edits = [
            Edit(piece.span(a, b), article.text_of(passage.span(c, d)) if c < d else "")
            for a, b, c, d in wrong
        ]
        span = edits[0].span
        yield self.finding(
            span,
            Fix("Use the body’s words", tuple(edits), Safety.DISPLAY),
            related=[Related(passage.span(0, len(passage.spans)), "the body")],
            found=article.text_of(span),
            wanted=f"“{edits[0].text}”" if edits[0].text else "nothing",
        )


class _Words:
    """The words of a stretch of text, without case and punctuation: where each stands, and as a string."""

    def __init__(self, spans: Sequence[Span], forms: Sequence[str]) -> None:
        self.spans, self.forms = spans, forms
        self.padded = f" {' '.join(forms)} "

    @classmethod
    def of(cls, article: Article, span: Span) -> _Words:
        """The words that stand in a span."""
        matches = list(_WORD.finditer(article.prose, *span))
        forms = [match[0].casefold().replace("’", "'") for match in matches]
        return cls([Span(*match.span()) for match in matches], forms)

    def span(self, first: int, end: int) -> Span:
        """Where the words from the first up to the end stand."""
        return Span(self.spans[first].start, self.spans[end - 1].end)


def _pieces(article: Article, quote: Block) -> Iterator[_Words]:
    """A pull quote's words, cut where something is left out, put in, or attributed."""
    at = quote.start
    for gap in _GAP.finditer(article.prose, *quote.span):
        yield _Words.of(article, Span(at, gap.start()))
        at = gap.end()
        if gap[0][-1] in "—–-":
            return
    yield _Words.of(article, Span(at, quote.end))


def _passage_like(piece: _Words, hosts: list[_Words]) -> _Words | None:
    """The part of the body that is most like a piece of a pull quote, if any is like it at all."""
    from rapidfuzz import fuzz

    text, best, passage = piece.padded, _ALIKE, None
    for host in hosts:
        body = host.padded
        if len(body) < len(text):
            continue
        found = fuzz.partial_ratio_alignment(text, body, score_cutoff=best)
        if found is not None:
            first = max(body.count(" ", 0, found.dest_start) - 1, 0)
            end = body.count(" ", 0, found.dest_end)
            best, passage = found.score, _Words(host.spans[first:end], host.forms[first:end])
    return passage
