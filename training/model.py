"""The model of a pair of words: logistic regression over the features of the contexts of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import minimize

from contexts import Contexts
from copydesk_rules.wording.confusables.features import GLANCES
from texts import FOLDS, SOURCES, Corpus

__all__ = ["Lenders", "Margins", "PairModel", "Trainer"]

Uses = npt.NDArray[np.int64]
#: Words with company like that of another, and what a use of each counts for.
Lenders = Sequence[tuple[str, float]]
Floats = npt.NDArray[np.float32]

#: A word with fewer uses is not learnt.
FEWEST = 12
#: How strongly weights are kept small (the inverse of the L2 penalty).
_C = 2.0
_ITERATIONS = 60
_SLICE = 20_000
#: A word with fewer uses borrows so many at most from each word like it.
_ENOUGH, _LENT = 5000, 1500
_TABLE = 1 << 24


@dataclass
class Margins:
    """How far uses of a word lie on the side of the other word, by models that have not seen their source.

    Attributes:
        margins: one a use.
        weights: how many uses, in text such as is checked, it stands for.
        glances: what the first few features alone add up to, for the uses learnt from, which come first.
        uses: where they stand.
    """

    margins: Floats
    weights: Floats
    glances: Floats
    uses: Uses


@dataclass
class PairModel:
    """What was learnt of two words.

    Attributes:
        pair: the words, in alphabetical order.
        features: the numbers of the features that have a weight.
        weights: theirs, positive where they speak for the second word.
        bias: of a context without features.
        held_out: of either word, how it fares on text of a kind that was not learnt from.
        counts: how often either stands in the text.
    """

    pair: tuple[str, str]
    features: npt.NDArray[np.uint32]
    weights: Floats
    bias: float
    held_out: tuple[Margins, Margins]
    counts: tuple[int, int]


class Trainer:
    """Trains models on a corpus.

    Args:
        corpus: the text.
        contexts: its features.
        uses: where each word is used.
        lenders: of a pair's words, others with much the same company.
        most: how many uses of a word to learn from.
        spare: how many more to test on, where there are more.
        kept: how many features to keep of a pair with as much text as there may be; of others fewer.
    """

    def __init__(
        self,
        corpus: Corpus,
        contexts: Contexts,
        uses: Mapping[str, Uses],
        lenders: Mapping[tuple[str, str], tuple[Lenders, Lenders]],
        most: int,
        spare: int,
        kept: int,
    ) -> None:
        self._contexts = contexts
        self._source = corpus.source
        self._uses = uses
        self._lenders = lenders
        self._most, self._spare, self._kept = most, spare, kept
        self._column = np.zeros(_TABLE, dtype=np.int32)
        self._share = np.array([source.share for source in SOURCES])
        self._fold = np.array([source.fold for source in SOURCES])
        self._weight = np.array([source.weight for source in SOURCES], dtype=np.float32)

    def train(self, pair: tuple[str, str]) -> PairModel | None:
        """The model of a pair; None if there is too little text."""
        if min(len(self._uses[word]) for word in pair) < FEWEST:
            return None
        samples = [self._sample(word) for word in pair]
        borrowed = [
            self._borrow(word, lenders) for word, lenders in zip(pair, self._lenders[pair], strict=True)
        ]
        own = sum(len(chosen) for chosen, _, _ in samples)
        uses = np.concatenate([chosen for chosen, _, _ in samples] + [lent for lent, _ in borrowed])
        sizes = [len(chosen) for chosen, _, _ in samples] + [len(lent) for lent, _ in borrowed]
        label = np.repeat([0.0, 1.0, 0.0, 1.0], sizes).astype(np.float32)
        seen = self._contexts.features(uses)
        features, count = np.unique(seen, return_counts=True)
        features = features[(count >= (2 if len(uses) < 30_000 else 3)) & (features != 0)]
        matrix = self._matrix(seen, features)
        source = self._source[uses]
        importance = np.where(self._weight[source] < 1, 0.4, 1.0).astype(np.float32)
        importance[own:] *= np.concatenate([worth for _, worth in borrowed])
        for side in (0, 1):
            importance[label == side] *= len(uses) / 2 / importance[label == side].sum()
        margin = np.zeros(own, dtype=np.float32)
        spare = [np.zeros(len(extra), dtype=np.float32) for _, extra, _ in samples]
        for fold in range(FOLDS):
            known = self._fold[source] != fold
            tested = np.flatnonzero(~known[:own])
            if min((label[known] == side).sum() for side in (0, 1)) >= 5:
                weights, bias = self._fit(matrix[known], label[known], importance[known], len(uses))
                margin[tested] = matrix[tested] @ weights + bias
                for (_, extra, _), scores in zip(samples, spare, strict=True):
                    of_fold = np.flatnonzero(self._fold[self._source[extra]] == fold)
                    for at in range(0, len(of_fold), _SLICE):
                        part = of_fold[at : at + _SLICE]
                        scores[part] = (
                            self._matrix(self._contexts.features(extra[part]), features) @ weights + bias
                        )
        weights, bias = self._fit(matrix, label, importance, len(uses))
        glance = self._matrix(seen[:own, :GLANCES], features) @ weights + bias
        held_out = []
        for side, (sign, (chosen, extra, scale)) in enumerate(zip((1, -1), samples, strict=True)):
            held_out.append(
                Margins(
                    sign * np.concatenate([margin[label[:own] == side], spare[side]]),
                    np.concatenate(
                        [self._weight[self._source[chosen]], np.full(len(extra), scale, dtype=np.float32)]
                    ),
                    sign * glance[label[:own] == side],
                    np.concatenate([chosen, extra]),
                )
            )
        used = np.flatnonzero(weights)
        return PairModel(
            pair,
            features[used],
            weights[used],
            bias,
            (held_out[0], held_out[1]),
            (len(self._uses[pair[0]]), len(self._uses[pair[1]])),
        )

    def _sample(self, word: str) -> tuple[Uses, Uses, float]:
        """Uses to learn from, more to test on, and how many each of the latter stands for."""
        uses = self._uses[word]
        if len(uses) <= self._most:
            return uses, uses[:0], 1.0
        random = np.random.default_rng(crc32(word.encode()))
        order = random.permutation(uses)
        source = self._source[order]
        chosen = np.zeros(len(order), dtype=bool)
        for i, share in enumerate(self._share):
            chosen[np.flatnonzero(source == i)[: int(self._most * share)]] = True
        if chosen.sum() > self._most:
            chosen[random.permutation(np.flatnonzero(chosen))[self._most :]] = False
        rest = order[~chosen & (self._weight[source] == 1)]
        spare = rest[: self._spare]
        return order[chosen], spare, len(rest) / max(len(spare), 1)

    def _borrow(self, word: str, lenders: Lenders) -> tuple[Uses, Floats]:
        """Uses of other words to learn from, and what each counts for, for a word with few of its own."""
        lent, worth = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
        if len(self._uses[word]) < _ENOUGH:
            random = np.random.default_rng(crc32(word.encode()))
            for lender, value in lenders:
                uses = self._uses[lender]
                lent.append(random.permutation(uses)[:_LENT])
                worth.append(np.full(len(lent[-1]), value, dtype=np.float32))
        return np.concatenate(lent), np.concatenate(worth)

    def _matrix(self, seen: npt.NDArray[np.uint32], features: npt.NDArray[np.uint32]) -> sp.csr_matrix:
        column = self._column
        column[features % _TABLE] = np.arange(len(features), dtype=np.int32)
        rows, width = seen.shape
        flat = seen.ravel()
        found = column[flat % _TABLE]
        known = features[found] == flat
        column[features % _TABLE] = 0
        ends = np.concatenate([[0], np.cumsum(known.reshape(rows, width).sum(axis=1))]).astype(np.int32)
        return sp.csr_matrix(
            (np.ones(ends[-1], dtype=np.float32), found[known], ends), shape=(rows, len(features))
        )

    def _fit(
        self, matrix: sp.csr_matrix, label: Floats, importance: Floats, rows: int
    ) -> tuple[Floats, float]:
        """The weights of the features that tell most, and the bias."""
        weights, bias = _regress(matrix, label, importance)
        most = max(self._kept // 4, self._kept * rows // (2 * self._most))
        if matrix.shape[1] <= most:
            return weights, bias
        count = np.bincount(matrix.indices, minlength=matrix.shape[1])
        telling = np.argpartition(-np.abs(weights) * np.sqrt(count), most)[:most]
        telling.sort()
        kept, bias = _regress(matrix[:, telling], label, importance)
        weights = np.zeros_like(weights)
        weights[telling] = kept
        return weights, bias


def _regress(matrix: sp.csr_matrix, label: Floats, importance: Floats) -> tuple[Floats, float]:
    """Logistic regression, by L-BFGS in single precision."""
    sign = 2 * label - 1
    columns = matrix.T.tocsr()
    width = matrix.shape[1]

    def loss(point: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights, bias = point[:width].astype(np.float32), np.float32(point[width])
        z = sign * (matrix @ weights + bias)
        pull = -sign * importance / (1 + np.exp(np.minimum(z, 30)))
        gradient = np.append(columns @ pull * _C + weights, pull.sum() * _C + 0.01 * bias)
        value = _C * (importance * np.logaddexp(0, -z)).sum() + 0.5 * (weights @ weights) + 0.005 * bias**2
        return float(value), gradient.astype(np.float64)

    found = minimize(
        loss,
        np.zeros(width + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ITERATIONS, "maxcor": 8, "ftol": 1e-5, "gtol": 1e-3},
    )
    return found.x[:width].astype(np.float32), float(found.x[width])
