"""What LanguageTool finds."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Match"]


class Match(NamedTuple):
    """A place that LanguageTool finds fault with.

    Attributes:
        start, end: half-open, in code points of the text that it was asked about.
        rule: LanguageTool's name of the rule: "HE_VERB_AGR".
        category: of the rule: "GRAMMAR".
        message: what is wrong.
        replacements: the best one first.
    """

    start: int
    end: int
    rule: str
    category: str
    message: str
    replacements: tuple[str, ...]
