"""Work on several processes, in order, that outlives the death of one of them."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from time import sleep
from typing import Any, TypeVar

from copydesk.system.signals import uninterrupted

__all__ = ["end_with_parent", "map_processes"]

T = TypeVar("T")
R = TypeVar("R")

#: Chunks that wait for a process, for each that it has: enough to keep it busy, and no more in memory.
_AHEAD = 3
#: How long a process may take to clean up when the work is interrupted, in seconds.
_GRACE = 1.0
_TERMINATED = 128 + signal.SIGTERM


def map_processes(
    work: Callable[[T], R],
    items: Iterable[T],
    jobs: int,
    died: Callable[[T], R],
    start: Callable[..., None],
    *args: object,
    size: int = 1,
) -> Iterator[R]:
    """What `work` makes of each item, in the order of the items.

    Args:
        work: a function of a module, called in another process.
        items: what to work on; no more of them are taken than the processes have room for.
        jobs: how many processes.
        died: makes the result of an item whose process died of it: killed for want of memory, say.
        start: called with `args` once in each process.
        size: how many items a process gets at a time.
    """
    rest = iter(items)

    def next_chunk() -> Sequence[T]:
        return list(islice(rest, size))

    running: deque[tuple[Sequence[T], Future[list[R]] | None]] = deque()
    more = True
    while more:
        with _pool(jobs, start, args) as pool:
            running.clear()
            try:
                while True:
                    while len(running) < jobs * _AHEAD and (chunk := next_chunk()):
                        running.append((chunk, None))
                        running[-1] = (chunk, pool.submit(_each, work, chunk))
                    if not running:
                        more = False
                        break
                    future = running[0][1]
                    assert future is not None
                    results = future.result()
                    running.popleft()
                    yield from results
            except BrokenProcessPool:
                pass
        for chunk, future in running:
            if future and future.done() and not future.cancelled() and future.exception() is None:
                yield from future.result()
            else:
                yield from _one_by_one(work, chunk, died, start, args)


def _each(work: Callable[[T], R], chunk: Sequence[T]) -> list[R]:
    global _busy
    try:
        _busy = True
        return [work(item) for item in chunk]
    except SystemExit:
        os._exit(_TERMINATED)  # the pool would take it for a result, and go on
    finally:
        _busy = False


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
                    (result,) = pool.submit(_each, work, [rest[0]]).result()
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
        with uninterrupted(signal.SIGINT):  # so that the processes never hear of it: their parent ends them
            pool.submit(int)  # starts them, or fails for want of descriptors or memory
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        processes = active_children()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(_GRACE)
            process.kill()
        raise
    pool.shutdown()


#: Whether this process is at work on a chunk.
_busy = False


def _start(start: Callable[..., None], *args: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminated)
    Thread(target=end_with_parent, daemon=True).start()
    start(*args)


def end_with_parent() -> None:
    """End this process when its parent has ended, however that came: nothing else would tell it."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        sleep(_GRACE)
        os._exit(_TERMINATED)  # a signal that comes just before the main thread waits does not wake it


def _terminated(*_: object) -> None:
    if _busy:
        raise SystemExit  # a write that is under way cleans up behind itself
    os._exit(_TERMINATED)
