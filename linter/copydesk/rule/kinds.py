"""Rules that are data: give the table, and the rule is written.

Each kind is a `Rule` to subclass with meta data, examples and a class attribute or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from copydesk.document.article import Article
from copydesk.rule.finding import Finding, Fix, Safety
from copydesk.rule.rule import Rule
from copydesk.text.span import Span

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
    """A pattern that finds any of some words or phrases, whole, whatever space is between.

    One in lower case is found in any case, any other as it is written. What is part of a compound, a
    path or an address is not found.
    """
    longest_first = sorted(words, key=len, reverse=True)
    parts = ((word, " +".join(map(re.escape, word.split()))) for word in longest_first if word.strip())
    body = "|".join(f"(?i:{part})" if word == word.lower() else part for word, part in parts) or "(?!)"
    return re.compile(rf"(?<![\w@/.-])(?:{body})(?![\w@/-]|\.\w)")


class Substitution(Rule[O], Generic[O]):
    """Finds words that stand in a table, and offers what the table says instead.

    Override `substitutions`; the message's fields are `{found}` and `{wanted}`.
    """

    safety: Safety = Safety.UNSAFE

    @property
    def substitutions(self) -> Mapping[str, str]:
        """What to look for (in lower case to find it in any), and what to put in its place."""
        raise NotImplementedError

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return words_pattern(self.substitutions) if self.substitutions else None

    @cached_property
    def _table(self) -> Mapping[str, str]:
        return {" ".join(found.split()): wanted for found, wanted in self.substitutions.items()}

    def check(self, article: Article) -> Iterator[Finding]:
        """The words of the table in an article."""
        if self._pattern is None:
            return
        prose, table = article.prose, self._table
        for match in self._pattern.finditer(prose):
            found = match[0]
            key = " ".join(found.split())
            wanted = table[key if key in table else key.lower()]
            replacement = match_case(found, wanted) if wanted.islower() else wanted
            if _stands(prose, match, replacement):
                continue
            span = Span(*match.span())
            yield self.finding(
                span, Fix.replace(span, replacement, self.safety), found=found, wanted=replacement
            )


def _stands(prose: str, match: re.Match[str], replacement: str) -> bool:
    """Whether what would be put in the place of a match stands there already, in whatever case."""
    found, wanted = match[0].casefold(), replacement.casefold()
    at = wanted.find(found)
    while at >= 0:
        start = match.start() - at
        if start >= 0 and prose[start : start + len(replacement)].casefold().replace("\n", " ") == wanted:
            return True
        at = wanted.find(found, at + 1)
    return False


class Existence(Rule[O], Generic[O]):
    """Finds whatever a pattern matches in the prose; the message's field is `{found}`."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What to look for."""
        raise NotImplementedError

    def check(self, article: Article) -> Iterator[Finding]:
        """The matches of the pattern in an article."""
        for match in self.pattern.finditer(article.prose):
            yield self.finding(match.span(), found=match[0])
