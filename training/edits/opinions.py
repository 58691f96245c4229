"""Real slips among the uses that look most wrong, by the language model of the deep layer.

Published text holds the very slips that are looked for, and they have the highest margins of all. Counted as
false alarms they would lift the threshold that finds them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.deep.judge import Judge
from second_opinion import texts_around
from texts import Corpus

__all__ = ["slips_among"]

#: So many uses are read at most, if their margin is above this; beyond this ratio a use is a slip.
_MOST, _LEAST_MARGIN, _RATIO = 12, 1.2, 2.5


def slips_among(
    text: Corpus,
    at: npt.NDArray[np.int64],
    margins: npt.NDArray[np.float32],
    meant: str,
    scorer: Judge,
) -> npt.NDArray[np.bool_]:
    """Which uses of a word are slips for another.

    Args:
        text: where they stand, as `texts_around` reads it.
        at: their places.
        margins: what speaks for the other word in each.
        meant: the other word.
        scorer: the language model.
    """
    found = np.zeros(len(at), dtype=bool)
    asked = [i for i in np.argsort(-margins)[:_MOST] if margins[i] > _LEAST_MARGIN]
    ratios = scorer.ratios([texts_around(text, int(at[i]), meant) for i in asked]) if asked else []
    for i, ratio in zip(asked, ratios, strict=True):
        found[i] = ratio > _RATIO
    return found
