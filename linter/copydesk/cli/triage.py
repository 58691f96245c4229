"""The suppression of findings in `copydesk check`, by which baseline and which log of decisions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from copydesk.config import BASELINE, DECISIONS, Config, load_config, repository
from copydesk.errors import DataError, UsageError
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.run.runner import Outcome

if TYPE_CHECKING:
    from copydesk.triage.baseline import Baseline
    from copydesk.triage.decisions import DecisionLog

__all__ = [
    "author",
    "baseline_path",
    "decisions_path",
    "entries_told",
    "is_whole",
    "open_baseline",
    "open_decisions",
    "suppress",
]


def _config(linter: Linter) -> Config:
    given = linter.settings.config
    return (
        load_config(given, named=given.suffix == ".ini") if given else linter.config_for(Path("article.txt"))
    )


def baseline_path(linter: Linter) -> Path:
    """The baseline that the configuration of this folder names, or else the one beside it.

    Raises:
        DataError: the one beside it is a link that leads out of the repository.
    """
    config = _config(linter)
    folder = config.root if config.root is not None else Path.cwd()
    return config.baseline or _beside(folder, BASELINE)


def decisions_path(linter: Linter) -> Path:
    """The log of decisions: beside the configuration of this folder, or else at the top of its repository.

    Raises:
        DataError: it is a link that leads out of the repository.
    """
    config = _config(linter)
    return _beside(config.root if config.root is not None else repository(Path.cwd()), DECISIONS)


def _beside(folder: Path, name: str) -> Path:
    path, boundary = Path(os.path.relpath(folder / name)), repository(folder).resolve()
    if path.is_symlink() and not path.resolve().is_relative_to(boundary):
        raise DataError(f"is a link that leads out of {boundary}", os.fspath(path))
    return path


def open_baseline(linter: Linter, file: Path | None) -> Baseline | None:
    """The baseline of a check, if there is one.

    Args:
        linter: what is checked with.
        file: the baseline given, or None for the configuration's, or the default one where it is there.

    Raises:
        CopydeskError: there is no such baseline, or it cannot be used.
    """
    if file is None:
        if linter.settings.isolated:
            return None
        file = baseline_path(linter)
        if _config(linter).baseline is None and not file.is_file():
            return None
    from copydesk.triage.baseline import Baseline

    return Baseline.load(file)


def open_decisions(linter: Linter) -> DecisionLog | None:
    """The log of decisions of a check, if there is one; says what is wrong with it.

    Raises:
        CopydeskError: it cannot be used.
    """
    if linter.settings.isolated or not os.path.lexists(path := decisions_path(linter)):
        return None
    from copydesk.triage.decisions import DecisionLog

    log = DecisionLog(path)
    for note in log.notes:
        click.echo(f"copydesk: warning: {note}", err=True)
    return log


def author(folder: Path) -> str:
    """Who decides: "Name <address>" as git has it, or else who is logged in."""
    from copydesk.system.git import Git

    try:
        return Git(folder, "git").author()
    except UsageError:
        from getpass import getuser

        try:
            return getuser()
        except (KeyError, OSError):  # KeyError: before Python 3.13
            return "somebody"


def suppress(
    known: Baseline | None,
    log: DecisionLog | None,
    linter: Linter,
    outcomes: Sequence[Outcome],
    paths: Sequence[str] = (),
) -> Sequence[Outcome]:
    """The outcomes of a check, without the findings that a baseline knows and those that editors ignore.

    Args:
        known: the baseline, if there is one.
        log: the log of decisions, if there is one.
        linter: what was checked with.
        outcomes: of the files.
        paths: what was checked as a whole, as given; of entries that are stale a note is made then.
    """
    reports: Sequence[FileReport] = [outcome.report for outcome in outcomes]
    if known is not None:
        reports = _without_known(known, linter, reports, paths)
    if log is not None:
        reports = log.suppress(reports, linter)
    return [replace(o, report=report) for o, report in zip(outcomes, reports, strict=True)]


def _without_known(
    known: Baseline, linter: Linter, reports: Sequence[FileReport], paths: Sequence[str]
) -> Sequence[FileReport]:
    from copydesk.triage.baseline_match import match_baseline

    match = match_baseline(known, reports, linter, is_whole(known, paths))
    if paths and (n := len(match.stale)):
        click.echo(
            f"copydesk: {known.path}: {entries_told(n)} {'stands' if n == 1 else 'stand'} for nothing any"
            f" more; `copydesk baseline update` takes {'it' if n == 1 else 'them'} out",
            err=True,
        )
    return match.reports


def is_whole(known: Baseline, paths: Sequence[str]) -> bool:
    """Whether the folder of a baseline, with all in it, is what is checked, or is in that."""
    folder = Path(os.path.abspath(known.path.parent))
    return any(folder.is_relative_to(os.path.abspath(path)) for path in paths)


def entries_told(n: int) -> str:
    """How many entries, in words."""
    return f"{n:,} {'entry' if n == 1 else 'entries'}"
