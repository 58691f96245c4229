"""Patches: what fixes change in a file, as a unified diff."""

from __future__ import annotations

import re

from copydesk.text.regex import lazy_pattern

__all__ = ["Patch"]

_LINE = lazy_pattern(r"[^\n]*\n|[^\n]+")
_HUNK = lazy_pattern(r"@@ -(\d+)(\S*) \+(\d+)(\S*) @@")
#: Lines around a change. Where twice as many are the same, what is before and what is after do not touch.
_CONTEXT = 3


class Patch:
    """A unified diff of a file, put together from its sources one after the other.

    It is what a diff of the whole file is, but holds in memory only what may still be part of a hunk.

    Args:
        path: the file's name.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._parts: list[str] = []
        #: What is not compared yet, and how many lines stand before it.
        self._old: list[str] = []
        self._new: list[str] = []
        self._line = self._new_line = 0
        self._differs = False

    def add(self, old: str, new: str) -> None:
        """Add the next source: its text, and what it is to be."""
        self._old.append(old)
        self._new.append(new)
        self._differs = self._differs or old != new
        if self._differs and not _ends_alike(old, new):
            return
        kept = old[_start_of_last(old, _CONTEXT) :]
        if kept == old:
            return  # too few lines to part from what comes
        self._compare("".join(self._old), "".join(self._new), kept)

    def finish(self) -> str:
        """The diff, when all sources were added; "" where nothing changes."""
        self._compare("".join(self._old), "".join(self._new), "")
        return "".join(self._parts)

    def _compare(self, old: str, new: str, kept: str) -> None:
        """Compare, and keep what comes last for what follows."""
        if old != new:
            from difflib import unified_diff

            lines = list(
                unified_diff(
                    _LINE.findall(old), _LINE.findall(new), self._path, f"{self._path} (fixed)", n=_CONTEXT
                )
            )
            self._parts += lines[2 if self._parts else 0 : 2]
            self._parts += (self._placed(line) for line in lines[2:])
        self._line += old.count("\n") - kept.count("\n")
        self._new_line += new.count("\n") - kept.count("\n")
        self._old, self._new, self._differs = [kept], [kept], False

    def _placed(self, line: str) -> str:
        if line.startswith("@@"):
            return _HUNK.sub(self._moved, line)
        return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def _moved(self, hunk: re.Match[str]) -> str:
        old, length, new, new_length = hunk.groups()
        return f"@@ -{int(old) + self._line}{length} +{int(new) + self._new_line}{new_length} @@"


def _ends_alike(old: str, new: str) -> bool:
    """Whether the last lines are the same, so many that a change before them and one after do not touch."""
    end = old[_start_of_last(old, 2 * _CONTEXT) :]
    return end.count("\n") >= 2 * _CONTEXT and new.endswith(end)


def _start_of_last(text: str, lines: int) -> int:
    """Where the last whole lines begin, with what stands behind them."""
    at = len(text)
    for _ in range(lines + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at + 1
