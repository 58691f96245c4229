"""Which words English has, in any of its dialects, how common they are, and which an article has besides.

`words.txt` holds some 290,000 words and names in lower case, sorted: SCOWL up to size 80, which is
British, American, Canadian and Australian spelling with their variants, and words that stand often enough in
the text that the weights of `confusable-word` were trained on. `common.txt` holds the 24,000 that this
text uses most, each with its rank. `scripts/lexicon.py` writes both; `NOTICE` tells whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from pathlib import Path
from typing import Literal

from copydesk import MASK, Article, Kind, Span, lazy_pattern
from copydesk_rules.wording.lexicon.lines import NumberedLines, SortedLines

__all__ = [
    "Change",
    "NumberedLines",
    "SortedLines",
    "common_words",
    "edits",
    "is_mostly_strange",
    "is_strange",
    "is_word",
    "place_of",
    "places_in_text",
    "places_of",
    "places_of_all",
    "strange_words",
    "uncommon_words",
]


def _listed(words: str, separator: str = " ") -> frozenset[str]:
    return frozenset(words.split(separator))


#: What the finger did: it left a letter out, struck one too many, struck another, or two in the wrong order.
Change = Literal["missing", "extra", "other", "swapped"]

_FOLDER = Path(__file__).parent
#: After so many common words were looked up, all of them are read.
_OFTEN = 1_000
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
_SIC = (" [sic", " (sic", "[sic")
#: Small words of other languages that are none of English.
_FOREIGN = _listed(
    "al au aux avec da das dans de degli dei del della delle der des di du el een est et het ich il ist "
    "la las le les los mit nel nicht para por pour que und una une von y zu"
)


@cache
def _common() -> NumberedLines[int]:
    return NumberedLines(_FOLDER / "common.txt", int, _OFTEN)


def common_words() -> Mapping[str, int]:
    """The common words, each with its rank: 1 is the most frequent."""
    return _common().mapping


@cache
def _words() -> SortedLines:
    return SortedLines(_FOLDER / "words.txt")


@lru_cache(maxsize=1 << 14)
def is_word(word: str) -> bool:
    """Whether a word or name in lower case, of ASCII letters, is in the list."""
    return word in common_words() or word in _words()


def edits(word: str, known: Container[str], between: Mapping[str, str]) -> Iterator[tuple[str, Change, int]]:
    """The known words that a word may have been before one slip, each with what the slip did and where.

    Args:
        word: in lower case.
        known: the words that may be meant.
        between: which letters, in their order, stand between two in a known word; its ends count as "_".
            Whatever has others there is not looked up: few of the possible words are left.
    """
    get, padded = between.get, f"_{word}_"
    odd = [at for at in range(len(word)) if padded[at + 1] not in get(padded[at] + padded[at + 2], "")]
    # A slip must undo what is odd: it lies in it, as far as from the first to the last.
    first, last = (odd[0], odd[-1]) if odd else (len(word), -1)
    for at in range(max(0, last - 2), min(len(word), first + 2) + 1):
        left, right, rest = word[:at], word[at:], word[at + 1 :]
        before, after = padded[at], padded[at + 1]
        if last <= at:
            for letter in get(before + after, ""):
                if (meant := f"{left}{letter}{right}") in known:
                    yield meant, "missing", at
        if not right:
            return
        if last <= at + 1 and left + rest in known:
            yield left + rest, "extra", at
        if rest and right[0] != rest[0] and (meant := f"{left}{rest[0]}{right[0]}{rest[1:]}") in known:
            yield meant, "swapped", at
        if last <= at + 1:
            for letter in get(before + padded[at + 2], ""):
                if (meant := f"{left}{letter}{rest}") in known and meant != word:
                    yield meant, "other", at


def uncommon_words(article: Article) -> tuple[str, ...]:
    """The words of the article that are not common, as they are written. Use with `Article.derive`."""
    common = common_words()
    rest = filterfalse(common.__contains__, article.vocabulary)
    return tuple(word for word in rest if word.lower() not in common)


def strange_words(article: Article) -> dict[str, dict[str, int]]:
    """The words of the article that no dictionary has, in lower case, each with how often which form stands.

    A possessive counts as the word.

    There are none where there are very many. Use with `Article.derive`.
    """
    strange: dict[str, dict[str, int]] = {}
    for written in article.derive(uncommon_words):
        word = written[:-2] if written.endswith(("'s", "’s")) else written
        if not (word.isascii() and word.isalpha() and 2 < len(word) <= _MAX_LENGTH):
            continue
        lower = word.lower()
        if not is_word(lower):
            forms = strange.setdefault(lower, {})
            forms[word] = forms.get(word, 0) + article.vocabulary[written]
            if len(strange) > _MAX_STRANGE:
                return {}
    return strange


def is_mostly_strange(article: Article) -> bool:
    """Whether every tenth word of an article is strange: it is in another language, or a list of names.

    Lists of names beside paragraphs of English do not count.
    """
    strange = article.derive(strange_words)
    total = sum(forms.get(word, 0) for word, forms in strange.items())
    if total <= _FEW_STRANGE or 10 * total <= article.word_count:
        return False
    paragraphs = (block for block in article.blocks if block.kind is Kind.PARAGRAPH)
    words = [word for block in paragraphs for word in _NEIGHBOUR.findall(article.prose, *block.span)]
    return not words or 10 * sum(word in strange for word in words) > len(words)


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


def is_strange(word: str) -> bool:
    """Whether a word in lower case, as it stands beside another, is none of English."""
    return not (word.isascii() and is_word(word))


def place_of(article: Article, word: str) -> Span | None:
    """The first place of a word in running text; see `places_in_text`."""
    return next(places_in_text(article, word), None)


def places_in_text(
    article: Article, word: str, is_foreign: Callable[[str], bool] = is_strange
) -> Iterator[Span]:
    """Where a word stands in running text: not in a URL, a handle, a path, code, or foreign words.

    Nor alone in quotation marks (it is quoted as a word) or before "[sic]", as a block, or after a dash at
    the end of one (a signature).

    Args:
        article: the article.
        word: as it is written.
        is_foreign: whether a word in lower case beside it shows that it is foreign too.
    """
    prose = article.prose
    for start in places_of(prose, word):
        span = Span(start, start + len(word))
        if _is_running(article, span) and not _is_beside_foreign(article, span, is_foreign):
            yield span


def _is_running(article: Article, span: Span) -> bool:
    """Whether a word stands by itself in a text that somebody wrote to be read."""
    prose, start, end = article.prose, span.start, span.end
    before = _SPACE_OR_MASK.split(prose[max(0, start - _MAX_LENGTH) : start])[-1]
    after = _SPACE_OR_MASK.split(prose[end : end + _MAX_LENGTH], maxsplit=1)[0]
    if not (_BEFORE.fullmatch(before) and _AFTER.fullmatch(after)):
        return False
    if before.endswith(tuple("“‘\"'")) and re.search("[”’\"']", after):
        return False
    block = article.block_at(start)
    if block is None or MASK in prose[max(0, start - len(before) - 1) : end + len(after) + 1]:
        return False
    if end == block.end and (start == block.start or prose.endswith(("— ", "– "), block.start, start)):
        return False
    if prose.startswith(_SIC, end):
        return False
    return (
        _CODE.search(prose, max(block.start, start - _MAX_LENGTH), min(block.end, end + _MAX_LENGTH)) is None
    )


def _is_beside_foreign(article: Article, span: Span, is_foreign: Callable[[str], bool]) -> bool:
    """Whether the words around a word are of another language."""
    block = article.block_at(span.start)
    low, high = (block.start, block.end) if block else span
    before = _NEIGHBOUR.findall(article.prose, max(low, span.start - _MAX_LENGTH), span.start)[-2:]
    after = _NEIGHBOUR.findall(article.prose, span.end, min(high, span.end + _MAX_LENGTH))[:2]
    if not _FOREIGN.isdisjoint((*before, *after)):
        return True
    beside = before[-1:] + after[:1]
    return any(word.islower() and len(word) > 1 and is_foreign(word) for word in beside)
