"""The queue of checks, on a thread of its own: one text at a time, and none that is out of date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Generic, TypeVar

__all__ = ["Checks", "Stop"]

#: Asked now and then by a check; True when nobody waits for it any more.
Stop = Callable[[], bool]
T = TypeVar("T")
R = TypeVar("R")


class Checks(Generic[T]):
    """The latest check of each document.

    Args:
        done: called on the event loop with the document's name and what came of its check.
    """

    def __init__(self, done: Callable[[str, T], None]) -> None:
        self._done = done
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._tasks: dict[str, asyncio.Task[T]] = {}
        self._following: dict[str, asyncio.Task[T]] = {}

    def start(self, name: str, check: Callable[[Stop], T], delay: float = 0.0) -> None:
        """Check a document when it has rested for a while; an earlier check of it is given up.

        Args:
            name: of the document.
            check: runs on the thread.
            delay: the time to rest, in seconds.
        """
        self.drop(name)
        self._tasks[name] = asyncio.get_running_loop().create_task(self._run(name, check, delay))

    def follow(self, name: str, check: Callable[[Stop], T], delay: float) -> None:
        """Check a document once more when it has rested; until then what came of its latest check stands.

        Args:
            name: of the document.
            check: runs on the thread.
            delay: the time to rest, in seconds.
        """
        task = asyncio.get_running_loop().create_task(self._run(name, check, delay))
        self._following[name] = task
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may ask for it

    async def _run(self, name: str, check: Callable[[Stop], T], delay: float) -> T:
        await asyncio.sleep(delay)
        result = await self.run(check)
        if (task := self._following.get(name)) is asyncio.current_task() and task:
            self._tasks[name] = self._following.pop(name)
        self._done(name, result)
        return result

    async def run(self, work: Callable[[Stop], R]) -> R:
        """Run something on the thread, after what it has to do already; cancelled, it is told to stop."""
        stop = Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, stop.is_set)
        except asyncio.CancelledError:
            stop.set()
            raise

    async def result(self, name: str) -> T | None:
        """What comes of the latest check of a document, which may be yet to start; None once closed."""
        while task := self._tasks.get(name):
            await asyncio.wait([task])
            if task is self._tasks.get(name):
                return task.result()
        return None

    def drop(self, name: str) -> None:
        """Give up the check of a document, and forget what came of it."""
        for tasks in (self._tasks, self._following):
            if task := tasks.pop(name, None):
                task.cancel()

    def close(self) -> None:
        """Give up everything."""
        for name in list(self._tasks):
            self.drop(name)
        self._thread.shutdown(wait=False, cancel_futures=True)
