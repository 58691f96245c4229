"""Rules that are data: give the table, and the rule is written.

Each kind is a `Rule` to subclass with meta data, examples and a class attribute or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from copydesk.article import Article
from copydesk.finding import Finding, Fix, Safety
from copydesk.rule import Rule
from copydesk.span import Span

__all__ = ["Existence", "Substitution", "match_case", "words_pattern"]

O = TypeVar("O", bound=msgspec.Struct)  # noqa: E741


def match_case(model: str, word: str) -> str:
    """A word in the case of the one it replaces: lower, Capitalised or UPPER."""
    if len(model) > 1 and model.isupper():
        return word.upper()
    if model[:1].isupper():
        return word[:1].upper() + word[1:]
    return word


def words_pattern(words: Mapping[str, object] | frozenset[str] | tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of some words or phrases, whole, in any case, whatever space is between."""
    longest_first = sorted(words, key=len, reverse=True)
    body = "|".join(re.escape(word).replace(r"\ ", " +") for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE)


class Substitution(Rule[O], Generic[O]):
    """Finds words that stand in a table, and offers what the table says instead.

    Override `substitutions`; the message's fields are `{found}` and `{wanted}`.
    """

    safety: Safety = Safety.UNSAFE

    @property
    def substitutions(self) -> Mapping[str, str]:
        """What to look for, in lower case, and what to put in its place."""
        raise NotImplementedError

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return words_pattern(self.substitutions) if self.substitutions else None

    def check(self, article: Article) -> Iterator[Finding]:
        if self._pattern is None:
            return
        wanted_for = {found.casefold(): wanted for found, wanted in self.substitutions.items()}
        for match in self._pattern.finditer(article.prose):
            found = match[0]
            wanted = wanted_for[" ".join(found.casefold().split())]
            replacement = match_case(found, wanted) if wanted.islower() else wanted
            if found == replacement:
                continue
            span = Span(*match.span())
            yield self.finding(
                span, Fix.replace(span, replacement, self.safety), found=found, wanted=replacement
            )


class Existence(Rule[O], Generic[O]):
    """Finds whatever a pattern matches in the prose; the message's field is `{found}`."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What to look for."""
        raise NotImplementedError

    def check(self, article: Article) -> Iterator[Finding]:
        for match in self.pattern.finditer(article.prose):
            yield self.finding(match.span(), found=match[0])
