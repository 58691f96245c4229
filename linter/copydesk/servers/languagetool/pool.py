"""The checking processes, seen from the server: who is free, who takes too long, who has died."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from copydesk.errors import UsageError
from copydesk.rule.resource import shared
from copydesk.servers.languagetool.jobs import Answer, CheckSettings, Job, JobOutcome
from copydesk.servers.languagetool.worker import work

__all__ = ["Pool"]

#: How long a job may take to notice that its time is over, and a process to start, in seconds.
_GRACE = 1.0
_START = 60.0
#: The processes are copies of one that has nothing but our code in it: a copy of the server itself could be
#: made in the middle of anything that its threads do.
_METHOD = "forkserver" if os.name == "posix" else "spawn"


class Pool:
    """Processes that do jobs, one at a time each. A job that hangs takes its process along, not the server.

    Args:
        settings: the settings; they must be good.
        jobs: how many processes.

    Raises:
        UsageError: one does not start.
    """

    def __init__(self, settings: CheckSettings, jobs: int) -> None:
        context = multiprocessing.get_context(_METHOD)
        if _METHOD == "forkserver":
            context.set_forkserver_preload([work.__module__])
        self._workers = [_Worker(settings, context) for _ in range(jobs)]
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="check")
        self._closing = False
        self.replaced = 0
        for worker in self._workers:
            worker.await_start()
            if not worker.alive:
                raise UsageError("a checking process does not start: is there memory enough?")
            self._free.put_nowait(worker)

    async def do(self, job: Job, seconds: float) -> Answer:
        """Do a job as soon as a process is free; waiting counts.

        Args:
            job: what to do.
            seconds: when to give it up.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        try:
            async with asyncio.timeout(seconds):
                worker = await self._free.get()
        except TimeoutError:
            return Answer(JobOutcome.LATE)
        future = self._threads.submit(self._ask, worker, job, max(0.0, end - loop.time()))
        # A worker is free when it is done, whether or not anybody waits for its answer still.
        future.add_done_callback(lambda _: self._release(loop, worker))
        return await asyncio.wrap_future(future)

    def _ask(self, worker: _Worker, job: Job, seconds: float) -> Answer:
        answer = worker.ask(job, seconds)
        if not worker.alive and not self._closing:
            self.replaced += 1
            worker.start()
            worker.await_start()
        return answer

    def _release(self, loop: asyncio.AbstractEventLoop, worker: _Worker) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._free.put_nowait, worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        for worker in self._workers:
            worker.hang_up()
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)


class _Worker:
    """A checking process, and the line to it."""

    def __init__(self, settings: CheckSettings, context: multiprocessing.context.BaseContext) -> None:
        self._settings, self._context = settings, context
        self.start()

    def start(self) -> None:
        """Start the process."""
        self._line, far = self._context.Pipe()
        self._process = self._context.Process(target=work, args=(far, self._settings, shared()), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        far.close()
        self.alive = True

    def await_start(self) -> None:
        """Wait until it is ready; one that does not get there is dead, and started anew when it is asked."""
        try:
            if self._line.poll(_START):
                self._line.recv()
                return
        except (EOFError, OSError):
            pass
        self._kill()

    def ask(self, job: Job, seconds: float) -> Answer:
        """Do a job; a process that takes longer, or dies of it, is gone then."""
        if not self.alive:
            return Answer(JobOutcome.FAILED, problems=("a checking process does not start",))
        try:
            self._line.send((job, seconds))
            if self._line.poll(seconds + _GRACE):
                answer: Answer = self._line.recv()
                return answer
        except (EOFError, OSError):
            self._kill()
            return Answer(JobOutcome.FAILED, problems=("a checking process died; another is started",))
        self._kill()
        return Answer(JobOutcome.LATE, problems=("a check that hung was ended",))

    def _kill(self) -> None:
        self.alive = False
        self._process.kill()
        self._process.join(_GRACE)
        self._line.close()

    def hang_up(self) -> None:
        """Let the process end when it has done what it is at."""
        self._line.close()

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self._process.join(_GRACE)
        self._process.terminate()
        self._process.join(_GRACE)
        self._process.kill()
