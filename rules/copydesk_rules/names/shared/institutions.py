"""The names of well-known institutions, programmes and laws, and the slips in them.

`institutions.txt` holds them as they write themselves, a name a line, with variants that are in use.
`scripts/institutions.py` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

from copydesk import Article, Span, lazy_pattern
from copydesk_rules.names.shared.spelling import Edit

__all__ = ["SMALL", "institution_slips", "is_slip", "key_of"]

#: The small words within names.
SMALL = frozenset({"of", "and", "for", "on", "in", "to", "the", "&"})
_WORD = r"[A-Z][a-z]+(?:['’][a-z]*)?"
_NAME = lazy_pattern(
    rf"(?<![\w.’'&/-]){_WORD}(?: (?:(?:of|and|for|on|in|to|&) )?(?:the )?{_WORD}){{2,9}}(?![\w-])"
)
_TOKEN = lazy_pattern(r"[^ ]+")
#: What goes on with a name: “National Institute for Health and Care Research”.
_GOES_ON = lazy_pattern(r"(?<![’']s)(?: (?:of|and|for|on|in|to|&))?(?: the)? [A-Z][a-z]|[-–/]")
#: What stands before a name without being a part of it.
_BEFORE = frozenset(
    {"The", "US", "Federal", "A", "An", "In", "At", "From", "By", "For", "And", "But", "Our", "This"}
)
_LEAST = 3
#: How long a word is that may be misspelled.
_LONG = 6


def key_of(words: Sequence[str]) -> str:
    """What a name and its slips have in common: its words but the small ones, in the singular."""
    return " ".join(_stem(word) for word in words if word not in SMALL)


def _stem(word: str) -> str:
    stem = word.lower().replace("'", "’").removesuffix("’s").rstrip("’")
    return stem[:-1] if stem.endswith("s") and not stem.endswith("ss") else stem


def is_slip(found: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words that have a name's key are a slip for it, and no other use of it.

    “Departments of Health”, “a Development Goal”, “the Senate’s Committee” and “the Nations and the Council”
    are uses. “National Parks Service”, “Centers of Disease Control” and “Corps of Engineer” are slips.
    """
    if len(found) == len(name):
        pairs = list(zip(found, name, strict=True))
        wrong = [at for at, (one, other) in enumerate(pairs) if one != other]
        return len(wrong) == 1 and _is_wrong(wrong[0], *pairs[wrong[0]], name)
    return len(found) < len(name) and any(
        list(found) == [word for at, word in enumerate(name) if at not in lost]
        for lost in combinations(
            [at for at, word in enumerate(name) if word in SMALL], len(name) - len(found)
        )
    )


def _is_wrong(at: int, word: str, right: str, name: Sequence[str]) -> bool:
    """Whether a word of a name is wrong in the place of the right one."""
    if word in SMALL:
        return "&" not in (word, right) and "the" not in (word, right)
    last = at == len(name) - 1
    if "’" in word + right:
        return at > 0 and not last
    if len(word) < len(right):  # it lost its plural
        return not last or name[at - 1] in SMALL
    return not last and name[at + 1] not in SMALL


@cache
def _names() -> dict[str, list[tuple[str, ...]]]:
    """The names by their keys, the usual form of each first."""
    names: dict[str, list[tuple[str, ...]]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words = tuple(line.split(" "))
            names.setdefault(key_of(words), []).append(words)
    return names


@cache
def _last_words() -> frozenset[str]:
    """What names end with, in the forms that a slip may give it."""
    lasts = {forms[0][-1] for forms in _names().values()}
    return frozenset(lasts | {last.removesuffix("s") for last in lasts} | {f"{last}s" for last in lasts})


def institution_slips(article: Article) -> Iterator[tuple[Span, str]]:
    """The names of institutions that have a slip in them, each with what is right."""
    if _last_words().isdisjoint(article.vocabulary):
        return
    prose = article.prose
    for match in _NAME.finditer(prose):
        tokens = list(_TOKEN.finditer(prose, *match.span()))
        words = [token[0].replace("'", "’") for token in tokens]
        for first, end in _stretches(words):
            span = Span(tokens[first].start(), tokens[end - 1].end())
            if wanted := _meant(words[first:end]):
                if not _GOES_ON.match(prose, span.end):
                    yield span, wanted if "’" in prose else wanted.replace("’", "'")
                break


def _stretches(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where a name may begin and end among some words: after a small word or what is no part of it."""
    starts = [at for at in range(len(words)) if words[at] not in SMALL]
    for first in starts:
        if first == 0 or words[first - 1] in SMALL or words[first - 1] in _BEFORE:
            yield from ((first, end + 1) for end in reversed(starts) if end - first >= _LEAST - 1)


def _meant(words: Sequence[str]) -> str | None:
    """The name that some words are a slip for."""
    words = list(words)
    possessive = ""
    if words[-1].endswith("’s"):
        words[-1], possessive = words[-1].removesuffix("’s"), "’s"
    key = key_of(words)
    forms = _names().get(key)
    name = (forms[0] if is_slip(words, forms[0]) else None) if forms else _misspelled(key)
    if name is None or (forms and tuple(words) in forms):
        return None
    return " ".join(name) + possessive


def _misspelled(key: str) -> tuple[str, ...] | None:
    """The name whose key differs from one by a slip of the fingers in one of its longer words."""
    stems = key.split(" ")
    for at, stem in enumerate(stems):
        if len(stem) >= _LONG:
            for right, name in _gaps().get(_gap(stems, at), ()):
                edit = Edit.between(stem, right)
                if edit is not None and not edit.final:
                    return name
    return None


def _gap(stems: Sequence[str], at: int) -> str:
    return " ".join((*stems[:at], "", *stems[at + 1 :]))


@cache
def _gaps() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The keys with one of their words left out, each with that word and the name."""
    gaps: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for key, forms in _names().items():
        stems = key.split(" ")
        for at, stem in enumerate(stems):
            if len(stem) >= _LONG:
                gaps.setdefault(_gap(stems, at), []).append((stem, forms[0]))
    return gaps
