"""What fixes change in a file, as a unified diff."""

from __future__ import annotations

import re

from copydesk.pattern import lazy_pattern

__all__ = ["Patch"]

_LINE = lazy_pattern(r"[^\n]*\n|[^\n]+")
_HUNK = lazy_pattern(r"@@ -(\d+)(\S*) \+(\d+)(\S*) @@")


class Patch:
    """A unified diff of a file, put together from its sources one after the other.

    Args:
        path: the file's name.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._parts: list[str] = []
        self._old: list[str] = []  # the line that the last source ended in, so far
        self._new: list[str] = []
        self._line = self._new_line = 0  # how many lines stand before it

    def add(self, old: str, new: str) -> None:
        """Add the next source: its text, and what it is to be."""
        if "\n" not in old or "\n" not in new:
            self._old.append(old)
            self._new.append(new)
            return
        old_end, new_end = old.rindex("\n") + 1, new.rindex("\n") + 1
        self._compare("".join([*self._old, old[:old_end]]), "".join([*self._new, new[:new_end]]))
        self._old, self._new = [old[old_end:]], [new[new_end:]]

    def finish(self) -> str:
        """The diff, when all sources were added; "" where nothing changes."""
        self._compare("".join(self._old), "".join(self._new))
        self._old, self._new = [], []
        return "".join(self._parts)

    def _compare(self, old: str, new: str) -> None:
        if old != new:
            from difflib import unified_diff

            lines = list(
                unified_diff(_LINE.findall(old), _LINE.findall(new), self._path, f"{self._path} (fixed)")
            )
            self._parts += lines[2 if self._parts else 0 : 2]
            self._parts += (self._placed(line) for line in lines[2:])
        self._line += old.count("\n")
        self._new_line += new.count("\n")

    def _placed(self, line: str) -> str:
        if line.startswith("@@"):
            return _HUNK.sub(self._moved, line)
        return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def _moved(self, hunk: re.Match[str]) -> str:
        old, length, new, new_length = hunk.groups()
        return f"@@ -{int(old) + self._line}{length} +{int(new) + self._new_line}{new_length} @@"
