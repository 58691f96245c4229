"""The server: its socket, its checking processes, and its end."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from ipaddress import ip_address

import uvicorn

from copydesk.engine import Linter
from copydesk.errors import UsageError, reason_of
from copydesk.serve.app import make_app
from copydesk.serve.jobs import Desk
from copydesk.serve.limits import Limits
from copydesk.serve.patience import ImpatientProtocol
from copydesk.serve.pool import Pool

__all__ = ["serve"]

_BACKLOG = 2048


def serve(desk: Desk, host: str, port: int, jobs: int, limits: Limits) -> None:
    """Serve until told to end, by SIGTERM or Ctrl-C; what is under way is finished first.

    Args:
        desk: the settings for texts.
        host: a name or address of this machine.
        port: 0 for any that is free; which one is said on standard error.
        jobs: how many checking processes.
        limits: what is allowed.

    Raises:
        CopydeskError: the configuration is broken, or the address cannot be used.
    """
    linter = Linter(desk.settings)
    linter.rules_for(linter.config_for(desk.folder / "article.txt"))
    linter.prepare([desk.folder / "article.txt"])
    with _listening(host, port) as listener, Pool(desk, jobs) as pool:
        server = uvicorn.Server(
            uvicorn.Config(
                make_app(pool, limits, linter.registry),
                access_log=False,
                http=ImpatientProtocol,
                lifespan="off",
                log_config=None,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=int(limits.seconds) + 1,
                ws="none",
            )
        )
        # uvicorn sets its own when it runs, and raises what came once more at its end.
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: setattr(server, "should_exit", True))
        address, number = listener.getsockname()[:2]
        if not ip_address(address).is_loopback:
            print(f"copydesk: anybody who reaches {address} can send texts here", file=sys.stderr)
        shown = f"[{address}]" if ":" in address else address
        print(f"copydesk: serving on http://{shown}:{number}", file=sys.stderr, flush=True)
        server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"{host}:{port} is taken; --port 0 takes a port that is free") from None
        raise UsageError(f"{host}:{port}: {reason_of(error)}") from None
    # asyncio does so only for sockets of its own; without it an answer waits 40 ms for its body.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
