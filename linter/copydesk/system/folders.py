"""Folders where the system has a user's files: the configuration, and what is cached."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["user_cache_folder", "user_config_folder"]


def user_config_folder() -> Path:
    """Where copydesk's files of a user's own configuration are."""
    if sys.platform == "linux":
        return _xdg("XDG_CONFIG_HOME", ".config")
    from platformdirs import user_config_path

    return user_config_path("copydesk", appauthor=False)


def user_cache_folder() -> Path:
    """Where copydesk's files are that may be deleted at any time."""
    if sys.platform == "linux":
        return _xdg("XDG_CACHE_HOME", ".cache")
    from platformdirs import user_cache_path

    return user_cache_path("copydesk", appauthor=False)


def _xdg(variable: str, default: str) -> Path:
    """A folder by the XDG Base Directory Specification; platformdirs, which has it too, is slow to import."""
    folder = os.environ.get(variable, "")
    return (Path(folder) if os.path.isabs(folder) else Path.home() / default) / "copydesk"
