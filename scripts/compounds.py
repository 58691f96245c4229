#!/usr/bin/env python3
"""Write `compounds.txt` and `hyphened.txt` of `rules/copydesk_rules/wording/`: how compounds are written.

    python scripts/compounds.py PACKAGES TEXT

The arguments are those of `scripts/slips.py`. A compound is written in one where the text and the web hardly
ever write it in two, and its parts make others too, or are long. Which parts make none is listed here.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from copydesk_rules.wording import slips


def _listed(words: str, separator: str = " ") -> frozenset[str]:
    return frozenset(words.split(separator))


TARGET = Path(slips.__file__).parents[1]
#: How often the word stands in the text; the share that is written in two there, on the web, and with a
#: hyphen.
LEAST = 25
OPEN, WEB, HYPHEN = 0.02, 0.1, 0.2
#: How frequent its parts are, as a logarithm; of how many words one is part, where the other is short.
FREQUENT = 1.0
FIRST, SECOND = 2, 3
#: How often "self-esteem" stands in the text; without the hyphen at most this share.
SELF, SELF_OPEN = 5, 0.1
#: A word in one is written with a hyphen too where this share is.
HYPHENED = 0.003
#: Prefixes, and what ends or begins words by chance ("mess ages", "see king").
NO_FIRST = _listed(
    "after alter anti auto bio bon boots cal cap car cent com comm comp con contra corp counter cur dep "
    "dis dot eco electro exp extra fore gent geo gene genera ham horizon hunts hydro hyper hypo inter "
    "intra lite mal maxi mega mess meta micro mid mini mis mode mono multi neo non out over par para pas "
    "past per photo plea pol poly post pot pre pro prot reg rein rel rep res rest retro sect see semi sen "
    "sig since sub sup super sur tele ten tho thou total trans tri ultra any but for her him his imp new "
    "off one some sin under uni vice war wit works yon"
)
NO_SECOND = _listed(
    "ability able back down off out over up action age ages ally ance ant ants arm ate ates cent claim "
    "claims cover covered dish ding end ends ency ent est ever fast fold form formation forms ful fully "
    "gram grams graph graphs hard hers hip hood ing ings ion ions ism ist ists ize king late lay lays led "
    "less let lets like ling lion logical long lying men meter meters ming national ness ning oral ory "
    "pace pact pass past per phone phones ping plants posed press rate rates ration red right ring rising "
    "serve serving ship ships sing some sons state sting table tally ted ten tend tent ter test the tical "
    "ties ting ton tone tor tries turn turns view viewed viewing ward wards wise"
)
#: Nouns in the plural that are verbs too: "her heart breaks", "as rain falls".
VERBS = _listed(
    "backs bends boards breaks burns calls comes cuts drops falls feels fights fires flies flows gives "
    "goes guards hangs helps hits holds hopes hunts keeps kicks lands leads lets lies lights looks makes "
    "marks mates meets minds moves needs opens passes pays picks plays pulls pushes reads rides rings "
    "rises rolls runs rushes sails says seeks sets shares shoots shows sinks sits slides slips spins "
    "stands stops strikes swings takes talks tells thinks throws ties touches turns walks wins works "
    "writes"
)
#: What may be written in two in some sense or by some houses, and names.
IN_TWO = _listed(
    "black berry|black bird|brown field|cam bridge|check book|child birth|del aware|every body|face book|"
    "fresh man|gentle man|george town|green house|green land|green wood|grey hound|heart break|high land|"
    "hot test|java script|light house|man date|mars hall|max well|new born|north east|north eastern|"
    "north west|north western|oak land|red wood|rose mary|soft wood|south east|south eastern|south west|"
    "south western|space time|spring field|steel head|sweet heart|thai land|wild land|news week|home land|"
    "high ways|human kind|post doctoral|post industrial|name space|state craft|sun spot|trouble shoot|"
    "water gate|work flow|work load|work loads|land fall|dead lock|space craft|battle ground|power house|"
    "break point|clean ups|church ill|scar city|ear nest|need les|regret table|side lines|brown fields|"
    "coffee houses|green field|green fields|hot lines|man dates|more over|over all|show cases|strong hold|"
    "white head|wide spread|touch stone|tool chain|rear range|imp unity|boiler plate|mill stone",
    "|",
)
#: Small words that no grammar lets stand before the second; the text bears them out.
SMALL = (
    "any where",
    "every thing",
    "every where",
    "further more",
    "him self",
    "mean while",
    "my self",
    "our selves",
)
SMALL += ("some where", "them selves", "there fore", "where as", "your self", "out side")
_TOKEN = re.compile(r"[A-Za-z]+(?:-[a-z]+)?|[^\sA-Za-z]+|\n")
_CHUNK = 2_000_000


class Counts:
    """How often words and pairs of words stand in the text, which are words in one."""

    def __init__(self, folder: Path) -> None:
        self.words: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        known = slips.targets()
        for path in sorted(folder.glob("*.txt.xz")):
            if path.name.startswith("bysa") or "novels" in path.name or "gutenberg" in path.name:
                continue  # the spelling of their time
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                while chunk := lines.readlines(_CHUNK):
                    tokens = _TOKEN.findall("".join(line for line in chunk if not line.startswith("@@")))
                    self.words.update(token.lower() for token in tokens if token[1:].islower())
                    for (first, second), number in Counter(pairwise(tokens)).items():
                        if second.islower() and (first == "self" or (first + second).lower() in known):
                            self.pairs[first.lower(), second] += number


def splits(counts: Counts, web: dict[str, float]) -> Iterator[tuple[str, str]]:
    """The compounds that are hardly ever written in two, in their parts."""
    known = slips.targets()
    found = []
    for word in known:
        number = counts.words[word]
        for at in range(3, len(word) - 2):
            first, second = word[:at], word[at:]
            if min(known.get(first, -9), known.get(second, -9)) < FREQUENT or number < LEAST:
                continue
            if first in NO_FIRST or second in NO_SECOND or second in VERBS or second.endswith(("ing", "ed")):
                continue
            open_, hyphen = counts.pairs[first, second], counts.words[f"{first}-{second}"]
            on_web = web.get(f"{first} {second}", 0) / max(web.get(word, 1), 1)
            if open_ <= max(1, OPEN * number) and hyphen <= HYPHEN * number and on_web <= WEB:
                found.append((first, second))
    firsts, seconds = Counter(a for a, _ in found), Counter(b for _, b in found)
    for first, second in found:
        many = seconds[second] >= SECOND and firsts[first] >= FIRST
        if (many or len(second) > 3) and f"{first} {second}" not in IN_TWO:
            yield first, second
            if f"{first}{second}s" in known and f"{second}s" not in VERBS:
                yield first, f"{second}s"


def main() -> None:
    """Read both and write the list."""
    counts = Counts(Path(sys.argv[2]) / "train_text")
    web: dict[str, float] = {}
    for name in ("unigrams", "bigrams"):
        path = next(Path(sys.argv[1]).glob(f"**/wordsegment/{name}.txt"))
        for line in path.read_text(encoding="utf-8").splitlines():
            *words, number = line.split()
            web[" ".join(words)] = float(number)
    lines = defaultdict(set)
    for first, second in [*splits(counts, web), *(pair.split() for pair in SMALL)]:
        lines[first].add(second)
    for word, number in counts.words.items():
        first, _, second = word.partition("-")
        is_self = first == "self" and second and number >= SELF
        if is_self and counts.pairs[first, second] <= SELF_OPEN * number:
            lines["self-"].add(second)
    _write("compounds", (f"{first} {' '.join(sorted(lines[first]))}" for first in sorted(lines)))
    _write("hyphened", sorted(hyphened(counts)))


def hyphened(counts: Counts) -> Iterator[str]:
    """The words that are written in one and with a hyphen."""
    known = slips.targets()
    for word, number in counts.words.items():
        first, hyphen, second = word.partition("-")
        whole = first + second
        may_be = (
            hyphen and len(first) > 1 and len(second) > 2 and whole in known
        )  # others are never looked up
        if may_be and number > HYPHENED * counts.words[whole]:
            yield word


def _write(name: str, lines: Iterable[str]) -> None:
    TARGET.joinpath(f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


if __name__ == "__main__":
    main()
