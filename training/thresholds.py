"""Where to draw the line for each direction: one budget of false alarms, spent where it finds most.

Published text holds the very slips that are looked for, so the uses of a word that look most like another's
are mostly slips and no false alarms. How many of either there are is estimated for each direction from
held-out margins: the odds of the other word are taken as log-linear in the margin, and the uses of the word
as a mixture of right ones and of slips (logistic calibration with label noise). Thresholds then follow from
one price of a false alarm (a Lagrange multiplier): a direction's is lowered as long as what it finds more is
worth the false alarms that it costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from model import PairModel

__all__ = ["Direction", "directions_of", "found_slips", "set_cutoffs", "set_thresholds"]

Array = npt.NDArray[np.float64]
Opinions = npt.NDArray[np.float64]

_GRID = np.arange(0, 16, 0.1)
#: How often a word is a slip for another before anything is known of the two, and at most.
_SLIPS, _MOST_SLIPS = 1e-4, 1e-3
#: Only margins above this are calibrated: those that can matter.
_LOWEST = -1.0
#: What a direction counts for in the whole: how often the word is meant, and how often it is mistyped, each
#: to a power below 1, so that rare words are looked after too.
_FREQUENCY, _MISTYPING = 0.4, 0.3
#: A word that is rare in the training text may be less so elsewhere: so many uses are added to its own.
_UNSEEN = 100
_LOST_AT_A_GLANCE = 0.03
#: Even a direction without any expected false alarm costs a little.
_LEAST_COST = 2e-3


@dataclass
class Direction:
    """One word typed for another.

    Attributes:
        typed: the word as typed.
        meant: the word that is meant.
        counts: how often either stands in the training text.
        false_alarms: how many are expected in the training text's modern part, by threshold.
        recall: the share of slips found, by threshold.
        slips: the share of the uses of the word meant that are typed as the other.
        threshold: the margin that must be exceeded, or None if the direction is not worth it.
        cutoff: a context whose first few features add up to less is not looked at further.
    """

    typed: str
    meant: str
    counts: tuple[int, int]
    false_alarms: Array
    recall: Array
    slips: float
    threshold: float | None = None
    cutoff: float = 0.0

    def at_threshold(self) -> tuple[float, float]:
        """The recall and the number of false alarms at the threshold."""
        if self.threshold is None:
            return 0.0, 0.0
        at = int(np.abs(_GRID - self.threshold).argmin())
        return float(self.recall[at]), float(self.false_alarms[at])


def directions_of(
    model: PairModel, opinions: tuple[Opinions, Opinions] | None = None
) -> tuple[Direction, Direction]:
    """Both directions of a pair, without thresholds.

    Args:
        model: of the pair.
        opinions: for uses of either word, how likely each is a slip to somebody else, or NaN.
    """
    of_first, of_second = opinions or (None, None)
    first, second = _direction(model, 0, of_first), _direction(model, 1, of_second)
    return first, second


def _direction(model: PairModel, side: int, opinions: Opinions | None) -> Direction:
    right, swapped = model.held_out[side], model.held_out[1 - side]
    order = np.argsort(-right.margins)
    margins, weights = right.margins[order].astype(float), right.weights[order].astype(float)
    swaps = -np.sort(swapped.margins).astype(float)  # of the other word's uses, seen from this side
    uses, meant = weights.sum(), model.counts[1 - side]
    slope, offset, slips = _calibrate(margins, weights, swaps, meant / uses)
    slips = min(slips, _MOST_SLIPS * meant / uses)
    odds = np.exp(np.clip(slope * margins + offset, -30, 30))
    is_right = (1 - slips) / (1 - slips + slips * odds)
    if opinions is not None:
        told = ~np.isnan(opinions[order])
        is_right[told] = 1 - opinions[order][told]
    counted = _above(margins, weights * is_right)
    # The same from the uses of the other word, of which there are many at high margins.
    modelled = uses * _above(swaps, np.exp(-np.clip(slope * swaps + offset, -30, 30))) / len(swaps)
    return Direction(
        model.pair[side],
        model.pair[1 - side],
        (model.counts[side], meant),
        (counted + modelled) / 2 * (uses + _UNSEEN) / uses,
        _above(swaps, np.ones(len(swaps))) / len(swaps),
        slips * uses / meant,
    )


def _above(margins: Array, weights: Array) -> Array:
    """What margins, in descending order, above each point of the grid weigh."""
    return np.concatenate([[0.0], np.cumsum(weights)])[np.searchsorted(-margins, -_GRID)]


def _calibrate(margins: Array, weights: Array, swaps: Array, ratio: float) -> tuple[float, float, float]:
    """The slope and the offset of the log odds, and the share of slips among the uses of the typed word."""
    near, near_swaps = margins > _LOWEST, swaps > _LOWEST
    scale = np.sqrt(weights.sum() * len(swaps))
    of_right = scale * weights[near] / weights.sum()
    of_swaps = scale / len(swaps)
    prior = np.log(_SLIPS * ratio)

    def loss(point: Array) -> float:
        slope, offset, logit = point
        slips = 1 / (1 + np.exp(-logit))

        def share(values: Array) -> Array:
            odds = np.exp(np.clip(slope * values + offset, -30, 30))
            typed = 1 - slips + slips * odds
            return np.asarray(typed / (typed + odds))

        fit = (of_right * np.log(share(margins[near]) + 1e-12)).sum()
        fit += (of_swaps * np.log(1 - share(swaps[near_swaps]) + 1e-12)).sum()
        likely = ((slope - 1) / 0.3) ** 2 + offset**2 + (logit - prior) ** 2
        return float(likely / 2 - fit)

    bounds = [(0.3, 3), (-4, 4), (prior - 5, max(min(prior + 3, -0.5), prior - 4))]
    slope, offset, logit = minimize(loss, [1, 0, prior], method="L-BFGS-B", bounds=bounds).x
    return float(slope), float(offset), float(1 / (1 + np.exp(-logit)))


def found_slips(model: PairModel, direction: Direction) -> npt.NDArray[np.bool_]:
    """Which uses of the word that is meant would be found."""
    swapped = model.held_out[1 - model.pair.index(direction.typed)]
    if direction.threshold is None:
        return np.zeros(len(swapped.uses), dtype=bool)
    return -swapped.margins > direction.threshold


def set_cutoffs(model: PairModel, directions: tuple[Direction, Direction]) -> None:
    """Set the cutoffs so low that nearly all of what would be found still is."""
    for direction in directions:
        found = found_slips(model, direction)
        if found[: len(model.held_out[1 - model.pair.index(direction.typed)].glances)].any():
            glances = -model.held_out[1 - model.pair.index(direction.typed)].glances
            direction.cutoff = float(np.quantile(glances[found[: len(glances)]], _LOST_AT_A_GLANCE))


def set_thresholds(directions: list[Direction], budget: float) -> None:
    """Set the thresholds that find most at no more than so many false alarms in all."""
    worth = [
        direction.recall * direction.counts[1] ** _FREQUENCY * (direction.slips / _SLIPS) ** _MISTYPING
        for direction in directions
    ]
    cost = [direction.false_alarms + _LEAST_COST for direction in directions]
    low, high = -12.0, 12.0
    for _ in range(50):
        price = 10 ** ((low + high) / 2)
        chosen = [int(np.argmax(w - price * c)) for w, c in zip(worth, cost, strict=True)]
        spent = sum(c[at] for c, at in zip(cost, chosen, strict=True))
        low, high = ((low + high) / 2, high) if spent > budget else (low, (low + high) / 2)
    for direction, at in zip(directions, chosen, strict=True):
        direction.threshold = float(_GRID[at]) if direction.recall[at] > 0 else None
