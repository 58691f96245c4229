"""The targets of fixes: a patch, copies or the files themselves; what a file is called there."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from copydesk.audit.messages import Item
from copydesk.errors import UsageError

__all__ = ["Copies", "InPlace", "Patches", "Target", "head_of"]

#: What git writes with a backslash in a path that it quotes (quote.c).
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_QUOTED = re.compile(rb"[^ !#-\[\]-~]")


class Patches:
    """Fixes go into a patch as git makes it, for the repository that the first file is in.

    A file that is in none has its place below the current folder, or else below the one that its source is
    in.
    """

    def __init__(self) -> None:
        #: What the paths in the patch are relative to, when there is one.
        self.root: Path | None = None

    def name_of(self, item: Item) -> str:
        """How the patch calls a file.

        Raises:
            UsageError: it has no place in the patch.
        """
        if os.path.islink(item.place):
            raise UsageError("a link: not in the patch; the file that it leads to can be")
        path = os.path.realpath(item.place)
        if self.root is None:
            self.root = Path(_repository(os.path.dirname(path)) or _folder(item, path))
        name = os.path.relpath(path, self.root)
        theirs = _repository(os.path.dirname(path))
        if name.startswith("..") or (theirs and Path(theirs) != self.root):
            raise UsageError(f"not in {self.root}: not in the patch; make another for it")
        return name.replace(os.sep, "/")


class Copies:
    """Files that fixes change are written, mended, into a folder, each at the place that it has now.

    Args:
        folder: it must be empty, or not there.

    Raises:
        UsageError: there is something in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"--copy {folder}: is there already; name a new folder, or an empty one")

    def name_of(self, item: Item) -> str:
        """Where the copy of a file goes."""
        name = os.path.normpath(item.path)
        if os.path.isabs(name) or name.startswith(".."):
            path = os.path.abspath(item.place)
            name = os.path.relpath(path, os.path.dirname(os.path.abspath(item.source)))
            if name.startswith(".."):
                name = os.path.splitdrive(path)[1].lstrip(os.sep)
        return os.fspath(self.folder / name)


class InPlace:
    """Files are changed where they are."""

    def name_of(self, item: Item) -> str:
        """Where the file is."""
        return item.place


Target = Patches | Copies | InPlace


def head_of(name: str) -> bytes:
    """What stands before the hunks of a file in a patch of git's.

    Source: git-diff(1), "Generating patch text with -p"; git's diff.c for the tab after a name with a space.
    """
    a, b = (_quoted(f"{side}/{name}") for side in "ab")
    tab = b"\t" if " " in name else b""
    return b"diff --git %s %s\n--- %s%s\n+++ %s%s\n" % (a, b, a, tab, b, tab)


def _quoted(name: str) -> bytes:
    """A path as git writes it: quoted where it has more than printable ASCII in it."""
    raw = os.fsencode(name)
    quoted = _QUOTED.sub(lambda match: f"\\{_ESCAPES.get(match[0][0]) or f'{match[0][0]:03o}'}".encode(), raw)
    return b'"%s"' % quoted if quoted != raw else raw


@lru_cache(1 << 12)
def _repository(folder: str) -> str | None:
    """The work tree of git's that a folder is in."""
    if os.path.lexists(os.path.join(folder, ".git")):
        return folder
    above = os.path.dirname(folder)
    return None if above == folder else _repository(above)


def _folder(item: Item, path: str) -> str:
    """What the path of a file that is in no repository is relative to."""
    here = os.path.realpath(os.curdir)
    within = os.path.commonpath([here, path]) == here
    return here if within else os.path.dirname(os.path.realpath(item.source))
