"""Places as LanguageTool counts them: in UTF-16 code units."""

from __future__ import annotations

from bisect import bisect_left

__all__ = ["Units"]


class Units:
    """Carries offsets of a text from code points to UTF-16 code units."""

    __slots__ = ("_wide",)

    def __init__(self, text: str) -> None:
        #: The offsets of the code points that take two units.
        self._wide = [] if text.isascii() else [i for i, character in enumerate(text) if character > "\uffff"]

    def at(self, offset: int) -> int:
        """The place of an offset."""
        return offset + bisect_left(self._wide, offset)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place and the length of a span."""
        first = self.at(start)
        return first, self.at(end) - first
