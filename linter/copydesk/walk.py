"""Which files to check: one that is named, and in a folder those that hold articles."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from copydesk.errors import UsageError
from copydesk.readers import format_of

__all__ = ["find_files"]


def find_files(name: str, excluded: Callable[[Path], bool]) -> list[tuple[Path, str]]:
    """The files that a path stands for and how to name them, in a stable order.

    A folder is walked as git sees it: what .gitignore names, hidden files and files of formats
    that copydesk does not read are left out. A file that is named is checked whatever it is.

    Args:
        name: a file or a folder, as given on the command line.
        excluded: whether the configuration excludes a file found in a folder.

    Raises:
        UsageError: there is no such path, or the folder has no articles in it.
    """
    path = Path(name)
    if path.is_dir():
        found = [(file, shown) for file, shown in _walk(path) if not excluded(file)]
        if not found:
            raise UsageError(f"{name}: no articles in this folder (.txt, .md, .html)")
        return found
    if not path.exists():
        raise UsageError(f"{name}: no such file or folder")
    return [(path, name)]


def _walk(folder: Path) -> list[tuple[Path, str]]:
    from ignore import WalkBuilder

    walk = WalkBuilder(folder).require_git(False).git_global(False).build()
    files = (entry.path() for entry in walk)
    found = [(file, os.fspath(file)) for file in files if format_of(file.name) and file.is_file()]
    return sorted(found, key=lambda pair: pair[1])
