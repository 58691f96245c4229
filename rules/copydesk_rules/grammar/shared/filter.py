"""Which of LanguageTool's findings an editor would act on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from copydesk import MASK, Article, House, Kind, Span
from copydesk_rules.grammar.shared.matches import Match
from copydesk_rules.wording.lexicon import common_words, is_word, place_of

__all__ = ["categories_off", "wanted"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: From how many letters a word that no dictionary has counts as misspelled, then one with two slips in it:
#: where one common word alone may be meant, and else.
_SHORT, _LESS_SHORT = 5, 7
_LONG, _LONGER = 8, 10
_DRAWN = re.compile(r"(.)\1\1")
#: In a word, a sign that it is an address or code; how far to look for its ends, in code points.
_ADDRESS = re.compile(r"//|[@=_\\]|\w\.\w")
_FAR = 80
#: What is found so often of the same words is the article's way, or a list's.
_MOST_ALIKE = 3
#: Words that an article so often does not join are parted on purpose.
_HABIT = 3
_NAMING = frozenset({Kind.HEADLINE, Kind.DECK, Kind.BYLINE, Kind.CAPTION, Kind.AUTHOR_BIO})


@cache
def _table() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("filter.toml").read_text(encoding="utf-8"))


def categories_off() -> tuple[str, ...]:
    """The categories that LanguageTool need not look for."""
    return tuple(_table()["categories"])


def wanted(article: Article, matches: Sequence[Match], house: House, off: Collection[str]) -> Iterator[Match]:
    """The findings that are reported.

    Args:
        article: that they are of.
        matches: all that there are in it, with their places in its text.
        house: whose names and terms are right.
        off: categories and rules that are not wanted besides.
    """
    times = Counter((match.rule, article.prose[match.start : match.end]) for match in matches)
    for match in matches:
        alike = times[match.rule, article.prose[match.start : match.end]]
        if alike <= _MOST_ALIKE and _is_wanted(article, match, house, off):
            yield match


def _is_wanted(article: Article, match: Match, house: House, off: Collection[str]) -> bool:
    span = Span(match.start, match.end)
    found = article.prose[match.start : match.end]
    if {match.rule, match.category} & set(off) or match.rule.startswith(tuple(_table()["rules"])):
        return False
    if match.category in _table()["categories"] or not found.strip():
        return False
    if article.quotation_at(span) is not None or not _is_among_prose(article, span):
        return False
    changed = _changed(found, match.replacements)
    if changed and all(_is_name(article, word, house) for word in changed):
        return False
    if match.rule.startswith(("MORFOLOGIK_", "HUNSPELL_")):
        return _is_misspelled(article, span, match.replacements)
    if match.category == "MULTITOKEN_SPELLING":
        return bool(match.replacements) and _is_one_name(found, match.replacements[0])
    meant = match.replacements[0] if match.replacements else found
    if found == _plain(meant):
        return False  # an accent that a name may do without
    if match.rule.startswith("EN_COMPOUNDS_") and "-" in found and found.replace("-", "") == meant:
        return False  # "multi-core" is as right as "multicore"
    return not (_is_joined(found, meant) and article.prose.count(found) >= _HABIT)


def _is_among_prose(article: Article, span: Span) -> bool:
    """Whether a place is in running words: nothing beside it is masked, nor is it in an address or code."""
    prose = article.prose
    before = prose[max(0, span.start - _FAR) : span.start].rpartition(" ")[2]
    after = prose[span.end : span.end + _FAR].partition(" ")[0]
    return not (MASK in prose[max(0, span.start - 2) : span.end + 2] or _ADDRESS.search(f"{before}x{after}"))


def _changed(found: str, replacements: tuple[str, ...]) -> list[str]:
    """The words that the best replacement does not keep; all of them where there is none."""
    kept = set(_WORD.findall(replacements[0])) if replacements else set()
    return [word for word in _WORD.findall(found) if word not in kept]


def _is_name(article: Article, word: str, house: House) -> bool:
    """Whether the house or the article establishes a word as the name of something."""
    if word in {part for name in (*house.names, *house.terms.values()) for part in _WORD.findall(name)}:
        return True
    if not any(letter.isupper() for letter in word):
        return False
    lower = word.lower()
    if article.vocabulary[word] > 1 and not (lower.isascii() and is_word(lower)):
        return True
    return word in article.derive(_introduced)


def _introduced(article: Article) -> frozenset[str]:
    """The words of the author's name, of the title and of the blocks that say whom the article is about."""
    named = [article.prose_of(block) for block in article.blocks if block.kind in _NAMING]
    return frozenset(_WORD.findall(" ".join((*named, article.author or "", article.title or ""))))


def _is_misspelled(article: Article, span: Span, meant: tuple[str, ...]) -> bool:
    """Whether a word that LanguageTool does not know is a slip, and no name, term, dialect or new word."""
    from rapidfuzz.distance import OSA

    word = article.prose[span.start : span.end]
    if not (word.islower() and word.isalpha() and word.isascii()) or article.vocabulary[word] > 1:
        return False
    if is_word(word) or _DRAWN.search(word) or place_of(article, word) != span:
        return False
    words = list(dict.fromkeys(m.lower() for m in meant if m.isascii() and m.isalpha()))
    alone = len(words) == 1
    best = next((m for m in words[:3] if m in common_words()), None)
    sure = alone and best is not None
    if best is None and alone and is_word(words[0]):
        best = words[0]
    if best is None or best in word or best == f"{word}g":  # "friggin" is slang
        return False
    if len(word) < (_SHORT if sure else _LESS_SHORT):
        return False
    return OSA.distance(word, best) <= (2 if len(word) >= (_LONG if sure else _LONGER) else 1)


def _is_one_name(found: str, known: str) -> bool:
    """Whether a well-known name is written with one slip, which is no accent and no ending."""
    from rapidfuzz.distance import OSA

    found, known = _plain(found), _plain(known)
    return OSA.distance(found, known) == 1 and not found.startswith(known) and not known.startswith(found)


def _is_joined(found: str, meant: str) -> bool:
    """Whether words are only to be written as one: "any thing"."""
    return found != meant and found.replace(" ", "") == meant


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
