"""The file of an audit's database: opened, prepared, and written so that all goes in or nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from copydesk.errors import UsageError, WriteError, os_error_reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["FILE", "LAYOUT", "Database", "connected", "opened"]

#: Another layout is another database.
LAYOUT = 2
FILE = "audit.duckdb"
_PREFIX = ".lines-"
_MEMORY = "200MB"
_HELP = "where there is no room, make some and run this again; where it is damaged, use another --out"


def connected(path: Path, read_only: bool = False) -> DuckDBPyConnection:
    """The database of a file.

    Raises:
        UsageError: the file is in use, or not its own.
    """
    import duckdb

    try:
        db = duckdb.connect(os.fspath(path), read_only=read_only)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise UsageError(f"{path}: in use by another process; wait for it to end") from None
        raise UsageError(f"{path}: cannot be opened: {_first_line(error)}; {_HELP}") from None
    except duckdb.Error as error:
        raise UsageError(f"{path}: cannot be opened: {_first_line(error)}; {_HELP}") from None
    db.execute(f"SET memory_limit = '{_MEMORY}'")
    db.execute("SET preserve_insertion_order = false")
    return db


def opened(folder: Path, read_only: bool = True) -> DuckDBPyConnection:
    """The database of an audit that there is.

    Raises:
        UsageError: there is none, or it cannot be opened.
    """
    path = folder / FILE
    if not path.is_file():
        raise UsageError(f"{folder}: no audit here; make one with: copydesk audit SOURCE… --out {folder}")
    return connected(path, read_only=read_only)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


class Database:
    """A database that is written to, with what is noted of the audit as a whole.

    Args:
        folder: where the file is; made when it is not there.
        schema: the statements that make the tables where they are not there.

    Raises:
        UsageError: it cannot be used, or is of another version of copydesk.
        WriteError: the folder cannot be made.
    """

    def __init__(self, folder: Path, schema: str) -> None:
        self.folder = folder
        self.path = folder / FILE
        try:
            if not folder.exists():
                folder.mkdir(parents=True)
                (folder / ".gitignore").write_text("*\n")  # so that nobody takes the report for an article
        except OSError as error:
            raise WriteError(os.fspath(folder), f"cannot be made: {error.strerror or error}") from None
        self.db = connected(self.path)
        for left in folder.glob(f"{_PREFIX}*"):  # by an audit that was killed
            left.unlink(missing_ok=True)
        try:
            self._prepare(schema)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise

    def _prepare(self, schema: str) -> None:
        rows = self.db.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        layout = self.about("layout") if ("state", "about") in rows else None
        if rows and layout != str(LAYOUT):
            raise UsageError(f"{self.path}: made by another version of copydesk; use another --out")
        with self.writing():
            self.db.execute(schema)
            self.db.execute("INSERT OR REPLACE INTO state.about VALUES ('layout', ?)", [str(LAYOUT)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import duckdb

        with suppress(duckdb.Error):
            self.db.close()
        if isinstance(error, RuntimeError) and "interrupted" in str(error):
            raise KeyboardInterrupt from None  # what DuckDB makes of Ctrl-C
        if isinstance(error, duckdb.Error):
            what = f"cannot be used: {_first_line(error)}; {_HELP}"
            raise WriteError(os.fspath(self.path), what) from None

    def about(self, name: str) -> str | None:
        """What is noted of the audit as a whole."""
        row = self.db.execute("SELECT value FROM state.about WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: str) -> None:
        """Note something of the audit as a whole."""
        with self.writing():
            self.db.execute("INSERT OR REPLACE INTO state.about VALUES (?, ?)", [name, value])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write together what is written within.

        Raises:
            WriteError: there is no room, say.
        """
        import duckdb

        self.db.begin()
        try:
            yield
            self.db.commit()
        except BaseException as error:
            with suppress(duckdb.Error):
                self.db.rollback()
            if isinstance(error, duckdb.Error):
                what = f"cannot be written: {_first_line(error)}; {_HELP}"
                raise WriteError(os.fspath(self.path), what) from None
            raise

    @contextmanager
    def lines(self, lines: Iterable[bytes], columns: Mapping[str, str]) -> Iterator[str]:
        """Lines of JSON as a table to select from."""
        with ExitStack() as stack:
            try:
                file = stack.enter_context(
                    tempfile.NamedTemporaryFile(prefix=_PREFIX, suffix=".json", dir=self.folder)
                )
                for line in lines:
                    file.write(line + b"\n")
                file.flush()
            except OSError as error:
                raise WriteError(
                    os.fspath(self.folder), f"cannot be written: {os_error_reason(error)}"
                ) from None
            listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
            name = file.name.replace("'", "''")
            yield (
                f"read_json('{name}', format = 'newline_delimited', columns = {{{listed}}},"
                " maximum_object_size = 67108864)"
            )
