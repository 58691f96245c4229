#!/usr/bin/env python3
"""Write `rules/copydesk_rules/wording/grammar/forms.txt`: what forms English words are.

    python scripts/word_forms.py LEMMINFLECT TEXT [--check]

LEMMINFLECT is the folder `resources` of PyPI's `lemminflect` (MIT licence), whose tables say what a word may
be; TEXT the folder that `training/README.md` describes, which says what it is in practice: a reading is kept
only if the words around it show it often enough. `--check` writes nothing, and fails if the table is another.
"""

from __future__ import annotations

import csv
import gzip
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice, pairwise
from pathlib import Path

TARGET = Path(__file__).parents[1] / "rules/copydesk_rules/wording/grammar/forms.txt"
TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|\d+|[^\sA-Za-z]")
#: What tells the class of the next word.
SIGNS = {
    "base": "to can could will would should must might cannot couldn't wouldn't don't doesn't didn't",
    "have": "have has had having haven't hasn't hadn't",
    "a": "a an another every each",
    "the": "the his its their our my your",
    "many": "these those many several few various both two three four five six seven eight nine ten",
    "very": "very more so too most less quite",
    "pronoun": "he she it they we who",
    "much": "much little",
    "be": "is was are were be been being",
    "bare": "of with without for from about in into through by as on under no",
}
SIGN = {word: sign for sign, words in SIGNS.items() for word in words.split()}
#: What stands behind a noun that nothing else follows in its phrase.
AFTER = frozenset(
    """. , ; : ) ! ? and or but in on at to of that which who are were is was for with from as when where
    since because by has have had""".split()  # noqa: SIM905
)
PHRASE_SIGNS = frozenset(("a", "the", "many", "much", "bare"))
#: One paragraph in so many is counted, and none of old novels: that is enough.
EVERY = 4
#: Words rarer than this are left out.
LEAST = 3
#: So many times as often as bare must a noun stand with an article, to be one that is always counted.
COUNTED = 6
#: From so many on, the text says more of a word than the table.
MANY = 100
#: A form of a verb is something else too where it ends the phrase of a noun once in so many times.
SHARE = 50
FINITE_MODALS = frozenset(
    ("can", "could", "will", "would", "shall", "should", "may", "might", "must", "ought")
)
#: Small words that the table has as nouns, too.
NO_NOUNS = frozenset(
    """no one other more most few many such same own first last next least less half lot bit kind sort type
    is was are be has have had do does did i he she it we they you who this that all any some each a an
    the if so as by in on at to of or and but not what when then than there here yes too very both
    another""".split()  # noqa: SIM905
)


class Counts:
    """How often words stand in lower case, and behind which signs; with an “H”, at the end of a phrase."""

    def __init__(self, folder: Path) -> None:
        self.words: Counter[str] = Counter()
        self._behind: Counter[tuple[str, str]] = Counter()
        for path in sorted(folder.glob("*.xz")):
            if "novels" in path.name or "classics" in path.name:
                continue
            with lzma.open(path, "rt", encoding="utf-8") as file:
                for line in islice(file, 0, None, EVERY):
                    self._count(TOKEN.findall(line.replace("’", "'")))

    def _count(self, tokens: list[str]) -> None:
        previous = ""
        for token, following in pairwise(tokens):
            if token.islower():
                self.words[token] += 1
                if sign := SIGN.get(previous):
                    self._behind[sign, token] += 1
                    if sign in PHRASE_SIGNS and following in AFTER:
                        self._behind[sign + "H", token] += 1
            previous = token.lower()

    def behind(self, sign: str, word: str) -> int:
        """How often a word stands behind a sign."""
        return self._behind[sign, word]

    def ends(self, word: str) -> int:
        """How often a word ends the phrase of a noun."""
        return sum(self._behind[sign + "H", word] for sign in PHRASE_SIGNS)


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a table."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.reader(file)


def readings(folder: Path, counts: Counts) -> dict[str, set[str]]:
    """What each word can be."""
    found: dict[str, set[str]] = defaultdict(set)
    table = [mended(row) for row in rows(folder / "infl_lu.csv.gz") if re.fullmatch("[a-z]+", row[0])]
    bases = {row[0] for row in table if row[1] == "verb" and is_base(row[0], counts)} - FINITE_MODALS
    kinds: dict[str, set[str]] = defaultdict(set)
    for lemma, kind, *forms in table:
        for word in (lemma, *(forms[0].split("/") if kind == "noun" and forms else ())):
            kinds[word].add(kind)
    for lemma, kind, *forms in table:
        if kind == "noun" and forms:
            noun(lemma, forms[0].split("/"), kinds[lemma], counts, found)
        elif kind == "verb" and lemma in bases:
            verb(lemma, forms, counts, bases, found)
        elif kind == "adj" and (is_adjective(lemma, counts) or not kinds[lemma] & {"noun", "verb"}):
            adjective(lemma, forms, counts, found)
        elif kind == "adv" and lemma.endswith("ly") and counts.words[lemma] >= LEAST:
            found[lemma].add("r")
    for word in others(found, kinds, counts):
        found[word].add("o")
    return found


def mended(row: list[str]) -> list[str]:
    """A row of the table, with the participle that it lacks; `infl_overrides.csv` mends it so, too."""
    return ["run", "verb", "ran", "run", "running", "runs"] if row[:2] == ["run", "verb"] else row


