"""The connection to the editor: by standard input and output, or by a socket."""

from __future__ import annotations

import os
import socket
import sys

from copydesk.lsp.server import Server

__all__ = ["serve_stdio", "serve_tcp"]


def serve_stdio(server: Server) -> None:
    """Serve the editor that started this process, until it says exit or is gone.

    What a rule or a library prints goes to standard error, and none can read what the editor sends.
    """
    sys.stdout.flush()
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    server.start_io(incoming, outgoing)


def serve_tcp(server: Server, host: str, port: int) -> None:
    """Serve the first editor that connects, until it says exit or is gone.

    Args:
        server: that is to serve it.
        host: a name or address of this machine.
        port: 0 for any that is free; which one is said on standard error.

    Raises:
        OSError: the address cannot be used.
    """
    with socket.create_server((host, port)) as listener:
        address, number = listener.getsockname()[:2]
        print(f"copydesk: waiting for an editor on {address}:{number}", file=sys.stderr, flush=True)
        connection, _ = listener.accept()
    with connection, connection.makefile("rb") as incoming, connection.makefile("wb") as outgoing:
        server.start_io(incoming, outgoing)
