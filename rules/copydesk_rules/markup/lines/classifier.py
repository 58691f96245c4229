"""The classifier: how surely a line belongs to a page and not to the article that was copied from it.

A logistic regression over the features of a line. `lines.tsv` has the weight of each feature, `lines.md` says
what they were counted on, `training/train_lines.py` makes both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from pathlib import Path

from msgspec import Struct

from copydesk_rules.markup.lines.features import (
    Form,
    Line,
    Place,
    classes_of_words,
    echo_features,
    form_features,
    form_of,
    line_of,
    place_features,
    places_of,
    word_features,
)
from copydesk_rules.markup.lines.thresholds import TEXT, threshold

__all__ = ["Candidate", "hints_of", "is_candidate", "scores", "telling_words"]

#: An article of fewer lines of text has no form of its own to judge a line by.
_FEWEST = 3
#: The longest sentence that is judged wherever it stands, in words; a longer one with a cue, or near an end.
_SENTENCE = 14
_NEAR_START, _NEAR_END = 2, 5
_LETTERS = 3
#: Classes of words that the article's own lines are full of, and more that its sentences are.
_PLAIN_CUES = frozenset(("said", "past", "you", "us", "section", "call", "story", "author"))
_PLAIN_IN_SENTENCES = _PLAIN_CUES | {"when", "shown", "talk", "money"}
_BIAS = "bias"
#: What place and words alone must come to, below the threshold, for a line to be looked at in full.
_PROMISING = 3.5


class Candidate(Struct, frozen=True):
    """A line that may belong to a page.

    Attributes:
        at: which line of the article it is.
        score: the logarithm of the odds that it does.
        threshold: how high the score of such a line must be.
    """

    at: int
    score: float
    threshold: float


def scores(texts: Sequence[str], vocabulary: Mapping[str, int]) -> Iterator[Candidate]:
    """The lines of an article that may belong to a page; not those that have too little of it at first sight.

    Args:
        texts: the lines of the whole article.
        vocabulary: how often each word stands in the article, as it is written.
    """
    lines = [line_of(text) for text in texts]
    if sum(line.form in TEXT for line in lines) < _FEWEST:
        return
    places = places_of(lines)
    repeats: Counter[str] = Counter(texts)
    hints = hints_of(vocabulary)
    for at, line in enumerate(lines):
        if is_candidate(lines, at, hints):
            least = threshold(line, places[at], speaks_of_pages(line))
            by_place = _of_place(places[at])
            if by_place + _of_words(line) >= least - _PROMISING:
                yield Candidate(at, by_place + _of_all(line, repeats, vocabulary), least)


def hints_of(vocabulary: Mapping[str, int]) -> list[str]:
    """The words of an article, as they are written, that articles seldom have and pages often."""
    telling = _telling_words(_PLAIN_IN_SENTENCES)
    capitalised = [word for word in filterfalse(str.islower, vocabulary) if word.lower() in telling]
    return [*(telling & vocabulary.keys()), *capitalised]


def is_candidate(lines: Sequence[Line], at: int, hints: Sequence[str]) -> bool:
    """Whether a line is worth a look: most sentences in the middle of an article are not."""
    line = lines[at]
    if not line.size:
        return False
    near_end = at < _NEAR_START or at >= len(lines) - _NEAR_END
    if line.size > _SENTENCE and not near_end and line.form.endswith("."):
        text = line.text
        if not any(hint in text for hint in hints) or not speaks_of_pages(line):
            return False
    return _is_words(line)


def speaks_of_pages(line: Line) -> bool:
    """Whether a line has words that articles seldom have and pages often."""
    return bool(telling_words(line))


def telling_words(line: Line) -> frozenset[str]:
    """The words of a line that articles seldom have and pages often."""
    plain = _PLAIN_IN_SENTENCES if line.form.endswith(".") else _PLAIN_CUES
    return line.words & _telling_words(plain)


def _is_words(line: Line) -> bool:
    """Whether a line has words, most of them in Latin letters, and is no bare address."""
    letters = "".join(line.words)
    latin = len(letters) if letters.isascii() else sum(map(str.isascii, letters))
    return latin >= _LETTERS and 2 * latin > len(letters) and not (line.size == 1 and "://" in line.text)


def _of_all(line: Line, repeats: Counter[str], vocabulary: Mapping[str, int]) -> float:
    """What a line's words, its form and its echo in the article weigh."""
    get = _weights().get
    features = (*word_features(line, _first_words()), *echo_features(line, repeats, vocabulary))
    return _of_form(form_of(line)) + sum([get(feature, 0.0) for feature in features])


def _of_words(line: Line) -> float:
    """What the words of a line weigh, each by itself."""
    get = _word_weights().get
    return sum([get(word, 0.0) for word in line.words])


@lru_cache(maxsize=4096)
def _of_form(form: Form) -> float:
    """What a form weighs."""
    get = _weights().get
    return sum(get(feature, 0.0) for feature in form_features(form))


@lru_cache(maxsize=4096)
def _of_place(place: Place) -> float:
    """What a place weighs, with the bias of all lines."""
    get = _weights().get
    return get(_BIAS, 0.0) + sum(get(feature, 0.0) for feature in place_features(place))


@cache
def _telling_words(plain: frozenset[str]) -> frozenset[str]:
    """The words of all classes but the plain ones."""
    return frozenset(word for word, classes in classes_of_words().items() if not plain.issuperset(classes))


@cache
def _first_words() -> frozenset[str]:
    """The first words of the pairs that weigh anything."""
    return frozenset(name[2:].partition(" ")[0] for name in _weights() if name.startswith("b="))


@cache
def _word_weights() -> dict[str, float]:
    """What each word weighs, and what its classes do."""
    weights = _weights()
    found = {name[2:]: weight for name, weight in weights.items() if name.startswith("w=")}
    for word, classes in classes_of_words().items():
        found[word] = found.get(word, 0.0) + sum(weights.get(f"c={name}", 0.0) for name in classes)
    return found


@cache
def _weights() -> dict[str, float]:
    """The weight of each feature; none where the table is damaged."""
    weights = {}
    with open(Path(__file__).with_name("lines.tsv"), encoding="utf-8") as file:
        for row in file:
            feature, tab, weight = row.rstrip("\n").rpartition("\t")
            if tab:
                weights[feature] = float(weight)
    return weights
