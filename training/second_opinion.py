"""What a language model says of the uses that the trained models take for slips.

Published text holds real slips, and they have the highest margins of all. Counted as false alarms they would
close the direction that finds them. The language model of the deep layer tells them from right uses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from copydesk import match_case
from copydesk_rules.wording.deep.judge import Judge
from model import PairModel
from texts import Corpus
from thresholds import Direction, Opinions

__all__ = ["second_opinions", "texts_around"]

#: Uses are judged that come so near to a threshold, and of directions without one the highest above a margin.
_NEAR, _LEAST, _HIGHEST = 1.5, 2.5, 12
#: At this log-likelihood ratio a use is as likely a slip as not.
_EVEN = 3.0
#: How many tokens on each side the model reads.
_AROUND = 12
_BATCH = 256
_NO_SPACE_BEFORE = frozenset(".,;:!?)]%”’…")
_NO_SPACE_AFTER = frozenset("([$“#—–-")


def second_opinions(
    corpus: Corpus,
    models: Sequence[tuple[PairModel, tuple[Direction, Direction]]],
    scorer: Judge,
) -> list[tuple[Opinions, Opinions]]:
    """For the uses of either word of each pair, how likely it is a slip for the other; NaN where not asked.

    Args:
        corpus: where the words are used.
        models: each with its directions and first thresholds.
        scorer: the language model.
    """
    opinions: list[tuple[Opinions, Opinions]] = []
    asked: list[tuple[Opinions, int, tuple[str, str]]] = []
    for model, directions in models:
        sides = []
        for held_out, direction in zip(model.held_out, directions, strict=True):
            told = np.full(len(held_out.margins), np.nan)
            if direction.threshold is not None:
                chosen = np.flatnonzero(held_out.margins > max(direction.threshold - _NEAR, 1.0))
            else:
                chosen = np.argsort(-held_out.margins)[:_HIGHEST]
                chosen = chosen[held_out.margins[chosen] > _LEAST]
            asked += ((told, at, texts_around(corpus, held_out.uses[at], direction.meant)) for at in chosen)
            sides.append(told)
        opinions.append((sides[0], sides[1]))
    asked.sort(key=lambda row: len(row[2][0]))
    for start in range(0, len(asked), _BATCH):
        part = asked[start : start + _BATCH]
        for (told, at, _), ratio in zip(part, scorer.ratios([texts for *_, texts in part]), strict=True):
            told[at] = 1 / (1 + np.exp(_EVEN - np.clip(ratio, -30, 30)))
    return opinions


def texts_around(corpus: Corpus, at: int, meant: str) -> tuple[str, str]:
    """What stands around a use, with the word and with another."""
    before = _edged(corpus.tokens[at - _AROUND : at][::-1])[::-1]
    after = _edged(corpus.tokens[at + 1 : at + 1 + _AROUND])
    left, right = ([corpus.vocabulary[number] for number in side] for side in (before, after))
    typed = corpus.vocabulary[corpus.tokens[at]]
    one, other = (_join([*left, word, *right]) for word in (typed, match_case(typed, meant)))
    return one, other


def _edged(tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Tokens up to the edge of the paragraph."""
    edges = np.flatnonzero(tokens == 0)
    return tokens[: edges[0]] if len(edges) else tokens


def _join(tokens: Sequence[str]) -> str:
    text = ""
    for token in tokens:
        glued = not text or token in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_AFTER
        text += token if glued else f" {token}"
    return text
