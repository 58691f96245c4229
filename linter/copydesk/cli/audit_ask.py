"""The commands of `copydesk audit` that ask what it found."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from copydesk.reporters.text import in_line, inert, many, to_json, visible

__all__ = ["OUT", "query", "report", "where"]

OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="copydesk-audit",
    show_default=True,
    metavar="FOLDER",
    help="Where the audit's database and all that is made of it is.",
)


@click.command()
@click.argument("sql")
@OUT
@click.option(
    "--output-format", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
def query(sql: str, out: Path, output_format: str) -> int:
    """Ask the database of an audit in SQL: views articles, findings, duplicates, names, problems."""
    from copydesk.audit.query import query as ask

    columns, rows = ask(out, sql)
    if output_format == "json":
        import msgspec

        for row in rows:
            click.echo(msgspec.json.encode(dict(zip(columns, row, strict=True)), enc_hook=str))
    elif output_format == "csv":
        import csv

        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows(rows)
    else:
        from tabulate import tabulate

        shown = [[in_line("" if value is None else str(value)) for value in row] for row in rows]
        click.echo(tabulate(shown, columns, tablefmt="simple", disable_numparse=True))
    return 0


@click.command()
@click.argument("rule")
@click.argument("text")
@OUT
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def where(rule: str, text: str, out: Path, output_format: str) -> int:
    """List the articles in which RULE found TEXT, the newest first; the exit code is 1 if there is none.

    With “name” for RULE, those that have a name spelled as TEXT; with “paragraph”, those with this paragraph.
    """
    from copydesk.audit.query import where as ask
    from copydesk.cli.audit_where import told

    places = ask(out, rule, text)
    if output_format == "json":
        for place in places:
            click.echo(to_json(place))
    elif places:
        for line in told(rule, text, places):
            click.echo(inert(visible(line)))
    else:
        click.echo(f"copydesk: nowhere in the {many(_count(out), 'article')} of {out}", err=True)
    return 0 if places else 1


def _count(out: Path) -> int:
    from copydesk.audit.query import query as ask

    return int(ask(out, "SELECT count(*) FROM articles")[1][0][0])


@click.command()
@OUT
def report(out: Path) -> int:
    """Write the report of an audit: a page that says what there is, and what to mend first."""
    from copydesk.audit.database import opened
    from copydesk.audit.report.page import write_report
    from copydesk.lint.linter import Linter, Settings

    with opened(out) as db:
        click.echo(write_report(db, out, Linter(Settings(isolated=True)).registry.rules))
    return 0
