"""Which blocks of an article are pasted again: runs of copies, exact or near.

A copy is found by what it shares with an earlier paragraph, never by comparing all with all. Exact
ones share their text. Near ones share anchors, a long word with the word after it: an edit breaks
only the anchors that it touches, and each belongs to the paragraph that had it first, so the whole
is linear. Two that share enough of them are compared word by word, by rapidfuzz.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from copydesk import MASK, Article, Block, Kind, Span, is_verse, lazy_pattern, words_in

__all__ = ["BODY", "Difference", "Run", "differences", "doubled_at", "find_runs"]

_ANCHOR = lazy_pattern(r" \w{6,}+ \w++")
#: How far into a paragraph anchors are looked for, and how long one may be to be compared word by word.
_ANCHORED, _COMPARED = 4_000, 20_000
_COUNTED = 1_000
#: How many of a paragraph's anchors another must own to be compared with it, and how many others are.
_SHARED, _CANDIDATES = 0.25, 3
#: Of so few anchors, one is enough.
_FEW = 4
#: What a run goes through. Any other block (a pull quote, a caption) may stand in between.
BODY = frozenset([Kind.PARAGRAPH, Kind.BLOCK_QUOTE, Kind.LIST_ITEM, Kind.HEADING, Kind.CODE])
#: Fewer words may be a label, a line of a song, or a sentence that a text has use for twice.
_SHORT = 20
#: How many blocks below the first a short one is a slip of the paste, not a use of it again.
_NEARBY = 4
_ENDED = lazy_pattern(r"[.!?…。！？][\"'”’»)\]*_]*\s*\Z")
_NUMBER = lazy_pattern(
    r"\w*\d.*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million"
    r"|first|second|third|fourth|fifth|last|next",
    re.IGNORECASE,
)


class Run(Struct, frozen=True):
    """Blocks in a row, and the copy of each further down.

    Attributes:
        first: the earlier blocks.
        later: the later ones, as many.
        exact: whether both say the same to the letter, white space aside.
    """

    first: tuple[Block, ...]
    later: tuple[Block, ...]
    exact: bool

    @property
    def first_span(self) -> Span:
        return Span(self.first[0].start, self.first[-1].end)

    @property
    def later_span(self) -> Span:
        return Span(self.later[0].start, self.later[-1].end)


class Difference(Struct, frozen=True):
    """Words of the first text, and those that the later one has in their place; either may be none."""

    first: tuple[str, ...]
    later: tuple[str, ...]


def _count(text: str) -> int:
    """How many words a text has, as far as it matters."""
    return len(words_in(text[:_COUNTED]))


def differences(first: str, later: str) -> list[Difference]:
    """Where the words of two texts differ, case aside."""
    from rapidfuzz.distance import Levenshtein

    a, b = words_in(first), words_in(later)
    return [
        Difference(a[op.src_start : op.src_end], b[op.dest_start : op.dest_end])
        for op in Levenshtein.opcodes(_folded(first), _folded(later))
        if op.tag != "equal"
    ]


@lru_cache(maxsize=256)
def _folded(text: str) -> list[str]:
    return [word.casefold() for word in words_in(text)]


def find_runs(article: Article, min_words: int, similarity: float) -> list[Run]:
    """The runs of blocks that are pasted again, in the order of the later one.

    Args:
        article: where to look.
        min_words: how many words a paragraph has that is no copy by chance.
        similarity: which share of the words near copies have in common; 1.0 for exact ones only.
    """
    return _Finder(article, min_words, similarity).runs()


class _Finder:
    def __init__(self, article: Article, min_words: int, similarity: float) -> None:
        self._article = article
        self._min_words = min_words
        self._similarity = similarity
        self._body = [block for block in article.blocks if block.kind in BODY]
        self._texts = [article.text_of(block) for block in self._body]
        self._seeds = [self._is_seed(at) for at in range(len(self._body))]
        self._places: dict[str, list[int]] = {}
        self._owners: dict[str, int] = {}

    def runs(self) -> list[Run]:
        found = [self._widened(*run) for run in self._aligned() if self._is_slip(*run)]
        return [self._run(*run) for run in found if not self._is_refrain(*run)]

    def _aligned(self) -> Iterator[tuple[int, int, int]]:
        """Each longest run: the index of its first block, of that block's copy, and its length."""
        original = start = length = 0
        copied = bytearray(len(self._body))
        for at in range(len(self._body)):
            expected = original + length
            if length and expected < start and not copied[expected] and self._alike(expected, at):
                self._remember(at)
                copied[at] = True
                length += 1
                continue
            if length:
                yield original, start, length
            found = self._original(at)
            original, start, length = (found, at, 1) if found is not None else (0, 0, 0)
            copied[at] = length
        if length:
            yield original, start, length

    def _is_slip(self, original: int, start: int, length: int) -> bool:
        """Whether a run is long enough to be no repetition on purpose."""
        if length > 2:
            return True
        if sum(map(_count, self._texts[start : start + length])) >= _SHORT:
            return True
        in_list = any(block.kind is Kind.LIST_ITEM for block in self._body[start : start + length])
        return not in_list and start - original <= _NEARBY

    def _widened(self, original: int, start: int, length: int) -> tuple[int, int, int]:
        """A run with the short blocks before it that were pasted too, and without a heading at its end.

        A heading before it goes along only where nothing else stands under it.
        """
        body, texts = self._body, self._texts
        while length > 1 and body[start + length - 1].kind in (Kind.HEADING, Kind.CODE):
            length -= 1
        end = start + length
        while original and original + length < start and texts[original - 1] == texts[start - 1]:
            kind = body[start - 1].kind
            if kind is Kind.CODE or (kind is Kind.HEADING and end < len(body) and body[end].kind is not kind):
                break
            original, start, length = original - 1, start - 1, length + 1
        return original, start, length

    def _run(self, original: int, start: int, length: int) -> Run:
        pairs = zip(
            self._texts[original : original + length], self._texts[start : start + length], strict=True
        )
        return Run(
            tuple(self._body[original : original + length]),
            tuple(self._body[start : start + length]),
            all(a == b or a.split() == b.split() for a, b in pairs),
        )

    def _is_seed(self, at: int) -> bool:
        """Whether a block is one that a run may start with."""
        block, text = self._body[at], self._texts[at]
        return (
            block.kind.is_running
            and len(text) >= 2 * self._min_words
            and not (text[0] in "[<{" and text[-1] in "]>}")
            and not is_verse(text)
        )

    def _original(self, at: int) -> int | None:
        """The first block that this one is a copy of."""
        if not self._seeds[at]:
            return None
        places = self._places.setdefault(self._texts[at], [])
        places.append(at)
        if len(places) > 1:
            return places[0] if self._is_long(at) and self._alike(places[0], at) else None
        votes = self._remember(at)
        return next((i for i in votes if self._is_long(i) and self._alike(i, at)), None)

    def _remember(self, at: int) -> list[int]:
        """Note a block's anchors; the earlier blocks that own enough of them, the best first."""
        if self._similarity >= 1.0 or not self._seeds[at]:
            return []
        own = self._owners.setdefault
        owners = [own(anchor, at) for anchor in set(_ANCHOR.findall(self._texts[at], 0, _ANCHORED))]
        if owners.count(at) == len(owners):
            return []
        least = max(len(owners) * _SHARED, 1 + (len(owners) > _FEW))
        return [i for i, n in Counter(owners).most_common(_CANDIDATES) if i != at and n >= least]

    def _is_refrain(self, original: int, start: int, length: int) -> bool:
        """Whether a short paragraph comes again and again at the same distance."""
        text = self._texts[start]
        places = self._places.get(text, ())
        if length > 1 or len(places) < 3 or _count(text) > _SHORT:
            return False
        gaps = [b - a for a, b in pairwise(places)]
        return min(gaps) > 1 and max(gaps) - min(gaps) <= 1

    def _is_long(self, at: int) -> bool:
        text = self._texts[at]
        words = len(words_in(text))
        return words >= self._min_words and (
            words >= _SHORT or _ENDED.search(text, len(text) - 8) is not None
        )

    def _alike(self, first: int, later: int) -> bool:
        """Whether one block is a copy of another, exact or near."""
        a, b = self._texts[first], self._texts[later]
        quotes = [self._body[i].kind is Kind.BLOCK_QUOTE for i in (first, later)]
        if quotes[0] != quotes[1]:
            return False
        if a == b:
            return True
        shorter, longer = sorted((len(a), len(b)))
        if longer > _COMPARED or shorter < longer / 2 or not (self._seeds[first] and self._seeds[later]):
            return False
        cutoff = self._similarity
        words = _folded(a), _folded(b)
        common = (Counter(words[0]) & Counter(words[1])).total()
        if common < cutoff * max(map(len, words)) - 1e-6:
            return False  # in whatever order they stand
        from rapidfuzz.distance import Levenshtein

        if Levenshtein.normalized_similarity(*words, score_cutoff=cutoff) < cutoff:
            return False
        found = differences(a, b)
        swapped = Counter(d for d in found if d.first and d.later)
        # One word swapped for the same other one throughout is a pattern filled in twice.
        return all(n == 1 for n in swapped.values()) and not any(
            self._has_fact(d.first, first) and self._has_fact(d.later, later) for d in swapped
        )

    def _has_fact(self, words: tuple[str, ...], at: int) -> bool:
        """Whether there is a number, a name or a piece of code among some words of a block."""
        return any(_NUMBER.fullmatch(w) or not w.islower() for w in words) or self._is_code(words, at)

    def _is_code(self, words: tuple[str, ...], at: int) -> bool:
        prose = self._article.prose_of(self._body[at])
        return MASK in prose and not set(words) <= set(words_in(prose))


def doubled_at(text: str, min_words: int) -> int | None:
    """Where the second half of a text begins if it is the first half again, the space between with it."""
    for gap in (0, 1):
        half, odd = divmod(len(text) - gap, 2)
        if odd or half < 2 * min_words or not text.startswith(text[:16], half + gap):
            continue
        if text[:half] == text[half + gap :] and _count(text[:half]) >= min_words:
            return half
    return None
