"""Places in the training text and their features: `copydesk_rules.wording.edits.features`, in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables.features import FACTORS, Classes, Token, describe
from copydesk_rules.wording.edits.features import ADVERBS, DETERMINERS, PREPOSITIONS, STOPS, SUBJECT_REACH
from texts import SOURCES, Corpus

__all__ = ["FOLD_BITS", "Places", "Text", "fold", "numbers"]

Indexes = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]
#: How much of a source is learnt from, by the beginning of its name: old prose is unlike an article.
RATES = {
    "pd_us_senate": 1.0,
    "pd_state": 0.5,
    "pd_white_house": 0.7,
    "pd_presidential": 0.4,
    "cc0_un": 0.4,
    "by_openstax": 1.0,
    "by_research": 0.7,
    "pd_gutenberg": 0.05,
    "pd_novels": 0.1,
    "": 1.0,
}
#: The share of a source, from its start, on which thresholds are set and nothing is learnt.
HELD_OUT = {"pd_state": 1.0, "pd_us_senate": 1 / 7, "": 0.5}
#: Models learn in a table of this size, as a power of two.
FOLD_BITS = 22
_NO_CONTEXT = 20


class Text:
    """The training text, described token by token."""

    def __init__(self, corpus: Corpus, classes: Classes, seed: int = 0) -> None:
        self.corpus, self.tokens, self.vocabulary = corpus, corpus.tokens, corpus.vocabulary
        rows = np.array([describe(token, classes) for token in corpus.vocabulary], dtype=np.uint32)
        self.described = {name: np.ascontiguousarray(rows[:, i]) for i, name in enumerate(Token._fields)}
        numbers: dict[str, int] = {}
        self._lower = np.array(
            [numbers.setdefault(token.lower(), len(numbers)) for token in corpus.vocabulary]
        )
        self.words = numbers
        self.held = np.zeros(len(self.tokens), dtype=bool)
        rates = np.array([RATES[source.name] for source in SOURCES], dtype=np.float32)
        for i, source in enumerate(SOURCES):
            at = np.flatnonzero(corpus.source == i)
            self.held[at[: int(len(at) * HELD_OUT.get(source.name, 0))]] = True
        chance = np.random.default_rng(seed).random(len(self.tokens), dtype=np.float32)
        self.learnt = (chance < rates[corpus.source]) & ~self.held
        self.learnt[:_NO_CONTEXT] = self.learnt[-_NO_CONTEXT:] = False

    @cached_property
    def lower(self) -> npt.NDArray[np.int64]:
        """The number of each token in lower case."""
        found: npt.NDArray[np.int64] = self._lower[self.tokens]
        return found

    @cached_property
    def is_word(self) -> npt.NDArray[np.bool_]:
        """Whether a token is a word or a number."""
        known = np.array([token[:1].isalnum() for token in self.vocabulary])
        found: npt.NDArray[np.bool_] = known[self.tokens]
        return found

    @cached_property
    def is_capital(self) -> npt.NDArray[np.bool_]:
        """Whether a token has a capital."""
        known = np.array([token[:1].isupper() and token != "I" for token in self.vocabulary])
        found: npt.NDArray[np.bool_] = known[self.tokens]
        return found

    @cached_property
    def gaps(self) -> npt.NDArray[np.bool_]:
        """Before which tokens a word may be missing: between two words that are no name."""
        before = np.roll(self.is_word, 1) & ~(self.is_capital & np.roll(self.is_capital, 1))
        return self.is_word & before

    def uses(self, word: str) -> Indexes:
        """Where a word stands between other tokens of a paragraph."""
        inside = np.roll(self.is_word, -1) & (np.roll(self.tokens, 1) != 0)
        return np.flatnonzero((self.lower == self.words.get(word, -1)) & inside)


@dataclass
class Places:
    """Places in a text: the tokens before and after each, and the base of the word in it."""

    text: Text
    left: Indexes
    right: Indexes
    bases: Sequence[npt.NDArray[np.uint32]] = ()

    def describe(self, part: str) -> Numbers:
        """A description of a token of each place, as a part of a template has it."""
        kind, sign, at = part.partition("+")
        if not sign:
            kind, _, back = part.partition("-")
            return self.text.described[kind][self.text.tokens[self.left - int(back) + 1]]
        if at == "0":
            return self.bases[("word", "fine", "coarse").index(kind)]
        if at in ("subject", "determiner"):
            return self.text.described[kind][self._subjects[at == "determiner"]]
        return self.text.described[kind][self.text.tokens[self.right + int(at) - 1]]

    @cached_property
    def _subjects(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """What `subject_of` finds before each place."""
        lower = [token.lower() for token in self.text.vocabulary]
        preposition = np.array([token in PREPOSITIONS for token in lower])
        stop = np.array([token in STOPS or not token[:1].isalnum() for token in lower])
        adverb = np.array([token.endswith("ly") or token in ADVERBS for token in lower])
        determines = np.array([token in DETERMINERS for token in lower])
        size = len(self.left)
        head, last, determiner = (np.zeros(size, dtype=np.int32) for _ in range(3))
        live, found = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
        for back in range(SUBJECT_REACH):
            token = self.text.tokens[self.left - back]
            live &= ~stop[token]
            here = live & preposition[token]
            last = np.where(here & found, head, last)
            found &= ~here
            head[here] = determiner[here] = 0
            new = live & ~here & ~found & ~adverb[token] & ~determines[token]
            head[new] = token[new]
            found |= new
            new = live & ~here & determines[token]
            determiner[new] = token[new]
            new &= head == 0
            head[new] = token[new]
            found |= new
        return np.where(found, head, last).astype(np.int32), determiner


def numbers(places: Places, templates: Sequence[Sequence[str]]) -> Numbers:
    """A row of features a place, a column a template."""
    columns: list[Numbers] = []
    for template in templates:
        column = np.full(len(places.left), crc32(" ".join(template).encode()), dtype=np.uint32)
        for part, factor in zip(template, FACTORS, strict=False):
            column += places.describe(part) * np.uint32(factor)
        columns.append(column)
    return np.stack(columns, axis=1)


def fold(features: Numbers) -> npt.NDArray[np.int32]:
    """Features as indexes of the table in which models learn."""
    mixed = features ^ (features >> np.uint32(15))
    mixed *= np.uint32(0x2C1B_3C6D)
    mixed ^= mixed >> np.uint32(12)
    return (mixed >> np.uint32(32 - FOLD_BITS)).astype(np.int32)
