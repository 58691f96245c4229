"""Checking, for the commands that do: their options, and the way from paths to outcomes."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from copydesk.cli.progress import shown
from copydesk.config import Selection
from copydesk.document.article import Article
from copydesk.errors import SourceError, UsageError, os_error_reason
from copydesk.lint.linter import File, Linter, Settings
from copydesk.lint.report import FileReport, Problem
from copydesk.readers import format_or_plain, reader_for
from copydesk.reporters.text import inert, visible
from copydesk.rule.finding import Severity
from copydesk.run.discovery import collect
from copydesk.run.runner import Mode, Outcome, Suppress, run_across, run_files
from copydesk.system.limits import Limits
from copydesk.text.source import Source, Tracking, digest_of_file

if TYPE_CHECKING:
    from copydesk.run.cache import Cache
    from copydesk.run.changed_lines import Changes

__all__ = ["Checked", "Checking", "checking_options", "fail_threshold", "say", "split_names"]


def split_names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The names of an option: several are parted by commas."""
    return tuple(name.strip() for part in value for name in part.split(",") if name.strip())


_OPTIONS: dict[str, Any] = {
    "select": click.option(
        "--select", multiple=True, callback=split_names, metavar="NAMES", help="Only these rules or groups."
    ),
    "extend_select": click.option(
        "--extend-select", multiple=True, callback=split_names, metavar="NAMES", help="These as well."
    ),
    "ignore": click.option(
        "--ignore", multiple=True, callback=split_names, metavar="NAMES", help="All but these."
    ),
    "across": click.option(
        "--across", is_flag=True, help="Compare the articles: the same paragraph in two of them."
    ),
    "min_confidence": click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="X",
        help="Only what is at least this likely to be acted on, from 0 to 1, for every rule.",
    ),
    "deep": click.option(
        "--deep/--no-deep",
        default=None,
        help="Read the sentences with small language models as well.  [default: the configuration's, or not]",
    ),
    "encoding": click.option(
        "--encoding", metavar="NAME", help="The encoding of files that have no byte order mark."
    ),
    "config": click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Use this configuration file for everything.",
    ),
    "isolated": click.option("--isolated", is_flag=True, help="Use no configuration file."),
    "force_exclude": click.option(
        "--force-exclude", is_flag=True, help="Leave out excluded files even where they are named."
    ),
    "file_timeout": click.option(
        "--file-timeout",
        type=click.FloatRange(0),
        metavar="SECONDS",
        help="How long a file, or an article of one that holds many, may take; 0: any time. [default: 300]",
    ),
    "file_memory": click.option(
        "--file-memory",
        type=click.IntRange(0),
        metavar="MB",
        help="How much memory a file may take; 0: any. [default: 4096]",
    ),
    "no_cache": click.option("--no-cache", is_flag=True, help="Check everything anew, and remember nothing."),
    "cache_dir": click.option(
        "--cache-dir",
        type=click.Path(path_type=Path),
        envvar="COPYDESK_CACHE_DIR",
        metavar="FOLDER",
        help="Where what was found is remembered. [default: the system's folder for caches]",
    ),
    "jobs": click.option(
        "--jobs", type=click.IntRange(0), default=0, help="Processes; 0 for as many as are worth it."
    ),
}


def checking_options(command: Callable[..., Any], without: Collection[str] = ()) -> Any:
    """Add the options to a command, which gets what they say as `checking`, a `Checking`.

    Args:
        command: a function.
        without: the options that it does not have.
    """
    options = {name: option for name, option in _OPTIONS.items() if name not in without}
    for option in reversed(list(options.values())):
        command = option(command)

    @wraps(command)
    def wrapped(*args: Any, **given: Any) -> Any:
        checking = Checking(**{name: given.pop(name) for name in options})
        return command(*args, checking=checking, **given)

    return wrapped


class Checked(Struct, frozen=True):
    """What came of a check.

    Attributes:
        files: each with the name to report it by.
        outcomes: of the files.
        problems: what was no file.
        open: reads a file again, as `copydesk.reporters.Run.open` does.
    """

    files: Sequence[File] = ()
    outcomes: Sequence[Outcome] = ()
    problems: Sequence[Problem] = ()
    open: Callable[[FileReport], Iterator[tuple[Source, Article]]] | None = None

    @property
    def all_problems(self) -> list[Problem]:
        """What went wrong, with the paths or with a file, each once."""
        found = (p for outcome in self.outcomes for p in outcome.report.problems)
        return list(dict.fromkeys((*self.problems, *found)))


