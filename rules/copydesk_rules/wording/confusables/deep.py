"""The third layer, which is asked only where the trained one is in doubt: a small language model.

It reads the sentence with the word as typed and with the word that may be meant, and tells how much likelier
the second is. That, added to what the trained layer made of the same place, decides.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from copydesk import match_case
from copydesk_rules.wording.confusables import FUNCTION_WORDS, TOKEN, Candidate, Decision
from copydesk_rules.wording.confusables.deep_model import (
    SHA256,
    START,
    cache_folder,
    left_out,
    not_installed,
    prepare,
)

if TYPE_CHECKING:
    from tiktoken import Encoding

__all__ = ["DeepLayer", "Doubting", "LanguageModel", "Remembered", "Scorer", "load_scorer"]

_T = TypeVar("_T")

#: How far below its threshold the trained layer may be for a place to be read by the model; and for words
#: such as "of" and "if", which it tells apart less well.
LEAST_MARGIN = -4.0
LEAST_MARGIN_FUNCTION = -2.0
#: How much likelier the word that is meant must be by itself, as the natural logarithm of the ratio.
LEAST_RATIO = 1.0
#: The sum that must be exceeded: margin + RATIO_WEIGHT · ratio > THRESHOLD.
RATIO_WEIGHT = 0.5
THRESHOLD = 1.5
#: How many tokens of its block the model is shown on each side of a word, if so many code points hold them.
CONTEXT = 12
_WINDOW = 160

#: How a text is cut into the pieces whose tokens are looked for.
_PIECE = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
#: How many tokens go through the model at a time; each takes some 200 kB meanwhile.
_BATCH = 512
#: More would only wait for each other where other processes check at the same time.
_THREADS = 1
#: How many ratios are remembered, the latest. Each takes about 100 bytes on disk.
REMEMBERED = 100_000


class Doubting(Protocol):
    """The layer that knows what it is in doubt of.

    Attributes:
        words: what it can judge.
    """

    words: frozenset[str]

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether a look at the tokens beside a word, in lower case, leaves nothing to decide."""

    def doubtful(self, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, str, float]]:
        """Candidates, each with the word that may be meant and by how much that passes its threshold."""


