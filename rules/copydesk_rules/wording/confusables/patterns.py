"""The first layer: it decides by the phrase that a word stands in; see `word_sets`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from copydesk_rules.wording.confusables import Candidate, Decision
from copydesk_rules.wording.confusables.phrase import Context, Sides
from copydesk_rules.wording.confusables.shelf import Beside, Shelf
from copydesk_rules.wording.confusables.word_sets import WordSet

__all__ = ["PatternLayer"]

#: A word that is met so often is worth its phrases, with which a glance takes less time than without.
_MANY_GLANCES = 20


class _Known(Struct, frozen=True):
    """The phrases in which a word is the wrong one, each with the numbers of its set and its direction.

    Attributes:
        after: the tokens that phrases ask for after the word.
        before: those that the other phrases ask for before it.
        is_open: whether there are phrases that ask for neither.
    """

    phrases: list[tuple[Sides, int, int]]
    after: frozenset[str]
    before: frozenset[str]
    is_open: bool


class PatternLayer:
    """Decides by the phrase that a word stands in.

    Args:
        sets: what it knows.
        is_wanted: whether to look for a word that is typed and the one that is meant; None for all.
        dialect: that of the house, if it has one.
    """

    name = "pattern"

    def __init__(
        self,
        sets: Sequence[WordSet],
        is_wanted: Callable[[Collection[str]], bool] | None = None,
        dialect: str | None = None,
    ) -> None:
        self._is_wanted, self._dialect = is_wanted, dialect
        self._sets = sets
        self._shelf = sets if isinstance(sets, Shelf) and is_wanted is None else None
        self._sets_of: dict[str, list[int]] = {}
        self._known: dict[str, _Known] = {}
        self._glances: dict[str, int] = {}
        #: Those that have to be read: the index has nothing of what holds in some dialects only.
        read = range(len(sets)) if self._shelf is None else self._shelf.of_dialects if dialect else ()
        for at in read:
            for word in self._typed(sets[at]):
                self._sets_of.setdefault(word, []).append(at)
        self.words = frozenset(self._sets_of).union(self._shelf.words if self._shelf else ())

    def beside(self, word: str) -> Beside:
        """What the index of the sets is to say of a word."""
        known = self._known.get(word) or self._learn(word)
        sets = self._sets_of[word]
        if known.is_open:
            return Beside(sets)
        following, preceding = (
            "".join(f" {token}" for token in sorted(side)) + " " for side in (known.after, known.before)
        )
        return Beside(sets, following, preceding)

    def _typed(self, word_set: WordSet) -> frozenset[str]:
        """The forms of a set that may be typed for another word, of those that are wanted."""
        if self._is_wanted is None and not word_set.has_dialects:
            return word_set.typed
        pairs = word_set.pairs_in(self._dialect)
        return frozenset(pair[0] for pair in pairs if self._is_wanted is None or self._is_wanted(pair))

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether no phrase has that token before or after the word."""
        known = self._known.get(word)
        if known is None:
            glances = self._glances[word] = self._glances.get(word, 0) + 1
            if glances < _MANY_GLANCES and self._shelf and word not in self._sets_of:
                beside = self._shelf.beside(word)
                if beside and not beside.is_possible(before, after):
                    return True
            known = self._learn(word)
        return not (known.is_open or after in known.after or before in known.before)

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates that stand in a phrase where another word is meant."""
        for candidate in candidates:
            word = candidate.word
            before, after = (side[0].lower() if side else "" for side in (candidate.before, candidate.after))
            if self.is_settled(word, before, after):
                continue
            known = self._known.get(word) or self._learn(word)
            context = Context(candidate)
            for sides, at, number in known.phrases:
                if sides.is_possible(before, after) and sides.matches(context):
                    direction = self._sets[at].directions[number]
                    gloss = ("", f"in {self._dialect}") if direction.dialects else direction.gloss(word)
                    yield Decision(candidate, direction.forms[word], self._sets[at].name, self.name, gloss)
                    break

    def _learn(self, word: str) -> _Known:
        phrases = [*self._shelf.phrases(word), *self._parsed(word)] if self._shelf else [*self._parsed(word)]
        phrases.sort(key=lambda phrase: phrase[1:])
        after: list[frozenset[str]] = []
        before: list[frozenset[str]] = []
        for sides, _, _ in phrases:
            if (tokens := sides.next_tokens) is not None:
                after.append(tokens)
            elif (tokens := sides.previous_tokens) is not None:
                before.append(tokens)
        is_open = len(after) + len(before) < len(phrases)
        empty = frozenset[str]()
        known = self._known[word] = _Known(phrases, empty.union(*after), empty.union(*before), is_open)
        return known

    def _parsed(self, word: str) -> Iterator[tuple[Sides, int, int]]:
        """The phrases of the sets that have to be read, as far as they are wanted and hold in the dialect."""
        for at in self._sets_of.get(word, ()):
            for number, direction in enumerate(self._sets[at].directions):
                if (
                    word in direction.forms
                    and direction.holds_in(self._dialect)
                    and (self._is_wanted is None or self._is_wanted((word, direction.forms[word])))
                ):
                    yield from ((pattern.phrase.sides, at, number) for pattern in direction.patterns)
