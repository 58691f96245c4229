"""Outputs of reports: `--output-format` and `--output-file`, which may be given several times."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from msgspec import Struct

from copydesk.errors import UsageError, WriteError, os_error_reason
from copydesk.readers import format_of
from copydesk.reporters import BINARY, FORMATS, Run, reporter_for
from copydesk.system.atomic import replacing

__all__ = ["CheckCommand", "Output", "output_options", "write"]

_KEY = "copydesk.outputs"
_TEXT: dict[str, Any] = {"encoding": "utf-8", "newline": "\n"}
_FORMAT, _FILE = "output_format", "output_file"


class Output(Struct, frozen=True):
    """A report: its format, and its file or None for stdout."""

    format: str
    file: str | None


class CheckCommand(click.Command):
    """A command with `output_options`, which notes the order in which they were given.

    A file is for the format before it, or else for the one after it.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take formats and files in the order in which they were given."""
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        given = {name: iter(values.get(name) or ()) for name in (_FORMAT, _FILE)}
        ctx.meta[_KEY] = [(p.name, next(given[p.name])) for p in order if p.name in given]
        return super().parse_args(ctx, args)


def output_options(command: Any) -> Any:
    """Add the options to a command, which gets a list of `Output` as `outputs`."""
    formats = click.Choice(list(FORMATS))
    for option in (
        click.option(
            "--output-file",
            type=click.Path(dir_okay=False),
            multiple=True,
            expose_value=False,
            help="Write the report here instead of to stdout.",
        ),
        click.option(
            "--output-format",
            type=formats,
            multiple=True,
            expose_value=False,
            help="full if not given. May be repeated, each with its --output-file.",
        ),
    ):
        command = option(command)
    return command


def outputs(ctx: click.Context, articles: Sequence[str] = (), stdin: str | None = None) -> list[Output]:
    """The reports that a command line asks for.

    Args:
        ctx: of the command.
        articles: files that no report may overwrite.
        stdin: what standard input is to be taken for.

    Raises:
        UsageError: two are for one place or one for an article's, a file has no format, or an article cannot
            be reported in one.
    """
    found: list[Output] = []
    waiting: str | None = None
    for name, value in ctx.meta[_KEY]:
        if name == _FORMAT:
            found.append(Output(value, waiting))
            waiting = None
        elif found and found[-1].file is None:
            found[-1] = Output(found[-1].format, value)
        elif waiting is None:
            waiting = value
        else:
            raise UsageError(f"--output-file {value} has no --output-format of its own")
    if waiting is not None:
        if found:
            raise UsageError(f"--output-file {waiting} has no --output-format of its own")
        found = [Output("full", waiting)]
    found = found or [Output("full", None)]
    places = [None if o.file is None else os.path.abspath(o.file) for o in found]
    for i, place in enumerate(places):
        if place in places[:i]:
            where = "stdout" if place is None else found[i].file
            formats = f"{found[places.index(place)].format} and {found[i].format}"
            raise UsageError(f"{formats} cannot both go to {where}; give each an --output-file")
    for output in found:
        if output.format in BINARY:
            _fits(output, articles, stdin)
    read = {os.path.realpath(article) for article in articles}
    for output in found:
        if output.file is None:
            continue
        if why := _unwritable(output.file):
            raise WriteError(output.file or "--output-file", f"cannot be written: {why}")
        if os.path.realpath(output.file) in read:
            raise UsageError(
                f"--output-file {output.file} is an article to check; give the report another name"
            )
    return found


def _fits(output: Output, articles: Sequence[str], stdin: str | None) -> None:
    """See that there is one article, of the report's own format, and a file for the report."""
    name = output.format
    said = f"--output-format {name} writes the article with its findings as comments"
    if output.file is None:
        raise UsageError(f"{said}: into which file? (--output-file)")
    if len(articles) != 1:
        raise UsageError(f"{said}: one .{name} at a time")
    article = stdin or "" if articles[0] == "-" else articles[0]
    if format_of(article) != name:
        raise UsageError(f"{said}: {articles[0]} is no .{name}")


def _unwritable(file: str) -> str:
    """Why a file cannot be written, as far as can be known before it is, or ""."""
    if not file:
        return "its name is empty"
    folder = os.path.dirname(os.path.abspath(file))
    if not os.path.isdir(folder):
        return f"there is no folder {folder}"
    if os.path.isdir(file):
        return "is a folder"
    if not os.access(file if os.path.exists(file) else folder, os.W_OK):
        return "permission denied"
    return ""


def write(run: Run, outputs: Sequence[Output]) -> None:
    """Write the reports; one that cannot be written does not keep back the others.

    Raises:
        WriteError: of the first file that cannot be written, when the rest are.
    """
    failed: WriteError | None = None
    for output in outputs:
        reporter = reporter_for(output.format)
        if output.file is None:
            _prepare_stdout(output.format)
            reporter(run, sys.stdout)
            continue
        try:
            with _replacing(output.file, output.format in BINARY) as out:
                reporter(run, out)
        except WriteError as error:
            failed = failed or error
        except OSError as error:
            failed = failed or WriteError(output.file, f"cannot be written: {os_error_reason(error)}")
    if failed:
        raise failed


@contextmanager
def _replacing(name: str, binary: bool) -> Iterator[IO[Any]]:
    """A file to write; one that is there already is replaced when the new one is whole."""
    mode, how = ("b", {}) if binary else ("", _TEXT)
    if os.path.exists(name) and not os.path.isfile(name):  # a pipe, a device
        with open(name, f"w{mode}", **how) as out:
            yield out
        return
    with replacing(Path(name), name) as file:
        if binary:
            yield file
            return
        text = io.TextIOWrapper(file, **how)
        try:
            yield text
            text.flush()
        finally:
            text.detach()


def _prepare_stdout(format: str) -> None:  # noqa: A002
    """Programs get UTF-8 and LF, as in a file; people get what their terminal can show."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if format in ("full", "concise"):
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
