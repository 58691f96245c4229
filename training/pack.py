"""Writes the weights of all pairs into the file that `copydesk_rules.wording.confusables.trained` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables.trained import HEADER, MAGIC, SLOTS, seed_of
from model import PairModel
from thresholds import Direction

__all__ = ["pack"]

_LEVELS = 32


def pack(
    path: Path,
    models: Sequence[tuple[PairModel, tuple[Direction, Direction]]],
    classes: Mapping[int, tuple[int, int, int]],
    usual: npt.NDArray[np.uint8],
    buckets: int,
) -> int:
    """Write the file; of features whose bucket is full, those that weigh least are left out.

    Returns:
        How many features found no room.
    """
    keys = np.concatenate([model.features + np.uint32(seed_of(*model.pair)) for model, _ in models])
    weights = np.concatenate([model.weights for model, _ in models])
    levels = _levels(weights)
    bucket = (keys.astype(np.uint64) * np.uint64(buckets) >> np.uint64(32)).astype(np.int64)
    order = np.lexsort((-np.abs(weights), bucket))
    keys, weights, bucket = keys[order], weights[order], bucket[order]
    rank = np.arange(len(bucket)) - np.searchsorted(bucket, bucket)
    fits = rank < SLOTS
    slot = bucket[fits] * SLOTS + rank[fits]
    checks, values = np.zeros(buckets * SLOTS, dtype=np.uint8), np.zeros(buckets * SLOTS, dtype=np.uint8)
    checks[slot] = keys[fits] & 255
    level = np.abs(weights[fits][:, None] - levels[None, :]).argmin(axis=1)
    values[slot] = (keys[fits] >> 8 & 7) << 5 | level
    empty = np.ones(buckets * SLOTS, dtype=bool)
    empty[slot] = False
    values[empty] = np.abs(levels).argmin()  # an empty slot that looks like the feature weighs nothing
    header = json.dumps(
        {
            "levels": [round(float(value), 4) for value in levels],
            "pairs": [
                [*model.pair, round(model.bias, 3), *_lines(directions)] for model, directions in models
            ],
        }
    ).encode()
    at = len(MAGIC) + HEADER.size
    header += b" " * (-(at + len(header)) % 4)
    words = sorted(classes)
    words += [0xFFFF_FFFF] * (-len(words) % 4)  # what follows stays aligned
    known = [classes.get(word, (0, 0, 0)) for word in words]
    columns = zip(*known, strict=True)
    with path.open("wb") as file:
        file.write(MAGIC + HEADER.pack(len(header), len(words), buckets) + header)
        file.write(np.array(words, dtype="<u4").tobytes())
        for column, size in zip(columns, ("u1", "<u2", "<u2"), strict=True):
            file.write(np.array(column, dtype=size).tobytes())
        file.write(usual.tobytes())
        file.write(checks.tobytes())
        file.write(values.tobytes())
    return int((~fits).sum())


def _lines(directions: tuple[Direction, Direction]) -> Iterator[list[float] | None]:
    """The threshold, the cutoff and the recall of each direction that is on."""
    for direction in directions:
        on = direction.threshold is not None
        line = [direction.threshold or 0.0, direction.cutoff, direction.at_threshold()[0]]
        yield [round(value, 2) for value in line] if on else None


def _levels(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The weights that may be told apart: quantiles of all, moved to the middle of those nearest, with 0."""
    sample = np.random.default_rng(0).choice(weights, min(len(weights), 200_000), replace=False)
    levels = np.quantile(sample, np.linspace(0.002, 0.998, _LEVELS - 1))
    for _ in range(30):
        nearest = np.abs(sample[:, None] - levels[None, :]).argmin(axis=1)
        total = np.bincount(nearest, weights=sample, minlength=len(levels))
        count = np.bincount(nearest, minlength=len(levels))
        levels = np.where(count > 0, total / np.maximum(count, 1), levels)
    return np.sort(np.append(levels, 0.0))
