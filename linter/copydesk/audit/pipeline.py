"""The pipeline of an audit: list, check what changed, compare, write down."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import Protocol

import msgspec
from msgspec import Struct

from copydesk.audit.duplicates.classify import find_duplicates
from copydesk.audit.duplicates.minhash import signature_version
from copydesk.audit.messages import Batch, Done, Item, ProblemRow, WorkUnit
from copydesk.audit.names.ledger import learn, naming_rules
from copydesk.audit.report.page import REPORT, write_report
from copydesk.audit.report.publish import publish, show
from copydesk.audit.sources.inventory import AuditRequest, Listing, parts_of
from copydesk.audit.sources.tables import is_table
from copydesk.audit.store import Store
from copydesk.config import Config
from copydesk.errors import CopydeskError, WriteError
from copydesk.lint.linter import Linter
from copydesk.lint.report import Problem
from copydesk.run.cache import check_digest, code_digest
from copydesk.system.signals import uninterrupted
from copydesk.text.source import digest_of

__all__ = ["Audited", "BatchChecker", "Progress", "audit"]

#: A batch is done in a second or two: so much is checked again after an interruption, and no more.
_BATCH_BYTES = 400_000
_BATCH_UNITS = 100
#: What is checked is written down every so many seconds.
_SECONDS = 2.0

#: So much of what is noted of a file is held in memory, in bytes.
_HELD = 5_000_000

#: So many problems with articles are told; all are in the database.
_TOLD = 10


class BatchChecker(Protocol):
    """What checks batches: on processes of this machine, or on a cluster; in any order."""

    def __call__(self, batches: Iterable[Batch], alone: bool = False) -> Iterator[Done]:
        """What is found in batches; `alone`: one after the other."""
        ...


#: Told the stage, how many bytes of it are done, of how many, and how many articles.
Progress = Callable[[str, int, int, int], None]


class Audited(Struct, frozen=True):
    """What an audit came to.

    Attributes:
        checked: how many articles were checked.
        known: how many there are, with those.
        problems: with the sources as such.
        wrong: the first problems with articles, of this audit or an earlier one.
        more: how many of those there are besides.
    """

    checked: int
    known: int
    problems: tuple[Problem, ...]
    wrong: tuple[Problem, ...]
    more: int


def audit(
    linter: Linter, wanted: AuditRequest, folder: Path, checker: BatchChecker, progress: Progress
) -> Audited:
    """Audit an archive; what was done stays done, however this ends.

    Args:
        linter: what to check with.
        wanted: the sources.
        folder: where the database is, and what is made of it goes.
        checker: checks the batches.
        progress: is told how far it is.

    Raises:
        CopydeskError: the database cannot be used, or written.
    """
    problems: list[Problem] = []
    with Store(folder) as store:
        checked = _Pass(linter, wanted, store, checker, progress).run(problems)
        if wanted.command:
            store.note("command", wanted.command)
        now = store.fingerprint()
        if now != store.about("published") or not (folder / REPORT).exists():
            show(store.db)
            for stage, work in (
                ("Comparing", lambda: find_duplicates(store.db, folder)),
                ("Learning", lambda: learn(store.db, naming_rules(linter.registry, Config()))),
                ("Writing", lambda: publish(store.db, folder)),
                ("Reporting", lambda: write_report(store.db, folder, linter.known.rules)),
            ):
                progress(stage, 0, 1, 0)
                work()
                progress(stage, 1, 1, 0)
            store.note("published", now)
        wrong, more = store.problems(_TOLD)
        return Audited(checked, store.count(), tuple(problems), tuple(wrong), more)


class _Pass:
    """One pass over what changed."""

    def __init__(
        self, linter: Linter, wanted: AuditRequest, store: Store, checker: BatchChecker, progress: Progress
    ) -> None:
        self._wanted = wanted
        self._linter, self._store, self._checker, self._progress = linter, store, checker, progress
        self._code = code_digest()
        self._keys: dict[int, tuple[Config, str]] = {}
        self._results: list[Done] = []
        self._written = monotonic()
        self._articles = self._bytes = self._total = 0
        #: Files that hold many articles: what they hold, and how many batches of theirs are under way.
        self._open: dict[Item, _OpenFile] = {}

    def run(self, problems: list[Problem]) -> int:
        """Check what is new or changed among all files; gives how many articles that were."""
        listing = Listing(self._linter, self._wanted, problems)
        self._total = self._store.take_inventory(
            ((item, self._key(item)[1]) for item in listing), lambda: listing.complete
        )
        lost: list[Batch] = []
        set_aside: list[Batch] = []
        try:
            self._drain(self._checker(self._batches(self._store.changed())), lost)
            # Each by itself, so that it is known which a worker is lost over; and again: it may be chance.
            singly = (Batch(b.config, b.key, (unit,)) for b in lost for unit in b.units)
            self._drain(self._checker(singly, alone=True) if lost else iter(()), set_aside)
        except WriteError:
            raise
        except BaseException:
            self._write()
            raise
        self._results += map(_set_aside, set_aside)
        self._write()
        for item, open_ in self._open.items():
            if open_.complete:
                self._store.finish(item, open_.key, open_.parts())
        return self._articles

    def _drain(self, results: Iterator[Done], lost: list[Batch]) -> None:
        for done in results:
            if done.died:
                lost.append(done.died)
                continue
            self._results.append(done)
            self._articles += done.count
            self._bytes += done.size
            self._progress("Checking", self._bytes, self._total, self._articles)
            if monotonic() - self._written > _SECONDS:
                self._write()

    def _write(self) -> None:
        with uninterrupted(signal.SIGINT):
            if self._results:
                self._store.add(self._results)
            self._results.clear()
        self._written = monotonic()

    def _key(self, item: Item) -> tuple[Config, str]:
        config = self._linter.config_for(item.place)
        known = self._keys.get(id(config))
        if known is None:
            digest = check_digest(self._code, self._linter.settings, config)
            known = self._keys[id(config)] = (config, digest.hex() + signature_version())
        if not is_table(item.path):
            return known
        columns = digest_of(msgspec.json.encode(self._wanted.columns))
        return config, known[1] + columns

    def _batches(self, changed: Iterable[Item]) -> Iterator[Batch]:
        """The units, in batches of one configuration each."""
        units: list[WorkUnit] = []
        size = 0
        config, key = Config(), ""
        for item in changed:
            its_config, its_key = self._key(item)
            for unit in self._units(item, its_config, its_key):
                full = size + unit.size > _BATCH_BYTES or len(units) >= _BATCH_UNITS
                if units and (full or its_key != key):
                    yield Batch(config, key, tuple(units))
                    units, size = [], 0
                config, key = its_config, its_key
                units.append(unit)
                size += unit.size
        if units:
            yield Batch(config, key, tuple(units))

    def _units(self, item: Item, config: Config, key: str) -> Iterator[WorkUnit]:
        if not item.many:
            yield WorkUnit(item)
            return
        known = self._store.digests_of(item, key)
        self._store.begin(item)
        open_ = self._open[item] = _OpenFile(key)
        try:
            for part in parts_of(
                item, self._wanted.columns, self._linter.settings.encoding or config.encoding
            ):
                digest = part.digest
                open_.add(digest, part.source.start, part.source.at.line - 1)
                if digest in known:
                    self._bytes += len(part.source.data)
                else:
                    yield WorkUnit(item, part)
        except CopydeskError as error:
            message = getattr(error, "message", str(error))
            self._results.append(Done(problems=(ProblemRow(item.source, item.path, None, None, message),)))
        else:
            open_.complete = True


class _OpenFile:
    """A file that holds many articles, while it is read."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.complete = False
        self._parts = SpooledTemporaryFile(_HELD)  # noqa: SIM115

    def add(self, digest: str, start: int, line: int) -> None:
        """Note an article that it holds.

        Args:
            digest: see `ArticlePart.digest`.
            start, line: how many code points, and lines, of the file stand before it.
        """
        self._parts.write(msgspec.json.encode((digest, start, line)) + b"\n")

    def parts(self) -> Iterator[tuple[str, int, int]]:
        """What was noted."""
        self._parts.seek(0)
        return map(_decoder.decode, self._parts)


_decoder = msgspec.json.Decoder(tuple[str, int, int])


def _set_aside(batch: Batch) -> Done:
    (unit,) = batch.units
    item, part = unit.item, unit.part
    why = "its process was lost twice (out of memory, or it hung): set aside"
    its_id, digest = (part.id, part.digest) if part else (None, None)
    problem = ProblemRow(item.source, item.path, its_id, None, why, digest=digest)
    return Done(batch.key, size=unit.size, problems=(problem,), items=() if part else (item,))
