"""Which word is meant by one that no dictionary has, and how sure that is.

`targets.txt` holds the 50,000 words that may be meant, each with the natural logarithm of how often it stands
in a million words, in tenths. `trigrams.txt` has which three letters stand together in
several of them, `between.txt` which letters stand between two in any (its ends are "_"), and `sounds.txt`
files the longer ones under how they sound.

`attested.txt` holds what is near one of them and yet right: newer words, terms, foreign words, with those of
`newer.txt`, which the sources are too old for; `names.txt` what may be right with a capital. `doubted.txt`
holds words that a large dictionary has, and that are nearly always slips for a common one all the same.

`scripts/slips.py` writes all but `newer.txt`; `NOTICE` tells whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from copydesk_rules.wording.lexicon import NumberedLines, SortedLines, edits
from copydesk_rules.wording.slips.cost import FAR, cost_of, extra, missing, other, swapped

__all__ = [
    "FAR",
    "SOUND_LENGTH",
    "Slip",
    "doubted_words",
    "is_attested",
    "is_name_like",
    "slips",
    "sound_of",
    "targets",
    "trigrams_of",
]

_FOLDER = Path(__file__).parent
#: After so many words that may be meant were looked up, all of them are read.
_OFTEN = 4_000
#: What a cost of 1 takes from the logarithm.
_WEIGHT = 1.6
#: Beyond this a cost weighs double.
_UNLIKELY = 3.2
#: What a letter adds: the longer a word, the less is it near another by chance.
_PER_LETTER = 1.5
_SHORT, _LONG = 6, 12
#: What letters add that stand together in no word, up to how many times, and in how long a word.
_ODD, _MOST_ODD, _ODD_LENGTH = 1.5, 2, 5
#: How long words are that may have more than one slip in them.
SOUND_LENGTH = 7
#: How long a word is that may have more than one.
_SEVERAL_LENGTH = 8
_SOUNDS = str.maketrans("cqzv", "kksf", "yaeiouhw")
_SOFT = re.compile("c(?=[eiy])")


class Slip(Struct, frozen=True):
    """A word that may be meant.

    Attributes:
        score: how much likelier it is that it was meant than that the word is a new one; a logarithm.
        cost: of what lies between.
    """

    score: float
    cost: float
    meant: str


@cache
def _targets() -> NumberedLines[float]:
    return NumberedLines(_FOLDER / "targets.txt", cache(lambda tenths: int(tenths) / 10), _OFTEN)


def targets() -> Mapping[str, float]:
    """The words that may be meant, each with the logarithm of how often it stands in a million words."""
    return _targets().mapping


@cache
def _lines(name: str) -> SortedLines:
    return SortedLines(_FOLDER / f"{name}.txt")


def is_attested(word: str) -> bool:
    """Whether a word in lower case that dictionaries lack is in use."""
    return word in _lines("attested")


def is_name_like(word: str) -> bool:
    """Whether a word, given in lower case, may be a name where it has a capital."""
    return word in _lines("names") or is_attested(word)


@cache
def doubted_words() -> frozenset[str]:
    """Rare words that are nearly always slips for common ones."""
    return frozenset((_FOLDER / "doubted.txt").read_text(encoding="utf-8").split())


def sound_of(word: str) -> str:
    """What words that sound alike, or have the same consonants, have in common."""
    soft = _SOFT.sub(
        "s", _single_letters(word).replace("ph", "f").replace("tion", "sn").replace("sion", "sn")
    )
    return _single_letters(word[0] + soft[1:].translate(_SOUNDS))


def _single_letters(word: str) -> str:
    return "".join(letter for letter, before in zip(word, " " + word, strict=False) if letter != before)


@lru_cache(maxsize=2048)
def slips(word: str) -> tuple[Slip, ...]:
    """The words that may be meant by one in lower case, of ASCII letters, the likeliest first."""
    costs = dict(_single(word))
    if len(word) >= _SEVERAL_LENGTH:
        for meant in _lines("sounds").values(sound_of(word)):
            if meant not in costs and abs(len(meant) - len(word)) < 3:
                costs[meant] = cost_of(word, meant)
    known = targets()
    letters = _PER_LETTER * (min(len(word), _LONG) - _SHORT) + _ODD * min(_odd_parts(word), _MOST_ODD)
    found = [
        Slip(known[meant] - _WEIGHT * (c + max(0.0, c - _UNLIKELY)) + letters, c, meant)
        for meant, c in costs.items()
        if c < FAR
    ]
    return tuple(sorted(found, key=lambda slip: -slip.score))


def trigrams_of(word: str) -> Iterator[str]:
    """Each three letters that stand together in a word, its ends counted as letters."""
    padded = f"_{word}_"
    return (padded[at : at + 3] for at in range(len(padded) - 2))


@cache
def _between() -> dict[str, str]:
    """Which letters stand between two in any of the words that may be meant."""
    lines = (_FOLDER / "between.txt").read_text(encoding="ascii").splitlines()
    return {line[:2]: line[3:] for line in lines}


@cache
def _trigrams() -> frozenset[str]:
    return frozenset((_FOLDER / "trigrams.txt").read_text(encoding="utf-8").split())


def _odd_parts(word: str) -> int:
    """How many three letters of a word stand together in no word; a short one may be an abbreviation."""
    return sum(part not in _trigrams() for part in trigrams_of(word)) if len(word) >= _ODD_LENGTH else 0


def _single(word: str) -> Iterator[tuple[str, float]]:
    """The words that one slip makes of it, with what that costs."""
    for meant, change, at in edits(word, targets(), _between()):
        if change == "missing":
            yield meant, missing(meant, at)
        elif change == "extra":
            yield meant, extra(word, at)
        elif change == "swapped":
            yield meant, swapped(meant, at)
        else:
            yield meant, other(meant, word, at)
