"""Atomic writes: a file has its new content whole, or its old one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self, cast

from copydesk.errors import WriteError, os_error_reason
from copydesk.system.beside import Beside
from copydesk.text.source import digest_of, digest_of_file

__all__ = ["Rewriting", "replacing", "write_atomically"]

_PIECE = 1 << 20
#: So many bytes of a file that is rewritten are kept in memory.
_IN_MEMORY = 16_000_000


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """Say of what the system refuses that a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise WriteError(shown, f"cannot be written: {os_error_reason(error)}") from None


@contextmanager
def replacing(path: Path, shown: str | None = None) -> Iterator[BinaryIO]:
    """A file to be written, whatever it held: it is there whole in the end, or as it was before.

    Args:
        path: the file; links are followed.
        shown: how to name it in an error.

    Raises:
        WriteError: it cannot be written.
    """
    with _told(shown or os.fspath(path)):
        target = Path(os.path.realpath(path))
        beside = Beside(target.parent)
        try:
            yield cast(BinaryIO, beside.file)
            beside.replace(target, 0o666 & ~_mask())
        finally:
            beside.discard()


class Rewriting:
    """A file's new content, piece by piece, put in the place of the old at the end: whole or not at all.

    What does not fit into memory waits in a file beside it. Used as a context manager, which takes away what
    was not finished.

    Args:
        path: the file; its mode and owner are kept, and links are followed.
        target: where the new content is put instead, in folders that are made.
    """

    def __init__(self, path: Path, target: Path | None = None) -> None:
        self._shown = os.fspath(target or path)
        self._old = Path(os.path.realpath(path))
        self._target = target or self._old
        self._same = 0
        self._waiting: list[bytes] = []
        self._size = 0
        self._new: Beside | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._discard()

    def _discard(self) -> None:
        if self._new is not None:
            self._new.discard()
            self._new = None

    def add(self, old: bytes, new: bytes) -> None:
        """Add the next piece.

        Args:
            old: what the file has there.
            new: what it is to have.

        Raises:
            WriteError: it cannot be written.
        """
        if not self._waiting and self._new is None and new == old:
            self._same += len(old)
            return
        self._waiting.append(new)
        self._size += len(new)
        if self._size > _IN_MEMORY:
            with _told(self._shown):
                self._flush()

    def _flush(self) -> None:
        """Write what waits; first, what was the same in the old file."""
        if self._new is None:
            if self._target is not self._old:
                self._target.parent.mkdir(parents=True, exist_ok=True)
            elif not os.access(self._target, os.W_OK):
                raise WriteError(self._shown, "cannot be written: it is write-protected")
            self._new = Beside(self._target.parent)
            with self._old.open("rb") as old:
                left = self._same
                while left and (data := old.read(min(left, _PIECE))):
                    self._new.file.write(data)
                    left -= len(data)
        self._new.file.writelines(self._waiting)
        self._waiting, self._size = [], 0

    def finish(self, digest: str) -> bool:
        """Put the new content in the place of the old; every piece must have been added.

        Args:
            digest: of the file's content when it was read.

        Returns:
            Whether anything was written; nothing is where no piece differs.

        Raises:
            WriteError: the file changed meanwhile, or cannot be written.
        """
        if self._new is None and not self._waiting:
            return False
        import signal

        from copydesk.system.signals import uninterrupted

        with uninterrupted(signal.SIGINT, signal.SIGTERM), _told(self._shown):
            try:
                if digest_of_file(self._old) != digest:
                    raise self._changed()
                self._flush()
                assert self._new is not None
                if self._target is not self._old:
                    self._new.replace(self._target, stat.S_IMODE(self._old.stat().st_mode))
                elif not self._new.swap(self._target, digest):
                    raise self._changed()
            finally:
                self._discard()
        return True

    def _changed(self) -> WriteError:
        return WriteError(self._shown, "changed on disk while it was being checked; run again")


def write_atomically(path: Path, old: bytes | None, new: bytes) -> bool:
    """Replace a file's content: whole or not at all, its mode and owner kept, links followed.

    Args:
        path: the file.
        old: what it held when it was read; None for one that is made.
        new: what it is to hold.

    Returns:
        Whether anything was written; nothing is where nothing changed.

    Raises:
        WriteError: the file changed meanwhile, or cannot be written.
    """
    if new == old:
        return False
    if old is None:
        return _made(path, new)
    with Rewriting(path) as rewriting:
        rewriting.add(old, new)
        return rewriting.finish(digest_of(old))


def _made(path: Path, new: bytes) -> bool:
    with _told(os.fspath(path)):
        target = Path(os.path.realpath(path))
        beside = Beside(target.parent)
        try:
            beside.file.write(new)
            beside.make(target, 0o666 & ~_mask())
        finally:
            beside.discard()
    return True


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
