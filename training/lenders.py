"""Words that lend their company to rarer ones: inflections of the same pair, and words that mean the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import takewhile
from pathlib import Path

from model import Lenders

__all__ = ["lenders_of", "read_synonyms"]

_SISTER, _SYNONYM = 0.5, 0.3
_ENDINGS = frozenset({"", "e", "s", "es", "d", "ed", "ing", "ly", "y", "ies", "ied"})


def read_synonyms(path: Path) -> dict[str, list[str]]:
    """Words that mean much the same, from lines such as "complement: supplement accompany"."""
    rows = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines())
    return {word.strip(): others.split() for word, _, others in rows if others.strip()}


def lenders_of(
    pairs: Iterable[tuple[str, str]], synonyms: Mapping[str, list[str]]
) -> dict[tuple[str, str], tuple[Lenders, Lenders]]:
    """For each pair, what either word may borrow from: the other inflections of the pair, and synonyms."""
    pairs = list(pairs)
    by_start: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for first, second in pairs:
        by_start[first[:3]].append((first, second))
        by_start[second[:3]].append((second, first))
    found: dict[tuple[str, str], tuple[Lenders, Lenders]] = {}
    for first, second in pairs:
        sisters = [
            (one, other)
            for one, other in by_start[first[:3]]
            if (one, other) != (first, second) and _endings(first, one) == _endings(second, other) is not None
        ]
        sides = []
        for at, word in enumerate((first, second)):
            lent = [(sister[at], _SISTER) for sister in sisters]
            sides.append(lent + [(synonym, _SYNONYM) for synonym in synonyms.get(word, ())])
        found[first, second] = sides[0], sides[1]
    return found


def _endings(word: str, other: str) -> tuple[str, str] | None:
    """The endings in which two forms of a word differ; None where they are not forms of one word."""
    stem = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))))
    endings = word[stem:], other[stem:]
    return endings if stem > 2 and _ENDINGS.issuperset(endings) else None
