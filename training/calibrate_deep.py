"""Weigh the voices of the deep level: a logistic regression for each kind of edit, on text new to all.

    python training/calibrate_deep.py TAGGER TEXT… --out calibration.json [--words 100000]

TAGGER is the folder of the tagger's weights; each TEXT is a folder of clean articles, or a held-out file of
training text (.xz). Half of the words get errors (`deep/errors.py`), half stay as they are. What is proposed
is right where it undoes an error. Errors are put in far oftener than they stand in print, so what is right is
weighed down to `--rate` errors in 1,000 words; the confidence that comes out is then that of untouched text.

The files of evidence that it keeps (`--keep`) make another fit a matter of seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
from sklearn.linear_model import LogisticRegression

from copydesk_rules.wording.deep.decide import Calibration, Weights
from copydesk_rules.wording.deep.judge import load_judge
from copydesk_rules.wording.deep.level import Level, RememberingTagger
from copydesk_rules.wording.edits.engine import load_engine
from deep.evidence import Proposed, drawn, proposed_in, texts_of, tried

#: How likely the tagger must find an error for the edit to be weighed at all.
ERROR = 0.3
#: A kind with fewer edits, right or wrong, takes what all kinds have in common.
FEWEST = 25


class Tried(msgspec.Struct):
    """What came of some texts: how many words, errors by kind, and the edits that are proposed."""

    clean_words: int
    damaged_words: int
    errors: dict[str, int]
    clean: list[Proposed]
    damaged: list[Proposed]


def open_level(folder: Path) -> Level:
    """The level with nothing decided."""
    return Level(RememberingTagger(folder), load_judge(), Calibration(ERROR, 0.0, {}), load_engine())


def collect(level: Level, texts: Sequence[str]) -> Tried:
    """What is proposed in the texts, of which the second half gets errors."""
    tried_ = Tried(0, 0, {}, [], [])
    errors: Counter[str] = Counter()
    for number, text in enumerate(texts):
        if number % 2:
            found, made = tried(level, text, number, number)
            errors.update(error.kind for error in made)
            tried_.damaged += found
            tried_.damaged_words += len(text.split())
        else:
            tried_.clean += proposed_in(level, text, number)
            tried_.clean_words += len(text.split())
        print(f"\r{number + 1} of {len(texts)}", end="", file=sys.stderr)
    tried_.errors = dict(errors)
    return tried_


def fitted(tried_: Tried, rate: float) -> dict[str, Weights]:
    """The weights of each kind of edit.

    Args:
        tried_: the evidence.
        rate: how many errors stand in 1,000 words of untouched text.
    """
    total = sum(tried_.errors.values())
    # A right edit counts as much as the clean text would have had of them, at the rate of print.
    worth = rate / 1000 * tried_.clean_words / total
    pooled = _fit(tried_.damaged, tried_.clean, worth)
    found = {}
    for kind in sorted({each.kind for each in tried_.damaged if each.mends}):
        damaged, clean = ([e for e in all_ if e.kind == kind] for all_ in (tried_.damaged, tried_.clean))
        enough = sum(each.mends for each in damaged) >= FEWEST and len(clean) >= FEWEST
        found[kind] = _fit(damaged, clean, worth) if enough else pooled
    return found


def _fit(damaged: Sequence[Proposed], clean: Sequence[Proposed], worth: float) -> Weights:
    """The weights that tell edits that mend errors from those that are proposed in clean text."""
    right = [each for each in damaged if each.mends]
    rows = np.array([each.evidence.features()[1:] for each in (*right, *clean)])
    labels = np.array([1] * len(right) + [0] * len(clean))
    model = LogisticRegression(C=1.0, max_iter=5000)
    model.fit(rows, labels, sample_weight=np.where(labels == 1, worth, 1.0))
    values = (model.intercept_[0], *model.coef_[0])
    return Weights(*(round(float(value), 3) for value in values))


def table(tried_: Tried, calibration: Calibration) -> Iterator[str]:
    """What is caught and what is wrong at each confidence, by kind."""
    kinds = [*calibration.weights, "all"]
    yield f"{tried_.errors} put into {tried_.damaged_words:,} words; {tried_.clean_words:,} clean"
    yield f"{'':<10}" + "".join(f"{f'> {bar}':>22}" for bar in (0.3, 0.5, 0.7, 0.9))
    for kind in kinds:
        cells = []
        for bar in (0.3, 0.5, 0.7, 0.9):
            sure = Calibration(calibration.error, bar, calibration.weights)
            right, wrong = (
                [e for e in all_ if kind in (e.kind, "all") and sure.confidence(e.kind, e.evidence)]
                for all_ in (tried_.damaged, tried_.clean)
            )
            caught = sum(e.mends for e in right)
            touched = sum(bool(e.finds) for e in right)
            put_in = tried_.errors.get(kind, 0) if kind != "all" else sum(tried_.errors.values())
            cells.append(
                f"{100 * caught / max(1, put_in):.0f} % ({touched - caught} other), "
                f"{1000 * len(wrong) / tried_.clean_words:.2f}"
            )
        yield f"{kind:<10}" + "".join(f"{cell:>22}" for cell in cells)


def main() -> None:
    """Read the arguments, collect and fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tagger", type=Path)
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5)
    parser.add_argument("--least", type=float, default=0.6)
    parser.add_argument("--keep", type=Path, help="where the evidence is written, or read if it is there")
    arguments = parser.parse_args()
    if arguments.keep and arguments.keep.exists():
        tried_ = msgspec.json.decode(arguments.keep.read_bytes(), type=Tried)
    else:
        words = arguments.words // len(arguments.texts)
        texts = [
            text
            for place in arguments.texts
            for text in (texts_of if place.is_dir() else drawn)(place, arguments.seed, words)
        ]
        tried_ = collect(open_level(arguments.tagger), texts)
        if arguments.keep:
            arguments.keep.write_bytes(msgspec.json.encode(tried_))
    calibration = Calibration(ERROR, arguments.least, fitted(tried_, arguments.rate))
    print("\n".join(table(tried_, calibration)))
    arguments.out.write_text(f"{json.dumps(msgspec.to_builtins(calibration), indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
