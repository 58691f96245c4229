#!/usr/bin/env python3
"""Make the weights by which words are found that are missing, surplus or in the wrong form.

    python training/train_edits.py TEXT WORK [--output FILE]

TEXT is a folder as `train_confusables.py` has it; the weights of `confusable-word` must be there, for their
classes of words. WORK keeps what each step made: a run that was stopped goes on where it was. The command
writes `weights.bin` and its card, `weights.md`, which has the curve of recall against false alarms.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk_rules.wording.confusables.features import FACTORS
from copydesk_rules.wording.confusables.trained import load_weights
from copydesk_rules.wording.deep.judge import load_judge
from copydesk_rules.wording.edits.engine import DoubtKeys, kind_seed
from copydesk_rules.wording.edits.features import FORM_TEMPLATES, GAP_TEMPLATES
from copydesk_rules.wording.edits.table import WEIGHTS
from edits.calibrate import RATES, curve, threshold_of_pair
from edits.doubts import Doubts
from edits.inflections import KINDS, inflections
from edits.opinions import slips_among
from edits.pack import Lanes, write
from edits.places import Text, numbers
from edits.steps import Forms, around, form_lanes, gap_lanes, pair_weights
from texts import read_corpus

HERE = Path(__file__).parent / "edits"
#: What is asked of a key: how many edits for a right place, by how exact it is; classes first.
LEAST_GAP, LEAST_EXTRA, LEAST_FORM = (1.0,) * 2, (6.0, 6.0, 6.0, 3.0), (2.0, 2.0, 2.0, 1.0)
LEAST_PAIR, PAIR_WORTH = (0.03, 0.06, 0.06, 0.1), 0.02
_SAMPLE, _MOST = 0.35, 20_000

Indexes = npt.NDArray[np.int64]


class Training:
    """One run.

    Args:
        text: the training text.
        work: the folder that keeps what steps made.
        settings: the thresholds, by what stands there and what is meant, and what pairs are off.
    """

    def __init__(self, text: Text, work: Path, settings: Mapping[str, Any]) -> None:
        self.text, self.work, self.settings = text, work, settings
        self.rng = np.random.default_rng(5)
        self.sample = text.learnt & (self.rng.random(len(text.tokens), dtype=np.float32) < _SAMPLE)
        self.doubts = Doubts()
        self.scorer = load_judge()
        self.curves: dict[str, list[tuple[float, float]]] = {}
        self.words_held = float((text.held & text.is_word).sum())

    def keys(self, at: Indexes, gap: bool, kind: str) -> list[npt.NDArray[np.uint32]]:
        """The keys of doubts about places, a row a way to make them: the cheapest first."""
        tokens, described = self.text.tokens, self.text.described
        left, right = tokens[at - 1], tokens[at if gap else at + 1]
        if gap:
            ways = [("fine", "fine", DoubtKeys.GAP_CLASSES), ("word", "word", DoubtKeys.GAP_WORDS)]
        else:
            seed = kind_seed(kind)
            ways = [
                ("fine", "fine", seed),
                ("word", "fine", seed),
                ("fine", "word", seed),
                ("word", "word", seed),
            ]
        return [
            described[one][left] * np.uint32(FACTORS[0])
            + described[two][right] * np.uint32(FACTORS[1])
            + np.uint32(seed)
            for one, two, seed in ways
        ]

    def few(self, at: Indexes, most: int = _MOST) -> Indexes:
        """Some of many places."""
        return np.sort(self.rng.choice(at, most, replace=False)) if len(at) > most else at

    def gaps(self, lanes: Lanes) -> None:
        """Curves and doubts of words that are missing or surplus."""
        text, thresholds = self.text, self.settings["thresholds"]
        held = np.flatnonzero(text.gaps & text.held)[::3]
        right = lanes.totals(numbers(around(text, held, True), GAP_TEMPLATES))
        natural = np.flatnonzero(text.gaps & self.sample)
        gap_keys = self.keys(natural, True, "")
        some = self.few(natural, 500_000)
        inserted = lanes.totals(numbers(around(text, some, True), GAP_TEMPLATES))
        for i, word in enumerate(lanes.names):
            uses = text.uses(word)
            there = self.few(uses[text.held[uses]], 200_000)
            typed = lanes.totals(numbers(around(text, there, False), GAP_TEMPLATES))[:, i]
            share = len(there) / max(1, text.held[uses].sum())
            self.curves[f"nothing → {word}"] = curve(right[:, i], typed, self.words_held / 3)
            self.curves[f"{word} → nothing"] = curve(-typed, -right[:, i], self.words_held * share)
            if (threshold := thresholds.get("", {}).get(word)) is not None:
                mine = self.few(uses[text.learnt[uses]], 125_000)
                found = lanes.totals(numbers(around(text, mine, False), GAP_TEMPLATES))[:, i] > threshold
                # As a gap, the place has the word itself left out.
                edits = self._without(mine[found])
                self.doubts.add(edits, gap_keys, 1.0, LEAST_GAP)
            if (threshold := thresholds.get(word, {}).get("")) is not None:
                found = -inserted[:, i] > threshold
                edits = self._with(some[found], word)
                uses = uses[self.sample[uses]]
                self.doubts.add(edits, self.keys(uses, False, word), 1.0, LEAST_EXTRA)

    def _without(self, at: Indexes) -> list[npt.NDArray[np.uint32]]:
        """The keys of gaps that are left where words are taken out."""
        rows, none = self.keys(at, False, ""), np.uint32(kind_seed(""))
        seeds = np.uint32(DoubtKeys.GAP_CLASSES), np.uint32(DoubtKeys.GAP_WORDS)
        return [rows[0] - none + seeds[0], rows[3] - none + seeds[1]]

    def _with(self, at: Indexes, word: str) -> list[npt.NDArray[np.uint32]]:
        """The keys of a word that is put into gaps."""
        tokens, described = self.text.tokens, self.text.described
        seed = np.uint32(kind_seed(word))
        left, right = tokens[at - 1], tokens[at]
        return [
            described[one][left] * np.uint32(FACTORS[0])
            + described[two][right] * np.uint32(FACTORS[1])
            + seed
            for one, two in (("fine", "fine"), ("word", "fine"), ("fine", "word"), ("word", "word"))
        ]

    def forms(self, forms: Forms, lanes: Lanes) -> None:
        """Curves and doubts of words in the wrong form."""
        held, learnt = forms.uses(self.text.held)[::3], forms.uses(self.sample)
        for i, (first, _, second) in enumerate(lanes.names):
            totals = {}
            for typed, other in ((first, second), (second, first)):
                at = forms.of_kind(held, typed, other)
                totals[typed] = lanes.totals(numbers(forms.places(at), FORM_TEMPLATES))[:, i]
            for typed, meant, sign in ((first, second, 1), (second, first, -1)):
                self.curves[f"{typed} → {meant}"] = curve(
                    sign * totals[typed], sign * totals[meant], self.words_held / 3
                )
                threshold = self.settings["thresholds"].get(typed, {}).get(meant)
                if threshold is None:
                    continue
                wrong = self.few(forms.of_kind(learnt, meant, typed), 150_000)
                found = sign * lanes.totals(numbers(forms.places(wrong), FORM_TEMPLATES))[:, i] > threshold
                right = forms.of_kind(learnt, typed, meant)
                self.doubts.add(
                    self.keys(wrong[found], False, typed), self.keys(right, False, typed), 1.0, LEAST_FORM
                )

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[list[Any]], Lanes]:
        """Thresholds and doubts of pairs of words; their features, told apart by a seed."""
        text, off, more = self.text, set(self.settings["pairs_off"]), self.settings["pairs_extra"]
        lines: list[list[Any]] = []
        parts: list[Lanes] = []
        for pair, lanes in pair_weights(
            text, [pair for pair in pairs if "/".join(pair) not in off], self.work
        ):
            uses = [text.uses(word) for word in pair]
            held = [self.few(use[text.held[use]]) for use in uses]
            scores = [lanes.totals(numbers(around(text, at, False), GAP_TEMPLATES))[:, 0] for at in held]
            line: list[Any] = [*pair, float(lanes.biases[0])]
            for i, sign in ((0, 1), (1, -1)):
                name = f"{pair[i]}>{pair[1 - i]}"
                count = int(text.held[uses[i]].sum())
                margins = sign * scores[i]
                right = margins[~slips_among(text.corpus, held[i], margins, pair[1 - i], self.scorer)]
                threshold = threshold_of_pair(right, sign * scores[1 - i], count, more.get(name, 0.0))
                line.append(None if threshold is None or name in off else round(threshold, 2))
                if line[-1] is None:
                    continue
                wrong = self.few(uses[1 - i][text.learnt[uses[1 - i]]])
                found = (
                    sign * lanes.totals(numbers(around(text, wrong, False), GAP_TEMPLATES))[:, 0] > threshold
                )
                usual = self.few(uses[i][text.learnt[uses[i]]])
                weight = self.sample[uses[i]].sum() / max(1, len(usual))
                self.doubts.add(
                    self.keys(wrong[found], False, pair[i]),
                    self.keys(usual, False, pair[i]),
                    float(weight),
                    LEAST_PAIR,
                    PAIR_WORTH,
                )
                self.curves[f"{pair[i]} → {pair[1 - i]}"] = [
                    (threshold or 0.0, float((sign * scores[1 - i] > threshold).mean()))
                ]
            if line[3] is not None or line[4] is not None:
                lines.append(line)
                seed = np.uint32(kind_seed("/".join(pair)))
                parts.append(Lanes(["pair"], lanes.biases * 0, lanes.features + seed, lanes.steps))
        features = np.concatenate([part.features for part in parts])
        order = np.argsort(features)
        steps = np.concatenate([part.steps for part in parts])[order]
        return lines, Lanes(["pair"], np.zeros(1, np.float32), features[order], steps)


def only_verbs(text: Text, counts: Mapping[str, int]) -> frozenset[str]:
    """Words that stand behind a pronoun, “to” or a modal verb, and not behind a determiner."""
    sides = []
    for words in (
        "the a an this that these those its his her their our my your no any some every each of",
        "i you we they to will would can could may might must shall should not",
    ):
        at = np.concatenate([text.uses(word) for word in words.split()]) + 1
        sides.append(np.bincount(text.lower[at], minlength=len(text.words)))
    determined, verbal = sides
    return frozenset(
        word
        for word, number in text.words.items()
        if (count := counts.get(word, 0)) >= 400
        and determined[number] < 0.08 * count
        and verbal[number] > 0.4 * count
    )


def write_card(path: Path, training: Training, sources: Path) -> None:
    """Write what the weights were made of, and the curves."""
    rates = " | ".join(f"{rate:g}" for rate in RATES)
    lines = [
        "# The weights of edits",
        "",
        f"Made by `training/train_edits.py`. Thresholds were set on {training.words_held:,.0f} words",
        "of sources that were held out. A cell has the threshold and the share of slips made by script",
        "that is found at so many false alarms in 1,000 words; real slips in that text count as alarms.",
        "",
        f"| typed → meant | {rates} | on from |",
        f"| --- |{' --- |' * (len(RATES) + 1)}",
    ]
    pairs = []
    for name, points in training.curves.items():
        typed, _, meant = name.partition(" → ")
        empty = {"nothing": ""}
        on = training.settings["thresholds"].get(empty.get(typed, typed), {}).get(empty.get(meant, meant))
        if len(points) == 1:
            pairs.append(f"{name} {points[0][1]:.0%}")
            continue
        cells = " | ".join(f"{threshold:.1f}: {found:.0%}" for threshold, found in points)
        lines.append(f"| {name} | {cells} | {'off' if on is None else on} |")
    lines += [
        "",
        "Pairs of words, with the share that is found at their threshold:",
        "",
        "; ".join(pairs) + ".",
        "",
    ]
    lines += ["## Sources", "", "```", sources.read_text(encoding="utf-8").strip(), "```", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Run the steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--gap-features", type=int, default=700_000)
    parser.add_argument("--form-features", type=int, default=230_000)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()

    def tell(what: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {what}", flush=True)

    settings = json.loads((HERE / "thresholds.json").read_text(encoding="utf-8"))
    text = Text(read_corpus(args.text / "train_text"), load_weights())
    tell(f"read {len(text.tokens):,} tokens")
    times = np.bincount(text.tokens, minlength=len(text.vocabulary))
    counts: Counter[str] = Counter()
    for token, number in zip(text.vocabulary, times, strict=True):
        if token[:1].islower():
            counts[token] += int(number)
    rows = inflections(counts, only_verbs(text, counts))
    tell(f"{len(rows):,} words with forms of the kinds {KINDS}")
    training = Training(text, args.work, settings)
    gaps = gap_lanes(text, args.work, args.gap_features)
    training.gaps(gaps)
    tell("words that are missing or surplus")
    forms = Forms(text, rows)
    lanes = form_lanes(forms, args.work, args.form_features)
    training.forms(forms, lanes)
    tell("words in the wrong form")
    pairs = [
        (one, two)
        for one, two in (sorted(pair.split("/")) for pair in (HERE / "word_pairs.txt").read_text().split())
    ]
    lines, pair_lanes = training.pairs(pairs)
    tell(f"{len(lines)} pairs of words")
    header = {"thresholds": settings["thresholds"], "pairs": lines, "inflections": rows}
    groups = {"gaps": gaps, "forms": lanes, "pairs": pair_lanes}
    lost = write(args.output, header, groups, training.doubts.table())
    write_card(args.output.with_suffix(".md"), training, args.text / "SOURCES.tsv")
    tell(f"{args.output.stat().st_size / 1e6:.1f} MB; {lost:,} features found no room")


if __name__ == "__main__":
    main()
