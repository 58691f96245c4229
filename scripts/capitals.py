#!/usr/bin/env python3
"""Write `rules/copydesk_rules/names/shared/capitals.txt`: names that are no words in lower case.

    python scripts/capitals.py TEXT

The argument is the second one of `scripts/slips.py`. A name is one if the text hardly ever has it in lower
case within a sentence. People's names are left out: a handle or a user of a computer may be called so. A
brand with a capital within is kept where the text has it so, and is a program's if its lower case is common.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from copydesk_rules.names.shared import well_known
from copydesk_rules.names.shared.mentions import is_known_name

OUT = Path(well_known.__file__).with_name("capitals.txt")
#: How often a name stands in the text, a brand in its own form, and the share that is in lower case.
LEAST, LEAST_BRAND, LOWER = 25, 5, 0.004
#: The same of one that no other list has, and in how many files of the text.
LEAST_NEW, FILES = 60, 4
#: The share of a brand, which is oftener written wrongly.
LOWER_BRAND = 0.12
#: Shorter words are abbreviations: “Sen”, “Nov”.
SHORTEST = 5
#: Words, numbers and things that are called after a person or place, and are written in lower case too.
NO_NAMES = frozenset(
    {
        "Apache",
        "Catholic",
        "Chad",
        "China",
        "Catholics",
        "Delphi",
        "Google",
        "Internet",
        "Levant",
        "Madam",
        "Senate",
        "Turing",
    }
)
#: Names of computers' programs, which are typed in lower case, and brands that have changed their form since.
NO_BRANDS = frozenset({"LaTeX", "MailChimp", "SemVer", "SlideShare", "Linux", "RStudio"})
_TOKEN = re.compile(r"[A-Za-z][A-Za-z]+|\n|[^\sA-Za-z]")
#: A capital within; the plural of an acronym is none.
_MIXED = re.compile(r"(?=[A-Za-z]{3})(?![A-Z]+s\Z)[A-Za-z][a-z]*[A-Z][A-Za-z]*[a-z][A-Za-z]*|[a-z][A-Z]{2,}")
_CHUNK = 2_000_000
_OLD = ("novels", "gutenberg", "presidential", "state_department")


def counted(folder: Path) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """The words of the text, in lower case, each with how often it stands in which form within sentences.

    And in how many of its files each form stands.
    """
    forms: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt.xz")):
        if any(name in path.name for name in _OLD):
            continue  # the spelling of their time
        here: Counter[str] = Counter()
        with lzma.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            while chunk := lines.readlines(_CHUNK):
                tokens = _TOKEN.findall("".join(line for line in chunk if not line.startswith("@@")))
                here.update(word for before, word in pairwise(tokens) if before.islower() or before == ",")
        forms += here
        files.update(here.keys())
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, number in forms.items():
        words[form.lower()][form] = number
    return words, files


def names(words: dict[str, Counter[str]], files: Counter[str]) -> Iterator[str]:
    """The names that are hardly ever in lower case."""
    listed = set(well_known.well_known_names())
    for lower, forms in words.items():
        name, number = forms.most_common(1)[0]
        known = name in listed or well_known.is_demonym(name) or well_known.well_known_kind(name) == "place"
        if number < LEAST or not name.istitle() or forms[lower] > LOWER * forms.total():
            continue
        is_new = number >= LEAST_NEW and files[name] >= FILES and len(name) >= SHORTEST
        if known or (is_new and not is_known_name(name)):
            yield name


def brands(words: dict[str, Counter[str]], files: Counter[str]) -> Iterator[tuple[str, bool]]:
    """The brands with a capital within, each with whether its lower case is wrong as well."""
    famous = set(well_known.brands().values())
    listed = OUT.with_name("brand_names.txt").read_text(encoding="utf-8").splitlines()
    new = (
        form for form, number in files.items() if number >= FILES and not (form.istitle() or form.isupper())
    )
    for name in sorted({*listed, *famous, *filter(_MIXED.fullmatch, new)}):
        forms = words.get(name.lower(), Counter())
        lower = forms[name.lower()]
        if not name.isalpha() or not name.isascii() or name.istitle() or name.isupper():
            continue
        least = LEAST_BRAND if name in listed or name in famous else LEAST_NEW
        if forms[name] >= least and forms[name] > 0.5 * forms.total():
            yield name, name in famous or lower <= LOWER_BRAND * forms.total()


def main() -> None:
    """Read the text and write the list."""
    words, files = counted(Path(sys.argv[1]) / "train_text")
    branded = {name: wrong for name, wrong in brands(words, files) if name not in NO_BRANDS}
    lines = [
        "# Written by scripts/capitals.py from the text that `wording/lexicon/NOTICE` names.",
        "# name: wrong in lower case. brand: so with a capital, too. program: with a capital only.",
        *(f"name {name}" for name in sorted({*names(words, files)} - NO_NAMES)),
        *(f"{'brand' if wrong else 'program'} {name}" for name, wrong in sorted(branded.items())),
    ]
    OUT.write_text("".join(f"{line}\n" for line in lines), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
