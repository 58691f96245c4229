"""Batches on a Dask cluster: one that there is, or one on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from threading import local
from types import TracebackType
from typing import Any, Self

from copydesk.audit.records import Batch, Done
from copydesk.audit.worker import Worker
from copydesk.cache import packs_digest
from copydesk.engine import Linter, Settings
from copydesk.errors import UsageError

__all__ = ["LOCAL", "Cluster"]

#: In the place of an address: a cluster of this machine's processes.
LOCAL = "local"
#: Batches that wait for a thread, for each that the cluster has.
_AHEAD = 3
_PATIENCE = "10s"


class Cluster:
    """A cluster that checks batches; Dask gives work of a worker that is lost to another.

    Args:
        address: of its scheduler, or `LOCAL`.
        settings: of the command line.
        jobs: how many processes a local one has.
        seconds: how long a file, or an article of one that holds many, may take.

    Raises:
        UsageError: Dask is not installed, there is no scheduler, or a worker has other rules than we.
    """

    def __init__(self, address: str, settings: Settings, jobs: int, seconds: float) -> None:
        dask = _dask()
        self._address, self._settings, self._seconds = address, settings, seconds
        self._packs = packs_digest()
        self._own: Any = None
        try:
            if address == LOCAL:
                self._own = dask.LocalCluster(
                    n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
                )
            self._client: Any = dask.Client(self._own or address, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise UsageError(f"--scheduler {address}: no Dask scheduler answers ({why})") from None
        try:
            self._compare()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    @property
    def dashboard(self) -> str | None:
        """The address of the cluster's own page, where it has one."""
        link: str | None = self._client.dashboard_link if find_spec("bokeh") else None
        return link

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close(timeout=5)
        if self._own is not None:
            self._own.close(timeout=5)

    def _compare(self) -> None:
        """See that the workers there are have our rules; those that join later are asked with each batch."""
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise UsageError(f"--scheduler {self._address}: the cluster has no workers") from None
        for worker, packs in self._client.run(packs_digest).items():
            if packs != self._packs:
                raise UsageError(_other(worker))

    def check(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """What is found in batches, as it is found; one over which workers are lost is said so.

        Raises:
            UsageError: the scheduler is lost, or a worker is not as it should be.
        """
        dask = _dask()
        rest = iter(batches)
        running: dict[Any, Batch] = {}
        done = dask.as_completed()

        def submit() -> None:
            while len(running) < _AHEAD * max(1, sum(self._client.nthreads().values())):
                batch = next(rest, None)
                if batch is None:
                    return
                future = self._client.submit(
                    _check, batch, self._settings, self._seconds, self._packs, pure=False
                )
                running[future] = batch
                done.add(future)

        try:
            submit()
            for future in done:
                batch = running.pop(future)
                try:
                    yield future.result()
                except dask.KilledWorker:
                    yield Done(died=batch)
                submit()
        except (dask.CancelledError, OSError):
            what = (
                "the Dask scheduler is lost; what was done is kept, and the same command goes on from there"
            )
            raise UsageError(f"--scheduler {self._address}: {what}") from None


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError("--scheduler needs Dask; install it with: pip install 'copydesk[archive]'") from None


def _other(worker: str) -> str:
    return f"{worker}: has another copydesk or other rule packs than this machine; install the same there"


_here = local()


def _check(batch: Batch, settings: Settings, seconds: float, packs: bytes) -> Done:
    """Check a batch, in a thread of a worker."""

    if not hasattr(_here, "worker"):
        if packs_digest() != packs:
            raise UsageError(_other(_dask().get_worker().address))
        _here.worker = Worker(Linter(settings), seconds)
    for unit in batch.units:
        folder = os.path.dirname(unit.item.place)
        if unit.part is None and not os.path.isdir(folder):
            raise UsageError(
                f"{_dask().get_worker().address}: has no folder {folder}; every worker must see the sources"
            )
    done: Done = _here.worker.check(batch)
    return done
