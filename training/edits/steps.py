"""The steps of training; each keeps what it made in a folder, so that a run that was stopped goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables.features import describe
from copydesk_rules.wording.confusables.trained import load_weights
from copydesk_rules.wording.edits.features import FORM_TEMPLATES, GAP_TEMPLATES
from edits.evidence import Evidence
from edits.inflections import KINDS
from edits.models import Weights, hardest, learn, score
from edits.pack import Lanes, prune
from edits.places import Numbers, Places, Text, fold, numbers

__all__ = ["FORMS", "WORDS", "Forms", "form_lanes", "gap_lanes", "kept", "pair_weights"]

#: The words that may be missing or surplus; "a" is "an" too.
WORDS = ("a", "the", "of", "to", "be", "is", "are", "with")
#: The kinds of forms that are told apart.
FORMS = ("BD", "BG", "BS", "BL", "DG", "PN")
_GAPS, _HARD, _EASY, _USES = 3_000_000, 80_000, 0.12, 250_000
#: A gap counts for so much less than a word, of which there are fewer.
_GAPS_A_WORD = 30
_FORM_USES, _FORM_SAMPLE = 250_000, 3_000_000
_HARD_SHARE = {"PN": 0.1, "BL": 0.04}
_PAIR_USES, _PAIR_FEATURES = 120_000, 12_000

T = TypeVar("T")
Indexes = npt.NDArray[np.int64]


def kept(
    path: Path, make: Callable[[], dict[str, npt.NDArray[np.generic]]]
) -> dict[str, npt.NDArray[np.generic]]:
    """What a step made before, or makes now."""
    if not path.exists():
        made = make()
        part = path.with_suffix(".part.npz")
        np.savez(part, **made)  # type: ignore[arg-type]
        part.replace(path)
    with np.load(path) as found:
        return dict(found)


def around(text: Text, at: Indexes, gap: bool) -> Places:
    """Gaps before tokens, or tokens."""
    return Places(text, at - 1, at if gap else at + 1)


def gap_lanes(text: Text, folder: Path, most: int, seed: int = 1) -> Lanes:
    """The models that tell whether one of `WORDS` stands in a place, or nothing."""
    rng = np.random.default_rng(seed)
    gaps = np.flatnonzero(text.gaps & text.learnt)
    uses = [
        np.concatenate([text.uses(w) for w in ((word, "an") if word == "a" else (word,))]) for word in WORDS
    ]
    uses = [np.sort(use[text.learnt[use]]) for use in uses]
    evidence = _evidence(text, folder, gaps, uses, rng)
    sample = np.sort(rng.choice(gaps, min(len(gaps), _GAPS), replace=False))
    hard = np.zeros(len(sample), dtype=bool)
    totals = np.zeros((len(WORDS), len(sample)), np.float32)
    for template, parts in enumerate(GAP_TEMPLATES):
        column = numbers(around(text, sample, True), [parts])[:, 0]
        for i in range(len(WORDS)):
            totals[i] += evidence.weights(template, column, i + 1)
    for total in totals:
        hard[np.argpartition(-total, min(_HARD, len(total) - 1))[:_HARD]] = True
    none = numbers(around(text, sample[hard | (rng.random(len(sample)) < _EASY)], True), GAP_TEMPLATES)
    weights: list[Weights] = []
    for word, use in zip(WORDS, uses, strict=True):
        some = np.sort(rng.choice(use, min(len(use), _USES), replace=False))
        found = numbers(around(text, some, False), GAP_TEMPLATES)
        made = kept(folder / f"word-{word}.npz", lambda found=found: _saved(learn(none, found)))
        weights.append((made["table"], float(made["bias"])))  # type: ignore[arg-type]
    names, biases = list(WORDS), [bias + evidence.biases[i + 1] for i, (_, bias) in enumerate(weights)]
    everywhere = around(text, np.sort(np.concatenate(uses)), False)
    found_features, found_weights, times = [], [], []
    for template, parts in enumerate(GAP_TEMPLATES):
        seen = np.concatenate([none[:, template], numbers(everywhere, [parts])[:, 0]])
        features, again = np.unique(seen, return_counts=True)
        features = features[again > 1]
        table = np.stack([table[fold(features)] for table, _ in weights], axis=1)
        for i in range(len(WORDS)):
            table[:, i] += evidence.weights(template, features, i + 1)
        counts = evidence.rows(template, features).astype(np.int64)
        found_features.append(features)
        found_weights.append(table)
        times.append(counts[:, 1:].sum(axis=1) + counts[:, 0] // _GAPS_A_WORD)
    return prune(
        names, biases, *(np.concatenate(part) for part in (found_features, found_weights, times)), most
    )


def _saved(weights: Weights) -> dict[str, npt.NDArray[np.generic]]:
    return {"table": weights[0], "bias": np.array(weights[1])}


def _evidence(
    text: Text, folder: Path, gaps: Indexes, uses: Sequence[Indexes], rng: np.random.Generator
) -> Evidence:
    """Count the features of all gaps and uses, and fit what counts tell."""
    evidence = Evidence(folder, len(WORDS) + 1)
    left = np.concatenate([gaps - 1, *(use - 1 for use in uses)])
    right = np.concatenate([gaps, *(use + 1 for use in uses)])
    sizes = np.array([len(gaps), *map(len, uses)])
    kinds = np.repeat(np.arange(len(sizes)), sizes).astype(np.int8)
    places = Places(text, left, right)
    starts = np.cumsum(sizes) - sizes
    sample = np.concatenate(
        [
            start + rng.choice(size, min(size, 300_000 if i == 0 else 25_000), replace=False)
            for i, (start, size) in enumerate(zip(starts, sizes, strict=True))
        ]
    )
    for template, parts in enumerate(GAP_TEMPLATES):
        if not (folder / f"counts{template}.npy").exists():
            evidence.count(template, numbers(places, [parts])[:, 0], kinds)
    features = numbers(Places(text, left[sample], right[sample]), GAP_TEMPLATES)
    evidence.fit(features, kinds[sample], sizes)
    return evidence


class Forms:
    """The uses of inflected words in a text."""

    def __init__(self, text: Text, rows: Sequence[dict[str, str]]) -> None:
        self.text, self.rows = text, rows
        owners = {row[kind]: (KINDS.index(kind), i) for i, row in enumerate(rows) for kind in row["_"]}
        owned = [owners.get(token, (-1, 0)) for token in text.vocabulary]
        self._kind = np.array([kind for kind, _ in owned], dtype=np.int8)
        self._row = np.array([row for _, row in owned])
        classes = load_weights()
        bases = [describe(row["B"], classes) for row in rows]
        self._bases = [
            np.array([getattr(base, name) for base in bases], dtype=np.uint32)
            for name in ("word", "fine", "coarse")
        ]
        self._has = np.array([[kind in row for kind in KINDS] for row in rows])

    def places(self, at: Indexes) -> Places:
        """Uses as places."""
        row = self._row[self.text.tokens[at]]
        return Places(self.text, at - 1, at + 1, [base[row] for base in self._bases])

    def uses(self, where: npt.NDArray[np.bool_]) -> Indexes:
        """Where inflected words stand."""
        return np.flatnonzero((self._kind[self.text.tokens] >= 0) & where)

    def of_kind(self, at: Indexes, kind: str, other: str) -> Indexes:
        """Those uses of one kind whose word has the other, too."""
        row = self._row[self.text.tokens[at]]
        is_kind = self._kind[self.text.tokens[at]] == KINDS.index(kind)
        found: Indexes = at[is_kind & self._has[row, KINDS.index(other)]]
        return found


def form_lanes(forms: Forms, folder: Path, most: int, seed: int = 2) -> Lanes:
    """The models that tell which of two forms of a word stands in a place."""
    rng = np.random.default_rng(seed)
    at = forms.uses(forms.text.learnt)
    probe = np.sort(rng.choice(at, min(len(at), _FORM_SAMPLE), replace=False))
    weights: list[Weights] = []
    places: list[Numbers] = []
    for pair in FORMS:

        def make(pair: str = pair) -> dict[str, npt.NDArray[np.generic]]:
            sides = []
            for kind, other in (pair, pair[::-1]):
                some = forms.of_kind(at, kind, other)
                some = np.sort(rng.choice(some, min(len(some), _FORM_USES), replace=False))
                sides.append(numbers(forms.places(some), FORM_TEMPLATES))
            first = learn(*sides, rate=0.12)
            for i, (kind, other) in enumerate((pair, pair[::-1])):
                some = forms.of_kind(probe, kind, other)
                features = numbers(forms.places(some), FORM_TEMPLATES)
                scores = score(first, features) * (1 if i == 0 else -1)
                hard = features[hardest(scores, _HARD_SHARE.get(pair, 0.024))]
                sides[i] = np.concatenate([sides[i], hard])
            table, bias = learn(*sides)
            return {"table": table, "bias": np.array(bias), "seen": np.concatenate(sides)[::4]}

        made = kept(folder / f"form-{pair}.npz", make)
        weights.append((made["table"], float(made["bias"])))  # type: ignore[arg-type]
        places.append(made["seen"])  # type: ignore[arg-type]
    features, times = np.unique(np.concatenate([place.ravel() for place in places]), return_counts=True)
    features, times = features[times > 1], times[times > 1]
    table = np.stack([table[fold(features)] for table, _ in weights], axis=1)
    return prune(
        ["/".join(pair) for pair in FORMS], [bias for _, bias in weights], features, table, times, most
    )


def pair_weights(
    text: Text, pairs: Sequence[tuple[str, str]], folder: Path, seed: int = 4
) -> Iterator[tuple[tuple[str, str], Lanes]]:
    """For each pair of words, the model that tells which of them stands in a place."""
    rng = np.random.default_rng(seed)
    for pair in pairs:

        def make(pair: tuple[str, str] = pair) -> dict[str, npt.NDArray[np.generic]]:
            sides = []
            for word in pair:
                use = text.uses(word)
                use = use[text.learnt[use]] if text.learnt[use].sum() >= 3_000 else use[~text.held[use]]
                use = np.sort(rng.choice(use, min(len(use), _PAIR_USES), replace=False))
                sides.append(numbers(around(text, use, False), GAP_TEMPLATES))
            small, large = sorted(map(len, sides))
            if not small:
                return {"table": np.zeros(0), "bias": np.array(0.0), "seen": np.zeros((0, 1), np.uint32)}
            even = [np.concatenate([side] * min(max(large // max(len(side), 1), 1), 7)) for side in sides]
            table, bias = learn(*even, epochs=3 if large < 30_000 else 2)
            return {"table": table, "bias": np.array(bias), "seen": np.concatenate(sides)}

        made = kept(folder / f"pair-{'-'.join(pair)}.npz", make)
        if not len(made["table"]):
            continue
        features, times = np.unique(made["seen"].ravel(), return_counts=True)
        features, times = features[times > 1].astype(np.uint32), times[times > 1]
        table = made["table"][fold(features)][:, None]
        yield pair, prune(["pair"], [float(made["bias"])], features, table, times, _PAIR_FEATURES)
