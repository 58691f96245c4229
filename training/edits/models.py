"""Logistic regressions over hashed features, and where they are to learn from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import SGDClassifier

from edits.places import FOLD_BITS, Numbers, fold

__all__ = ["Weights", "hardest", "learn", "score"]

Weights = tuple[npt.NDArray[np.float32], float]
_BATCH = 100_000


def learn(no: Numbers, yes: Numbers, epochs: int = 2, rate: float = 0.12) -> Weights:
    """The weights that tell the features of two kinds of places apart, averaged over all steps."""
    features = fold(np.concatenate([no, yes]))
    size, width = features.shape
    matrix = sp.csr_matrix(
        (np.ones(size * width), features.ravel(), np.arange(0, size * width + 1, width)),
        shape=(size, 1 << FOLD_BITS),
    )
    model = SGDClassifier(
        loss="log_loss",
        alpha=1e-7,
        learning_rate="constant",
        eta0=rate,
        average=size // 2,
        max_iter=epochs,
        tol=None,
        random_state=0,
    )
    model.fit(matrix, np.r_[np.zeros(len(no)), np.ones(len(yes))])
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def score(weights: Weights, features: Numbers) -> npt.NDArray[np.float32]:
    """What the features of each place add up to."""
    table, bias = weights
    parts = [table[fold(features[i : i + _BATCH])].sum(axis=1) for i in range(0, len(features), _BATCH)]
    return np.concatenate(parts) + np.float32(bias) if parts else np.zeros(0, dtype=np.float32)


def hardest(scores: npt.NDArray[np.float32], share: float) -> npt.NDArray[np.int64]:
    """The indexes of a share of right places that look most like wrong ones."""
    most = min(int(len(scores) * share), len(scores) - 1)
    return np.argpartition(-scores, most)[:most] if most > 0 else np.zeros(0, dtype=np.int64)
