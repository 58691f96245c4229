"""Spelling by Vale's rules: which words of a text are looked up, and what is passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from copydesk.patterns.expression import ExpressionError
from copydesk.patterns.kinds import Hit
from copydesk.patterns.search import Piece, Regex, View
from copydesk.vale.dictionary import Dictionary, DictionaryError
from copydesk.vale.vocabulary import Vocabulary
from copydesk.vale.yaml_rules import RuleTable

__all__ = ["Spelling", "dictionary_at", "spelling"]

DATA = Path(__file__).parent / "data"
#: So many runs are remembered.
_MOST_KNOWN = 400_000
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_SUFFIXES = ",)\"]!;.?:'"
_PREFIXES = "$(\"['"
_SPECIAL = re.compile(r"(?:[A-Za-z]\.){2,}\Z|[A-Z][a-z]{1,2}\.\Z")
#: What Vale passes over unless a rule says `custom: true`: names in camel case, capitals at the end, and
#: whatever has another character than letters of ASCII.
_PASSED_OVER = re.compile(r".*[^a-zA-Z_']|.*[A-Z]\Z|.*[A-Z][a-z]+[A-Z]+[0-9A-Za-z_]", re.DOTALL)


class Spelling:
    """Words that are in no dictionary.

    Args:
        dictionaries: a word in any of them is right.
        filters: expressions of words that are passed over.
        exceptions: expressions of words that are right.
        phrases: of several words that are right together.
        has_defaults: whether what Vale passes over is passed over.
    """

    def __init__(
        self,
        dictionaries: Sequence[Dictionary],
        filters: Sequence[Regex],
        exceptions: Sequence[str],
        has_defaults: bool,
    ) -> None:
        self.dictionaries, self._filters, self._has_defaults = dictionaries, filters, has_defaults
        plain = [term.lower() for term in exceptions if re.fullmatch(r"\w+", term)]
        self._plain = frozenset(plain)
        others = [term for term in exceptions if not re.fullmatch(r"\w+", term)]
        self._others = Regex("(?i)" + "|".join(rf"\b(?:{term})\b" for term in others)) if others else None
        phrases = [term for term in others if " " in term or r"\s" in term]
        self._phrases = Regex(rf"(?i)\b(?:{'|'.join(phrases)})\b") if phrases else None
        #: Runs without white space that were looked up: the right ones, and the words of the others.
        self._right: set[str] = set()
        self._wrong: dict[str, tuple[int, int, str]] = {}

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for index, piece in enumerate(view.pieces):
            text = self._without_phrases(piece)
            runs = set(text.split())
            self._look_up(runs - self._right - self._wrong.keys())
            found = [
                (at + start, at + end, word)
                for run in runs & self._wrong.keys()
                for start, end, word in (self._wrong[run],)
                for at in _places(text, run)
            ]
            for start, end, word in sorted(found):
                yield Hit(index, start, end, (word,))

    def _look_up(self, runs: Iterable[str]) -> None:
        """Look up runs that were not looked up before."""
        if len(self._right) + len(self._wrong) > _MOST_KNOWN:
            self._right.clear()
            self._wrong.clear()
        for run in runs:
            if wrong := self._wrong_word(run):
                self._wrong[run] = wrong
            else:
                self._right.add(run)

    def _without_phrases(self, piece: Piece) -> str:
        if self._phrases is None:
            return piece.text
        text = piece.text
        for found in self._phrases.find(View((piece,))):
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
        return text

    def _wrong_word(self, run: str) -> tuple[int, int, str] | None:
        """The word of a run without white space, and where it is in that, if it is wrong."""
        straight = run if run.isascii() else run.translate(_QUOTES)
        if straight.isalpha():
            start, end, word = 0, len(run), straight
        else:
            bounds = _word_in(straight)
            if bounds is None:
                return None
            start, end = bounds
            word = straight[start:end]
        for dictionary in self.dictionaries:
            word = dictionary.converted(word)
        is_plain = word.isascii() and word.isalpha() and word.islower()
        if self._has_defaults and not is_plain and _PASSED_OVER.match(word):
            return None
        if any(regex.search(word) for regex in self._filters):
            return None
        if any(dictionary.knows(word) for dictionary in self.dictionaries):
            return None
        if word.lower() in self._plain or (self._others is not None and self._others.search(word)):
            return None
        return start, end, word


def _places(text: str, run: str) -> Iterator[int]:
    """Where a run stands between white space."""
    at = text.find(run)
    while at >= 0:
        end = at + len(run)
        if (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
        at = text.find(run, end)


def _word_in(run: str) -> tuple[int, int] | None:
    """The bounds of the word in a run, less brackets and marks; None where it has no letters."""
    start, end = 0, len(run)
    while end > start:
        token = run[start:end]
        if _SPECIAL.match(token):
            break
        if len(token) > 1 and token[0] in _PREFIXES:
            start += 1
        elif len(token) > 1 and token[-1] in _SUFFIXES:
            end -= 1
        else:
            break
    return (start, end) if any(char.isalpha() for char in run[start:end]) else None


@lru_cache(maxsize=16)
def dictionary_at(aff: str, dic: str) -> Dictionary:
    """The dictionary in two files, read once.

    Raises:
        OSError: a file cannot be read.
        DictionaryError: it is none.
    """
    return Dictionary(_text(aff), _text(dic))


def _text(path: str) -> str:
    data = Path(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def spelling(rule: RuleTable, vocabulary: Vocabulary, asset: Callable[[str], Any]) -> Spelling:
    """The spelling that a rule asks for.

    Args:
        rule: as its file says it.
        vocabulary: what the house accepts.
        asset: gives the path of a file among the styles, or None.

    Raises:
        DataError: a dictionary or a list is missing, or an expression cannot be used.
    """
    dictionaries = list(_dictionaries(rule, asset))
    words: list[str] = []
    for name in rule.texts("ignore"):
        if path := asset(name) or asset(f"config/ignore/{name}"):
            words += (line.strip() for line in _text(str(path)).splitlines())
    key = "filters"
    try:
        filters = [Regex(pattern) for pattern in rule.texts("filters")]
        key = "exceptions"
        exceptions = [*rule.texts("exceptions"), *vocabulary.accepted]
        made = Spelling(dictionaries, filters, exceptions, not rule.flag("custom"))
    except ExpressionError as error:
        raise rule.fail(f"{key}: the expression cannot be used: {error}", key) from None
    if words:
        extra = Dictionary("", "")
        extra.add(filter(None, words))
        made.dictionaries = [*dictionaries, extra]
    return made


def _dictionaries(rule: RuleTable, asset: Callable[[str], Any]) -> Iterator[Dictionary]:
    pairs: list[tuple[str, str, str]] = []
    if rule.text_of("aff") and rule.text_of("dic"):
        pairs.append(("dic", rule.text_of("aff"), rule.text_of("dic")))
    else:
        folder = rule.text_of("dicpath") or "config/dictionaries"
        pairs += (
            ("dictionaries", f"{folder}/{n}.aff", f"{folder}/{n}.dic") for n in rule.texts("dictionaries")
        )
    for key, aff, dic in pairs:
        paths = asset(aff), asset(dic)
        if None in paths:
            raise rule.fail(f"{key}: there is no {aff if paths[0] is None else dic} in the styles", key)
        try:
            yield dictionary_at(*map(str, paths))
        except (OSError, DictionaryError) as error:
            raise rule.fail(f"{key}: {dic} cannot be read: {error}", key) from None
    if not pairs or rule.flag("append"):
        yield dictionary_at(str(DATA / "en_US-web.aff"), str(DATA / "en_US-web.dic"))
