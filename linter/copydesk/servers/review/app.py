"""The application: what is answered at which path."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import unquote

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from copydesk.errors import CopydeskError, SourceError, WriteError
from copydesk.servers.http.bodies import read_body
from copydesk.servers.review.access import AccessTokens, SessionGuard
from copydesk.servers.review.file_session import StaleError
from copydesk.servers.review.session import Choices, ReviewSession

__all__ = ["make_app"]

T = TypeVar("T")

#: What a request may bring, in bytes and seconds: one of ours, and a text that was dropped.
_SIZE, _TEXT_SIZE, _SECONDS = 1024 * 1024, 32 * 1024 * 1024, 30.0
_JSON, _BYTES = "application/json", "application/octet-stream"
_ASSETS = {
    "/": ("text/html", "servers/review/templates/review.html"),
    "/report.css": ("text/css", "pages/templates/report.css"),
    "/review.css": ("text/css", "servers/review/templates/review.css"),
    "/review.js": ("text/javascript", "servers/review/templates/review.js"),
    "/desk.js": ("text/javascript", "servers/review/templates/desk.js"),
    "/list.js": ("text/javascript", "servers/review/templates/list.js"),
    "/article.js": ("text/javascript", "pages/templates/margin.js", "servers/review/templates/article.js"),
}


class _Token(msgspec.Struct, forbid_unknown_fields=True):
    token: str


class _Version(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    who: str = ""


class _Found(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    finding: int


class _Api:
    """The answers to what a page asks for."""

    def __init__(self, session: ReviewSession, tokens: AccessTokens) -> None:
        self._session, self._tokens = session, tokens

    async def exchange(self, request: Request) -> Response:
        made = self._tokens.exchange((await _json(request, _Token)).token)
        if made is None:
            raise HTTPException(
                401,
                "This address is good for one time, and was used: open the one that copydesk printed last",
            )
        return _answer({"session": made})

    async def rows(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        return await _done(self._session.rows, _number(since) if since.isdecimal() else 0)

    async def article(self, request: Request) -> Response:
        return await _done(self._session.article, *_numbers(request))

    async def decide(self, request: Request) -> Response:
        return await _done(self._session.decide, *_numbers(request), await _json(request, Choices))

    async def save(self, request: Request) -> Response:
        return await _done(self._session.save, _numbers(request)[0], (await _json(request, _Version)).version)

    async def sign_off(self, request: Request) -> Response:
        asked = await _json(request, _Version)
        return await _done(self._session.sign_off, *_numbers(request), asked.version, asked.who)

    async def elsewhere(self, request: Request) -> Response:
        asked = await _json(request, _Found)
        return await _done(self._session.elsewhere, _numbers(request)[0], asked.version, asked.finding)

    async def result(self, request: Request) -> Response:
        data = await run_in_threadpool(self._session.result, _numbers(request)[0])
        return Response(data, media_type=_BYTES)

    async def text(self, request: Request) -> Response:
        data = await _body(request, _BYTES, _TEXT_SIZE)
        name = unquote(request.headers.get("x-copydesk-name", ""))[:255]
        return await _done(lambda: {"file": self._session.take(name, data)})


def make_app(session: ReviewSession, port: int, tokens: AccessTokens) -> ASGIApp:
    """The application.

    Args:
        session: what is reviewed.
        port: that it is served on.
        tokens: who may ask.
    """
    api = _Api(session, tokens)
    assets = [Route(path, _asset(*what)) for path, what in _ASSETS.items()]
    one = "/api/articles/{file}/{part}"
    routes = [
        *assets,
        Route("/api/session", api.exchange, methods=["POST"]),
        Route("/api/articles", api.rows, methods=["GET"]),
        Route(one, api.article, methods=["GET"]),
        Route(f"{one}/decisions", api.decide, methods=["POST"]),
        Route(f"{one}/save", api.save, methods=["POST"]),
        Route(f"{one}/sign-off", api.sign_off, methods=["POST"]),
        Route(f"{one}/elsewhere", api.elsewhere, methods=["POST"]),
        Route(f"{one}/result", api.result, methods=["GET"]),
        Route("/api/texts", api.text, methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused, CopydeskError: _refused})
    return SessionGuard(app, port, tokens, frozenset({*_ASSETS, "/api/session"}))


def _asset(kind: str, *names: str) -> Callable[[Request], Response]:
    body = b"\n".join(files("copydesk").joinpath(name).read_bytes() for name in names)
    return lambda _: Response(body, media_type=kind)


def _numbers(request: Request) -> tuple[int, int]:
    file, part = request.path_params["file"], request.path_params["part"]
    if not (file + part).isdecimal():
        raise HTTPException(404, "Not Found")
    return _number(file), _number(part)


def _number(digits: str) -> int:
    """A number of a path; beyond all that there are it may be as large as it likes."""
    return int(digits) if len(digits) < 10 else 10**10


async def _done(work: Callable[..., Any], *args: Any) -> Response:
    return _answer(await run_in_threadpool(work, *args))


def _answer(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type=_JSON)


async def _body(request: Request, kind: str, size: int) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise HTTPException(415, f"Expected {kind}", {"connection": "close"})
    return await read_body(request, size, _SECONDS)


async def _json(request: Request, form: type[T]) -> T:
    try:
        return msgspec.json.decode(await _body(request, _JSON, _SIZE), type=form)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise HTTPException(400, f"Not understood: {error}") from None


def _refused(request: Request, error: Exception) -> Response:
    status, headers = 400, None
    if isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers
    elif isinstance(error, StaleError | SourceError | WriteError):
        status = 409
    message = error.detail if isinstance(error, HTTPException) else str(error)
    return Response(msgspec.json.encode({"error": message}), status, headers, _JSON)
