"""The names of an article: its capitalised words, and where each is mentioned beside what."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import combinations, filterfalse
from pathlib import Path

from msgspec import Struct

from copydesk import Article, Kind, Span, lazy_pattern

__all__ = [
    "Mention",
    "begins_sentence",
    "compound_pairs",
    "deletions",
    "fold",
    "is_known_name",
    "mentions",
    "name_counts",
    "near_pairs",
    "stands_alone",
    "titles",
    "variant_pairs",
]

_MIN_LENGTH, _MAX_LENGTH = 4, 40
#: What more names share than this tells nothing of any two of them.
_MAX_SHARED = 12
#: Mentions of one name that are looked at; more of them add nothing to what is known of it.
_MAX_MENTIONS = 200
#: What may stand around a name: an elided article before it ("d’Ottawa"), a possessive after it.
_AFFIXES = lazy_pattern(r"(?:[a-z]{1,2}['’])?([^\W\d_]+(?:['’][^\W\d_]{2,})*)(?:['’][^\W\d_])?")
_HYPHEN = lazy_pattern(r"-([^\W\d_]+)(?![\w-])")
_BEFORE = lazy_pattern(r"(?<![\w.])([^\W\d_][\w'’]*\.?)(?: [^\W\d_]\.)*[ -]\Z")
_AFTER = lazy_pattern(r"[ -]([^\W\d_]+)")
#: Words that only a title writes with a capital within a sentence.
_TITLE_CASE = frozenset(["A", "An", "And", "For", "From", "In", "Of", "On", "The", "To", "With"])
_NOT_RUNNING = (Kind.HEADLINE, Kind.HEADING, Kind.TABLE_CELL, Kind.ALT_TEXT)


class Mention(Struct, frozen=True):
    """A place where a name stands.

    Attributes:
        before, after: the capitalised word that it makes one name with ("Rex" Tillerson), or "".
        title: the title that stands before it ("President"), or "".
        running: it stands within a sentence, where only names are capitalised.
    """

    span: Span
    before: str
    after: str
    title: str
    running: bool

    @property
    def is_full(self) -> bool:
        """Whether another name stands beside it: a first name, a surname, the rest of a place's name."""
        return bool(self.before or self.after)


def fold(name: str) -> str:
    """A name in lower case, without its diacritics and hyphens: "Légaré-Tremblay" is "legare tremblay"."""
    letters = unicodedata.normalize("NFD", name.casefold().replace("-", " "))
    return "".join(c for c in letters if not unicodedata.combining(c))


def name_counts(article: Article) -> Counter[str]:
    """How often each capitalised word stands in the article, possessives and plural acronyms included."""
    counts: Counter[str] = Counter()
    vocabulary = article.vocabulary
    for written in filterfalse(str.islower, vocabulary):
        if not _MIN_LENGTH <= len(written) <= _MAX_LENGTH:
            continue
        word = written
        if not word.isalpha():
            match = _AFFIXES.fullmatch(word)
            if match is None or len(match[1]) < _MIN_LENGTH:
                continue
            word = match[1]
        if word[0].isupper():
            if word[-1] == "s" and word[:-1].isupper():
                word = word[:-1]
            counts[word] += vocabulary[written]
    return counts


@lru_cache(maxsize=4096)
def deletions(name: str) -> tuple[str, ...]:
    """A name, and what is left of it without one of its letters but the first."""
    return (name, *[name[:i] + name[i + 1 :] for i in range(1, len(name))])


