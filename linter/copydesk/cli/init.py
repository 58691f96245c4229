"""`copydesk init`."""

from __future__ import annotations

from pathlib import Path

import click

from copydesk.config import NAME
from copydesk.errors import UsageError

__all__ = ["init"]

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
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(folder: str, force: bool) -> int:
    """Write a commented copydesk.toml into FOLDER."""
    path = Path(folder) / NAME
    if path.exists() and not force:
        raise UsageError(f"{path}: exists already; --force overwrites it")
    try:
        path.write_text(_TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    click.echo(f"Wrote {path}")
    return 0
