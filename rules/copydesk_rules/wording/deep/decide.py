"""The decision: what the tagger, the judge and the first level say of an edit, added up to a confidence.

The sum is a logistic regression for each kind of edit. What each voice weighs was fitted on text that none of
them had learnt from, so the confidence is the share of such findings that an editor would act on.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from pathlib import Path

import msgspec
from msgspec import Struct

from copydesk_rules.wording.deep.package import left_out

__all__ = ["Calibration", "Evidence", "Weights", "load_calibration"]

#: What is nearer to certain than this is not told apart.
_SURE = 0.001
#: Nothing is surer, as a rule knows no more than its models.
_SUREST = 0.99
#: Beyond these a ratio and a margin say nothing more.
_RATIOS, _MARGINS = (-12.0, 16.0), (-12.0, 6.0)
#: The margin that says as much as none.
_USUAL = -6.0


class Evidence(Struct, frozen=True):
    """What is known of an edit.

    Attributes:
        error: how likely the tagger finds it that something is wrong with the word.
        share: how likely, that it is this.
        ratio: how much likelier the judge finds the sentence with the edit, as a logarithm.
        margin: by how much the first level's model passes its threshold; None where it has none.
    """

    error: float
    share: float
    ratio: float
    margin: float | None = None

    def features(self) -> tuple[float, float, float, float, float]:
        """What is weighed, in the order of `Weights`."""
        error = min(max(self.error, _SURE), 1 - _SURE)
        return (
            1.0,
            log(error / (1 - error)),
            log(max(self.share, _SURE) / error),
            _within(self.ratio, _RATIOS),
            _within(self.margin, _MARGINS) - _USUAL if self.margin is not None else 0.0,
        )


class Weights(Struct, frozen=True):
    """What each voice weighs in a kind of edit; beside a bias, which holds for nobody's."""

    bias: float
    error: float
    share: float
    ratio: float
    margin: float = 0.0

    def confidence(self, evidence: Evidence) -> float:
        """How likely an editor is to act on it, to two digits."""
        weights = (self.bias, self.error, self.share, self.ratio, self.margin)
        total = sum(w * x for w, x in zip(weights, evidence.features(), strict=True))
        return min(round(1 / (1 + exp(-min(max(total, -30.0), 30.0))), 2), _SUREST)


class Calibration(Struct, frozen=True, forbid_unknown_fields=True):
    """When an edit is looked at, and when it is told.

    Attributes:
        error: how likely the tagger must find it that something is wrong, for the judge to be asked.
        least: the confidence of what is told.
        weights: by kind of edit; a kind without is never told.
        judged: what the judge weighs in the choice between several edits of a word.
    """

    error: float
    least: float
    weights: Mapping[str, Weights]
    judged: float = 0.5

    def pick(self, evidence: Evidence) -> float:
        """How well an edit mends a word, to compare it with others of that word."""
        return log(max(evidence.share, _SURE)) + self.judged * _within(evidence.ratio, _RATIOS)

    def confidence(self, kind: str, evidence: Evidence) -> float:
        """How sure an edit of a kind is; 0 where it is not to be told."""
        weights = self.weights.get(kind)
        found = weights.confidence(evidence) if weights else 0.0
        return found if found >= self.least else 0.0


def load_calibration(path: Path) -> Calibration:
    """A calibration as it was written.

    Raises:
        UnavailableError: it cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Calibration)
    except (OSError, msgspec.MsgspecError) as error:
        raise left_out(f"{path} cannot be read: {error}") from None


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])
