"""The server: its socket, the browser that it opens, and its end."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from copydesk.lint.linter import File, Settings
from copydesk.servers.http.server import listening, make_server
from copydesk.servers.review.access import AccessTokens
from copydesk.servers.review.app import make_app
from copydesk.servers.review.background import Background
from copydesk.servers.review.session import ReviewSession

__all__ = ["review"]

_HOST = "127.0.0.1"


def review(
    session: ReviewSession,
    settings: Settings,
    files: Sequence[File],
    port: int,
    browser: bool,
    jobs: int,
    cache: Path | None,
) -> None:
    """Serve a review until told to end, by SIGTERM or Ctrl-C.

    Args:
        session: what is reviewed.
        settings, files, jobs, cache: what is checked in the background; see `Background`.
        port: 0 for any that is free.
        browser: whether to open the page in one.

    Raises:
        UsageError: the port is taken.
    """
    with listening(_HOST, port) as listener:
        number = listener.getsockname()[1]

        def address(token: str) -> str:
            return f"http://{_HOST}:{number}/#{token}"

        tokens = AccessTokens(lambda token: _say(f"open; for another window: {address(token)}"))
        background = Background(settings, files, jobs, cache) if len(files) > 1 else None
        server = make_server(make_app(session, number, tokens), 2)
        _say(f"review at {address(tokens.token)}")
        _say("Ctrl-C ends it; decisions are kept")
        if background:
            background.listen(session.receive, session.over)
        Thread(target=session.warm, name="warm").start()
        if browser:
            Thread(target=_open, args=(address(tokens.token),), daemon=True).start()
        try:
            server.run(sockets=[listener])
        finally:
            session.close()
            if background:
                background.stop()


def _open(address: str) -> None:
    """Open the page in a browser, if there is one that has a window of its own."""
    try:
        found = webbrowser.get()
        in_terminal = type(found) is webbrowser.GenericBrowser
        opened = not in_terminal and found.open(address)
    except webbrowser.Error:
        opened = False
    if not opened:
        _say("no browser could be opened: open the address above in one")


def _say(line: str) -> None:
    print(f"copydesk: {line}", file=sys.stderr, flush=True)
