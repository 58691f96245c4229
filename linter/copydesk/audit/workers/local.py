"""Batches on the processes of this machine."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.audit.messages import Batch, Done
from copydesk.audit.workers.worker import Worker
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.resource import adopt, shared
from copydesk.system.parallel import map_processes

__all__ = ["check_locally"]

#: Of this process; one that was forked has its parent's linter, with all that is loaded.
_linter: Linter | None = None
_worker: Worker | None = None


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
    global _linter
    _ = linter.registry
    _linter = linter
    jobs = 1 if alone else jobs
    try:
        yield from map_processes(_check, batches, jobs, _died, _start, linter.settings, seconds, shared())
    finally:
        _linter = None


def _start(settings: Settings, seconds: float, resources: Any) -> None:
    global _worker
    gc.set_threshold(50_000, 10, 10)  # what an article leaves behind adds up
    adopt(resources)
    _worker = Worker(_linter or Linter(settings), seconds)


def _check(batch: Batch) -> Done:
    assert _worker is not None
    return _worker.check(batch)


def _died(batch: Batch) -> Done:
    return Done(died=batch)
