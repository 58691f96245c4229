"""Inflections: the forms of a word, looked up, and how two words are related."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from copydesk_rules.wording.grammar.forms import forms_of_word, pasts_by_base

__all__ = ["inflected", "relation"]

#: How a finite verb agrees: these pairs differ in number alone.
_PAIRS = """
is/are was/were has/have does/do isn't/aren't wasn't/weren't hasn't/haven't doesn't/don't am/is am/are
this/these that/those
"""
_AGREEING = frozenset(frozenset(pair.split("/")) for pair in _PAIRS.split())
#: Where the table has the forms of a base; a past that is not listed by itself is the participle.
_PLACES = {"participle": 0, "third": 1, "gerund": 2}
_ENDINGS = ("s", "es", "d", "ed", "ing")


def relation(typed: str, meant: str) -> Literal["number", "form", "word"]:
    """Whether two words are one in another number, one in another form, or two."""
    if frozenset((typed, meant)) in _AGREEING or meant in (_plural(typed), _singular(typed)):
        return "number"
    for base in _bases(typed) | _bases(meant):
        forms = _verb(base)
        if {typed, meant} <= {base, *forms.values()}:
            return "number" if {typed, meant} == {base, forms["third"]} else "form"
    if _plural(meant) == typed:
        return "number"
    return "form" if typed in _adverbs(meant) or meant in _adverbs(typed) else "word"


def inflected(word: str, tag: str) -> list[str]:
    """The words that a tag of the tagger may mean, beside a word in lower case: `@base`, `@s`, `@ed`, …"""
    return [found for found in dict.fromkeys(_inflected(word, tag)) if found not in ("", word)]


def _inflected(word: str, tag: str) -> Iterator[str]:
    bases = sorted(_bases(word))
    verbs = [_verb(base) for base in bases]
    if tag == "@base":
        yield from bases
        yield _singular(word)
    elif tag == "@s":
        yield from (_verb(word).get("third", ""), _plural(word))
        yield from (verb["third"] for verb in verbs)
    elif tag == "@ed":
        yield from (verb["past"] for verb in verbs if verb["past"] == verb["participle"])
    elif tag in ("@past", "@part"):
        yield from (verb["past" if tag == "@past" else "participle"] for verb in verbs)
    elif tag == "@ing":
        yield from (verb["gerund"] for verb in verbs)
    elif tag == "@adv":
        yield from (form for form in _adverbs(word) if "r" in forms_of_word(form))
    elif tag == "@adj" and "r" in forms_of_word(word):
        stem = word.removesuffix("ly")
        stems = (stem, f"{stem[:-1]}y", f"{stem}le", stem.removesuffix("al"), word[:-1] + "e")
        yield from (base for base in stems if "a" in forms_of_word(base) and word in _adverbs(base))


def _adverbs(adjective: str) -> tuple[str, ...]:
    """How an adjective may be written as an adverb."""
    if adjective.endswith("ic"):
        return (f"{adjective}ally",)
    if adjective.endswith("le") and len(adjective) > 4:
        return (f"{adjective[:-1]}y",)
    if adjective.endswith("y") and len(adjective) > 3:
        return (f"{adjective[:-1]}ily",)
    return (f"{adjective}ly",)


def _bases(word: str) -> set[str]:
    """The verbs that a word may be a form of."""
    forms = forms_of_word(word)
    found = {base for letter in "tdeng" if forms.get(letter) and _verb(base := forms[letter][0])}
    if _verb(word):
        found.add(word)
    for ending in _ENDINGS:  # a form that is a common noun, too, is listed as that alone
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found.update(base for base in (stem, f"{stem}e") if word in _verb(base).values())
    return found


def _verb(base: str) -> dict[str, str]:
    """The forms of a verb, by name."""
    forms = forms_of_word(base)
    listed = next((forms[letter] for letter in "bu" if forms.get(letter)), ())
    if len(listed) < len(_PLACES):
        return {}
    found = {name: listed[place] for name, place in _PLACES.items()}
    return {**found, "past": pasts_by_base().get(base, found["participle"])}


def _plural(word: str) -> str:
    forms = forms_of_word(word)
    return next((forms[letter][0] for letter in "sc" if forms.get(letter)), "")


def _singular(word: str) -> str:
    return next(iter(forms_of_word(word).get("p", ())), "")
