"""The classifier: how surely a line belongs to a page and not to the article that was copied from it.

A logistic regression over the features of a line. `lines.tsv` has the weight of each feature, `lines.md` says what
they were counted on, `training/train_lines.py` makes both.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from copydesk_rules.markup.lines.features import (
    Line,
    context_features,
    cues_of,
    line_of,
    own_features,
    share_of_short,
)

__all__ = ["is_candidate", "scores"]

#: An article of fewer lines has no form of its own to judge a line by.
_FEWEST = 4
#: The longest sentence that is judged wherever it stands, in words; a longer one with a cue, or near an end.
_SENTENCE = 14
_NEAR_START, _NEAR_END = 2, 5
_LETTERS = 3
#: Classes of words that the article's own sentences are full of.
_PLAIN_CUES = frozenset(("said", "past", "you", "us", "section", "call", "story", "author"))
_BIAS = "bias"


def scores(texts: Sequence[str], count: Callable[[str], int]) -> Iterator[tuple[int, float]]:
    """The lines of an article that may belong to a page: which, and the logarithm of the odds that it does.

    Args:
        texts: the lines of the whole article.
        count: how often a word stands in the article, as it is written.
    """
    if len(texts) < _FEWEST:
        return
    lines = [line_of(text) for text in texts]
    repeats = Counter(texts)
    shorts = share_of_short(lines)
    get = _weights().get
    for at, line in enumerate(lines):
        if is_candidate(lines, at):
            score = get(_BIAS, 0.0)
            for feature in own_features(line):
                score += get(feature, 0.0)
            for feature in context_features(lines, at, repeats, count, shorts):
                score += get(feature, 0.0)
            yield at, score


def is_candidate(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is worth a look: most sentences in the middle of an article are not."""
    line = lines[at]
    if not line.size or sum(map(str.isalpha, line.text)) < _LETTERS:
        return False
    if line.text.startswith("http") and line.size == 1:
        return False
    return (
        line.size <= _SENTENCE
        or not line.form.endswith(".")
        or at < _NEAR_START
        or at >= len(lines) - _NEAR_END
        or not cues_of(line) <= _PLAIN_CUES
    )


def probability(score: float) -> float:
    """The probability that a score stands for."""
    return 1 / (1 + math.exp(-score))


@cache
def _weights() -> dict[str, float]:
    """The weight of each feature; none where the table is damaged."""
    weights = {}
    with open(Path(__file__).with_name("lines.tsv"), encoding="utf-8") as file:
        for row in file:
            feature, tab, weight = row.rstrip("\n").rpartition("\t")
            if tab:
                weights[feature] = float(weight)
    return weights
