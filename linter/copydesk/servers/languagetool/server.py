"""The server: its socket, its checking processes, and its end."""

from __future__ import annotations

import sys
from ipaddress import ip_address

from copydesk.lint.linter import Linter
from copydesk.servers.http.server import listening, make_server
from copydesk.servers.languagetool.app import make_app
from copydesk.servers.languagetool.jobs import CheckSettings
from copydesk.servers.languagetool.limits import Limits
from copydesk.servers.languagetool.pool import Pool

__all__ = ["serve"]


def serve(settings: CheckSettings, host: str, port: int, jobs: int, limits: Limits) -> None:
    """Serve until told to end, by SIGTERM or Ctrl-C; what is under way is finished first.

    Args:
        settings: the settings for texts.
        host: a name or address of this machine.
        port: 0 for any that is free; which one is said on standard error.
        jobs: how many checking processes.
        limits: what is allowed.

    Raises:
        CopydeskError: the configuration is broken, or the address cannot be used.
    """
    linter = Linter(settings.settings)
    linter.rules_for(linter.config_for(settings.folder / "article.txt"))
    linter.prepare([settings.folder / "article.txt"])
    with listening(host, port) as listener, Pool(settings, jobs) as pool:
        server = make_server(make_app(pool, limits, linter.registry), int(limits.seconds) + 1)
        address, number = listener.getsockname()[:2]
        if not ip_address(address).is_loopback:
            who = "who has the token and reaches" if limits.token else "who reaches"
            print(f"copydesk: anybody {who} {address} can send texts here", file=sys.stderr)
        shown = f"[{address}]" if ":" in address else address
        print(f"copydesk: serving on http://{shown}:{number}", file=sys.stderr, flush=True)
        server.run(sockets=[listener])
