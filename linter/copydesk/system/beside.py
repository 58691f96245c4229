"""A new file beside the one whose place it takes, and how it takes it without losing anything.

Where Linux lets it, the new file has no name until it is whole, so that whatever ends the process leaves
nothing behind. It then changes places with the old one in one step, and what was swapped out is compared with
what was read: a save of somebody else, whenever it came, is seen, and put back. Elsewhere the old file is
compared right before it is replaced.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from copydesk.text.source import digest_of_file

__all__ = ["Beside", "sweep"]

#: The name of a file before it takes a place, and of what it took that from: it tells whose process it is of.
_NAME = re.compile(r"\.copydesk-(\d+)-(\d+)-[0-9a-f]{8}")
#: After so many seconds such a file is nobody's, whatever became of its process.
_A_DAY = 86_400.0
#: What a system says that cannot swap two files, or give a file without a name one.
_UNABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT})
_swept: set[Path] = set()


class Beside:
    """A new file in a folder, unseen until it takes its place.

    Args:
        folder: where its place is.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        _sweep_once(folder)
        self._name = folder / f".copydesk-{_namespace()}-{os.getpid()}-{os.urandom(4).hex()}"
        self._is_named = False
        self.file: IO[bytes] = self._open(folder)

    def _open(self, folder: Path) -> IO[bytes]:
        if hasattr(os, "O_TMPFILE") and os.path.isdir("/proc/self/fd"):
            try:
                return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600), "w+b")
            except OSError as error:
                if error.errno not in _UNABLE:
                    raise
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(self._name, flags, 0o600), "w+b")
        self._is_named = True
        return file

    def make(self, target: Path, mode: int) -> None:
        """Become a file that was not there.

        Raises:
            OSError: it cannot be, or there is one by now.
        """
        self._complete(mode)
        try:
            os.link(self._name, target)
        except FileExistsError:
            raise
        except OSError:  # no links on this file system
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
            os.replace(self._name, target)
            self._is_named = False
        self.discard()

    def replace(self, target: Path, mode: int) -> None:
        """Take the place of a file, whatever it holds."""
        self._complete(mode)
        os.replace(self._name, target)
        self._is_named = False

    def swap(self, target: Path, digest: str) -> bool:
        """Take the place of a file that still is as it was, with its mode, its owner and its attributes.

        Args:
            target: the file; no link.
            digest: of what it held.

        Returns:
            False where it holds something else by now, or is being written to. Then it stays.
        """
        self._complete_like(target)
        if not _exchange(self._name, target):
            if digest_of_file(target) != digest:
                return False
            os.replace(self._name, target)
            self._is_named = False
            return True
        if _is_untouched(self._name, digest):
            self.discard()
            return True
        self._swap_back(target)
        return False

    def _swap_back(self, target: Path) -> None:
        """Put what was swapped out back, unless somebody has put yet another file there."""
        mine = os.fstat(self.file.fileno())
        with suppress(OSError):
            if os.path.samestat(os.lstat(target), mine):
                _exchange(self._name, target)
        with suppress(OSError):
            if not os.path.samestat(os.lstat(self._name), mine) and os.path.samestat(os.lstat(target), mine):
                self._is_named = False  # theirs, and nowhere else
        self.discard()

    def _complete(self, mode: int) -> None:
        self.file.flush()
        if hasattr(os, "fchmod"):
            os.fchmod(self.file.fileno(), mode)
        os.fsync(self.file.fileno())
        self._give_name()

    def _complete_like(self, target: Path) -> None:
        """The same, with what the file has besides its content; as far as the user may set that."""
        old, number = os.stat(target), self.file.fileno()
        if hasattr(os, "fchown"):
            with suppress(OSError):
                os.fchown(number, -1, old.st_gid)
            with suppress(OSError):
                os.fchown(number, old.st_uid, -1)
        if hasattr(os, "listxattr"):
            with suppress(OSError):
                for name in os.listxattr(target):
                    with suppress(OSError):
                        os.setxattr(number, name, os.getxattr(target, name))
        self._complete(stat.S_IMODE(old.st_mode))

    def _give_name(self) -> None:
        if not self._is_named:
            number = self.file.fileno()
            # With a descriptor given, Python calls linkat, which follows /proc's link to the file.
            os.link(f"/proc/self/fd/{number}", self._name, src_dir_fd=number, follow_symlinks=True)
            self._is_named = True
        if os.name == "nt":  # there an open file is not moved
            self.file.close()

    def discard(self) -> None:
        """Leave nothing behind."""
        self.file.close()
        if self._is_named:
            with suppress(OSError):
                os.unlink(self._name)
            self._is_named = False


def _is_untouched(path: Path, digest: str) -> bool:
    """Whether a file that was swapped out holds what it held, and nobody is about to write to it."""
    with path.open("rb") as file:
        if not _is_unwritten(file.fileno()):
            return False
        before = os.fstat(file.fileno())
        same = digest_of_file(path) == digest
        after = os.fstat(file.fileno())
    return same and (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def _is_unwritten(number: int) -> bool:
    """Whether no process has a file open to write to it, as far as the system tells (Linux: by a lease)."""
    try:
        import fcntl
        import signal

        lease, set_signal = fcntl.F_SETLEASE, fcntl.F_SETSIG
    except (ImportError, AttributeError):
        return True
    try:
        fcntl.fcntl(number, set_signal, signal.SIGURG)  # which nobody minds, if the lease is broken
        fcntl.fcntl(number, lease, fcntl.F_RDLCK)
        fcntl.fcntl(number, lease, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno != errno.EAGAIN
    return True


def _exchange(one: Path, other: Path) -> bool:
    """Let two files change places in one step; False where the system cannot.

    Raises:
        OSError: one of them is gone, or may not be moved.
    """
    swap = _swapper()
    if swap is None:
        return False
    number = swap(os.fsencode(one), os.fsencode(other))
    if number and number not in _UNABLE - {errno.ENOENT}:
        raise OSError(number, os.strerror(number), os.fspath(other))
    return number == 0


@cache
def _swapper() -> Callable[[bytes, bytes], int] | None:
    """The system's call that lets two files change places; it gives the number of an error, or 0."""
    try:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
    except (ImportError, OSError, TypeError):
        return None
    here, swap = -100, 2  # AT_FDCWD; RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
    if hasattr(library, "renameat2"):
        return lambda a, b: ctypes.get_errno() if library.renameat2(here, a, here, b, swap) else 0
    if hasattr(library, "renamex_np"):
        return lambda a, b: ctypes.get_errno() if library.renamex_np(a, b, swap) else 0
    return None


def _sweep_once(folder: Path) -> None:
    if folder not in _swept:
        _swept.add(folder)
        sweep(folder)


def sweep(folder: Path) -> None:
    """Take away what a process that was killed has left in a folder."""
    import time

    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if (match := _NAME.fullmatch(entry.name)) is None:
                continue
            with suppress(OSError):
                known = int(match[1]) == _namespace() and not _is_alive(int(match[2]))
                if known or time.time() - entry.stat(follow_symlinks=False).st_ctime > _A_DAY:
                    os.unlink(entry.path)


@cache
def _namespace() -> int:
    """Within what the numbers of processes are unique: two containers may share a folder."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True
