"""The first layer: phrase patterns, in the file `patterns.txt` beside this one.

The file is read line by line:

    @quiet = meeting+ talk+ visit+           a class of words; more lines of that name add to it
    discrete: separate | discreet: tactful   a word set, with what each word means
    discrete discretely > discreet discreetly    typed > meant, form by form
      _ ~ @quiet                             a pattern: the tokens around the word, which is _
      - The two met for discrete talks.      an example: wrong, and right with the word that is meant
      + The talks had four discrete phases.  an example: right as it stands

An element of a pattern is a token, or several parted by `|`. In it, `word+` stands for a word and its
regular inflections, `-ing` for any word that ends so, `#` for a number, `$` for the start or end of the
block, `*` for any token. `!` before an element means any token but these, or none; `?` after it, that it
may be missing. `~` passes over up to four modifiers: capitals, numbers, hyphenated words, and words with
the endings of adjectives.

Which words are confused with which, and that no dictionary takes the one for the other, was checked in
dictionaries and usage guides; the patterns and the sentences are copydesk's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path

from copydesk_rules.wording.confusables import Candidate, Decision

__all__ = ["Direction", "Pattern", "PatternLayer", "WordSet", "load_sets"]

_FILE = Path(__file__).with_name("patterns.txt")
#: Stands for the token beyond either end of a block.
_EDGE = ""
_MODIFIER = re.compile(r"[A-Z0-9]|.*-|.*(?:al|ic|ive|ous|ary|ful|less|able|ible|ese|ish)$")
_MAX_GAP = 4
#: With a capital behind a word, these are a letter or begin a title, and not what a pattern means.
_TITLE_WORDS = frozenset({"A", "An", "The", "How", "Why", "What", "Not", "All", "To", "In"})


@dataclass(frozen=True, slots=True)
class _Element:
    words: frozenset[str]
    endings: tuple[str, ...] = ()
    negated: bool = False
    optional: bool = False
    gap: bool = False

    def accepts(self, token: str) -> bool:
        """Whether a token, in lower case, is what the element asks for."""
        held = (
            token in self.words
            or "*" in self.words
            or ("#" in self.words and token[:1].isdigit())
            or (bool(self.endings) and token.endswith(self.endings))
        )
        return held is not self.negated


@dataclass(frozen=True)
class Pattern:
    """What stands around a word that is the wrong one there."""

    source: str
    classes: dict[str, frozenset[str]] = field(repr=False)
    wrong: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)

    @cached_property
    def _sides(self) -> tuple[tuple[_Element, ...], tuple[_Element, ...]]:
        before, _, after = f" {self.source} ".partition(" _ ")
        return (
            tuple(self._element(part) for part in reversed(before.split())),
            tuple(self._element(part) for part in after.split()),
        )

    def _element(self, part: str) -> _Element:
        if part == "~":
            return _Element(frozenset(), gap=True)
        negated, optional = part.startswith("!"), part.endswith("?") and part != "?"
        words: set[str] = set()
        endings: list[str] = []
        for word in part.removeprefix("!").removesuffix("?" if optional else "").split("|"):
            if word.startswith("@"):
                words |= self.classes[word[1:]]
            elif word.startswith("-") and len(word) > 1:
                endings.append(word[1:])
            else:
                words |= _forms(word)
        return _Element(frozenset(words), tuple(endings), negated, optional)

    def matches(
        self, before: Sequence[str], after: Sequence[str], lower: tuple[list[str], list[str]]
    ) -> bool:
        """Whether the tokens around a word, as written and in lower case, are the pattern's."""
        left, right = self._sides
        return _matches(right, after, lower[1]) and _matches(left, before, lower[0])


@dataclass(frozen=True)
class Direction:
    """One word of a set typed for another, in all its forms."""

    forms: dict[str, str]
    gloss: tuple[str, str]
    patterns: list[Pattern] = field(default_factory=list)


@dataclass(frozen=True)
class WordSet:
    """Words that are taken for each other; the name is the words, parted by slashes."""

    meanings: dict[str, str]
    directions: list[Direction] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "/".join(self.meanings)


