"""The guard that every request passes: who asks, by which name, and how many there are already."""

from __future__ import annotations

import hmac
import logging
import time
from asyncio import CancelledError
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copydesk.errors import FINAL, crash_of
from copydesk.servers.languagetool.limits import Limits
from copydesk.servers.languagetool.metrics import Metrics

__all__ = ["RequestGuard"]

#: Where nobody has to say who asks.
_OPEN = "/health"
_log = logging.getLogger("copydesk.serve")


class RequestGuard:
    """Lets a request through to the application, or answers it itself.

    A page of the web can send requests to this machine from its reader's browser, and by a name that it makes
    point here even read the answers. So only known names are answered to (an address is nobody's trick), and
    what a browser sends for a page is refused unless the page is allowed. Where there is a token, a request
    must bring it, unless it only asks whether the server is up.

    Args:
        app: the application.
        limits: what is allowed.
        metrics: counts the answers.
        paths: those that there are.
    """

    def __init__(self, app: ASGIApp, limits: Limits, metrics: Metrics, paths: frozenset[str]) -> None:
        self._app, self._limits, self._metrics, self._paths = app, limits, metrics, paths
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        status = 0
        started = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-content-type-options", b"nosniff")]
            await send(message)

        self._under_way += 1
        self._metrics.begun()
        try:
            await (self._refusal(scope["path"], Headers(scope=scope)) or self._app)(scope, receive, noting)
        except (*FINAL, CancelledError):
            raise
        except BaseException as error:
            _log.error("%s %s crashed: %s", scope["method"], self._path(scope), crash_of(error, quote=False))
            if not status:
                await PlainTextResponse("Error: Internal error", 500)(scope, receive, noting)
        finally:
            self._under_way -= 1
            seconds = time.perf_counter() - started
            self._metrics.answered(self._path(scope), status, seconds)
            _log.info("%s %s %d %.0f ms", scope["method"], self._path(scope), status, seconds * 1000)

    def _path(self, scope: Scope) -> str:
        """The path, for the log and the metrics: only those that there are, and no query."""
        return scope["path"] if scope["path"] in self._paths else "other"

    def _refusal(self, path: str, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if not self._is_ours(host):
            return PlainTextResponse("Error: This is not a name of this server; --allow-host adds one", 421)
        origin = headers.get("origin")
        if origin is None and headers.get("sec-fetch-site") == "cross-site":
            origin = "null"  # a picture, say, whose address is a request; the page that has it is not named
        if origin is not None and not self._may_ask(origin, host):
            return PlainTextResponse("Error: Not from that origin; --allow-origin adds one", 403)
        if path != _OPEN and not self._has_token(headers):
            return PlainTextResponse(
                "Error: This server asks for a token: Authorization: Bearer TOKEN",
                401,
                {"www-authenticate": "Bearer"},
            )
        if self._under_way > self._limits.at_once:
            return PlainTextResponse("Error: Too many requests at once", 503, {"retry-after": "1"})
        return None

    def _has_token(self, headers: Headers) -> bool:
        if not self._limits.token:
            return True
        scheme, _, token = headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(token.strip().encode(), self._limits.token.encode())
        return same and scheme.lower() == "bearer"

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name == "localhost" or name in self._limits.hosts:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True

    def _may_ask(self, origin: str, host: str) -> bool:
        return origin == f"http://{host}" or not {origin, "*"}.isdisjoint(self._limits.origins)
