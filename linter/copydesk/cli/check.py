"""`copydesk check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from copydesk.cli.checking import Checked, Checking, checking_options, fail_threshold, say
from copydesk.cli.ignores import with_ignores
from copydesk.cli.outputs import CheckCommand, output_options, outputs, write
from copydesk.cli.stdin import open_stdin, read_stdin, stdin_path
from copydesk.cli.triage import open_baseline, open_decisions, suppress
from copydesk.document.article import Article
from copydesk.errors import UsageError
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.reporters import Run
from copydesk.rule.finding import Severity
from copydesk.rule.rule import Rule
from copydesk.run.runner import FileRun, Fixing, Mode, Suppress
from copydesk.text.source import Source

if TYPE_CHECKING:
    from copydesk.run.changed_lines import Changes
    from copydesk.triage.decisions import DecisionLog, SignOff

__all__ = ["check"]

_FAIL_ON = [*(severity.value for severity in reversed(Severity)), "never"]


@click.command(cls=CheckCommand)
@click.argument("paths", nargs=-1)
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the fixes that change words, too.")
@click.option("--track-changes", is_flag=True, help="With --fix: into Word documents, as tracked changes.")
@click.option("--author", metavar="NAME", help="With --track-changes: whose.  [default: copydesk]")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--since", metavar="REV", help="Only what differs from this git revision: main, HEAD, v1.2.")
@click.option("--stdin-diff", is_flag=True, help="Only what the unified diff on standard input changes.")
@output_options
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Known findings, which are kept back. [default: the configuration's, or the one beside it]",
)
@click.option("--add-ignores", is_flag=True, help="Write ignore comments for what is found.")
@click.option("--reason", default="", metavar="TEXT", help="With --add-ignores: why it may stand.")
@click.option("--stdin-filename", metavar="NAME", help="What to take standard input for: notes.md.")
@click.option(
    "--fail-on",
    type=click.Choice(_FAIL_ON),
    help="The least severity that makes the exit code 1.  [default: the configuration's, or warning]",
)
@click.option("--require-sign-off", is_flag=True, help="Fail where nobody signed an article off as it is.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--statistics", is_flag=True, help="Only count.")
@checking_options
@click.pass_context
def check(  # long, as each of its options is taken to what acts on it
    ctx: click.Context,
    checking: Checking,
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    track_changes: bool,
    author: str | None,
    diff: bool,
    since: str | None,
    stdin_diff: bool,
    baseline: Path | None,
    add_ignores: bool,
    reason: str,
    stdin_filename: str | None,
    fail_on: str | None,
    exit_zero: bool,
    statistics: bool,
    require_sign_off: bool,
) -> int:
    """Check articles: files, folders, or - for standard input. Without any, this folder.

    \b
    Exit codes: 0  nothing at or above --fail-on
                1  findings, or a sign-off that is required and missing
                2  something went wrong: usage, configuration, unreadable input, a crash
    """
    if fix and diff:
        raise UsageError("--fix and --diff exclude each other")
    if unsafe_fixes and not (fix or diff):
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    if track_changes:
        checking.track_changes(_author(author), fix, paths)
    elif author is not None:
        raise UsageError("--author goes with --track-changes")
    if add_ignores and (diff or "-" in paths):
        raise UsageError("--add-ignores writes into files: neither with --diff nor with standard input")
    if reason and not add_ignores:
        raise UsageError("--reason goes with --add-ignores")
    wanted = outputs(ctx, paths, stdin_filename)
    linter = checking.linter
    mode = Mode.DIFF if diff else Mode.FIX if fix else Mode.CHECK
    stdin = "-" in paths
    if stdin and len(paths) > 1:
        raise UsageError("- (standard input) cannot be combined with other paths")
    if stdin and require_sign_off:
        raise UsageError("--require-sign-off is for files, and - is standard input")
    known, log = open_baseline(linter, baseline), open_decisions(linter)
    keep = log.suppress if log else None
    changes = _changes(since, stdin_diff, paths, mode is not Mode.CHECK or add_ignores)
    if stdin:
        checked = _check_stdin(checking, stdin_filename, mode, unsafe_fixes, keep)
    else:
        reports = frozenset(os.path.abspath(output.file) for output in wanted if output.file)
        checked = checking.check(paths or (".",), mode, unsafe_fixes, changes, reports, keep)
    whole = () if changes or stdin else paths or (".",)
    outcomes = suppress(known, log, linter, checked.outcomes, whole)
    if add_ignores:
        outcomes = suppress(known, log, linter, with_ignores(linter, checked.outcomes, outcomes, reason))
    if changes:
        outcomes = [
            replace(outcome, report=changes.keep(outcome.report, path))
            for outcome, (path, _) in zip(outcomes, checked.files, strict=True)
        ]
    checked = replace(checked, outcomes=outcomes)
    problems = checked.all_problems
    if fail_on is None and any(output.format == "vale-json" for output in wanted):
        fail_on = "error"  # as Vale's own exit code
    fail_on = "never" if exit_zero else fail_on
    signed = _sign_offs(linter, checked, log) if require_sign_off else None
    failing = [o.report.path for o in outcomes if o.report.diagnostics]
    run = Run(
        files=[o.report for o in checked.outcomes if o.report.encoding],
        problems=problems,
        applied=sum(o.applied for o in checked.outcomes) if mode is Mode.FIX else 0,
        statistics=statistics,
        rules=_Rules(linter),
        thresholds={p: fail_threshold(linter, p, fail_on) for p in failing},
        sign_offs=signed,
        open=checked.open,
    )
    if mode is Mode.DIFF:
        click.echo("".join(o.diff for o in checked.outcomes), nl=False)
    elif not (stdin and mode is Mode.FIX):
        write(run, wanted)
    say(problems)
    if run.broken:
        return 2
    unsigned = None in (signed or {}).values() and not exit_zero
    return int(unsigned or any(map(run.fails, run.diagnostics)))


def _author(name: str | None) -> str:
    if name is None:
        return "copydesk"
    if not name.strip() or not name.isprintable():
        raise UsageError(f"--author {name!r}: a name is needed")
    return name.strip()


def _sign_offs(linter: Linter, checked: Checked, log: DecisionLog | None) -> Mapping[str, SignOff | None]:
    from copydesk.cli.signing import sign_offs

    return sign_offs(linter, checked, log)


def _changes(since: str | None, diff: bool, paths: Sequence[str], writes: bool) -> Changes | None:
    """What changed, if only that is asked for."""
    if since is None and not diff:
        return None
    if since is not None and diff:
        raise UsageError("--since and --stdin-diff exclude each other")
    if writes:
        raise UsageError(
            "--since and --stdin-diff only report: --fix, --diff and --add-ignores are for whole files"
        )
    if "-" in paths:
        raise UsageError("--since and --stdin-diff are for files, and - is standard input")
    from copydesk.run.changed_lines import Changes

    if since is None:
        return Changes.from_diff(open_stdin().read(), Path())
    changes = Changes.since(since, Path())
    for name in paths:
        if changes.root and not Path(name).resolve().is_relative_to(changes.root):
            raise UsageError(
                f"{name}: not in the git repository {changes.root}, so --since says nothing of it"
            )
    return changes


class _Rules(Mapping[str, type[Rule[Any]]]):
    """The rules there are, by name; the packs are imported when they are first asked for."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter

    @cached_property
    def _known(self) -> Mapping[str, type[Rule[Any]]]:
        return self._linter.known.rules

    def __getitem__(self, name: str) -> type[Rule[Any]]:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _check_stdin(
    checking: Checking, name: str | None, mode: Mode, unsafe: bool, suppress: Suppress | None
) -> Checked:
    linter, path = checking.linter, stdin_path(name)
    config = linter.config_for(path)
    if checking.force_exclude and config.excludes(path):
        if mode is Mode.FIX:
            sys.stdout.buffer.write(open_stdin().read())
        return Checked()
    run, parts = FileRun(linter, name or "<stdin>", config, Fixing(mode, unsafe, suppress)), list[Source]()
    reader = read_stdin(name, linter.settings.encoding or config.encoding)
    for source in linter.settings.limits.each(reader):
        fixed = run.add(source)
        parts.append(fixed if mode is Mode.FIX else source)
    if mode is Mode.FIX:
        sys.stdout.buffer.writelines(source.data for source in parts)
        sys.stdout.buffer.flush()

    def reopen(_: FileReport) -> Iterator[tuple[Source, Article]]:
        return ((source, article) for source in parts for article in read_articles(source, config))

    return Checked(outcomes=[run.outcome(reader.digest)], open=reopen)
