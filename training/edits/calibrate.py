"""How many false alarms each threshold costs, and how much is found, on text that was held out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["RATES", "curve", "threshold_of_pair"]

#: False alarms in 1,000 words.
RATES = (0.002, 0.005, 0.01, 0.02, 0.05)
#: So many right uses of a word may be reported in all the text that is held out.
_PAIR_ALARMS = 3
_LEAST_MARGIN, _LEAST_FOUND, _FEWEST, _RARE = 2.0, 0.08, 40, 400

Scores = npt.NDArray[np.float32]


def curve(
    right: Scores, wrong: Scores, words: float, rates: Sequence[float] = RATES
) -> list[tuple[float, float]]:
    """For each rate of false alarms, the threshold and the share of wrong places that is found.

    Args:
        right: what the models say for the edit in places that are right.
        wrong: what they say where it is needed.
        words: how many words the right places were taken from.
        rates: false alarms in 1,000 words.
    """
    ordered = np.sort(right)[::-1]
    found = []
    for rate in rates:
        threshold = float(ordered[min(int(words / 1000 * rate), len(ordered) - 1)])
        found.append((threshold, float((wrong > threshold).mean())))
    return found


def threshold_of_pair(right: Scores, wrong: Scores, uses: int, more: float = 0.0) -> float | None:
    """The threshold of one direction of a pair of words; None where too little would be found.

    Args:
        right: what the model says for the other word where this one is right.
        wrong: what it says where the other one is.
        uses: how many uses of this word are held out; `right` may be a sample of them.
        more: what is asked beyond that.
    """
    if len(right) < _FEWEST or len(wrong) < _FEWEST // 4:
        return None
    step = max(1.0, uses / len(right))
    ordered = np.sort(right)[::-1]
    highest = float(ordered[max(0, round(_PAIR_ALARMS / step) - 1)])
    threshold = max(_LEAST_MARGIN, highest + (0.3 if step < 2 else 1.0)) + more
    threshold += 0.7 if uses < _RARE else 0.0
    return threshold if (wrong > threshold).mean() >= _LEAST_FOUND else None
