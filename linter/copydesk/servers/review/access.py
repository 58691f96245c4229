"""The guard that every request passes: by its host name, its origin and the session that it belongs to."""

from __future__ import annotations

import logging
import secrets
from asyncio import CancelledError
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copydesk.errors import FINAL

__all__ = ["HEADER", "AccessTokens", "SessionGuard"]

#: The header that a session's token comes in.
HEADER = "x-copydesk-session"

#: Scripts, styles and requests of our own and nothing else; no frame around the page, no form that leads
#: away; and markup is made of strings only where our script says so.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types copydesk"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
_log = logging.getLogger("copydesk.review")


class AccessTokens:
    """Who may ask: whoever came by an address with a token, which is good for one time.

    Args:
        announce: told of the next token as soon as one is used.
    """

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce = announce
        self._token = secrets.token_urlsafe(32)
        self._known: set[str] = set()

    @property
    def token(self) -> str:
        """The token that is good now."""
        return self._token

    def exchange(self, token: str) -> str | None:
        """The token of a new session for that of the address; None where that is not good, or used."""
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        self._token = secrets.token_urlsafe(32)
        session = secrets.token_urlsafe(32)
        self._known.add(session)
        self._announce(self._token)
        return session

    def knows(self, session: str) -> bool:
        """Whether a request belongs to a session."""
        return any(secrets.compare_digest(session.encode(), known.encode()) for known in self._known)


class SessionGuard:
    """Lets a request through to the application, or answers it itself.

    A page of the web can have its reader's browser send requests to this machine, and by a name of its own
    that it makes point here read the answers. So the server answers to its own names only, to no page but its
    own, and says nothing of an article to who has no session.

    Args:
        app: the application.
        port: that it is served on.
        tokens: who may ask.
        public: the paths of what is the same for everybody, and of the exchange of tokens.
    """

    def __init__(self, app: ASGIApp, port: int, tokens: AccessTokens, public: frozenset[str]) -> None:
        self._app, self._tokens, self._public = app, tokens, public
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        refusal = self._refusal(Headers(scope=scope), scope["path"])
        try:
            await (refusal or self._app)(scope, receive, guarded)
        except (*FINAL, CancelledError):
            raise
        except BaseException as error:
            _log.error(
                "%s crashed: %s: %s", scope["path"], type(error).__name__, " ".join(str(error).split())
            )
            if not begun:
                crashed = JSONResponse({"error": "copydesk has crashed over this; nothing was changed"}, 500)
                await crashed(scope, receive, guarded)

    def _refusal(self, headers: Headers, path: str) -> Response | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            return JSONResponse({"error": "This is not a name of this server"}, 421)
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return JSONResponse({"error": "Not from that page"}, 403)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return JSONResponse({"error": "Not from another page"}, 403)
        if path not in self._public and not self._tokens.knows(headers.get(HEADER, "")):
            return JSONResponse(
                {"error": "This page has no session: open the address that copydesk printed"}, 401
            )
        return None
