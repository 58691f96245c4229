"""Examples to learn from, without end: sentences, clean or with errors put in, as batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from copydesk_rules.wording.deep.pieces import Pieces, words_of
from tagger.noise import Noise, Sentence
from tagger.styles import Styles
from tagger.tags import Forms, Partners, read_lines

__all__ = ["Batch", "Examples", "batches_of", "read_noise"]

#: The tag of pieces that have none: those after a word's first.
NO_TAG = -100
#: The share of lines in another style, and of sentences that something stands before.
_RESTYLED, _OPENED = 0.08, 0.05
#: The share of sentences chosen for a word that is often mistaken, and of those the share with the mistake.
_CONFUSABLE, _MISTAKEN = 0.12, 0.5
_RULES = Path(__file__).parents[2] / "rules/copydesk_rules/wording"


def read_noise(seed: int) -> Noise:
    """The noise, by the project's own tables."""
    forms = Forms(read_lines(_RULES / "grammar/forms.txt"))
    ranks = dict(line.split() for line in read_lines(_RULES / "lexicon/common.txt"))
    common = sorted(ranks, key=lambda word: int(ranks[word]))
    pairs = [line.split() for line in read_lines(Path(__file__).parents[1] / "word_pairs.txt")]
    return Noise(forms, Partners(pairs, common[:8000]), common, seed)


@dataclass
class Batch:
    """Rows of one length: pieces, shapes, tags, and what is no padding."""

    pieces: list[list[int]]
    shapes: list[list[int]]
    tags: list[list[int]]
    mask: list[list[int]]


class Examples:
    """Sentences of a file, spoilt as they are read.

    Args:
        path: a sentence a line.
        noise: what puts errors in.
        pieces: how words are parted.
        seed: of the order.
        clean: the share of sentences that are left as they are.
        apart: how many words stand for one error in the others, where there are most.
    """

    def __init__(
        self, path: Path, noise: Noise, pieces: Pieces, seed: int, clean: float = 0.4, apart: float = 10
    ) -> None:
        self._lines = path.read_text(encoding="utf-8").split("\n")
        more = path.with_name("confusable.txt")
        self._confusable = more.read_text(encoding="utf-8").split("\n") if more.exists() else self._lines
        self._noise, self._pieces = noise, pieces
        self._clean, self._apart = clean, apart
        self._random = random.Random(seed)
        self._styles = Styles(self._random)

    def example(self, text: str) -> tuple[list[int], list[int], list[int]]:
        """A sentence as pieces, shapes and tags."""
        words = [text[start:end] for start, end in words_of(text)][:90]
        errors, style = 0, self._random.random()
        if style < _RESTYLED:
            words = self._styles.restyled(words)
        else:
            if len(words) > 5 and self._random.random() >= self._clean:
                errors = max(1, round(len(words) * self._random.uniform(0.3, 1) / self._apart))
            if style < _RESTYLED + _OPENED:
                words = self._styles.opened(words)
        sentence = self._noise.spoil(words, errors)
        return self._encoded(sentence)

    def _encoded(self, sentence: Sentence) -> tuple[list[int], list[int], list[int]]:
        numbers, shapes, places = self._pieces.encode(sentence.words[1:])
        tags = [NO_TAG] * len(numbers)
        for place, tag in zip(places, sentence.numbers(), strict=False):
            tags[place] = tag
        return numbers, shapes, tags

    def _next(self) -> tuple[list[int], list[int], list[int]]:
        if self._random.random() >= _CONFUSABLE:
            return self.example(self._random.choice(self._lines))
        text = self._random.choice(self._confusable)
        sentence = self._noise.spoil([text[start:end] for start, end in words_of(text)][:90], 0)
        if self._random.random() < _MISTAKEN:
            self._noise.spoil_by(self._noise.names.index("confused"), sentence)
        return self._encoded(sentence)

    def batches(self, tokens: int, buffer: int = 1024) -> Iterator[Batch]:
        """Batches of about as many pieces each, without end."""
        while True:
            rows = [self._next() for _ in range(buffer)]
            batches = list(batches_of(rows, tokens))
            self._random.shuffle(batches)
            yield from batches


def batches_of(rows: Sequence[tuple[list[int], list[int], list[int]]], tokens: int) -> Iterator[Batch]:
    """Rows by length, padded, in batches of about as many pieces each."""
    rows = sorted(rows, key=lambda row: len(row[0]))
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and (end + 1 - start) * len(rows[end][0]) <= tokens:
            end += 1
        yield _batch(rows[start:end])
        start = end


def _batch(rows: Sequence[tuple[list[int], list[int], list[int]]]) -> Batch:
    size = max(len(row[0]) for row in rows)
    return Batch(
        [row[0] + [0] * (size - len(row[0])) for row in rows],
        [row[1] + [7] * (size - len(row[1])) for row in rows],
        [row[2] + [NO_TAG] * (size - len(row[2])) for row in rows],
        [[1] * len(row[0]) + [0] * (size - len(row[0])) for row in rows],
    )
