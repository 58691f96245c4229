"""The cache: reports of earlier runs by the content that they are of, in one SQLite file for all projects.

A report is remembered under a digest of all that it follows from: the file's bytes and name, its settings,
the command line's, and the code of copydesk, of the rule packs and of what they depend on. Time stamps do
not count. Nothing depends on the cache: where it cannot be read or written, everything is checked anew.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path
from types import TracebackType
from zlib import crc32

import msgspec
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.lint.check import Copies
from copydesk.lint.linter import Settings
from copydesk.lint.report import FileReport
from copydesk.rule.plugins import distributions
from copydesk.system.folders import user_cache_folder
from copydesk.system.limits import Limits
from copydesk.text.digest import blake2b

__all__ = ["Cache", "check_digest", "code_digest", "default_folder", "packs_digest"]

#: In the file's name: another version of copydesk with another layout has a file of its own.
LAYOUT = 2
MAX_BYTES = 256 * 2**20
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reports (key BLOB PRIMARY KEY, day INTEGER, report BLOB);
CREATE INDEX IF NOT EXISTS reports_by_day ON reports (day);
"""


def default_folder() -> Path:
    """Where the cache is: `COPYDESK_CACHE_DIR`, or the folder that the system has for such files."""
    if folder := os.environ.get("COPYDESK_CACHE_DIR"):
        return Path(folder)
    return user_cache_folder()


#: What a damaged file comes to; the second where the name of something in it is no text, so that not even the
#: message about it is.
_DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)


class Cache:
    """The reports of earlier runs. Use it as a context: at its end, and now and then, what is new is written.

    Args:
        folder: it is made when it is needed.
        settings: of the run.
        max_bytes: past this size, what has not been used for longest is forgotten.
    """

    def __init__(self, folder: Path, settings: Settings, max_bytes: int = MAX_BYTES) -> None:
        self.path = folder / f"reports-{LAYOUT}.sqlite"
        self.note: str | None = None
        self._max_bytes = max_bytes
        self._settings = settings
        self._prefixes: dict[int, tuple[Config, bytes]] = {}
        self._new: dict[bytes, bytes] = {}
        self._used: list[bytes] = []
        self._db = self._opened()

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._prune()
        if self._db is not None:
            with self._tolerant():
                self._db.close()

    def key(self, shown: str, content: str, config: Config, copies: Copies | None = None) -> bytes:
        """What the report of a file is remembered under; `content` is the digest of its bytes."""
        known = self._prefixes.get(id(config))
        if known is None:
            known = self._prefixes[id(config)] = (config, self._prefix(config))
        digest = blake2b(known[1], digest_size=20)
        digest.update(os.fsencode(shown) + b"\0" + content.encode())
        if copies is not None:
            digest.update(_encoder.encode(copies))
        return digest.digest()

    def get(self, key: bytes) -> FileReport | None:
        """The report that is remembered under a key."""
        if self._db is None:
            return None
        with self._tolerant():
            row = self._db.execute("SELECT day, report FROM reports WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            if row[0] != self._today:
                self._used.append(key)
            return _unpacked(row[1])
        return None

    def put(self, key: bytes, report: FileReport) -> None:
        """Remember a report, unless something went wrong in making it."""
        if self._db is None or report.problems:
            return
        try:
            self._new[key] = _packed(report)
        except UnicodeEncodeError:
            return  # the file's name is not UTF-8
        if len(self._new) >= 500:
            self._flush()

    @cached_property
    def _today(self) -> int:
        from time import time

        return int(time() // 86_400)

    @cached_property
    def _code(self) -> bytes:
        return code_digest()

    def _prefix(self, config: Config) -> bytes:
        return check_digest(self._code, self._settings, config)

    def _opened(self) -> sqlite3.Connection | None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connected(self.path)
            except sqlite3.OperationalError:
                raise
            except _DAMAGED:
                self._drop()
                return _connected(self.path)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
        return None

    def _flush(self) -> None:
        if self._db is None or not (self._new or self._used):
            return
        new, self._new = self._new, {}
        used, self._used = self._used, []
        with self._tolerant(), self._db:
            rows = ((key, self._today, report) for key, report in new.items())
            self._db.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?)", rows)
            self._db.executemany(
                "UPDATE reports SET day = ? WHERE key = ?", ((self._today, key) for key in used)
            )

    def _prune(self) -> None:
        if self._db is None:
            return
        with self._tolerant():
            (pages,) = self._db.execute("PRAGMA page_count").fetchone()
            (page_size,) = self._db.execute("PRAGMA page_size").fetchone()
            if pages * page_size <= self._max_bytes:
                return
            (count,) = self._db.execute("SELECT count(*) FROM reports").fetchone()
            spare = count - int(count * 0.7 * self._max_bytes / (pages * page_size))
            with self._db:
                self._db.execute(
                    "DELETE FROM reports WHERE key IN (SELECT key FROM reports ORDER BY day LIMIT ?)",
                    (spare,),
                )
            self._db.execute("VACUUM")

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Go on without the cache where it fails; another run that writes at the same time is no failure."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                self._give_up(error)
        except _DAMAGED:
            self._db = None
            self._drop()

    def _drop(self) -> None:
        self.note = f"the cache {self.path} was damaged and has been dropped"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def _give_up(self, error: Exception) -> None:
        why = getattr(error, "strerror", None) or str(error)
        self.note = f"the cache {self.path} is not used: {why.lower()}"
        self._db = None


def check_digest(code: bytes, settings: Settings, config: Config) -> bytes:
    """Of all that what is found in a file follows from, besides the file.

    Args:
        code: as `code_digest` gives it.
        settings: what the command line says.
        config: what holds for the file.
    """
    digest = blake2b(code)
    # What a configuration says is in it, so where it stands and whom else it is for does not count.
    settings = replace(settings, config=None, isolated=False, tracking=None, limits=Limits())
    digest.update(msgspec.json.encode([settings, config.content], order="sorted"))
    for options in config.rules.values():
        for name in options.get("files") or ():
            digest.update(_content(str(name)))
    return digest.digest()


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=2)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(_SCHEMA)
    return db


