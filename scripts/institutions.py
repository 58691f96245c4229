#!/usr/bin/env python3
"""Write `rules/copydesk_rules/names/shared/institutions.txt`: the names of well-known institutions.

    python scripts/institutions.py TEXT

The argument is the second one of `scripts/slips.py`. A name is kept if it is of three words at least, one of
which says what it is of ("Agency"), and the text has it often; a variant, if a share of the text has it.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from copydesk_rules.names.shared import institutions
from copydesk_rules.names.shared.institutions import SMALL, is_slip, key_of


def _listed(words: str, separator: str = " ") -> frozenset[str]:
    return frozenset(words.split(separator))


OUT = Path(institutions.__file__).with_suffix(".txt")
#: How often the text has a name; of a part of a longer one, the share that stands alone.
LEAST, ALONE = 20, 0.12
#: The share of a variant that is in use: of one in its small words, and of one in its endings.
SMALL_SHARE, ENDING_SHARE = 0.02, 0.08
KINDS = _listed(
    "Academy Act Administration Affairs Agency Agreement Amendment Army Assembly Association Authority "
    "Bank Board Bureau Center Centers Centre Charter College Commission Committee Congress Control "
    "Convention Corporation Corps Council Court Declaration Department Emirates Engineers Exchange "
    "Federation Force Forces Foundation Fund Goals Guard Health Institute Institutes Institution Kingdom "
    "Laboratory League Library Museum Nations Navy Office Organisation Organization Park Partnership "
    "Prize Program Programme Protocol Republic Rights Sciences Service Services Society States Treaty "
    "Union University"
)
#: What begins a sentence, or stands before a name without being a part of it.
BEFORE = _listed(
    "A An And As At Attorney Bush But By Chair Chairman Chairwoman Clinton Congressman Director Dr For "
    "From He Her His House If In Its Judge Justice Leader Majority Member Members Minister Minority Mr "
    "Mrs Ms Obama On Our President Rep Representative Secretary Sen Senator Senators She Speaker "
    "That The These They This Those To Under Vice We When While With"
)
_WORD = r"[A-Z](?:[a-z]+(?:['’][a-z]*)?)"
_NAME = re.compile(
    rf"(?<![\w.’'-]){_WORD}(?: (?:(?:of|and|for|on|in|to|&) )?(?:the )?{_WORD}){{2,9}}(?![\w’'-])"
)
#: Two names that stand side by side: “Japan and the United States”.
_TWO = re.compile(
    r" (?:United|Congress)\b(?<!the United)|(?:States|Nations|Senate|Union) (?:and|to|in|for|on) "
    r"| the United "
)
_OLD = ("novels", "gutenberg")
_HEADLINE = 12


def counted(folder: Path) -> Counter[tuple[str, ...]]:
    """How often each stretch of words stands that may be a name."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt.xz")):
        if any(name in path.name for name in _OLD):
            continue
        with lzma.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if not line.startswith("@@") and line.count(" ") > _HEADLINE:
                    found.update(_NAME.findall(line))
    counts: Counter[tuple[str, ...]] = Counter()
    for name, number in found.items():
        words = name.replace("'", "’").split(" ")
        starts = [at for at, word in enumerate(words) if word not in SMALL]
        for first in starts:
            for end in starts:
                if len([at for at in starts if first <= at <= end]) > 2:
                    counts[tuple(words[first : end + 1])] += number
    return counts


def names(counts: Counter[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The names, each before its variants."""
    forms: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    longest: Counter[tuple[str, ...]] = Counter()
    for words, number in counts.items():
        forms[key_of(words)].append(words)
        for part in (words[1:], words[:-1], words[2:], words[:-2], words[3:], words[:-3]):
            longest[part] = max(longest[part], number)
    for alike in forms.values():
        usual = max(alike, key=lambda words: (counts[words], words))
        number = counts[usual]
        if number < LEAST or KINDS.isdisjoint(usual) or not BEFORE.isdisjoint(usual[:-1]) or "’" in usual[-1]:
            continue
        if _TWO.search(" ".join(usual)):
            continue
        if longest[usual] > (1 - ALONE) * number:
            continue  # a part of a longer name
        yield usual
        for words in sorted(alike):
            share = SMALL_SHARE if len(words) != len(usual) or _is_small(words, usual) else ENDING_SHARE
            if words != usual and is_slip(words, usual) and counts[words] > max(1, share * number):
                yield words


def _is_small(words: tuple[str, ...], usual: tuple[str, ...]) -> bool:
    return any(a != b and a in SMALL for a, b in zip(words, usual, strict=True))


def main() -> None:
    """Read the text and write the list."""
    found = names(counted(Path(sys.argv[1]) / "train_text"))
    header = "# Written by scripts/institutions.py from the text that `wording/lexicon/NOTICE` names.\n"
    lines = dict.fromkeys(" ".join(words) for words in found)
    OUT.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
