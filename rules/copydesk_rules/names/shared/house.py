"""The house's names, and what of an article is near one of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from copydesk import Article
from copydesk_rules.names.shared.full_names import is_common
from copydesk_rules.names.shared.likeness import of_word
from copydesk_rules.names.shared.mentions import (
    Mention,
    deletions,
    fold,
    is_known_name,
    mentions,
    name_counts,
)

__all__ = ["HouseNames", "Slip"]

#: A shorter word is near too many others.
_LEAST = 4
#: So likely must a word be a slip for that of a name whose other words stand beside it.
_LIKELY = 0.8
_WORD = re.compile(r"[^\W\d_]+")


class Slip(Struct, frozen=True):
    """A word that stands where a name of the house has another.

    Attributes:
        found, wanted: the words.
        written, name: the whole, as the article has it, and the house.
        at: the mentions of the word.
    """

    found: str
    wanted: str
    written: str
    name: str
    at: Sequence[Mention]


class HouseNames:
    """The names of a house, thousands perhaps; what is derived from them is derived once.

    Args:
        names: spelled as they should be.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        #: Those of one word, and those of several by their last word.
        self.single = frozenset(name for name in self.names if len(_WORD.findall(name)) == 1)
        self._by_last: defaultdict[str, list[str]] = defaultdict(list)
        #: Each word of those of several, with the names that it is in.
        self.words: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self.names - self.single):
            words = _WORD.findall(name)
            if words:
                self._by_last[words[-1]].append(name)
            for word in dict.fromkeys(words):
                if len(word) >= _LEAST and word[0].isupper():
                    self.words[word].append(name)

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        """The words of all names, filed under what is left of each without one of its letters."""
        files: defaultdict[str, list[str]] = defaultdict(list)
        for word in {*self.words, *self.single}:
            for key in _keys(word):
                files[key].append(word)
        return dict(files)

    def near(self, word: str) -> set[str]:
        """The words of names that are one edit away from a word, or differ from it in diacritics alone."""
        files = self._files
        return {other for key in _keys(word) for other in files.get(key, ())} - {word}

    def single_near(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The names of one word that are some words, or near them; nothing stands beside them."""
        if not self.single:
            return {}
        return {
            other: ("", "") for word in names for other in (word, *self.near(word)) if other in self.single
        }

    def words_in(self, article: Article, names: Iterable[str]) -> frozenset[str]:
        """The words of the names that stand in the article in full.

        Args:
            names: the capitalised words of the article.
        """
        full = (name for word in names for name in self._by_last.get(word, ()) if name in article.prose)
        return frozenset(word for name in full for word in _WORD.findall(name))

    def slips(self, article: Article) -> Iterator[Slip]:
        """The words that stand in place of a word of a full name: "Mohammad" before "bin Salman"."""
        if not self.words:
            return
        pairs = [
            (word, near)
            for word in article.derive(name_counts)
            for near in self.near(word)
            if near in self.words
        ]
        if not pairs:
            return
        places = mentions(article, {word for word, _ in pairs})
        for word, near in pairs:
            for name in self.words[near]:
                before, _, after = name.partition(near)
                written = before + word + after
                at = [m for m in places.get(word, ()) if _stands(article.prose, m, before, after)]
                if not at or written in self.names:
                    continue
                if of_word(word, near, tuple((before + after).split())) >= _LIKELY:
                    if not (word in self.words or is_common(word) or is_known_name(word)):
                        at = [m for m in places[word] if m in at or not m.is_full]
                    yield Slip(word, near, written, name, at)


def _keys(word: str) -> tuple[str, ...]:
    keys = deletions(word)
    return keys if word.isascii() else (*keys, word[0] + fold(word[1:]))


def _stands(prose: str, mention: Mention, before: str, after: str) -> bool:
    """Whether the other words of a name stand around a mention of one."""
    start, end = mention.span.start - len(before), mention.span.end + len(after)
    return (
        start >= 0
        and prose.startswith(before, start)
        and prose.startswith(after, mention.span.end)
        and not prose[start - 1 : start].isalnum()
        and not prose[end : end + 1].isalnum()
    )
