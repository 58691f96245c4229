"""Writes the card of the weights: what they were made of and how, and what to expect of each direction."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from model import PairModel
from thresholds import Direction

__all__ = ["write_card"]

_HEAD = """\
# The weights of `confusable-word`

Made on {date} by `training/train_confusables.py`. For each pair of words, a logistic regression over what
stands around them: the nearest words, their endings, classes and subjects, alone and in twos, threes and
fours. Of a pair, the {kept:,} features that tell most are kept. {pairs} pairs, {directions} directions,
{features:,} features.

Word classes come from the training text (neighbour counts, truncated SVD, k-means), subjects from clusters
of GloVe 6B vectors (public domain dedication, PDDL).

Thresholds are set for all directions together: {budget} false alarms are expected in 100,000 words. The
figures below are of text of a kind that was held out. *Found* is the share of the uses of the word meant that
would be reported if the other stood there, *alarms* how many right uses are reported in a million words.
Published text holds slips itself, which are not counted as alarms: uses near a threshold were read by the
language model of the deep layer (SmolLM2-135M), the share of slips among the others is estimated.

The settings behind the thresholds were chosen while looking at labelled sentences and at flags in articles,
so figures taken on those flatter. No such sentence is trained on.

## Sources

What the weights were learnt from. Weights made of text under CC BY are passed on with this list.

| repository | commit | licence | bytes |
| --- | --- | --- | --: |
"""

_TABLE = """
## Directions

| typed | meant | uses of either | threshold | found | alarms |
| --- | --- | --: | --: | --: | --: |
"""


def write_card(
    path: Path,
    sources: Path,
    models: Sequence[tuple[PairModel, tuple[Direction, Direction]]],
    kept: int,
    budget: float,
    modern: int,
) -> None:
    """Write the card as Markdown."""
    on = sorted(
        (direction for _, pair in models for direction in pair if direction.threshold is not None),
        key=lambda direction: (direction.typed, direction.meant),
    )
    text = _HEAD.format(
        date=date.today().isoformat(),
        kept=kept,
        pairs=len(models),
        directions=len(on),
        features=sum(len(model.features) for model, _ in models),
        budget=budget,
    )
    with sources.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["used_for_t7"] == "yes":
                size = int(row["bytes_of_text"])
                text += f"| {row['repo']} | {row['commit']} | {row['licence']} | {size:,} |\n"
    text += _TABLE
    for direction in on:
        found, alarms = direction.at_threshold()
        text += (
            f"| {direction.typed} | {direction.meant} | {direction.counts[0]:,} / {direction.counts[1]:,} "
            f"| {direction.threshold:.1f} | {found:.0%} | {alarms / modern * 1e6:.2f} |\n"
        )
    path.write_text(text, encoding="utf-8")
