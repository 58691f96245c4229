"""Whether two spellings are of one name, by what the article says of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from copydesk import Article, lazy_pattern
from copydesk_rules.names.shared.mentions import Mention, fold, is_known_name

__all__ = ["Edit", "Spelling", "is_addressed", "is_one_name", "is_variant", "rank"]

_VOWELS = frozenset("aeiouy")
#: Final letters that make another form of a name, not a slip: a plural, a demonym, another gender or case.
_INFLECTIONS = frozenset("snmriaouy")
#: Patterns (compiled where they are needed: few articles do). The article speaks of the spelling, or of
#: another name for the same.
_SPELLING = r"(?i:spel[lt]|translit|romani[sz]|pronounc|\bsic\b)"
_RENAMING = r"(?i:former|renam|known as|called|\bborn\b|\bn[ée]e\b|alias|\baka\b)"
#: A URL, a handle, or a domain, be it written so that nobody follows it ("example[.]org").
_ADDRESS = lazy_pattern(r"(?:https?://|www\.|@)\S+|(?<![\w.@-])[a-z0-9-]+(?:\[?\.\]?[a-z0-9-]+)+(?:/\S*)?")
_SIGHT = 60
#: A letter of another script somewhere after a Latin one, or before it: nobody types that on purpose.
_MIXED = lazy_pattern(r"[A-Za-z].{0,80}[\u0370-\u052f]|[\u0370-\u052f].{0,80}[A-Za-z]")
#: What joins two names set side by side on purpose: "Tuva (Tyva)", "Smith and Smyth".
_SIDE_BY_SIDE = lazy_pattern(r"\W*(?:(?:or|and|as|aka|also|is|not|to|into|from|vs|versus)\W+)*")
_SIDE = 24
#: A slip is made now and then; what stands oftener, and is no part of the same full name, is another name.
_FEW = 3
_SAMPLE = 20_000


class Edit(Struct, frozen=True):
    """The one edit that turns a name into another: the letters that differ, and where they stand.

    Attributes:
        at: how many letters the names share before them.
        final: no letter follows them.
        doubling: a letter is doubled, or the double is lost.
    """

    left: str
    right: str
    at: int
    final: bool
    doubling: bool

    @classmethod
    def between(cls, left: str, right: str) -> Edit | None:
        """The edit between two names that begin alike, or None where it takes more than one."""
        low, high, shortest = 0, 0, min(len(left), len(right))
        while low < shortest and left[low] == right[low]:
            low += 1
        while high < shortest - low and left[-1 - high] == right[-1 - high]:
            high += 1
        a, b = left[low : len(left) - high], right[low : len(right) - high]
        if not low or not (len(a) + len(b) == 1 or len(a) == len(b) == 1 or (len(a) == 2 and a == b[::-1])):
            return None
        return cls(a, b, low, high == 0, len(a) != len(b) and (a or b) == left[low - 1])

    @property
    def transposition(self) -> bool:
        return len(self.left) == len(self.right) == 2

    @property
    def addition(self) -> bool:
        return len(self.left) != len(self.right)

    @property
    def vowel_change(self) -> bool:
        return len(self.left) == len(self.right) == 1 and {self.left, self.right} <= _VOWELS

    @property
    def is_form(self) -> bool:
        """Whether it may make another form of a word: a plural, a demonym, another gender."""
        if not self.final or self.transposition:
            return False
        return not self.addition or (not self.doubling and (self.left or self.right) in _INFLECTIONS)

    @property
    def is_cut(self) -> bool:
        """Whether a last letter is lost that makes no plural or demonym ("Jivrajan", "Jivrajani")."""
        return self.final and self.addition and (self.left or self.right) not in ("s", "n")

    @property
    def is_british(self) -> bool:
        """Whether it tells "Centre" from "Center", each right in its own name."""
        return self.final and self.transposition and self.left in ("er", "re")


class Spelling:
    """One spelling of a name, and the words that stand beside it.

    Args:
        name: as it is spelled.
        at: its mentions in the article.
        house: the words before and after it in the house's list of names, if that has it.
    """

    def __init__(self, name: str, at: Sequence[Mention], house: tuple[str, str] | None = None) -> None:
        self.name, self.at = name, at
        self.is_house = house is not None
        before, after = house or ("", "")
        self.befores = {before, *(m.before for m in at)} - {""}
        self.afters = {after, *(m.after for m in at)} - {""}
        self.titles = {m.title for m in at} - {""}
        self.runs = self.is_house or any(m.running for m in at)

    def shared_befores(self, other: Spelling) -> frozenset[str]:
        """The words that stand before both; "Jess" and "Jessica" are one first name."""
        return frozenset(
            a
            for a in self.befores
            for b in other.befores
            if a == b or (len(min(a, b)) > 2 and is_known_name(max(a, b)) and max(a, b).startswith(min(a, b)))
        )

    def shares_with(self, other: Spelling) -> bool:
        """Whether one and the same word stands beside both."""
        return not (self.befores.isdisjoint(other.befores) and self.afters.isdisjoint(other.afters))

    @property
    def stands_alone(self) -> bool:
        """Whether no other name ever stands beside it."""
        return not (self.befores or self.afters)

    @property
    def keeps_company(self) -> bool:
        """Whether one and the same word nearly always stands beside it ("New" Zealand)."""
        if self.is_house or len(self.at) < 3:
            return False
        befores, afters = Counter(m.before for m in self.at), Counter(m.after for m in self.at)
        return any(times >= 0.8 * len(self.at) for word, times in (befores | afters).items() if word)


def rank(article: Article, left: Spelling, right: Spelling) -> tuple[Spelling, Spelling]:
    """The odd spelling, then the usual one.

    Usual is what the house writes, what is in letters of one script, what the article's URLs and handles
    have, what is a word of the article as well, what stands oftener (that people are known to bear a name
    weighs as some mentions do), or looks more like the article's other words; of two that are equal in all
    this, the first.
    """
    edit = Edit.between(left.name, right.name)
    likelier = None
    if edit and len(left.at) == len(right.at):
        likelier = _likelier(article, left.name, right.name, edit)
    in_full = left.befores & right.befores or left.afters & right.afters

    addressed = _addressed(article, left.name, right.name)

    def weight(spelling: Spelling) -> tuple[bool, bool, bool, bool, int, bool, bool, bool, int]:
        name = spelling.name
        return (
            spelling.is_house,
            _MIXED.search(name) is None,
            name == addressed,
            article.vocabulary[name.lower()] > 0,
            len(spelling.at) + (0 if in_full else _FEW * is_known_name(name)),
            is_known_name(name),
            not name.isascii(),
            name == likelier,
            -spelling.at[0].span.start if spelling.at else 0,
        )

    odd, usual = sorted((left, right), key=weight)
    return odd, usual


def _addressed(article: Article, left: str, right: str) -> str | None:
    """The name that URLs and handles of the article have, if they have one of the two: few err there."""
    words = article.derive(_address_words)
    found = [name for name in (left, right) if fold(name) in words]
    return found[0] if len(found) == 1 else None


def is_addressed(article: Article, odd: str, usual: str) -> bool:
    """Whether the article's URLs and handles have the usual of two names, and not the odd one."""
    return _addressed(article, odd, usual) == usual


