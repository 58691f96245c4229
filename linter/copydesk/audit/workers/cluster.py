"""Batches on a Dask cluster: one that there is, or one on this machine."""

from __future__ import annotations

import logging
import os
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from multiprocessing import resource_tracker
from threading import local
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

from copydesk.audit.messages import Batch, Done
from copydesk.audit.sources.storage import is_address
from copydesk.audit.workers.worker import Worker
from copydesk.errors import UsageError
from copydesk.lint.linter import Linter, Settings
from copydesk.run.cache import check_digest, packs_digest
from copydesk.system.signals import uninterrupted

__all__ = ["LOCAL", "Cluster"]

#: In the place of an address: a cluster of this machine's processes.
LOCAL = "local"
#: Batches that are under way or wait, for each thread that the cluster has.
_AHEAD = 3
_PATIENCE = "10s"
#: How often it is looked whether a batch is done, and how many threads the cluster has, in seconds.
_TICK, _LOOK = 0.02, 1.0
#: After how many seconds without a worker it is said: one that is started anew takes some.
_ALONE = 5.0

_KEPT = "what was done is kept, and the same command goes on from there"
_OTHER = (
    "has another copydesk, other rule packs, or other files that the configuration names than this machine;"
    " install the same there, and start it anew"
)


class Cluster:
    """A cluster that checks batches; Dask gives work of a worker that is lost to another.

    Args:
        address: of its scheduler, or `LOCAL`.
        settings: of the command line.
        jobs: how many processes a local one has.
        seconds: how long a file, or an article of one that holds many, may take.
        places: paths that every worker must see.
        say: is told what a user should know meanwhile.

    Raises:
        UsageError: Dask is not installed, there is no scheduler, or a worker has other rules than we.
    """

    def __init__(
        self,
        address: str,
        settings: Settings,
        jobs: int,
        seconds: float,
        places: Sequence[str] = (),
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        dask = _dask()
        logging.disable(logging.ERROR)  # what matters of all that Dask says is an error of ours
        warnings.filterwarnings("ignore", module="distributed")
        self._address, self._settings, self._seconds, self._say = address, settings, seconds, say
        self._packs = _packs()
        self._own: Any = None
        self._client: Any = None
        try:
            if address == LOCAL:
                resource_tracker.ensure_running()  # else it is started within, and lets signals through
                with uninterrupted(signal.SIGINT):  # so that its processes never hear of it: we end them
                    self._own = dask.LocalCluster(
                        n_workers=jobs,
                        threads_per_worker=1,
                        host="127.0.0.1",
                        dashboard_address="127.0.0.1:0",
                        silence_logs=logging.CRITICAL,
                    )
            self._client = dask.Client(self._own or address, timeout=_PATIENCE)
            self._compare(places)
        except (OSError, ValueError) as error:
            self.__exit__(None, None, None)
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise self._error(f"no Dask scheduler answers ({why})") from None
        except BaseException:
            self.__exit__(None, None, None)
            raise

    @property
    def dashboard(self) -> str | None:
        """The address of the cluster's own page, where it has one."""
        link: str = self._client.dashboard_link
        try:
            with urlopen(link, timeout=2):
                return link
        except (OSError, ValueError):
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.close(timeout=5)
        if self._own is not None:
            self._own.close(timeout=5)
        logging.disable(logging.NOTSET)

    def _error(self, what: str) -> UsageError:
        return UsageError(f"--scheduler {self._address}: {what}")

    def _compare(self, places: Sequence[str]) -> None:
        """See that the workers there are have our rules and see our files; `_check` asks those that join."""
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise self._error("the cluster has no workers") from None
        try:
            answers = self._client.run(_about, places)
        except OSError:
            raise
        except Exception:  # where a worker lacks the very question
            raise self._error(f"a worker {_OTHER}") from None
        for worker, (packs, missing) in answers.items():
            if packs != self._packs:
                raise self._error(f"{worker} {_OTHER}")
            if missing:
                raise self._error(f"{worker} {_unseen(missing[0])}")

    def check(self, batches: Iterable[Batch], alone: bool = False) -> Iterator[Done]:
        """What is found in batches, as it is found; one over which workers are lost is said so.

        Args:
            batches: no more are taken than there is room for.
            alone: one after the other, so that no other can be what a worker is lost over.

        Raises:
            UsageError: the scheduler is lost, or a worker is not as it should be.
        """
        dask = _dask()
        rest = iter(batches)
        running: dict[Any, Batch] = {}
        done = dask.as_completed()
        digests: dict[str, bytes] = {}
        room, looked = 1, 0.0
        last = monotonic()  # when there was a worker

        def submit(batch: Batch, look: bool) -> None:
            if batch.key not in digests:
                digests[batch.key] = check_digest(self._packs, self._settings, batch.config)
            future = self._client.submit(
                _check, batch, self._settings, self._seconds, digests[batch.key], look, pure=False
            )
            running[future] = batch
            done.add(future)

        try:
            while True:
                if monotonic() - looked > _LOOK:
                    threads = sum(self._client.nthreads().values())
                    room, looked = 1 if alone else _AHEAD * max(1, threads), monotonic()
                    if threads:
                        last = looked
                    elif looked - last > _ALONE:
                        self._say("the cluster has no workers any more; waiting for one to join")
                        last = float("inf")
                while len(running) < room and (batch := next(rest, None)):
                    submit(batch, True)
                if not running:
                    return
                if not done.has_ready():
                    sleep(_TICK)
                    continue
                batch = running.pop(future := next(done))
                try:
                    result = future.result()
                except dask.KilledWorker:
                    yield Done(died=batch)
                    continue
                if isinstance(result, Done):
                    yield result
                elif os.path.exists(result.place):
                    raise self._error(f"{result.worker} {_unseen(result.place)}")
                else:
                    submit(batch, False)  # it is gone here as well
        except dask.scheduler.NoWorkerError:
            raise self._error(f"the cluster has no workers any more; {_KEPT}") from None
        except (dask.CancelledError, OSError):
            raise self._error(f"the Dask scheduler is lost; {_KEPT}") from None


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError("--scheduler needs Dask; install it with: pip install 'copydesk[archive]'") from None


def _unseen(place: str) -> str:
    return f"has no {place}; every worker must see the sources under the same path"


class _Unseen:
    """A worker does not have a file that there should be."""

    def __init__(self, worker: str, place: str) -> None:
        self.worker, self.place = worker, place


def _about(places: Sequence[str]) -> tuple[bytes, list[str]]:
    """Of a worker: the digest of its rules, and which of the places it does not see."""
    return _packs(), [place for place in places if not os.path.exists(place)]


@cache
def _packs() -> bytes:
    """Of the rules of this process: those that it began with, whatever is installed meanwhile."""
    return packs_digest(recorded=False)


class _Here(local):
    """What a thread of a worker keeps: what checks, by the digest of rules and configuration."""

    def __init__(self) -> None:
        self.workers: dict[bytes, Worker] = {}


_here = _Here()


def _check(batch: Batch, settings: Settings, seconds: float, digest: bytes, look: bool) -> Done | _Unseen:
    """Check a batch, in a thread of a worker.

    Args:
        batch: the batch.
        settings: of the command line.
        seconds: see `Worker`.
        digest: of the rules, and of the configuration with the files that it names.
        look: whether to see first that all files are there.
    """
    address = _dask().get_worker().address
    if digest not in _here.workers:
        if check_digest(_packs(), settings, batch.config) != digest:
            raise UsageError(f"{address} {_OTHER}")
        _here.workers[digest] = Worker(Linter(settings), seconds)
    for item in (unit.item for unit in batch.units if unit.part is None):
        if look and item.stamp and not is_address(item.place) and not os.path.exists(item.place):
            return _Unseen(address, item.place)
    return _here.workers[digest].check(batch)