def near_pairs(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of names that begin alike and are one edit apart, or differ in diacritics alone.

    Each name is filed under what is left of it without one of its letters; two names that are one
    insertion, deletion, substitution or transposition apart then share a file (SymSpell's method).
    """
    holder: dict[str, str] = {}
    files: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        keys = deletions(name)
        if not name.isascii():
            keys += (name[0] + fold(name[1:]),)
        for key in keys:
            if holder.setdefault(key, name) is not name:
                files[key].append(name)
    seen: set[tuple[str, str]] = set()
    for key, shared in files.items():
        if len(shared) < _MAX_SHARED:
            for pair in combinations(dict.fromkeys((holder[key], *shared)), 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def compound_pairs(article: Article) -> Iterator[tuple[str, str]]:
    """The names that stand with a hyphen, each with what it is without: "Jong-un", "Jong Un"."""
    prose, vocabulary = article.prose, article.vocabulary
    seen: set[str] = set()
    for match in _HYPHEN.finditer(prose):
        at = match.start()
        first = prose[max(0, at - 24) : at].rpartition(" ")[2].lstrip("“\"‘'(\n")
        if first[:1].isupper() and first.isalpha() and not vocabulary[first.lower()]:
            second = match[1]
            name = f"{first}-{second}"
            if name not in seen and (second[0].islower() or not vocabulary[second.lower()]):
                seen.add(name)
                yield name, f"{first} {second[0].upper()}{second[1:]}"


def _lines(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def titles() -> frozenset[str]:
    """What stands before the name of a person without being a part of it."""
    return frozenset(_lines("titles.txt"))


@cache
def _variants() -> tuple[tuple[tuple[str, str], ...], ...]:
    """Groups of variants, each name with its first word."""
    groups = (line.split(", ") for line in _lines("variants.txt"))
    return tuple(tuple((name, re.split("[ -]", name)[0]) for name in group) for group in groups)


def variant_pairs(article: Article) -> Iterator[tuple[str, str]]:
    """The pairs of well-known variants of one name that may both stand in the article, today's first."""
    vocabulary = article.vocabulary
    for group in _variants():
        yield from combinations([name for name, first in group if first in vocabulary], 2)


def mentions(article: Article, names: Iterable[str]) -> dict[str, list[Mention]]:
    """The mentions of some names, in order; one in a URL, a handle or a path is none."""
    import ahocorasick_rs

    names = sorted(names)
    prose, found = article.prose, defaultdict[str, list[Mention]](list)
    automaton = ahocorasick_rs.AhoCorasick(names)
    for index, start, end in automaton.find_matches_as_indexes(prose, overlapping=True):
        places = found[names[index]]
        if len(places) < _MAX_MENTIONS and stands_alone(prose, start, end):
            places.append(_mention(article, start, end))
    return {name: places for name, places in found.items() if places}


def stands_alone(prose: str, start: int, end: int) -> bool:
    """Whether the span is a word of running text, and not of a longer word, a URL, a handle or a path."""
    left = prose[start - 1] if start else " "
    if left.isalnum() or left in "@#/\\_=.~$&+￼":
        return False
    if prose.startswith("s", end) and prose[start:end].isupper():
        end += 1
    right = prose[end] if end < len(prose) else " "
    beyond = prose[end + 1] if end + 1 < len(prose) else " "
    if right.isalnum() or right in "@\\_=€￼":
        return False
    if right == "/":
        return beyond.isupper()
    if right in "'’":
        return beyond == "s" or not beyond.isalpha()
    return not (right in ".:" and beyond.isalnum())


def _mention(article: Article, start: int, end: int) -> Mention:
    prose = article.prose
    low = max(0, start - 40)
    before = title = ""
    if match := _BEFORE.search(prose[low:start]):
        word = match[1].rstrip(".")
        if word in titles():
            title = word
        elif word[0].isupper() and word == match[1]:
            starts = begins_sentence(prose, low + match.start(1))
            before = "" if starts and article.vocabulary[word.lower()] else word
    following = _AFTER.match(prose, end, end + 40)
    after = following[1] if following and following[1][0].isupper() else ""
    block = article.block_at(start)
    running = (
        block is not None
        and block.kind not in _NOT_RUNNING
        and after not in _TITLE_CASE
        and (title != "" or not begins_sentence(prose, start))
    )
    return Mention(Span(start, end), before, "" if after in _TITLE_CASE else after, title, running)


def begins_sentence(prose: str, at: int) -> bool:
    """Whether a sentence begins at a place, as far as what stands before it tells."""
    head = prose[max(0, at - 6) : at].rstrip(" “\"‘'’(«[*_")
    return not head or head[-1] in ".!?…:;\n—–-•|>￼"


@cache
def _known_names() -> bytes:
    """The file, whose lines are sorted; making a set of them takes longer than looking some up."""
    return (Path(__file__).parent / "known_names.txt").read_bytes()


@lru_cache(maxsize=4096)
def is_known_name(name: str) -> bool:
    """Whether people are known to bear a name, so that it may be right however near another it comes."""
    names, wanted = _known_names(), name.encode()

    def line_at(offset: int) -> bytes:
        return names[names.rfind(b"\n", 0, offset) + 1 : names.find(b"\n", offset)]

    return names.startswith(wanted + b"\n", bisect_left(range(len(names)), wanted, key=line_at))
