"""The third layer, which is asked only where the trained one is in doubt: a small language model.

It reads the sentence with the word as typed and with the word that may be meant, and tells how much likelier
the second is. That, added to what the trained layer made of the same place, decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from copydesk import UnavailableError, match_case
from copydesk_rules.wording.confusables import FUNCTION_WORDS, TOKEN, Candidate, Decision, Layer
from copydesk_rules.wording.deep.judge import Judge

__all__ = ["DeepLayer", "Doubting"]

#: How far below its threshold the trained layer may be for a place to be read by the model; and for words
#: such as "of" and "if", which it tells apart less well.
LEAST_MARGIN = -4.0
LEAST_MARGIN_FUNCTION = -2.0
#: How much likelier the word that is meant must be by itself, as the natural logarithm of the ratio.
LEAST_RATIO = 1.0
#: The sum that must be exceeded: margin + RATIO_WEIGHT · ratio > THRESHOLD.
RATIO_WEIGHT = 0.5
THRESHOLD = 1.5
#: How many tokens of its block the model is shown on each side of a word, if so many code points hold them.
CONTEXT = 12
_WINDOW = 160


class Doubting(Protocol):
    """The layer that knows what it is in doubt of.

    Attributes:
        words: what it can judge.
    """

    words: frozenset[str]

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether a look at the tokens beside a word, in lower case, leaves nothing to decide."""

    def doubtful(self, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, str, float]]:
        """Candidates, each with the word that may be meant and by how much that passes its threshold."""


class DeepLayer:
    """Decides by the trained layer's margin and the language model's ratio together.

    Args:
        trained: the layer that is in doubt.
        judge: the language model.
        instead: the layer that decides where the model cannot be had.

    Attributes:
        unavailable: why the model cannot be had.
    """

    name = "deep"

    def __init__(self, trained: Doubting, judge: Judge, instead: Layer | None = None) -> None:
        self._trained, self._judge, self._instead = trained, judge, instead
        self.words = trained.words
        self.unavailable: UnavailableError | None = None

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether the trained layer finds nothing to decide."""
        return self._trained.is_settled(word, before, after)

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates for which both together speak for another word, or nearly so."""
        candidates = list(candidates)
        doubtful = [
            (candidate, meant, margin)
            for candidate, meant, margin in self._trained.doubtful(candidates)
            if margin > _least_margin(candidate.word)
        ]
        if not doubtful:
            return
        try:
            ratios = self._judge.ratios([_both(candidate, meant) for candidate, meant, _ in doubtful])
        except UnavailableError as error:
            self.unavailable = error
            yield from self._instead.decide(candidates) if self._instead else ()
            return
        for (candidate, meant, margin), ratio in zip(doubtful, ratios, strict=True):
            if ratio > LEAST_RATIO:
                pair = "/".join(sorted((candidate.word, meant)))
                above = margin + RATIO_WEIGHT * ratio - THRESHOLD
                yield Decision(candidate, meant, pair, self.name, ("", ""), above)


def _least_margin(word: str) -> float:
    return LEAST_MARGIN_FUNCTION if word in FUNCTION_WORDS else LEAST_MARGIN


def _both(candidate: Candidate, meant: str) -> tuple[str, str]:
    """What stands around a word, with it and with the word that may be meant."""
    text, (start, end) = candidate.text, candidate.span
    low = max(0, start - _WINDOW, text.rfind("\n", 0, start) + 1)
    high = text.find("\n", end, end + _WINDOW)
    tokens = [match.start() for match in TOKEN.finditer(text, low, start)]
    before = text[tokens[-CONTEXT:][0] if tokens else start : start]
    ends = [match.end() for match in TOKEN.finditer(text, end, high if high >= 0 else end + _WINDOW)]
    after = text[end : ends[:CONTEXT][-1] if ends else end]
    typed = text[start:end]
    return f"{before}{typed}{after}", f"{before}{match_case(typed, meant)}{after}"
