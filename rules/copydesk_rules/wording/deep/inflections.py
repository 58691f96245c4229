"""Inflections: the forms of a word, looked up, and how two words are related."""

from __future__ import annotations

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
    return "number" if _plural(meant) == typed else "word"


def inflected(word: str, form: str) -> str:
    """A form of a word in lower case; "" where it has none, or it is not known which."""
    if form == "plural":
        return _plural(word)
    if form == "singular":
        return _singular(word)
    found = {base if form == "base" else _verb(base).get(form, "") for base in _bases(word)} - {word, ""}
    return found.pop() if len(found) == 1 else ""


def _bases(word: str) -> set[str]:
    """The verbs that a word may be a form of."""
    forms = forms_of_word(word)
    found = {word} if _verb(word) else set()
    found.update(forms[letter][0] for letter in "tdeng" if forms.get(letter))
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
