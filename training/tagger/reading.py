"""Reads text with an exported tagger, for measuring: what it proposes, where, and how sure it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.deep.pieces import Pieces, words_of
from tagger.text import sentences_of

__all__ = ["Proposal", "Reader", "kind_of", "parted"]


@dataclass(frozen=True)
class Proposal:
    """An edit that the tagger proposes.

    Attributes:
        start, end: where, in the text; of a missing word, from the word before it to the word after.
        tag: the likeliest that changes something.
        chance: that something is wrong here.
        text: the sentence.
    """

    start: int
    end: int
    tag: str
    chance: float
    text: str


def kind_of(tag: str, word: str = "") -> str:
    """The kind of a tag, as thresholds are set by it."""
    if tag in ("+,", "=;", "=,") or (tag == "delete" and word and not word[0].isalnum()):
        return "comma"
    if tag in ("+a", "+an", "+the", "=a", "=an", "=the"):
        return "article"
    if tag in ("@poss", "@unposs", "+'", "=its", "=it's"):
        return "possessive"
    if tag in ("join", "hyphen", "split", "unhyphen", "close"):
        return "compound"
    if tag in ("cap", "lower", "+?"):
        return tag
    return {"+": "missing", "=": "replace", "@": "form", "s": "swap", "d": "delete"}[tag[0]]


def parted(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text of lines, with where they begin."""
    start = 0
    for line in text.split("\n"):
        at = start
        for sentence in sentences_of(line):
            if sentence:
                at = text.index(sentence, at)
                yield at, sentence
                at += len(sentence)
        start += len(line) + 1


class Reader:
    """An exported tagger.

    Args:
        folder: what `export_tagger.py` wrote.
    """

    def __init__(self, folder: Path) -> None:
        self.tags: list[str] = json.loads((folder / "tags.json").read_text(encoding="utf-8"))
        self.pieces = Pieces.read(folder / "vocab.txt")
        self._encoder = ctranslate2.Encoder(str(folder / "model"), compute_type="int8", intra_threads=1)
        head = np.frombuffer((folder / "head.bin").read_bytes(), dtype="<f4")
        self._bias = head[-len(self.tags) :]
        self._weights = head[: -len(self.tags)].reshape(len(self.tags), -1)

    def probabilities(self, sentences: Sequence[Sequence[str]]) -> list[npt.NDArray[np.float32]]:
        """For the words of each sentence, and the edge before them, how probable each tag is."""
        encoded = [self.pieces.encode(words) for words in sentences]
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
        found: list[npt.NDArray[np.float32]] = [np.zeros((0, 0), np.float32)] * len(encoded)
        for start in range(0, len(order), 32):
            some = order[start : start + 32]
            states = self._encoder.forward_batch(
                [encoded[i][0] for i in some], token_type_ids=[encoded[i][1] for i in some]
            ).last_hidden_state
            states = np.array(states)
            for row, i in enumerate(some):
                scores = states[row, encoded[i][2]] @ self._weights.T + self._bias
                scores = np.exp(scores - scores.max(-1, keepdims=True))
                found[i] = scores / scores.sum(-1, keepdims=True)
        return found

    def proposals(self, text: str, least: float = 0.1) -> list[Proposal]:
        """What is proposed in a text with at least this chance of an error."""
        sentences = list(parted(text))
        spans = [words_of(sentence) for _, sentence in sentences]
        chances = self.probabilities(
            [[s[a:b] for a, b in span] for (_, s), span in zip(sentences, spans, strict=True)]
        )
        found: list[Proposal] = []
        for (at, sentence), span, chance in zip(sentences, spans, chances, strict=True):
            for place in np.flatnonzero(chance[:, 0] < 1 - least):
                tag = self.tags[1 + int(chance[place, 1:].argmax())]
                start, end = span[place - 1] if place else (0, 0)
                if tag[0] == "+" or tag in ("join", "hyphen"):
                    end = span[place][1] if place < len(span) else end
                found.append(Proposal(at + start, at + end, tag, 1 - float(chance[place, 0]), sentence))
        return found
