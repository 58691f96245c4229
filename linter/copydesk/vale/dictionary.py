"""Dictionaries of Hunspell's form: whether a word is in one, by its stem and the affixes that stem may take.

It knows what Vale knows of the form: affixes, one upon another, compounds by rule, conversions of input and
breaks. Words are taken apart when they are asked for, so that a dictionary is there as soon as it is read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

__all__ = ["Dictionary", "DictionaryError"]

_NUMBER = re.compile(r"(?:[0-9]+[.,-]?)+\Z|0?x[0-9A-Fa-f]+\Z|0b[01]+\Z|[0-9a-z]{40}\Z")
_WITH_UNIT = re.compile(r"[0-9]+([a-zA-Z]+)\Z")
#: A word of more letters is no compound.
_LONGEST_COMPOUND = 100
_SHORTEST_PART = 3
_MOST_PARTS = 5
_DEEPEST = 10


class DictionaryError(ValueError):
    """A dictionary cannot be read: why."""


class _Affix(NamedTuple):
    flag: str
    strip: str
    add: str
    next_flags: frozenset[str]
    condition: re.Pattern[str] | None
    crosses: bool


class Dictionary:
    """A dictionary.

    Args:
        aff: the text of its affix file.
        dic: the text of its list of words.

    Raises:
        DictionaryError: the affix file is none.
    """

    def __init__(self, aff: str, dic: str) -> None:
        self._flag_form = "ASCII"
        self._only_in_compounds = ""
        self._rules: list[str] = []
        self._breaks: list[str] = []
        self._conversions: list[tuple[str, str]] = []
        self._compounds = False
        self._headers: dict[str, tuple[bool, bool]] = {}
        self._prefixes: dict[str, list[_Affix]] = defaultdict(list)
        self._suffixes: dict[str, list[_Affix]] = defaultdict(list)
        for number, line in enumerate(aff.splitlines(), 1):
            parts = line.split()
            if parts:
                try:
                    self._read(parts)
                except (IndexError, KeyError, re.error) as error:
                    raise DictionaryError(f"line {number} of the affix file: {error}") from None
        self._stems: dict[str, str] = {}
        stems = self._stems
        for line in dic.splitlines()[1:]:
            entry = line.split(None, 1)
            if entry:
                stem, _, flags = entry[0].partition("/")
                stems[stem] = stems[stem] + flags if stem in stems else flags
        stems.pop("", None)
        self._extra: set[str] = set()
        self._longest = max(
            (len(add) for table in (self._prefixes, self._suffixes) for add in table), default=0
        )
        self.knows = lru_cache(maxsize=200_000)(self._knows)

    def add(self, words: Iterable[str]) -> None:
        """Take words in as they are."""
        self._extra.update(words)
        self.knows.cache_clear()

    def _read(self, parts: list[str]) -> None:
        """One line of the affix file."""
        name = parts[0]
        if name in ("PFX", "SFX"):
            self._affix(parts)
        elif name == "FLAG":
            self._flag_form = parts[1]
        elif name == "ONLYINCOMPOUND":
            self._only_in_compounds = parts[1]
        elif name == "COMPOUNDRULE" and not parts[1].isdecimal():
            self._rules.append(parts[1])
        elif name == "BREAK" and not parts[1].isdecimal():
            self._breaks.append(parts[1])
        elif name == "ICONV" and len(parts) > 2:
            self._conversions.append((parts[1], parts[2]))
        elif name in ("COMPOUNDFLAG", "COMPOUNDBEGIN", "COMPOUNDMIDDLE", "COMPOUNDEND"):
            self._compounds = True

    def _affix(self, parts: list[str]) -> None:
        is_prefix, flag = parts[0] == "PFX", parts[1]
        if len(parts) == 4 and parts[2] in "YN" and parts[3].isdecimal():
            self._headers[flag] = (is_prefix, parts[2] == "Y")
            return
        if len(parts) < 4:
            return
        _, crosses = self._headers[flag]
        strip = "" if parts[2] == "0" else parts[2]
        add, _, following = parts[3].partition("/")
        add = "" if parts[3] == "0" else add
        condition = parts[4] if len(parts) > 4 and parts[4] != "." else None
        pattern = re.compile(f"^{condition}" if is_prefix else f"{condition}$") if condition else None
        affix = _Affix(flag, strip, add, self._flags(following), pattern, crosses)
        (self._prefixes if is_prefix else self._suffixes)[add].append(affix)

    def _flags(self, text: str) -> frozenset[str]:
        if self._flag_form == "num":
            return frozenset(filter(None, text.split(",")))
        if self._flag_form == "long":
            return frozenset(text[i : i + 2] for i in range(0, len(text) - 1, 2))
        return frozenset(text)

    def converted(self, word: str) -> str:
        """A word as the dictionary spells its characters."""
        for found, wanted in self._conversions:
            word = word.replace(found, wanted)
        return word

    def _knows(self, word: str) -> bool:
        return self._is_word(word, 0)

    def _is_word(self, word: str, depth: int) -> bool:
        if self._has(word) or self._has(word.lower()) or _NUMBER.match(word):
            return True
        if any(rule.match(word) for rule in self._compound_rules):
            return True
        if self._compounds and len(word) <= _LONGEST_COMPOUND and self._is_compound(word, 1):
            return True
        unit = _WITH_UNIT.match(word)
        if unit and self._has(unit[1]):
            return True
        return depth < _DEEPEST and any(self._breaks_well(word, mark, depth) for mark in self._breaks)

    def _has(self, word: str) -> bool:
        """Whether a word is a stem, or a stem with affixes."""
        if word in self._extra:
            return True
        flags = self._stems.get(word)
        if flags is not None:
            only = self._only_in_compounds
            if not only or only not in flags or only not in self._flags(flags):
                return True
        return any(
            self._may_take(stem, (affix.flag,)) for stem, affix in self._stripped(word, self._suffixes, True)
        ) or (self._has_prefix(word) or self._has_chain(word))

    def _may_take(self, stem: str, wanted: Iterable[str]) -> bool:
        """Whether a stem has flags."""
        text = self._stems.get(stem)
        if not text:
            return False
        if self._has_letters:
            return all(flag in text for flag in wanted)
        return self._flags(text).issuperset(wanted)

    @cached_property
    def _has_letters(self) -> bool:
        """Whether each flag is a character."""
        return self._flag_form not in ("num", "long")

    def _stripped(
        self, word: str, table: dict[str, list[_Affix]], at_end: bool
    ) -> Iterator[tuple[str, _Affix]]:
        """What a word is without each affix that it may have."""
        for length in range(min(self._longest, len(word)) + 1):
            add = word[len(word) - length :] if at_end else word[:length]
            for affix in table.get(add, ()):
                rest = word[: len(word) - length] if at_end else word[length:]
                stem = rest + affix.strip if at_end else rest
                if stem and (affix.condition is None or affix.condition.search(stem)):
                    yield stem, affix

    def _has_prefix(self, word: str) -> bool:
        for rest, prefix in self._stripped(word, self._prefixes, False):
            if self._may_take(rest, (prefix.flag,)):
                return True
        for whole, suffix in self._stripped(word, self._suffixes, True):
            if suffix.crosses:
                for stem, prefix in self._stripped(whole, self._prefixes, False):
                    if prefix.crosses and self._may_take(stem, (prefix.flag, suffix.flag)):
                        return True
        return False

    def _has_chain(self, word: str) -> bool:
        """Whether a word has a suffix upon a suffix that allows it."""
        if not self._has_chains:
            return False
        for inner, outer in self._stripped(word, self._suffixes, True):
            for stem, affix in self._stripped(inner, self._suffixes, True):
                if outer.flag in affix.next_flags and self._may_take(stem, (affix.flag,)):
                    return True
                for deepest, first in self._stripped(stem, self._suffixes, True):
                    chained = outer.flag in affix.next_flags and affix.flag in first.next_flags
                    if chained and self._may_take(deepest, (first.flag,)):
                        return True
        return False

    @cached_property
    def _has_chains(self) -> bool:
        return any(affix.next_flags for affixes in self._suffixes.values() for affix in affixes)

    @cached_property
    def _compound_rules(self) -> list[re.Pattern[str]]:
        if not self._rules:
            return []
        members: dict[str, list[str]] = defaultdict(list)
        used = {flag for rule in self._rules for flag in self._flags(rule)} - set("()+?*")
        has_used = re.compile("|".join(map(re.escape, sorted(used)))).search
        for stem, flags in self._stems.items():
            if flags and has_used(flags):
                for flag in used & self._flags(flags):
                    members[flag].append(stem)
        made = []
        for rule in self._rules:
            # As Vale reads it: marks of repetition are taken as they are.
            parts = [
                re.escape(f) if f in "()+?*" else f"(?:{'|'.join(map(re.escape, members[f]))})" for f in rule
            ]
            made.append(re.compile("".join(parts) + r"\Z"))
        return made

    def _is_compound(self, word: str, parts: int) -> bool:
        if parts > _MOST_PARTS:
            return False
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            if self._has_any_case(word[:at]):
                rest = word[at:]
                if self._has_any_case(rest) or self._is_compound(rest, parts + 1):
                    return True
        return False

    def _has_any_case(self, word: str) -> bool:
        return self._has(word) or self._has(word.lower()) or self._has(word[:1].upper() + word[1:])

    def _breaks_well(self, word: str, mark: str, depth: int) -> bool:
        """Whether what is on both sides of a mark is right."""
        if len(mark) > 1 and mark.startswith("^"):
            bare = mark[1:]
            return (
                word.startswith(bare)
                and len(word) > len(bare)
                and self._is_word(word[len(bare) :], depth + 1)
            )
        if len(mark) > 1 and mark.endswith("$"):
            bare = mark[:-1]
            return (
                word.endswith(bare) and len(word) > len(bare) and self._is_word(word[: -len(bare)], depth + 1)
            )
        at = word.find(mark, 1)
        while 0 < at < len(word) - len(mark):
            if self._is_word(word[:at], depth + 1) and self._is_word(word[at + len(mark) :], depth + 1):
                return True
            at = word.find(mark, at + 1)
        return False

    def near(self, word: str, most: int = 5) -> list[str]:
        """Stems that are spelled nearly as a word is."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        lower = word.lower()
        close = process.extract(
            lower, [*self._stems, *self._extra], scorer=OSA.distance, limit=most, score_cutoff=2
        )
        return [each[0] for each in close]
