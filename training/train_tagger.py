"""Train the tagger, in one go or in pieces.

    python training/train_tagger.py FOLDER --text DATA --base BASE --minutes 90
    python training/train_tagger.py FOLDER --text DATA --resume --minutes 120

FOLDER takes the checkpoint every ten minutes, and when the command is told to end (SIGTERM); DATA holds
`train.txt` of `tagger/text.py`; BASE holds the weights and `vocab.txt` of the encoder to begin with. Each
worker reads its own sentences, and all change the same weights without waiting for each other, so that a core
that is taken away by other work holds up nobody.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import torch
import torch.multiprocessing

from copydesk_rules.wording.deep.pieces import Pieces
from tagger.examples import Examples, read_noise
from tagger.network import Progress, Tagger, begin, load, save

#: The share of a session's time in which the rate rises, and that at whose end it falls.
_RISE, _FALL = 0.012, 0.2
#: How much of the average stays, every fifth batch.
_AVERAGED = 0.97
#: How much faster than the encoder the head learns, which begins with nothing.
_HEAD = 8.0
_SAVED_EVERY = 600.0


def _rate(done: float, highest: float) -> float:
    """The learning rate after a share of the session."""
    if done < _RISE:
        return highest * max(0.02, done / _RISE)
    return highest * min(1.0, max(0.05, (1 - done) / _FALL))


class _Worker:
    """A process of the training: reads and learns; the first keeps the average and the checkpoint."""

    def __init__(self, number: int, args: argparse.Namespace, tagger: Tagger, counts: torch.Tensor) -> None:
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        self.number, self.args, self.tagger, self.counts = number, args, tagger, counts
        seed = random.SystemRandom().randrange(1 << 30)
        pieces = Pieces.read(args.base / "vocab.txt")
        self.examples = Examples(
            args.text / "train.txt", read_noise(seed), pieces, seed, args.clean, args.apart
        )
        self.learnt = [p for p in tagger.parameters() if p.requires_grad]
        head = {id(parameter) for parameter in tagger.head.parameters()}
        groups = [
            {"params": [p for p in self.learnt if id(p) not in head], "share": 1.0},
            {"params": [p for p in self.learnt if id(p) in head], "share": _HEAD},
        ]
        self.optimizer = torch.optim.AdamW(
            groups, lr=args.rate, weight_decay=0.01, betas=(0.9, 0.99), fused=True
        )
        self.losses: list[float] = []

    def run(self, average: dict[str, torch.Tensor], progress: Progress, start: float) -> None:
        """Learn until the time is over."""
        seconds = self.args.minutes * 60
        saved = said = time.monotonic()
        before = Progress(**vars(progress))
        for count, batch in enumerate(self.examples.batches(self.args.tokens)):
            done = 1.0 if self.counts[2] else (time.monotonic() - start) / seconds
            self._learn(batch, _rate(done, self.args.rate))
            if self.number == 0:
                if count % 5 == 0:
                    _follow(average, self.tagger, min(_AVERAGED, count / (count + 25)))
                now = time.monotonic()
                if now - said > 30:
                    said = now
                    self._note(progress, before, start)
                if now - saved > _SAVED_EVERY or done >= 1:
                    saved = now
                    if done >= 1 and self.losses:
                        self._note(progress, before, start)
                    save(self.args.folder, self.tagger, average, [], progress)
            if done >= 1:
                break

    def _learn(self, batch: Any, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        scores, tags = self.tagger.scores(batch)
        loss = torch.nn.functional.cross_entropy(scores, tags)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learnt, 1.0)
        self.optimizer.step()
        self.losses.append(loss.item())
        self.counts[0] += sum(map(sum, batch.mask))
        self.counts[1] += 1

    def _note(self, progress: Progress, before: Progress, start: float) -> None:
        progress.tokens = before.tokens + int(self.counts[0])
        progress.batches = before.batches + int(self.counts[1])
        progress.minutes = before.minutes + (time.monotonic() - start) / 60
        progress.losses.append((progress.tokens, round(sum(self.losses) / len(self.losses), 5)))
        session = time.monotonic() - start
        print(
            f"{time.strftime('%H:%M:%S')} tokens {progress.tokens} loss {progress.losses[-1][1]:.4f} "
            f"{int(self.counts[0]) / session:.0f} a second",
            flush=True,
        )
        self.losses.clear()


def _follow(average: dict[str, torch.Tensor], tagger: Tagger, kept: float) -> None:
    with torch.no_grad():
        for name, value in tagger.state_dict().items():
            if value.is_floating_point() and "word_embeddings" not in name:
                average[name].lerp_(value, 1 - kept)


def _work(
    number: int, args: argparse.Namespace, tagger: Tagger, counts: torch.Tensor, average: Any, progress: Any
) -> None:
    _Worker(number, args, tagger, counts).run(average, progress, args.start)


def main() -> None:
    """Read the arguments and start the workers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=768, help="pieces a batch, of each worker")
    parser.add_argument("--clean", type=float, default=0.4, help="the share of sentences without an error")
    parser.add_argument("--apart", type=float, default=10, help="words for an error, where there are most")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--frozen-layers", type=int, default=2)
    args = parser.parse_args()
    args.start = time.monotonic()
    progress = Progress()
    if args.resume:
        tagger, content = load(args.folder)
        progress = Progress(**content["progress"])
    else:
        tagger = begin(args.base)
    progress.sessions += 1
    average = {name: value.clone() for name, value in tagger.state_dict().items()}
    tagger.freeze(args.frozen_layers)
    tagger.share_memory()
    counts = torch.zeros(3, dtype=torch.float64).share_memory_()
    os.environ["OMP_NUM_THREADS"] = "1"
    context = torch.multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_work, args=(number, args, tagger, counts, average, progress))
        for number in range(args.workers)
    ]
    for worker in workers:
        worker.start()
    signal.signal(signal.SIGTERM, lambda *_: counts[2].fill_(1))
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
