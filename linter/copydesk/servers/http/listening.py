"""The socket of a server."""

from __future__ import annotations

import errno
import socket

from copydesk.errors import UsageError, reason_of

__all__ = ["listening"]

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
        raise UsageError(f"{host}:{port}: {reason_of(error)}") from None
    # asyncio does so only for sockets of its own; without it an answer waits 40 ms for its body.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
