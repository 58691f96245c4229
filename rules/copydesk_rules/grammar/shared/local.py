"""A LanguageTool of our own, on the loopback interface, that ends when this process does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from weakref import WeakSet

from copydesk import UnavailableError
from copydesk_rules.grammar.shared.adapter import start_command
from copydesk_rules.grammar.shared.server import Server, connect

__all__ = ["started"]

_GUARD = Path(__file__).with_name("guard.py")
#: How long one of our own may take to start, in seconds: on a busy machine Java is slow.
_START = 90.0
_POLL = 0.1
#: What ends our servers when it closes: see `guard.py`.
_leashes: WeakSet[IO[bytes]] = WeakSet()


@contextmanager
def started(download: bool) -> Iterator[Server]:
    """Start a server, and stop it at the end of the context.

    Args:
        download: whether LanguageTool may be downloaded where it is not installed.

    Raises:
        UnavailableError: it does not start.
    """
    port = _free_port()
    command = start_command(port, download)
    with tempfile.TemporaryFile() as log:
        # In a session of its own, so that Ctrl-C is for the run alone, which then closes it.
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_GUARD), *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        assert process.stdin is not None
        _leashes.add(process.stdin)
        try:
            _await(process, port, log)
            yield connect(f"http://127.0.0.1:{port}", proxied=False)
        finally:
            with suppress(OSError):
                process.stdin.close()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    """Wait until a server listens."""
    until = time.monotonic() + _START
    while process.poll() is None:
        if time.monotonic() > until:
            raise UnavailableError(f"LanguageTool did not start within {_START:.0f} seconds")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(_POLL)
    log.seek(0)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines()]
    # Java tells what happened before it tells where: "Exception in thread "main" …", "\tat …".
    told = next((line for line in lines if "Exception" in line or "Error" in line), "")
    raise UnavailableError(
        f"LanguageTool ended when it was started: {told[:200] or (lines or ['no reason'])[-1]}"
    )


def _let_go() -> None:
    """In a process that was forked: only its parent holds servers."""
    for leash in list(_leashes):
        with suppress(OSError):
            leash.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
