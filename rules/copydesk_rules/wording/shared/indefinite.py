"""Whether “a” or “an” goes before a word, by its first sound."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from copydesk import lazy_pattern

__all__ = ["article_for"]

_FILE = Path(__file__).with_name("indefinite_sounds.txt")
#: Letters whose names begin with a vowel sound.
_VOWEL_NAMES = frozenset("AEFHILMNORSX")
_COMMENT = lazy_pattern("^#.*", re.MULTILINE)
_NUMBER = lazy_pattern(r"[$£€¥]?(\d[\d,]*)(\.\d+)?")
_SPELLED = lazy_pattern(r"(?:[A-Z]\.){2,}|[A-Za-z](?=-)|[a-z](?=[A-Z])")
_ACRONYM = lazy_pattern(r"[A-Z]{2,}(?=s?(?:[-–/’',.&\d]|$))")
_WORD = lazy_pattern(r"[^\W\d_]+")
#: What an English word may begin with where its first letter is one of those whose names begin with a vowel.
_ONSET = lazy_pattern(r"[FHLMNRSX][AEIOUY]|F[LR]|RH|S[CHKLMNPQTW]|[AEIO]")
#: With vowels, and yet spelled out by everybody; then those that everybody reads as words.
_SPELLED_OUT = lazy_pattern(
    "SUV|SEC|MIT|HIV|LA|LAPD|NYPD|NYU|RAF|NES|HR|SEO|SOS|NIH|FA|HOA|SAT|MOU|NAACP|MIA|HIIT"
)
_READ = lazy_pattern(
    "NASA|NATO|FEMA|FIFA|NAFTA|HIPAA|NASCAR|NASDAQ|NIMBY|SCOTUS|SWAT|SARS|MERS|REIT|ROM|RAM|SIM|LIDAR|LAN"
)
#: Practice differs: “an SQL query”, “a SQL query”.
_EITHER = lazy_pattern("SQL|FTSE|MRSA|SCSI|FAQ|URL|LED|UN|AAA|SNP")
#: State abbreviations are read as the names of the states.
_STATES = ("N.", "S.C", "S.D", "M.D")
#: Beginnings of foreign names that English readers do not agree on.
_FOREIGN = ("Oa", "Ou", "Oi", "Ai", "X", "Ll", "Ji", "Jo", "Ju", "Ja")
_VOWELS = frozenset("aeiouy")
#: No English word begins so: it is spelled out, as “rgba” is.
_NO_ONSET = lazy_pattern(r"[lmnr][bcdfgjkpqstvwxz]|[fhs][bdg]|st[bcdfgjkptvz]")
#: “A herb” and “an herb”: both are right somewhere.
_DIALECT = ("herb", "homage", "humble")


@lru_cache(maxsize=8192)
def article_for(word: str) -> str | None:
    """“a” or “an”, or None where speakers differ or the word is not known well enough.

    Args:
        word: as written, with what follows it up to the next space: “U.S.”, “X-ray”, “$8”, “hour-long”.
    """
    number = _NUMBER.match(word)
    if number:
        return _before_number(number[1], number[2])
    spelled = _SPELLED.match(word)
    if spelled:
        known = not word.startswith(_STATES)
        return _before_letter(word[0].upper()) if known else None
    acronym = _ACRONYM.match(word)
    if acronym:
        return _before_acronym(acronym[0])
    plain = _WORD.match(word)
    if plain is None or len(plain[0]) < 2:
        return "an" if re.match(r"O['’][A-Z]", word) else None
    return _before_word(plain[0])


#: Beginnings of names and title words whose U is certain.
_SAID_YOU = ("uni", "ugand", "ukrain", "urugua", "utah", "utop")


def _before_letter(letter: str) -> str:
    return "an" if letter in _VOWEL_NAMES else "a"


def _before_number(digits: str, decimals: str | None) -> str | None:
    whole = digits.rstrip(",").replace(",", "")
    if whole.startswith("8"):
        return "an"
    if whole in ("11", "18"):
        return "an"
    if whole.startswith(("11", "18")) and not decimals:
        if "," in digits and len(whole) in (5, 8, 11):
            return "an"
        if len(whole) == 4:  # “eleven hundred”, “one thousand one hundred”
            return None
    return None if whole.startswith("0") else "a"


def _before_acronym(letters: str) -> str | None:
    if _EITHER.fullmatch(letters):
        return None
    if _READ.fullmatch(letters):
        return "an" if letters[0] in "AEIO" else "a"
    by_name = _before_letter(letters[0])
    if by_name == "a" and (letters[0] != "U" or len(letters) <= 4):
        return "a"
    if _SPELLED_OUT.fullmatch(letters) or letters[0] in "AEIO":
        return by_name
    if not _ONSET.match(letters) or not set(letters) & set("AEIOUY"):
        return by_name if len(letters) <= 5 else None
    return None


def _before_word(word: str) -> str | None:
    lower = word.lower()
    if not lower.isascii():
        lower = "".join(filter(str.isascii, unicodedata.normalize("NFD", word))).lower()
    if not _VOWELS.intersection(lower) or lower.startswith(_DIALECT) or _NO_ONSET.match(lower):
        return None
    if word[0].isupper() and (
        word.startswith(_FOREIGN) or not re.match(r"[^aeiouh][aeiouylr]|[aeioh]|u|s", lower)
    ):
        return None
    if word[0] == "U" and not lower.startswith(_SAID_YOU):
        return None  # a name: Uber is not said as Utah is
    sounds = _sounds()
    whole = lower + "$"
    for end in range(len(whole), 0, -1):
        found = sounds.get(whole[:end])
        if found:
            return None if found == "?" else found
    return "an" if lower[0] in "aeiou" else "a"


@cache
def _sounds() -> dict[str, str]:
    words = _COMMENT.sub("", _FILE.read_text(encoding="utf-8")).split()
    return dict(zip(words[::2], words[1::2], strict=True))
