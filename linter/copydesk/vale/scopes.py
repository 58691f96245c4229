"""Scopes: which texts of an article a rule looks at, `heading & ~list`, as Vale selects them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

__all__ = ["asks_for", "scope_matches"]

_Term = tuple[bool, frozenset[str]]


@lru_cache(maxsize=1024)
def _terms(scope: str) -> tuple[_Term, ...]:
    """The terms of a scope, all of which must hold: whether each is negated, and its parts."""
    terms = []
    for term in scope.split("&"):
        bare = term.strip()
        negated = bare.startswith("~")
        terms.append((negated, frozenset(part.strip() for part in bare.removeprefix("~").split("."))))
    return tuple(terms)


def scope_matches(scopes: Sequence[str], parts: frozenset[str], is_sentence: bool) -> bool:
    """Whether a text is one that a rule looks at.

    Args:
        scopes: of the rule, any of which will do.
        parts: the parts of the text's own scope: "text", "heading", "h2", "md".
        is_sentence: whether it is a sentence of another text.
    """
    return any(_matches(_terms(scope), parts, is_sentence) for scope in scopes)


def _matches(terms: tuple[_Term, ...], parts: frozenset[str], is_sentence: bool) -> bool:
    if is_sentence and not any(not negated and "sentence" in wanted for negated, wanted in terms):
        return False
    for negated, wanted in terms:
        if (wanted <= parts) == negated:
            return False
        if negated and not parts.isdisjoint(("raw", "summary")):
            return False
    return True


def asks_for(scopes: Sequence[str], family: str) -> bool:
    """Whether a rule looks at texts of a family: "sentence", "paragraph"."""
    return any(not negated and family in wanted for scope in scopes for negated, wanted in _terms(scope))
