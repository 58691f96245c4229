"""The encoder of the tagger: a BERT as CTranslate2 writes it, its weights in 8 bits, computed with in 32.

CTranslate2 itself computes in 8 bits, a little differently on each kind of processor. Here every processor
comes to the same sums but for the last digits, and nothing but numpy is needed.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from copydesk_rules.wording.deep.judge_model import Matrix

__all__ = ["Encoder"]

Floats = NDArray[np.float32]
_MAGIC = 6  # the version of the form of the file
_TYPES = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_EPSILON = 1e-12


class Encoder:
    """A BERT in memory.

    Args:
        path: of the file `model.bin` of its folder.

    Raises:
        OSError, ValueError, KeyError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._values = _read(path)
        self._heads = int(self._values["encoder/num_heads"])
        self._layers = sum(name.endswith("/ffn/linear_0/weight") for name in self._values)

    def states(self, numbers: Sequence[Sequence[int]], shapes: Sequence[Sequence[int]]) -> list[Floats]:
        """What it sees at each piece of some sentences.

        Args:
            numbers: of the pieces of each.
            shapes: of these.
        """
        sizes = list(map(len, numbers))
        width = max(sizes)
        at = np.array([i * width + j for i, size in enumerate(sizes) for j in range(size)])
        hidden = np.where(np.arange(width) < np.array(sizes)[:, None], 0.0, -1e30).astype("float32")
        x = self._rows("embeddings_0", [n for row in numbers for n in row])
        x = x + self._rows("embeddings_1", [n for row in shapes for n in row])
        x = x + self._values["encoder/position_encodings/encodings"][at % width].astype("float32")
        x = self._norm(x, "layernorm_embedding")
        for number in range(self._layers):
            layer = f"layer_{number}"
            taken = self._attend(self._linear(x, f"{layer}/self_attention/linear_0"), at, hidden)
            taken = self._linear(taken, f"{layer}/self_attention/linear_1")
            x = self._norm(x + taken, f"{layer}/self_attention/layer_norm")
            inner = _gelu(self._linear(x, f"{layer}/ffn/linear_0"))
            x = self._norm(x + self._linear(inner, f"{layer}/ffn/linear_1"), f"{layer}/ffn/layer_norm")
        return np.split(x, np.cumsum(sizes)[:-1])

    def _attend(self, x: Floats, at: NDArray[np.int64], hidden: Floats) -> Floats:
        """What each piece takes from all of its sentence; x has queries, keys and values side by side."""
        count, width = hidden.shape
        size = x.shape[1] // (3 * self._heads)
        padded = np.zeros((count * width, x.shape[1]), dtype="float32")
        padded[at] = x
        q, k, v = padded.reshape(count, width, 3, self._heads, size).transpose(2, 0, 3, 1, 4)
        scores = q @ k.swapaxes(-1, -2) * np.float32(size**-0.5) + hidden[:, None, None]
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        taken = (scores / scores.sum(axis=-1, keepdims=True)) @ v
        return cast(Floats, taken.swapaxes(1, 2).reshape(count * width, -1)[at])

    def _matrix(self, name: str) -> Matrix:
        """A matrix; CTranslate2 keeps by what its rows were multiplied."""
        weights = self._values[f"encoder/{name}/weight"]
        scales = self._values.get(f"encoder/{name}/weight_scale")
        ones = np.ones(len(weights), dtype="float32")
        return Matrix(weights, ones if scales is None else ones / scales.astype("float32"))

    def _rows(self, name: str, numbers: Sequence[int]) -> Floats:
        matrix = self._matrix(name)
        return cast(Floats, matrix.weights[numbers].astype("float32") * matrix.scales[numbers, None])

    def _linear(self, x: Floats, name: str) -> Floats:
        matrix, bias = self._matrix(name), self._values[f"encoder/{name}/bias"].astype("float32")
        return cast(Floats, (x @ matrix.weights.astype("float32").T) * matrix.scales + bias)

    def _norm(self, x: Floats, name: str) -> Floats:
        gamma, beta = (self._values[f"encoder/{name}/{part}"].astype("float32") for part in ("gamma", "beta"))
        apart = x - x.mean(axis=1, keepdims=True)
        spread = np.sqrt((apart * apart).mean(axis=1, keepdims=True) + np.float32(_EPSILON))
        return cast(Floats, apart / spread * gamma + beta)


def _gelu(x: Floats) -> Floats:
    """The activation x · Φ(x), with the error function by Abramowitz and Stegun, 7.1.26."""
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    terms = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    polynomial = np.zeros_like(t)
    for term in reversed(terms):
        polynomial = (polynomial + np.float32(term)) * t
    erf = np.copysign(1 - polynomial * np.exp(-z * z), x)
    return cast(Floats, np.float32(0.5) * x * (1 + erf))


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file of CTranslate2, by name, mapped into memory."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    at = 0

    def number(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{form}", data, at)
        at += struct.calcsize(form)
        return int(value)

    def text() -> str:
        nonlocal at
        size = number("H")
        at += size
        return data[at - size : at - 1].decode("ascii")

    try:
        if number("I") != _MAGIC:
            raise ValueError(f"{path} is of another version of CTranslate2")
        text()
        number("I")
        found = {}
        for _ in range(number("I")):
            name = text()
            shape = tuple(number("I") for _ in range(number("B")))
            kind = np.dtype(_TYPES[number("B")])
            size = number("I")
            found[name] = np.frombuffer(data, kind, size // kind.itemsize, at).reshape(shape)
            at += size
        for _ in range(number("I")):  # arrays that are the same are there once
            alias = text()
            found[alias] = found[text()]
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not whole: {error}") from None
    return found
