#!/usr/bin/env python3
"""Write the word lists of `rules/copydesk_rules/wording/slips/`.

    python scripts/slips.py PACKAGES TEXT

PACKAGES is a folder with the files of these packages, each in a folder of its name: of PyPI `symspellpy`
and `wordsegment`; of npm `dict-en_us`, `dict-en-gb-mit`, `dict-companies` and `dict-software-terms` (of
`@cspell`), the first two written out as `words.txt` by `cspell-trie-lib`. TEXT is the folder that
`training/README.md` describes.
"""

from __future__ import annotations

import lzma
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from copydesk_rules.wording import slips
from copydesk_rules.wording.lexicon import common_words, is_word

TARGET = Path(slips.__file__).parent
#: How many words may be meant.
TARGETS = 50_000
#: In how many of them three letters stand together that are usual.
SEVERAL = 3
#: What a source that lacks a word is taken to have of it, in a million words.
UNSEEN = 0.005
#: A word that stands so often in the text is in use, if not as a slip.
USED = 8
#: How often the web has a word that a dictionary has; how much more often than the text.
IN_DICTIONARY = 30_000
TEXT_TO_WEB = 3_000
#: A word is a slip where what may be meant is so many times as frequent: for a cost up to this.
RATIOS = ((2.0, 8), (3.0, 25), (slips.FAR, 300))
LONG, LONG_RATIO = 7, 80
#: What costs no more is a slip that writers often make; edited text has what is meant so many times as often.
STRONG, EDITED_RATIO = 2.2, 300
#: A word with a capital is no name where what may be meant is so many times as frequent.
NAME_RATIO = 1_000
#: What stands so often with a capital is one, unless what may be meant stands so many times as often
#: with one.
NAMED, NAMED_RATIO = 3, 500
#: Words that are doubted: how long they are, what their slip costs, how likely it is, how often they
#: stand in the
#: text, and how much more often what is meant.
DOUBTED_LENGTH, DOUBTED_COST, DOUBTED_SCORE, DOUBTED_TIMES, DOUBTED_RATIO = 5, 2.2, 1.5, 3, 300
_WORD = re.compile(r"[A-Za-z]+")
_CHUNK = 2_000_000


def plain(word: str) -> str:
    """A word in lower case, its letters without diacritics."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in letters if not unicodedata.combining(char))


class Sources:
    """What the packages and the text say of words."""

    def __init__(self, packages: Path, times: Counter[str], capitals: Counter[str]) -> None:
        self.times, self.capitals = times, capitals
        self.web = dict(_table(next(packages.glob("**/wordsegment/unigrams.txt"))))
        self.books = dict(_table(next(packages.glob("**/frequency_dictionary_en_82_765.txt"))))
        self.words: set[str] = set()
        self.names: set[str] = set()
        for name in ("dict-en_us/words.txt", "dict-en-gb-mit/words.txt"):
            for word in _words(packages / name):
                (self.words if word.islower() else self.names).add(word.lower())
        for path in packages.glob("dict-[cs]o*/**/dict/*.txt"):
            self.names.update(word.lower() for word in _words(path))
        self._sources: list[Mapping[str, float]] = [self.web, self.books, times]
        self._sums = [sum(source.values()) for source in self._sources]

    def frequency(self, word: str) -> float:
        """How often a word stands in a million, over the sources."""
        shares = (
            source.get(word, 0) / total * 1e6 + UNSEEN
            for source, total in zip(self._sources, self._sums, strict=True)
        )
        return math.exp(sum(map(math.log, shares)) / 3)

    def use(self, word: str) -> float:
        """How often the web has a word, or would have by what the others know."""
        known = IN_DICTIONARY if word in self.words or word in self.names else 0
        return max(self.web.get(word, 0), TEXT_TO_WEB * self.times[word], known)


def counts(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands in lower case in the text, and, under that, with a capital."""
    times: Counter[str] = Counter()
    for path in sorted(folder.glob("*.txt.xz")):
        if not path.name.startswith("bysa"):
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                while chunk := lines.readlines(_CHUNK):
                    times.update(_WORD.findall("".join(line for line in chunk if not line.startswith("@@"))))
    capitals: Counter[str] = Counter()
    for word, number in times.items():
        if word.istitle():
            capitals[word.lower()] += number
    return Counter({word: number for word, number in times.items() if word.islower()}), capitals


def _table(path: Path) -> Iterator[tuple[str, float]]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        word, number = line.split()
        if word.isascii() and word.isalpha():
            yield word, float(number)


