"""`copydesk audit`: everything ever published."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copydesk.cli.checking import Checking, checking_options, say
from copydesk.reporters.text import in_line, inert, visible

if TYPE_CHECKING:
    from copydesk.audit.audit import Checker

__all__ = ["audit"]

_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="copydesk-audit",
    show_default=True,
    metavar="FOLDER",
    help="Where the audit's database and all that is made of it is.",
)


def _columns(command: Any) -> Any:
    """Add an option for each column of a table of articles."""
    for what in ("readers", "link", "section", "date", "author", "title", "id", "text"):
        option = click.option(
            f"--{what}-column", metavar="NAME", help=f"In JSON Lines and Parquet: the {what}."
        )
        command = option(command)
    return command


class _Audit(click.Group):
    """A group whose first word is a source where it is no command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = [arg for arg in args if not arg.startswith("-")]
        if (words and words[0] not in self.commands) or any(
            a.startswith("-") and a not in ("--help", "-h") for a in args[:1]
        ):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Audit, no_args_is_help=True)
def audit() -> None:
    """Check an archive: every article there is, each with the others in view.

    \b
    copydesk audit SOURCE…            folders, exports; again, it reads what changed
    copydesk audit query "SELECT …"   ask the database
    """


@audit.command(hidden=True)
@click.argument("sources", nargs=-1, required=True)
@_OUT
@click.option(
    "--pages",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Where the pages of a sitemap are saved.  [default: beside it]",
)
@_columns
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Of a Dask cluster that does the work (tcp://host:8786), or “local” for one on this machine.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="An article that takes longer is set aside.",
)
@checking_options
def run(
    sources: tuple[str, ...],
    out: Path,
    pages: Path | None,
    scheduler: str | None,
    timeout: float,
    checking: Checking,
    **columns: str | None,
) -> int:
    """Check SOURCES."""
    from copydesk.audit.audit import audit as run_audit
    from copydesk.audit.inventory import Wanted, read_by_workers
    from copydesk.audit.rows import Columns

    wanted = Wanted(
        sources, Columns(**{name.removesuffix("_column"): c for name, c in columns.items()}), pages
    )
    linter = checking.linter
    jobs = checking.jobs or os.cpu_count() or 1
    with ExitStack() as stack:
        if scheduler:
            from copydesk.audit.cluster import Cluster

            cluster = stack.enter_context(
                Cluster(scheduler, linter.settings, jobs, timeout, read_by_workers(wanted), _note)
            )
            check: Checker = cluster.check
            if cluster.dashboard:
                _note(f"the cluster's dashboard is at {cluster.dashboard}")
        else:
            from copydesk.audit.local import check_locally

            check = partial(check_locally, linter, jobs=jobs, seconds=timeout)
        audited = run_audit(linter, wanted, out, check, stack.enter_context(_Bar()))
    say((*audited.problems, *audited.wrong))
    if audited.more:
        _note(f"{audited.more:,} more: copydesk audit query 'FROM problems' --out {out}")
    click.echo(f"{_many(audited.checked, 'article')} checked, {audited.known:,} known; see {out}", err=True)
    return 2 if audited.problems or audited.wrong else 0


def _note(what: str) -> None:
    click.echo(f"copydesk: {what}", err=True)


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


@audit.command()
@click.argument("sql")
@_OUT
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


@audit.command()
@click.argument("rule")
@click.argument("text")
@_OUT
def where(rule: str, text: str, out: Path) -> int:
    """List the articles in which RULE found TEXT, the newest first; the exit code is 1 if there is none."""
    from copydesk.audit.query import where as ask

    places = ask(out, rule, text)
    for place in places:
        at = f":{place.line}" if place.line else f", {place.where}"
        click.echo(inert(visible(f"{place.published or 'undated'}  {place.title or place.path}")))
        click.echo(inert(visible(f"            {place.link or place.path}{at if not place.link else ''}")))
        click.echo(inert(visible(f"            {place.excerpt}")))
    return 0 if places else 1


class _Bar:
    """How far each stage is, on a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""
        self._at = 0
        self._articles = 0

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def __call__(self, stage: str, done: int, total: int, articles: int) -> None:
        if not sys.stderr.isatty():
            return
        if stage != self._stage:
            self._end()
            self._stage, self._at = stage, 0
            self._bar = click.progressbar(
                length=total,
                label=stage,
                file=sys.stderr,
                show_eta=True,
                item_show_func=lambda _: f"{self._articles:,} articles",
            )
            self._bar.__enter__()
        self._articles = articles
        self._bar.update(done - self._at)
        self._at = done