class Scorer(Protocol):
    """What tells which of two texts is likelier."""

    def ratios(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The natural logarithm of how much likelier the second text of each pair is than the first."""


class DeepLayer:
    """Decides by the trained layer's margin and the language model's ratio together."""

    name = "deep"

    def __init__(self, trained: Doubting, scorer: Scorer) -> None:
        self._trained, self._scorer = trained, scorer
        self.words = trained.words

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether the trained layer finds nothing to decide."""
        return self._trained.is_settled(word, before, after)

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates for which both together speak for another word, or nearly so.

        Raises:
            RuleError: the model cannot be loaded.
        """
        doubtful = [
            (candidate, meant, margin)
            for candidate, meant, margin in self._trained.doubtful(candidates)
            if margin > _least_margin(candidate.word)
        ]
        if not doubtful:
            return
        ratios = self._scorer.ratios([_both(candidate, meant) for candidate, meant, _ in doubtful])
        for (candidate, meant, margin), ratio in zip(doubtful, ratios, strict=True):
            if ratio > LEAST_RATIO:
                pair = "/".join(sorted((candidate.word, meant)))
                above = margin + RATIO_WEIGHT * ratio - THRESHOLD
                yield Decision(candidate, meant, pair, self.name, ("", ""), above)


def _least_margin(word: str) -> float:
    return LEAST_MARGIN_FUNCTION if word in FUNCTION_WORDS else LEAST_MARGIN


def _both(candidate: Candidate, meant: str) -> tuple[str, str]:
    """What stands around a word, with it and with the word that may be meant."""
    text, (start, end) = candidate.text, candidate.span
    low = max(0, start - _WINDOW, text.rfind("\n", 0, start) + 1)
    high = text.find("\n", end, end + _WINDOW)
    tokens = [match.start() for match in TOKEN.finditer(text, low, start)]
    before = text[tokens[-CONTEXT:][0] if tokens else start : start]
    ends = [match.end() for match in TOKEN.finditer(text, end, high if high >= 0 else end + _WINDOW)]
    after = text[end : ends[:CONTEXT][-1] if ends else end]
    typed = text[start:end]
    return f"{before}{typed}{after}", f"{before}{match_case(typed, meant)}{after}"


class Remembered:
    """The ratios of a scorer, which are kept in a file and not computed twice.

    Several processes may use the file at once. A damaged one is made anew; where there can be none, nothing
    is kept.

    Args:
        path: the file, in a folder that is there.
        load: gives the scorer; called when it is first needed.
    """

    def __init__(self, path: Path, load: Callable[[], Scorer]) -> None:
        self._path, self._load = path, load

    @cached_property
    def _scorer(self) -> Scorer:
        return self._load()

    def ratios(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The natural logarithm of how much likelier the second text of each pair is than the first."""
        keys = [_key(pair) for pair in pairs]
        known = self._with_file(lambda database: dict(database.execute(_FIND, [json.dumps(keys)]))) or {}
        new = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        if new:
            found = dict(zip(new, self._scorer.ratios(list(new.values())), strict=True))
            known |= found
            self._with_file(lambda database: _keep(database, found))
        return [known[key] for key in keys]

    def _with_file(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What comes of some work with the file; None if it cannot be used."""
        for _ in range(2):
            try:
                with closing(sqlite3.connect(self._path)) as database, database:
                    database.execute(_TABLE)
                    return work(database)
            except sqlite3.OperationalError:  # it cannot be written, or is locked for long
                return None
            except sqlite3.DatabaseError:
                with suppress(OSError):
                    self._path.unlink()
        return None


_TABLE = "CREATE TABLE IF NOT EXISTS ratios (age INTEGER PRIMARY KEY, key TEXT UNIQUE, ratio REAL)"
_FIND = "SELECT key, ratio FROM ratios WHERE key IN (SELECT value FROM json_each(?))"


def _key(pair: tuple[str, str]) -> str:
    return blake2b(json.dumps([SHA256, *pair]).encode(), digest_size=16).hexdigest()


def _keep(database: sqlite3.Connection, ratios: Mapping[str, float]) -> None:
    database.executemany("INSERT OR IGNORE INTO ratios (key, ratio) VALUES (?, ?)", ratios.items())
    database.execute("DELETE FROM ratios WHERE age <= (SELECT max(age) FROM ratios) - ?", [REMEMBERED])


def load_scorer() -> Scorer:
    """The model with what is remembered of it; it is converted now if need be, and loaded when first asked.

    Raises:
        RuleError: the model, or what the extra `deep` installs, is not there, or there is no room for it.
    """
    _libraries()
    cache = cache_folder()
    folder = prepare(cache)
    return Remembered(cache / "ratios.sqlite", lambda: LanguageModel(folder))


class LanguageModel:
    """A converted model, in memory.

    Args:
        folder: where `deep_model.prepare` put it.

    Raises:
        RuleError: it cannot be loaded, or what the extra `deep` installs is not there.
    """

    def __init__(self, folder: Path) -> None:
        Generator, Encoding = _libraries()  # noqa: N806
        try:
            self._tokens: list[str] = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
            self._model = Generator(str(folder), compute_type="float32", intra_threads=_THREADS)
        except (OSError, ValueError, RuntimeError) as error:
            raise left_out(f"its model cannot be loaded: {error}", f"delete {folder}") from None
        byte_of = _bytes_by_letter()
        numbers = {bytes(byte_of[letter] for letter in token): at for at, token in enumerate(self._tokens)}
        for byte in range(256):  # a few control codes are no token
            numbers.setdefault(bytes((byte,)), len(numbers))
        self._encoding = Encoding("smollm2", pat_str=_PIECE, mergeable_ranks=numbers, special_tokens={})

    def ratios(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The natural logarithm of how much likelier the second text of each pair is than the first."""
        texts = [self.tokens(text) for pair in pairs for text in pair]
        scored = self._model.score_batch(texts, max_batch_size=_BATCH, batch_type="tokens")
        totals = iter([sum(result.log_probs) for result in scored])
        return [second - first for first, second in zip(totals, totals, strict=True)]

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text, behind the one that starts a document."""
        known = len(self._tokens)
        return [START, *(self._tokens[at] for at in self._encoding.encode_ordinary(text) if at < known)]


def _libraries() -> tuple[Any, type[Encoding]]:
    try:
        from ctranslate2 import Generator  # type: ignore[import-untyped]
        from tiktoken import Encoding
    except ImportError as error:
        raise not_installed(error) from None
    return Generator, Encoding


def _bytes_by_letter() -> dict[str, int]:
    """The letters that stand for bytes in the vocabulary: their own, or for those without one from 256 on."""
    written = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = [byte for byte in range(256) if byte not in written]
    return {chr(byte): byte for byte in written} | {chr(256 + at): byte for at, byte in enumerate(others)}
