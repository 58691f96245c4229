"""Slips in the training text: places where the wrong word stands, which are not to be learnt from."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from texts import Corpus

__all__ = ["without_slips"]

#: How many tokens on either side tell a place from others.
_NEAR = 3


def without_slips(
    corpus: Corpus, uses: Mapping[str, npt.NDArray[np.int64]], path: Path
) -> dict[str, npt.NDArray[np.int64]]:
    """Uses but for those listed in a table with columns typed, left and right: what stands on either side."""
    numbers = {token: number for number, token in enumerate(corpus.vocabulary)}
    places: defaultdict[str, list[list[int]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            left, right = row["left"].split()[-_NEAR:], row["right"].split()[:_NEAR]
            if len(left) == len(right) == _NEAR:
                places[row["typed"]].append([numbers.get(token, -1) for token in left + right])
    kept = dict(uses)
    offsets = np.array([*range(-_NEAR, 0), *range(1, _NEAR + 1)])
    for word, near in places.items():
        if word in kept:
            around = corpus.tokens[kept[word][:, None] + offsets]
            is_slip = np.zeros(len(around), dtype=bool)
            for place in near:
                is_slip |= (around == np.array(place)).all(axis=1)
            kept[word] = kept[word][~is_slip]
    return kept
