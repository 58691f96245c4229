"""The baseline's match: what of a run a baseline knows, and what of the baseline the run did not find."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from copydesk.lint.diagnostic import Diagnostic, Suppressed, Suppressor
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.triage.baseline import Baseline, Entry
from copydesk.triage.finding_key import Place
from copydesk.triage.matching import Matching

__all__ = ["BaselineMatch", "match_baseline"]


class BaselineMatch(Struct, frozen=True):
    """What of a run is known.

    Attributes:
        reports: with the known findings among the suppressed, and a note on those that have expired.
        pairs: each entry that is in use, and the place that it stands for.
        new: the places that no entry stands for.
        expired: entries in use that let nothing pass any more.
        stale: entries that stand for nothing.
        unjudged: entries of which this run says nothing: their files or rules were not part of it.
    """

    reports: Sequence[FileReport]
    pairs: Sequence[tuple[Entry, Place]] = ()
    new: Sequence[Place] = ()
    expired: Sequence[Entry] = ()
    stale: Sequence[Entry] = ()
    unjudged: Sequence[Entry] = ()


def match_baseline(
    baseline: Baseline,
    reports: Sequence[FileReport],
    linter: Linter,
    whole: bool = False,
    today: date | None = None,
) -> BaselineMatch:
    """Pair the findings of a run with what the baseline knows.

    Args:
        baseline: what is known.
        reports: of the run, as checked.
        linter: what they were checked with.
        whole: whether every file in the baseline's folder was part of the run, so that entries of files that
            are gone are stale.
        today: by default the day it is.
    """
    entries = {entry.key: entry for entry in baseline.entries}
    matching = Matching(list(entries), reports, linter, baseline.paths)
    entry_of = {found: entries[known] for found, known in matching.pairs.items()}
    today = today or date.today()
    expired = [e for e in entry_of.values() if e.expires is not None and e.expires < today]
    late = set(expired)
    kept = [
        _suppress(report, [(d, [entry_of.get(p.key) for p in places]) for d, places in found], late)
        for report, found in matching.files
    ]
    used = set(matching.pairs.values())
    stale: list[Entry] = []
    unjudged: list[Entry] = []
    for key, entry in entries.items():
        if key not in used:
            (stale if matching.is_stale(key, whole) else unjudged).append(entry)
    places = [place for _, found in matching.files for _, places in found for place in places]
    return BaselineMatch(
        reports=kept,
        pairs=[(entry_of[place.key], place) for place in places if place.key in entry_of],
        new=[place for place in places if place.key not in entry_of],
        expired=expired,
        stale=stale,
        unjudged=unjudged,
    )


def _suppress(
    report: FileReport,
    found: Sequence[tuple[Diagnostic, Sequence[Entry | None]]],
    late: Collection[Entry],
) -> FileReport:
    """A report with the findings that are known, at every place, among the suppressed."""
    diagnostics: list[Diagnostic] = []
    suppressed = list(report.suppressed)
    for diagnostic, entries in found:
        known = [entry for entry in entries if entry is not None]
        over = next((entry for entry in known if entry in late), None)
        if over is not None:
            owner = f", owner {over.owner}" if over.owner else ""
            note = f"(known since {over.since}, expired {over.expires}{owner})"
            diagnostics.append(replace(diagnostic, message=f"{diagnostic.message} {note}"))
        elif len(known) < len(entries):
            diagnostics.append(diagnostic)
        else:
            suppressed.append(Suppressed(diagnostic, Suppressor.BASELINE, known[0].said()))
    if len(suppressed) == len(report.suppressed) and not late:
        return report
    return replace(report, diagnostics=tuple(diagnostics), suppressed=tuple(suppressed))
