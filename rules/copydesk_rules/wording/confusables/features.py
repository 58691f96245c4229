"""What the trained layer sees around a word: a context in, a list of numbers out.

A token is described by a few numbers: its spelling, its ending, the class of words it behaves like (coarse
and fine) and the subject it belongs to. A *template* names the descriptions that make up a feature, each
with the place of its token: `word-1 word+1` is the pair of words on either side. The number of a feature is
a linear hash of them, so that training can compute the same numbers for millions of contexts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol
from zlib import crc32

__all__ = [
    "BAG_SEEDS",
    "EDGE",
    "FACTORS",
    "GLANCE",
    "GLANCES",
    "HEAD",
    "HEAD_REACH",
    "MASK",
    "REACH",
    "REST",
    "Classes",
    "Token",
    "bag",
    "describe",
    "row_of",
]

MASK = 0xFFFF_FFFF
#: How many tokens on each side are looked at, and among how many the head of a phrase is looked for.
REACH = 8
HEAD_REACH = 4
#: What the parts of a template are multiplied by, by their place in it; odd, so that no bit is lost.
FACTORS = (0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F)
#: How many of the templates tell whether to look at the others.
GLANCES = 8
#: The token beyond either end of a block.
EDGE = ""

#: The features of a context, the most telling first. The head is the first token to the right that is
#: not a modifier: in "discrete Colombia-E.U. talks" it is "talks".
_TEMPLATES = """
word-1; word+1; word-1 word+1; fine-1 fine+1; word-2 word-1; word+1 word+2; fine-1; fine+1;
coarse-2 coarse-1 coarse+1; coarse-1 coarse+1 coarse+2; coarse-2 word-1; word+1 coarse+2;
word-2; word+2; word-3; word+3; word-3 word-2 word-1; word+1 word+2 word+3; word-2 word-1 word+1;
word-1 word+1 word+2; word-2 word+1; word-1 word+2;
ending-1; ending+1; ending-2; ending+2; ending-1 ending+1;
subject-1; subject+1; subject-2; subject+2; subject-1 subject+1;
fine-2; fine+2; fine-3; fine+3; fine-2 fine-1; fine+1 fine+2; fine-1 fine+2; fine-2 fine+1;
coarse-1; coarse+1; coarse-2; coarse+2; coarse-3; coarse+3; coarse-4; coarse+4;
coarse-1 coarse+1; coarse-2 coarse-1; coarse+1 coarse+2; coarse+1 coarse+2 coarse+3;
coarse-3 coarse-2 coarse-1; coarse-2 coarse-1 coarse+1 coarse+2;
word-1 fine+1; fine-1 word+1; word-2 coarse-1 coarse+1; word-1 coarse+1 coarse+2;
coarse-2 coarse-1 word+1; word-1 word+1 coarse+2; coarse-2 word-1 word+1; capital-1 capital+1;
word+head; coarse+head; subject+head; word-1 subject+head; coarse-1 coarse+head
"""
TEMPLATES = tuple(tuple(template.split()) for template in _TEMPLATES.split(";"))
#: The descriptions of all tokens around that are collected, whatever their place.
BAG = ("word", "subject")


class Token(NamedTuple):
    """A token, described.

    Attributes:
        is_content: whether it says something of the subject of a text.
        is_modifier: whether a phrase goes on behind it: a name, a number, an adjective.
    """

    word: int
    ending: int
    coarse: int
    fine: int
    subject: int
    capital: int
    is_content: bool
    is_modifier: bool


#: How adjectives end, and what a name or a number begins with.
_ADJECTIVE = ("al", "ic", "ive", "ous", "ary", "ful", "less", "able", "ible", "ese", "ish")
_CAPITAL_OR_DIGIT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_COMMON_WORDS = """
the a an of to in and or for on at by with from as is are was were be been being it its he she they we
you i that this these those his her their our your my him them us me not no but if so than then there
which who what when where how all any some have has had do does did will would can could may might must
shall should up out into over about more most such also only very just other new one two
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Classes(Protocol):
    """By the CRC of a word: its coarse class, its fine one, its subject; each 0 where it has none."""

    def get(self, word: int, /) -> tuple[int, int, int] | None: ...


