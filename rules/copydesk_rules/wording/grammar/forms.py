"""What forms English words are: looked up, so that a frame can ask for a class of the whole vocabulary.

`forms.txt` holds, sorted, each word in lower case with what it can be, and what it is a form of:

    s:ships       a singular noun, with its plural; c:ships, too, if it hardly ever stands without an article
    p:ship        a plural noun                         m          a noun that is not counted
    b:gone:goes:going    the base of a verb, with its participle, third person and gerund;
                  u: if it is its own past or participle
    t:go          the third person                      g:go       the gerund
    d:go:gone     a past that is not the participle     n:go       a participle that is not the past
    e:make        past and participle in one
    a             an adjective                          r          an adverb that ends in -ly
    k:old, x:old  a comparative, a superlative
    o             beside a form of a verb, something else

What a word is in one text of thousands is left out; `scripts/word_forms.py` writes the table and says how.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from copydesk_rules.wording.lexicon import SortedLines
from copydesk_rules.wording.shared.elements import Element

__all__ = [
    "CLASSES",
    "FormElement",
    "Forms",
    "forms_of_word",
    "letters_of",
    "parse_form_element",
    "pasts_by_base",
]

_TABLE = Path(__file__).parent / "forms.txt"
#: The classes that a frame may name, each with its letters in the table.
CLASSES: Mapping[str, str] = {
    "noun.singular": "s",
    "noun.counted": "c",
    "noun.plural": "p",
    "noun.mass": "m",
    "verb.base": "bu",
    "verb.bare": "b",
    "verb.third": "t",
    "verb.past": "d",
    "verb.ed": "e",
    "verb.participle": "n",
    "verb.passive": "en",
    "verb.finite": "dt",
    "verb.inflected": "det",
    "verb.gerund": "g",
    "adjective.any": "a",
    "adverb.ly": "r",
    "adjective.comparative": "k",
    "adjective.superlative": "x",
}
#: Where in a reading the table has another form, by its letter and the form.
_PLACES: Mapping[tuple[str, str], int] = {
    ("s", "plural"): 0,
    ("p", "singular"): 0,
    ("c", "plural"): 0,
    **{(letter, form): at for letter in "bu" for at, form in enumerate(("participle", "third", "gerund"))},
    ("d", "participle"): 1,
    **{(letter, "base"): 0 for letter in "tdeng"},
}
_NOUNS, _VERBS = frozenset("scpm"), frozenset("butdeng")
#: Classes of so few words that a frame is looked for by them.
_SMALL = frozenset("d")


@cache
def _table() -> SortedLines:
    return SortedLines(_TABLE)


@cache
def _words_of(letter: str) -> frozenset[str]:
    """The words of a class that has few."""
    found: set[str] = set()
    table = _TABLE.read_bytes() if letter in _SMALL else b""
    at = table.find(reading := f" {letter}:".encode())
    while at >= 0:
        word = table[table.rfind(b"\n", 0, at) + 1 : at].partition(b" ")[0]
        found.add(word.decode())
        at = table.find(reading, at + 1)
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def forms_of_word(word: str) -> Mapping[str, tuple[str, ...]]:
    """What a word in lower case can be: the letters of its classes, each with its other forms."""
    if not (word.isascii() and word.isalpha()):
        return {}
    readings = (reading.split(":") for reading in _table().values(word))
    return {letter: tuple(forms) for letter, *forms in readings}


@cache
def pasts_by_base() -> Mapping[str, str]:
    """The pasts that are no participles, by the base of the verb."""
    return {forms_of_word(word)["d"][0]: word for word in _words_of("d")}


class Forms(Mapping[str, str]):
    """Words of a class, each with another of its forms.

    Args:
        letters: of the class.
        form: the other form: “base”, “plural”.
    """

    def __init__(self, letters: Iterable[str], form: str) -> None:
        self._places = [(letter, _PLACES[letter, form]) for letter in letters]

    def __getitem__(self, word: str) -> str:
        readings = forms_of_word(word)
        return next(readings[letter][at] for letter, at in self._places if letter in readings)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class FormElement(Element, frozen=True, array_like=True):
    """An element that asks for words of a class.

    Attributes:
        letters: of the class.
        never: letters of classes that the word may not be in.
        but: words that it doesn't take, whatever their class.
    """

    letters: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    def accepts(self, token: str, written: str) -> bool:
        """As `Element.accepts`."""
        if token in self.words:
            return not self.negated
        readings = forms_of_word(token).keys()
        held = (
            not self.letters.isdisjoint(readings)
            and self.never.isdisjoint(readings)
            and token not in self.but
        )
        return held is not self.negated

    @property
    def needed(self) -> None:
        """Any word of the class may stand there."""
        return


def parse_form_element(part: str, classes: Mapping[str, Collection[str]]) -> Element | None:
    """An element that names a class of forms, by how it is written; None of another.

    `@noun.singular`; `@verb.third.only`, of no other part of speech; `@noun.singular|-@group`, but those of a
    class of `classes`; with `!` before and `?` behind, as others have it.
    """
    if "@" not in part or "." not in part:
        return None
    letters: set[str] = set()
    never: set[str] = set()
    words: set[str] = set()
    but: set[str] = set()
    for option in part.removeprefix("!").removesuffix("?").split("|"):
        name = option.removeprefix("@").removesuffix(".only")
        if option.startswith("@") and name in CLASSES:
            letters.update(CLASSES[name])
            if option.endswith(".only"):
                never |= _others(CLASSES[name])
        elif option.startswith("-@"):
            but.update(classes[option[2:]])
        elif option.startswith("@") and name in classes:
            words.update(classes[name])
        else:
            words.add(option)
    if not letters:
        return None
    if letters <= _SMALL:
        found = (word for letter in letters for word in _words_of(letter))
        words.update(word for word in found if never.isdisjoint(forms_of_word(word)))
        return Element(frozenset(words - but), (), part.startswith("!"), part.endswith("?"))
    return FormElement(
        frozenset(words),
        negated=part.startswith("!"),
        optional=part.endswith("?"),
        letters=frozenset(letters),
        never=frozenset(never),
        but=frozenset(but),
    )


def letters_of(part: str) -> str:
    """The letters of the classes that an element names."""
    names = (option.removeprefix("@").removesuffix(".only") for option in part.split("|"))
    return "".join(CLASSES.get(name, "") for name in names)


def _others(letters: str) -> frozenset[str]:
    """The letters of all other parts of speech."""
    if not _VERBS.isdisjoint(letters):
        return frozenset("o")
    every = frozenset("o").union(*CLASSES.values())
    return every - (frozenset(letters) if _NOUNS.isdisjoint(letters) else _NOUNS)