def is_base(word: str, counts: Counts) -> bool:
    """Whether a word is the base of a verb often enough."""
    return counts.behind("base", word) * 100 > counts.words[word] >= LEAST


def is_adjective(word: str, counts: Counts) -> bool:
    """Whether a word is an adjective often enough."""
    return (counts.behind("very", word) + counts.behind("be", word)) * 100 > counts.words[word] >= LEAST


def adjective(lemma: str, forms: list[str], counts: Counts, found: dict[str, set[str]]) -> None:
    """Add the readings of an adjective."""
    if counts.words[lemma] >= LEAST:
        found[lemma].add("a")
    for letter, variants in zip("kx", forms, strict=False):
        form = most_frequent(variants, counts)
        if form.endswith(("er", "est")) and counts.words[form]:
            found[form].add(f"{letter}:{lemma}")


def noun(lemma: str, plurals: list[str], kinds: set[str], counts: Counts, found: dict[str, set[str]]) -> None:
    """Add the readings of a noun."""
    words, single, bare = counts.words[lemma], counts.behind("aH", lemma), counts.behind("bareH", lemma)
    if lemma in NO_NOUNS or len(lemma) < 3 or words < LEAST:
        return
    plural = next((form for form in plurals if form != lemma), "")
    many, singles = counts.behind("manyH", plural), counts.behind("manyH", lemma)
    the = counts.behind("theH", lemma)
    if not re.fullmatch("[a-z]+", plural) or counts.words[plural] * 200 < words:
        if kinds == {"noun"} and single * 25 <= the + bare and not singles:
            found[lemma].add("m")
        return
    rare = kinds <= {"noun", "verb"} and words * 100 > counts.behind("base", lemma)
    usual = single * 300 >= words if words >= MANY else rare
    if counts.behind("very", lemma) * 4 <= single + the and usual and singles * 3 <= many + 1:
        found[lemma].add(f"s:{plural}")
        if single >= 8 and bare * COUNTED <= single and not counts.behind("muchH", lemma):
            found[lemma].add(f"c:{plural}")
    ends = many + counts.behind("theH", plural) + counts.behind("bareH", plural)
    if counts.behind("aH", plural) * 10 <= many and ends * 50 >= counts.words[plural]:
        found[plural].add(f"p:{lemma}")


def verb(lemma: str, forms: list[str], counts: Counts, bases: set[str], found: dict[str, set[str]]) -> None:
    """Add the readings of a verb."""
    variants = [set(form.split("/")) - {""} for form in ([*forms, "", "", "", ""])[:4]]
    pasts, participles = variants[0], variants[1] or variants[0]
    if any(word.endswith("ed") for word in pasts):
        participles |= pasts
    participle, third = (most_frequent(forms[at] or forms[0], counts) for at in (1, 3))
    gerund = most_frequent(forms[2], counts)
    found[lemma].add(f"{'u' if lemma in pasts | participles else 'b'}:{participle}:{third}:{gerund}")
    for letter, words, other in (
        ("t", variants[3], ""),
        ("g", variants[2], ""),
        ("e", (pasts & participles) - bases, ""),
        ("d", pasts - participles - bases, f":{participle}"),
        ("n", participles - pasts - bases, ""),
    ):
        for word in words:
            if counts.words[word] >= LEAST:
                found[word].add(f"{letter}:{lemma}{other}")


def others(found: Mapping[str, Collection[str]], kinds: Mapping[str, set[str]], counts: Counts) -> set[str]:
    """The forms of verbs that may be something else as well, and the nouns that may be adjectives."""
    nouns = {word for word, several in found.items() if any(reading[0] in "sp" for reading in several)}
    verbs = {word for word, several in found.items() if any(reading[0] in "butdeng" for reading in several)}
    return {word for word in nouns if "adj" in kinds[word]} | {
        word
        for word in verbs
        if (kinds[word] & {"adj", "adv"} and any(reading[0] in "bu" for reading in found[word]))
        or (
            "verb" in kinds[word]
            and any(reading[0] in "de" for reading in found[word])
            and counts.behind("base", word) > 1
        )
        or counts.ends(word) * SHARE > counts.words[word]
        or ("noun" in kinds[word] and counts.words[word] < MANY)
    }


def most_frequent(forms: str, counts: Counts) -> str:
    """Of variants, the one that stands most often."""
    return max(forms.split("/"), key=lambda form: counts.words[form])


def table(found: dict[str, set[str]]) -> str:
    """The lines of the file; a word that is a form of two is left to the first of them."""
    lines: list[str] = []
    for word in sorted(found):
        by_letter = {reading[0]: reading for reading in sorted(found[word], reverse=True)}
        if "k" in by_letter:
            by_letter.pop("m", None)
        if by_letter and re.fullmatch("[a-z]+", word):
            lines.append(" ".join((word, *sorted(by_letter.values()))))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table, or compare it."""
    resources, text, *options = sys.argv[1:]
    written = table(readings(Path(resources), Counts(Path(text))))
    if "--check" not in options:
        TARGET.write_text(written, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != written:
        sys.exit(f"{TARGET} is not what {sys.argv[0]} writes")


if __name__ == "__main__":
    main()
