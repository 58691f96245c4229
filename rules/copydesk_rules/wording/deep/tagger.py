"""The tagger: a small encoder that reads a sentence once and says of each word which edit it needs.

Its weights are a folder: `model/` is an encoder of CTranslate2, `vocab.txt` has the pieces that words are cut
into, `head.bin` the layer that makes tags of what the encoder sees, `tags.json` their names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from copydesk import MASK
from copydesk_rules.wording.deep.package import left_out, not_installed, verified
from copydesk_rules.wording.deep.pieces import Encoded, Pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Doubt", "EncoderTagger", "Option", "Tagger"]

#: How many pieces go through the encoder at a time.
_BATCH = 2048
#: What is likelier right than this is not told of.
_LEAST = 0.1
#: So many edits of a word are told, if they are not less likely than such a share of the likeliest.
_OPTIONS, _SHARE = 4, 0.15
#: To how many digits a probability counts: what another processor makes of it differs by less.
_DIGITS = 2
#: What is read for code and the like.
_NAME = "Alpha"
_ROOM = "it takes 100 MB of memory"


class Option(Struct, frozen=True, array_like=True):
    """An edit that a word may need: the name of its tag, and how likely it is."""

    tag: str
    share: float


class Doubt(Struct, frozen=True, array_like=True):
    """A word that may be wrong.

    Attributes:
        word: its number in the sentence; -1 for what may be missing before the first.
        error: how likely it is that something is wrong with it.
        options: the edits that may mend it, the likeliest first.
    """

    word: int
    error: float
    options: tuple[Option, ...]


class Tagger(Protocol):
    """What reads sentences."""

    def read(self, sentences: Sequence[Sequence[str]]) -> list[list[Doubt]]:
        """The words of each sentence, given by its words, that may be wrong.

        Raises:
            UnavailableError: it is not there, or fails.
        """


class EncoderTagger:
    """A tagger in memory.

    Args:
        folder: of its weights.

    Raises:
        UnavailableError: it cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import numpy as np

            from copydesk_rules.wording.deep.encoder import Encoder
        except ImportError as error:
            raise not_installed(error) from None
        verified(folder)
        try:
            self._tags: list[str] = json.loads((folder / "tags.json").read_text(encoding="utf-8"))
            head = np.fromfile(folder / "head.bin", dtype="<f4")
            self._bias = head[-len(self._tags) :]
            self._weight = head[: -len(self._tags)].reshape(len(self._tags), -1)
            self._pieces = Pieces.read(folder / "vocab.txt")
            self._encoder = Encoder(folder / "model" / "model.bin")
            self._keep = self._tags.index("keep")
        except (OSError, ValueError, KeyError, MemoryError) as error:
            raise left_out(f"its tagger cannot be loaded: {error}") from None

    def read(self, sentences: Sequence[Sequence[str]]) -> list[list[Doubt]]:
        """The words of each sentence, given by its words, that may be wrong."""
        rows = [self._pieces.encode([_NAME if MASK in w else w for w in words]) for words in sentences]
        found: list[list[Doubt]] = [[] for _ in rows]
        for batch in _batches(sorted((len(row.numbers), i) for i, row in enumerate(rows))):
            states = self._states([rows[i] for i in batch])
            for i, state in zip(batch, states, strict=True):
                found[i] = list(self._doubts(state[rows[i].places] @ self._weight.T + self._bias))
        return found

    def _states(self, rows: Sequence[Encoded]) -> list[NDArray[np.float32]]:
        try:
            return self._encoder.states([row.numbers for row in rows], [row.shapes for row in rows])
        except MemoryError:
            raise left_out("its tagger fails: out of memory", _ROOM) from None

    def _doubts(self, logits: NDArray[np.float32]) -> Iterator[Doubt]:
        import numpy as np

        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        errors = 1 - shares[:, self._keep]
        shares[:, self._keep] = 0
        for place in np.flatnonzero(errors > _LEAST):
            row = shares[place]
            order = np.argsort(-row, kind="stable")[:_OPTIONS]
            options = tuple(
                Option(self._tags[tag], round(float(row[tag]), _DIGITS))
                for tag in order
                if row[tag] >= _SHARE * row[order[0]]
            )
            yield Doubt(int(place) - 1, round(float(errors[place]), _DIGITS), options)


def _batches(order: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """The numbers of sentences, in order of length, in batches of so many pieces."""
    batch: list[int] = []
    for length, i in order:
        if batch and (len(batch) + 1) * length > _BATCH:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
