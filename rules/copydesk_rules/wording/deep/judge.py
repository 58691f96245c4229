"""The judge: a small language model that tells how much likelier a text is with an edit than without.

It is asked only of what others have proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from copydesk import UnavailableError
from copydesk_rules.wording.deep.judge_model import FOLDER, SHA256, ModelFiles, prepare
from copydesk_rules.wording.deep.package import cache_folder, left_out, not_installed
from copydesk_rules.wording.deep.store import STORE, Store

if TYPE_CHECKING:
    from tiktoken import Encoding

__all__ = ["Judge", "LanguageModel", "load_judge"]

#: The token between the documents that the model has learnt from.
START = "<|endoftext|>"
#: How a text is cut into the pieces whose tokens are looked for.
_PIECE = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
#: To how many digits a ratio counts: what another processor makes of it differs by less.
_DIGITS = 2
_ROOM = "it takes 300 MB of memory"


class Judge(Protocol):
    """What tells which of two texts is likelier."""

    def ratios(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The natural logarithm of how much likelier the second text of each pair is than the first.

        Raises:
            UnavailableError: it is not there, or fails.
        """


class LanguageModel:
    """A converted model, in memory.

    Args:
        folder: where `judge_model.prepare` put it.

    Raises:
        UnavailableError: it cannot be loaded, or what the extra `deep` installs is not there.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from tiktoken import Encoding

            from copydesk_rules.wording.deep.decoder import Decoder
        except ImportError as error:
            raise not_installed(error) from None
        try:
            files = ModelFiles(folder)
        except (OSError, ValueError, KeyError, MemoryError) as error:
            raise left_out(f"its language model cannot be loaded: {error}", f"delete {folder}") from None
        self._decoder, self._known = Decoder(files), len(files.tokens)
        self._start = files.tokens.index(START)
        self._encoding: Encoding = Encoding(
            "smollm2", pat_str=_PIECE, mergeable_ranks=_numbers(files.tokens), special_tokens={}
        )

    def ratios(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The natural logarithm of how much likelier the second text of each pair is than the first."""
        others: dict[str, list[str]] = {}
        for first, second in pairs:
            others.setdefault(first, []).append(second)
        texts = {first: list(dict.fromkeys((first, *seconds))) for first, seconds in others.items()}
        try:
            found = self._decoder.logarithms(
                [[self.tokens(text) for text in each] for each in texts.values()]
            )
        except MemoryError:
            raise left_out("its language model fails: out of memory", _ROOM) from None
        of = {
            (first, text): value
            for (first, each), values in zip(texts.items(), found, strict=True)
            for text, value in zip(each, values, strict=True)
        }
        return [round(of[first, second] - of[first, first], _DIGITS) for first, second in pairs]

    def tokens(self, text: str) -> list[int]:
        """The numbers of the tokens of a text, behind the one that starts a document."""
        return [self._start, *(at for at in self._encoding.encode_ordinary(text) if at < self._known)]


class _Remembering:
    """A judge whose answers are kept in a file; the model is loaded for the first that is not."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._store = Store(cache / STORE, f"judge {FOLDER} {SHA256}")
        self._model: LanguageModel | UnavailableError | None = None

    def ratios(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return self._store.answers(pairs, self._ask)

    def _ask(self, pairs: list[tuple[str, str]]) -> list[float]:
        if self._model is None:
            try:
                self._model = LanguageModel(prepare(self._cache))
            except UnavailableError as error:
                self._model = error
        if isinstance(self._model, UnavailableError):
            raise self._model.with_traceback(None)
        return self._model.ratios(pairs)


@cache
def load_judge(folder: Path | None = None) -> Judge:
    """The model with what is remembered of it; it is converted and loaded for the first answer that is not.

    Args:
        folder: for both; by default the one that copydesk has in the user's cache.
    """
    return _Remembering(folder or cache_folder())


def _numbers(tokens: Sequence[str]) -> dict[bytes, int]:
    """The number of each token, by its bytes."""
    byte_of = _bytes_by_letter()
    numbers = {bytes(byte_of[letter] for letter in token): at for at, token in enumerate(tokens)}
    for byte in range(256):  # a few control codes are no token
        numbers.setdefault(bytes((byte,)), len(numbers))
    return numbers


def _bytes_by_letter() -> dict[str, int]:
    """The letters that stand for bytes in the vocabulary: their own, or for those without one from 256 on."""
    written = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = [byte for byte in range(256) if byte not in written]
    return {chr(byte): byte for byte in written} | {chr(256 + at): byte for at, byte in enumerate(others)}