def _address_words(article: Article) -> frozenset[str]:
    """The words of all URLs, e-mail addresses and handles, in lower case."""
    words = (w for w in article.text.split() if "." in w[:-1] or "@" in w or "://" in w)
    addresses = _ADDRESS.findall(" ".join(words))
    return frozenset(word.lower() for address in addresses for word in re.findall("[A-Z]?[a-z]+", address))


def _likelier(article: Article, left: str, right: str, edit: Edit) -> str | None:
    """The spelling whose letters stand together oftener in the article, if it is far the likelier."""
    low = edit.at - 1
    count = article.derive(_counter)

    def score(name: str, width: int) -> float:
        ends = range(low, min(edit.at + width, len(name) - 2))
        return min((count(name[i : i + 3]) for i in ends), default=0)

    a, b = score(left, len(edit.left)), score(right, len(edit.right))
    if max(a, b) < 4 * (min(a, b) + 1):
        return None
    return left if a > b else right


def _counter(article: Article) -> Callable[[str], int]:
    """How often letters stand together in the article, as far as a sample of it tells."""
    sample = article.prose[:_SAMPLE]
    return cache(sample.count)


def is_one_name(article: Article, odd: Spelling, usual: Spelling) -> bool:
    """Whether two spellings that differ by little are of one name."""
    if _side_by_side(article, odd, usual) or _speaks_of(article, odd, _SPELLING):
        return False
    same_before, same_after = odd.shared_befores(usual), odd.afters & usual.afters
    if odd.name.casefold() == usual.name.casefold():
        return bool(same_before or same_after or odd.runs or len(usual.at) > 1)
    edit = None if fold(odd.name) == fold(usual.name) else Edit.between(odd.name, usual.name)
    if same_before or same_after:
        if edit is None or (same_before and same_after) or not edit.final or edit.transposition:
            return True
        return bool(same_before) and edit.addition
    if (odd.befores and usual.befores) or (odd.afters and usual.afters):
        return _is_sure_slip(article, odd, usual, edit)
    addressed = _addressed(article, odd.name, usual.name) == usual.name
    if usual.keeps_company or (len(odd.at) > _FEW and not addressed):
        return False
    return _is_slip(article, odd, usual, edit, addressed or usual.is_house)


