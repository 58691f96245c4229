"""Answers of models that are remembered, by the question and the model, in one file of the user's cache.

Nothing depends on it: where there can be no file, nothing is kept, and a damaged one is made anew. Several
processes may use it at once. Texts are in it only as hashes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["REMEMBERED", "STORE", "Store"]

_T = TypeVar("_T")
#: The name of the file in the cache folder.
STORE = "deep.sqlite"
#: How many answers are remembered, the latest. Each takes about 100 bytes on disk.
REMEMBERED = 200_000
_TABLE = "CREATE TABLE IF NOT EXISTS answers (age INTEGER PRIMARY KEY, key TEXT UNIQUE, answer TEXT)"
_FIND = "SELECT key, answer FROM answers WHERE key IN (SELECT value FROM json_each(?))"


class Store:
    """Answers, by questions; both are whatever JSON has.

    Args:
        path: the file; its folder is made when there is something to keep. None keeps nothing.
        version: of all that an answer follows from besides the question.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._path, self._version = path, version

    def answers(self, asked: Sequence[Any], ask: Callable[[list[Any]], Iterable[Any]]) -> list[Any]:
        """The answers to some questions, in order.

        Args:
            asked: the questions.
            ask: gives the answers to those that are not known, each once.
        """
        keys = [self._key(each) for each in asked]
        known = self._with_file(lambda database: _found(database, keys)) or {}
        if new := {key: each for key, each in zip(keys, asked, strict=True) if key not in known}:
            found = dict(zip(new, ask(list(new.values())), strict=True))
            known |= found
            self._with_file(lambda database: _keep(database, found))
        return [known[key] for key in keys]

    def _key(self, asked: Any) -> str:
        return blake2b(json.dumps([self._version, asked]).encode(), digest_size=16).hexdigest()

    def _with_file(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What comes of some work with the file; None if it cannot be used."""
        if self._path is None:
            return None
        for _ in range(2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self._path)) as database, database:
                    database.execute(_TABLE)
                    return work(database)
            except (OSError, sqlite3.OperationalError):  # it cannot be written, or is locked for long
                return None
            except (sqlite3.DatabaseError, ValueError):
                with suppress(OSError):
                    self._path.unlink()
        return None


def _found(database: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Any]:
    rows = database.execute(_FIND, [json.dumps(keys)])
    return {key: json.loads(answer) for key, answer in rows}


def _keep(database: sqlite3.Connection, found: Mapping[str, Any]) -> None:
    rows = ((key, json.dumps(answer)) for key, answer in found.items())
    database.executemany("INSERT OR IGNORE INTO answers (key, answer) VALUES (?, ?)", rows)
    database.execute("DELETE FROM answers WHERE age <= (SELECT max(age) FROM answers) - ?", [REMEMBERED])
