"""What readers judged of findings that are on no mark: place and verdict, and none of the words.

A row of verdicts.tsv: the file, the rule, start and end (code points), a hash of the words there, "right" (an
editor would act on it) or "wrong", and why in a few words. A verdict holds for every finding of its rule that
touches its place, as long as the words there are still those that were judged.
"""

from __future__ import annotations

import csv
import hashlib
import pathlib
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

FILE = pathlib.Path(__file__).with_name("verdicts.tsv")
_HEADER = ("file", "rule", "start", "end", "hash", "verdict", "why")


class Verdict(NamedTuple):
    file: str
    rule: str
    start: int
    end: int
    hash: str
    verdict: str
    why: str


def words_hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:10]


def load(path: pathlib.Path = FILE) -> list[Verdict]:
    """The verdicts of a file; lines that begin with # do not count, nor do those not judged yet (“?”)."""
    if not path.exists():
        return []
    verdicts = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        if line.startswith("#") or not line.strip() or row[:2] == ["file", "rule"] or row[5:6] == ["?"]:
            continue
        if len(row) != len(_HEADER) or row[5] not in ("right", "wrong"):
            raise SystemExit(f"{path}: {line!r}: expected file, rule, start, end, hash, right or wrong, why")
        verdicts.append(Verdict(row[0], row[1], int(row[2]), int(row[3]), *row[4:]))
    return verdicts


def save(verdicts: Iterable[Verdict], path: pathlib.Path = FILE) -> None:
    """Write verdicts in order; of two on one place the later one counts."""
    latest = {verdict[:4]: verdict for verdict in verdicts}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, "excel-tab", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
        writer.writerow(_HEADER)
        writer.writerows(latest[key] for key in sorted(latest))


class Judge:
    """Finds the verdict on a finding."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self._by_rule: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
        for verdict in verdicts:
            self._by_rule[verdict.file, verdict.rule].append(verdict)

    def verdict(self, file: str, rule: str, start: int, end: int, text: str) -> str | None:
        """ "right", "wrong", or None where nobody has judged it."""
        for v in self._by_rule[file, rule]:
            if v.start <= end and start <= v.end and words_hash(text[v.start : v.end]) == v.hash:
                return v.verdict
        return None
