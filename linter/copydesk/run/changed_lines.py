"""Changed lines: the files and lines that a branch, or a diff, is answerable for.

Both come as a unified diff, from git or from standard input, which `unidiff` parses. Only names and the lines
after the change matter: a file that was only renamed, or given other permissions, has no changed line.
"""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from copydesk.errors import UsageError, os_error_reason
from copydesk.lint.diagnostic import Diagnostic, PlacedRelated
from copydesk.lint.repeats import promote_repeat
from copydesk.lint.report import FileReport
from copydesk.system.git import Git

if TYPE_CHECKING:
    from unidiff.patch import Hunk, PatchedFile

__all__ = ["Changes", "Lines"]

#: The first and the last line, from 1.
Range = tuple[int, int]

#: What the lines of names and hunks begin with. All others are remarks and not needed; in
#: "diff --git a/x b/x" nobody can tell the names if they have spaces.
_TELLING = (b"+", b"-", b" ", b"@@ ", b"\n", b"\r")
#: Remarks that show that something is a diff, even if it changes no line.
_REMARK = re.compile(rb"^(?:diff |Index: |Only in |(?:Binary f|F)iles )", re.M)
_COMBINED = re.compile(rb"^@@@", re.M)
#: What git puts before the old and the new name; with `diff.mnemonicPrefix` other letters than a and b.
_PREFIX = re.compile(r"[abciow12]/")
_DEV_NULL = "/dev/null"
#: Plumbing, so that how the user likes diffs does not count.
_DIFF = (
    *("diff-index", "-p", "-U0", "-M", "-l1000", "--text", "--ignore-cr-at-eol", "--ignore-submodules=all"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"),
)
#: The user's own list of files to ignore does not count, as it does not where a folder is walked.
_NEW = (
    *("-c", f"core.excludesFile={os.devnull}", "ls-files", "--others", "--exclude-standard"),
    *("--full-name", "-z", "--", ":/"),
)


class Lines(Struct, frozen=True):
    """The changed lines of a file.

    Attributes:
        changed: in order; they do not overlap.
        gaps: where lines were deleted, the last line with text before and the first after, in order.
    """

    changed: tuple[Range, ...] = ()
    gaps: tuple[Range, ...] = ()

    def touch(self, places: Sequence[Range]) -> bool:
        """Whether one of the places has a changed line, or they have both sides of a deletion."""
        for first, last in places:
            at = bisect_right(self.changed, last, key=itemgetter(0))
            if at and self.changed[at - 1][1] >= first:
                return True
        before, after = ([self._gaps(place, side) for place in places] for side in (0, 1))
        return any(max(a, b) < min(x, y) for a, x in before for b, y in after)

    def _gaps(self, place: Range, side: int) -> Range:
        """The gaps that have one side in a place, as a half-open range of their indexes."""
        by_side = itemgetter(side)
        return bisect_left(self.gaps, place[0], key=by_side), bisect_right(self.gaps, place[1], key=by_side)


_NONE = Lines()
_ALL = Lines(((1, sys.maxsize),))


class Changes(Struct, frozen=True):
    """The changed lines of files.

    Attributes:
        lines: of each file that exists and has any, by its path without symbolic links.
        root: the folder outside of which nothing is known, or None.
    """

    lines: dict[Path, Lines]
    root: Path | None = None

    @classmethod
    def since(cls, rev: str, folder: Path) -> Changes:
        """What differs between the files as they are and the commit where HEAD and a revision parted.

        That commit, the merge base, is also what `git diff REV...` compares with: what others changed on
        the base branch since is not this branch's doing. What is staged, what is not, and files that git
        neither knows nor ignores, all count.

        Args:
            rev: a branch, a tag or a commit, as git names them.
            folder: in the repository's work tree.

        Raises:
            UsageError: git cannot tell; why, and what helps.
        """
        git = Git(folder, f"--since {rev}")
        root = git.root()
        base = git.merge_base(rev)
        diff = git.output(*_DIFF, base, "--")
        lines: dict[Path, Lines] = {}
        for file in _parse(diff, bodies=False):
            path = root / _name(file.target_file).removeprefix("b/")
            if _is_file(path):
                lines[path] = _lines(path, file)
        new = git.output(*_NEW)
        for name in filter(None, new.split(b"\0")):
            path = root / os.fsdecode(name)
            if _is_file(path):
                lines[path] = _ALL
        return cls(lines, root)

    @classmethod
    def from_diff(cls, text: bytes | str, folder: Path) -> Changes:
        """What a unified diff changes; it must be applied already.

        Args:
            text: from git or `diff -u`, with prefixes before the names or without.
            folder: what its names are relative to, unless they are to the repository that it is in.

        Raises:
            UsageError: it is no unified diff, names a file that does not exist, or does not fit one.
        """
        data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        lines: dict[Path, Lines] = {}
        for file in _parse(data, bodies=True):
            path = _applied(file, folder)
            if not _is_file(path):
                continue
            real = Path(os.path.realpath(path))
            if real in lines:
                raise UsageError(
                    f"--stdin-diff: {path} is in it twice; one diff from first to last is needed"
                )
            lines[real] = _lines(real, file)
        return cls(lines)

    @property
    def files(self) -> Collection[Path]:
        """The files that exist and have a changed line, by their paths without symbolic links."""
        return self.lines.keys()

    def keep(self, report: FileReport, path: Path) -> FileReport:
        """The report, of its findings only those that the changes are answerable for.

        These are on a changed line, or a place related to them is, or they and it are on both sides of a
        deletion. A finding that repeats is placed where it is on a changed line, with all other places.

        Args:
            report: of a file.
            path: of that file.
        """
        own = self._lines_of(path)
        kept = [kept for d in report.diagnostics if (kept := self._answerable(d, own, report))]
        return replace(report, diagnostics=tuple(sorted(kept, key=lambda d: (d.start, d.end, d.rule))))

    def _answerable(self, diagnostic: Diagnostic, own: Lines, report: FileReport) -> Diagnostic | None:
        """A finding as it is to be reported, if at all."""
        here = [r for r in diagnostic.related if r.path is None]
        if own.touch([_range(diagnostic, report), *(_range(r, report) for r in here if not r.repeat)]):
            return diagnostic
        for related in diagnostic.related:
            if related.path and self._lines_of(Path(related.path)).touch([(related.line, related.line)]):
                return diagnostic
        for related in here:
            if related.repeat and own.touch([_range(related, report)]):
                return promote_repeat(diagnostic, related, report.positions)
        return None

    def _lines_of(self, path: Path) -> Lines:
        return self.lines.get(Path(os.path.realpath(path)), _NONE)


def _range(place: Diagnostic | PlacedRelated, report: FileReport) -> Range:
    """The lines that a place has a part in; one that ends where a line begins has none in that line.

    Where the source is no text, the whole file changed or nothing did: any line will do.
    """
    if not place.line:
        return 1, 1
    end = report.positions[place.end]
    return place.line, end.line - (end.column == 1 and end.line > place.line)


def _is_file(path: Path) -> bool:
    """Whether a path is a file, and no link, of which only where it leads to can change."""
    return path.is_file() and not path.is_symlink()


def _parse(diff: bytes, bodies: bool) -> list[PatchedFile]:
    """The files that a unified diff leaves, a character for each byte; lines of hunks only if asked for."""
    if not diff.strip():
        return []
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    if _COMBINED.search(diff):
        raise UsageError(
            "--stdin-diff: a merge compared with several parents; give its diff with one of them"
        )
    lines = (line + b"\n" for line in diff.removesuffix(b"\n").split(b"\n"))
    try:
        files = PatchSet(
            (line.decode("latin-1") for line in lines if line.startswith(_TELLING)), metadata_only=not bodies
        )
    except UnidiffParseError as error:
        raise UsageError(f"--stdin-diff: not a unified diff: {' '.join(str(error).split())[:100]}") from None
    if not any(files) and not _REMARK.search(diff):
        raise UsageError("--stdin-diff: not a unified diff, as git diff --no-color and diff -u write it")
    return [file for file in files if file.target_file != _DEV_NULL]


def _name(header: str) -> str:
    """The name in a header line: what has odd characters in it is quoted as in C."""
    data = header.rstrip("\r").encode("latin-1")
    if data.startswith(b'"'):
        try:
            data = data[1:-1].decode("unicode_escape").encode("latin-1")
        except UnicodeError:
            raise UsageError(f"--stdin-diff: {header} is no file's name") from None
    return os.fsdecode(data)


def _applied(file: PatchedFile, folder: Path) -> Path:
    """The file that a diff names, which is as the diff leaves it.

    Raises:
        UsageError: there is none, or it is not.
    """
    name = _name(file.target_file)
    names = [name, name.partition("/")[2]]
    if _PREFIX.match(name):
        names.reverse()
    bases = [folder, *(p for p in folder.absolute().parents if (p / ".git").exists())][:2]
    found = [path for n in names if n for base in bases if os.path.lexists(path := base / n)]
    if not found:
        raise UsageError(f"--stdin-diff: {name}: no such file in {folder.absolute()}")
    wrong = [_misfit(path, file) for path in found]
    if 0 in wrong:
        return found[wrong.index(0)]
    shown = os.path.relpath(found[0], folder)
    what = f"line {wrong[0]} is not as the diff leaves it; has the file been edited since?"
    raise UsageError(f"--stdin-diff: {shown}: {what}")


def _misfit(path: Path, file: PatchedFile) -> int:
    """The first line of a file that is not as a diff leaves it, from 1; 0 if there is none."""
    if not _is_file(path):
        return 0
    text = _read(path).split(b"\n")
    for hunk in file:
        for line in hunk.target_lines():
            number = line.target_line_no or 0
            there = text[number - 1] if number <= len(text) else None
            if there is None or there.rstrip(b"\r") != line.value.encode("latin-1").rstrip(b"\r\n"):
                return number
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {os_error_reason(error)}") from None


def _lines(path: Path, file: PatchedFile) -> Lines:
    """The changed lines of a file, numbered as `LineIndex` does; git and diff know only LF for an end.

    A file that has NUL in it (it may be in UTF-16) has no lines to git, and one that a filter of git's keeps
    in another form has others: these changed as a whole.
    """
    data = _read(path)
    text = data.split(b"\n")
    edits = [edit for hunk in file for edit in _edits(hunk)]
    if b"\0" in data or sum(edits[-1]) > len(text) + 1:
        return _ALL
    # How many CR that end a line of their own are before each line.
    more = [0, *accumulate(line.count(b"\r") - line.endswith(b"\r") for line in text)]
    changed: list[Range] = []
    gaps: list[Range] = []
    for at, count in edits:
        if count:
            changed.append((at + more[at - 1], at + count - 1 + more[min(at + count - 1, len(text))]))
            continue
        before, after = at - 1, at
        while before > 0 and not text[before - 1].strip():
            before -= 1
        while after <= len(text) and not text[after - 1].strip():
            after += 1
        if before > 0 and after <= len(text):
            gaps.append((before + more[before], after + more[after - 1]))
    return Lines(tuple(changed), tuple(gaps))


def _edits(hunk: Hunk) -> Iterator[tuple[int, int]]:
    """Where in the new file lines were put, and how many; 0 where lines before that one were deleted."""
    at = hunk.target_start + (hunk.target_length == 0)
    if not len(hunk):
        yield at, hunk.target_length
    for edited, run in groupby(hunk, lambda line: line.is_added or line.is_removed):
        count = sum(not line.is_removed for line in run)
        if edited:
            yield at, count
        at += count
