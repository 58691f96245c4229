"""Partners: the words that a word may have been typed for, as one that sounds or is spelled much like it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from copydesk import RuleError
from copydesk_rules.wording.confusables.trained import load_weights
from copydesk_rules.wording.lexicon import common_words
from copydesk_rules.wording.mixed_spelling import are_variants

__all__ = ["partners"]

#: So many of the commonest words may be typed for another; so many partners of a word are looked at.
_COMMON, _MOST = 8_000, 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=1 << 12)
def partners(word: str) -> tuple[str, ...]:
    """The words that may be meant by a word in lower case: those mistaken for it, then slips of a finger."""
    try:
        confused = [model.meant for model in load_weights().models.get(word, ()) if " " not in model.meant]
    except RuleError:
        confused = []
    ranks = common_words()
    slips = {near for near in _near(word) if ranks.get(near, _COMMON) < _COMMON and near != word}
    found = dict.fromkeys((*confused, *sorted(slips, key=ranks.__getitem__)))
    return tuple(other for other in found if not are_variants(word, other))[:_MOST]


def _near(word: str) -> Iterator[str]:
    """What is one slip away: a letter less, one more, another, or two in the wrong order."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        for letter in _LETTERS:
            yield f"{left}{letter}{right}"
            if right and len(word) > 3:
                yield f"{left}{letter}{right[1:]}"
        if right and len(word) > 2:
            yield left + right[1:]
        if len(right) > 1:
            yield f"{left}{right[1]}{right[0]}{right[2:]}"
