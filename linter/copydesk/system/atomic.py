"""Atomic writes: a file has its new content whole, or its old one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Self, cast

from copydesk.errors import WriteError, reason_of
from copydesk.text.source import digest_of, digest_of_file

__all__ = ["Rewriting", "replacing", "write_atomically"]

_PIECE = 1 << 20
#: So many bytes of a file that is rewritten are kept in memory.
_IN_MEMORY = 16_000_000


class _Beside:
    """A new file beside the one whose place it is to take."""

    def __init__(self, target: Path) -> None:
        import tempfile

        self._target = target
        self.file: IO[bytes] = tempfile.NamedTemporaryFile(  # noqa: SIM115
            prefix=f".{target.name}.", dir=target.parent, delete=False
        )

    def take_place(self, mode: int) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        os.chmod(self.file.name, mode)
        self.file.close()
        os.replace(self.file.name, self._target)

    def discard(self) -> None:
        self.file.close()
        with suppress(OSError):
            os.unlink(self.file.name)


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """Say of what the system refuses that a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise WriteError(shown, f"cannot be written: {reason_of(error)}") from None


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
        mask = os.umask(0)
        os.umask(mask)
        beside = _Beside(Path(os.path.realpath(path)))
        try:
            yield cast(BinaryIO, beside.file)
            beside.take_place(0o666 & ~mask)
        except BaseException:
            beside.discard()
            raise


class Rewriting:
    """A file's new content, piece by piece, put in the place of the old at the end: whole or not at all.

    What does not fit into memory waits in a file beside it. Used as a context manager, which takes away what
    was not finished.

    Args:
        path: the file; its mode is kept, and links are followed.
        target: where the new content is put instead, in folders that are made.
    """

    def __init__(self, path: Path, target: Path | None = None) -> None:
        self._shown = os.fspath(target or path)
        self._old = Path(os.path.realpath(path))
        self._target = target or self._old
        self._same = 0
        self._waiting: list[bytes] = []
        self._size = 0
        self._new: _Beside | None = None

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
            self._new = _Beside(self._target)
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
        import stat

        from copydesk.system.signals import uninterrupted

        with uninterrupted(signal.SIGINT, signal.SIGTERM), _told(self._shown):
            if digest_of_file(self._old) != digest:
                raise WriteError(self._shown, "changed on disk while it was being checked; run again")
            try:
                self._flush()
                assert self._new is not None
                self._new.take_place(stat.S_IMODE(self._old.stat().st_mode))
            except BaseException:
                self._discard()
                raise
            self._new = None
        return True


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
    if new == old:
        return False
    if old is None:
        with _told(os.fspath(path)):
            path.touch()
    try:
        with Rewriting(path) as rewriting:
            rewriting.add(old or b"", new)
            return rewriting.finish(digest_of(old or b""))
    except BaseException:
        if old is None:
            path.unlink()
        raise
