"""The fixer: fixes are selected and applied, and the source checked again, until nothing more changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.report import FileReport
from copydesk.rule.finding import Safety
from copydesk.text.edits import Shift, SourceEdit, first_disjoint
from copydesk.text.source import Source, digest_of

__all__ = [
    "MAX_PASSES",
    "AppliedRequests",
    "FixRequest",
    "FixResult",
    "applicable",
    "apply_fixes",
    "fix_source",
    "select_fixes",
]

#: No more than this, though every pass brings something new.
MAX_PASSES = 50
#: The same for fixes that are asked for one by one.
_REQUEST_PASSES = 10


class FixResult(Struct, frozen=True):
    """What fixing came to.

    Attributes:
        source: as it is after the fixes.
        report: of a check of that source.
        applied: how many fixes were applied.
        converged: False where there was still something to apply after the last pass.
        undoing: the rules whose fixes undo each other: the source is as it was before they began.
    """

    source: Source
    report: FileReport
    applied: int
    converged: bool
    undoing: tuple[str, ...] = ()


def applicable(diagnostic: Diagnostic, unsafe: bool) -> PlacedFix | None:
    """The first fix of a diagnostic that may be applied, or None."""
    allowed = (Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,)
    return next((fix for fix in diagnostic.fixes if fix.safety in allowed), None)


def select_fixes(diagnostics: Sequence[Diagnostic], unsafe: bool) -> list[PlacedFix]:
    """The fixes of one pass: where two overlap, the first by position wins and the other waits."""
    return [fix for _, fix in _selected(diagnostics, unsafe)]


def _selected(diagnostics: Sequence[Diagnostic], unsafe: bool) -> list[tuple[str, PlacedFix]]:
    """The fixes of one pass, each with its rule."""
    fixes = [(d.rule, fix) for d in diagnostics if (fix := applicable(d, unsafe))]
    return first_disjoint(fixes, lambda each: _stretches(each[1]))


def _stretches(fix: PlacedFix) -> list[SourceEdit]:
    return [SourceEdit(*stretch, "") for stretch in fix.stretches]


def fix_source(
    source: Source,
    lint: Callable[[Source], FileReport],
    unsafe: bool = False,
    report: FileReport | None = None,
) -> FixResult:
    """Apply fixes until none is left to apply.

    Where rules undo each other's fixes, the source comes back to what it was before. Then it stays as it was
    when they began.

    Args:
        source: what to fix; it is not changed.
        lint: checks a source.
        unsafe: whether unsafe fixes are applied too. Display fixes never are.
        report: of a check of the source, where there has been one.
    """
    report = report or lint(source)
    passes: dict[str, _Pass] = {}  # by the digest of what was to be fixed
    applied = 0
    while fixes := _selected(report.diagnostics, unsafe):
        digest = digest_of(source.data)
        if digest in passes:
            again = list(passes.values())[list(passes).index(digest) :]
            undoing = sorted(frozenset().union(*(each.rules for each in again)))
            return FixResult(source, report, again[0].applied, False, tuple(undoing))
        if len(passes) == MAX_PASSES:
            return FixResult(source, report, applied, False)
        passes[digest] = _Pass(applied, frozenset(rule for rule, _ in fixes))
        source = source.edited([edit for _, fix in fixes for edit in fix.edits])
        applied += len(fixes)
        report = lint(source)
    return FixResult(source, report, applied, True)


class _Pass(Struct, frozen=True):
    """How many fixes were applied before a pass, and whose are applied in it."""

    applied: int
    rules: frozenset[str]


class FixRequest(Struct, frozen=True):
    """A finding that somebody wants fixed.

    Attributes:
        diagnostic: of the source.
        replacement: the words that they want there, if not those of its fix.
        origin: the finding in the report on the file, where that is another object.
    """

    diagnostic: Diagnostic
    replacement: str | None = None
    origin: Diagnostic | None = None


class AppliedRequests(Struct, frozen=True):
    """What became of requests.

    Attributes:
        source: as it is after the fixes.
        report: of a check of that source; None where nothing was applied.
        made: what was fixed.
        left: what could not be: the markup around has no room for its words, or they are gone.
    """

    source: Source
    report: FileReport | None
    made: tuple[FixRequest, ...]
    left: tuple[FixRequest, ...]


def apply_fixes(
    source: Source,
    wanted: Sequence[FixRequest],
    lint: Callable[[Source], FileReport],
    fix_of: Callable[[Source, FixRequest], PlacedFix | None],
) -> AppliedRequests:
    """Apply the fixes of some findings and no others; of two that overlap, the later if it is found again.

    Args:
        source: what to fix; it is not changed.
        wanted: findings of a check of the source.
        lint: checks a source.
        fix_of: the fix that is wanted for a finding of a source.
    """
    report: FileReport | None = None
    made: list[FixRequest] = []
    left: list[FixRequest] = []
    waiting = [(each, each) for each in wanted]  # as it was wanted, and as it is found now
    for _ in range(_REQUEST_PASSES):
        fixes = [(each, now, fix_of(source, now)) for each, now in waiting]
        left += (each for each, _, fix in fixes if fix is None)
        possible = [fix for *_, fix in fixes if fix is not None]
        first = {id(fix) for fix in first_disjoint(possible, _stretches)}
        chosen = [(each, fix) for each, _, fix in fixes if fix is not None and id(fix) in first]
        waiting = [(each, now) for each, now, fix in fixes if fix is not None and id(fix) not in first]
        if not chosen:
            break
        made += (each for each, _ in chosen)
        edits = [edit for _, fix in chosen for edit in fix.edits]
        source = source.edited(edits)
        report = lint(source)
        again = [(each, now, _found_again(now.diagnostic, edits, report)) for each, now in waiting]
        made += (each for each, _, found in again if found is None)  # fixed by one that overlapped theirs
        waiting = [(each, replace(now, diagnostic=found)) for each, now, found in again if found is not None]
    return AppliedRequests(source, report, tuple(made), (*left, *(each for each, _ in waiting)))


def _found_again(old: Diagnostic, edits: Sequence[SourceEdit], report: FileReport) -> Diagnostic | None:
    """A finding, in a report on the source after some edits."""
    shift = Shift(edits)
    start, end = shift(old.start), shift(old.end)
    return next(
        (
            d
            for d in report.diagnostics
            if (d.rule, d.article) == (old.rule, old.article) and d.start <= end and start <= d.end
        ),
        None,
    )