class Checking:
    """How files are to be checked.

    Args:
        select, extend_select, ignore: names of rules and groups.
        across: whether the articles are compared with each other, too.
        min_confidence: what a finding must have to be reported, from 0 to 1.
        deep: whether rules ask their deep level.
        encoding: of files without a byte order mark.
        config: the configuration file for everything.
        isolated: whether no configuration file is used.
        force_exclude: whether an excluded file is left out even where it is named.
        file_timeout: how long a file may take, in seconds.
        file_memory: how much memory it may take, in megabytes.
        no_cache: whether nothing is remembered.
        cache_dir: where what was found is remembered.
        jobs: how many processes; 0 for as many as are worth it.

    Raises:
        UsageError: options exclude each other, or name what there is not.
    """

    def __init__(
        self,
        *,
        select: tuple[str, ...] = (),
        extend_select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        across: bool = False,
        min_confidence: float | None = None,
        deep: bool | None = None,
        encoding: str | None = None,
        config: Path | None = None,
        isolated: bool = False,
        force_exclude: bool = False,
        file_timeout: float | None = None,
        file_memory: int | None = None,
        no_cache: bool = False,
        cache_dir: Path | None = None,
        jobs: int = 0,
    ) -> None:
        if config and isolated:
            raise UsageError("--config and --isolated exclude each other")
        if config and not config.is_file():
            raise UsageError(f"{config}: no such configuration file")
        selection = Selection(select or None, extend_select, ignore, min_confidence, deep)
        limits = Limits()
        if file_timeout is not None:
            limits = replace(limits, seconds=file_timeout)
        if file_memory is not None:
            limits = replace(limits, megabytes=file_memory)
        place = config.absolute() if config else None
        settings = Settings(selection, place, isolated, encoding, limits=limits)
        if across:
            comparing = Linter(settings).comparing
            settings = replace(
                settings, selection=replace(selection, extend_select=(*extend_select, *comparing))
            )
        self.linter = Linter(settings)
        self.force_exclude = force_exclude
        self.jobs = jobs
        self._cache_dir = cache_dir
        self._remembers = not no_cache

    @property
    def cache_folder(self) -> Path | None:
        """Where what was found is remembered; None where it is not to be."""
        if not self._remembers:
            return None
        from copydesk.run.cache import default_folder

        return self._cache_dir or default_folder()

    def track_changes(self, author: str, fix: bool, paths: Sequence[str]) -> None:
        """Make fixes as tracked changes.

        Args:
            author: whose they are.
            fix: whether fixes are made at all.
            paths: files, as given on the command line.

        Raises:
            UsageError: there is nothing that could be tracked.
        """
        if not fix:
            raise UsageError("--track-changes says how --fix writes; it needs --fix")
        for name in paths or (".",):
            if not reader_for(format_or_plain(name)).format.tracks_changes:
                raise UsageError(f"--track-changes is for Word documents (.docx), which {name} is not")
        from datetime import UTC, datetime

        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.linter = Linter(replace(self.linter.settings, tracking=Tracking(author, date)))

    def check(
        self,
        paths: Sequence[str],
        mode: Mode = Mode.CHECK,
        unsafe: bool = False,
        changes: Changes | None = None,
        without: Collection[str] = (),
        suppress: Suppress | None = None,
    ) -> Checked:
        """Check the files that paths stand for; where it takes a while, a terminal sees how far it is.

        Args:
            paths: files and folders, as given on the command line.
            mode: whether fixes are shown or made.
            unsafe: whether that takes unsafe fixes in.
            changes: only files that are in it; the others are there to be compared with.
            without: files in folders that are no articles, by their absolute paths.
            suppress: takes out of reports what is not to be fixed.
        """
        among = changes.files if changes else None
        files, problems = collect(self.linter, paths, self.force_exclude, among, without)
        if len(files) > 1:  # more than a short run: what it leaves behind would add up
            gc.set_threshold(50_000, 10, 10)
        with self._remembering(self.linter) as cache:
            found = run_files(self.linter, files, mode, unsafe, self.jobs, cache, suppress)
            outcomes = list(shown(found, len(files)))
            if any(outcome.report.passages for outcome in outcomes):
                others = self._others(paths, files, without) if changes else ()
                outcomes = run_across(self.linter, files, outcomes, others, self.jobs, cache)
        places = {name: path for path, name in files}

        def reopen(report: FileReport) -> Iterator[tuple[Source, Article]]:
            path = places[report.path]
            try:
                now = digest_of_file(path)
            except OSError as error:
                raise SourceError(report.path, os_error_reason(error)) from None
            if now != report.digest:
                raise SourceError(report.path, "it has changed since it was checked")
            return self.linter.read(path, report.path)

        return Checked(files, outcomes, problems, reopen)

    def _others(
        self, paths: Sequence[str], files: Iterable[File], without: Collection[str]
    ) -> Sequence[FileReport]:
        """The reports of the files that are not to be checked, only to be compared with."""
        checked = {os.path.realpath(path) for path, _ in files}
        others = [
            file
            for file in collect(self.linter, paths, self.force_exclude, None, without)[0]
            if os.path.realpath(file[0]) not in checked
        ]
        settings = self.linter.settings
        selection = replace(settings.selection, select=self.linter.comparing, extend_select=())
        linter = Linter(replace(settings, selection=selection))
        with self._remembering(linter) as cache:
            return [outcome.report for outcome in run_files(linter, others, jobs=self.jobs, cache=cache)]

    @contextmanager
    def _remembering(self, linter: Linter) -> Iterator[Cache | None]:
        """The reports of earlier runs, unless they are not wanted; says what is wrong with them."""
        folder = self.cache_folder
        if folder is None:
            yield None
            return
        from copydesk.run.cache import Cache

        with Cache(folder, linter.settings) as cache:
            yield cache
        if cache.note:
            click.echo(f"copydesk: {cache.note}", err=True)


def fail_threshold(linter: Linter, path: str | Path, fail_on: str | None = None) -> Severity | None:
    """The least severity that fails a file, by the command line or else by its configuration, if any does."""
    threshold = fail_on or linter.config_for(path).fail_on or "warning"
    return None if threshold == "never" else Severity(threshold)


def say(problems: Iterable[Problem]) -> None:
    """Say on stderr what went wrong."""
    for problem in problems:
        level = "" if problem.severity is Severity.ERROR else f"{problem.severity.value}: "
        path = f"{problem.path}: " if problem.path else ""
        click.echo(f"copydesk: {inert(visible(f'{level}{path}{problem.message}'))}", err=True)
