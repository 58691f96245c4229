"""Which files to check: one that is named, and in a folder those that hold articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from copydesk.engine import Linter, Problem
from copydesk.errors import CopydeskError, UsageError
from copydesk.readers import format_of

__all__ = ["collect", "find_files"]


def collect(
    linter: Linter, paths: Sequence[str], among: Collection[Path] | None = None
) -> tuple[list[tuple[Path, str]], list[Problem]]:
    """The files that paths stand for, each once and with the name to report it by; and what is no path.

    Args:
        linter: its configuration says which files of a folder are excluded.
        paths: files and folders, as given on the command line.
        among: only these files, which have no symbolic link in their paths; no folder is walked then.
    """
    files: dict[str, tuple[Path, str]] = {}
    problems: list[Problem] = []

    def excluded(path: Path) -> bool:
        try:
            return linter.config_for(path).excludes(path.absolute())
        except CopydeskError:
            return False  # said once, when the file is checked

    for name in paths:
        try:
            for path, shown in find_files(name, excluded, among):
                files.setdefault(os.path.abspath(path), (path, shown))
        except UsageError as error:
            problems.append(Problem(None, str(error)))
    return list(files.values()), problems


def find_files(
    name: str, excluded: Callable[[Path], bool], among: Collection[Path] | None = None
) -> list[tuple[Path, str]]:
    """The files that a path stands for and how to name them, in a stable order.

    A folder is walked as git sees it: what .gitignore names, hidden files and files of formats
    that copydesk does not read are left out. A file that is named is checked whatever it is.

    Args:
        name: a file or a folder, as given on the command line.
        excluded: whether the configuration excludes a file found in a folder.
        among: only these files, which have no symbolic link in their paths; the folder is not walked then.

    Raises:
        UsageError: there is no such path, or the folder has no articles in it.
    """
    path = Path(name)
    if path.is_dir():
        files = _walk(path) if among is None else _within(path, among)
        found = [(file, shown) for file, shown in files if not excluded(file)]
        if not found and among is None:
            raise UsageError(f"{name}: no articles in this folder (.txt, .md, .html)")
        return found
    if not path.exists():
        raise UsageError(f"{name}: no such file or folder")
    if among is not None and Path(os.path.realpath(path)) not in among:
        return []
    return [(path, name)]


def _walk(folder: Path) -> list[tuple[Path, str]]:
    from ignore import WalkBuilder

    walk = WalkBuilder(folder).require_git(False).git_global(False).build()
    files = (entry.path() for entry in walk)
    return _articles(file for file in files if file.is_file())


def _within(folder: Path, files: Collection[Path]) -> list[tuple[Path, str]]:
    """Those of some files that a walk through a folder would come to, as far as names tell."""
    real = Path(os.path.realpath(folder))
    inside = (file.relative_to(real) for file in files if file.is_relative_to(real))
    return _articles(folder / file for file in inside if not any(p.startswith(".") for p in file.parts))


def _articles(files: Iterable[Path]) -> list[tuple[Path, str]]:
    found = [(file, os.fspath(file)) for file in files if format_of(file.name)]
    return sorted(found, key=lambda pair: pair[1])
