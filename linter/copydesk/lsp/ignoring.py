"""Findings that pass: by a comment, by the baseline where there can be none, or by a decision."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from copydesk.config import BASELINE, DECISIONS, Config, repository
from copydesk.errors import UsageError
from copydesk.lint.diagnostic import Diagnostic, Suppressed, Suppressor
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.text.source import Source
from copydesk.triage.add_ignores import add_ignores
from copydesk.triage.baseline import Baseline, Entry
from copydesk.triage.baseline_match import match_baseline
from copydesk.triage.decisions import DecisionLog

__all__ = ["baseline_file", "commented", "known", "take_in"]


def baseline_file(config: Config, home: Path) -> Path:
    """The baseline for a file: the one that its configuration names, or else the one beside that.

    Args:
        config: the file's settings.
        home: the folder for a baseline where there is no configuration.
    """
    return config.baseline or (config.root or home) / BASELINE


def known(linter: Linter, config: Config, report: FileReport) -> FileReport:
    """A report without what the baseline knows, and without what editors ignore.

    Args:
        linter: what the report comes from.
        config: the file's settings.
        report: as checked.

    Raises:
        CopydeskError: the baseline or the log of decisions cannot be used.
    """
    home = Path(report.path).parent
    file = baseline_file(config, home)
    if state := _state(file):
        report = match_baseline(_baseline(file, *state), [report], linter).reports[0]
    file = (config.root or repository(home)) / DECISIONS
    if state := _state(file):
        report = _decisions(file, *state).suppress([report], linter)[0]
    return report


def _state(file: Path) -> tuple[int, int] | None:
    """What changes when a file does; None if there is no such file."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=4)
def _baseline(file: Path, changed: int, size: int) -> Baseline:
    return Baseline.load(file)


@lru_cache(maxsize=4)
def _decisions(file: Path, changed: int, size: int) -> DecisionLog:
    return DecisionLog(file)


def commented(linter: Linter, source: Source, config: Config, report: FileReport, finding: Diagnostic) -> str:
    """The text with a comment that lets one of its findings pass.

    Args:
        linter: what it was checked with.
        source: the text.
        config: its settings.
        report: of it.
        finding: which is to pass.

    Raises:
        UsageError: no comment can stand there.
    """
    others = tuple(Suppressed(d, Suppressor.COMMENT) for d in report.diagnostics if d is not finding)
    alone = replace(report, diagnostics=(finding,), suppressed=report.suppressed + others)
    done = add_ignores(linter, source, config, alone)
    if not done.comments:
        raise UsageError("; ".join(done.left) or f"{finding.path}: no comment can stand there")
    return done.source.text


def take_in(linter: Linter, file: Path, report: FileReport, finding: Diagnostic) -> None:
    """Add a finding to a baseline, which is made if there is none.

    Args:
        linter: what the finding comes from.
        file: of the baseline.
        report: that has the finding.
        finding: what is to pass.

    Raises:
        CopydeskError: the baseline cannot be read or written.
    """
    baseline = Baseline.load(file) if file.exists() else Baseline(file)
    new = [
        Entry.of(place.key, date.today())
        for place in match_baseline(baseline, [report], linter).new
        if place.diagnostic is finding
    ]
    baseline.save([*baseline.entries, *new])
