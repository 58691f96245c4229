"""The storage of reviewed articles: files, which are written to, and texts that were pasted."""

from __future__ import annotations

import os
import stat
from io import BytesIO
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import SourceError, WriteError, os_error_reason
from copydesk.lint.linter import Linter
from copydesk.readers import format_or_plain
from copydesk.readers.source_reader import SourceReader
from copydesk.system.atomic import Rewriting

__all__ = ["FileStorage", "PastedText", "Storage"]

Stamp = tuple[int, ...]
_ELSEWHERE = "leads to another file than when this began; it is left alone"


class FileStorage:
    """A file that was given, or that is in a folder that was.

    Where its path leads is settled once, at the start: whatever becomes of the path or of the folders in it,
    no other file is read or written.
    """

    is_file = True

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        self._path = path
        self._real = os.path.realpath(path)
        self.paths: tuple[str, ...] = (os.path.abspath(path), self._real)

    @property
    def real(self) -> str:
        """Where the file is, without a link in its path."""
        return self._real

    def stamp(self) -> Stamp:
        """Another one as soon as the content may be another; () where there is no file any more."""
        try:
            status = os.lstat(self._real)
        except OSError:
            return ()
        return (status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode)

    def content(self) -> Path:
        """Where its content is.

        Raises:
            SourceError: it is no file, or not the one that it was.
        """
        self._hold()
        return Path(self._real)

    def open(self, linter: Linter) -> tuple[SourceReader, Config]:
        """The file as it is now, and its settings.

        Raises:
            CopydeskError: it cannot be read, or its configuration is broken.
        """
        self._hold()
        opened = linter.open(self._path, self.shown)
        self._hold()
        return opened

    def rewriting(self) -> Rewriting:
        """What takes new content.

        Raises:
            WriteError: it is no file, or not the one that it was.
        """
        try:
            self._hold()
        except SourceError as error:
            raise WriteError(self.shown, error.message) from None
        return Rewriting(Path(self._real))

    def _hold(self) -> None:
        """Make sure that the path still leads to the file.

        Raises:
            SourceError: it does not.
        """
        if os.path.realpath(self._path) != self._real:
            raise SourceError(self.shown, _ELSEWHERE)
        try:
            status = os.lstat(self._real)
        except OSError as error:
            raise SourceError(self.shown, os_error_reason(error)) from None
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(self.shown, _ELSEWHERE if stat.S_ISLNK(status.st_mode) else "not a file")


class PastedText:
    """A text that was pasted or dropped: nothing of it is written anywhere."""

    is_file = False
    paths: tuple[str, ...] = ()

    def __init__(self, shown: str, data: bytes) -> None:
        self.shown = shown
        self._data = data

    def stamp(self) -> Stamp:
        """The same all the time."""
        return (len(self._data),)

    def content(self) -> bytes:
        """The text."""
        return self._data

    def open(self, linter: Linter) -> tuple[SourceReader, Config]:
        """The text, and its settings."""
        config = linter.config_for(Path(self.shown))
        encoding = linter.settings.encoding or config.encoding
        return SourceReader(BytesIO(self._data), self.shown, format_or_plain(self.shown), encoding), config

    def rewriting(self) -> Rewriting:
        """Nothing takes new content.

        Raises:
            WriteError: always.
        """
        raise WriteError(self.shown, "was pasted, and is no file: it can be downloaded")


Storage = FileStorage | PastedText
