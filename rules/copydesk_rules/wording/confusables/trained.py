"""The second layer: for each pair of words, a linear model of the contexts that one and the other stand in.

Its weights are in `weights.bin` beside this file; `training/train_confusables.py` makes it and
`weights.md` tells of what. The file is mapped into memory, so that of the table only what is asked for is
read. All pairs share the one table. A feature of a pair is looked for in a bucket of eight slots: a byte
of each says whether it is the feature, another holds three more bits of that and which of 32 weights it has.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec import Struct

from copydesk import RuleError
from copydesk_rules.wording.confusables import Candidate, Decision
from copydesk_rules.wording.confusables.features import (
    EDGE,
    GLANCE,
    MASK,
    REACH,
    REST,
    Token,
    bag,
    describe,
    row_of,
)
from copydesk_rules.wording.shared.recent import Recent

__all__ = [
    "HEADER",
    "MAGIC",
    "SLOTS",
    "USUAL_BITS",
    "WEIGHTS",
    "Model",
    "TrainedLayer",
    "Weights",
    "load_weights",
    "seed_of",
]

WEIGHTS = Path(__file__).with_name("weights.bin")
#: What a file begins with; the number at the end changes with the way the file is to be read.
MAGIC = b"copydesk-confusables-2\n"
#: Behind it: the bytes of the JSON, the number of words that have classes, the number of buckets.
HEADER = struct.Struct("<III")
SLOTS = 8
#: The size of the bitmap of what stands beside a word usually, as a power of two.
USUAL_BITS = 22
_USUAL_SHIFT = 32 - USUAL_BITS
_BYTES = tuple(bytes((byte,)) for byte in range(256))
#: How many tokens to remember the description of.
_REMEMBERED = 1 << 13
#: A tenth of all words is one of these, and the model finds few of their slips: one in six.
_COMMONEST = frozenset({"the", "of", "and", "to", "that", "for", "on", "with", "or"})
#: By how much less than usual the first features may add up to for a context to be looked at closely.
_SLACK = 3.0
#: What lies further below its threshold is not worth a doubt.
_LEAST = -4.0
#: How much it speaks for one of several words that may be meant that a neighbour is usual company of it. Each
#: model weighs one word against what was typed: two of them agree that this is wrong, and tell little of
#: which of their words is right.
_COMPANY = 5.0
#: A token that nothing has for a neighbour.
_NOBODY = "\0"


class Model(Struct, frozen=True):
    """The model of one direction of a pair.

    Attributes:
        meant: the word that may be meant.
        seed: what sets the pair's features in the table off from other pairs'.
        sign: 1 where the model speaks for the word that is meant, -1 where it speaks for the other.
        bias: what a context without any feature adds up to.
        threshold: what must be exceeded to say that the other word is meant.
        cutoff: a context whose first features add up to less is not looked at further.
        recall: the share of slips that is found, on text of a kind that was held out.
    """

    meant: str
    seed: int
    sign: int
    bias: float
    threshold: float
    cutoff: float
    recall: float


def seed_of(first: str, second: str) -> int:
    """The seed of a pair of words, in alphabetical order."""
    return crc32(f"{first}/{second}".encode())


def _unusable(why: str) -> RuleError:
    return RuleError(f"only its patterns are used: the file of trained weights {why}; install copydesk again")


class Weights:
    """A file of weights.

    Attributes:
        models: the directions of each word that may be typed for another.

    Raises:
        RuleError: it is not there, not whole, or of another version.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise _unusable(f"cannot be read: {error}") from None
        at = len(MAGIC) + HEADER.size
        if data[: len(MAGIC)] != MAGIC or len(data) < at:
            raise _unusable("is of another version of copydesk")
        length, words, self._buckets = HEADER.unpack(data[len(MAGIC) : at])
        ends = [at := at + size for size in (length, 4 * words, words, 2 * words, 2 * words)]
        self._usual = ends[-1]
        self._checks = self._usual + (1 << USUAL_BITS - 3)
        self._levels_at = self._checks + self._buckets * SLOTS
        if len(data) != self._levels_at + self._buckets * SLOTS:
            raise _unusable("is not whole")
        header = msgspec.json.decode(data[ends[0] - length : ends[0]])
        view = memoryview(data)
        self._data = data
        self._levels: list[float] = header["levels"]
        self._words = view[ends[0] : ends[1]].cast("I")
        self._classes = (
            view[ends[1] : ends[2]],
            view[ends[2] : ends[3]].cast("H"),
            view[ends[3] : ends[4]].cast("H"),
        )
        self._tokens: Recent[str, Token] = Recent(lambda written: describe(written, self), _REMEMBERED)
        self.models: dict[str, list[Model]] = {}
        for first, second, bias, there, back in header["pairs"]:
            seed = seed_of(first, second)
            if there:
                self.models.setdefault(first, []).append(Model(second, seed, 1, bias, *there))
            if back:
                self.models.setdefault(second, []).append(Model(first, seed, -1, -bias, *back))

    def token(self, written: str) -> Token:
        """The description of a token."""
        return self._tokens[written]

    def tokens(self, written: Iterable[str]) -> Iterator[Token]:
        """The descriptions of tokens."""
        return map(self._tokens.__getitem__, written)

    def get(self, word: int) -> tuple[int, int, int] | None:
        """The classes of a word, by its CRC."""
        at = bisect_left(self._words, word)
        if at == len(self._words) or self._words[at] != word:
            return None
        coarse, fine, subject = self._classes
        return coarse[at], fine[at], subject[at]

    def is_usual(self, word: str, before: str, after: str) -> bool:
        """Whether a neighbour of a word leaves no doubt that it is right, which settles most."""
        data, at = self._data, self._usual
        bit = crc32(f"{word} {after}".encode()) >> _USUAL_SHIFT
        if data[at + (bit >> 3)] >> (bit & 7) & 1:
            return True
        bit = crc32(f"{before}  {word}".encode()) >> _USUAL_SHIFT
        return bool(data[at + (bit >> 3)] >> (bit & 7) & 1)

    def total(self, seen: Iterable[int], seed: int) -> float:
        """The weights of some features of a pair, added up."""
        find, data, buckets, levels = self._data.find, self._data, self._buckets, self._levels
        checks, shift = self._checks, self._buckets * SLOTS
        total = 0.0
        for feature in seen:
            number = feature + seed & MASK
            at = checks + (number * buckets >> 32) * SLOTS
            end = at + SLOTS
            check = _BYTES[number & 255]
            at = find(check, at, end)
            while at >= 0:
                slot = data[at + shift]
                if slot >> 5 == number >> 8 & 7:
                    total += levels[slot & 31]
                    break
                at = find(check, at + 1, end)
        return total


