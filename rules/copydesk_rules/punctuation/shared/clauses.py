"""Clauses: whether a word can be a verb with a subject, and where a main clause begins with a pronoun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from copydesk import Span, lazy_pattern
from copydesk_rules.punctuation.shared.running import words
from copydesk_rules.wording.grammar.forms import forms_of_word

__all__ = ["Row", "is_finite", "is_gerund", "is_noun", "is_verb", "may_be_base"]

_WORD = lazy_pattern(r"[^\W_]+(?:['’.&/-][^\W_]+)*")


def _is_auxiliary(word: str) -> bool:
    return word in words("auxiliaries") or word in words("contracted")


@lru_cache(maxsize=1 << 12)
def is_finite(word: str) -> bool:
    """Whether a word in lower case is a verb that has, or may have, a subject."""
    readings = forms_of_word(word)
    return (
        _is_auxiliary(word) or "d" in readings or "e" in readings or ("t" in readings and "p" not in readings)
    )


def may_be_base(word: str) -> bool:
    """Whether a word in lower case can be the base of a verb."""
    readings = forms_of_word(word)
    return "b" in readings or "u" in readings or word in ("be", "do", "have", "go")


def is_verb(word: str) -> bool:
    """Whether a word in lower case can be a form of a verb."""
    return _is_auxiliary(word) or not forms_of_word(word).keys().isdisjoint("butdeng")


def is_gerund(word: str) -> bool:
    """Whether a word in lower case can be the gerund of a verb."""
    return "g" in forms_of_word(word)


def is_noun(word: str) -> bool:
    """Whether a word in lower case can be a noun; so can every word that nothing is known of."""
    readings = forms_of_word(word)
    return not readings or not readings.keys().isdisjoint("scpm")


_LONGEST_SUBJECT = 4


class Row(Struct, frozen=True):
    """The words of a stretch of prose.

    Attributes:
        words: in lower case, with a straight apostrophe.
        spans: where they stand.
    """

    words: Sequence[str]
    spans: Sequence[Span]

    @classmethod
    def read(cls, prose: str, start: int, end: int) -> Row:
        """The words between two offsets of a prose."""
        matches = list(_WORD.finditer(prose, start, end))
        words = [match[0].lower().replace("’", "'") for match in matches]
        return cls(words, [Span(*match.span()) for match in matches])

    def clause_at(self, at: int) -> int:
        """How many words a subject and its verb have that stand at a place; 0 where none do."""
        return self._of_pronoun(at) or self._of_noun(at)

    def _of_pronoun(self, at: int) -> int:
        word, *rest = self.words[at : at + 3]
        if word in words("contracted"):
            return 1
        if word not in words("subjects") or not rest:
            return 0
        if rest[0] in words("auxiliaries"):
            return 2
        if rest[0] in words("mid_adverbs") and rest[-1] in words("auxiliaries"):
            return 3
        if not (word in words("no_objects") or (word in ("you", "it") and not self._may_end_in_verb(at))):
            return 0
        is_its = is_finite(rest[0]) and (word != "it" or "t" in forms_of_word(rest[0]))
        return 2 if is_its or (word in words("before_base") and may_be_base(rest[0])) else 0

    def _of_noun(self, at: int) -> int:
        """The same of a noun with its article and an auxiliary verb, behind another noun."""
        row = self.words
        if row[at] not in words("determiners") or not self._ends_in_noun(at):
            return 0
        for length, word in enumerate(row[at + 1 : at + 1 + _LONGEST_SUBJECT], 2):
            if word in words("auxiliaries"):
                return length if length > 2 else 0
            if not is_noun(word) and "a" not in forms_of_word(word):
                return 0
        return 0

    def _ends_in_noun(self, at: int) -> bool:
        """Whether a noun, and nothing else, stands before a place."""
        last = self.words[at - 1]
        if last in words("prepositions") or forms_of_word(last).keys().isdisjoint("scpm"):
            return False
        return not self._may_end_in_verb(at)

    def _may_end_in_verb(self, at: int) -> bool:
        """Whether the word before a place can be a verb: “the lock” cannot."""
        last, before = self.words[at - 1], self.words[at - 2 : at - 1]
        return is_verb(last) and not (before and before[0] in words("determiners"))
