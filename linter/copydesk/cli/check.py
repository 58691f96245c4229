"""`copydesk check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copydesk.cli.outputs import CheckCommand, output_options, outputs, write
from copydesk.cli.progress import shown
from copydesk.cli.stdin import read_stdin, stdin_path
from copydesk.config import Selection
from copydesk.engine import Linter, Problem, Settings
from copydesk.errors import UsageError
from copydesk.finding import Severity
from copydesk.reporters import Run
from copydesk.rule import Rule
from copydesk.run import Mode, Outcome, mend, run_files
from copydesk.walk import collect

if TYPE_CHECKING:
    from copydesk.cache import Cache

__all__ = ["check"]

_FAIL_ON = [*(severity.value for severity in reversed(Severity)), "never"]


def _names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for part in value for name in part.split(",") if name.strip())


@click.command(cls=CheckCommand)
@click.argument("paths", nargs=-1)
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the fixes that change words, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--select", multiple=True, callback=_names, metavar="NAMES", help="Only these rules or groups.")
@click.option("--extend-select", multiple=True, callback=_names, metavar="NAMES", help="These as well.")
@click.option("--ignore", multiple=True, callback=_names, metavar="NAMES", help="All but these.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Only what is at least this likely to be acted on, from 0 to 1, for every rule.",
)
@output_options
@click.option("--stdin-filename", metavar="NAME", help="What to take standard input for: notes.md.")
@click.option("--encoding", metavar="NAME", help="The encoding of files that have no byte order mark.")
@click.option(
    "--config", type=click.Path(), metavar="FILE", help="Use this configuration file for everything."
)
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option("--no-cache", is_flag=True, help="Check everything anew, and remember nothing.")
@click.option(
    "--cache-dir",
    type=click.Path(path_type=Path),
    envvar="COPYDESK_CACHE_DIR",
    help="Where what was found is remembered. [default: the system's folder for caches]",
)
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes; 0 for as many as are worth it.")
@click.option("--fail-on", type=click.Choice(_FAIL_ON), default="warning", show_default=True)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--statistics", is_flag=True, help="Only count.")
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    min_confidence: float | None,
    stdin_filename: str | None,
    encoding: str | None,
    config: str | None,
    isolated: bool,
    no_cache: bool,
    cache_dir: Path | None,
    jobs: int,
    fail_on: str,
    exit_zero: bool,
    statistics: bool,
) -> int:
    """Check articles: files, folders, or - for standard input. Without any, this folder.

    \b
    Exit codes: 0  nothing at or above --fail-on
                1  findings
                2  something went wrong: usage, configuration, unreadable input, a crash
    """
    if fix and diff:
        raise UsageError("--fix and --diff exclude each other")
    if config and isolated:
        raise UsageError("--config and --isolated exclude each other")
    if config and not Path(config).is_file():
        raise UsageError(f"{config}: no such configuration file")
    wanted = outputs(ctx)
    settings = Settings(
        selection=Selection(select or None, extend_select, ignore, min_confidence),
        config=Path(config).absolute() if config else None,
        isolated=isolated,
        encoding=encoding,
    )
    linter = Linter(settings)
    mode = Mode.DIFF if diff else Mode.FIX if fix else Mode.CHECK
    stdin = "-" in paths
    if stdin and len(paths) > 1:
        raise UsageError("- (standard input) cannot be combined with other paths")
    if stdin:
        outcomes: Sequence[Outcome] = [_check_stdin(linter, stdin_filename, mode, unsafe_fixes)]
        problems: list[Problem] = []
    else:
        files, problems = collect(linter, paths or (".",))
        with nullcontext() if no_cache else _cache(cache_dir, settings) as cache:
            outcomes = list(shown(run_files(linter, files, mode, unsafe_fixes, jobs, cache), len(files)))
        if cache and cache.note:
            click.echo(f"copydesk: {cache.note}", err=True)
    problems += [p for o in outcomes for p in o.report.problems]
    problems = list(dict.fromkeys(problems))
    run = Run(
        files=[o.report for o in outcomes if o.report.encoding],
        problems=problems,
        applied=sum(o.applied for o in outcomes) if mode is Mode.FIX else 0,
        statistics=statistics,
        rules=_Rules(linter),
    )
    if mode is Mode.DIFF:
        click.echo("".join(o.diff for o in outcomes), nl=False)
    elif not (stdin and mode is Mode.FIX):
        write(run, wanted)
    for problem in problems:
        click.echo(f"copydesk: {f'{problem.path}: ' if problem.path else ''}{problem.message}", err=True)
    if problems:
        return 2
    if exit_zero or fail_on == "never":
        return 0
    bar = Severity(fail_on).rank
    return int(any(d.severity.rank >= bar for d in run.diagnostics))


def _cache(folder: Path | None, settings: Settings) -> AbstractContextManager[Cache]:
    from copydesk.cache import Cache, default_folder

    return Cache(folder or default_folder(), settings)


class _Rules(Mapping[str, type[Rule[Any]]]):
    """The rules there are, by name; the packs are imported when they are first asked for."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter

    def __getitem__(self, name: str) -> type[Rule[Any]]:
        return self._linter.registry.rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._linter.registry.rules)

    def __len__(self) -> int:
        return len(self._linter.registry.rules)


def _check_stdin(linter: Linter, name: str | None, mode: Mode, unsafe: bool) -> Outcome:
    config = linter.config_for(stdin_path(name))
    source = read_stdin(name, linter.settings.encoding or config.encoding)
    outcome, fixed = mend(linter, source, config, linter.lint_source(source, config), mode, unsafe)
    if mode is Mode.FIX:
        sys.stdout.buffer.write(fixed.data)
        sys.stdout.buffer.flush()
    return outcome
