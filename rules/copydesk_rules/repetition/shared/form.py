"""How far the repeats of an article are its form: a note under each heading, a stock phrase, a template.

A paste accident is rare, so it stands in a text that otherwise says nothing twice. Where paragraphs repeat
each other's phrases throughout, as in a manual or a list of terms, one more repeat says little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from copydesk import Article, Kind, words_in
from copydesk_rules.repetition.shared.copies import BODY, Run

__all__ = ["Form", "are_parallel", "confidence_of", "is_formulaic", "repetitiveness"]

#: How many words in a row make a phrase, and how many words of an article are looked at.
_PHRASE, _MOST = 7, 20_000
#: The share of phrases that come again in a text that repeats itself by design, and throughout. In one news
#: article of twenty it is above the first; in a manual or a standard it is seldom below.
_FORMULAIC, _THROUGHOUT = 0.02, 0.07
#: So few phrases tell nothing.
_FEW = 150
#: The share of words that two neighbours of one pattern have in common; and of how many words it is taken.
_PARALLEL, _COMPARED = 0.4, 60
#: The words of a run that is no stock phrase; no pattern filled in; that is long; and how often one pastes.
_STOCK, _PATTERN, _LONG, _VERY_LONG, _PASTED = 20, 30, 80, 200, 2
#: How deep below its heading a paragraph is the answer to it.
_ANSWER = 2
_QUOTES = frozenset("“\"‘'«„")
#: By how many doubts there are.
_CONFIDENCE = (0.95, 0.85, 0.6, 0.3)


def repetitiveness(texts: Iterable[str]) -> float:
    """The share of an article's phrases that it has more than once, from 0 to 1."""
    phrases: Counter[tuple[str, ...]] = Counter()
    words_left = _MOST
    for text in texts:
        words = [word.casefold() for word in islice(words_in(text), words_left)]
        words_left -= len(words)
        phrases.update(zip(*(words[i:] for i in range(_PHRASE)), strict=False))
        if words_left <= 0:
            break
    total = phrases.total()
    return sum(n for n in phrases.values() if n > 1) / total if total >= _FEW else 0.0


def is_formulaic(share: float) -> bool:
    """Whether a text with that share of repeated phrases repeats itself by design."""
    return share >= _FORMULAIC


def are_parallel(first: str, later: str) -> bool:
    """Whether two texts are of one pattern, but not the same."""
    from rapidfuzz.distance import LCSseq

    a, b = ([word.casefold() for word in islice(words_in(text), _COMPARED)] for text in (first, later))
    return bool(a and b) and a != b and LCSseq.normalized_similarity(a, b) >= _PARALLEL


def confidence_of(doubts: int) -> float:
    """How likely a repeat is to be an accident, by how much speaks for its being meant."""
    return _CONFIDENCE[min(max(doubts, 0), len(_CONFIDENCE) - 1)]


class Form:
    """What the repeats of an article are held against.

    Args:
        article: the article.
        runs: its repeats, which do not count as its form.
    """

    def __init__(self, article: Article, runs: Sequence[Run]) -> None:
        self._body = [block for block in article.blocks if block.kind in BODY]
        self._texts = [article.text_of(block) for block in self._body]
        self._index = {block.start: at for at, block in enumerate(self._body)}
        self._times = Counter(self._texts)
        self._headings = self._headings_above()
        repeated = {block.start for run in runs for block in (*run.first, *run.later)}
        rest = (t for b, t in zip(self._body, self._texts, strict=True) if b.start not in repeated)
        share = repetitiveness(rest) if runs else 0.0
        self._formulaic = (share >= _FORMULAIC) + (share >= _THROUGHOUT)

    def doubts(self, run: Run) -> int:
        """How much speaks for a repeat's being meant; none or less: nothing."""
        first, later, length = (
            self._index[run.first[0].start],
            self._index[run.later[0].start],
            len(run.later),
        )
        texts = self._texts[later : later + length]
        words = sum(len(words_in(text)) for text in texts)
        adjacent = later == first + length
        doubts = self._formulaic
        if self._formulaic and not run.exact:
            doubts += 1 if self._formulaic == 1 and words >= _PATTERN else 2
        doubts += words < _STOCK
        doubts += self._times[max(texts, key=len)] > _PASTED and not adjacent
        doubts += self._has_parallel_neighbours(first, later, length)
        doubts += self._is_answer(first, later)
        if (self._texts[first][0] in _QUOTES) != (texts[0][0] in _QUOTES):
            doubts += 3
        doubts -= (words >= _LONG) + (words >= _VERY_LONG) + 2 * (run.exact and adjacent)
        return doubts

    def _headings_above(self) -> list[int]:
        """The index of the heading above each block; -1 where there is none."""
        headings, last = [], -1
        for at, block in enumerate(self._body):
            headings.append(last)
            if block.kind is Kind.HEADING:
                last = at
        return headings

    def _has_parallel_neighbours(self, first: int, later: int, length: int) -> bool:
        """Whether what stands before or behind both is of one pattern."""
        if later <= first + length:
            return False
        pairs = [(first - 1, later - 1), (first + length, later + length)]
        return any(
            a >= 0 and b < len(self._texts) and are_parallel(self._texts[a], self._texts[b]) for a, b in pairs
        )

    def _is_answer(self, first: int, later: int) -> bool:
        """Whether both are what stands right under two headings, as the same answer to two questions."""
        above, above_later = self._headings[first], self._headings[later]
        return (
            above_later > above >= 0
            and self._texts[above] != self._texts[above_later]
            and first - above == later - above_later <= _ANSWER
        )
