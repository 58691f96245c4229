"""The baseline: the file that says which findings of an archive are known, so that only new ones count.

It is JSON Lines: a header, then an entry for each place of a finding, sorted. An entry says which words were
found by which rule in which file, and which words stood around them (`copydesk.triage.finding_key`), so it
holds when the text above is edited.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, astuple, replace

from copydesk.errors import DataError, UsageError, os_error_reason
from copydesk.system.atomic import write_atomically
from copydesk.system.jsonl import CONFLICT, UNREADABLE, check_header, header, is_header
from copydesk.triage.finding_key import FindingKey, RelativePaths

__all__ = ["SCHEMA", "Baseline", "Entry"]

SCHEMA = "copydesk/baseline/1"


class Entry(
    Struct, frozen=True, eq=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """A place of a finding that is known.

    Attributes:
        path, rule, words, before, after, article, nth: its key's; see `FindingKey`.
        since: the day it was taken in.
        expires: the last day on which it is let pass.
    """

    path: str
    rule: str
    words: str
    before: str
    after: str
    since: date
    article: str = ""
    nth: int = 1
    owner: str = ""
    reason: str = ""
    expires: date | None = None

    @classmethod
    def of(cls, key: FindingKey, since: date) -> Entry:
        """The entry that makes a place known."""
        return cls(since=since, **asdict(key))

    @property
    def key(self) -> FindingKey:
        """A new key that says what the place is recognised by."""
        return FindingKey(self.path, self.article, self.rule, self.words, self.before, self.after, self.nth)

    def said(self) -> str:
        """What its keepers said of it, or ""."""
        owner = f"owner {self.owner}" if self.owner else ""
        expires = f"until {self.expires}" if self.expires else ""
        terms = ", ".join(filter(None, (owner, expires)))
        return f"{self.reason} ({terms})" if self.reason and terms else self.reason or terms


class Baseline:
    """A baseline file.

    Args:
        path: of the file; its folder is what the entries' paths are relative to.
        entries: what is known.
        data: what the file holds now.

    Attributes:
        paths: the names that files have in it.
    """

    def __init__(self, path: Path, entries: Sequence[Entry] = (), data: bytes = b"") -> None:
        self.path = path
        self.entries = list(entries)
        self.paths = RelativePaths(path.parent)
        self._data = data

    @classmethod
    def load(cls, path: Path, merge: bool = False) -> Baseline:
        """Read a baseline.

        Args:
            path: the file.
            merge: whether the marks of a merge conflict are passed over, and both sides taken.

        Raises:
            UsageError: there is no such file.
            DataError: it is no baseline, or a line of it is no entry.
        """
        shown = os.fspath(path)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise UsageError(f"{shown}: no such baseline; `copydesk baseline create` writes one") from None
        except OSError as error:
            raise DataError(os_error_reason(error), shown) from None
        body = data.removeprefix(b"\xef\xbb\xbf")
        lines = body.splitlines()
        for number, line in enumerate(lines, 1):
            if line.startswith(CONFLICT):
                if not merge:
                    what = "a merge conflict; `copydesk baseline update` takes the entries of both sides"
                    raise DataError(what, shown, number)
                lines[number - 1] = b""
        remedy = "update copydesk, or write it anew with `baseline create --force`"
        check_header(lines, shown, SCHEMA, "baseline", remedy)
        try:
            entries = _decoder.decode_lines(b"\n".join(line for line in lines if not is_header(line)))
        except UNREADABLE:
            entries = [
                _entry(line, shown, number) for number, line in enumerate(lines, 1) if not is_header(line)
            ]
        return cls(path, _distinct(entries), data)

    def save(self, entries: Iterable[Entry]) -> None:
        """Write the file anew with these entries, as a whole or not at all.

        Raises:
            WriteError: it cannot be written, or changed since it was read.
        """
        lines = [header(SCHEMA), *map(msgspec.json.encode, _numbered(entries)), b""]
        data = b"\n".join(lines)
        write_atomically(self.path, self._data if self._data or self.path.exists() else None, data)


_decoder = msgspec.json.Decoder(Entry)


def _entry(line: bytes, shown: str, number: int) -> Entry:
    try:
        return _decoder.decode(line)
    except msgspec.ValidationError as error:
        raise DataError(f"not an entry: {error}", shown, number) from None
    except UNREADABLE:
        what = "not JSON; take the line out, or restore it from the repository"
        raise DataError(what, shown, number) from None


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, without what a merge of two branches doubled; of two, that which says more."""
    kept: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        same = astuple(entry.key)
        if same not in kept or len(entry.said()) > len(kept[same].said()):
            kept[same] = entry
    return list(kept.values())


def _numbered(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries sorted, those that are equal told apart by a number."""
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in sorted(entries, key=lambda e: astuple(e.key)):
        order = entry.key.order
        seen[order] += 1
        nth = seen[order]
        yield entry if entry.nth == nth else replace(entry, nth=nth)
