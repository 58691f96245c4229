"""`copydesk rules` and `copydesk explain`."""

from __future__ import annotations

import inspect
import re
import shutil
import sys
from pathlib import Path

import click

from copydesk.cli.own_rules import new, test, try_
from copydesk.config import config_for, with_data_rules
from copydesk.errors import UsageError
from copydesk.rule.plugins import Registry, find_plugins, load_plugins

__all__ = ["explain", "rules"]


def here() -> Registry:
    """The rules that there are in this folder: of the installed packs, and of its configuration."""
    return with_data_rules(load_plugins(find_plugins()), config_for(Path("article.txt")))


@click.group(invoke_without_command=True)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def rules(ctx: click.Context, output_format: str) -> int:
    """List the rules of every installed pack, and of this folder's configuration.

    The commands below make rules of your own, and try and test them.
    """
    return 0 if ctx.invoked_subcommand else _listed(output_format)


def _listed(output_format: str) -> int:
    registry = here()
    metas = [(rule.meta, registry.packs[name], rule) for name, rule in registry.rules.items()]
    if output_format == "json":
        import msgspec

        rows = [
            {
                "name": meta.name,
                "group": meta.group,
                "pack": pack,
                "default": meta.default.value,
                "severity": meta.severity.value,
                "language": meta.language,
                "fix": meta.fix.value,
                "since": meta.since,
                "summary": _first_sentence(rule.__doc__),
            }
            for meta, pack, rule in metas
        ]
        click.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())
        return 0
    from tabulate import tabulate

    packs = len(set(registry.packs.values())) > 1
    table = [
        (
            meta.name,
            meta.group,
            meta.default.value,
            meta.severity.value,
            meta.language or "any",
            meta.fix.value,
        )
        + ((pack,) if packs else ())
        for meta, pack, _ in metas
    ]
    headers = ("rule", "group", "default", "severity", "language", "fix") + (("pack",) if packs else ())
    click.echo(tabulate(table, headers, "simple"))
    click.echo("\n`copydesk explain RULE` says what a rule finds, with examples and options.")
    return 0


rules.add_command(test)
rules.add_command(try_)
rules.add_command(new)


def _first_sentence(doc: str | None) -> str:
    return " ".join(inspect.cleandoc(doc or "").split("\n\n")[0].split())


@click.command()
@click.argument("name", metavar="RULE")
@click.option("--word", metavar="WORD", help="What the rule knows of one word: “discrete”.")
def explain(name: str, word: str | None) -> int:
    """Explain RULE: what it finds and why, with examples and options. Of a group, say what its rules find."""
    registry = here()
    if name in registry.groups and name not in registry.rules and word is None:
        click.echo(_group_page(name, registry), nl=False)
        return 0
    known = registry.rule(name)
    if word is None:
        from copydesk.docs import rule_page

        page = rule_page(known)
    else:
        from copydesk.commands import configured

        told = configured(known).explain(word)
        if told is None:
            raise UsageError(f"the rule {known.meta.name} knows nothing of single words; leave out --word")
        page = told
    click.echo(_styled(page) if sys.stdout.isatty() else page, nl=False)
    return 0


def _group_page(group: str, registry: Registry) -> str:
    """The rules of a group, each with its first sentence."""
    from tabulate import tabulate

    rows = [
        (rule.meta.name, rule.meta.default.value, _first_sentence(rule.__doc__))
        for rule in registry.rules.values()
        if rule.meta.group == group
    ]
    width = max(30, min(100, shutil.get_terminal_size().columns) - 40)
    table = tabulate(rows, ("rule", "default", "finds"), "simple", maxcolwidths=[None, None, width])
    return f"{group} is a group of rules.\n\n{table}\n\n`copydesk explain RULE` says more of each.\n"


def _styled(page: str) -> str:
    """Markdown for a terminal: headings bold, fenced text indented, marks coloured."""
    import textwrap

    width = min(100, shutil.get_terminal_size().columns)
    lines: list[str] = []
    fenced = False
    paragraph: list[str] = []

    def flush() -> None:
        if paragraph:
            lines.extend(textwrap.wrap(_inline(" ".join(paragraph)), width, break_on_hyphens=False))
            paragraph.clear()

    for line in page.splitlines():
        if line.startswith("```"):
            flush()
            fenced = not fenced
        elif fenced:
            marked = re.sub("⟦(.*?)⟧", lambda m: click.style(m[1], fg="red", bold=True), line)
            lines.append(f"    {marked}")
        elif line.startswith("#"):
            flush()
            lines.append(click.style(line.lstrip("# "), bold=True))
        elif line.startswith(("- ", "| ")) or not line:
            flush()
            lines.append(_inline(line))
        else:
            paragraph.append(line.strip())
    flush()
    return "\n".join(lines) + "\n"


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", lambda m: click.style(m[1], bold=True), text)
