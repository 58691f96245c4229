"""`copydesk lsp`."""

from __future__ import annotations

import sys

import click

from copydesk.errors import UsageError, os_error_reason

__all__ = ["lsp"]

_LOOPBACK = ("127.0.0.1", "localhost")


@click.command()
@click.option(
    "--tcp", metavar="[HOST:]PORT", help="Wait for the editor on a port of this machine; 0 for any."
)
@click.option("--stdio", is_flag=True, hidden=True, expose_value=False, help="As without it.")
@click.option(
    "--position-encoding",
    type=click.Choice(["utf-8", "utf-16", "utf-32"]),
    help="For an editor that counts columns so and does not say it. [default: as it says, else utf-16]",
)
def lsp(tcp: str | None, position_encoding: str | None) -> int:
    """Serve an editor as a language server, on standard input and output."""
    import logging

    logging.basicConfig(format="copydesk: %(message)s", level=logging.ERROR)
    address = _address(tcp) if tcp is not None else None
    from copydesk.lsp.server import Server
    from copydesk.lsp.transport import serve_stdio, serve_tcp

    server = Server(position_encoding)
    if address is None:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("an editor starts this and speaks to it: see the documentation, “In an editor”")
        serve_stdio(server)
        return 0
    try:
        serve_tcp(server, *address)
    except OSError as error:
        raise UsageError(f"--tcp {tcp}: {os_error_reason(error)}") from None
    return 0


def _address(tcp: str) -> tuple[str, int]:
    """The host and port that `--tcp` names.

    Raises:
        UsageError: it is none, or not of this machine alone.
    """
    host, _, port = tcp.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"--tcp {tcp}: expected a port, or a host and a port as in 127.0.0.1:2087")
    if host and host not in _LOOPBACK:
        raise UsageError(f"--tcp {tcp}: only this machine may connect; use {' or '.join(_LOOPBACK)}")
    return host or _LOOPBACK[0], int(port)
