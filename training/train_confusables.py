"""Train the second layer of `confusable-word` from a folder of text.

    pip install -e .[train]
    python training/train_confusables.py TEXT

TEXT holds `train_text/*.txt.xz`, `word_clusters.tsv.xz`, `stand_in_words.txt`, `training_text_slips.tsv` and
`SOURCES.tsv`; `weights.md` beside the weights tells where each source is public. Writes the
weights and their card.
"""

from __future__ import annotations

import argparse
import os
import pickle
import time
from multiprocessing import get_context
from pathlib import Path

for library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(library, "1")  # a process a core, and no threads that wait for each other

import numpy as np  # noqa: E402

from card import write_card  # noqa: E402
from classes import word_classes  # noqa: E402
from contexts import Contexts  # noqa: E402
from copydesk_rules.wording.deep.judge import load_judge  # noqa: E402
from lenders import lenders_of, read_synonyms  # noqa: E402
from model import PairModel, Trainer  # noqa: E402
from pack import pack  # noqa: E402
from second_opinion import second_opinions  # noqa: E402
from slips import without_slips  # noqa: E402
from texts import SOURCES, read_corpus  # noqa: E402
from thresholds import directions_of, set_cutoffs, set_thresholds  # noqa: E402
from usual import usual_company  # noqa: E402

HERE = Path(__file__).parent
TARGET = HERE.parent / "rules/copydesk_rules/wording/confusables/weights.bin"


def main() -> None:
    """Train, set the thresholds, write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--pairs", type=Path, default=HERE / "word_pairs.txt")
    parser.add_argument("--output", type=Path, default=TARGET)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--most", type=int, default=25_000, help="uses of a word to learn from")
    parser.add_argument("--spare", type=int, default=40_000, help="further uses to test on")
    parser.add_argument("--kept", type=int, default=6_000, help="features of a pair to keep at most")
    parser.add_argument("--buckets", type=int, default=230_000, help="buckets of the table, 16 bytes each")
    parser.add_argument("--budget", type=float, default=0.8, help="false alarms in 100,000 words")
    parser.add_argument("--models", type=Path, help="keep or reuse the models before thresholds are set")
    args = parser.parse_args()
    begun = time.monotonic()

    def tell(what: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {what}", flush=True)

    pairs = [(first, second) for first, second in (sorted(line.split()) for line in args.pairs.open())]
    corpus = read_corpus(args.text / "train_text")
    tell(f"read {len(corpus.tokens):,} tokens")
    lenders = lenders_of(pairs, read_synonyms(args.text / "stand_in_words.txt"))
    words = {word for pair in pairs for word in pair}
    words |= {lender for sides in lenders.values() for side in sides for lender, _ in side}
    uses = without_slips(corpus, corpus.uses(sorted(words)), args.text / "training_text_slips.tsv")
    tell(f"{sum(map(len, uses.values())):,} uses of {len(uses):,} words")
    if args.models and args.models.exists():
        models, classes = pickle.loads(args.models.read_bytes())
    else:
        classes = word_classes(corpus, args.text / "word_clusters.tsv.xz")
        tell(f"{len(classes):,} words in classes")
        trainer = Trainer(corpus, Contexts(corpus, classes), uses, lenders, args.most, args.spare, args.kept)
        models = []
        with get_context("fork").Pool(args.processes, _begin, (trainer,)) as pool:
            for done, model in enumerate(pool.imap(_train, pairs, chunksize=4)):
                models += [model] if model is not None else []
                if done % 50 == 0:
                    tell(f"{done} of {len(pairs)} pairs: {'/'.join(pairs[done])}")
        if args.models:
            args.models.write_bytes(pickle.dumps((models, classes)))
    is_modern = np.array([source.weight == 1 for source in SOURCES])[corpus.source]
    modern = int((is_modern & (corpus.tokens > 0)).sum())
    tell(f"{modern:,} modern tokens")
    both = [directions_of(model) for model in models]
    budget = args.budget * modern / 1e5
    set_thresholds([direction for pair in both for direction in pair], 2 * budget)
    opinions = second_opinions(corpus, list(zip(models, both, strict=True)), load_judge())
    tell(f"{sum((told == told).sum() for sides in opinions for told in sides):,} second opinions")
    both = [directions_of(model, told) for model, told in zip(models, opinions, strict=True)]
    set_thresholds([direction for pair in both for direction in pair], budget)
    kept = [
        (model, pair)
        for model, pair in zip(models, both, strict=True)
        if any(direction.threshold is not None for direction in pair)
    ]
    for model, pair in kept:
        set_cutoffs(model, pair)
    left_out = pack(args.output, kept, classes, usual_company(corpus, uses, kept), args.buckets)
    card = args.output.with_suffix(".md")
    write_card(card, args.text / "SOURCES.tsv", kept, args.kept, args.budget, modern)
    total = sum(len(model.features) for model, _ in kept)
    tell(f"{len(kept)} pairs, {total:,} features, {left_out:,} of them without room")


def _begin(trainer: Trainer) -> None:
    global _trainer
    _trainer = trainer


def _train(pair: tuple[str, str]) -> PairModel | None:
    return _trainer.train(pair)


if __name__ == "__main__":
    main()
