"""How unlikely a slip is: the cost of an edit, by what it does to a word, by keyboard and by sound.

A cost of 1 is that of a letter doubled or not, which writers and fingers do all the time; one of 5 is that of
a letter that is neither near on the keyboard nor alike in sound.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["FAR", "cost_of", "extra", "missing", "other", "swapped"]

#: More than any slip costs.
FAR = 7.0
_VOWELS = frozenset("aeiou")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Letters that are taken for each other by ear.
_ALIKE = ("cs", "ck", "sz", "gj", "dt", "fv", "iy", "mn", "kq", "cq", "uw", "eu", "sx")
#: At the start of a word a slip is rare: it is seen at once.
_AT_START = 2.5
#: What another last letter makes of a word is often one of a neighbour language, or of Latin.
_AT_END = 1.5
#: How far places of one letter in both words may be apart.
_BAND = 3


def _neighbours() -> Iterator[str]:
    for row, letters in enumerate(_ROWS):
        for at, letter in enumerate(letters):
            for near in letters[at + 1 : at + 2]:
                yield letter + near
            for near in _ROWS[row + 1][max(0, at - 1) : at + 1] if row < 2 else "":
                yield letter + near


_NEAR = frozenset(pair for near in _neighbours() for pair in (near, near[::-1]))
_SOUND = frozenset(pair for alike in _ALIKE for pair in (alike, alike[::-1]))


def missing(meant: str, at: int) -> float:
    """The cost of leaving a letter out."""
    letter = meant[at]
    if at == 0:
        return 5.0
    before, after = meant[at - 1], meant[at + 1 : at + 2]
    if letter in (before, after):
        return 1.2
    if letter == "h" and before in "rwcgt":
        return 2.0
    if letter == "c" and after in ("k", "q"):
        return 1.8
    if not after:
        return 3.2
    return 2.2 if letter in _VOWELS else 2.8


def extra(word: str, at: int) -> float:
    """The cost of one letter too many."""
    letter = word[at]
    if at == 0:
        return 5.0
    before, after = word[at - 1], word[at + 1 : at + 2]
    if not after:
        if letter == before:
            return 2.5 if letter == "e" else 1.3
        return 5.5 if letter == "s" else 4.2
    if letter in (before, after):
        return 1.3
    if at == len(word) - 2 and after == "s":
        return 4.2
    return 3.0 if letter in _VOWELS or letter + before in _NEAR or letter + after in _NEAR else 3.8


def other(meant: str, word: str, at: int) -> float:
    """The cost of a letter for another at the same place of both words."""
    return _other(meant[at], word[at], at) + (_AT_END if at == len(word) - 1 else 0.0)


def _other(meant: str, typed: str, at: int) -> float:
    start = 0.0 if at else _AT_START
    if meant in _VOWELS and typed in _VOWELS:
        return start + (2.5 if "u" in (meant, typed) else 1.8)
    if meant + typed in _SOUND:
        return start + 2.5
    return start + (3.2 if meant + typed in _NEAR else 5.0)


def swapped(meant: str, at: int) -> float:
    """The cost of two letters in the wrong order."""
    if at == 0:
        return 3.0
    return 1.2 if meant[at] in _VOWELS and meant[at + 1] in _VOWELS else 1.8


def cost_of(word: str, meant: str) -> float:
    """The cost of what lies between two words, however many slips; `FAR` where that is too much."""
    rows = [[FAR] * (len(word) + 1) for _ in range(len(meant) + 1)]
    rows[0][0] = 0.0
    for i, row in enumerate(rows):
        for j in range(max(0, i - _BAND), min(len(word), i + _BAND) + 1):
            cost = row[j]
            if cost >= FAR:
                continue
            if i < len(meant):
                rows[i + 1][j] = min(rows[i + 1][j], cost + missing(meant, i))
            if j < len(word):
                row[j + 1] = min(row[j + 1], cost + extra(word, j))
            if i < len(meant) and j < len(word):
                step = 0.0 if meant[i] == word[j] else _other(meant[i], word[j], j)
                rows[i + 1][j + 1] = min(rows[i + 1][j + 1], cost + step)
                if meant[i] != word[j] and meant[i : i + 2] == word[j : j + 2][::-1] and i + 1 < len(meant):
                    rows[i + 2][j + 2] = min(rows[i + 2][j + 2], cost + swapped(meant, i))
    return rows[-1][-1]
