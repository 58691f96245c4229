"""Which word sets and which directions a house wants to have looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from copydesk import RuleError, nearest
from copydesk_rules.wording.confusables.word_sets import WordSet

__all__ = ["Selection", "trained_pairs", "unknown"]

Pair = tuple[str, str]


class Selection:
    """What is wanted of all that is known.

    A name is a word of a set ("discreet"), the set itself ("discrete/discreet"), or one direction
    ("discrete > discreet", the word that is typed first). It stands for all forms of the words.

    Args:
        enabled: the only names that are wanted; none for all.
        disabled: the names that are not.
        sets: the word sets that are known; pairs of words that are in none of them may be asked for too.
    """

    def __init__(self, enabled: Collection[str], disabled: Collection[str], sets: Sequence[WordSet]) -> None:
        self._enabled = [(name, _pairs_named(name, sets)) for name in enabled]
        self._disabled = [(name, _pairs_named(name, sets)) for name in disabled]

    def wants(self, pair: Collection[str]) -> bool:
        """Whether to look for a word that is typed and the one that is meant, in this order."""
        if self._disabled and _is_among(pair, self._disabled):
            return False
        return not self._enabled or _is_among(pair, self._enabled)


def _is_among(pair: Collection[str], named: Iterable[tuple[str, frozenset[Pair]]]) -> bool:
    return any(pair in pairs or _names_pair(name, pair) for name, pairs in named)


def _names_pair(name: str, pair: Collection[str]) -> bool:
    """Whether a name names a pair of words by itself, whatever set the pair is in."""
    typed, arrow, meant = (part.strip() for part in name.partition(">"))
    if arrow:
        return (typed, meant) == tuple(pair)
    return name in pair or sorted(name.split("/")) == sorted(pair)


def _pairs_named(name: str, sets: Iterable[WordSet]) -> frozenset[Pair]:
    """The pairs of forms in word sets that a name stands for."""
    typed, arrow, meant = (part.strip() for part in name.partition(">"))
    found: set[Pair] = set()
    for word_set in sets:
        if arrow:
            if (typed, meant) in word_set.pairs:
                for direction in word_set.directions:
                    if direction.forms.get(typed) == meant:
                        found.update(direction.forms.items())
        elif sorted(name.split("/")) == sorted(word_set.meanings) or any(
            name in pair for pair in (tuple(word_set.meanings), *word_set.pairs)
        ):
            found.update(word_set.pairs)
    return frozenset(found)


def unknown(name: str, sets: Iterable[WordSet]) -> str | None:
    """Nothing if a name names something; else a hint at the nearest name that does, or ""."""
    sets = tuple(sets)
    if _pairs_named(name, sets):
        return None
    try:
        pairs = trained_pairs()
    except RuleError:
        return None  # said when articles are checked
    if any(_names_pair(name, pair) for pair in pairs):
        return None
    pairs |= {pair for word_set in sets for pair in word_set.pairs}
    if ">" in name:
        return nearest(name, map(" > ".join, pairs))
    return nearest(name, {word for pair in pairs for word in pair} | {word_set.name for word_set in sets})


def trained_pairs() -> set[Pair]:
    """The pairs of words that the trained layer tells apart, the one that is typed first.

    Raises:
        RuleError: the weights cannot be used.
    """
    from copydesk_rules.wording.confusables.trained import load_weights

    return {(typed, model.meant) for typed, models in load_weights().models.items() for model in models}
