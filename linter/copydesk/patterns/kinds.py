"""The kinds of pattern: what each finds in the texts that it looks at.

A kind is a value with a method `hits`. It knows nothing of rules, articles or configuration: the front ends,
`[[pattern]]` and Vale's styles, make kinds, and a `PatternRule` makes findings of their hits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, pairwise
from operator import eq
from typing import NamedTuple, Protocol

from copydesk.patterns.exceptions import NO_EXCEPTIONS, Exceptions
from copydesk.patterns.search import Found, Piece, Regex, Searched, View, literal, matches

__all__ = [
    "Conditional",
    "Consistency",
    "Existence",
    "Hit",
    "Kind",
    "Occurrence",
    "Repetition",
    "Substitution",
    "Swap",
]


class Hit(NamedTuple):
    """What a pattern found.

    Attributes:
        piece, start, end: the place.
        words: what the message is filled in with.
        suggestions: what could be there instead; None where the kind knows of nothing.
    """

    piece: int
    start: int
    end: int
    words: tuple[object, ...]
    suggestions: tuple[str, ...] | None = None


class Kind(Protocol):
    """A kind of pattern."""

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""


class Existence:
    """Whatever an expression matches.

    Args:
        pattern: the expression.
        exceptions: what is right though it matches.
    """

    def __init__(self, pattern: Searched, exceptions: Exceptions = NO_EXCEPTIONS) -> None:
        self.pattern, self._exceptions = pattern, exceptions

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for index, start, end in self.pattern.find(view):
            text = view.pieces[index].text
            found = text[start:end]
            if not self._exceptions.cover(text, start, end, found.strip()):
                yield Hit(index, start, end, (found,))


class Swap(NamedTuple):
    """What a substitution looks for, an expression, and what it puts there."""

    found: str
    wanted: str


class Substitution:
    """Words that stand in a table, each with what is to be put in its place.

    Args:
        pattern: an expression that matches any of the words.
        swaps: the table, in the order in which alternatives are tried.
        one: the expression of one word, with its edges.
        ignore_case: whether the words count in any case.
        exceptions: what is right though it matches.
        is_right: given what is wanted and what was found, whether that will do as it is.
    """

    def __init__(
        self,
        pattern: Searched,
        swaps: Sequence[Swap],
        one: Callable[[str], str],
        ignore_case: bool,
        exceptions: Exceptions = NO_EXCEPTIONS,
        is_right: Callable[[str, str], bool] = str.__eq__,
    ) -> None:
        self.pattern, self._swaps, self._one = pattern, swaps, one
        self._ignore_case, self._exceptions, self._is_right = ignore_case, exceptions, is_right
        self._known: dict[str, tuple[Swap, str]] = {}

    @cached_property
    def _literals(self) -> Mapping[str, Swap]:
        return {self._folded(swap.found): swap for swap in reversed(self._swaps) if literal(swap.found)}

    @cached_property
    def _others(self) -> Sequence[Swap]:
        return [swap for swap in self._swaps if not literal(swap.found)]

    def _folded(self, text: str) -> str:
        return text.lower() if self._ignore_case else text

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for found in self.pattern.find(view):
            index, start, end = found
            text = view.pieces[index].text
            swap = self._literals.get(self._folded(text[start:end])) or self._swap_at(text, found)
            if swap is None:
                continue
            words = text[start:end]
            wanted = self._wanted(swap, words)
            if not self._is_right(wanted, words) and not self._exceptions.cover(text, start, end, words):
                yield Hit(index, start, end, (words,), (wanted,))

    def _swap_at(self, text: str, found: Found) -> Swap | None:
        for swap in self._others:
            pattern = _regex(self._one(swap.found)).exact
            match = pattern.match(text, found.start)
            if match and match.end() == found.end:
                return swap
        return None

    def _wanted(self, swap: Swap, words: str) -> str:
        """What is to be put there; `$1` is what the first group of the expression matched."""
        if not _GROUP.search(swap.wanted):
            return swap.wanted
        match = _regex(("(?i)" if self._ignore_case else "") + swap.found).exact.search(words)
        if not match:
            return swap.wanted

        def group(reference: re.Match[str]) -> str:
            number = int(reference[1])
            return (match[number] or "") if number <= len(match.groups()) else reference[0]

        return words[: match.start()] + _GROUP.sub(group, swap.wanted) + words[match.end() :]


_GROUP = re.compile(r"\$\{?(\d+)\}?")
_REGEXES: dict[str, Regex] = {}


def _regex(source: str) -> Regex:
    if source not in _REGEXES:
        _REGEXES[source] = Regex(source)
    return _REGEXES[source]


class Occurrence:
    """An expression that matches too often in one piece of text, or too seldom.

    Args:
        pattern: the expression.
        most: how often it may match; 0 for any number.
        least: how often it must match.
    """

    def __init__(self, pattern: Regex, most: int = 0, least: int = 0) -> None:
        self.pattern, self._most, self._least = pattern, most, least

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for index, piece in enumerate(view.pieces):
            if len(piece.text) <= self._most and not self._least:
                continue
            count = self.pattern.count(piece)
            if (self._most and count > self._most) or count < self._least:
                place = self._place(piece, index) if count else _first_word(piece, index)
                if place:
                    yield Hit(*place, (count,))

    def _place(self, piece: Piece, index: int) -> Found | None:
        """The first match that will do to report: white space and masked code will not."""
        for _, start, end in self.pattern.find(View((piece,))):
            if piece.text[start:end].strip(" \t\r\n*@"):
                return Found(index, start, end)
        return None


def _first_word(piece: Piece, index: int) -> Found | None:
    match = re.search(r"\S+", piece.text)
    return Found(index, *match.span()) if match else None


class Repetition:
    """The same match of an expression several times in a row.

    Args:
        pattern: the expression.
        most: how often it may be repeated.
        ignore_case: whether matches in another case are the same.
        alpha: whether only words of letters count.
        exceptions: what may be repeated.
        is_one_sentence: whether a text is no more than a sentence.
    """

    def __init__(
        self,
        pattern: Regex,
        most: int,
        ignore_case: bool,
        alpha: bool,
        exceptions: Exceptions = NO_EXCEPTIONS,
        is_one_sentence: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.pattern, self._most, self._ignore_case, self._alpha = pattern, most, ignore_case, alpha
        self._exceptions, self._is_one_sentence = exceptions, is_one_sentence

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        found = self.pattern.find(view)
        if self.pattern.runs is not None and not self._most:
            found = _repeated(view, self.pattern.runs, self._alpha)
        before: Found | None = None
        previous, count = "", 0
        for place in found:
            if before is None or before.piece != place.piece:
                previous, count = "", 0
            text = view.pieces[place.piece].text
            words = text[place.start : place.end].strip()
            if words and self._same(words, previous) and (not self._alpha or words.isalpha()):
                count += 1
                if count > self._most and before is not None:
                    start = before.start
                    whole = text[start : place.end]
                    if self._is_one_sentence(whole) and not self._exceptions.cover(
                        text, start, place.end, whole
                    ):
                        yield Hit(place.piece, start, place.end, (words,))
                        count = 0
            before, previous = place, words

    def _same(self, one: str, other: str) -> bool:
        if len(one) != len(other):
            return False
        return one == other or (self._ignore_case and one.lower() == other.lower())


def _repeated(view: View, runs: re.Pattern[str], alpha: bool) -> Iterator[Found]:
    """The runs of characters with an equal one before or behind them, in whatever case.

    Args:
        view: in which they are looked for.
        runs: what matches one.
        alpha: whether only runs of letters count.
    """
    for index, piece in enumerate(view.pieces):
        words = [word.lower() for word in runs.findall(piece.text)]
        if any(map(eq, words, islice(words, 1, None))):
            equal = {
                i + near
                for i, (one, other) in enumerate(pairwise(words))
                if one == other and (not alpha or one.isalpha())
                for near in (0, 1)
            }
            # What stands between two pairs tells them apart.
            wanted = equal | {i - 1 for i in equal}
            for i, match in enumerate(runs.finditer(piece.text) if equal else ()):
                if i in wanted:
                    yield Found(index, *match.span())


class Consistency:
    """Two spellings of one thing in the same article.

    Args:
        pairs: for each thing, an expression that matches either spelling, and one for each.
    """

    def __init__(self, pairs: Sequence[tuple[Regex, Regex, Regex]]) -> None:
        self._pairs = pairs

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for either, first, second in self._pairs:
            seen: set[bool] = set()
            in_piece: dict[int, list[Found]] = {}
            for found in either.find(view):
                in_piece.setdefault(found.piece, []).append(found)
            for index, places in in_piece.items():
                text = view.pieces[index].text
                for place in places:
                    words = text[place.start : place.end]
                    seen.add(first.search(words) or not second.search(words))
                if len(seen) == 2:
                    last = places[-1]
                    words = text[last.start : last.end]
                    start = text.find(words)
                    yield Hit(index, start, start + len(words), (words,))


class Conditional:
    """A match of one expression that another one should have made good: an abbreviation never explained.

    Args:
        first: what is looked for.
        second: what must be there for it; what its groups match is what it makes good, for the whole article.
            Without groups it makes all good in the piece that it is in.
        exceptions: what needs no second.
    """

    def __init__(self, first: Regex, second: Regex, exceptions: Exceptions = NO_EXCEPTIONS) -> None:
        self.pattern, self._second, self._exceptions = first, second, exceptions
        self._has_groups = bool(re.search(r"(?<!\\)\((?!\?)|\(\?P?<[A-Za-z]", second.source))

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        found: dict[int, list[Found]] = {}
        for place in self.pattern.find(view):
            found.setdefault(place.piece, []).append(place)
        if not found:
            return
        good = self._made_good(view)
        for index, places in found.items():
            text = view.pieces[index].text
            for place in places:
                words = text[place.start : place.end]
                if self._has_groups:
                    known = good.get(words)
                    if known is not None and known <= index:
                        continue
                elif self._second.search(text):
                    break
                if not self._exceptions.cover(text, place.start, place.end, words):
                    yield Hit(*place, (words,))

    def _made_good(self, view: View) -> Mapping[str, int]:
        """What is made good, and from which piece on."""
        good: dict[str, int] = {}
        if not self._has_groups:
            return good
        second = self._second
        pieces: Iterable[int] = dict.fromkeys(found.piece for found in second.find(view))
        for index in pieces:
            for match in matches(second.exact, view.pieces[index].text):
                for words in filter(None, match.groups()):
                    good.setdefault(words, index)
        return good
