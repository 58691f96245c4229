#!/usr/bin/env python3
"""Write the word lists of `rules/copydesk_rules/wording/lexicon/` from SCOWL and from running text.

    python scripts/lexicon.py SCOWL TEXT

SCOWL is the folder of word lists of Kevin Atkinson's Spell Checker Oriented Word Lists
(http://wordlist.aspell.net; Debian's package `scowl` puts it into /usr/share/dict/scowl). TEXT is the folder
that `training/README.md` describes: its files hold a paragraph a line, xz-packed, and those whose
names begin with "bysa" are not used.
"""

from __future__ import annotations

import lzma
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "rules"))

from copydesk_rules.wording.lexicon import edits

TARGET = Path(__file__).parents[1] / "rules/copydesk_rules/wording/lexicon"
#: SCOWL's sizes go from 10 to 95; what is only in 95 holds many misspellings that some dictionary has.
SIZE = 80
#: How often a word stands in the text to be a common one.
COMMON = 40
#: One of so few letters must be in a smaller list too, or "th" and "com" would be common.
SHORT, SHORT_SIZE = 4, 60
#: A word that SCOWL lacks is one if it stands so often in the text, or half as often in several files...
KNOWN = 8
#: ...and is not one edit from a word that is this many times as frequent, nor two of the words used most.
SLIP = 100
MOST = 200
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_CHUNK = 2_000_000


def plain(word: str) -> str:
    """A word in lower case, its letters without diacritics."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in letters if not unicodedata.combining(char))


def scowl(folder: Path, pattern: str, size: int) -> set[str]:
    """The words of the lists of all dialects that have a name like the pattern, up to a size."""
    lists = (path for path in folder.glob(pattern) if int(path.suffix[1:]) <= size)
    words = (plain(line) for path in lists for line in path.read_text(encoding="utf-8").splitlines())
    return {word for word in words if word.isascii()}


def counts(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands in lower case in the text, and in how many files it stands at all."""
    times: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt.xz")):
        if path.name.startswith("bysa"):
            continue
        here: Counter[str] = Counter()
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            while chunk := lines.readlines(_CHUNK):
                here.update(_WORD.findall("".join(line for line in chunk if not line.startswith("@@"))))
        times.update({word: n for word, n in here.items() if word.islower() and word.isalpha()})
        files.update({word.lower() for word in here})
    return times, files


def main() -> None:
    """Read both sources and write the lists."""
    folder = Path(sys.argv[1])
    known = {word for word in scowl(folder, "*.??", SIZE) if word.isalpha()}
    short = scowl(folder, "*-words.??", SHORT_SIZE)
    times, files = counts(Path(sys.argv[2]) / "train_text")
    usual = {word for word, n in times.items() if n >= COMMON and (word in known or n >= 5 * COMMON)}
    common = sorted((w for w in usual if len(w) > SHORT or w in short), key=lambda word: (-times[word], word))
    most = set(common[:MOST])
    contractions = {word.replace("'", "") for word in scowl(folder, "*-contractions.??", SIZE)}
    for word, n in times.items():
        if word in known or len(word) < 3 or not (n >= KNOWN or (2 * n >= KNOWN and files[word] > 1)):
            continue
        is_slip = any(times[near] >= SLIP * n for near, _, _ in edits(word, usual))
        is_two = any(word[:at] in most and word[at:] in most for at in range(2, len(word) - 1))
        if not (is_slip or is_two or word in contractions):
            known.add(word)
    known |= usual
    TARGET.joinpath("words.txt").write_text("".join(f"{word}\n" for word in sorted(known)), encoding="ascii")
    ranked = sorted(f"{word} {rank}\n" for rank, word in enumerate(common, 1))
    TARGET.joinpath("common.txt").write_text("".join(ranked), encoding="ascii")


if __name__ == "__main__":
    main()
