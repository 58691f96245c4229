"""Errors put into clean text, one in a few sentences: not by the noise that the tagger is trained with.

A small word falls out or one is left over from another wording, a noun loses its number or a verb its form, a
word is typed for one that it is mistaken for.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from msgspec import Struct

from copydesk import match_case
from copydesk_rules.wording.confusables.trained import load_weights
from copydesk_rules.wording.deep.inflections import inflected, relation
from copydesk_rules.wording.deep.pieces import words_of

__all__ = ["Error", "with_errors"]

_DROPPED = frozenset(
    {
        *(
            "a",
            "an",
            "the",
            "of",
            "to",
            "in",
            "for",
            "on",
            "at",
            "with",
            "by",
            "from",
            "as",
            "is",
            "are",
            "be",
        ),
        *("was", "were", "been", "have", "has", "had", "it", "not", "and", "or", "they", "he"),
    }
)
#: What is left over stands beside one of its own kind.
_LEFT_OVER = (
    ("of", "for", "to", "in", "on", "at", "by", "with", "from"),
    ("is", "was", "has", "be", "are", "were"),
    ("the", "a"),
    ("and", "but"),
    ("that", "which"),
)
_FORMS = ("@base", "@s", "@ed", "@past", "@part", "@ing")
#: One sentence in so many gets an error.
_ONE_IN = 4


class Error(Struct, frozen=True):
    """An error that was put in.

    Attributes:
        kind: "missing", "extra", "number", "form" or "word".
        start, end: where it stands now.
        right: what stood there.
    """

    kind: str
    start: int
    end: int
    right: str


#: A word of the text, where it stands: gives what to write for it, and the kind of error.
_Maker = Callable[[str, random.Random], tuple[str, str] | None]


def with_errors(text: str, seed: int) -> tuple[str, list[Error]]:
    """A text with errors put in, and where they are now; no two of them are near each other."""
    chance = random.Random(seed)
    words = [(start, end) for start, end in words_of(text) if text[start:end].isalpha()]
    parts: list[str] = []
    errors: list[Error] = []
    at = 0
    size = 0
    next_word = chance.randrange(10, 40 * _ONE_IN)
    for number, (start, end) in enumerate(words):
        if number < next_word:
            continue
        made = _error(text[start:end], chance)
        if made is None:
            continue
        written, kind = made
        if kind == "missing" and text[end : end + 1] == " ":
            end += 1
        elif kind == "missing":
            continue
        before = text[at:start]
        parts += (before, written)
        size += len(before)
        errors.append(Error(kind, size, size + len(written), text[start:end]))
        size += len(written)
        at = end
        next_word = number + chance.randrange(15, 30 * _ONE_IN)
    return "".join((*parts, text[at:])), errors


def _error(word: str, chance: random.Random) -> tuple[str, str] | None:
    """What is written for a word, with the kind of error; None where this word gets none."""
    if not word.islower():
        return None
    makers = [_dropped, _left_over, _inflected, _inflected, _mistaken]
    return chance.choice(makers)(word, chance)


def _dropped(word: str, chance: random.Random) -> tuple[str, str] | None:
    return ("", "missing") if word in _DROPPED else None


def _left_over(word: str, chance: random.Random) -> tuple[str, str] | None:
    for group in _LEFT_OVER:
        if word in group:
            other = chance.choice([each for each in group if each != word])
            pair = (word, other) if chance.random() < 0.5 else (other, word)
            return " ".join(pair), "extra"
    return None


def _inflected(word: str, chance: random.Random) -> tuple[str, str] | None:
    found = [form for tag in _FORMS for form in inflected(word, tag)]
    if not found or chance.random() < 0.5:
        return None
    form = chance.choice(found)
    return form, relation(word, form)


def _mistaken(word: str, chance: random.Random) -> tuple[str, str] | None:
    found = [model.meant for model in load_weights().models.get(word, ()) if model.meant.isalpha()]
    return (match_case(word, chance.choice(found)), "word") if found else None
