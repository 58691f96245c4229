"""The training text as arrays: which token stands where, in which source, and in which kind of use."""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables import TOKEN

__all__ = ["Corpus", "Source", "read_corpus"]

#: Tokens that part paragraphs, so that no context reaches into the next one.
_EDGE = [0] * 12


@dataclass(frozen=True)
class Source:
    """What a file of text counts for.

    Attributes:
        name: how its file begins.
        share: how much of the contexts of a word may come from it.
        fold: the sources of a fold are tested together on what was learnt from the others.
        weight: what a context counts for when rates in news and blogs are estimated.
    """

    name: str
    share: float
    fold: int
    weight: float = 1.0


#: The sources that are written unlike an article get a lesser share. Those that are alike share a fold, so
#: that a model is judged on text of a kind that it has not seen.
SOURCES = (
    Source("pd_us_senate", 0.35, 0),
    Source("pd_state", 0.30, 0),
    Source("pd_white_house", 0.25, 1),
    Source("pd_presidential", 0.15, 1),
    Source("cc0_un", 0.15, 1),
    Source("by_openstax", 0.30, 2),
    Source("by_research", 0.30, 2),
    Source("pd_gutenberg", 0.05, 2, 0.1),
    Source("pd_novels", 0.15, 3, 0.1),
    Source("", 0.30, 3),
)
FOLDS = 4


@dataclass(frozen=True)
class Corpus:
    """Text as one row of tokens.

    Attributes:
        tokens: the number of each; 0 stands between paragraphs.
        vocabulary: the tokens as written, by number.
        source: where each token is from, as an index of `SOURCES`.
    """

    tokens: npt.NDArray[np.int32]
    vocabulary: list[str]
    source: npt.NDArray[np.uint8]

    def uses(self, words: Sequence[str]) -> dict[str, npt.NDArray[np.int64]]:
        """Where each word is used, names left out as the rule leaves them out."""
        number = {word: i for i, word in enumerate(words)}
        which = np.array([number.get(token.lower(), -1) for token in self.vocabulary], dtype=np.int32)
        capital = np.array([token[:1].isupper() and token != "I" for token in self.vocabulary])
        opening = np.array([token == "" or token in ".!?:…“\"‘'([—–•*" for token in self.vocabulary])
        shouted = np.array([token[1:].isupper() for token in self.vocabulary])
        at = np.flatnonzero(which[self.tokens] >= 0)
        here, before, after = self.tokens[at], self.tokens[at - 1], self.tokens[at + 1]
        at = at[~capital[here] | (opening[before] & ~capital[after] & ~shouted[here])]
        of = which[self.tokens[at]]
        order = np.argsort(of, kind="stable")
        bounds = np.searchsorted(of[order], np.arange(len(words) + 1))
        return {word: at[order[bounds[i] : bounds[i + 1]]] for word, i in number.items()}


def read_corpus(folder: Path, leave_out: Sequence[str] = ("bysa_",)) -> Corpus:
    """Read the `*.txt.xz` of a folder: a paragraph a line, but for those that begin with `@@`."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    _ = vocabulary[""]
    pieces: list[npt.NDArray[np.int32]] = []
    sources: list[npt.NDArray[np.uint8]] = []
    for path in sorted(folder.glob("*.txt.xz")):
        if path.name.startswith(tuple(leave_out)):
            continue
        source = next(i for i, source in enumerate(SOURCES) if path.name.startswith(source.name))
        for row in _rows(path, vocabulary):
            pieces.append(np.array(row, dtype=np.int32))
            sources.append(np.full(len(row), source, dtype=np.uint8))
    return Corpus(np.concatenate(pieces), list(vocabulary), np.concatenate(sources))


def _rows(path: Path, vocabulary: defaultdict[str, int], size: int = 1_000_000) -> Iterator[list[int]]:
    row = list(_EDGE)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("@@"):
                row += [vocabulary[token] for token in TOKEN.findall(line.replace("’", "'"))]
                row += _EDGE
            if len(row) > size:
                yield row
                row = []
    yield row
