"""Inflections: the forms of a word, looked up, and how two words are related."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from copydesk_rules.wording.grammar.forms import forms_of_word, pasts_by_base

__all__ = ["FORMS", "inflected", "relation"]

#: The forms that a tag may ask for.
FORMS = ("plural", "singular", "base", "third", "past", "participle", "gerund")
#: How a finite verb agrees: these pairs differ in number alone.
_AGREEING = frozenset(
    frozenset(pair.split("/"))
    for pair in """
    is/are was/were has/have does/do isn't/aren't wasn't/weren't hasn't/haven't doesn't/don't am/is am/are
    this/these that/those
    """.split()  # noqa: SIM905 - read as a table
)
#: Where the table has them, for the base of a verb; a past that is not listed by itself is the participle.
_PLACES = {"participle": 0, "past": 0, "third": 1, "gerund": 2}


def relation(typed: str, meant: str) -> Literal["number", "form", "word"]:
    """Whether two words are one in another number, one in another form, or two."""
    if frozenset((typed, meant)) in _AGREEING:
        return "number"
    if meant in _others(typed, "singular") or meant in _others(typed, "plural"):
        return "number"
    bases = _bases(typed) & _bases(meant)
    if not bases:
        return "word"
    if any({typed, meant} == {base, third} for base in bases for third in _others(base, "third")):
        return "number"
    return "form"


def inflected(word: str, form: str) -> str:
    """A form of a word in lower case; "" where it has none, or it is not known which."""
    if form in ("plural", "singular"):
        found = _others(word, form)
    elif form == "base":
        found = _bases(word) - {word}
    else:
        found = {other for base in _bases(word) for other in _others(base, form)} - {word}
    return found.pop() if len(found) == 1 else ""


def _bases(word: str) -> set[str]:
    forms = forms_of_word(word)
    found = {word} if forms.keys() & {"b", "u"} else set()
    return found.union(*(forms[letter][:1] for letter in "tdeng" if forms.get(letter)))


def _others(word: str, form: str) -> set[str]:
    """What stands in the table for a form of a noun, or of the base of a verb."""
    return set(_listed(word, form))


def _listed(word: str, form: str) -> Iterator[str]:
    forms = forms_of_word(word)
    if form == "plural":
        yield from (forms[letter][0] for letter in "sc" if forms.get(letter))
    elif form == "singular":
        yield from forms.get("p", ())[:1]
    else:
        for letter in "bu":
            if form == "past" and word in pasts_by_base():
                yield pasts_by_base()[word]
            elif len(forms.get(letter, ())) > _PLACES[form]:
                yield forms[letter][_PLACES[form]]
