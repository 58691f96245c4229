"""Clean sentences to learn from: chosen by source, parted, shuffled, and some kept apart.

    python -m tagger.text TEXT FOLDER

writes `train.txt` and `held_out.txt`, a sentence a line, and `confusable.txt`: those of the first that have a
word which is seldom used and often mistaken.
"""

from __future__ import annotations

import csv
import lzma
import random
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tagger.tags import read_lines

__all__ = ["SHARES", "sentences_of", "write_sentences"]

#: Which share of each file's paragraphs is read: little of what is written unlike an article.
SHARES = {
    "pd_novels": 0.02,
    "pd_gutenberg": 0.04,
    "cc0_un": 0.2,
    "by_openstax": 0.5,
    "by_research": 0.3,
    "pd_presidential": 0.25,
    "pd_white_house": 0.5,
    "pd_state": 0.4,
    "pd_us_senate": 0.7,
    "": 1.0,
}
_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|Fig|Figs|al|etc|e\.g|i\.e|cf|Inc|Corp|Co|Ltd|Jr|Sr|pp?))\.$"
)
_HELD_OUT, _OF_A_WORD = 150, 400


def sentences_of(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph."""
    start = 0
    for match in _END.finditer(paragraph):
        before = paragraph[start : match.start()]
        if not _ABBREVIATION.search(before):
            yield paragraph[start : match.end()].strip()
            start = match.end()
    yield paragraph[start:].strip()


def _slips(path: Path) -> dict[str, set[str]]:
    places: defaultdict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            near = [*row["left"].split()[-2:], row["typed"], *row["right"].split()[:2]]
            places[row["typed"].lower()].add(" ".join(near).lower())
    return places


def _has_slip(sentence: str, slips: dict[str, set[str]]) -> bool:
    words = [w.lower() for w in re.findall(r"[\w'’-]+|\S", sentence)]
    for i, word in enumerate(words):
        if word in slips and " ".join(words[max(0, i - 2) : i + 3]) in slips[word]:
            return True
    return False


def write_sentences(text: Path, folder: Path) -> None:
    """Write the sentences to train on and those kept apart."""
    slips = _slips(text / "training_text_slips.tsv")
    chosen = random.Random(1)
    train: list[str] = []
    held_out: list[str] = []
    for path in sorted((text / "train_text").glob("*.txt.xz")):
        if path.name.startswith("bysa_"):
            continue
        share = next(share for name, share in SHARES.items() if path.name.startswith(name))
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("@@") or chosen.random() > share:
                    continue
                apart = zlib.crc32(line.encode()) % _HELD_OUT == 0
                for sentence in sentences_of(line):
                    if 12 <= len(sentence) <= 420 and not _has_slip(sentence, slips):
                        (held_out if apart else train).append(sentence)
    for name, sentences in (("train.txt", train), ("held_out.txt", held_out)):
        chosen.shuffle(sentences)
        (folder / name).write_text("\n".join(sentences), encoding="utf-8")
        print(name, len(sentences), sum(s.count(" ") + 1 for s in sentences), "words", flush=True)
    write_confusable(folder)


def write_confusable(folder: Path) -> None:
    """Write the sentences with words that are mistaken, of each word no more than a few hundred."""
    pairs = read_lines(Path(__file__).parents[1] / "word_pairs.txt")
    left = dict.fromkeys((word for pair in pairs for word in pair.split()), _OF_A_WORD)
    chosen: list[str] = []
    for sentence in (folder / "train.txt").read_text(encoding="utf-8").split("\n"):
        rare = [word for word in set(sentence.lower().split()) if left.get(word, 0)]
        if rare:
            chosen.append(sentence)
        for word in rare:
            left[word] -= 1
    kept = [s for s in chosen if any(left.get(word, 0) > 0 for word in s.lower().split())]
    kept += random.Random(1).sample(chosen, len(chosen) // 2)
    (folder / "confusable.txt").write_text("\n".join(kept), encoding="utf-8")


if __name__ == "__main__":
    write_sentences(Path(sys.argv[1]), Path(sys.argv[2]))
