"""`copydesk check --add-ignores`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from copydesk.errors import CopydeskError, UsageError
from copydesk.lint.linter import Linter
from copydesk.lint.report import Problem
from copydesk.run.runner import Outcome

__all__ = ["with_ignores"]


def with_ignores(
    linter: Linter, outcomes: Sequence[Outcome], new: Sequence[Outcome], reason: str
) -> list[Outcome]:
    """Write ignore comments, and say where none can stand.

    Args:
        linter: what was checked with.
        outcomes: of the files.
        new: the same without what the baseline keeps back: what comments are written for.
        reason: why it may stand.

    Returns:
        The outcomes with the comments, and with what the baseline keeps back.

    Raises:
        UsageError: the reason cannot stand in a comment.
    """
    from copydesk.triage.add_ignores import ignored

    after: list[Outcome] = []
    comments = files = 0
    for outcome, wanted in zip(outcomes, (outcome.report for outcome in new), strict=True):
        report = outcome.report
        if wanted.diagnostics and not wanted.problems:
            try:
                done = ignored(linter, Path(report.path), wanted, reason)
            except UsageError:
                raise
            except CopydeskError as error:
                message = getattr(error, "message", str(error))
                report = replace(report, problems=(Problem(report.path, message),))
            else:
                report = done.report if done.comments else report
                comments += done.comments
                files += bool(done.comments)
                for line in done.left:
                    click.echo(f"copydesk: {line}", err=True)
        after.append(replace(outcome, report=report))
    what = f"{comments:,} ignore {'comment' if comments == 1 else 'comments'}"
    click.echo(f"copydesk: wrote {what} into {files:,} {'file' if files == 1 else 'files'}", err=True)
    return after
