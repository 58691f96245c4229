"""Phrases: what stands around a word, in the elements of `copydesk_rules.wording.shared.elements`.

Beside these, `_` is the word itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from copydesk_rules.wording.confusables import Candidate
from copydesk_rules.wording.shared.elements import Element, follow, parse_element

__all__ = ["TITLE_WORDS", "Context", "Phrase", "Sides"]

#: With a capital behind a word, these are a letter or begin a title, and not what a phrase means.
TITLE_WORDS = frozenset({"A", "An", "The", "How", "Why", "What", "Not", "All", "To", "In"})


class Context:
    """The tokens around a candidate, in lower case and as written."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate

    @cached_property
    def before(self) -> tuple[Sequence[str], Sequence[str]]:
        """Those before it, the nearest first."""
        written = self._candidate.before
        return [token.lower() for token in written], written

    @cached_property
    def after(self) -> tuple[Sequence[str], Sequence[str]]:
        """Those after it, the nearest first."""
        written = self._candidate.after
        return [token if token in TITLE_WORDS else token.lower() for token in written], written


class Sides(Struct, frozen=True, array_like=True):
    """What a phrase asks for, element by element, the nearest first.

    Attributes:
        before: the word.
        after: it.
    """

    before: tuple[Element, ...]
    after: tuple[Element, ...]

    def matches(self, context: Context) -> bool:
        """Whether the tokens around a word are those of the phrase."""
        return (
            follow(self.after, *context.after) is not None
            and follow(self.before, *context.before) is not None
        )

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
            tuple(parse_element(part, self.classes) for part in reversed(before.split())),
            tuple(parse_element(part, self.classes) for part in after.split()),
        )
