"""`misquotation`."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Quotation,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["Misquotation"]

_WORD = lazy_pattern(r"[^\W_]+(?:['’][^\W_]+)*")
#: What says that the words are somebody's, and meant to be exact.
_CUE = lazy_pattern(
    r"(?i:\bto (?:use|quote|borrow|echo|repeat)\b[^.!?]{0,60}\b(?:words?|phrases?|terms?|expressions?)\b"
    r"|\bin (?:the words of|[^.!?]{1,40}['’]s? (?:own )?words|(?:his|her|their) (?:own )?words)\b"
    r"|\b(?:as|what|which) (?:[^.!?\s]+ ){1,4}(?:said|says|puts? it|called|calls|termed|dubbed|described)\b)"
)
_BREAK = lazy_pattern(r"[.!?…][”\"’)]* +[“\"‘(]?[A-Z]")
_CUE_REACH = 150
_ALTERED = lazy_pattern(r"[\[\]…]|\.\.\.|\. \. \.")
_MIN_SOURCE, _MAX_QUOTED, _MAX_CHARS = 6, 12, 100
#: Occurrences of a word that are looked at: a commoner one anchors nothing.
_MAX_PLACES = 20
_ENDING = lazy_pattern(r"(?:['’]s|ies|ied|ing|ed|es|(?<!s)s|d|y|e)$")
_FUNCTION = frozenset(
    (  # noqa: SIM905
        "a an and are as at be been but by can did do for from had has have he her his i if in is it its me"
        " my no not of on or our she so than that the their them they this to us was we were what which who"
        " will with would you your"
    ).split()
)


class Misquotation(Rule[NoOptions]):
    """Finds quoted words that differ from the longer quotation in the article that they repeat.

    An article quotes a source at length, and picks a few of the words up again further on: an
    “unlikely ally”, to use her words. If she said “unlikely allies”, the second quotation is not what
    she said, and a reader who notices doubts the first one too.

    It speaks up where the sentence says whose words they are (“to use her words”, “as he said”, “what
    she called”), and the words follow those of the longer quotation but for an inflection, or one word
    put in, left out or exchanged. Without such a sentence every word must follow, three of them at
    least, and only inflections or a word left out may differ. What stands word for word anywhere else
    in the article is left alone, and so are whole utterances, which a source may well repeat in other
    words, and quotations with brackets or an ellipsis, which say that they were altered.

    The source's words are shown and never put in: only somebody who has the recording knows which of
    the two is right.
    """

    meta = Meta(
        name="misquotation",
        group="quotation",
        since="0.1",
        summary="“{quoted}” was “{said}” in the longer quotation.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.SOMETIMES,
        default=Default.OFF,
        language="en",
    )
    examples = (
        Bad(
            "“We found quiet allies along unlikely rivers, and we kept them,” Ms Oduya said.\n\n"
            "Is the Drava one of the “⟦unlikely river⟧”, to use Ms Oduya’s words?"
        ),
        Bad(
            "“Could we carry the seed north on the old barges? Nobody had tried,” the farmer said.\n\n"
            "The cooperative “⟦farmers carried the seed⟧” that spring, as the farmer said."
        ),
        Bad(
            "“You have to let them sleep through the winter,” the keeper said. “Nothing else helps.”\n\n"
            "The advice to let bees “⟦sleep through winter⟧” is older than the hive."
        ),
        Good(
            "“We found quiet allies along unlikely rivers, and we kept them,” Ms Oduya said.\n\n"
            "Is the Drava one of the “unlikely rivers”, to use Ms Oduya’s words?"
        ),
        Good(
            "“We found quiet allies along unlikely rivers, and we kept them,” Ms Oduya said.\n\n"
            "The museum calls its new room “An Unlikely River”. It opens in May."
        ),
        Good(
            "“We found quiet allies along unlikely rivers, and we kept them,” Ms Oduya said.\n\n"
            "Is the Drava such an “unlikely river[bed]”, to use Ms Oduya’s words?"
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        closed = [q for q in article.quotations if q.opened and q.closed]
        quoted = [q for q in closed if len(q.inner) <= _MAX_CHARS and _in_running_text(article, q)]
        if not quoted:
            return
        index = _Index(article, [q for q in closed if len(q.inner) > 30])
        for quotation in quoted:
            if _ALTERED.search(article.prose, *quotation.inner):
                continue
            attributed = _is_attributed(article, quotation)
            if not attributed and not article.prose[quotation.inner.end - 1].isalnum():
                continue  # a whole utterance, not words taken up again
            said = index.echoed(quotation, attributed)
            if said is not None:
                words = article.text_of(said)
                yield self.finding(
                    quotation.inner,
                    Fix.replace(quotation.inner, words, Safety.DISPLAY),
                    related=[Related(said, "the longer quotation")],
                    quoted=article.text_of(quotation.inner),
                    said=words,
                )


def _in_running_text(article: Article, quotation: Quotation) -> bool:
    block = article.block_at(quotation.span.start)
    return block is not None and block.kind.is_running


def _is_attributed(article: Article, quotation: Quotation) -> bool:
    """Whether the sentence around a quotation says whose words they are."""
    block = article.block_at(quotation.span.start)
    if block is None:
        return False
    prose = article.prose
    before = prose[max(block.start, quotation.span.start - _CUE_REACH) : quotation.span.start]
    behind = prose[quotation.span.end - 2 : min(block.end, quotation.span.end + _CUE_REACH)]
    before = before[max((m.end() - 1 for m in _BREAK.finditer(before)), default=0) :]
    stop = _BREAK.search(behind)
    return any(_CUE.search(part) for part in (before, behind[: stop.end() if stop else None]))


def _form(word: str) -> str:
    return word.casefold().replace("’", "'")


def _stem(form: str) -> str:
    """A word without its ending: a key under which its inflections meet, not a linguist's stem."""
    if form in _FUNCTION or len(form) < 4:
        return form
    stem = _ENDING.sub("", form)
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem


