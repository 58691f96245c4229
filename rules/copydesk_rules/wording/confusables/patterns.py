"""The first layer: phrase patterns, in the files of the folder `sets` beside this one.

A word set is a block of lines, parted from others by an empty one:

    @quiet = meeting+ talk+ visit+           a class of words; more lines of that name add to it
    discrete: separate | discreet: tactful   the words, with what each means
    discrete discretely > discreet discreetly    typed > meant, form by form
      _ ~ @quiet                             a pattern: what stands around the word; see `phrase`
      - The two met for discrete talks.      an example: wrong, and right with the word that is meant
      + The talks had four discrete phases.  an example: right as it stands

In a form, `_` stands for a space. A class holds for the file that defines it; those in `classes.txt` hold
for all. Blocks are parsed when one of their words turns up.

Which words are confused with which, and that no dictionary takes the one for the other, was checked in
dictionaries and usage guides; the patterns and the sentences are copydesk's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from copydesk_rules.wording.confusables import Candidate, Decision
from copydesk_rules.wording.confusables.phrase import Context, Phrase, forms_of

__all__ = ["Direction", "Pattern", "PatternLayer", "WordSet", "load_sets"]

_FOLDER = Path(__file__).with_name("sets")
_COMMON = "classes.txt"
_CLASS = re.compile(r"^@(\S+) = (.*)", re.MULTILINE)
_HEAD = re.compile(r"^(?![@#]|.* > )(\S.*)", re.MULTILINE)
_TYPED = re.compile(r"^(\S.*) > ", re.MULTILINE)


class Pattern(Struct, frozen=True, dict=True):
    """A phrase in which a word is the wrong one, and sentences that show it."""

    phrase: Phrase
    wrong: list[str] = []
    right: list[str] = []


class Direction(Struct, frozen=True, dict=True):
    """One word of a set typed for another, in all its forms."""

    forms: dict[str, str]
    gloss: tuple[str, str]
    patterns: list[Pattern] = []


class WordSet(Struct, frozen=True, dict=True):
    """Words that are taken for each other.

    Attributes:
        source: the block of lines.
        classes: the classes of words of the whole file.
    """

    source: str
    classes: Mapping[str, frozenset[str]]

    @cached_property
    def meanings(self) -> dict[str, str]:
        """The words, each with what it means, or "" where that needs no saying."""
        parts = (part.partition(":") for part in _HEAD.findall(self.source)[0].split(" | "))
        return {word.strip(): meaning.strip() for word, _, meaning in parts}

    @property
    def name(self) -> str:
        """The words, parted by slashes."""
        return "/".join(self.meanings)

    @cached_property
    def typed(self) -> frozenset[str]:
        """All forms that may be typed for another word."""
        return frozenset(_form(form) for side in _TYPED.findall(self.source) for form in side.split())

    @cached_property
    def directions(self) -> tuple[Direction, ...]:
        """The directions in which the words are confused, with their patterns."""
        found: list[Direction] = []
        for line in self.source.splitlines():
            text = line.strip()
            if text.startswith("- "):
                found[-1].patterns[-1].wrong.append(text[2:])
            elif text.startswith("+ "):
                found[-1].patterns[-1].right.append(text[2:])
            elif line[0].isspace():
                found[-1].patterns.append(Pattern(Phrase(text, self.classes)))
            elif " > " in line:
                typed, meant = ([_form(form) for form in side.split()] for side in line.split(" > "))
                forms = dict(zip(typed, meant, strict=True))
                found.append(Direction(forms, (self._meaning(typed[0]), self._meaning(meant[0]))))
        return tuple(found)

    def _meaning(self, form: str) -> str:
        """What a form means: as the word of the set that it shares most letters with."""

        def likeness(word: str) -> tuple[int, bool]:
            alike = takewhile(lambda pair: pair[0] == pair[1], zip(word, form, strict=False))
            return len(list(alike)), word == form

        return self.meanings[max(self.meanings, key=likeness)]


def _form(written: str) -> str:
    return written.replace("_", " ")


@cache
def load_sets() -> tuple[WordSet, ...]:
    """The word sets that come with copydesk."""
    common = _classes((_FOLDER / _COMMON).read_text(encoding="utf-8"), {})
    sets: list[WordSet] = []
    for path in sorted(_FOLDER.glob("*.txt")):
        if path.name != _COMMON:
            sets += parse_sets(path.read_text(encoding="utf-8"), common)
    return tuple(sets)


def parse_sets(text: str, common: Mapping[str, frozenset[str]]) -> Iterator[WordSet]:
    """The word sets of a file, which may name its own classes of words and common ones."""
    classes = _classes(text, common)
    for block in text.strip().split("\n\n"):
        if _TYPED.search(block):
            yield WordSet(block, classes)


def _classes(text: str, common: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    classes = dict(common)
    for name, words in _CLASS.findall(text):
        new = (classes[word[1:]] if word[0] == "@" else forms_of(word) for word in words.split())
        classes[name] = classes.get(name, frozenset()).union(*new)
    return classes


#: A pattern with its direction and its set.
_Known = tuple[Pattern, Direction, WordSet]


class PatternLayer:
    """Decides by the phrase that a word stands in."""

    name = "pattern"

    def __init__(self, sets: Iterable[WordSet]) -> None:
        self._sets: dict[str, list[WordSet]] = {}
        self._known: dict[str, tuple[dict[str, list[_Known]], list[_Known]]] = {}
        for word_set in sets:
            for word in word_set.typed:
                self._sets.setdefault(word, []).append(word_set)
        self.words = frozenset(self._sets)

    def is_settled(self, word: str, text: str, start: int, end: int) -> bool:
        """Never: the phrases say."""
        return False

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates that stand in a phrase where another word is meant."""
        for candidate in candidates:
            word = candidate.word
            if word not in self._known:
                self._known[word] = self._patterns_of(word)
            by_next, others = self._known[word]
            context = Context(candidate)
            for pattern, direction, word_set in (*by_next.get(context.next, ()), *others):
                if pattern.phrase.matches(context):
                    yield Decision(
                        candidate, direction.forms[word], word_set.name, self.name, direction.gloss
                    )
                    break

    def _patterns_of(self, word: str) -> tuple[dict[str, list[_Known]], list[_Known]]:
        """The patterns of a word: by the token that must follow it, and those that leave it open."""
        by_next: dict[str, list[_Known]] = {}
        others: list[_Known] = []
        for word_set in self._sets[word]:
            for direction in word_set.directions:
                for pattern in direction.patterns if word in direction.forms else ():
                    known = pattern, direction, word_set
                    if pattern.phrase.next_tokens is None:
                        others.append(known)
                    for token in pattern.phrase.next_tokens or ():
                        by_next.setdefault(token, []).append(known)
        return by_next, others