@cache
def load_weights() -> Weights:
    """The weights that come with copydesk."""
    return Weights(WEIGHTS)


class TrainedLayer:
    """Decides by what a model has learnt of the contexts of two words.

    Args:
        weights: of the models.
        is_wanted: whether to look for a word that is typed and the one that is meant.
        closely: whether to look at the commonest words too, and at contexts that a glance leaves little of.
    """

    name = "trained"

    def __init__(
        self, weights: Weights, is_wanted: Callable[[Collection[str]], bool], closely: bool = False
    ) -> None:
        self._weights, self._slack = weights, _SLACK if closely else 0.0
        self._models = {
            word: wanted
            for word, models in weights.models.items()
            if (closely or word not in _COMMONEST)
            and (wanted := [model for model in models if is_wanted((word, model.meant))])
        }
        self.words = frozenset(self._models)

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether the word stands in usual company."""
        return self._weights.is_usual(word, before, after)

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates whose context is that of another word, or nearly so."""
        for candidate, meant, margin in self.doubtful(candidates):
            pair = "/".join(sorted((candidate.word, meant)))
            yield Decision(candidate, meant, pair, self.name, ("", ""), margin)

    def doubtful(self, candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, str, float]]:
        """Candidates, each with the word that it likely is, and by how much the surest passes its threshold.

        Those that are far below it are left out.
        """
        weights, slack = self._weights, self._slack
        edges = [weights.token(EDGE)] * REACH
        for candidate in candidates:
            models = self._models.get(candidate.word)
            if not models or candidate.is_recased or self._is_usual(candidate):
                continue
            before = [*weights.tokens(candidate.before), *edges][:REACH]
            after = [*weights.tokens(candidate.after), *edges][:REACH]
            row = row_of(before, after)
            glance = GLANCE.numbers(row)
            first = [model.sign * weights.total(glance, model.seed) + model.bias for model in models]
            close = [total > model.cutoff - slack for total, model in zip(first, models, strict=True)]
            if not any(close):
                continue
            rest = REST.numbers(row) + bag(before, after)
            margins = {
                model.meant: total + model.sign * weights.total(rest, model.seed) - model.threshold
                for total, model in zip(first, models, strict=True)
            }
            best = max(margin for margin, near in zip(margins.values(), close, strict=True) if near)
            if best > _LEAST:
                yield candidate, self._likeliest(candidate, margins), best

    def _likeliest(self, candidate: Candidate, margins: dict[str, float]) -> str:
        """Which word is meant, given by how much each passes its threshold."""
        if len(margins) == 1:
            return next(iter(margins))
        before, after = _beside(candidate)
        is_usual = self._weights.is_usual

        def weight(word: str) -> float:
            company = is_usual(word, before, _NOBODY) + is_usual(word, _NOBODY, after)
            return margins[word] + _COMPANY * company

        return max(margins, key=weight)

    def _is_usual(self, candidate: Candidate) -> bool:
        return self._weights.is_usual(candidate.word, *_beside(candidate))


def _beside(candidate: Candidate) -> tuple[str, str]:
    """The tokens on either side of a word, in lower case."""
    before = candidate.before[0].lower() if candidate.before else EDGE
    after = candidate.after[0].lower() if candidate.after else EDGE
    return before, after
