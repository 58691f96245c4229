"""Vocabularies: words that a house accepts and words that it rejects, as expressions, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from copydesk.patterns.exceptions import NO_EXCEPTIONS, Exceptions
from copydesk.patterns.expression import ExpressionError
from copydesk.patterns.search import Regex, literal

__all__ = ["Vocabulary", "terms_of"]


class Vocabulary:
    """The words that a house accepts and rejects.

    Args:
        accepted: expressions of what is right.
        rejected: expressions of what is to be avoided.
    """

    def __init__(self, accepted: Iterable[str] = (), rejected: Iterable[str] = ()) -> None:
        self.accepted, self.rejected = list(accepted), list(rejected)

    @cached_property
    def exceptions(self) -> Exceptions:
        """What it accepts, as exceptions."""
        return Exceptions(self.accepted) if self.accepted else NO_EXCEPTIONS


def terms_of(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The terms of a file, and those that are no expression, each with its line and what is wrong."""
    terms, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        term = line.strip()
        if not term or term.startswith("# "):
            continue
        if not literal(term):
            try:
                Regex(term)
            except ExpressionError as error:
                wrong.append((number, str(error)))
                continue
        terms.append(term)
    return terms, wrong
