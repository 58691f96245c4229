"""The application: what is answered at which path."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from copydesk.rule.plugins import Registry
from copydesk.servers.http.bodies import read_body
from copydesk.servers.languagetool.access import RequestGuard
from copydesk.servers.languagetool.answer_cache import AnswerCache
from copydesk.servers.languagetool.jobs import Job, JobOutcome
from copydesk.servers.languagetool.languages import LANGUAGES
from copydesk.servers.languagetool.limits import Limits
from copydesk.servers.languagetool.metrics import Metrics
from copydesk.servers.languagetool.pages import openapi, page
from copydesk.servers.languagetool.parameters import ParameterError, parse_form, parse_job
from copydesk.servers.languagetool.pool import Pool
from copydesk.servers.languagetool.report_requests import parse_report_job
from copydesk.servers.languagetool.software import INFO

__all__ = ["make_app"]

_JSON = "application/json"
_log = logging.getLogger("copydesk.serve")


def make_app(pool: Pool, limits: Limits, registry: Registry) -> ASGIApp:
    """The application.

    Args:
        pool: does the checking.
        limits: what it allows.
        registry: the rules there are.
    """
    metrics, cache = Metrics(pool), AnswerCache()
    has_deep = registry.has_deep

    async def checked(job: Job) -> Response:
        key = cache.key(job)
        if known := cache.get(key):
            metrics.remembered()
            return Response(known.body, media_type=_JSON)
        answer = await pool.do(job, limits.seconds)
        for problem in answer.problems:
            _log.error("%s", problem)
        if answer.outcome is JobOutcome.LATE:
            raise HTTPException(503, f"Checking took longer than {limits.seconds:g} s", {"retry-after": "5"})
        if answer.outcome is JobOutcome.FAILED:
            raise HTTPException(500, "The check crashed; the server's log says more")
        metrics.checked(answer)
        cache.put(key, answer)
        return Response(answer.body, media_type=_JSON)

    async def body_of(request: Request) -> bytes:
        return await read_body(request, limits.size, limits.seconds)

    async def check(request: Request) -> Response:
        form = {} if request.method == "GET" else parse_form(await body_of(request))
        given = parse_form(request.scope["query_string"]) | form
        return await checked(parse_job(given, registry, has_deep))

    async def report(request: Request) -> Response:
        return await checked(parse_report_job(await body_of(request), registry))

    routes = [Route(path, partial(_fixed, *what)) for path, what in _pages(limits).items()]
    routes += [
        Route("/metrics", lambda _: Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)),
        Route("/v2/check", check, methods=["GET", "POST"]),
        Route("/api/check", report, methods=["POST"]),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=limits.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        allow_private_network=True,
    )
    app = Starlette(
        routes=routes,
        middleware=[cors] if limits.origins else [],
        exception_handlers={HTTPException: _refused, ParameterError: _refused},
    )
    paths = frozenset(route.path for route in routes)
    return RequestGuard(app, limits, metrics, paths)


def _pages(limits: Limits) -> dict[str, tuple[str, bytes]]:
    """What is the same for everybody: by path, its type and what it holds."""
    return {
        "/": ("text/html", page().encode()),
        "/openapi.json": (_JSON, openapi()),
        "/health": ("text/plain", b"OK"),
        "/v2/healthcheck": ("text/plain", b"OK"),
        "/v2/info": (_JSON, msgspec.json.encode(INFO)),
        "/v2/languages": (_JSON, msgspec.json.encode(_languages())),
        "/v2/maxtextlength": ("text/plain", str(limits.size).encode()),
    }


def _fixed(kind: str, body: bytes, request: Request) -> Response:
    return Response(body, media_type=kind)


def _refused(request: Request, error: Exception) -> Response:
    """An error in LanguageTool's form, which is plain text."""
    status, headers = 400, None
    message = str(error)
    if isinstance(error, HTTPException):
        status, message, headers = error.status_code, error.detail, error.headers
    if status == 404 and request.url.path.startswith("/v2/"):
        message = f"Unsupported action: '{request.url.path[4:44]}'"
    return PlainTextResponse(f"Error: {message}", status, headers)


def _languages() -> list[Mapping[str, str]]:
    return [{"name": name, "code": code[:2], "longCode": code} for code, name in LANGUAGES.items()]