def _forms(word: str) -> frozenset[str]:
    """The forms that `word+` stands for: plural and verb; a form that doesn't exist does no harm."""
    if word == "$":
        return frozenset({_EDGE})
    if not word.endswith("+") or word == "+":
        return frozenset({word})
    stem = word[:-1]
    if stem.endswith("e"):
        return frozenset({stem, stem + "s", stem + "d", stem[:-1] + "ing"})
    if stem.endswith("y") and stem[-2:-1] not in tuple("aeiou"):
        return frozenset({stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"})
    plural = "es" if stem.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return frozenset({stem, stem + plural, stem + "ed", stem + "ing"})


def _matches(
    elements: tuple[_Element, ...], written: Sequence[str], lower: Sequence[str], at: int = 0
) -> bool:
    for i, element in enumerate(elements):
        token = lower[at] if at < len(lower) else _EDGE
        if element.gap:
            rest = elements[i + 1 :]
            for passed in range(_MAX_GAP + 1):
                if _matches(rest, written, lower, at + passed):
                    return True
                if at + passed >= len(written) or not _MODIFIER.match(written[at + passed]):
                    return False
            return False
        if element.accepts(token):
            if element.optional and _matches(elements[i + 1 :], written, lower, at):
                return True
            at += 1
        elif not element.optional:
            return False
    return True


def _parse(lines: Iterable[str]) -> list[WordSet]:
    classes: dict[str, frozenset[str]] = {}
    sets: list[WordSet] = []
    for line in lines:
        text = line.strip()
        if not text or text.startswith("# "):
            continue
        if line.startswith("@"):
            name, _, words = line[1:].partition(" = ")
            new = frozenset().union(*(classes[w[1:]] if w[0] == "@" else _forms(w) for w in words.split()))
            classes[name] = classes.get(name, frozenset()) | new
        elif text.startswith("- "):
            sets[-1].directions[-1].patterns[-1].wrong.append(text[2:])
        elif text.startswith("+ "):
            sets[-1].directions[-1].patterns[-1].right.append(text[2:])
        elif line[0].isspace():
            sets[-1].directions[-1].patterns.append(Pattern(text, classes))
        elif " > " in line:
            typed, meant = ([form.replace("_", " ") for form in side.split()] for side in text.split(" > "))
            gloss = tuple(_meaning(side[0], sets[-1].meanings) for side in (typed, meant))
            sets[-1].directions.append(Direction(dict(zip(typed, meant, strict=True)), (gloss[0], gloss[1])))
        else:
            parts = (part.partition(":") for part in text.split(" | "))
            sets.append(WordSet({word.strip(): meaning.strip() for word, _, meaning in parts}))
    return sets


def _meaning(form: str, meanings: dict[str, str]) -> str:
    """What a form means: the meaning of the word of the set that it shares most letters with."""

    def likeness(word: str) -> tuple[int, bool]:
        return sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, form, strict=False))
        ), word == form

    return meanings[max(meanings, key=likeness)]


@cache
def load_sets() -> tuple[WordSet, ...]:
    """The word sets of the file."""
    return tuple(_parse(_FILE.read_text(encoding="utf-8").splitlines()))


class PatternLayer:
    """Decides by the phrase that a word stands in."""

    name = "pattern"

    def __init__(self, sets: Iterable[WordSet] | None = None) -> None:
        self._by_word: dict[str, list[tuple[WordSet, Direction]]] = {}
        for word_set in load_sets() if sets is None else sets:
            for direction in word_set.directions:
                for form in direction.forms:
                    self._by_word.setdefault(form, []).append((word_set, direction))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self._by_word)

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        for candidate in candidates:
            before, after = candidate.before, candidate.after
            lower = [t.lower() for t in before], [t if t in _TITLE_WORDS else t.lower() for t in after]
            for word_set, direction in self._by_word.get(candidate.word, ()):
                if any(pattern.matches(before, after, lower) for pattern in direction.patterns):
                    meant = direction.forms[candidate.word]
                    yield Decision(candidate, meant, word_set.name, self.name, direction.gloss)
                    break
