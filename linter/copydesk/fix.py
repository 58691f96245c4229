"""Applying fixes: select them, apply them, check again, until nothing more changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from copydesk.diagnostic import Diagnostic, PlacedFix
from copydesk.engine import FileReport
from copydesk.errors import WriteError, reason_of
from copydesk.finding import Safety
from copydesk.source import Source
from copydesk.span import Span

__all__ = ["MAX_PASSES", "FixResult", "applicable", "fix_source", "select_fixes", "write_atomically"]

MAX_PASSES = 10


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
    fixes = [fix for d in diagnostics if (fix := applicable(d, unsafe))]
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
    import signal
    import stat
    import tempfile

    from copydesk.signals import uninterrupted

    target = Path(os.path.realpath(path))
    try:
        if target.read_bytes() != old:
            raise WriteError(os.fspath(path), "changed on disk while it was being checked; run again")
        mode = stat.S_IMODE(target.stat().st_mode)
        if not os.access(target, os.W_OK):
            raise WriteError(os.fspath(path), "cannot be written: it is write-protected")
        with uninterrupted(signal.SIGINT, signal.SIGTERM):
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(new)
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(name, mode)
                os.replace(name, target)
            except BaseException:
                os.unlink(name)
                raise
    except OSError as error:
        raise WriteError(os.fspath(path), f"cannot be written: {reason_of(error)}") from None
    return True