def _words(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        for word in re.findall(r"[^\W\d_]+", line.split("#")[0].split("'")[0]):
            flat = plain(word)
            if flat.isascii():
                yield flat if word.islower() else flat.capitalize()


def targets(sources: Sources) -> dict[str, float]:
    """The words that may be meant, each with how often it stands in a million."""
    good = sources.books.keys() | common_words().keys() | {w for w in sources.words if sources.times[w] >= 5}
    pool = {w: sources.frequency(w) for w in good if len(w) > 1 and sources.times[w] and is_word(w)}
    return dict(sorted(pool.items(), key=lambda item: (-item[1], item[0]))[:TARGETS])


def write_targets(found: dict[str, float]) -> None:
    """Write the words with how often they stand, and those that may hold several slips by their sound."""
    numbered = (f"{word} {round(10 * math.log(frequency))}" for word, frequency in found.items())
    _write("targets", sorted(numbered))
    parts = Counter(part for word in found for part in set(slips.trigrams_of(word)))
    _write("trigrams", sorted(part for part, number in parts.items() if number >= SEVERAL))
    between = defaultdict(set)
    for one, letter, other in parts:
        between[one + other].add(letter)
    _write("between", sorted(f"{pair} {''.join(sorted(letters))}" for pair, letters in between.items()))
    sounds = defaultdict(list)
    for word in found:
        if len(word) >= slips.SOUND_LENGTH:
            sounds[slips.sound_of(word)].append(word)
    _write("sounds", sorted(f"{key} {' '.join(sorted(words))}" for key, words in sounds.items()))


def _write(name: str, lines: Iterable[str]) -> None:
    new = TARGET / f"{name}.new"
    new.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    new.replace(TARGET / f"{name}.txt")  # whoever has the old one mapped keeps it


def is_slip(word: str, sources: Sources, enough: Callable[[float], float]) -> bool:
    """Whether a word is much rarer than one that may be meant, on the web or in text that was edited."""
    use, times = sources.use(word), sources.times[word] + 1
    return any(
        sources.use(slip.meant) >= enough(slip.cost) * use
        or (slip.cost <= STRONG and len(word) >= LONG and sources.times[slip.meant] >= EDITED_RATIO * times)
        for slip in slips.slips(word)
    )


def in_use(word: str, sources: Sources) -> bool:
    """Whether a word that is near others is in use all the same, and no slip."""
    if word in sources.words or word in sources.names:
        return not (
            len(word) > LONG
            and is_slip(word, sources, lambda cost: RATIOS[0][1] if cost <= STRONG else math.inf)
        )

    def enough(cost: float) -> float:
        ratio = next(ratio for most, ratio in RATIOS if cost <= most)
        return min(ratio, LONG_RATIO) if len(word) >= LONG else ratio

    return not is_slip(word, sources, enough)


def is_name(word: str, sources: Sources) -> bool:
    """Whether a word that is no word in lower case may be a name."""
    named = sources.capitals[word]
    if named >= NAMED and not any(
        sources.capitals[slip.meant] >= NAMED_RATIO * named for slip in slips.slips(word)
    ):
        return True

    def enough(cost: float) -> float:
        if len(word) < LONG or cost > RATIOS[1][0]:
            return NAME_RATIO
        return RATIOS[0][1] if cost <= RATIOS[0][0] else LONG_RATIO

    return not is_slip(word, sources, enough)


def is_doubted(word: str, sources: Sources) -> bool:
    """Whether a word of the large dictionary is nearly always a slip."""
    if len(word) < DOUBTED_LENGTH or word in sources.books or word in sources.words:
        return False
    times = sources.times[word]
    return times <= DOUBTED_TIMES and any(
        slip.score >= DOUBTED_SCORE
        and slip.cost <= DOUBTED_COST
        and sources.times[slip.meant] >= DOUBTED_RATIO * (times + 1)
        for slip in slips.slips(word)
    )


def write_exceptions(sources: Sources) -> None:
    """Write what is near a word that may be meant, and right; and what is in the dictionary, and wrong."""
    used = {word for word, n in sources.times.items() if n >= USED}
    used |= {word for word, n in sources.capitals.items() if n >= NAMED}
    seen = sources.web.keys() | used | sources.words | sources.names
    near = [
        w
        for w in seen
        if 2 < len(w) <= 20 and w.isascii() and w.isalpha() and not is_word(w) and slips.slips(w)
    ]
    newer = set((TARGET / "newer.txt").read_text(encoding="ascii").split())
    attested = newer | {word for word in near if in_use(word, sources)}
    _write("attested", sorted(attested))
    _write("names", sorted(word for word in near if word not in attested and is_name(word, sources)))
    large = (TARGET.parent / "lexicon/words.txt").read_text(encoding="ascii").split()
    _write("doubted", sorted(w for w in large if w not in slips.targets() and is_doubted(w, sources)))


def main() -> None:
    """Read the sources and write the lists."""
    sources = Sources(Path(sys.argv[1]), *counts(Path(sys.argv[2]) / "train_text"))
    write_targets(targets(sources))
    write_exceptions(sources)


if __name__ == "__main__":
    main()
