"""Work on several processes, in order, that outlives the death of one of them."""

from __future__ import annotations

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context
from typing import Any, TypeVar

__all__ = ["map_processes"]

T = TypeVar("T")
R = TypeVar("R")

#: Chunks that wait for a process, for each that it has: enough to keep it busy, and no more in memory.
_AHEAD = 3


def map_processes(
    work: Callable[[T], R],
    items: Sequence[T],
    jobs: int,
    died: Callable[[T], R],
    start: Callable[..., None],
    *args: object,
) -> Iterator[R]:
    """What `work` makes of each item, in the order of the items.

    Args:
        work: a function of a module, called in another process.
        items: what to work on.
        jobs: how many processes.
        died: makes the result of an item whose process died of it: killed for want of memory, say.
        start: called with `args` once in each process.
    """
    size = max(1, min(32, len(items) // (jobs * 8)))
    chunks = deque(items[at : at + size] for at in range(0, len(items), size))
    while chunks:
        with _pool(jobs, start, args) as pool:
            running: deque[tuple[Sequence[T], Future[list[R]]]] = deque()
            try:
                while chunks or running:
                    while chunks and len(running) < jobs * _AHEAD:
                        running.append((chunks[0], pool.submit(_each, work, chunks[0])))
                        chunks.popleft()
                    results = running[0][1].result()
                    running.popleft()
                    yield from results
            except BrokenProcessPool:
                pass
        for chunk, future in running:
            if future.done() and not future.cancelled() and future.exception() is None:
                yield from future.result()
            else:
                yield from _one_by_one(work, chunk, died, start, args)


def _each(work: Callable[[T], R], chunk: Sequence[T]) -> list[R]:
    return [work(item) for item in chunk]


def _one_by_one(
    work: Callable[[T], R],
    items: Sequence[T],
    died: Callable[[T], R],
    start: Callable[..., None],
    args: tuple[object, ...],
) -> Iterator[R]:
    """As `map_processes`, one item at a time, so that it is known which one a process died of."""
    rest = deque(items)
    while rest:
        with _pool(1, start, args) as pool:
            try:
                while rest:
                    result = pool.submit(work, rest[0]).result()
                    rest.popleft()
                    yield result
            except BrokenProcessPool:
                yield died(rest.popleft())


@contextmanager
def _pool(jobs: int, start: Callable[..., None], args: tuple[object, ...]) -> Iterator[ProcessPoolExecutor]:
    """Processes that end at once when the work is interrupted."""
    # A fork has all that is loaded already; elsewhere than on Linux it is not safe, or not there.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(jobs, context, partial(_start, start, *args))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in active_children():
            process.terminate()
        raise
    pool.shutdown()


def _start(start: Callable[..., None], *args: Any) -> None:
    # Ctrl-C is for the parent, which then ends the others; a write that is under way cleans up behind itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    start(*args)