_encoder = msgspec.msgpack.Encoder(enc_hook=list)
_decoder = msgspec.msgpack.Decoder(FileReport)


def _packed(report: FileReport) -> bytes:
    """A report behind a checksum: what a disk has damaged may still decode."""
    data = _encoder.encode(report)
    return crc32(data).to_bytes(4, "big") + data


def _unpacked(row: object) -> FileReport | None:
    if not isinstance(row, bytes) or crc32(row[4:]).to_bytes(4, "big") != row[:4]:
        return None
    try:
        return _decoder.decode(row[4:])
    except msgspec.DecodeError:
        return None


def _content(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError:
        return b""


def code_digest() -> bytes:
    """Of all the code that a report follows from: this Python, every installed distribution, and ours.

    What is installed is known by its name and version; copydesk and the rule packs by the digests in their
    RECORD (see the packaging specification) or, where they run from their sources, by those.
    """
    digest = blake2b(sys.version.encode())
    for distribution in distributions():
        digest.update(os.path.basename(distribution.folder).encode() + b"\0")
    digest.update(packs_digest())
    return digest.digest()


def packs_digest(recorded: bool = True) -> bytes:
    """Of the code of copydesk and of the rule packs alone.

    Args:
        recorded: whether a RECORD may stand for the files; it says where they are installed, too, so it is
            not the same on two machines.
    """
    digest = blake2b()
    modules = {"copydesk"}
    records: dict[str, str] = {}
    for distribution in distributions():
        folder = os.path.dirname(distribution.folder)
        for target in distribution.packs.values():
            modules.add(target.partition(":")[0].partition(".")[0])
            records[folder] = os.path.join(distribution.folder, "RECORD")
    for module in sorted(modules):
        spec = PathFinder.find_spec(module)
        for place in (spec and (spec.submodule_search_locations or [spec.origin or ""])) or ():
            record = records.get(os.path.dirname(place)) if recorded else None
            digest.update(_recorded(module, record) or _sources(place))
    return digest.digest()


def _recorded(module: str, record: str | None) -> bytes:
    """A distribution's RECORD, if the module is in it."""
    content = _content(record) if record else b""
    return content if f"\n{module}/".encode() in b"\n" + content else b""


def _sources(place: str) -> bytes:
    """A digest of every file of a package, or of a module's only file."""
    digest = blake2b()
    for path in _files(place):
        digest.update(path[len(place) :].encode() + b"\0" + _content(path))
    return digest.digest()


def _files(place: str) -> Iterator[str]:
    if os.path.isfile(place):
        yield place
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(folder, name) for name in sorted(names))
