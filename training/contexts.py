"""The features of many contexts at once: `copydesk_rules.wording.confusables.features`, in arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables.features import (
    BAG_SEEDS,
    FACTORS,
    GLANCE,
    HEAD,
    HEAD_REACH,
    REACH,
    REST,
    Classes,
    describe,
)
from texts import Corpus

__all__ = ["Contexts"]

Numbers = npt.NDArray[np.uint32]


class Contexts:
    """Computes the features of uses in a corpus."""

    def __init__(self, corpus: Corpus, classes: Classes) -> None:
        self._tokens = corpus.tokens
        rows = np.array([describe(token, classes) for token in corpus.vocabulary], dtype=np.uint32)
        self._described = [np.ascontiguousarray(column) for column in rows.T]

    def features(self, uses: npt.NDArray[np.int64]) -> Numbers:
        """A row of features a use; 0 where there is none."""
        around = {at: self._tokens[uses + at] for at in range(-REACH, REACH + 1) if at}
        modifier, content = self._described[-1].astype(bool), self._described[-2].astype(bool)
        head, found = np.zeros_like(around[1]), np.zeros(len(uses), dtype=bool)
        for at in range(1, HEAD_REACH + 1):
            here = ~found & ~modifier[around[at]]
            head[here] = around[at][here]
            found |= here
        columns: list[Numbers] = []
        for group in (GLANCE, REST):
            values: list[Numbers] = []
            for place, kind in group.parts:
                described = self._described[kind]
                is_head = place == HEAD
                values.append(np.where(found, described[head], 0) if is_head else described[around[place]])
            for indexes, seed in group.templates:
                column = np.full(len(uses), seed, dtype=np.uint32)
                for index, factor in zip(indexes, FACTORS, strict=False):
                    column += values[index] * np.uint32(factor)
                columns.append(column)
        for kind, seed in BAG_SEEDS:
            described = self._described[kind] * np.uint32(FACTORS[0]) + np.uint32(seed)
            columns += (np.where(content[token], described[token], 0) for token in around.values())
        return np.stack(columns, axis=1).astype(np.uint32)