class _Index:
    """The words of an article by their stems, and which of them stand in a long quotation."""

    def __init__(self, article: Article, sources: Sequence[Quotation]) -> None:
        found = [(match.start(), match.end(), _form(match[0])) for match in _WORD.finditer(article.prose)]
        self._starts = [start for start, _, _ in found]
        self._ends = [end for _, end, _ in found]
        self._forms = [form for _, _, form in found]
        self._stems = [_stem(form) for form in self._forms]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(self._stems):
            if stem not in _FUNCTION:
                self._places[stem].append(place)
        self._source_of: dict[int, range] = {}
        for quotation in sources:
            words = self._words(quotation.inner)
            if len(words) >= _MIN_SOURCE:
                self._source_of.update(dict.fromkeys(words, words))

    def _words(self, span: Span) -> range:
        return range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end))

    def echoed(self, quotation: Quotation, attributed: bool) -> Span | None:
        """The words of a longer quotation that a short one repeats, if it gets them wrong."""
        own = self._words(quotation.inner)
        if not (2 if attributed else 3) <= len(own) <= _MAX_QUOTED:
            return None
        forms = self._forms[own.start : own.stop]
        content = [i for i in own if self._stems[i] in self._places]
        rare = sorted(content, key=lambda i: len(self._places[self._stems[i]]))
        said: Span | None = None
        for word in rare[:2]:
            for place in self._places[self._stems[word]][:_MAX_PLACES]:
                if place in own:
                    continue
                start = place - (word - own.start)
                if self._forms[max(start, 0) : start + len(own)] == forms:
                    return None
                source = self._source_of.get(place)
                if said is None and source is not None and len(source) >= len(own) + 3:
                    window = range(max(source.start, start - 1), min(source.stop, start + len(own) + 1))
                    said = self._aligned(own, window, spare=int(attributed and len(own) > 3))
        return said

    def _aligned(self, own: range, window: range, spare: int) -> Span | None:
        """The part of a window that says the same but for inflections, a word left out, and `spare` more."""
        from difflib import SequenceMatcher

        stems, others = self._stems[own.start : own.stop], self._stems[window.start : window.stop]
        blocks = SequenceMatcher(None, stems, others, autojunk=False).get_matching_blocks()
        pairs = [(own.start + a + i, window.start + b + i) for a, b, size in blocks for i in range(size)]
        content = sum(self._stems[i] not in _FUNCTION for i, _ in pairs)
        if content < 2 or len(pairs) < len(own) - spare:
            return None
        first, last = pairs[0][1], pairs[-1][1]
        if last - first + 1 > len(pairs) + 1:
            return None
        edges = [i for i in (own.start, own.stop - 1) if self._forms[i] in _FUNCTION and i not in dict(pairs)]
        kept = [self._forms[i] for i in own if i not in edges]
        if kept == self._forms[first : last + 1]:
            return None
        return Span(self._starts[first], self._ends[last])
