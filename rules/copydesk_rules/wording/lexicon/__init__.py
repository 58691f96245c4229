"""Which words English has, in any of its dialects, how common they are, and which an article has besides.

`words.txt` holds some 290,000 words and names in lower case, sorted: SCOWL up to size 80, which is
British, American, Canadian and Australian spelling with their variants, and words that stand often enough in
the text that the weights of `confusable-word` were trained on. `common.txt` holds the 24,000 that this
text uses most, the most frequent first. `scripts/lexicon.py` writes both; `NOTICE` tells whose they are.
"""

from __future__ import annotations

import mmap
import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from pathlib import Path
from string import ascii_lowercase
from typing import Literal

from copydesk import MASK, Article, Span, lazy_pattern

__all__ = [
    "Change",
    "common_words",
    "edits",
    "is_word",
    "place_of",
    "places_of",
    "places_of_all",
    "strange_words",
    "uncommon_words",
]

#: What the finger did: it left a letter out, struck one too many, struck another, or two in the wrong order.
Change = Literal["missing", "extra", "other", "swapped"]

_FOLDER = Path(__file__).parent
#: How many bytes of the list have one of its words looked up in it; twice as many are looked through.
_PAGE = 2048
#: What has more strange words is not running English, or is past helping.
_MAX_STRANGE = 1_000
#: So many strange words say nothing of an article, however short it is.
_FEW_STRANGE = 5
_MAX_LENGTH = 40
_SPACE_OR_MASK = lazy_pattern(r"[\s\ufffc]")
#: What may stand around a word in running text: punctuation, and words joined to it by a hyphen or a dash.
_BEFORE = lazy_pattern(r"[(\[“‘\"'*]*(?:[A-Za-z’]{3,}[,;:.!?”\"]*(?:-|–|—|--|…))*[“‘\"]?")
_AFTER = lazy_pattern(r"[”\"]?(?:(?:-|–|—|--|…)[“\"]?[A-Za-z’]{3,})*(?:['’]s)?[.,;:!?…)\]”’\"'*–—]*(?:--)?")
#: Signs of code that its author did not mark as such, near a word.
_CODE = lazy_pattern(r"[{}=|\\]|\w_\w")
_NEIGHBOUR = lazy_pattern(r"[^\W\d_]+")


@cache
def common_words() -> dict[str, int]:
    """The common words, each with its rank: 1 is the most frequent."""
    lines = (_FOLDER / "common.txt").read_text(encoding="utf-8").split()
    return dict(zip(lines, range(1, len(lines) + 1), strict=True))


@cache
def _words() -> mmap.mmap:
    with (_FOLDER / "words.txt").open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def _first_of(page: int) -> bytes:
    """The first word of a page of the list that begins within it; "" for the first page."""
    lines = _words()
    at = lines.find(b"\n", page * _PAGE) + 1
    return lines[at : lines.find(b"\n", at)] if page else b""


