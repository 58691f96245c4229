"""Chooses the places that deserve a look: where edits were right in the training text, and hardly any other.

A place is known by what stands on either side, as words or as classes. A key is chosen where the edits that
the models would find outweigh the right places that would have to be looked at for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.edits.table import DOUBT_BITS

__all__ = ["Doubts"]

_SHIFT = 32 - DOUBT_BITS
_FULL = 0x8000

Keys = Sequence[npt.NDArray[np.uint32]]


class Doubts:
    """The keys that are chosen, each with the number of edits that it leads to.

    Attributes:
        cost: how many right places are looked at, of those given.
    """

    def __init__(self) -> None:
        self._chosen: dict[int, float] = {}
        self.cost = 0.0

    def add(
        self, edits: Keys, right: Keys, weight: float, least: Sequence[float], worth: float = 1.0
    ) -> float:
        """Choose keys for one direction of edits.

        Args:
            edits: the keys of places where the edit is found, a row a way to make keys.
            right: the keys of places that are right, likewise.
            weight: how many right places one of those stands for.
            least: how many edits a right place must be outweighed by, a number a way.
            worth: what an edit counts for.

        Returns:
            The share of the edits that is led to.
        """
        left = np.ones(len(edits[0]), dtype=bool)
        for keys, others, ratio in zip(edits, right, least, strict=True):
            found, times = np.unique(keys[left], return_counts=True)
            known, costs = np.unique(others, return_counts=True)
            if not len(found) or not len(known):
                continue
            at = np.minimum(np.searchsorted(known, found), len(known) - 1)
            cost = np.where(known[at] == found, costs[at], 0) * weight
            good = (times * worth >= ratio * cost) & (times >= 2)
            for key, gain in zip(found[good], times[good], strict=True):
                self._chosen[int(key)] = max(self._chosen.get(int(key), 0.0), float(gain) * worth)
            self.cost += float(cost[good].sum())
            left &= ~np.isin(keys, found[good])
        return 1 - float(left.mean()) if len(left) else 0.0

    def table(self) -> npt.NDArray[np.uint16]:
        """The hash table; of two keys that fall in one place, the better one has it."""
        table, best = np.zeros(1 << DOUBT_BITS, np.uint16), np.zeros(1 << DOUBT_BITS)
        for key, gain in self._chosen.items():
            at = key >> _SHIFT
            if gain > best[at]:
                best[at] = gain
                table[at] = key & ((1 << _SHIFT) - 1) | _FULL
        return table
