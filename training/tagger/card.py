"""Writes the card of the tagger's weights: what they were made of and how."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tagger.text import SHARES

__all__ = ["write_card"]

_HEAD = """\
# The weights of the tagger

Version {version}, made on {date} by `training/train_tagger.py`: {tokens:,} pieces of text in
{minutes:.0f} minutes on two cores, in {sessions} sessions; mean loss a word at the end {loss:.3f}.

The encoder begins with all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), whose embeddings of pieces are
kept; SHA-256 of its `model.safetensors`: `{base}`.
There are {tags} tags. `model/` is int8, `head.bin` float32. Export and checkpoint agree on {same:.1%} of the
tags of the sentences that they are compared on.

Errors are put into sound sentences (`training/tagger/noise.py`). No sentence that anything is measured on is
trained on.

## Sources

Weights made of text under CC BY are passed on with this list. Of each file a share of the paragraphs is read.

| repository | commit | licence | share |
| --- | --- | --- | --: |
"""


def write_card(path: Path, sources: Path, base: str, facts: Mapping[str, Any], tags: int) -> None:
    """Write the card as Markdown."""
    training, losses = facts["training"], facts["last_losses"]
    text = _HEAD.format(
        version=facts["version"],
        date=date.today(),
        tokens=training["tokens"],
        minutes=training["minutes"],
        sessions=training["sessions"],
        loss=sum(loss for _, loss in losses) / max(1, len(losses)),
        base=base,
        tags=tags,
        same=facts["same_tags"],
    )
    with sources.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            name = row["file"]
            if not name.startswith("bysa_"):
                share = next(share for start, share in SHARES.items() if name.startswith(start))
                text += f"| {row['repo']} | {row['commit']} | {row['licence']} | {share:.0%} |\n"
    path.write_text(text, encoding="utf-8")
