"""`unpunctuated-quotation`."""

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
    Meta,
    NoOptions,
    Quotation,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, words

__all__ = ["UnpunctuatedQuotation"]

_SAID = (
    r"(?:said|says|asked|asks|added|adds|replied|replies|explained|explains|recalled|recalls|continued"
    r"|continues"
    r"|wrote|writes|told|tells|insisted|insists|concluded|concludes|declared|admitted)"
)
#: Who said it, behind a quotation. A name is judged only where it and its verb are the whole sentence.
_SPEAKER = lazy_pattern(
    rf" (?:(?:he|she|they|we) {_SAID}\b|{_SAID} (?:he|she|they|the [a-z]+|[A-Z][a-z]+)\b"
    r"|[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:(?:said|says|added|explained|recalled|replied|asked)"
    r"|told (?:[a-z]+ ){0,2}[a-z]+)\.)"
)
_SPOKE = lazy_pattern(r"(?<![\w’'-])(?P<verb>said|says|asked|asks|added|replied|continued|explained)\Z")
#: Signs, songs and letters say things, too, and then what they say is a name of theirs.
_SHOWS = lazy_pattern(
    r"\b(?:that|which|sign|shirt|banner|poster|note|card|label|it|text|message) (?:\w+ )?\Z"
)
_OPENS = lazy_pattern(r"(?:[.!?:—–][\"”’)]? |\n|\A)\Z")
_SENTENCE = lazy_pattern(r"[.,!?…]\Z")
_LAST = lazy_pattern(r"[\w’'.-]+\Z")
_WHOLE = 4  # words
_WINDOW = 40


class UnpunctuatedQuotation(Rule[NoOptions]):
    """Finds a quotation that no comma parts from who said it.

    What is said and who says it are one sentence: “We left,” she said. A full stop before *she said* ends
    that sentence too early, and no mark at all runs the two together. So does *She said “We left.”* without
    its comma.

    Only quotations that begin a sentence, or are one, are judged: in *the “war” she said was lost* the words
    are part of hers. Titles, signs and single words are left alone. The fix puts the comma on the side of
    the quotation mark where the article has its commas. It is unsafe, since it may change what is quoted.
    """

    meta = Meta(
        name="unpunctuated-quotation",
        group="punctuation",
        since="0.2",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("“We left the island⟦.”⟧ she said.", fixed="“We left the island,” she said."),
        Bad("“We left the island⟦.”⟧ Hale told them.", fixed="“We left the island,” Hale told them."),
        Bad("“We left the island⟦”⟧ she said.", fixed="“We left the island,” she said."),
        Bad(
            "She ⟦said “⟧We left the island at ten.”",
            fixed="She said, “We left the island at ten.”",
        ),
        Good("“We left,” she said. “Did you?” he asked. “We left.” She said nothing. He said “No”."),
        Good("The “war on ropes” she said was lost. “We left.” Hale said that he had told her so."),
        Good("The sign said “No boats leave the island.” “At 5 p.m.” he said it rained."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if article.characters.isdisjoint('“"'):
            return
        for q in article.quotations:
            if q.mark not in '“"' or not (q.opened and q.closed and q.inner):
                continue
            found = self._behind(article, q) or self._before(prose, q)
            if found is not None and article.derive(Punctuated).block_at(q.span.start):
                yield found

    def _behind(self, article: Article, q: Quotation) -> Finding | None:
        prose, end = article.prose, q.inner.end
        speaker = _SPEAKER.match(prose, q.span.end)
        if speaker is None or (prose[q.span.end + 1].isupper() and prose[end - 1] != "."):
            return None
        last = prose[end - 1]
        word = _LAST.search(prose, max(q.inner.start, end - _WINDOW), end - (last == "."))
        if word is None or "." in word[0]:
            return None
        if last == ".":
            if word[0].lower() in words("abbreviations") or len(word[0]) < 2:
                return None
            span = Span(end - 1, q.span.end)
            fix = Fix("Put a comma for the full stop", (Edit(Span(end - 1, end), ","),), Safety.UNSAFE)
            return self.finding(span, fix, what="This full stop cuts the quotation off from who said it")
        opens = prose[q.inner.start].isupper() and _OPENS.search(
            prose, max(0, q.span.start - 3), q.span.start
        )
        if not (last.isalnum() and opens) or prose.count(" ", *q.inner) < _WHOLE - 1:
            return None
        inside = prose.count(",”") + prose.count(',"') >= prose.count("”,") + prose.count('",')
        at = end if inside else q.span.end
        fix = Fix("Put a comma", (Edit(Span(at, at), ","),), Safety.UNSAFE)
        return self.finding((end, q.span.end), fix, what="No comma parts this quotation from who said it")

    def _before(self, prose: str, q: Quotation) -> Finding | None:
        start = q.span.start - 1
        if prose[start : start + 1] != " " or not prose[q.inner.start].isupper():
            return None
        spoke = _SPOKE.search(prose, max(0, start - 12), start)
        if spoke is None or prose.count(" ", *q.inner) < _WHOLE - 1:
            return None
        if not _SENTENCE.search(prose, q.inner.start, q.inner.end):
            return None
        if _SHOWS.search(prose, max(0, spoke.start() - _WINDOW), spoke.start()):
            return None
        fix = Fix("Put a comma", (Edit(Span(start, start), ","),), Safety.UNSAFE)
        span = Span(spoke.start(), q.inner.start)
        return self.finding(span, fix, what=f"No comma parts “{spoke['verb']}” from what is said")
