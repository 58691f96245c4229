"""`misplaced-comma`."""

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
    Kind,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.clauses import Row, is_finite
from copydesk_rules.punctuation.shared.running import Punctuated, occurrences, words

__all__ = ["MisplacedComma"]

_CONJUNCTIONS = ("But", "but", "And", "Or")
#: The subject of the clause that a conjunction begins.
_SUBJECT = lazy_pattern(
    r", (?P<subject>an?|the|he|she|it|they|we|you|I|this|these|those|there|his|her|their|my|our|its"
    r"|your)(?= [a-z])"
)
_OPENS = lazy_pattern(r"(?:\A|\n|[.!?] )\Z")
_WORD = lazy_pattern(r"[a-z]+ \Z")
#: What stands before the next mark.
_CLAUSE = lazy_pattern(r"[^,.?!;:—–()\"“”\n]{0,300}")
_ASIDE = 4
_LONGEST = 60
#: What parts of other words end with.
_NO_WORD = frozenset("’'-")
_SPEAKER = lazy_pattern(
    r"(?:\A|(?<=\n)|(?<=[.!?] ))(?P<subject>(?:The|His|Her|Their|Our|My|Its|A|An)(?: [a-z-]+){1,3})\Z"
)
_SAYS = lazy_pattern(
    r", (?P<verb>said|says|told|announced|explained) (?:that|him|her|us|them|the|he|she|it|they)\b"
    r"[^,;:\n]{0,300}[.!]"
)
_SPOKE = frozenset(["said", "says", "told", "announced", "explained"])


class MisplacedComma(Rule[NoOptions]):
    """Finds a comma that parts what belongs together: “But, the mill is closed”, “The mayor, said that”.

    - *But*, *and* and *or* join what stands after them to what went before, so no comma parts them from
      it. One is right only where a second follows and both set off an aside: *But, in truth, it is late.*
    - A subject is not parted from its verb.

    Left alone are *so* and *yet*, which are adverbs as well, asides of any length, and quotations.

    The fix deletes the comma. It isn't safe, since what is missing may be a second one.
    """

    meta = Meta(
        name="misplaced-comma",
        group="punctuation",
        since="0.3",
        summary="This comma separates {what}. Delete it.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("They called. ⟦But, the⟧ mill is closed.", fixed="They called. But the mill is closed."),
        Bad("⟦And, we⟧ have seen it rain, too.", fixed="And we have seen it rain, too."),
        Bad("It is late ⟦but, the⟧ light is good.", fixed="It is late but the light is good."),
        Bad("The old ⟦miller, said⟧ that he was tired.", fixed="The old miller said that he was tired."),
        Good(
            "But, in truth, it is late. But, he said, the mill is closed. And, his temper aside, we like him."
        ),
        Good("The miller, his wife, said that. So, we left. Yet, it was late. If so, the mill is closed."),
        Good("“But, the mill is closed,” she said."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for word in article.vocabulary.keys() & set(_CONJUNCTIONS):
            for at in occurrences(prose, word):
                end = at + len(word)
                match = _SUBJECT.match(prose, end)
                if match and prose[at - 1 : at] not in _NO_WORD and _begins_clause(prose, at, end + 2):
                    what = f"“{word.lower()}” from its clause"
                    yield from self._report(article, Span(at, match.end()), end, what)
        if not _SPOKE.isdisjoint(article.vocabulary):
            for match in _SAYS.finditer(prose):
                subject = _SPEAKER.search(prose, max(0, match.start() - _LONGEST), match.start())
                if subject is None:
                    continue
                row = Row.read(prose, *subject.span("subject"))
                if not any(map(is_finite, row.words)):
                    span = Span(row.spans[-1].start, match.end("verb"))
                    yield from self._report(article, span, match.start(), "the subject from its verb")

    def _report(self, article: Article, span: Span, at: int, what: str) -> Iterator[Finding]:
        block = article.derive(Punctuated).block_at(at)
        is_running = block is not None and block.kind.is_running and block.kind is not Kind.BLOCK_QUOTE
        if is_running and article.quotation_at(span) is None:
            yield self.finding(
                span, Fix("Delete the comma", (Edit(Span(at, at + 1)),)), what=what, repeat=what
            )


def _begins_clause(prose: str, start: int, subject: int) -> bool:
    """Whether a conjunction begins a clause that no second comma makes an aside."""
    opens = _OPENS.search(prose, max(0, start - 2), start)
    if opens is None and not (prose[start] == "b" and _WORD.search(prose, max(0, start - 20), start)):
        return False
    clause = _CLAUSE.match(prose, subject)
    if clause is None:
        return False
    row = Row.read(prose, *clause.span())
    verbs = [word for word in row.words[: _ASIDE + 2] if is_finite(word) or word in words("auxiliaries")]
    if prose[clause.end() : clause.end() + 1] != ",":
        return bool(verbs) or len(row.words) > _ASIDE
    return bool(verbs) and len(row.words) > _ASIDE
