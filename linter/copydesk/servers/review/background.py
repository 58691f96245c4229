"""The process that checks all files while the page is open already."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

from copydesk.lint.linter import File, Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.rule.resource import adopt, shared
from copydesk.run.cache import Cache
from copydesk.run.runner import run_across, run_files
from copydesk.system.parallel import end_with_parent

__all__ = ["Background"]

#: As for checking processes: a fork has all that is loaded already; elsewhere it is not safe, or not there.
_METHOD = "fork" if sys.platform == "linux" else "spawn"


class Background:
    """Checks files in a process of its own, so that the page never waits for it. Start it before any thread.

    Args:
        settings: what the command line says.
        files: to check, in this order.
        jobs: how many processes; 0 for as many as are worth it.
        cache: the folder where what was found is remembered, if it is to be.
    """

    def __init__(self, settings: Settings, files: Sequence[File], jobs: int, cache: Path | None) -> None:
        context: Any = multiprocessing.get_context(_METHOD)
        self._line, far = context.Pipe(duplex=False)
        self._process = context.Process(target=_check, args=(far, settings, files, jobs, cache, shared()))
        self._process.start()
        far.close()
        self._thread: Thread | None = None

    def listen(self, receive: Callable[[FileReport], None], over: Callable[[], None]) -> None:
        """Tell of each report as it comes, on a thread; and of the end."""

        def run() -> None:
            with suppress(EOFError, OSError):
                while True:
                    receive(self._line.recv())
            over()

        self._thread = Thread(target=run, name="reports")
        self._thread.start()

    def stop(self) -> None:
        """End the process, whatever it is at, and wait for what it has told still."""
        self._process.terminate()
        self._process.join(1)
        self._process.kill()
        if self._thread:
            self._thread.join()


def _check(
    line: Connection, settings: Settings, files: Sequence[File], jobs: int, cache: Path | None, resources: Any
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()
    adopt(resources)
    linter = Linter(settings)
    with suppress(BrokenPipeError), Cache(cache, settings) if cache else nullcontext() as remembered:
        outcomes = []
        for outcome in run_files(linter, files, jobs=jobs, cache=remembered):
            outcomes.append(outcome)
            line.send(outcome.report)
        if any(outcome.report.passages for outcome in outcomes):
            whole = run_across(linter, files, outcomes, jobs=jobs, cache=remembered)
            for before, after in zip(outcomes, whole, strict=True):
                if after is not before and after.report is not before.report:
                    line.send(after.report)
    line.close()
