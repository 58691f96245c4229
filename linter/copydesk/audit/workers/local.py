"""Batches on the processes of this machine."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import partial

from copydesk.audit.messages import Batch, Done
from copydesk.audit.workers.worker import Worker
from copydesk.lint.linter import Linter
from copydesk.system.workers import map_workers

__all__ = ["check_locally"]


def check_locally(
    linter: Linter, batches: Iterable[Batch], alone: bool = False, *, jobs: int, seconds: float
) -> Iterator[Done]:
    """What is found in batches; one whose process is lost is said so.

    Args:
        linter: its rules are loaded once, before the processes part.
        batches: no more are taken than there is room for.
        alone: one after the other.
        jobs: how many processes.
        seconds: how long a file, or an article of one that holds many, may take.
    """
    _ = linter.registry
    yield from map_workers(
        partial(_worker, linter, seconds), Worker.check, batches, 1 if alone else jobs, _died
    )


def _worker(linter: Linter, seconds: float) -> Worker:
    gc.set_threshold(50_000, 10, 10)  # what an article leaves behind adds up
    return Worker(linter, seconds)


def _died(batch: Batch) -> Done:
    return Done(died=batch)
