"""What counts alone say: of each feature, how often every word stands in its places, and what that weighs.

The log-odds of a word against none are taken at two strengths of smoothing; how much those of each template
count is fitted by a logistic regression on places that are left out of the counts. The weights add up with
those of `models`, which have learnt from hard cases: each is wrong where the other is not.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from edits.places import FOLD_BITS, Numbers, fold

__all__ = ["Evidence"]

_SMOOTHING = (0.3, 5.0)
_MOST = 65_535


class Evidence:
    """The counts of all features in places of several classes; class 0 has no word.

    Args:
        folder: where the counts are kept, a file a template.
        classes: how many there are.
    """

    def __init__(self, folder: Path, classes: int) -> None:
        self._folder, self._classes = folder, classes
        self._coefficients = np.zeros((classes, 0))
        self.biases = np.zeros(classes)
        self._ratios = np.ones(classes)

    def count(self, template: int, features: Numbers, kinds: npt.NDArray[np.int8]) -> None:
        """Count the features of one template, given the class of each place."""
        keys = fold(features).astype(np.int64) * self._classes + kinds
        counts = np.bincount(keys, minlength=self._classes << FOLD_BITS)
        counts = np.minimum(counts, _MOST).astype(np.uint16).reshape(-1, self._classes)
        np.save(self._folder / f"counts{template}.npy", counts)

    def rows(self, template: int, features: Numbers) -> npt.NDArray[np.uint16]:
        """The counts of some features of a template, a column a class."""
        counts = np.load(self._folder / f"counts{template}.npy", mmap_mode="r")
        found: npt.NDArray[np.uint16] = counts[fold(features)]
        return found

    def fit(self, features: Numbers, kinds: npt.NDArray[np.int8], sizes: npt.NDArray[np.int64]) -> None:
        """Fit how much each template counts, on places that were counted; each is taken out first."""
        self._ratios = sizes / sizes[0]
        templates = features.shape[1]
        self._coefficients = np.zeros((self._classes, templates * len(_SMOOTHING)))
        rows = []
        for template in range(templates):
            row = self.rows(template, features[:, template]).astype(np.int64)
            row[np.arange(len(row)), kinds] -= 1
            rows.append(row)
        for kind in range(1, self._classes):
            at = np.flatnonzero((kinds == 0) | (kinds == kind))
            columns = np.stack([odds for row in rows for odds in self._odds(row[at], kind)], axis=1)
            scale = columns.std(axis=0) + 1e-6
            model = LogisticRegression(C=0.1, max_iter=60, tol=1e-3)
            is_kind = kinds[at] == kind
            model.fit(columns / scale, is_kind, sample_weight=np.where(is_kind, 1.0, 3.0))
            self._coefficients[kind] = model.coef_[0] / scale
            self.biases[kind] = model.intercept_[0]

    def weights(self, template: int, features: Numbers, kind: int) -> npt.NDArray[np.float64]:
        """What some features of a template weigh for a class."""
        rows = self.rows(template, features).astype(np.int64)
        at = template * len(_SMOOTHING)
        coefficients = self._coefficients[kind][at : at + len(_SMOOTHING)]
        total = np.zeros(len(rows))
        for coefficient, odds in zip(coefficients, self._odds(rows, kind), strict=True):
            total += coefficient * odds
        return total

    def _odds(self, rows: npt.NDArray[np.int64], kind: int) -> list[npt.NDArray[np.float64]]:
        none = rows[:, 0] * self._ratios[kind]
        return [np.log((rows[:, kind] + more) / (none + more)) for more in _SMOOTHING]
