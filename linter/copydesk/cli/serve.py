"""`copydesk serve`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from copydesk.config import Selection
from copydesk.errors import UsageError, os_error_reason
from copydesk.lint.linter import Settings

__all__ = ["serve"]

#: Where LanguageTool's plugins look for a server on this machine.
_PORT = 8081
#: A shorter one could be guessed.
_SHORTEST_TOKEN = 16


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The name or address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="The port; 0 for any."
)
@click.option("--jobs", type=click.IntRange(0), default=0, help="Checking processes; 0 for one a processor.")
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A page or browser extension that may ask: https://cms.example; * for any.",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name by which this server is called, beside localhost and addresses.",
)
@click.option(
    "--max-size",
    type=click.IntRange(1, 1024 * 1024),
    default=1024,
    show_default=True,
    metavar="KB",
    help="The largest request, in kilobytes.",
)
@click.option(
    "--max-time",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="The longest that a request may take.",
)
@click.option(
    "--max-requests",
    type=click.IntRange(1),
    default=256,
    show_default=True,
    metavar="N",
    help="The most requests at once; others are told to come back.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answer only who brings the token in this file, as Authorization: Bearer; /health is for anybody.",
)
@click.option(
    "--deep/--no-deep",
    default=None,
    help="Ask the deep level for every text.  [default: for level=picky, where it is installed]",
)
@click.option("--access-log", is_flag=True, help="A line on standard error for each request.")
@click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this configuration file."
)
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def serve(
    host: str,
    port: int,
    jobs: int,
    origins: tuple[str, ...],
    hosts: tuple[str, ...],
    max_size: int,
    max_time: float,
    max_requests: int,
    token_file: Path | None,
    deep: bool | None,
    access_log: bool,
    config: Path | None,
    isolated: bool,
) -> int:
    """Serve LanguageTool's plugins, and programs, over HTTP.

    A plugin that can be pointed at a LanguageTool server of one's own takes http://localhost:8081/v2; at
    http://localhost:8081 is a page that describes the interface.
    """
    if config and isolated:
        raise UsageError("--config and --isolated exclude each other")
    if config and not config.is_file():
        raise UsageError(f"{config}: no such configuration file")
    import logging

    logging.basicConfig(format="copydesk: %(message)s", level=logging.WARNING)
    logging.getLogger("copydesk.serve").setLevel(logging.INFO if access_log else logging.WARNING)
    from copydesk.servers.languagetool.jobs import CheckSettings
    from copydesk.servers.languagetool.limits import Limits
    from copydesk.servers.languagetool.server import serve as run

    settings = CheckSettings(
        Settings(Selection(deep=deep), config.absolute() if config else None, isolated), Path.cwd()
    )
    limits = Limits(max_size * 1024, max_time, max_requests, (*hosts, host), origins, _token(token_file))
    run(settings, host, port, jobs or os.cpu_count() or 1, limits)
    return 0


def _token(file: Path | None) -> str:
    """The token in a file, or "" where there is none to be asked for."""
    if file is None:
        return ""
    try:
        token = file.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        token = ""
    except OSError as error:
        raise UsageError(f"{file}: {os_error_reason(error)}") from None
    if len(token) < _SHORTEST_TOKEN or not token.isprintable() or " " in token:
        raise UsageError(
            f"{file}: expected a token of {_SHORTEST_TOKEN} or more ASCII characters, and no space"
        )
    return token
