"""Phrases: what stands around a word, element by element.

An element is a token, or several parted by `|`. In it, `word+` stands for a word and its regular
inflections, `-ing` for any word that ends so, `#` for a number, `$` for the start or end of the block, `*`
for any token, `@name` for a class of words. `!` before an element means any token but these, or none; `?`
after it, that it may be missing. `~` passes over up to four modifiers: capitals, numbers, hyphenated words,
and words with the endings of adjectives. `_` is the word itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from copydesk import lazy_pattern
from copydesk_rules.wording.confusables import Candidate

__all__ = ["TITLE_WORDS", "Context", "Phrase", "Sides", "forms_of"]

#: Stands for the token beyond either end of a block.
_EDGE = ""
_MODIFIER = lazy_pattern(r"[A-Z0-9]|.*-|.*(?:al|ic|ive|ous|ary|ful|less|able|ible|ese|ish)$")
_MAX_GAP = 4
#: What makes an element more than a row of tokens.
_SPECIAL = lazy_pattern(r"[@$+]|(?:^|[|!])-")
#: With a capital behind a word, these are a letter or begin a title, and not what a phrase means.
TITLE_WORDS = frozenset({"A", "An", "The", "How", "Why", "What", "Not", "All", "To", "In"})


class Context:
    """The tokens around a candidate, as written and in lower case."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate

    @cached_property
    def before(self) -> tuple[Sequence[str], Sequence[str]]:
        written = self._candidate.before
        return written, [token.lower() for token in written]

    @cached_property
    def after(self) -> tuple[Sequence[str], Sequence[str]]:
        written = self._candidate.after
        return written, [token if token in TITLE_WORDS else token.lower() for token in written]


class _Element(Struct, frozen=True, array_like=True):
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

    @property
    def needed(self) -> frozenset[str] | None:
        """The tokens one of which must stand there, in lower case; None where others may."""
        if self.negated or self.optional or self.gap or self.endings or self.words & {"*", "#"}:
            return None
        return self.words


class Sides(Struct, frozen=True, array_like=True):
    """What a phrase asks for, element by element, the nearest first.

    Attributes:
        before: the word.
        after: it.
    """

    before: tuple[_Element, ...]
    after: tuple[_Element, ...]

    def matches(self, context: Context) -> bool:
        """Whether the tokens around a word are those of the phrase."""
        return _matches(self.after, *context.after) and _matches(self.before, *context.before)

    @property
    def next_tokens(self) -> frozenset[str] | None:
        """The tokens one of which must follow the word, in lower case; None where others may."""
        return self.after[0].needed if self.after else None

    @property
    def previous_tokens(self) -> frozenset[str] | None:
        """The tokens one of which must precede the word, in lower case; None where others may."""
        return self.before[0].needed if self.before else None

    def is_possible(self, before: str, after: str) -> bool:
        """Whether the phrase may hold between two tokens."""
        if (tokens := self.next_tokens) is not None:
            return after in tokens
        return (tokens := self.previous_tokens) is None or before in tokens


class Phrase(Struct, frozen=True, dict=True):
    """What stands around a word.

    Attributes:
        source: the elements, as written.
        classes: the classes of words that it may name.
    """

    source: str
    classes: Mapping[str, frozenset[str]]

    @cached_property
    def sides(self) -> Sides:
        """What it asks for."""
        before, _, after = f" {self.source} ".partition(" _ ")
        return Sides(
            tuple(map(self._element, before.split()[::-1])), tuple(map(self._element, after.split()))
        )

    def _element(self, part: str) -> _Element:
        if part == "~":
            return _Element(frozenset(), gap=True)
        negated, optional = part.startswith("!"), part.endswith("?") and part != "?"
        written = part.removeprefix("!").removesuffix("?" if optional else "").split("|")
        if not _SPECIAL.search(part):
            return _Element(frozenset(written), (), negated, optional)
        words: set[str] = set()
        endings: list[str] = []
        for word in written:
            if word.startswith("@"):
                words |= self.classes[word[1:]]
            elif word.startswith("-") and len(word) > 1:
                endings.append(word[1:])
            else:
                words |= forms_of(word)
        return _Element(frozenset(words), tuple(endings), negated, optional)


def forms_of(word: str) -> frozenset[str]:
    """What a token of a phrase stands for: a form that doesn't exist does no harm."""
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
        if element.gap:
            rest = elements[i + 1 :]
            for passed in range(_MAX_GAP + 1):
                if _matches(rest, written, lower, at + passed):
                    return True
                if at + passed >= len(written) or not _MODIFIER.match(written[at + passed]):
                    return False
            return False
        if element.accepts(lower[at] if at < len(lower) else _EDGE):
            if element.optional and _matches(elements[i + 1 :], written, lower, at):
                return True
            at += 1
        elif not element.optional:
            return False
    return True
