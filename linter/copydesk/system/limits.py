"""Limits: how much time and memory a piece of work may take."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from msgspec import Struct

from copydesk.errors import LimitError

__all__ = ["Limits"]

T = TypeVar("T")

#: How long what was interrupted may go on before it is interrupted again, in seconds.
_AGAIN = 10.0
_MEGABYTE = 1 << 20


class Limits(Struct, frozen=True):
    """How much time and memory a file, or an article of one that holds many, may take.

    The time is kept where a signal can interrupt the work: on the main thread, and not on Windows. Code that
    does not let Python in is ended with its process, where that is a worker. The memory is kept on Linux.

    Attributes:
        seconds: 0 for any time.
        megabytes: 0 for any memory.
    """

    seconds: float = 300.0
    megabytes: int = 4096

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold what is done within to the limits.

        Raises:
            LimitError: it took longer.
        """
        with self._memory(), self._time():
            yield

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, each of which is made within the limits."""
        rest = iter(items)
        while True:
            with self.held():
                try:
                    item = next(rest)
                except StopIteration:
                    return
            yield item

    @contextmanager
    def _time(self) -> Iterator[None]:
        if not self.seconds or not _can_interrupt():
            yield
            return

        def interrupt(*_: object) -> None:
            what = f"took longer than {self.seconds:g} s"
            raise LimitError(f"{what}; --file-timeout sets how long a file may take")

        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, self.seconds, _AGAIN)
        try:
            with _ended_after(2 * self.seconds + 1):
                yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    @contextmanager
    def _memory(self) -> Iterator[None]:
        if not self.megabytes or sys.platform != "linux" or not _can_interrupt():
            yield
            return
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = _used() + self.megabytes * _MEGABYTE
        for limit in (soft, hard):
            most = most if limit == resource.RLIM_INFINITY else min(most, limit)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _can_interrupt() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _is_worker() -> bool:
    processes = sys.modules.get("multiprocessing.process")  # which nothing is imported for
    return processes is not None and processes.parent_process() is not None


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End this process, if it is a worker, when what is done within takes too long, whatever it is at."""
    if not _is_worker():
        yield
        return
    import faulthandler  # its thread needs no interpreter

    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _used() -> int:
    """The bytes of memory that this process has, whether it uses them or not."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
