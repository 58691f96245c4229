"""Applying fixes: select them, apply them, check again, until nothing more changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self

from msgspec import Struct
from msgspec.structs import replace

from copydesk.errors import WriteError, reason_of
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.linter import FileReport
from copydesk.rule.finding import Safety
from copydesk.text.source import Source, SourceEdit, digest_of, digest_of_file
from copydesk.text.span import Span

__all__ = [
    "MAX_PASSES",
    "FixResult",
    "Mended",
    "Rewriting",
    "Wanted",
    "applicable",
    "apply_fixes",
    "fix_source",
    "select_fixes",
    "write_atomically",
]

MAX_PASSES = 10
_PIECE = 1 << 20
#: So many bytes of a file that is rewritten are kept in memory.
_IN_MEMORY = 16_000_000


class FixResult(Struct, frozen=True):
    """What fixing came to.

    Attributes:
        source: as it is after the fixes.
        report: of a check of that source.
        applied: how many fixes were applied.
        converged: False where there was still something to apply after the last pass.
    """

    source: Source
    report: FileReport
    applied: int
    converged: bool


def applicable(diagnostic: Diagnostic, unsafe: bool) -> PlacedFix | None:
    """The first fix of a diagnostic that may be applied, or None."""
    allowed = (Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,)
    return next((fix for fix in diagnostic.fixes if fix.safety in allowed), None)


def select_fixes(diagnostics: Sequence[Diagnostic], unsafe: bool) -> list[PlacedFix]:
    """The fixes of one pass: where two overlap, the first by position wins and the other waits."""
    return _first_by_position([fix for d in diagnostics if (fix := applicable(d, unsafe))])


def _first_by_position(fixes: Iterable[PlacedFix]) -> list[PlacedFix]:
    chosen: list[PlacedFix] = []
    last = Span(-1, -1)
    for fix in sorted(fixes, key=lambda f: (f.edits[0].start, f.edits[-1].end)):
        span = Span(fix.edits[0].start, fix.edits[-1].end)
        touches = span.start == last.end and len(span) > 0 and len(last) > 0
        if span.start > last.end or touches:
            chosen.append(fix)
            last = span
    return chosen


def fix_source(
    source: Source,
    lint: Callable[[Source], FileReport],
    unsafe: bool = False,
    report: FileReport | None = None,
) -> FixResult:
    """Apply fixes until none is left to apply, or for ten passes.

    Args:
        source: what to mend; it is not changed.
        lint: checks a source.
        unsafe: whether unsafe fixes are applied too. Display fixes never are.
        report: of a check of the source, where there has been one.
    """
    report = report or lint(source)
    applied = 0
    for _ in range(MAX_PASSES):
        fixes = select_fixes(report.diagnostics, unsafe)
        if not fixes:
            return FixResult(source, report, applied, True)
        source = source.edited([edit for fix in fixes for edit in fix.edits])
        applied += len(fixes)
        report = lint(source)
    return FixResult(source, report, applied, not select_fixes(report.diagnostics, unsafe))


class Wanted(Struct, frozen=True):
    """A finding that somebody wants mended.

    Attributes:
        diagnostic: of the source.
        replacement: the words that they want there, if not those of its fix.
        origin: the finding in the report on the file, where that is another object.
    """

    diagnostic: Diagnostic
    replacement: str | None = None
    origin: Diagnostic | None = None


class Mended(Struct, frozen=True):
    """What mending came to.

    Attributes:
        source: as it is after the fixes.
        report: of a check of that source; None where nothing was applied.
        made: what was mended.
        left: what could not be: the markup around has no room for its words, or they are gone.
    """

    source: Source
    report: FileReport | None
    made: tuple[Wanted, ...]
    left: tuple[Wanted, ...]


def apply_fixes(
    source: Source,
    wanted: Sequence[Wanted],
    lint: Callable[[Source], FileReport],
    fix_of: Callable[[Source, Wanted], PlacedFix | None],
) -> Mended:
    """Apply the fixes of some findings and no others; of two that overlap, the later if it is found again.

    Args:
        source: what to mend; it is not changed.
        wanted: findings of a check of the source.
        lint: checks a source.
        fix_of: the fix that is wanted for a finding of a source.
    """
    report: FileReport | None = None
    made: list[Wanted] = []
    left: list[Wanted] = []
    waiting = [(each, each) for each in wanted]  # as it was wanted, and as it is found now
    for _ in range(MAX_PASSES):
        fixes = [(each, now, fix_of(source, now)) for each, now in waiting]
        left += (each for each, _, fix in fixes if fix is None)
        first = {id(fix) for fix in _first_by_position(fix for *_, fix in fixes if fix is not None)}
        chosen = [(each, fix) for each, _, fix in fixes if fix is not None and id(fix) in first]
        waiting = [(each, now) for each, now, fix in fixes if fix is not None and id(fix) not in first]
        if not chosen:
            break
        made += (each for each, _ in chosen)
        edits = sorted((edit for _, fix in chosen for edit in fix.edits), key=lambda e: (e.start, e.end))
        source = source.edited(edits)
        report = lint(source)
        again = [(each, now, _found_again(now.diagnostic, edits, report)) for each, now in waiting]
        made += (each for each, _, found in again if found is None)  # mended by a fix that overlapped theirs
        waiting = [(each, replace(now, diagnostic=found)) for each, now, found in again if found is not None]
    return Mended(source, report, tuple(made), (*left, *(each for each, _ in waiting)))


def _found_again(old: Diagnostic, edits: Sequence[SourceEdit], report: FileReport) -> Diagnostic | None:
    """A finding, in a report on the source after some edits."""
    start, end = (_moved(at, edits) for at in (old.start, old.end))
    return next(
        (
            d
            for d in report.diagnostics
            if (d.rule, d.article) == (old.rule, old.article) and d.start <= end and start <= d.end
        ),
        None,
    )


def _moved(offset: int, edits: Sequence[SourceEdit]) -> int:
    """Where an offset of the source is after edits; within what is replaced, where that began."""
    moved = 0
    for edit in edits:
        if edit.end <= offset:
            moved += len(edit.text) - (edit.end - edit.start)
        elif edit.start < offset:
            return edit.start + moved
    return offset + moved


class Rewriting:
    """A file's new content, piece by piece, put in the place of the old at the end: whole or not at all.

    What does not fit into memory waits in a file beside it. Used as a context manager, which takes away what
    was not finished.

    Args:
        path: the file; its mode is kept, and links are followed.
        target: where the new content is put instead, in folders that are made.
    """

    def __init__(self, path: Path, target: Path | None = None) -> None:
        self._path = target or path
        self._old = Path(os.path.realpath(path))
        self._target = target or self._old
        self._same = 0
        self._waiting: list[bytes] = []
        self._size = 0
        self._new: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._discard()

    def _discard(self) -> None:
        if self._new is not None:
            self._new.close()
            with suppress(OSError):
                os.unlink(self._new.name)
            self._new = None

    def add(self, old: bytes, new: bytes) -> None:
        """Add the next piece.

        Args:
            old: what the file has there.
            new: what it is to have.

        Raises:
            WriteError: it cannot be written.
        """
        if not self._waiting and self._new is None and new == old:
            self._same += len(old)
            return
        self._waiting.append(new)
        self._size += len(new)
        if self._size > _IN_MEMORY:
            with self._writing():
                self._flush()

    def _flush(self) -> None:
        """Write what waits; first, what was the same in the old file."""
        if self._new is None:
            import tempfile

            if self._target is not self._old:
                self._target.parent.mkdir(parents=True, exist_ok=True)
            elif not os.access(self._target, os.W_OK):
                raise WriteError(os.fspath(self._path), "cannot be written: it is write-protected")
            self._new = tempfile.NamedTemporaryFile(  # noqa: SIM115
                prefix=f".{self._target.name}.", dir=self._target.parent, delete=False
            )
            with self._old.open("rb") as old:
                left = self._same
                while left and (data := old.read(min(left, _PIECE))):
                    self._new.write(data)
                    left -= len(data)
        self._new.writelines(self._waiting)
        self._waiting, self._size = [], 0

    def finish(self, digest: str) -> bool:
        """Put the new content in the place of the old; every piece must have been added.

        Args:
            digest: of the file's content when it was read.

        Returns:
            Whether anything was written; nothing is where no piece differs.

        Raises:
            WriteError: the file changed meanwhile, or cannot be written.
        """
        if self._new is None and not self._waiting:
            return False
        import signal
        import stat

        from copydesk.system.signals import uninterrupted

        with uninterrupted(signal.SIGINT, signal.SIGTERM), self._writing():
            if digest_of_file(self._old) != digest:
                raise WriteError(
                    os.fspath(self._path), "changed on disk while it was being checked; run again"
                )
            try:
                self._flush()
                assert self._new is not None
                self._new.flush()
                os.fsync(self._new.fileno())
                os.chmod(self._new.name, stat.S_IMODE(self._old.stat().st_mode))
                self._new.close()
                os.replace(self._new.name, self._target)
            except BaseException:
                self._discard()
                raise
            self._new = None
        return True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise WriteError(os.fspath(self._path), f"cannot be written: {reason_of(error)}") from None


def write_atomically(path: Path, old: bytes, new: bytes) -> bool:
    """Replace a file's content: whole or not at all, its mode kept, links followed.

    Args:
        path: the file.
        old: what it held when it was read.
        new: what it is to hold.

    Returns:
        Whether anything was written; nothing is where nothing changed.

    Raises:
        WriteError: the file changed meanwhile, or cannot be written.
    """
    if new == old:
        return False
    with Rewriting(path) as rewriting:
        rewriting.add(old, new)
        return rewriting.finish(digest_of(old))
