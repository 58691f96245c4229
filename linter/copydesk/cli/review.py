"""`copydesk review`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copydesk.cli.checking import Checking, checking_options, say
from copydesk.cli.triage import author, decisions_path, open_baseline
from copydesk.errors import UsageError
from copydesk.lint.linter import File
from copydesk.lint.report import FileReport, Problem
from copydesk.run.discovery import collect

if TYPE_CHECKING:
    from copydesk.rule.plugins import Registry
    from copydesk.servers.review.archive_lookup import ArchiveLookup

__all__ = ["review"]


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="The port; 0 for any."
)
@click.option("--no-browser", is_flag=True, help="Open no browser: print the address, and wait.")
@click.option("--who", metavar="NAME", help="Who decides.  [default: as git has it]")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Known findings, which are not shown.  [default: the configuration's, or the one beside it]",
)
@click.option(
    "--audit",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="An audit, to ask where else something was published.  [default: copydesk-audit, if there]",
)
@checking_options
def review(
    checking: Checking,
    paths: tuple[str, ...],
    port: int,
    no_browser: bool,
    who: str | None,
    baseline: Path | None,
    audit: Path | None,
) -> int:
    """Look at articles, decide on each finding, and save: a page in the browser, of this machine alone.

    Without a path, texts can be pasted and files dropped; what comes of them can be downloaded.
    """
    import logging

    from copydesk.lint.levels import Levels
    from copydesk.servers.review.decision_store import LogStore
    from copydesk.servers.review.server import review as run
    from copydesk.servers.review.session import ReviewSession
    from copydesk.triage.baseline_match import match_baseline
    from copydesk.triage.decisions import DecisionLog

    levels = Levels(checking.linter)
    linter = levels.first
    archive = _archive(audit, linter.registry)
    files = _files(checking, paths) if paths else []
    known = open_baseline(linter, baseline)

    def suppress_known(report: FileReport) -> FileReport:
        return match_baseline(known, [report], linter).reports[0] if known else report

    logging.basicConfig(format="copydesk: %(message)s", level=logging.ERROR)
    log = DecisionLog(decisions_path(linter))
    for note in log.notes:
        click.echo(f"copydesk: warning: {note}", err=True)
    session = ReviewSession(levels, files, LogStore(log), suppress_known, who or author(Path.cwd()), archive)
    run(session, linter.settings, files, port, not no_browser, checking.jobs, checking.cache_folder)
    return 0


def _archive(folder: Path | None, registry: Registry) -> ArchiveLookup | None:
    """What to ask where else something was published."""
    default = Path("copydesk-audit")
    if folder is None and not default.is_dir():
        return None
    from copydesk.audit.database import FILE
    from copydesk.servers.review.archive_lookup import ArchiveLookup

    if ((folder or default) / FILE).is_file():
        return ArchiveLookup(folder or default, registry)
    if folder is None:
        return None
    raise UsageError(f"{folder}: no audit here; make one with: copydesk audit SOURCE… --out {folder}")


def _files(checking: Checking, paths: Sequence[str]) -> list[File]:
    """The files to review; links that lead out of what was given are left out, and that is said."""
    files, problems = collect(checking.linter, paths, checking.force_exclude)
    given = [os.path.realpath(path) for path in paths]
    inside = []
    for path, shown in files:
        real = os.path.realpath(path)
        if any(real == each or real.startswith(os.path.join(each, "")) for each in given):
            inside.append((path, shown))
        else:
            problems.append(Problem(shown, "is a link that leads out of what was given; left out"))
    say(problems)
    if not inside:
        raise UsageError("there is nothing to review")
    return inside
