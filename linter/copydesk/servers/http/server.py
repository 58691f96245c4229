"""The server: uvicorn, with what all our servers have in common."""

from __future__ import annotations

import signal

import uvicorn
from starlette.types import ASGIApp

from copydesk.servers.http.header_timeout import ImpatientProtocol

__all__ = ["make_server"]


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