@lru_cache(maxsize=1 << 14)
def is_word(word: str) -> bool:
    """Whether a word or name in lower case, of ASCII letters, is in the list."""
    if word in common_words():
        return True
    lines, wanted = _words(), word.encode("ascii")
    page = bisect_right(range(len(lines) // _PAGE), wanted, key=_first_of) - 1
    # The first of all words is a common one, so a line break stands before any that is left.
    return lines.find(b"\n%b\n" % wanted, page * _PAGE, (page + 2) * _PAGE) >= 0


def edits(word: str, known: Container[str]) -> Iterator[tuple[str, Change, int]]:
    """The known words that a word may have been before one slip, each with what the slip did and where."""
    for at in range(len(word) + 1):
        left, right, rest = word[:at], word[at:], word[at + 1 :]
        for letter in ascii_lowercase:
            if (meant := f"{left}{letter}{right}") in known:
                yield meant, "missing", at
        if not right:
            return
        if left + rest in known:
            yield left + rest, "extra", at
        if rest and right[0] != rest[0] and (meant := f"{left}{rest[0]}{right[0]}{rest[1:]}") in known:
            yield meant, "swapped", at
        for letter in ascii_lowercase:
            if (meant := f"{left}{letter}{rest}") in known and meant != word:
                yield meant, "other", at


def uncommon_words(article: Article) -> tuple[str, ...]:
    """The words of the article that are not common, as they are written. Use with `Article.derive`."""
    common = common_words()
    rest = filterfalse(common.__contains__, article.vocabulary)
    return tuple(word for word in rest if word.lower() not in common)


def strange_words(article: Article) -> tuple[str, ...]:
    """The words of the article that no dictionary has and that stand in it once, as they are written.

    What stands twice is a term of the article. There are none in an article in which every tenth
    word is strange: it is in another language, or a list of names. Use with `Article.derive`.
    """
    strange: dict[str, list[str]] = {}
    total = 0
    for word in article.derive(uncommon_words):
        if not (word.isascii() and word.isalpha() and 2 < len(word) <= _MAX_LENGTH):
            continue
        lower = word.lower()
        if not is_word(lower):
            times = article.vocabulary[word]
            strange.setdefault(lower, []).extend([word] * min(times, 2))
            total += times * word.islower()
            if len(strange) > _MAX_STRANGE:
                return ()
    if total > _FEW_STRANGE and 10 * total > article.word_count:
        return ()
    return tuple(words[0] for words in strange.values() if len(words) == 1)


def places_of(prose: str, word: str) -> Iterator[int]:
    """Where a word begins each time that it stands in a text, not within another."""
    start = prose.find(word)
    while start >= 0:
        end = start + len(word)
        if not (prose[start - 1 : start].isalnum() or prose[end : end + 1].isalnum()):
            yield start
        start = prose.find(word, end)


def places_of_all(prose: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where some words begin and end each time that they stand in a text, not within others; in one walk."""
    import ahocorasick_rs

    taken = [0] * len(words)
    automaton = ahocorasick_rs.AhoCorasick(words)
    for index, start, end in automaton.find_matches_as_indexes(prose, overlapping=True):
        if start >= taken[index]:
            taken[index] = end
            if not (prose[start - 1 : start].isalnum() or prose[end : end + 1].isalnum()):
                yield start, end


def place_of(article: Article, word: str) -> Span | None:
    """Where a word stands in running text; None in a URL, a handle, a path, code, or foreign words.

    Nor is there a place for a word that stands alone in quotation marks (it is quoted as a word), as a block
    or after a dash at the end of one (a signature).
    """
    prose = article.prose
    start = next(places_of(prose, word), None)
    if start is None:
        return None
    end = start + len(word)
    before = _SPACE_OR_MASK.split(prose[max(0, start - _MAX_LENGTH) : start])[-1]
    after = _SPACE_OR_MASK.split(prose[end : end + _MAX_LENGTH], maxsplit=1)[0]
    if not (_BEFORE.fullmatch(before) and _AFTER.fullmatch(after)):
        return None
    if before.endswith(tuple("“‘\"'")) and re.search("[”’\"']", after):
        return None
    block = article.block_at(start)
    if block is None or MASK in prose[max(0, start - len(before) - 1) : end + len(after) + 1]:
        return None
    if end == block.end and (start == block.start or prose.endswith(("— ", "– "), block.start, start)):
        return None
    low, high = max(block.start, start - _MAX_LENGTH), min(block.end, end + _MAX_LENGTH)
    if _CODE.search(prose, low, high) or _has_foreign(prose[low:start], prose[end:high]):
        return None
    return Span(start, end)


def _has_foreign(before: str, after: str) -> bool:
    """Whether the word before or after is in lower case and no English word."""
    beside = _NEIGHBOUR.findall(before)[-1:] + _NEIGHBOUR.findall(after)[:1]
    return any(word.islower() and len(word) > 1 and not (word.isascii() and is_word(word)) for word in beside)
