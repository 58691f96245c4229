"""The finding key: what a place of a finding is recognised by when the text is edited or the file renamed.

The baseline's entries and editors' decisions have one each, and `copydesk.triage.matching` pairs theirs with
those of a run. A key has no position: it says which words were found by which rule in which file, and which
words stood around them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import FileReport

__all__ = ["FindingKey", "Place", "RelativePaths", "Subject", "normal_path", "places_of"]

#: Of a long finding so many code points count.
_MAX_WORDS = 80
#: Article, rule and words.
Subject = tuple[str, str, str]


class FindingKey(Struct, frozen=True, eq=False, gc=False):
    """What a place of a finding is recognised by. Two keys that say the same are still two.

    Attributes:
        path: of the file, from the folder of the baseline or the log, with slashes.
        article: the article's id in an export, or "".
        words: what was found, as `Diagnostic.words`, cut.
        before, after: what stood around it, as `Diagnostic.context`.
        nth: which of several that are equal in all of this.
    """

    path: str
    article: str
    rule: str
    words: str
    before: str
    after: str
    nth: int = 1

    @property
    def subject(self) -> Subject:
        """What was found, by what, in which article: without it no two keys are compared."""
        return (self.article, self.rule, self.words)

    @property
    def order(self) -> tuple[str, ...]:
        """What it is sorted by: all but the number."""
        return (self.path, self.article, self.rule, self.words, self.before, self.after)


class Place(Struct, frozen=True, eq=False, gc=False):
    """A place of a finding: its own, or one where it repeats."""

    diagnostic: Diagnostic
    key: FindingKey


def places_of(report: FileReport, path: str) -> list[tuple[Diagnostic, Sequence[Place]]]:
    """The findings of a file with their places; `path` is what their keys call the file."""
    seen: Counter[tuple[str, ...]] = Counter()

    def place(diagnostic: Diagnostic, words: str, context: tuple[str, str]) -> Place:
        before, after = context
        same = (diagnostic.article or "", diagnostic.rule, words[:_MAX_WORDS], before, after)
        seen[same] += 1
        return Place(diagnostic, FindingKey(path, *same, seen[same]))

    found: list[tuple[Diagnostic, Sequence[Place]]] = []
    for d in report.diagnostics:
        repeats = (place(d, r.words, r.context) for r in d.related if r.repeat)
        found.append((d, [place(d, d.words, d.context), *repeats]))
    return found


class RelativePaths:
    """The names that files have in keys: their paths from a folder."""

    def __init__(self, folder: Path) -> None:
        self._root = os.path.abspath(folder)
        self._gone: dict[str, bool] = {}

    def relative(self, path: str) -> str:
        """A file's name in a key."""
        absolute = os.path.abspath(path)
        prefix = self._root.rstrip(os.sep) + os.sep
        inside = absolute.startswith(prefix)
        relative = absolute[len(prefix) :] if inside else os.path.relpath(absolute, self._root)
        return normal_path(relative.replace(os.sep, "/"))

    def is_gone(self, name: str) -> bool:
        """Whether the file that has this name is not there any more."""
        if name not in self._gone:
            self._gone[name] = not os.path.exists(os.path.join(self._root, name))
        return self._gone[name]


def normal_path(path: str) -> str:
    """A path in the form that paths are compared in."""
    if path.isascii():
        return path
    from unicodedata import normalize

    name = os.fsencode(path).decode("utf-8", "backslashreplace")  # JSON has no place for other bytes
    return normalize("NFC", name)
