"""`copydesk config`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from copydesk.config import config_for
from copydesk.errors import UsageError
from copydesk.rule.plugins import find_plugins, load_plugins

__all__ = ["config"]

#: What holds where nobody says anything.
_UNSET = {
    "select": "the rules that are on by default",
    "extend-select": "none",
    "ignore": "none",
    "exclude": "nothing",
    "language": "detected",
    "encoding": "UTF-8, or what the file declares",
    "min-confidence": "0.5",
    "deep": "false",
    "fail-on": "warning",
    "baseline": "none",
    "html.article": "found by copydesk",
    "house.names": "none",
    "house.dialect": "any",
    "house.terms": "none",
    "house.ledger": "none",
    "house.words": "none",
    "house.dictionary": "none",
}


@click.group()
def config() -> None:
    """Show what the configuration comes to, or its schema."""


@config.command()
@click.argument("file")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--config",
    "only",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Use this configuration file.",
)
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def show(file: str, output_format: str, only: str | None, isolated: bool) -> int:
    """Show what holds for FILE, each value with the place it comes from, as TOML."""
    from copydesk.config.sources import rules_with_sources, settings_with_sources

    if os.path.isdir(file):
        raise UsageError(f"{file} is a folder: name a file in it, which need not be there")
    if only and isolated:
        raise UsageError("--config and --isolated exclude each other")
    found = config_for(file, Path(only).absolute() if only else None, isolated)
    name = os.path.abspath(file)
    settings = settings_with_sources(found, name)
    registry = load_plugins(find_plugins())
    rules = rules_with_sources(registry, found, name)
    files = [layer.shown for layer in reversed(found.layers)]
    excluded = found.excludes(name)
    if output_format == "json":
        import msgspec

        data = {"path": file, "excluded": excluded, "files": files, "settings": settings, "rules": rules}
        click.echo(msgspec.json.format(msgspec.json.encode(data, enc_hook=list)).decode())
        return 0
    click.echo(f"# {file}: {', '.join(files) or 'no configuration file'}")
    if excluded:
        click.echo("# It is excluded: checked only where it is named.")
    for key, setting in settings.items():
        if setting.sources:
            click.echo(f"{key} = {_toml(setting.value)}  # {_places(setting.sources)}")
        else:
            click.echo(f"# {key}: {_UNSET[key]}")
    for name, rule in rules.items():
        click.echo(f"\n[rules.{name}]  # on {_places(rule.sources, 'by default')}")
        for key, option in rule.options.items():
            if option.value is None:
                click.echo(f"# {key}: none")
            else:
                click.echo(f"{key} = {_toml(option.value)}  # {_places(option.sources)}")
    off = [name for name in registry.rules if name not in rules]
    click.echo(f"\n# off: {', '.join(off)}")
    return 0


def _places(sources: Sequence[object], without: str = "default") -> str:
    return ", ".join(map(str, sources)) or without


def _toml(value: Any) -> str:
    """A value as TOML writes it, on one line. JSON's strings are TOML's, but for DEL."""
    import msgspec

    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


@config.command()
def schema() -> int:
    """Print the JSON Schema of copydesk.toml, with the options of every installed rule, for editors."""
    import msgspec

    from copydesk.config.schema import json_schema

    made = json_schema(load_plugins(find_plugins()))
    click.echo(msgspec.json.format(msgspec.json.encode(made)).decode())
    return 0
