"""The server: a socket, and uvicorn as all our servers run it."""

from __future__ import annotations

import errno
import signal
import socket

import uvicorn
from starlette.types import ASGIApp

from copydesk.errors import UsageError, os_error_reason
from copydesk.servers.http.client_timeout import ImpatientProtocol

__all__ = ["listening", "make_server"]

_BACKLOG = 2048


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        host: a name or address of this machine.
        port: 0 for any that is free.

    Raises:
        UsageError: the port is taken, or the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"{host}:{port} is taken; --port 0 takes a port that is free") from None
        raise UsageError(f"{host}:{port}: {os_error_reason(error)}") from None
    # asyncio does so only for sockets of its own; without it an answer waits 40 ms for its body.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def make_server(app: ASGIApp, grace: int) -> uvicorn.Server:
    """A server that ends when it is interrupted or terminated, from now on.

    Args:
        app: answers the requests.
        grace: how long those that are under way may take then, in seconds.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            http=ImpatientProtocol,
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=grace,
            ws="none",
        )
    )
    # uvicorn sets its own when it runs, and raises what came once more at its end.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: setattr(server, "should_exit", True))
    return server
