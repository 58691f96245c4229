"""`copydesk ledger`: the names and terms that an archive has, and those that are the house's."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copydesk.cli.audit_ask import OUT
from copydesk.config import NAME, find_config, forget, load_config
from copydesk.errors import UsageError
from copydesk.reporters.text import in_line

if TYPE_CHECKING:
    from copydesk.audit.names.variants import Name, Spelling

__all__ = ["ledger"]

_CONFIG = click.option(
    "--config",
    "only",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The configuration whose house it is.  [default: the nearest, or copydesk.toml here]",
)


@click.group(no_args_is_help=True)
def ledger() -> None:
    """Look at the names and terms that an audit has learned, and make them the house's.

    \b
    copydesk ledger show --conflicts    what is spelled in more than one way
    copydesk ledger accept NAME…        the house's spelling from now on
    """


@ledger.command()
@click.argument("name", required=False)
@click.option(
    "--conflicts", is_flag=True, help="Only what is spelled in more than one way, the surest first."
)
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="So many names.")
@OUT
def show(name: str | None, conflicts: bool, most: int, out: Path) -> int:
    """Show the most frequent names, or those that hold NAME, each with its other spellings."""
    from tabulate import tabulate

    from copydesk.audit.names.variants import listed

    rows: list[tuple[Any, ...]] = []
    found = listed(out, name, conflicts, most=most)
    for entry in found:
        rows.append(
            (in_line(entry.name), entry.kind, entry.articles, entry.count, _years(entry), entry.verdict)
        )
        for v in entry.variants:
            said = f"{v.verdict} {v.confidence:.2f}" if v.verdict in ("sure", "unsure") else v.verdict
            rows.append((f"· {in_line(v.name)}", "", v.articles, v.count, _years(v), said))
    if not rows:
        raise UsageError("nothing like that in the ledger")
    heads = ("name", "kind", "articles", "times", "years", "verdict")
    click.echo(tabulate(rows, heads, tablefmt="simple", disable_numparse=True))
    return 0


def _years(entry: Name | Spelling) -> str:
    first, last = entry.first_year, entry.last_year
    return "" if first is None else str(first) if first == last else f"{first}–{last}"


@ledger.command()
@click.argument("names", nargs=-1)
@click.option("--all-sure", is_flag=True, help="Every full name that is in many articles and not in doubt.")
@click.option(
    "--articles",
    type=click.IntRange(2),
    default=10,
    show_default=True,
    help="With --all-sure: in so many articles at least.",
)
@click.option(
    "--most",
    type=click.IntRange(1),
    default=5000,
    show_default=True,
    help="With --all-sure: so many names, the most frequent.",
)
@_CONFIG
@OUT
def accept(
    names: tuple[str, ...], all_sure: bool, articles: int, most: int, only: Path | None, out: Path
) -> int:
    """Make NAMES the house's: never flagged from now on, and what comes near them is."""
    from copydesk.audit.names.variants import decide, find, sure

    if bool(names) == all_sure:
        raise UsageError("name what to accept, or say --all-sure")
    accepted = sure(out, articles, most) if all_sure else find(out, names)
    config = (only or find_config(Path.cwd()) or Path(NAME)).absolute()
    target = _write(config, accepted)
    decide(out, [entry.name for entry in accepted], "accepted")
    click.echo(f"{len(accepted):,} accepted; see {os.path.relpath(target)}", err=True)
    return 0


def _write(config: Path, accepted: Sequence[Name]) -> Path:
    """Add names to the ledger of a configuration, which is made where there is none."""
    from copydesk.config.ledger import extended
    from copydesk.config.reading import ledger_of
    from copydesk.config.writing import edited, name_ledger

    target = ledger_of(config)
    names = [entry.name for entry in accepted if entry.kind != "term"]
    # A rule finds a variant that differs in one word; "Blue Heron" for "BlueHeron" is said outright.
    terms = [
        (v.name, e.name)
        for e in accepted
        for v in e.variants
        if e.kind == "term" or v.name.count(" ") != e.name.count(" ")
    ]
    old = _read(target)
    try:
        new = extended(old, names, terms)
    except ValueError as error:
        raise UsageError(f"{target}: {error}") from None
    _replace(target, old, new)
    forget()
    layers = load_config(config).layers if config.exists() else ()
    if not any(layer.path == config and layer.ledger.ledger for layer in layers):
        text = _read(config)
        name = Path(os.path.relpath(target, config.parent)).as_posix()
        _replace(config, text, edited(config, text, name_ledger(name)))
    return target


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode() if path.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _replace(path: Path, old: str | None, new: str) -> None:
    from copydesk.system.atomic import write_atomically

    write_atomically(path, None if old is None else old.encode(), new.encode())


@ledger.command()
@click.argument("names", nargs=-1, required=True)
@OUT
def reject(names: tuple[str, ...], out: Path) -> int:
    """Note that NAMES are no other spelling of anything, or nothing for the house's list."""
    from copydesk.audit.names.variants import decide, spelled

    decide(out, [name for name, _ in spelled(out, names)], "rejected")
    return 0


@ledger.command()
@click.option("--conflicts", is_flag=True, help="Only what is spelled in more than one way.")
@click.option("--accepted", is_flag=True, help="Only what was accepted.")
@click.option(
    "--output-format",
    type=click.Choice(["csv", "json", "toml"]),
    default="csv",
    show_default=True,
    help="Of toml, [house] with names and terms.",
)
@OUT
def export(conflicts: bool, accepted: bool, output_format: str, out: Path) -> int:
    """Write the ledger to standard output, a name with all its spellings after the other."""
    from copydesk.audit.names.variants import listed

    names = listed(out, conflicts=conflicts)
    found = (entry for entry in names if entry.verdict == "accepted" or not accepted)
    if output_format == "json":
        import msgspec

        for entry in found:
            click.echo(msgspec.json.encode(entry))
    elif output_format == "toml":
        import tomlkit

        house = tomlkit.table()
        entries = list(found)
        house["names"] = [entry.name for entry in entries if entry.kind != "term"]
        terms = {v.name: e.name for e in entries if e.kind == "term" for v in e.variants}
        if terms:
            house["terms"] = terms
        click.echo(tomlkit.dumps({"house": house}), nl=False)
    else:
        import csv

        writer = csv.writer(sys.stdout)
        writer.writerow(
            ("name", "preferred", "kind", "count", "articles", "first_year", "last_year", "verdict")
        )
        for entry in found:
            spellings: list[tuple[Name | Spelling, str]] = [(entry, "")]
            spellings += [(variant, entry.name) for variant in entry.variants]
            for s, preferred in spellings:
                years = (s.first_year, s.last_year)
                writer.writerow((s.name, preferred, entry.kind, s.count, s.articles, *years, s.verdict))
    return 0
