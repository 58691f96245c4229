"""The case of a whole text: of a heading in sentence case, a title in title case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from copydesk.patterns.kinds import Hit
from copydesk.patterns.search import View

__all__ = ["LetterCase"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "if",
        "in",
        "nor",
        "of",
        "off",
        "on",
        "or",
        "per",
        "so",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "yet",
    ]
)


class LetterCase:
    """A text that is not in its case. Names and abbreviations, of which case tells nothing, are left alone.

    Args:
        case: sentence, title, lower or upper.
        exceptions: words that keep their own.
    """

    def __init__(self, case: str, exceptions: Iterable[str]) -> None:
        self._case = case
        self._kept = {word.lower(): word for phrase in exceptions for word in phrase.split()}

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for index, piece in enumerate(view.pieces):
            text = piece.text
            words = list(_WORD.finditer(text))
            parts: list[str] = []
            at = 0
            for i, match in enumerate(words):
                before = text[match.start() - 2 : match.start()].strip()
                is_edge = i in (0, len(words) - 1) or before.endswith((":", ".", "?", "!", "—"))
                parts += (
                    text[at : match.start()],
                    self._cased(match[0], i == 0 or before.endswith(":"), is_edge),
                )
                at = match.end()
            wanted = "".join((*parts, text[at:]))
            if wanted != text:
                yield Hit(index, 0, len(text), (text, wanted), (wanted,))

    def _cased(self, word: str, begins: bool, is_edge: bool) -> str:
        """A word in the case of its place."""
        lower = word.lower()
        if lower in self._kept:
            return self._kept[lower]
        if self._case in ("lower", "upper"):
            return lower if self._case == "lower" else word.upper()
        if word[1:] != lower[1:]:  # iPhone, NASA
            return word
        capital = begins if self._case == "sentence" else is_edge or lower not in _SMALL
        return word[:1].upper() + word[1:] if capital else lower
