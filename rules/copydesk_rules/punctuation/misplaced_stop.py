"""`misplaced-stop`."""

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
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, words

__all__ = ["MisplacedStop"]

_CLOSING = lazy_pattern(r"\.\)(?<=[a-z]{2}\.\))(?=(?P<next>\s|\Z))")
_OPENING = lazy_pattern(r"(?<=[\w”\"’] )\((?P<first>[a-z][a-z’'-]*)(?=[ ,])[^()\n]*\Z")
_STOPS = lazy_pattern(r"[.!?](?:\s|\Z)")
_LAST = lazy_pattern(r"[\w’'-]+\Z")
_LONGEST = 300
_LEAST = 3
#: A full stop behind a bracket that ends a sentence, and such a bracket that opens between sentences.
_BEHIND = lazy_pattern(r"\)\.(?:(?<=[a-z]{3}\)\.)|(?<=[a-z][”\"]\)\.))(?=(?P<next> [\"“‘(]?[A-Z]|\n|\Z))")
_BETWEEN = lazy_pattern(r"\((?<=[.!?][ ”’\"]\()(?P<first>[A-Z][a-z’']*:?)(?= [a-z“\"‘(])[^()\n]*\Z")
_LEAST_WHOLE = 5
#: What a sentence is known by: its subject at the start, and a verb; or an order.
_SUBJECT = lazy_pattern(
    r"(?:I|He|She|It|We|You|They|This|That|These|Those|There|Here)(?:['’](?:s|re|ve|ll|d|m)\b| [a-z]+\b)"
)
_ORDERS = frozenset({"Note", "See", "Remember", "Read", "Think", "Look", "Let’s", "Let's", "Don’t", "Don't"})


class MisplacedStop(Rule[NoOptions]):
    """Finds a full stop on the wrong side of a bracket.

    Words in brackets that stand within a sentence are part of it, and the full stop follows the
    bracket: *It sank (nobody knows why).* A sentence that stands by itself keeps its stop inside: *It sank.
    (Nobody knows why.)*

    A stop inside counts if its bracket opens behind a word without a mark, begins in lower case and holds no
    other full stop; one outside, if the bracket opens behind the end of a sentence and holds several, or one
    that shows by its first words that it is whole. The fix moves the full stop, or deletes it where the
    sentence goes on; it is safe. Abbreviations (*etc.*, *Calif.*) are left alone.
    """

    meta = Meta(
        name="misplaced-stop",
        group="punctuation",
        since="0.2",
        summary="This full stop belongs {where}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("The ferry sank (nobody knows why⟦.)⟧", fixed="The ferry sank (nobody knows why)."),
        Bad("It sank (or so they say here⟦.)⟧ We left.", fixed="It sank (or so they say here). We left."),
        Bad("It sank (or so they say⟦.)⟧ and we left.", fixed="It sank (or so they say) and we left."),
        Bad(
            "It sank. (We never learned the reason⟦).⟧ Then it rained.",
            fixed="It sank. (We never learned the reason.) Then it rained.",
        ),
        Bad(
            "It sank. (Repairs were late. Nobody knows why⟦).⟧",
            fixed="It sank. (Repairs were late. Nobody knows why.)",
        ),
        Good("It sank. (Photo by the mayor of Halden). She left. (Ask them). It cost $5 (it was late)."),
        Good("It sank. (Nobody knows why.) It had ropes (and nails, planks, etc.), both (from D-Calif.)."),
        Good("It sank. (nobody knows why.) He left (at 9 p.m.) and she stayed (it rained. It snowed.)"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if ".)" in prose:
            yield from self._inside(article)
        if ")." in prose:
            yield from self._outside(article)

    def _outside(self, article: Article) -> Iterator[Finding]:
        """The full stops behind brackets that hold whole sentences."""
        prose = article.prose
        for match in _BEHIND.finditer(prose):
            at = match.start()
            opening = _BETWEEN.search(prose, max(0, at - _LONGEST), at)
            if opening is None or not _is_whole(prose, opening.start("first"), at):
                continue
            block = article.derive(Punctuated).block_at(at)
            if block is not None and block.kind.is_running:
                fix = Fix("Put it in the bracket", (Edit(Span(at, at + 2), ".)"),), Safety.SAFE)
                yield self.finding((at, at + 2), fix, where="inside the bracket")

    def _inside(self, article: Article) -> Iterator[Finding]:
        """The full stops in brackets that hold a part of a sentence."""
        prose = article.prose
        for match in _CLOSING.finditer(prose):
            at = match.start()
            opening = _OPENING.search(prose, max(0, at - _LONGEST), at)
            if opening is None or not _is_aside(prose, opening.start(), at):
                continue
            block = article.derive(Punctuated).block_at(at)
            if block is None or not block.kind.is_running:
                continue
            following = prose[match.end() : match.end() + 2].strip()[:1]
            goes_on = following.islower() and "\n" not in prose[match.end() : match.end() + 2]
            edit = Edit(Span(at, at + 2), ")" if goes_on else ").")
            fix = Fix("Delete it" if goes_on else "Put it after the bracket", (edit,), Safety.SAFE)
            where = "at the end of the sentence" if goes_on else "after the bracket"
            yield self.finding((at, at + 2), fix, where=where)


def _is_whole(prose: str, start: int, end: int) -> bool:
    """Whether a bracket holds several sentences, or one that is whole."""
    if _STOPS.search(prose, start, end):
        return True
    words_in = prose.count(" ", start, end) + 1
    first = prose[start : prose.find(" ", start)]
    return words_in >= _LEAST_WHOLE and (_SUBJECT.match(prose, start) is not None or first in _ORDERS)


def _is_aside(prose: str, start: int, end: int) -> bool:
    """Whether a bracket holds a few words, no whole sentence and no abbreviation at its end."""
    if prose.count(" ", start, end) < _LEAST - 1 or _STOPS.search(prose, start, end):
        return False
    last = _LAST.search(prose, start, end)
    if last is None:
        return False
    word = last[0].rpartition("-")[2].lower()
    return word not in words("abbreviations") and len(word) > 2
