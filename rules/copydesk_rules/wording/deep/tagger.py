"""The tagger: a small encoder that reads a sentence once and says of each word which edit it needs.

Its weights are a folder: `model/` is a CTranslate2 encoder, `vocab.txt` has the pieces that words are cut
into, `head.npz` the layer that makes tags of what the encoder sees, `tags.json` their names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from copydesk_rules.wording.deep.package import Manifest, left_out, not_installed, verified
from copydesk_rules.wording.deep.pieces import WordPieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["EncoderTagger", "Tag", "Tagger"]

#: A sentence of more pieces is passed over: it is a list, or no prose.
LONGEST = 256
#: How many pieces go through the encoder at a time.
_BATCH = 2048
#: What is likelier right than this is not told of.
LEAST = 0.1
#: To how many digits a probability counts: what another processor makes of it differs by less.
_DIGITS = 3
KEEP = "keep"
_ROOM = "it takes 100 MB of memory"


class Tag(Struct, frozen=True, array_like=True):
    """An edit that a word may need.

    Attributes:
        word: its number in the sentence.
        name: of the edit.
        share: how likely it is this edit.
        error: how likely it is any.
    """

    word: int
    name: str
    share: float
    error: float


class Tagger(Protocol):
    """What reads sentences."""

    def read(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag]]:
        """The edits that the words of each sentence may need, the likeliest of each word."""


class EncoderTagger:
    """A tagger in memory.

    Args:
        folder: of its weights.
        manifest: what is in it.

    Raises:
        UnavailableError: it cannot be loaded.
    """

    def __init__(self, folder: Path, manifest: Manifest | None = None) -> None:
        try:
            import numpy as np
            from ctranslate2 import Encoder  # type: ignore[import-untyped]
        except ImportError as error:
            raise not_installed(error) from None
        self.version = (manifest or verified(folder)).version
        try:
            self._tags: list[str] = json.loads((folder / "tags.json").read_text(encoding="utf-8"))
            vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
            with np.load(folder / "head.npz", allow_pickle=False) as head:
                self._weight, self._bias = head["weight"].astype("float32"), head["bias"].astype("float32")
            self._encoder = Encoder(str(folder / "model"), inter_threads=1, intra_threads=1)
        except (OSError, ValueError, KeyError, RuntimeError, MemoryError) as error:
            raise left_out(f"its tagger cannot be loaded: {error}") from None
        self._pieces = WordPieces(vocabulary)
        self._keep = self._tags.index(KEEP)

    def read(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag]]:
        """The edits that the words of each sentence may need, the likeliest of each word."""
        rows = [self._pieces.row(words) for words in sentences]
        found: list[list[Tag]] = [[] for _ in rows]
        order = sorted((len(row.numbers), i) for i, row in enumerate(rows) if len(row.numbers) <= LONGEST)
        for batch in _batches(order):
            read = [rows[i] for i in batch]
            logits = self._logits([row.numbers for row in read], [row.kinds for row in read])
            for i, row, values in zip(batch, read, logits, strict=True):
                found[i] = list(self._told(values[row.firsts]))
        return found

    def _logits(self, numbers: list[list[int]], kinds: list[list[int]]) -> NDArray[np.float32]:
        import numpy as np
        from ctranslate2 import StorageView

        lengths = np.array(list(map(len, numbers)), dtype=np.int32)
        width = int(lengths.max())
        padded = np.zeros((len(numbers), width), dtype=np.int32)
        for row, values in zip(padded, numbers, strict=True):
            row[: len(values)] = values
        kinds = [row + [0] * (width - len(row)) for row in kinds]
        try:
            output = self._encoder.forward_batch(
                StorageView.from_array(padded), StorageView.from_array(lengths), token_type_ids=kinds
            )
        except (RuntimeError, MemoryError) as error:
            raise left_out(
                f"its tagger fails: {error or 'out of memory'}", "it takes 100 MB of memory"
            ) from None
        seen: Any = np.array(output.last_hidden_state)
        logits: NDArray[np.float32] = seen @ self._weight.T + self._bias
        return logits

    def _told(self, logits: NDArray[np.float32]) -> Iterator[Tag]:
        import numpy as np

        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        errors = 1 - shares[:, self._keep]
        shares[:, self._keep] = 0
        for word in np.flatnonzero(errors > LEAST):
            best = int(shares[word].argmax())
            share, error = (round(float(value), _DIGITS) for value in (shares[word, best], errors[word]))
            yield Tag(int(word), self._tags[best], share, error)


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
