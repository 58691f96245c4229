"""`copydesk init`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from copydesk.config import NAME
from copydesk.errors import UsageError, os_error_reason
from copydesk.system.atomic import replacing

__all__ = ["init"]

_SYSTEMS = ["github", "gitlab", "pre-commit"]

_TEMPLATE = """\
# copydesk: the last reader before publication.
# Every key is optional. `copydesk rules` lists the rules, `copydesk explain RULE` explains one.

# Start from another file of this repository, an installed package, or several, later ones stronger:
# extends = "../copydesk.toml"

# Only these rules or groups run (without it, those that are on by default):
# select = ["repetition", "wording", "markup"]

# More rules than that, or fewer:
# extend-select = ["mixed-spelling", "inconsistent-term"]
# ignore = ["inconsistent-ellipsis"]

# Files never to check, as in .gitignore:
# exclude = ["drafts/", "*.generated.md"]

# The language, where it should not be detected; the encoding of files that are not UTF-8:
# language = "en"
# encoding = "windows-1252"

# How sure a finding must be to be reported, from 0 to 1, and how severe to fail the check:
# min-confidence = 0.8
# fail-on = "error"

# What the house knows to be right. Names are never flagged, near misses of them are;
# a term on the left is to be replaced by the one on the right (the rule house-term).
[house]
names = []
# names = ["Rex Tillerson", "Légaré-Tremblay"]
# The English that it writes, for spellings that are wrong in one English and right in another:
# dialect = "en-GB"

[house.terms]
# "e-mail" = "email"

# A rule's options, its severity ("error", "warning" or "suggestion") and its own min-confidence.
# [rules.repeated-word]
# allow = ["had", "that", "bora"]
# severity = "warning"

# Other settings for some files:
# [[overrides]]
# files = ["press/**"]
# ignore = ["mixed-quotes"]

# The element that holds the article in your HTML pages:
# [html]
# article = "div.post-body"
"""


@click.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False))
@click.option("--force", is_flag=True, help="Overwrite a copydesk.toml that is there.")
@click.option("--ci", type=click.Choice(_SYSTEMS), help="Write what this system reads instead.")
@click.option(
    "--from",
    "source",
    metavar="ADDRESS[@REVISION]",
    help="With --ci: the git repository to get copydesk from. [default: where this copy came from]",
)
@click.option("--from-vale", is_flag=True, help="Write what means the same as the .vale.ini in FOLDER.")
def init(folder: str, force: bool, ci: str | None, source: str | None, from_vale: bool) -> int:
    """Write a commented copydesk.toml into FOLDER, or the file that puts copydesk into CI.

    A file for CI is never overwritten: where there is one already, what belongs into it is printed.
    """
    if ci:
        if from_vale:
            raise UsageError("--from-vale and --ci exclude each other")
        if force:
            raise UsageError("--force is for copydesk.toml; a file for CI is never overwritten")
        return _init_ci(Path(folder), ci, source)
    if source:
        raise UsageError("--from goes with --ci")
    path = Path(folder) / NAME
    if path.exists() and not force:
        raise UsageError(f"{path}: exists already; --force overwrites it")
    said: list[str] = []
    text = _TEMPLATE
    if from_vale:
        from copydesk.cli import from_vale as vale
        from copydesk.rule.plugins import find_plugins, load_plugins

        text, said = vale.from_vale(Path(folder), frozenset(load_plugins(find_plugins()).rules))
    _write(path, text)
    click.echo("\n".join((f"Wrote {path}", *said)))
    return 0


def _init_ci(folder: Path, name: str, source: str | None) -> int:
    from copydesk.cli.ci import SYSTEMS, origin

    system = SYSTEMS[name]
    if not (folder / ".git").exists():
        raise UsageError(f"{folder}: not the root of a git repository, where {name} looks for {system.path}")
    text = system.text(origin(source))
    path = folder / system.path
    if os.path.lexists(path):
        click.echo(text, nl=False)
        raise UsageError(f"{path}: exists already, nothing was written; add to it what is printed above")
    _write(path, text)
    click.echo(f"Wrote {path}\nNext: {system.then}.")
    click.echo("What an archive has already goes into a baseline: copydesk baseline create")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UsageError(f"{path}: cannot be written: {os_error_reason(error)}") from None
    with replacing(path) as file:
        file.write(text.encode())
