"""Trying word sets: on their own examples, and on articles that somebody has published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from copydesk import Article, Finding, House, Span
from copydesk.commands import read_text
from copydesk_rules.wording.confusable_word import ConfusableWord, Options
from copydesk_rules.wording.confusables import Candidate, Decision, Judges, candidates_in
from copydesk_rules.wording.confusables.patterns import PatternLayer
from copydesk_rules.wording.confusables.word_sets import Direction, Example, WordSet

__all__ = ["Failure", "Tally", "Trial"]


class Failure(NamedTuple):
    """An example that does not hold."""

    line: int
    message: str


class Tally(msgspec.Struct):
    """What one direction comes to in articles.

    Attributes:
        typed: uses of the words that may be typed.
        fired: those that are reported.
        meant: uses of the words that are meant.
        found: those that would be reported if the other word stood there.
    """

    typed: int = 0
    fired: int = 0
    meant: int = 0
    found: int = 0


class _Uses:
    """A layer that lets every use of some words through."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words

    def is_settled(self, word: str, before: str, after: str) -> bool:
        return False

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        return iter(())


class Trial:
    """Word sets by themselves, without any others and without a model.

    Args:
        sets: what to try.
        dialect: that of the house, if it has one.
    """

    def __init__(self, sets: Sequence[WordSet], dialect: str | None = None) -> None:
        self.sets = sets
        self.directions = [direction for word_set in sets for direction in word_set.directions]
        self.tallies = [Tally() for _ in self.directions]
        self._dialect = dialect
        self._rule = cache(self._rule_in)
        self._layer = PatternLayer(sets, dialect=dialect)
        self._judges = Judges([_Uses(frozenset(word for s in sets for pair in s.pairs for word in pair))])

    def _rule_in(self, dialect: str | None) -> ConfusableWord:
        rule = ConfusableWord(Options(confidence="certain"), msgspec.convert({"dialect": dialect}, House))
        rule.sets = tuple(self.sets)
        return rule

    def failures(self) -> Iterator[Failure]:
        """The examples that do not hold: wrong words not found and mended, right ones not left alone."""
        for direction in self.directions:
            for pattern in direction.patterns:
                for example in pattern.examples:
                    for dialect in sorted(direction.dialects) or (self._dialect,):
                        message = self._failure(example, direction, dialect)
                        if message:
                            yield Failure(example.line, message)
                            break

    def _failure(self, example: Example, direction: Direction, dialect: str | None) -> str | None:
        found = self._findings(example.text, dialect)
        words = [example.text[slice(*finding.span)] for finding in found]
        named = " and ".join(f"“{word}”" for word in words)
        if not example.is_wrong:
            return f"right, but {named} is reported: {example.text}" if found else None
        if not found:
            return f"wrong, but nothing is reported: {example.text}"
        if len(found) > 1 or words[0].lower().replace("’", "'") not in direction.forms:
            return f"{named} is reported: expected one of {', '.join(direction.forms)}: {example.text}"
        mended = mend(example.text, found[0])
        if self._findings(mended, dialect):
            return f"reported again once it is mended: {mended}"
        return None

    def _findings(self, text: str, dialect: str | None) -> list[Finding]:
        return list(self._rule(dialect).check(read_text(text)))

    def marked(self, example: Example, direction: Direction) -> tuple[str, str]:
        """A wrong example with ⟦marks⟧ around what is wrong, and the same mended."""
        dialect = min(direction.dialects, default=self._dialect)
        finding = next(iter(self._findings(example.text, dialect)), None)
        if finding is None:
            return example.text, example.text
        start, end = finding.span
        text = example.text
        return f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}", mend(text, finding)

    def read(self, article: Article) -> Iterator[Finding]:
        """What is reported in an article; its words are added to the tallies."""
        text = article.in_language("en")
        findings = list(self._rule(self._dialect).check(text))
        fired = {finding.span for finding in findings}
        for candidate in candidates_in(text, self._judges):
            for direction, tally in zip(self.directions, self.tallies, strict=True):
                if direction.holds_in(self._dialect):
                    self._count(candidate, direction, tally, fired)
        return iter(findings)

    def _count(self, candidate: Candidate, direction: Direction, tally: Tally, fired: set[Span]) -> None:
        if candidate.word in direction.forms:
            tally.typed += 1
            tally.fired += candidate.span in fired and self._decides(candidate, direction)
        for typed, meant in direction.forms.items():
            if meant == candidate.word:
                tally.meant += 1
                tally.found += self._decides(msgspec.structs.replace(candidate, word=typed), direction)
                break

    def _decides(self, candidate: Candidate, direction: Direction) -> bool:
        meant = direction.forms[candidate.word]
        return any(decision.meant == meant for decision in self._layer.decide([candidate]))


def mend(text: str, finding: Finding) -> str:
    """A text after a finding's best fix."""
    for edit in sorted(finding.fixes[0].edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
