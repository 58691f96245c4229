"""`copydesk baseline`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict, replace

from copydesk.cli.checking import Checking, checking_options, say
from copydesk.cli.triage import baseline_path, entries_told, is_whole, open_decisions
from copydesk.errors import UsageError
from copydesk.lint.linter import Linter
from copydesk.triage.baseline import SCHEMA, Baseline, Entry
from copydesk.triage.baseline_match import BaselineMatch, match_baseline
from copydesk.triage.finding_key import Place

__all__ = ["baseline"]

_MAX_LISTED = 20


@click.group()
def baseline() -> None:
    """Known findings: take them in once, and only new ones count.

    The file is copydesk-baseline.jsonl beside the configuration, unless that or --baseline names another.
    """


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


#: Which baseline.
_FILE = click.option(
    "--baseline",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The baseline. [default: the configuration's, or the one beside it]",
)


def _with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Add the options of a command that compares PATHS with a baseline, and more."""

    def decorate(command: Any) -> Any:
        command = checking_options(command)
        for option in reversed((click.argument("paths", nargs=-1), _FILE, *options)):
            command = option(command)
        return command

    return decorate


def _match(checking: Checking, known: Baseline, paths: Sequence[str]) -> tuple[BaselineMatch, int]:
    """What of the findings in some paths a baseline knows, and the exit code; says what went wrong.

    What editors ignore is not new: it needs no entry.
    """
    paths = paths or (".",)
    checked = checking.check(paths)
    say(checked.all_problems)
    reports = [outcome.report for outcome in checked.outcomes]
    match = match_baseline(known, reports, checking.linter, is_whole(known, paths))
    if match.new and (log := open_decisions(checking.linter)):
        kept = log.suppress(match.reports, checking.linter)
        left = {id(diagnostic) for report in kept for diagnostic in report.diagnostics}
        new = [place for place in match.new if id(place.diagnostic) in left]
        match = replace(match, new=new)
    return match, 2 if checked.all_problems else 0


@baseline.command()
@_with_options(*_TERMS, click.option("--force", is_flag=True, help="Overwrite a baseline that is there."))
def create(
    checking: Checking,
    paths: tuple[str, ...],
    file: Path | None,
    force: bool,
    owner: str,
    reason: str,
    expires: datetime | None,
) -> int:
    """Take in what is found in PATHS; without any, in this folder."""
    target = file or baseline_path(checking.linter)
    if target.exists() and not force:
        hint = "`copydesk baseline update` brings it up to date, --force overwrites it"
        raise UsageError(f"{target}: exists already; {hint}")
    known = Baseline(target, (), target.read_bytes() if target.exists() else b"")
    match, code = _match(checking, known, paths)
    entries = _entries(match.new, owner, reason, expires)
    known.save(entries)
    click.echo(f"Wrote {target}: {entries_told(len(entries))}.")
    _count(entries)
    return code


def _entries(new: Sequence[Place], owner: str, reason: str, expires: datetime | None) -> list[Entry]:
    entries = (Entry.of(place.key, date.today()) for place in new)
    return [_with_terms(entry, owner, reason, expires) for entry in entries]


def _with_terms(entry: Entry, owner: str, reason: str, expires: datetime | None) -> Entry:
    return replace(
        entry,
        owner=owner or entry.owner,
        reason=reason or entry.reason,
        expires=expires.date() if expires else None,
    )


@baseline.command()
@_with_options(
    click.option("--add", is_flag=True, help="Take in what is new, too, and renew what has expired."), *_TERMS
)
def update(
    checking: Checking,
    paths: tuple[str, ...],
    file: Path | None,
    add: bool,
    owner: str,
    reason: str,
    expires: datetime | None,
) -> int:
    """Take out the entries that stand for nothing any more, and follow the text and the files."""
    if not add and (owner or reason or expires):
        raise UsageError("--owner, --reason and --expires are for what is taken in; they go with --add")
    known = Baseline.load(file or baseline_path(checking.linter), merge=True)
    match, code = _match(checking, known, paths)
    late = set(match.expired) if add else set()
    entries = list(match.unjudged)
    for entry, place in match.pairs:
        said = replace(entry, **asdict(place.key))
        entries.append(_with_terms(said, owner, reason, expires) if entry in late else said)
    if add:
        entries += _entries(match.new, owner, reason, expires)
    known.save(entries)
    moved = sum(place.key.path != entry.path for entry, place in match.pairs)
    told = [f"{len(match.stale):,} taken out"]
    told += [f"{moved:,} moved with their files"] if moved else []
    told += [f"{len(match.new):,} taken in"] if add else []
    told += [f"{len(late):,} renewed"] if late else []
    click.echo(f"{known.path}: {', '.join(told)}; {entries_told(len(entries))}.")
    if not add and (n := len(match.new)):
        click.echo(f"{n:,} found that {'is' if n == 1 else 'are'} not in it; --add takes that in, too.")
    return code


@baseline.command()
@_with_options()
def check(checking: Checking, paths: tuple[str, ...], file: Path | None) -> int:
    """Tell whether entries have expired or are stale: exits with 1 if any."""
    known = Baseline.load(file or baseline_path(checking.linter))
    match, code = _match(checking, known, paths)
    for entry in match.expired:
        owner = f", owner {entry.owner}" if entry.owner else ""
        click.echo(f"{entry.path}: {_named(entry)} expired on {entry.expires}{owner}")
    for entry in match.stale:
        click.echo(f"{entry.path}: {_named(entry)} is not found any more")
    stale, expired = len(match.stale), len(match.expired)
    if stale:
        click.echo("`copydesk baseline update` takes out what is not found any more.")
    click.echo(f"{check_summary(len(known.entries), stale, expired)}")
    return code or int(bool(stale or expired))


def check_summary(entries: int, stale: int, expired: int) -> str:
    """How many entries are in which state.

    Args:
        entries: all of them.
        stale: those that stand for nothing any more.
        expired: those that let nothing pass any more.
    """
    if not stale and not expired:
        return f"{entries_told(entries)}, all in order."
    return f"{entries_told(entries)}, {stale:,} stale, {expired:,} expired."


@baseline.command()
@_FILE
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
