"""The storage of an archive: files on this machine, or at an address that fsspec knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from copydesk.errors import SourceError, UsageError, os_error_reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["is_address", "listed", "opened_file", "opened_with_duckdb"]


def is_address(place: str) -> bool:
    """Whether a place is an address, and no path of this machine."""
    scheme, parts, _ = place.partition("://")
    return bool(parts) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def _filesystem(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        url_to_fs = import_module("fsspec.core").url_to_fs
    except ImportError:
        raise UsageError(f"{address}: an address needs fsspec: pip install 'copydesk[archive]'") from None
    try:
        filesystem, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{address}: {str(error).splitlines()[0]}") from None
    return filesystem, path


def listed(address: str) -> Iterator[tuple[str, str, int]]:
    """The files at an address: the address, a stamp that changes with the content, and the size of each.

    Raises:
        UsageError: there is nothing there, or it cannot be listed.
    """
    filesystem, root = _filesystem(address)
    try:
        found = filesystem.find(root, detail=True)
    except OSError as error:
        raise UsageError(f"{address}: {os_error_reason(error)}") from None
    if not found:
        raise UsageError(f"{address}: no such file or folder")
    for path, info in sorted(found.items()):
        changed = next(
            (info[k] for k in ("ETag", "etag", "md5Hash", "LastModified", "mtime", "created") if info.get(k)),
            "",
        )
        size = int(info.get("size") or 0)
        yield filesystem.unstrip_protocol(path), f"{size}-{changed}", size


@contextmanager
def opened_file(place: str, shown: str) -> Iterator[BinaryIO]:
    """A file, to be read.

    Args:
        place: a path or an address.
        shown: how to name it.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        if is_address(place):
            filesystem, path = _filesystem(place)
            with filesystem.open(path, "rb") as file:
                yield file
        else:
            with open(place, "rb") as file:
                yield file
    except OSError as error:
        raise SourceError(shown, os_error_reason(error)) from None


@contextmanager
def opened_with_duckdb(place: str) -> Iterator[DuckDBPyConnection]:
    """A database in memory that can read a place."""
    import duckdb

    with duckdb.connect(":memory:") as db:
        db.execute("SET memory_limit = '200MB'")
        if is_address(place):
            db.register_filesystem(_filesystem(place)[0])
        yield db
