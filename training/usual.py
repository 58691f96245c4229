"""The company in which a word is right: neighbours that stand beside it far more often than beside a slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables.trained import USUAL_BITS
from model import PairModel
from texts import Corpus
from thresholds import Direction, found_slips

__all__ = ["usual_company"]

#: How often a neighbour must have been seen, and how many times likelier it must be beside a right use.
_SEEN, _LIKELIER = 5, 50
#: How many neighbours to keep; more would make others look like them.
_MOST = 80_000


def usual_company(
    corpus: Corpus,
    uses: Mapping[str, npt.NDArray[np.int64]],
    models: Sequence[tuple[PairModel, tuple[Direction, Direction]]],
) -> npt.NDArray[np.uint8]:
    """A bitmap of "word next" and "previous  word" (two spaces), by their CRC."""
    numbers: dict[str, int] = {}
    lower = np.array([numbers.setdefault(token.lower(), len(numbers)) for token in corpus.vocabulary])
    names = list(numbers)
    slips: defaultdict[str, list[npt.NDArray[np.int64]]] = defaultdict(list)
    for model, directions in models:
        for direction in directions:
            if direction.threshold is not None:
                side = 1 - model.pair.index(direction.typed)
                slips[direction.typed].append(model.held_out[side].uses[found_slips(model, direction)])
    found: list[tuple[float, str]] = []
    for word, groups in slips.items():
        for side in (-1, 1):
            right = np.bincount(lower[corpus.tokens[uses[word] + side]], minlength=len(names))
            share = right / max(right.sum(), 1)
            usual = right >= _SEEN
            usual[0] = False  # the edge of a paragraph
            for group in groups:
                beside = np.bincount(lower[corpus.tokens[group + side]], minlength=len(names))
                usual &= share > _LIKELIER * beside / max(beside.sum(), 1)
            for number in np.flatnonzero(usual):
                pair = f"{word} {names[number]}" if side == 1 else f"{names[number]}  {word}"
                found.append((float(right[number]), pair))
    found.sort(reverse=True)
    bits = np.zeros(1 << USUAL_BITS, dtype=np.uint8)
    bits[[crc32(pair.encode()) >> 32 - USUAL_BITS for _, pair in found[:_MOST]]] = 1
    return np.packbits(bits, bitorder="little")
