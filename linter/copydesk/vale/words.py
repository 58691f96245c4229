"""Very many plain words, searched for at once: an automaton in the place of an expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from copydesk.patterns.search import Found, View

__all__ = ["Words"]


class Words:
    """Words and phrases that are looked for whole; it searches as a `Regex` does.

    Args:
        words: without marks of expressions.
        ignore_case: whether case counts for nothing.
    """

    def __init__(self, words: Iterable[str], ignore_case: bool) -> None:
        from ahocorasick_rs import AhoCorasick

        self._ignore_case = ignore_case
        known = {self._folded(word) for word in words}
        self._automaton = AhoCorasick(sorted(known))

    def _folded(self, text: str) -> str:
        if not self._ignore_case:
            return text
        folded = text.lower()
        return folded if len(folded) == len(text) else "".join(c.lower()[:1] for c in text)

    def find(self, view: View) -> Iterator[Found]:
        """The words found, piece by piece, of those that overlap the first and longest."""
        for index, piece in enumerate(view.pieces):
            text = self._folded(piece.text)
            matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
            at = 0
            for start, stop in sorted(((s, e) for _, s, e in matches), key=lambda m: (m[0], -m[1])):
                if start >= at and _is_edge(text, start) and _is_edge(text, stop):
                    yield Found(index, start, stop)
                    at = stop


def _is_edge(text: str, at: int) -> bool:
    """Whether a word begins or ends at a place."""
    before = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
    after = at < len(text) and (text[at].isalnum() or text[at] == "_")
    return before != after
