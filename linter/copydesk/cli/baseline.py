"""`copydesk baseline`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from copydesk.baseline import SCHEMA, Baseline, Entry
from copydesk.cache import Cache, default_folder
from copydesk.cli.known import baseline_path, entries_told, is_whole
from copydesk.cli.progress import shown
from copydesk.config import Selection
from copydesk.engine import FileReport, Linter, Problem, Settings
from copydesk.errors import UsageError
from copydesk.known import Settled, settle
from copydesk.run import run_files
from copydesk.walk import collect

__all__ = ["baseline"]

_MAX_LISTED = 20


@click.group()
def baseline() -> None:
    """Known findings: take them in once, and only new ones count.

    The file is copydesk-baseline.jsonl beside the configuration, unless that or --baseline names another.
    """


def _names(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for part in value for name in part.split(",") if name.strip())


def _options(*more: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The options of a command that checks, and more."""
    common = (
        click.argument("paths", nargs=-1),
        click.option("--baseline", "file", type=click.Path(path_type=Path), metavar="FILE"),
        *more,
        click.option("--select", multiple=True, callback=_names, metavar="NAMES", help="Only these rules."),
        click.option(
            "--extend-select", multiple=True, callback=_names, metavar="NAMES", help="These as well."
        ),
        click.option("--ignore", multiple=True, callback=_names, metavar="NAMES", help="All but these."),
        click.option("--config", type=click.Path(path_type=Path), metavar="FILE"),
        click.option("--no-cache", is_flag=True, help="Check everything anew, and remember nothing."),
        click.option("--jobs", type=click.IntRange(0), default=0, help="Processes; 0 for what is worth it."),
    )

    def decorate(command: Any) -> Any:
        for option in reversed(common):
            command = option(command)
        return command

    return decorate


_TERMS = (
    click.option("--owner", default="", metavar="NAME", help="Who is to mend them."),
    click.option("--reason", default="", metavar="TEXT", help="Why they may stand."),
    click.option(
        "--expires",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help="The last day on which they may.",
    ),
)


class _Check:
    """A check of the paths that a command was given."""

    def __init__(self, paths: Sequence[str], file: Path | None, **given: Any) -> None:
        config: Path | None = given["config"]
        if config and not config.is_file():
            raise UsageError(f"{config}: no such configuration file")
        settings = Settings(
            selection=Selection(given["select"] or None, given["extend_select"], given["ignore"]),
            config=config.absolute() if config else None,
        )
        self.linter = Linter(settings)
        self.paths = list(paths) or ["."]
        self.path = file or baseline_path(self.linter)
        self._jobs: int = given["jobs"]
        self._cache = None if given["no_cache"] else settings

    def run(self) -> tuple[list[FileReport], int]:
        """The reports of the files, and the exit code: 2 where something went wrong, which is said."""
        files, problems = collect(self.linter, self.paths)
        cache = Cache(default_folder(), self._cache) if self._cache else None
        outcomes = run_files(self.linter, files, jobs=self._jobs, cache=cache)
        if cache:
            with cache:
                reports = [o.report for o in shown(outcomes, len(files))]
        else:
            reports = [o.report for o in shown(outcomes, len(files))]
        problems += [p for report in reports for p in report.problems]
        for problem in dict.fromkeys(problems):
            _say_problem(problem)
        return reports, 2 if problems else 0

    def settle(self, known: Baseline) -> tuple[Settled, int]:
        """What of the reports a baseline knows, and the exit code."""
        reports, code = self.run()
        return settle(known, reports, self.linter, is_whole(known, self.paths)), code


def _say_problem(problem: Problem) -> None:
    click.echo(f"copydesk: {f'{problem.path}: ' if problem.path else ''}{problem.message}", err=True)


@baseline.command()
@_options(*_TERMS, click.option("--force", is_flag=True, help="Overwrite a baseline that is there."))
def create(
    paths: tuple[str, ...],
    file: Path | None,
    force: bool,
    owner: str,
    reason: str,
    expires: datetime | None,
    **given: Any,
) -> int:
    """Take in what is found in PATHS; without any, in this folder."""
    check = _Check(paths, file, **given)
    if check.path.exists() and not force:
        hint = "`copydesk baseline update` brings it up to date, --force overwrites it"
        raise UsageError(f"{check.path}: exists already; {hint}")
    data = check.path.read_bytes() if check.path.exists() else b""
    known = Baseline(check.path, (), data)
    settled, code = check.settle(known)
    entries = [_with_terms(place.entry(path, date.today()), owner, reason, expires)
               for place, path in settled.new]  # fmt: skip
    known.save(entries)
    click.echo(f"Wrote {check.path}: {entries_told(len(entries))}.")
    _count(entries)
    return code


