"""The decoder: it reads texts by a language model of the Llama family, what they begin with alike only once.

Texts that are compared are laid into a tree: a node is a token behind all those on the way to it. Each node
sees these, so whatever two texts share up to where they part is read for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from copydesk_rules.wording.deep.judge_model import Matrix, ModelFiles

__all__ = ["Decoder", "Tree"]

Floats = NDArray[np.float32]
#: How many nodes go through the model at a time.
_BATCH = 384
#: How many tokens of the vocabulary are compared at a time.
_BLOCK = 8192


class Tree:
    """Some texts, given by the numbers of their tokens; all begin with the same one.

    Attributes:
        tokens: of the nodes.
        parents: of each node; of the first, itself.
        depths: how many nodes are before it.
        paths: the nodes of each text.
        apart: the nodes that not all texts have.
    """

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        self.tokens, self.parents, self.depths = [texts[0][0]], [0], [0]
        self.paths: list[list[int]] = []
        children: dict[tuple[int, int], int] = {}
        for text in texts:
            path = [0]
            for token in text[1:]:
                node = children.get((path[-1], token))
                if node is None:
                    node = children[path[-1], token] = len(self.tokens)
                    self.tokens.append(token)
                    self.parents.append(path[-1])
                    self.depths.append(len(path))
                path.append(node)
            self.paths.append(path)
        everywhere = set(self.paths[0]).intersection(*self.paths[1:])
        self.apart = [node for node in range(len(self.tokens)) if node not in everywhere]

    def sees(self) -> NDArray[np.bool_]:
        """Which nodes each node sees: itself, and those on the way to it."""
        seen = np.eye(len(self.tokens), dtype=bool)
        for node, parent in enumerate(self.parents[1:], 1):
            seen[node] |= seen[parent]
        return seen


class Decoder:
    """A language model that tells how likely texts are.

    Args:
        files: of the model.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._files = files
        self._size = files.width // files.heads
        powers = np.arange(0, self._size, 2, dtype=np.float64) / self._size
        self._turns = files.base**-powers

    def logarithms(self, groups: Sequence[Sequence[Sequence[int]]]) -> list[list[float]]:
        """How likely the texts of each group are compared with each other, as logarithms.

        Args:
            groups: texts, by the numbers of their tokens.
        """
        found: list[list[float]] = []
        for trees in _batches(list(map(Tree, groups))):
            for tree, values in zip(trees, self._read(trees), strict=True):
                of = dict(zip(tree.apart, values, strict=True))
                found.append([sum(of.get(node, 0.0) for node in path) for path in tree.paths])
        return found

    def _read(self, trees: Sequence[Tree]) -> Iterator[list[float]]:
        """The logarithm of the probability of each node that sets texts apart."""
        files = self._files
        sizes = [len(tree.tokens) for tree in trees]
        places = _Places(sizes)
        tokens = np.array([token for tree in trees for token in tree.tokens])
        depths = np.array([depth for tree in trees for depth in tree.depths])
        angles = depths[:, None] * self._turns
        turn = np.cos(angles).astype("float32")[:, None], np.sin(angles).astype("float32")[:, None]
        hidden = places.hidden(trees)
        x: Floats = files.embeddings.weights[tokens].astype("float32") * files.embeddings.scales[tokens, None]
        for matrices, (before, between) in zip(files.layers, files.norms, strict=True):
            query, key, value, output, gate, up, down = matrices
            seen = self._norm(x, before)
            queries = self._turned(_product(seen, query), turn)
            keys = self._turned(_product(seen, key), turn)
            x += _product(self._attend(places, hidden, queries, keys, _product(seen, value)), output)
            seen = self._norm(x, between)
            gates = _product(seen, gate)
            x += _product(gates / (1 + np.exp(-gates)) * _product(seen, up), down)
        starts = np.cumsum([0, *sizes])
        parents = [s + tree.parents[n] for s, tree in zip(starts, trees, strict=False) for n in tree.apart]
        wanted = [tree.tokens[node] for tree in trees for node in tree.apart]
        values = iter(self._likelihoods(self._norm(x[parents], files.last_norm), np.array(wanted, dtype=int)))
        for tree in trees:
            yield [float(next(values)) for _ in tree.apart]

    def _norm(self, x: Floats, gains: Floats) -> Floats:
        scale = np.sqrt((x * x).mean(axis=1, keepdims=True) + self._files.epsilon)
        return cast(Floats, x / scale * gains)

    def _turned(self, x: Floats, turn: tuple[Floats, Floats]) -> Floats:
        """Queries or keys, turned by where they stand; GGUF has the two that turn together side by side."""
        cosine, sine = turn
        pairs = x.reshape(len(x), -1, self._size // 2, 2)
        even, odd = pairs[..., 0], pairs[..., 1]
        return np.stack((even * cosine - odd * sine, even * sine + odd * cosine), axis=-1).reshape(x.shape)

    def _attend(
        self, places: _Places, hidden: Floats, queries: Floats, keys: Floats, values: Floats
    ) -> Floats:
        """What each node takes from those that it sees."""
        heads, shared, size = self._files.heads, self._files.shared, self._size
        q = places.padded(queries, heads, size).reshape(len(hidden), shared, heads // shared, -1, size)
        k, v = (places.padded(each, shared, size)[:, :, None] for each in (keys, values))
        scores = q @ k.swapaxes(-1, -2) * np.float32(size**-0.5) + hidden[:, None, None]
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        taken = (scores / scores.sum(axis=-1, keepdims=True)) @ v
        return places.flat(taken.reshape(len(hidden), heads, -1, size))

    def _likelihoods(self, x: Floats, wanted: NDArray[np.int64]) -> Floats:
        """The logarithm of how likely each token is behind what was read."""
        embeddings = self._files.embeddings
        told = (
            np.einsum("ij,ij->i", x, embeddings.weights[wanted].astype("float32")) * embeddings.scales[wanted]
        )
        most, total = np.full(len(x), -np.inf, dtype="float32"), np.zeros(len(x), dtype="float32")
        for start in range(0, len(embeddings.scales), _BLOCK):
            logits = x @ embeddings.floats(start, start + _BLOCK).T
            higher = np.maximum(most, logits.max(axis=1, initial=-np.inf))
            total = total * np.exp(most - higher) + np.exp(logits - higher[:, None]).sum(axis=1)
            most = higher
        return cast(Floats, told - most - np.log(total))


class _Places:
    """Where the nodes of several trees stand: in one row, and padded to trees of the same size."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._shape = len(sizes), max(sizes)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        columns = np.concatenate([np.arange(size) for size in sizes])
        self._at = rows, columns

    def padded(self, x: Floats, heads: int, size: int) -> Floats:
        """By tree, head and node."""
        made = np.zeros((*self._shape, heads, size), dtype="float32")
        made[self._at] = x.reshape(len(x), heads, size)
        return made.swapaxes(1, 2)

    def flat(self, x: Floats) -> Floats:
        """The same in one row."""
        taken: Floats = x.swapaxes(1, 2)[self._at]
        return taken.reshape(len(taken), -1)

    def hidden(self, trees: Sequence[Tree]) -> Floats:
        """What to add to the score of each node for each that it may see, so that others do not count."""
        trees_, most = self._shape
        made = np.full((trees_, most, most), np.float32(-1e30))
        for row, tree in zip(made, trees, strict=True):
            size = len(tree.tokens)
            row[:size, :size][tree.sees()] = 0
            row[size:, 0] = 0
        return made


def _product(x: Floats, matrix: Matrix) -> Floats:
    return cast(Floats, (x @ matrix.weights.astype("float32").T) * matrix.scales)


def _batches(trees: Sequence[Tree]) -> Iterator[list[Tree]]:
    """The trees in their order, so many nodes together."""
    batch: list[Tree] = []
    size = 0
    for tree in trees:
        if batch and size + len(tree.tokens) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(tree)
        size += len(tree.tokens)
    if batch:
        yield batch
