"""`copydesk audit`: everything ever published."""

from __future__ import annotations

import os
import shlex
from contextlib import ExitStack
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copydesk.cli.audit_ask import OUT, query, report, where
from copydesk.cli.checking import Checking, checking_options, say, split_names
from copydesk.cli.progress import Stages
from copydesk.reporters.text import many
from copydesk.rule.finding import Severity

if TYPE_CHECKING:
    from copydesk.audit.pipeline import BatchChecker
    from copydesk.audit.sources.inventory import AuditRequest

__all__ = ["audit"]


def _columns(command: Any) -> Any:
    """Add an option for each column of a table of articles."""
    for what in ("readers", "link", "section", "date", "author", "title", "id", "text"):
        option = click.option(
            f"--{what}-column", metavar="NAME", help=f"In JSON Lines and Parquet: the {what}."
        )
        command = option(command)
    return command


#: Under which the context has the words of the command line.
_WORDS = "copydesk.audit.words"


class _Audit(click.Group):
    """A group whose first word is a source where it is no command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take words that are no command for the sources of `run`, and note the command line."""
        ctx.meta[_WORDS] = args
        words = [arg for arg in args if not arg.startswith("-")]
        if words and words[0] == args[0]:
            self._refuse_slip(ctx, words[0])
        if (words and words[0] not in self.commands) or any(
            a.startswith("-") and a not in ("--help", "-h") for a in args[:1]
        ):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def _refuse_slip(self, ctx: click.Context, word: str) -> None:
        """Refuse a first word that is neither a command nor a source, and looks like a command."""
        if word in self.commands or "://" in word or os.path.exists(word):
            return
        commands = [name for name, command in self.commands.items() if not command.hidden]
        if close := get_close_matches(word, commands, n=1, cutoff=0.7):
            ctx.fail(f"{word}: no command, file or folder; did you mean {close[0]!r}?")


@click.group(cls=_Audit, no_args_is_help=True)
def audit() -> None:
    """Check an archive: every article there is, each with the others in view.

    \b
    copydesk audit SOURCE…                    folders, exports; again, it reads what changed
    copydesk audit SOURCE… --fix --patch FILE  what is safe to mend, as a patch
    copydesk audit report                     write the report again
    copydesk audit where RULE TEXT            where else we published this
    copydesk audit query "SELECT …"           ask the database
    """


@audit.command(hidden=True)
@click.argument("sources", nargs=-1, required=True)
@OUT
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
@click.option("--fix", is_flag=True, help="Mend what is safe to, as the next options say.")
@click.option(
    "--patch",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write the fixes as a patch for “git apply”.",
)
@click.option(
    "--copy",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the files that change, mended, into a new folder.",
)
@click.option("--in-place", is_flag=True, help="Change the files themselves.")
@click.option(
    "--fixable",
    multiple=True,
    callback=split_names,
    metavar="NAMES",
    help="Mend only what these rules or groups found.",
)
@partial(checking_options, without=("file_timeout",))
def run(
    sources: tuple[str, ...],
    out: Path,
    pages: Path | None,
    scheduler: str | None,
    timeout: float,
    fix: bool,
    patch: Path | None,
    copy: Path | None,
    in_place: bool,
    fixable: tuple[str, ...],
    checking: Checking,
    **columns: str | None,
) -> int:
    """Check SOURCES."""
    from copydesk.audit.fix.fix import fixable_rules
    from copydesk.audit.pipeline import audit as run_audit
    from copydesk.audit.report.page import REPORT
    from copydesk.audit.sources.inventory import AuditRequest
    from copydesk.audit.sources.tables import ColumnNames
    from copydesk.cli.audit_fix import mend, target_of

    linter = checking.linter
    target = target_of(fix, patch, copy, in_place, fixable, sources)
    rules = fixable_rules(linter, fixable)
    words = click.get_current_context().meta[_WORDS]
    wanted = AuditRequest(
        sources,
        ColumnNames(**{name.removesuffix("_column"): c for name, c in columns.items()}),
        pages,
        "" if fix else shlex.join(("copydesk", "audit", *words)),
    )
    jobs = checking.jobs or os.cpu_count() or 1
    with ExitStack() as stack:
        check = _checker(stack, checking, wanted, jobs, scheduler, timeout)
        bar = stack.enter_context(Stages("article"))
        audited = run_audit(linter, wanted, out, check, bar)
        mended = True
        if target:
            mended = mend(linter, out, target, patch, jobs, rules, bar)
            if in_place:
                audited = run_audit(linter, wanted, out, check, bar)
    say((*audited.problems, *audited.wrong))
    if audited.more:
        _note(f"{audited.more:,} more: copydesk audit query 'FROM problems' --out {out}")
    seen = f"{many(audited.checked, 'article')} checked, {audited.known:,} known"
    click.echo(f"{seen}; see {out / REPORT}", err=True)
    failed = any(problem.severity is Severity.ERROR for problem in (*audited.problems, *audited.wrong))
    return 2 if failed or not mended else 0


def _checker(
    stack: ExitStack,
    checking: Checking,
    wanted: AuditRequest,
    jobs: int,
    scheduler: str | None,
    seconds: float,
) -> BatchChecker:
    """What checks the batches: a cluster, which `stack` closes, or processes of this machine."""
    settings = checking.linter.settings
    if not scheduler:
        from copydesk.audit.workers.local import check_locally

        return partial(check_locally, checking.linter, jobs=jobs, seconds=seconds)
    from copydesk.audit.sources.inventory import read_by_workers
    from copydesk.audit.workers.cluster import Cluster

    places = read_by_workers(wanted)
    cluster = stack.enter_context(Cluster(scheduler, settings, jobs, seconds, places, _note))
    if cluster.dashboard:
        _note(f"the cluster's dashboard is at {cluster.dashboard}")
    return cluster.check


def _note(what: str) -> None:
    click.echo(f"copydesk: {what}", err=True)


for _command in (query, report, where):
    audit.add_command(_command)
