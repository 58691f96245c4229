"""Writes the file that `copydesk_rules.wording.edits.table` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.edits.table import HEADER, MAGIC, SLOTS
from edits.places import Numbers

__all__ = ["SCALE", "Lanes", "prune", "write"]

#: What one step of a weight stands for; weights beyond 127 steps are cut.
SCALE = 4 / 127
_FILL = 0.8


@dataclass(frozen=True)
class Lanes:
    """The weights of models that look at the same features, as they are written.

    Attributes:
        names: of the models.
        biases: of the models.
        features: those that have weights, in order.
        steps: the weights, a row a feature.
    """

    names: list[str]
    biases: npt.NDArray[np.float32]
    features: Numbers
    steps: npt.NDArray[np.int8]

    def totals(self, places: Numbers, batch: int = 200_000) -> npt.NDArray[np.float32]:
        """What the features of places add up to, a column a model."""
        parts = []
        for start in range(0, len(places), batch):
            rows = places[start : start + batch]
            total = np.zeros((len(rows), len(self.names)), np.float32)
            for column in rows.T:
                at = np.minimum(np.searchsorted(self.features, column), len(self.features) - 1)
                known = self.features[at] == column
                total[known] += self.steps[at[known]]
            parts.append(total * SCALE + self.biases)
        return np.concatenate(parts) if parts else np.zeros((0, len(self.names)), np.float32)


def prune(
    names: Sequence[str],
    biases: Sequence[float],
    features: Numbers,
    weights: npt.NDArray[np.float32],
    times: npt.NDArray[np.int64],
    most: int,
) -> Lanes:
    """Keep the features that weigh most, given how often they occur."""
    worth = np.abs(weights).max(axis=1) * np.minimum(times, 2_000) ** 0.45
    kept = np.argsort(-worth)[:most]
    kept = kept[np.argsort(features[kept])]
    steps = np.clip(np.rint(weights[kept] / SCALE), -127, 127).astype(np.int8)
    return Lanes(list(names), np.array(biases, dtype=np.float32), features[kept], steps)


def write(
    path: Path, header: Mapping[str, Any], groups: Mapping[str, Lanes], doubts: npt.NDArray[np.uint16]
) -> int:
    """Write the file.

    Returns:
        How many features found no room.
    """
    tables = {name: _table(lanes) for name, lanes in groups.items()}
    described = {name: table[0] for name, table in tables.items()}
    head = msgspec.msgpack.encode({**header, "groups": described})
    head = MAGIC + HEADER.pack(len(head)) + head
    with path.open("wb") as file:
        file.write(head + bytes(-len(head) % 8) + doubts.tobytes())
        for _, body, _ in tables.values():
            file.write(body)
    return sum(lost for _, _, lost in tables.values())


def _table(lanes: Lanes) -> tuple[dict[str, Any], bytes, int]:
    """The description of a group, its bytes, and how many features found no room in their bucket."""
    width = len(lanes.names)
    buckets = int(len(lanes.features) / SLOTS / _FILL) + 1
    bucket = (lanes.features.astype(np.uint64) * np.uint64(buckets) >> np.uint64(32)).astype(np.int64)
    order = np.lexsort((-np.abs(lanes.steps.astype(np.int16)).max(axis=1), bucket))
    bucket = bucket[order]
    rank = np.arange(len(bucket)) - np.searchsorted(bucket, bucket)
    fits = rank < SLOTS
    slot = bucket[fits] * SLOTS + rank[fits]
    features, steps = lanes.features[order][fits], lanes.steps[order][fits]
    checks = np.zeros((2, buckets * SLOTS), np.uint8)
    checks[0, slot], checks[1, slot] = features & 255, features >> np.uint32(8) & 255
    rows = np.full((buckets * SLOTS, width), 128, np.uint8)
    rows[slot] = (steps.astype(np.int16) + 128).astype(np.uint8)
    described = {
        "lanes": lanes.names,
        "biases": [float(bias) for bias in lanes.biases],
        "scale": SCALE,
        "buckets": buckets,
    }
    return described, checks.tobytes() + rows.tobytes(), int((~fits).sum())
