"""Discovery of the files to check: one that is named, and in a folder those that hold articles."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from copydesk.config import repository
from copydesk.errors import CopydeskError, UsageError
from copydesk.lint.linter import File, Linter
from copydesk.lint.report import Problem
from copydesk.readers import format_of, holds_articles

__all__ = ["collect", "find_files"]

#: How the names of files begin that Word leaves beside a document while it is open.
_LOCK = "~$"
_HIDDEN = (".", _LOCK)


def collect(
    linter: Linter,
    paths: Sequence[str],
    force_exclude: bool = False,
    among: Collection[Path] | None = None,
    without: Collection[str] = (),
) -> tuple[list[File], list[Problem]]:
    """The files that paths stand for, each once and with the name to report it by; and what is no path.

    Args:
        linter: its configuration says which files are excluded.
        paths: files and folders, as given on the command line.
        force_exclude: whether a file that is named is left out too if it is excluded.
        among: only these files, which have no symbolic link in their paths; no folder is walked then.
        without: files that are no articles, by their absolute paths: a report in a folder, say.
    """
    files: dict[str, File] = {}
    problems: list[Problem] = []

    def excluded(place: str) -> bool:
        if place in without:
            return True
        try:
            return linter.config_for(place).excludes(place)
        except CopydeskError:
            return False  # said once, when the file is checked

    for name in paths:
        try:
            found = find_files(name, excluded, force_exclude, among)
            files |= {place: file for place, file in found.items() if place not in files}
        except UsageError as error:
            problems.append(Problem(None, str(error)))
    return list(files.values()), problems


def find_files(
    name: str,
    excluded: Callable[[str], bool],
    force_exclude: bool = False,
    among: Collection[Path] | None = None,
) -> dict[str, File]:
    """The files that a path stands for, by their absolute paths and in a stable order.

    A folder is walked as git sees it. Left out are what .gitignore names, hidden files, files of formats that
    copydesk does not read, and links that lead out of the repository. A file that is named is checked
    whatever it is.

    Args:
        name: a file or a folder, as given on the command line.
        excluded: whether the configuration excludes a file, given by its absolute path.
        force_exclude: whether that holds for a file that is named too.
        among: only these files, which have no symbolic link in their paths; the folder is not walked then.

    Raises:
        UsageError: there is no such path, or the folder has no articles in it.
    """
    if not name:
        raise UsageError("a path is empty; . is this folder")
    if "\0" in name:
        raise UsageError(f"{name}: no file has a NUL in its name")
    path = Path(name)
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"{name}: no such file or folder")
        place = os.path.abspath(name)
        if among is not None and Path(os.path.realpath(path)) not in among:
            return {}
        return {} if force_exclude and excluded(place) else {place: (path, _shown(name))}
    files = _walk(path) if among is None else _within(path, among)
    inside = {os.path.abspath(path): (path, _shown(name)) for path, name in sorted(files, key=itemgetter(1))}
    found = {place: file for place, file in inside.items() if not excluded(place)}
    if among is None and not inside:
        raise UsageError(f"{name}: no articles in this folder (.txt, .md, .html, .docx, an export)")
    if among is None and not found and not force_exclude:
        raise UsageError(f"{name}: the configuration excludes every article in this folder")
    return found


def _shown(name: str) -> str:
    """A name as it can be written anywhere; the bytes of some are not UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _within(folder: Path, files: Collection[Path]) -> Iterator[File]:
    """Those of some files that a walk through a folder would come to, as far as names tell."""
    real = Path(os.path.realpath(folder))
    for file in files:
        if file.is_relative_to(real):
            inside = file.relative_to(real)
            if not any(part.startswith(_HIDDEN) for part in inside.parts) and holds_articles(os.fspath(file)):
                yield folder / inside, os.fspath(folder / inside)


def _walk(folder: Path) -> Iterator[File]:
    from ignore import WalkBuilder

    for entry in WalkBuilder(folder).require_git(False).git_global(False).build():
        path = entry.path()
        name = os.fspath(path)
        if not format_of(name) or path.name.startswith(_LOCK):
            continue
        try:
            mode = os.lstat(name).st_mode
        except OSError:
            continue
        is_file = stat.S_ISREG(mode) or (stat.S_ISLNK(mode) and _leads_within(name, folder))
        if is_file and holds_articles(name):
            yield path, name


def _leads_within(link: str, folder: Path) -> bool:
    """Whether a link leads to a file of the repository that a folder is in; of the folder, where none is."""
    target = os.path.realpath(link)
    return os.path.isfile(target) and Path(target).is_relative_to(repository(folder.resolve()))
