"""`copydesk sign-off`, and what `copydesk check --require-sign-off` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copydesk.cli.checking import Checked, Checking, checking_options, fail_threshold, say
from copydesk.cli.triage import author, decisions_path, open_baseline, suppress
from copydesk.errors import SourceError, os_error_reason
from copydesk.lint.linter import Linter
from copydesk.reporters.text import inert, visible
from copydesk.rule.finding import Severity
from copydesk.text.source import digest_of_file

if TYPE_CHECKING:
    from copydesk.triage.decisions import DecisionLog, SignOff

__all__ = ["sign_off", "sign_offs"]


@click.command("sign-off")
@click.argument("paths", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Who signs. [default: the author that git would name]")
@click.option("--with-open", is_flag=True, help="Even where findings are open; how many is written down.")
@checking_options
def sign_off(checking: Checking, paths: tuple[str, ...], by: str | None, with_open: bool) -> int:
    """Write down who answers for articles as they are now.

    `copydesk check --require-sign-off` asks for that. Exits with 1 where findings are open at or above the
    severity that fails a check.
    """
    from copydesk.triage.decisions import DecisionLog

    linter = checking.linter
    log = DecisionLog(decisions_path(linter))
    who = by or author(Path.cwd())
    checked = checking.check(paths)
    say(checked.all_problems)
    outcomes = suppress(open_baseline(linter, None), log, linter, checked.outcomes)
    code = 0
    for (path, name), outcome in zip(checked.files, outcomes, strict=True):
        report = outcome.report
        if any(problem.severity is Severity.ERROR for problem in report.problems):
            code = 2
            continue
        threshold = fail_threshold(linter, path)
        grave = sum(threshold is not None and d.severity.rank >= threshold.rank for d in report.diagnostics)
        if grave and not with_open:
            told = f"{grave:,} {'finding is' if grave == 1 else 'findings are'} open"
            _say(f"{name}: not signed off: {told}; --with-open signs it all the same")
            code = code or 1
            continue
        try:
            if digest_of_file(path) != report.digest:
                raise SourceError(name, "changed while it was being checked; run again")
            made = log.sign_off(name, path, who, len(report.diagnostics))
        except OSError as error:
            raise SourceError(name, os_error_reason(error)) from None
        still = f", with {made.open:,} open" if made.open else ""
        click.echo(inert(visible(f"{name}: signed off by {made.who}{still}")))
    return 2 if any(problem.severity is Severity.ERROR for problem in checked.problems) else code


def sign_offs(
    linter: Linter, checked: Checked, log: DecisionLog | None = None
) -> Mapping[str, SignOff | None]:
    """The sign-off of each file that was checked, as it is now; says which files have none.

    Args:
        linter: what was checked with.
        checked: what came of it.
        log: where the sign-offs are; by default in the log that `linter` would use.

    Raises:
        CopydeskError: the log of decisions cannot be used, or a file not be read any more.
    """
    from copydesk.triage.decisions import DecisionLog

    log = log or DecisionLog(decisions_path(linter))
    found: dict[str, SignOff | None] = {}
    for (path, name), outcome in zip(checked.files, checked.outcomes, strict=True):
        if not outcome.report.encoding:
            continue  # it could not be read, which is said
        try:
            found[name] = log.signed_off(name, path)
        except OSError as error:
            raise SourceError(name, os_error_reason(error)) from None
        if found[name] is None:
            last = log.last_sign_off(name)
            _say(f"{name}: changed since {last.said()}" if last else f"{name}: not signed off")
    return found


def _say(line: str) -> None:
    click.echo(f"copydesk: {inert(visible(line))}", err=True)
