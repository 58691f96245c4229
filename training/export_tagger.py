"""Write a checkpoint of the tagger as it ships: an int8 encoder, the head as plain floats.

    python training/export_tagger.py CHECKPOINT BASE FOLDER --sources SOURCES.tsv [--last]

The averaged weights are written, or with `--last` those of the last batch. The encoder is compared with the
checkpoint on sentences before the folder is replaced.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
import numpy.typing as npt
import torch

from copydesk_rules.wording.deep.pieces import Pieces, words_of
from tagger.card import write_card
from tagger.network import Tagger, load
from tagger.tags import TAGS

__all__ = ["agreement", "export"]

_SENTENCES = (
    "The costs of the repairs has risen since last May, and the town does not have swimming pool.",
    "They must protected by law.",
    "However the committee, which met on Tuesday, said it's report would be ready in two week.",
    "React is a library for building user interfaces; it was was released in 2013.",
    "The dog that bit the postman belong to the family next door.",
    "She has live in Leeds for ten years and she knows every street.",
)


def export(
    tagger: Tagger, args: argparse.Namespace, facts: dict[str, object], sentences: Sequence[str]
) -> float:
    """Write a tagger to a folder; the share of words on which both give the same tag is returned."""
    base, folder = args.base, args.folder
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    _convert(tagger, base, new / "model")
    shutil.copy(base / "vocab.txt", new / "vocab.txt")
    (new / "tags.json").write_text(json.dumps(TAGS), encoding="utf-8")
    (new / "head.bin").write_bytes(_floats(tagger.head.weight) + _floats(tagger.head.bias))
    same, apart = agreement(tagger, new, sentences)
    names = ("model/model.bin", "head.bin", "tags.json")
    facts = {
        **facts,
        "version": _hash(*(new / name for name in names))[:16],
        "hidden": tagger.head.in_features,
    }
    facts |= {"same_tags": same, "apart": apart}
    (new / "facts.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    write_card(new / "card.md", args.sources, _hash(base / "model.safetensors"), facts, len(TAGS))
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
    return same


def _hash(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _floats(values: torch.Tensor) -> bytes:
    return values.detach().numpy().astype("<f4").tobytes()


def _convert(tagger: Tagger, base: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as kept:
        tagger.encoder.save_pretrained(kept)
        for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
            shutil.copy(base / name, kept)
        converter = ctranslate2.converters.TransformersConverter(kept)
        converter.convert(str(folder), quantization="int8")


def agreement(tagger: Tagger, folder: Path, sentences: Sequence[str] = _SENTENCES) -> tuple[float, float]:
    """On what share of words both give the same tag, and how far their probabilities of an error differ."""
    tagger.eval()
    pieces = Pieces.read(folder / "vocab.txt")
    encoder = ctranslate2.Encoder(str(folder / "model"), compute_type="int8")
    same = total = 0
    apart = 0.0
    for sentence in sentences:
        numbers, shapes, places = pieces.encode([sentence[a:b] for a, b in words_of(sentence)])
        states = encoder.forward_batch([numbers], token_type_ids=[shapes]).last_hidden_state
        with torch.no_grad():
            mask = torch.ones(1, len(numbers), dtype=torch.long)
            right = tagger.head(tagger(torch.tensor([numbers]), torch.tensor([shapes]), mask)[0, places])
            found = tagger.head(torch.from_numpy(np.array(states))[0, places])
        a, b = right.softmax(-1).numpy(), found.softmax(-1).numpy()
        same += int((a.argmax(-1) == b.argmax(-1)).sum())
        total += len(places)
        apart = max(apart, float(_apart(a, b)))
    return same / total, apart


def _apart(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
    return float(np.abs(a[:, 0] - b[:, 0]).max())


def main() -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sources", type=Path, required=True, help="where each file of text is from")
    parser.add_argument("--compare", type=Path, help="sentences, one a line, that both have to tag alike")
    parser.add_argument("--last", action="store_true")
    parser.add_argument("--thresholds", type=Path, help="a file with thresholds by kind of tag")
    args = parser.parse_args()
    tagger, content = load(args.checkpoint, averaged=not args.last)
    progress = {k: v for k, v in content["progress"].items() if k != "losses"}
    losses = content["progress"]["losses"][-5:]
    facts: dict[str, object] = {"training": progress, "last_losses": losses}
    facts["thresholds"] = (
        json.loads(args.thresholds.read_text()) if args.thresholds else {"default": 0.9, "by_kind": {}}
    )
    sentences = args.compare.read_text(encoding="utf-8").split("\n")[:300] if args.compare else _SENTENCES
    print("same tags", export(tagger, args, facts, sentences))


if __name__ == "__main__":
    main()
