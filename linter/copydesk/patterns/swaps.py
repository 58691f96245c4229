"""Substitutions of a house: plain words and phrases, each with what is to be written instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from copydesk.patterns.exceptions import Exceptions
from copydesk.patterns.kinds import Hit
from copydesk.patterns.search import Regex, View

__all__ = ["Swaps"]


class Swaps:
    """Words that stand in a table, whole.

    Args:
        table: by word or phrase, what to write instead; in small letters it is found in any case.
        match_case: whether case counts for all.
        exceptions: what is right though it is in the table.
    """

    def __init__(
        self, table: Mapping[str, tuple[str, ...]], match_case: bool, exceptions: Exceptions
    ) -> None:
        self._exceptions, self._match_case = exceptions, match_case
        self._table = {" ".join(found.split()): wanted for found, wanted in table.items() if found.strip()}
        longest = sorted(self._table, key=len, reverse=True)
        self._pattern = Regex("|".join(map(self._source, longest)) or "(?:a^)", linear=True)

    def _source(self, found: str) -> str:
        body = r"\s+".join(map(re.escape, found.split()))
        flag = "" if self._match_case or found != found.lower() else "i"
        before = r"\b" if found[0].isalnum() else ""
        after = r"\b" if found[-1].isalnum() else ""
        return f"{before}(?{flag}:{body}){after}"

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for index, start, end in self._pattern.find(view):
            text = view.pieces[index].text
            words = text[start:end]
            known = " ".join(words.split())
            wanted = self._table.get(known) or self._table.get(known.lower())
            if wanted and known not in wanted and not self._exceptions.cover(text, start, end, words):
                yield Hit(index, start, end, (words,), wanted)
