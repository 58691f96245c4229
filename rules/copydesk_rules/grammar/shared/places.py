"""Which LanguageTool it is, and where copydesk keeps it."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["VERSION", "folder"]

#: The version that is installed, and that the filter was measured on.
VERSION = "6.8"


def folder() -> Path:
    """The folder in copydesk's cache that `LanguageTool-VERSION` is installed in."""
    if given := os.environ.get("COPYDESK_CACHE_DIR"):
        return Path(given).absolute() / "languagetool"
    from platformdirs import user_cache_path

    return user_cache_path("copydesk", appauthor=False) / "languagetool"