def _with_terms(entry: Entry, owner: str, reason: str, expires: datetime | None) -> Entry:
    return replace(
        entry,
        owner=owner or entry.owner,
        reason=reason or entry.reason,
        expires=expires.date() if expires else None,
    )


@baseline.command()
@_options(
    click.option("--add", is_flag=True, help="Take in what is new, too, and renew what has expired."), *_TERMS
)
def update(
    paths: tuple[str, ...],
    file: Path | None,
    add: bool,
    owner: str,
    reason: str,
    expires: datetime | None,
    **given: Any,
) -> int:
    """Take out the entries that stand for nothing any more, and follow the text and the files."""
    if not add and (owner or reason or expires):
        raise UsageError("--owner, --reason and --expires are for what is taken in; they go with --add")
    check = _Check(paths, file, **given)
    known = Baseline.load(check.path, merge=True)
    settled, code = check.settle(known)
    late = set(settled.expired) if add else set()
    entries = list(settled.unjudged)
    for entry, place, path in settled.pairs:
        said = replace(place.entry(path, entry.since), owner=entry.owner, reason=entry.reason)
        said = replace(said, expires=entry.expires)
        entries.append(_with_terms(said, owner, reason, expires) if entry in late else said)
    if add:
        new = (place.entry(path, date.today()) for place, path in settled.new)
        entries += (_with_terms(entry, owner, reason, expires) for entry in new)
    known.save(entries)
    moved = sum(path != entry.path for entry, _, path in settled.pairs)
    told = [f"{len(settled.stale):,} taken out"]
    told += [f"{moved:,} moved with their files"] if moved else []
    told += [f"{len(settled.new):,} taken in"] if add else []
    told += [f"{len(late):,} renewed"] if late else []
    click.echo(f"{check.path}: {', '.join(told)}; {entries_told(len(entries))}.")
    if not add and (n := len(settled.new)):
        click.echo(f"{n:,} found that {'is' if n == 1 else 'are'} not in it; --add takes that in, too.")
    return code


@baseline.command()
@_options()
def check(paths: tuple[str, ...], file: Path | None, **given: Any) -> int:
    """Tell whether the baseline is in order: exits with 1 where entries have expired or are stale."""
    checking = _Check(paths, file, **given)
    known = Baseline.load(checking.path)
    settled, code = checking.settle(known)
    for entry in settled.expired:
        owner = f", owner {entry.owner}" if entry.owner else ""
        click.echo(f"{entry.path}: {_named(entry)} expired on {entry.expires}{owner}")
    for entry in settled.stale:
        click.echo(f"{entry.path}: {_named(entry)} is not found any more")
    stale, expired = len(settled.stale), len(settled.expired)
    if stale:
        click.echo("`copydesk baseline update` takes out what is not found any more.")
    click.echo(f"{check_summary(len(known.entries), stale, expired)}")
    return code or int(bool(stale or expired))


def check_summary(entries: int, stale: int, expired: int) -> str:
    """How many entries are in which state."""
    if not stale and not expired:
        return f"{entries_told(entries)}, all in order."
    return f"{entries_told(entries)}, {stale:,} stale, {expired:,} expired."


@baseline.command()
@click.option("--baseline", "file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(file: Path | None, output_format: str) -> int:
    """Show what is in the baseline: by rule, owner and expiry."""
    path = file or baseline_path(Linter())
    known = Baseline.load(path)
    if output_format == "json":
        import msgspec

        data = {"schema": SCHEMA, "path": os.fspath(path), "entries": known.entries}
        click.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
        return 0
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in known.entries:
        expires = f"{entry.expires}{' !' if _is_over(entry) else ''}" if entry.expires else ""
        groups.setdefault((entry.rule, entry.owner, expires), []).append(entry)
    rows = [
        (*group, len(entries), len({e.path for e in entries}), min(e.since for e in entries))
        for group, entries in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    if rows:
        from tabulate import tabulate

        headers = ("rule", "owner", "expires", "entries", "files", "since")
        click.echo(tabulate(rows, headers, "simple", disable_numparse=True) + "\n")
    over = sum(map(_is_over, known.entries))
    note = f", {over:,} of them expired (!)" if over else ""
    click.echo(f"{entries_told(len(known.entries))} in {len({e.path for e in known.entries}):,} files{note}.")
    return 0


def _is_over(entry: Entry) -> bool:
    return entry.expires is not None and entry.expires < date.today()


def _named(entry: Entry) -> str:
    words = f" “{entry.words}”" if entry.words else ""
    return f"{entry.rule}{words}"


def _count(entries: Sequence[Entry]) -> None:
    by_rule = Counter(entry.rule for entry in entries).most_common()
    for rule, n in by_rule[:_MAX_LISTED]:
        click.echo(f"{n:>8,}  {rule}")
    if len(by_rule) > _MAX_LISTED:
        click.echo(f"{'':>10}and {len(by_rule) - _MAX_LISTED} rules more")
