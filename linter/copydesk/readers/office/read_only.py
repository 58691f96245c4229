"""The package of a file that copydesk reads and does not write."""

from __future__ import annotations

from msgspec import Struct

from copydesk.errors import SourceError
from copydesk.text.source import Source, SourceEdit, Tracking

__all__ = ["ReadOnlyPackage"]


class ReadOnlyPackage(Struct, frozen=True):
    """A package that takes no edits: fixes are shown, and never applied."""

    def accepts(self, source: Source, edits: list[SourceEdit]) -> bool:
        """Never."""
        return False

    def edited(self, source: Source, edits: list[SourceEdit]) -> Source:
        """No source: see `Source.edited`.

        Raises:
            SourceError: always.
        """
        raise SourceError(source.path, f"{source.format} files are read, not mended; save it as .docx")

    def tracked(self, tracking: Tracking) -> None:
        """None: there is nothing to track."""
        return
