"""`missing-question-mark`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, words

__all__ = ["MissingQuestionMark"]

_WHO = r"(?:I|you|he|she|it|we|they)"
_WHOM = rf"(?:{_WHO}|the|this|that|these|those|my|your|his|her|its|our|their|anyone|anybody)"
_ASKS = r"(?:did|do|does|is|are|was|were|can|could|should|would|will|has|have|am)"
#: How a question begins, at the start of a sentence.
_QUESTION = lazy_pattern(
    r"(?:(?:So|And|But|Then|Or),? (?:why|how|what|where|when|who)|Why|How|What|Where|When|Who)"
    rf" {_ASKS}(?:n['’]t)? {_WHOM}(?= [a-z]|\.)"
    rf"|(?:Did|Does|Is|Are|Was|Has|Could|Would)(?:n['’]t)? {_WHO}\b|(?:Can(?:['’]t)?|Will|Won['’]t) {_WHO}\b"
    r"|Do (?:you|they|we|I)\b|Have (?:you|they|we)\b"
)
#: How a statement ends that asks for a nod.
_TAG = lazy_pattern(
    rf"(?:is|are|was|were|do|does|did|wo|ca|could|would|should|have|has|had)n['’]t {_WHO}\.(?=[\s\"”’)]|\Z)"
)
#: The end of one, from its apostrophe on: these are few.
_TAG_END = lazy_pattern(rf"['’](?<=n.)t {_WHO}\.")
#: “Why don’t you take the boat.” is said to get it done.
_SUGGESTS = lazy_pattern(r"Why don['’]t (?:you|we)\b")
_START = lazy_pattern(r"(?:[.!?…:][\"”’)]?[ \n]|[\"“‘(\n]|\A)\Z")
_END = lazy_pattern(r"[.!?…](?:[\"”’)]*(?=\s|\Z))|[\n:;\"“”—–…]")
#: A question that ends with a comma before who asked it.
_QUOTED = lazy_pattern(
    r",[\"”](?= (?:(?:he|she|they|I|we|[A-Z][a-z]+(?: [A-Z][a-z]+)?) asked|asked [a-zA-Z]+)\b)"
)
_STOPS = lazy_pattern(r"[.!?…]")
#: What closes single quotation marks.
_CLOSED = lazy_pattern(r"[’'](?!\w)")
_LONGEST = 220
_ABBREVIATED = lazy_pattern(r"(?:\b[A-Z]|\b[A-Z][a-z]{1,3}|\b[a-z]|\b(?:vs|etc|e\.g|i\.e))\Z")
#: A question that is told of, or left hanging.
_TOLD = lazy_pattern(r"\b(?:ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|is anyone’s guess|who knows)\b")


class MissingQuestionMark(Rule[NoOptions]):
    """Finds a question that ends with a full stop, or a comma before who asked it.

    “So why did they build it there.” asks: the order of its first words says so, whatever mark is at its
    end. So does *isn’t it* behind a comma. The fix puts a question mark, and is unsafe, since a writer may
    have wanted a question that expects no answer to sound so.

    Only sentences that begin with a question word, a verb and its subject (*why did they*), or with such a
    verb and a pronoun (*did they*) are judged. Left alone are those that tell of a question (*what is it, she
    asked*), conditions (*should you need it*), requests (*do it, why don’t you*), titles and headings.
    """

    meta = Meta(
        name="missing-question-mark",
        group="punctuation",
        since="0.2",
        summary="This question ends with a {mark}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad(
            "It floods. So why did they build it there⟦.⟧", fixed="It floods. So why did they build it there?"
        ),
        Bad("How does it work⟦.⟧ Nobody knew.", fixed="How does it work? Nobody knew."),
        Bad("Did you see the boat leave⟦.⟧ It was late.", fixed="Did you see the boat leave? It was late."),
        Bad("It was late, wasn’t it⟦.⟧ They slept.", fixed="It was late, wasn’t it? They slept."),
        Bad("“Where are you going⟦,⟧” she asked.", fixed="“Where are you going?” she asked."),
        Bad("“What are they waiting for⟦.⟧” He left.", fixed="“What are they waiting for?” He left."),
        Good("Why did they leave? What they did was wrong. Should you need it, call. Do it for her."),
        Good("‘Do you know the number’ is what we ask. We tried ‘Would you use it?’, but it failed."),
        Good("What is it, she asked. When he left it rained. How they laughed. What do we want..."),
        Good("Have it your way. What is needed is time. Where is Mr. Hale? Who was he: a sailor."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for match in _questions(article):
            if not _START.search(prose, max(0, match.start() - 4), match.start()):
                continue
            end = _end_of_sentence(prose, match.end())
            if (
                end is None
                or _is_named(prose, match.start(), end)
                or _SUGGESTS.match(match[0])
                or _TOLD.search(prose, match.end(), end)
            ):
                continue
            yield from self._report(article, end)
        if "asked" in article.vocabulary:
            yield from self._asked(article)
        if _TAG_END.search(prose):
            for match in _TAG.finditer(prose):
                if prose[match.start() - 2 : match.start()] == ", ":
                    yield from self._report(article, match.end() - 1)

    def _asked(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for match in _QUOTED.finditer(prose):
            quotation = article.quotation_at(Span(*match.span()))
            if quotation is None:
                continue
            start = quotation.inner.start
            if _QUESTION.match(prose, start) and not _STOPS.search(prose, start, match.start()):
                yield from self._report(article, match.start())

    def _report(self, article: Article, at: int) -> Iterator[Finding]:
        block = article.derive(Punctuated).block_at(at)
        if block is not None and block.kind.is_running:
            span = Span(at, at + 1)
            mark = "comma" if article.prose[at] == "," else "full stop"
            yield self.finding(span, Fix.replace(span, "?"), mark=mark)


def _is_named(prose: str, start: int, end: int) -> bool:
    """Whether a question stands in single quotation marks that close before its sentence ends."""
    return prose[start - 1 : start] in ("‘", "'") and _CLOSED.search(prose, start, end) is not None


def _questions(article: Article) -> Iterator[re.Match[str]]:
    """Where words are that a question may begin with; most words that one begins with are rare."""
    prose = article.prose
    for word in words("questioning") & article.vocabulary.keys():
        at = prose.find(word)
        while at >= 0:
            if match := _QUESTION.match(prose, at):
                yield match
            at = prose.find(word, at + len(word))


def _end_of_sentence(prose: str, start: int) -> int | None:
    """Where the full stop is that a question ends with; None where another mark comes first."""
    for match in _END.finditer(prose, start, min(len(prose), start + _LONGEST)):
        at = match.start()
        if prose[at] != "." or prose[at - 1] in " .?!…":
            return None
        if _ABBREVIATED.search(prose, max(0, at - 4), at) is None:
            return at
        if prose[at + 1 : at + 2] in ("", "\n"):
            return at
    return None
