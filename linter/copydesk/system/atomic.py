"""Atomic writes: a file has its new content whole, or its old one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self

from copydesk.errors import WriteError, reason_of
from copydesk.text.source import digest_of, digest_of_file

__all__ = ["Rewriting", "write_atomically"]

_PIECE = 1 << 20
#: So many bytes of a file that is rewritten are kept in memory.
_IN_MEMORY = 16_000_000


class Rewriting:
    """A file's new content, piece by piece, put in the place of the old at the end: whole or not at all.

    What does not fit into memory waits in a file beside it. Used as a context manager, which takes away what
    was not finished.

    Args:
        path: the file; its mode is kept, and links are followed.
        target: where the new content is put instead, in folders that are made.
    """

    def __init__(self, path: Path, target: Path | None = None) -> None:
        self._path = target or path
        self._old = Path(os.path.realpath(path))
        self._target = target or self._old
        self._same = 0
        self._waiting: list[bytes] = []
        self._size = 0
        self._new: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._discard()

    def _discard(self) -> None:
        if self._new is not None:
            self._new.close()
            with suppress(OSError):
                os.unlink(self._new.name)
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
            with self._writing():
                self._flush()

    def _flush(self) -> None:
        """Write what waits; first, what was the same in the old file."""
        if self._new is None:
            import tempfile

            if self._target is not self._old:
                self._target.parent.mkdir(parents=True, exist_ok=True)
            elif not os.access(self._target, os.W_OK):
                raise WriteError(os.fspath(self._path), "cannot be written: it is write-protected")
            self._new = tempfile.NamedTemporaryFile(  # noqa: SIM115
                prefix=f".{self._target.name}.", dir=self._target.parent, delete=False
            )
            with self._old.open("rb") as old:
                left = self._same
                while left and (data := old.read(min(left, _PIECE))):
                    self._new.write(data)
                    left -= len(data)
        self._new.writelines(self._waiting)
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
        import stat

        from copydesk.system.signals import uninterrupted

        with uninterrupted(signal.SIGINT, signal.SIGTERM), self._writing():
            if digest_of_file(self._old) != digest:
                raise WriteError(
                    os.fspath(self._path), "changed on disk while it was being checked; run again"
                )
            try:
                self._flush()
                assert self._new is not None
                self._new.flush()
                os.fsync(self._new.fileno())
                os.chmod(self._new.name, stat.S_IMODE(self._old.stat().st_mode))
                self._new.close()
                os.replace(self._new.name, self._target)
            except BaseException:
                self._discard()
                raise
            self._new = None
        return True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise WriteError(os.fspath(self._path), f"cannot be written: {reason_of(error)}") from None


def write_atomically(path: Path, old: bytes | None, new: bytes) -> bool:
    """Replace a file's content: whole or not at all, its mode kept, links followed.

    Args:
        path: the file.
        old: what it held when it was read; None for one that is made, and is gone again where that fails.
        new: what it is to hold.

    Returns:
        Whether anything was written; nothing is where nothing changed.

    Raises:
        WriteError: the file changed meanwhile, or cannot be written.
    """
    if old is None:
        try:
            path.touch()
        except OSError as error:
            raise WriteError(os.fspath(path), f"cannot be written: {reason_of(error)}") from None
        try:
            return write_atomically(path, b"", new)
        except BaseException:
            path.unlink()
            raise
    if new == old:
        return False
    with Rewriting(path) as rewriting:
        rewriting.add(old, new)
        return rewriting.finish(digest_of(old))
