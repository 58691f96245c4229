"""What the engine sees around a place: words and their classes on both sides, as numbers.

A *template* names the descriptions that make up a feature, each with the place of its token, as in
`confusables/features.py`: `word-1 fine+1` is the word before the place and the class of the word after it.
Behind a place in which a form of a word stands, `+0` is its base form; `+subject` and `+determiner` are the
noun that a verb seems to belong to and what stands before that noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from copydesk_rules.wording.confusables.features import EDGE, FACTORS, MASK, Token

__all__ = [
    "ADVERBS",
    "DETERMINERS",
    "FORM_TEMPLATES",
    "GAP_TEMPLATES",
    "PREPOSITIONS",
    "REACH",
    "STOPS",
    "SUBJECT_REACH",
    "Features",
    "subject_of",
]

#: How many tokens on each side are looked at, and among how many a subject is looked for.
REACH = 3
SUBJECT_REACH = 12
_SUBJECT, _DETERMINER = REACH + 1, REACH + 2

_GAP = """
word-1 word+1; fine-1 fine+1; word-2 word-1; word+1 word+2; word-2 word-1 word+1; word-1 word+1 word+2;
word-1 fine+1; fine-1 word+1; fine-2 fine-1 fine+1; fine-1 fine+1 fine+2;
coarse-2 coarse-1 coarse+1 coarse+2; word-1 coarse+1 coarse+2; coarse-2 coarse-1 word+1; word-1 word+2;
word-2 word+1; ending-1 ending+1; coarse-3 coarse-2 coarse-1 coarse+1; coarse-1 coarse+1 coarse+2 coarse+3;
word+1 word+2 word+3; word-3 word-2 word-1; fine-2 word-1 fine+1; fine-1 word+1 fine+2;
word-2 word-1 word+1 word+2; word-1; word+1
"""
_FORM = """
word-1 word+1; fine-1 fine+1; word-2 word-1; word+1 word+2; word-1 fine+1; fine-1 word+1;
fine-2 fine-1 fine+1; fine-1 fine+1 fine+2; coarse-2 coarse-1 coarse+1 coarse+2; word-3 word-2 word-1;
coarse-3 coarse-2 coarse-1 coarse+1; word-1; word+1;
word+0; word+0 word-1; word+0 word+1; fine+0 word-1; fine+0 word+1; fine+0 fine-1 fine+1; word+0 fine-1;
word+0 fine+1; fine+0 word-2 word-1; fine+0 fine-2 fine-1; fine+0 word+1 word+2; word+0 word-1 word+1;
word+0 word-2 word-1; coarse+0 coarse-2 coarse-1 coarse+1 coarse+2; coarse+0 word-1 fine+1;
coarse+0 fine-2 word-1; word+subject; fine+subject coarse-1 coarse+0; ending+subject word-1;
fine+subject fine-1 fine+1; word+determiner ending+subject; word+determiner coarse-1 coarse+0;
word+determiner fine-1
"""
GAP_TEMPLATES, FORM_TEMPLATES = (
    tuple(tuple(template.split()) for template in templates.split(";")) for templates in (_GAP, _FORM)
)


class Features:
    """Templates, computed together.

    Args:
        templates: each of parts; a part is a description of a token and its place.
    """

    def __init__(self, templates: Sequence[Sequence[str]]) -> None:
        written = [[_part(part) for part in template] for template in templates]
        self.parts = sorted({part for parts in written for part in parts})
        self._products: list[tuple[int, int]] = []
        sums: list[tuple[tuple[int, ...], int]] = []
        for template, parts in zip(templates, written, strict=True):
            indexes: list[int] = []
            for part, factor in zip(parts, FACTORS, strict=False):
                product = self.parts.index(part), factor
                if product not in self._products:
                    self._products.append(product)
                indexes.append(self._products.index(product))
            sums.append((tuple(indexes), crc32(" ".join(template).encode())))
        self._ones = [(*indexes, seed) for indexes, seed in sums if len(indexes) == 1]
        self._twos = [(*indexes, seed) for indexes, seed in sums if len(indexes) == 2]
        self._threes = [(*indexes, seed) for indexes, seed in sums if len(indexes) == 3]
        self._fours = [(*indexes, seed) for indexes, seed in sums if len(indexes) == 4]

    def numbers(self, row: Sequence[Sequence[int]]) -> list[int]:
        """The features of a row: the base form, `REACH` tokens after, subject, determiner, those before."""
        values = [row[place][kind] for place, kind in self.parts]
        x = [values[part] * factor for part, factor in self._products]
        found = [x[a] + seed & MASK for a, seed in self._ones]
        found += [x[a] + x[b] + seed & MASK for a, b, seed in self._twos]
        found += [x[a] + x[b] + x[c] + seed & MASK for a, b, c, seed in self._threes]
        found += [x[a] + x[b] + x[c] + x[d] + seed & MASK for a, b, c, d, seed in self._fours]
        return found


def _part(written: str) -> tuple[int, int]:
    """The place of a part of a template in a row of tokens, and of its description in the token."""
    kind, sign, at = written.partition("+")
    if not sign:
        kind, _, at = written.partition("-")
        return -int(at), Token._fields.index(kind)
    place = {"subject": _SUBJECT, "determiner": _DETERMINER}.get(at)
    return int(at) if place is None else place, Token._fields.index(kind)


_PREPOSITIONS = """
of in on for at with from to between among by about over under near within during against into across
behind beyond after before
"""
_STOPS = """
that which who whom whose if when while because although though where whether and or but as than so is are
was were be been has have had do does did will would can could may might must should shall said says not
"""
_DETERMINERS = """
a an the this that these those each every all both many few several some any no one two three my your his
her its our their most more another
"""
PREPOSITIONS, STOPS, DETERMINERS = (
    frozenset(words.split()) for words in (_PREPOSITIONS, _STOPS, _DETERMINERS)
)
ADVERBS = frozenset(("also", "now", "still", "always", "never", "often", "even", "just"))


def subject_of(before: Sequence[str]) -> tuple[str, str]:
    """The noun to which a verb seems to belong, and its determiner; "" where there is none.

    That is the noun before the first of the prepositional phrases that lead up to the verb: in "the cost of
    the repairs have" it is *cost*.

    Args:
        before: the tokens before the verb as written, the nearest first.
    """
    head = last = determiner = ""
    found = False
    for written in before[:SUBJECT_REACH]:
        token = written.lower()
        if token in STOPS or not token[:1].isalnum():
            break
        if token in PREPOSITIONS:
            if found:
                last = head
            head, determiner, found = "", "", False
        elif token in DETERMINERS:
            determiner = written
            if not head:
                head, found = written, True
        elif not found and not token.endswith("ly") and token not in ADVERBS:
            head, found = written, True
    return (head if found else last) or EDGE, determiner or EDGE
