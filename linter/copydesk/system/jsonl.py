"""Files of JSON Lines that people and git handle too: a header with a schema, then a record a line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from copydesk.errors import DataError

__all__ = ["CONFLICT", "UNREADABLE", "append", "check_header", "header", "is_header", "locked", "parsed"]

#: What msgspec raises of what is not JSON, or is nested too deeply.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
#: What the lines begin with that git puts around the two sides of a merge conflict.
CONFLICT = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")
#: Where Windows locks a byte: behind all that will ever be there, for there what is locked cannot be read.
_FAR = 2**40

T = TypeVar("T")


def header(schema: str) -> bytes:
    """The first line of a file, without its end."""
    return msgspec.json.encode({"schema": schema})


def is_header(line: bytes) -> bool:
    """Whether a line is a header, or blank."""
    return line.startswith(b'{"schema"') or not line.strip()


def check_header(lines: Sequence[bytes], shown: str, schema: str, what: str, remedy: str) -> None:
    """Check that a file begins with its header; after a merge it may have several.

    Args:
        lines: of the file.
        shown: its name.
        schema: that the header must name.
        what: the file is: "baseline".
        remedy: what to do about another schema.

    Raises:
        DataError: there is none, or of another schema.
    """
    headers = [line for line in lines if line.startswith(b'{"schema"')]
    first = next((line for line in lines if line.strip()), b"")
    if not headers or not is_header(first):
        raise DataError(f"not a {what}: its first line must be {header(schema).decode()}", shown)
    for line in headers:
        try:
            named = msgspec.json.decode(line, type=dict[str, str]).get("schema")
        except UNREADABLE:
            named = None
        if named != schema:
            told = f"a {what} of the schema {named!r}, where this copydesk reads {schema!r}"
            raise DataError(f"{told}; {remedy}", shown)


def parsed(
    data: bytes, shown: str, decoder: msgspec.json.Decoder[T], schema: str, what: str
) -> tuple[list[T], list[int], bool]:
    """The records of a file that is only appended to.

    Args:
        data: of the file.
        shown: its name.
        decoder: of a record.
        schema: as for `check_header`.
        what: as for `check_header`.

    Returns:
        The records, the lines that a crash cut short, and whether there is a header.

    Raises:
        DataError: it is no such file, or has a merge conflict.
    """
    # A power cut may leave zeros where a block was never written.
    lines = [line.rstrip(b"\0") for line in data.removeprefix(b"\xef\xbb\xbf").splitlines()]
    torn = {n for n, line in enumerate(lines) if line.startswith(b'{"schema"') and _is_torn(line)}
    try:
        records = decoder.decode_lines(b"\n".join(line for line in lines if not is_header(line)))
    except UNREADABLE:
        torn |= {n for n, line in enumerate(lines) if not is_header(line) and _is_torn(line)}
        records = list(_one_by_one(lines, torn, shown, decoder, schema, what))
    whole = [line for n, line in enumerate(lines) if n not in torn]
    begun = any(line.strip() for line in whole)
    if begun:
        check_header(whole, shown, schema, what, "update copydesk")
    return records, [n + 1 for n in sorted(torn)], begun


def _one_by_one(
    lines: Sequence[bytes],
    torn: Container[int],
    shown: str,
    decoder: msgspec.json.Decoder[T],
    schema: str,
    what: str,
) -> Iterator[T]:
    """The records of a file where not every line is one."""
    for n, line in enumerate(lines):
        if n in torn or is_header(line):
            continue
        try:
            yield decoder.decode(line)
        except msgspec.ValidationError as error:
            check_header(lines, shown, schema, what, "update copydesk")
            raise DataError(f"no record of a {what}: {error}", shown, n + 1) from None
        except UNREADABLE:
            told = "not JSON; take the line out, or restore it from the repository"
            if line.startswith(CONFLICT):
                told = "a merge conflict; keep the lines of both sides, and take out only the marks"
            raise DataError(told, shown, n + 1) from None


def _is_torn(line: bytes) -> bool:
    """Whether a line is the beginning of one, which a crash cut short."""
    try:
        msgspec.json.decode(line)
    except UNREADABLE as error:
        return "truncated" in str(error)
    return False


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """A file opened for appending, which nobody else appends to meanwhile; made if it is not there.

    Raises:
        OSError: it cannot be opened or locked.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    while True:
        handle = os.open(path, flags, 0o666)
        try:
            _lock(handle)
            if _is_at(handle, path):  # else git, or whoever replaces it, was at it just now
                yield handle
                return
        finally:
            os.close(handle)


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def append(handle: int, data: bytes) -> None:
    """Append data to a locked file as a whole or not at all, and see it to the disk.

    Raises:
        OSError: it cannot be written.
    """
    import signal

    from copydesk.system.signals import uninterrupted

    size = os.fstat(handle).st_size
    with uninterrupted(signal.SIGINT, signal.SIGTERM):
        try:
            if os.write(handle, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