def describe(token: str, classes: Classes) -> Token:
    """Describe a token, as written.

    Args:
        token: the token; `EDGE` beyond the block.
        classes: of words in lower case.
    """
    first = token[:1]
    word = "#" if first.isdigit() else token.lower()
    number = crc32(word.encode())
    is_compound = "-" in word
    known = classes.get(number)
    if known is None and is_compound:
        known = classes.get(crc32(word.rpartition("-")[2].encode()))
    coarse, fine, subject = known or (0, 0, 0)
    is_capital = first.isupper()
    if not coarse:  # then it is of the class of those that look like it
        coarse = fine = crc32(b"^" if is_capital else f"~{word[-2:]}".encode())
    factor = FACTORS[0]
    return Token(
        number,
        crc32(f"-{word[-3:]}".encode()) if len(word) > 4 else number,
        coarse * factor & MASK,
        fine * factor & MASK,
        subject * factor & MASK,
        int(is_capital and token != "I"),
        len(word) > 2 and word[0].isalpha() and word not in _COMMON,
        is_compound or first in _CAPITAL_OR_DIGIT or token.endswith(_ADJECTIVE),
    )


#: The place that stands for the head.
HEAD = REACH + 1


def _part(written: str) -> tuple[int, int]:
    """The place of a part of a template in a row of tokens, and of its description in the token."""
    kind, sign, at = written.partition("+")
    if not sign:
        kind, _, at = written.partition("-")
        return -int(at), Token._fields.index(kind)
    return HEAD if at == "head" else int(at), Token._fields.index(kind)


class Group:
    """Templates that are computed together.

    Attributes:
        parts: what they are made of, each once, as places of tokens and of descriptions.
        templates: each as indexes into `parts`, and a number of its own.
    """

    def __init__(self, templates: Sequence[Sequence[str]]) -> None:
        written = [[_part(part) for part in template] for template in templates]
        self.parts = sorted({part for parts in written for part in parts})
        self.templates = [
            ([self.parts.index(part) for part in parts], crc32(" ".join(template).encode()))
            for parts, template in zip(written, templates, strict=True)
        ]
        by_size: list[list[tuple[int, ...]]] = [[], [], [], []]
        for indexes, seed in self.templates:
            by_size[len(indexes) - 1].append((*indexes, seed))
        self._ones, self._twos, self._threes, self._fours = by_size

    def numbers(self, row: Sequence[Sequence[int]]) -> list[int]:
        """The features of a row of tokens, as `row_of` makes it; in no order."""
        one, two, three, four = FACTORS
        values = [row[place][kind] for place, kind in self.parts]
        first, second = [value * one for value in values], [value * two for value in values]
        found = [first[a] + seed & MASK for a, seed in self._ones]
        found += [first[a] + second[b] + seed & MASK for a, b, seed in self._twos]
        if self._threes or self._fours:
            third = [value * three for value in values]
            found += [first[a] + second[b] + third[c] + seed & MASK for a, b, c, seed in self._threes]
            found += [
                first[a] + second[b] + third[c] + values[d] * four + seed & MASK
                for a, b, c, d, seed in self._fours
            ]
        return found


GLANCE, REST = Group(TEMPLATES[:GLANCES]), Group(TEMPLATES[GLANCES:])
BAG_SEEDS = tuple((Token._fields.index(kind), crc32(kind.encode())) for kind in BAG)
_NONE = (0,) * len(Token._fields)


def row_of(before: Sequence[Token], after: Sequence[Token]) -> Sequence[Sequence[int]]:
    """Tokens, `REACH` before a word (the nearest first) and after it, such that a place is an index."""
    head = next((token for token in after[:HEAD_REACH] if not token.is_modifier), _NONE)
    return (_NONE, *after, head, *reversed(before))


def bag(before: Sequence[Token], after: Sequence[Token]) -> list[int]:
    """The features that are bound to no place."""
    content = [token for token in (*before, *after) if token.is_content]
    return [token[kind] * FACTORS[0] + seed & MASK for kind, seed in BAG_SEEDS for token in content]
