"""What may be done to a word: the tags, and the words that each makes of it.

`keep` and `delete`; `+w`: the word w is missing after it; `=w`: w is meant; `@form`: another form of it, by
the table of forms; `swap`: a word that it is mistaken for; `join`, `hyphen`: it belongs to the next; `split`,
`unhyphen`, `close`: it is two words, or one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["FORM_TAGS", "FUNCTION_WORDS", "TAGS", "Forms", "Partners", "read_lines"]

_WORDS = Path(__file__).with_name("tag_words.txt")

_, _MISSED, _MEANT = re.split(r"^#.*\n", _WORDS.read_text(encoding="utf-8"), flags=re.MULTILINE)
#: Words that are put in where they are missing, and in place of others.
FUNCTION_WORDS = tuple(_MISSED.split())
FORM_TAGS = ("@adv", "@adj", "@base", "@s", "@ed", "@past", "@part", "@ing")
_SIGNS = ("+,", "+'", "+-", "+?")
_SHAPING = ("@poss", "@unposs", "swap", "join", "hyphen", "split", "unhyphen", "close", "cap", "lower")
TAGS: tuple[str, ...] = (
    "keep",
    "delete",
    *(f"+{word}" for word in FUNCTION_WORDS),
    *_SIGNS,
    *(f"={word}" for word in (*FUNCTION_WORDS, *_MEANT.split())),
    *FORM_TAGS,
    *_SHAPING,
)


class Forms:
    """Which forms a word has beside itself.

    Args:
        lines: of a table of forms (see `copydesk_rules.wording.grammar.forms`).
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.readings: dict[str, dict[str, list[str]]] = {}
        self._families: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        self._lemmas: defaultdict[str, list[str]] = defaultdict(list)
        for line in lines:
            word, *rest = line.split()
            readings = {letter: forms for letter, *forms in (part.split(":") for part in rest)}
            self.readings[word] = readings
            for letter, forms in readings.items():
                self._learn(word, letter, forms)
        for word in [w for w, r in self.readings.items() if "a" in r]:
            adverb = _adverb(word)
            if adverb in self.readings and "r" in self.readings[adverb]:
                self._add(word, "@adv", adverb)
                self._add(word, "@adj", word)

    def _learn(self, word: str, letter: str, forms: Sequence[str]) -> None:
        if letter in "sc":
            self._add(word, "@s", forms[0])
        elif letter in "bu":
            tags = ("@ed" if forms[0].endswith("ed") or letter == "u" else "@part", "@s", "@ing")
            for tag, form in zip(tags, forms, strict=False):
                self._add(word, tag, form)
        elif letter in "ptedng":
            tag = {"p": "@s", "t": "@s", "e": "@ed", "d": "@past", "n": "@part", "g": "@ing"}[letter]
            self._add(forms[0], tag, word)

    def _add(self, lemma: str, tag: str, form: str) -> None:
        family = self._families[lemma]
        family.setdefault("@base", [lemma])
        if form not in family.setdefault(tag, []):
            family[tag].append(form)
            if form != lemma and lemma not in self._lemmas[form]:
                self._lemmas[form].append(lemma)

    def of(self, word: str) -> Mapping[str, Sequence[str]]:
        """The forms of the families that a word in lower case belongs to, by their tags, but for itself."""
        found: dict[str, list[str]] = {}
        for lemma in dict.fromkeys((word, *self._lemmas.get(word, ()))):
            for tag, forms in self._families.get(lemma, {}).items():
                for form in forms:
                    if form != word and form not in found.setdefault(tag, []):
                        found[tag].append(form)
        return {tag: forms for tag, forms in found.items() if forms}

    def tag(self, typed: str, meant: str) -> str | None:
        """The tag that makes one word of another."""
        return next((tag for tag in FORM_TAGS if meant in self.of(typed).get(tag, ())), None)


def _adverb(adjective: str) -> str:
    if adjective.endswith("ic"):
        return adjective + "ally"
    if adjective.endswith("le") and len(adjective) > 4:
        return adjective[:-1] + "y"
    if adjective.endswith("y") and len(adjective) > 3:
        return adjective[:-1] + "ily"
    return adjective + "ly"


class Partners:
    """The words that a word is mistaken for, or typed for.

    Args:
        pairs: words that are mistaken for each other.
        common: words, the commonest first; those a slip of the finger apart are partners too.
    """

    def __init__(self, pairs: Iterable[Sequence[str]], common: Sequence[str]) -> None:
        self.confused: defaultdict[str, list[str]] = defaultdict(list)
        self.slips: defaultdict[str, list[str]] = defaultdict(list)
        for pair in pairs:
            for word in pair:
                self.confused[word] += [w for w in pair if w != word and w not in self.confused[word]]
        known = {word: rank for rank, word in enumerate(common)}
        for word in common:
            near = {s for s in _near(word) if s in known and s != word}
            self.slips[word] = sorted(near, key=known.__getitem__)[:12]

    def of(self, word: str) -> list[str]:
        """The words that may be meant by a word in lower case, those mistaken for it first."""
        return list(dict.fromkeys((*self.confused.get(word, ()), *self.slips.get(word, ()))))


def _near(word: str) -> set[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    if len(word) < 2:
        return set()
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    near = {a + b[1:] for a, b in parts if b} | {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    near |= {a + c + b for a, b in parts for c in letters}
    if len(word) > 3:
        near |= {a + c + b[1:] for a, b in parts if b for c in letters}
    return {n for n in near if len(n) > 1 and n.rstrip("s") != word.rstrip("s")}


def read_lines(path: Path) -> list[str]:
    """The lines of a table, but for empty ones and remarks."""
    return [x for x in path.read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]
