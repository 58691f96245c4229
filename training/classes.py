"""Classes of words: those that behave alike, found in the training text, and those of one subject.

The first are made here: each word is described by what stands beside it and the second next to it, on
either side (positive pointwise mutual information, reduced by a truncated SVD), and words with like
descriptions are put in a class (k-means on the sphere). The second are clusters of GloVe vectors.
"""

from __future__ import annotations

import lzma
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

from texts import SOURCES, Corpus

__all__ = ["word_classes"]

_WORDS = 30_000
_NEIGHBOURS = 1000
_DIMENSIONS = 100
_COARSE, _FINE = 96, 400
#: GloVe's list is long; the words at its end are too rare to count.
_SUBJECT_WORDS = 45_000


def word_classes(corpus: Corpus, subjects: Path) -> dict[int, tuple[int, int, int]]:
    """By the CRC of a word: its coarse and fine class, and its subject; 0 where it has none."""
    numbers: dict[str, int] = {}
    lower = np.array(
        [
            numbers.setdefault("#" if token[:1].isdigit() else token.lower(), len(numbers))
            for token in corpus.vocabulary
        ]
    )
    vectors, words = _vectors(lower[corpus.tokens], corpus, len(numbers))
    coarse, fine = _k_means(vectors, _COARSE), _k_means(vectors, _FINE)
    names = list(numbers)
    found = {
        crc32(names[word].encode()): (int(coarse[i]) + 1, int(fine[i]) + 1, 0) for i, word in enumerate(words)
    }
    with lzma.open(subjects, "rt", encoding="utf-8") as lines:
        next(lines)
        for _, line in zip(range(_SUBJECT_WORDS), lines, strict=False):
            word, _, subject = line.split("\t")
            key = crc32(word.encode())
            found[key] = (*found.get(key, (0, 0, 0))[:2], int(subject) + 1)
    return found


def _vectors(
    tokens: npt.NDArray[np.int64], corpus: Corpus, count: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    weight = np.array([source.weight for source in SOURCES], dtype=np.float32)[corpus.source]
    frequency = np.bincount(tokens, weights=weight, minlength=count)
    frequency[0] = 0  # the edge of a paragraph
    order = np.argsort(-frequency, kind="stable")[: count - 1]
    words, neighbours = order[:_WORDS], order[:_NEIGHBOURS]
    row, column = np.full(count, -1), np.full(count, len(neighbours))
    row[words], column[neighbours] = np.arange(len(words)), np.arange(len(neighbours))
    width = len(neighbours) + 1
    rows = row[tokens[2:-2]]
    known = rows >= 0
    tables = []
    for at in (-1, 1, -2, 2):
        neighbour = column[tokens[2 + at : len(tokens) - 2 + at]][known]
        share = weight[2:-2][known] * (1.0 if abs(at) == 1 else 0.5)
        counts = np.bincount(rows[known] * width + neighbour, weights=share, minlength=len(words) * width)
        tables.append(sp.coo_matrix(counts.reshape(len(words), width).astype(np.float32)))
    table = sp.hstack(tables, format="coo")
    of_row, of_column = (np.asarray(table.sum(axis=axis)).ravel() for axis in (1, 0))
    information = np.log(table.data * table.sum() / (of_row[table.row] * of_column[table.col]))
    table.data = np.maximum(information, 0) * (table.data / (table.data + 3))
    left, strength, _ = randomized_svd(table.tocsr(), min(_DIMENSIONS, len(words)), n_iter=3, random_state=0)
    vectors = (left * np.sqrt(strength)).astype(np.float32)
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9), words


def _k_means(vectors: npt.NDArray[np.float32], k: int, rounds: int = 25) -> npt.NDArray[np.int64]:
    """Spherical k-means; the commonest words are the first centres."""
    centres = vectors[: min(k, len(vectors))].copy()
    for _ in range(rounds):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        np.add.at(centres, nearest, vectors)
        centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
    return nearest
