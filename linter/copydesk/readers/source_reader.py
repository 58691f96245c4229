"""The source reader: a file, opened, and its sources one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Self

from copydesk.errors import FINAL, CopydeskError, SourceError, crash_of, os_error_reason
from copydesk.readers import format_or_plain, reader_for
from copydesk.text.digest import blake2b
from copydesk.text.source import Source

__all__ = ["SourceReader"]


class SourceReader:
    """A file that is being read: its sources, one after the other.

    Args:
        file: open at its beginning; it is closed when the last source was had.
        shown: how to name it.
        format: the name of its reader.
        encoding: a codec's name from the command line or the configuration.
    """

    def __init__(self, file: BinaryIO, shown: str, format: str, encoding: str | None) -> None:  # noqa: A002
        self._file, self._shown, self._format, self._encoding = file, shown, format, encoding
        self._hash = blake2b(digest_size=16)

    @classmethod
    def at(cls, path: Path, shown: str, encoding: str | None) -> Self:
        """The file at a path.

        Args:
            path: of the file.
            shown: how to name it.
            encoding: a codec's name from the command line or the configuration.

        Raises:
            SourceError: it cannot be read.
        """
        try:
            return cls(path.open("rb"), shown, format_or_plain(shown), encoding)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise SourceError(shown, os_error_reason(error)) from None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, for a reader."""
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def __iter__(self) -> Iterator[Source]:
        """The sources.

        Raises:
            SourceError: the file cannot be read, is binary, or does not decode, from here on; or its reader
                crashed over it.
        """
        with self._file:
            try:
                yield from reader_for(self._format).sources(self, self._shown, self._encoding)
                while self.read(1 << 20):
                    pass
            except (*FINAL, CopydeskError):
                raise
            except OSError as error:
                raise SourceError(self._shown, os_error_reason(error)) from None
            except BaseException as error:
                what = f"the {self._format} reader crashed: {crash_of(error)}"
                raise SourceError(self._shown, what) from None

    @property
    def digest(self) -> str:
        """Of the file's bytes, when all sources were had; see `copydesk.text.source.digest_of`."""
        return self._hash.hexdigest()