def _is_sure_slip(article: Article, odd: Spelling, usual: Spelling, edit: Edit | None) -> bool:
    """Whether hasty fingers made one long name of the other, whatever stands beside it."""
    return (
        edit is not None
        and edit.transposition
        and not edit.is_british
        and len(odd.name) >= 8
        and len(odd.at) == 1
        and not is_known_name(odd.name)
    )


def _is_slip(article: Article, odd: Spelling, usual: Spelling, edit: Edit | None, sure: bool) -> bool:
    """Whether the odd spelling is likelier a slip than another name, with no full name to go by.

    Args:
        sure: the usual one is right by the house's list or the article's own URLs.
    """
    times = 100.0 if sure else len(usual.at) / len(odd.at)
    length = len(odd.name)
    english = (article.language or "en").startswith("en")
    if edit is None:
        return length > 4 and odd.runs and usual.runs and (english or times >= 3)
    if is_known_name(odd.name) and is_known_name(usual.name) and edit.doubling and english:
        return _is_introduced(article, odd, usual)
    if is_known_name(odd.name) and edit.addition and odd.stands_alone and usual.stands_alone:
        return english and not edit.final and times >= 5 and len(usual.at) > _FEW
    if (
        is_known_name(odd.name)
        or edit.is_british
        or (edit.final and not (edit.transposition or edit.doubling))
    ):
        return False
    if odd.name.isupper():
        return edit.transposition
    if edit.transposition and length >= 8:
        return True
    if not (usual.runs or sure):
        return False
    if not odd.runs:
        return edit.addition and (times >= 20 or (times >= 5 and length >= 8))
    if odd.stands_alone != usual.stands_alone and length >= 6 and _is_person(odd, usual):
        return english
    if not (edit.transposition or edit.addition or edit.vowel_change):
        return False
    if not (english or edit.transposition or length >= 8):
        return False
    if odd.titles & usual.titles and not edit.vowel_change:
        return True
    if edit.transposition or (edit.doubling and is_known_name(usual.name)):
        return length >= 6 or times >= 3
    if edit.addition and (times >= 10 or (times >= 2 and length >= 9)):
        return True
    if edit.vowel_change and times >= 2 and length >= 10:
        return True
    return times >= 3 and length >= 6


def _is_introduced(article: Article, odd: Spelling, usual: Spelling) -> bool:
    """Whether one of two surnames is introduced by a first name once, and then the other stands alone."""
    full, alone = (usual, odd) if odd.stands_alone else (odd, usual)
    return (
        alone.stands_alone
        and len(full.befores) == 1
        and not full.afters
        and any(map(is_known_name, full.befores))
        and full.at[0].span < alone.at[0].span
        and not any(article.prose.endswith(", ", 0, m.span.start) for m in alone.at)
    )


def _is_person(odd: Spelling, usual: Spelling) -> bool:
    """Whether one of two spellings stands in the full name of a person, and the other is never introduced."""
    beside = odd.befores | usual.befores
    if any(map(is_known_name, beside)) or (beside and odd.titles | usual.titles):
        return True
    return is_known_name(usual.name) and bool(odd.afters | usual.afters)


def is_variant(article: Article, odd: Spelling, usual: Spelling) -> bool:
    """Whether two well-known variants of a name are used as if there were no choice between them."""
    return not (
        any(article.quotation_at(m.span) for m in odd.at)
        or _side_by_side(article, odd, usual)
        or _speaks_of(article, odd, _SPELLING)
        or _speaks_of(article, odd, _RENAMING)
        or _speaks_of(article, usual, _RENAMING)
    )


def _side_by_side(article: Article, odd: Spelling, usual: Spelling) -> bool:
    """Whether the article sets the two spellings beside each other."""
    places = sorted([(m.span, True) for m in odd.at] + [(m.span, False) for m in usual.at])
    return any(
        is_odd != was_odd
        and b.start - a.end <= _SIDE
        and _SIDE_BY_SIDE.fullmatch(article.prose, a.end, b.start) is not None
        for (a, was_odd), (b, is_odd) in pairwise(places)
    )


def _speaks_of(article: Article, spelling: Spelling, words: str) -> bool:
    """Whether a pattern's words stand near a mention of a spelling."""
    what = re.compile(words)
    spans = (m.span for m in spelling.at)
    return any(what.search(article.prose, max(0, start - _SIGHT), end + _SIGHT) for start, end in spans)
