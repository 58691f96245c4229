"""Connections whose client keeps the server waiting end, each after the same time."""

import asyncio
import signal
import time
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from copydesk.servers.http import client_timeout
from copydesk.servers.http.server import listening, make_server

#: How long the server waits in these tests, in seconds.
PATIENCE = 0.5
LARGE = b"a" * 20_000_000


async def small(request):
    return PlainTextResponse("OK")


async def large(request):
    return PlainTextResponse(LARGE)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(client_timeout, "PATIENCE", PATIENCE)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@asynccontextmanager
async def connected(request: bytes):
    """A connection on which a request was sent."""
    app = Starlette(routes=[Route("/", small), Route("/large", large)])
    with listening("127.0.0.1", 0) as listener:
        server = make_server(app, 1)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname()[:2], limit=2**16)
        writer.write(request)
        yield reader, writer
        writer.close()
        server.should_exit = True
        await running


async def held(reader, writer, byte=b"") -> float:
    """For how long the server keeps a connection on which `byte` is sent again and again."""
    start = time.monotonic()
    while time.monotonic() - start < 20 * PATIENCE:
        try:
            if byte:
                writer.write(byte)
            if await asyncio.wait_for(reader.read(100_000), PATIENCE / 10) == b"":
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    return time.monotonic() - start


def run(request: bytes, byte: bytes = b"") -> float:
    async def all_of_it():
        async with connected(request) as (reader, writer):
            return await held(reader, writer, byte)

    return asyncio.run(all_of_it())


@pytest.mark.parametrize(
    ("request_", "byte"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nhost: localhost\r\n", b"x-one: more\r\n"),
        (b"GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n", b"x"),
        (b"GET / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["nothing", "a head bit by bit", "a body behind its answer", "a body in pieces behind its answer"],
)
def test_a_client_that_keeps_the_server_waiting(request_, byte):
    assert PATIENCE * 0.9 < run(request_, byte) < PATIENCE * 10


def test_one_byte_after_the_answer():
    async def all_of_it():
        async with connected(b"GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n") as line:
            assert (await line[0].read(1000)).startswith(b"HTTP/1.1 200 ")
            line[1].write(b"x")
            return await held(*line)

    assert asyncio.run(all_of_it()) < PATIENCE * 10


@pytest.mark.parametrize("requests", [1, 3])
def test_an_answer_that_is_not_taken(requests):
    async def all_of_it():
        ask = b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n" * requests
        async with connected(ask) as (reader, _):
            await asyncio.sleep(PATIENCE * 3)
            taken = 0
            try:
                while part := await reader.read(2**20):
                    taken += len(part)
            except ConnectionError:
                pass
            return taken

    assert asyncio.run(all_of_it()) < len(LARGE)


def test_an_answer_that_is_taken_slowly():
    async def all_of_it():
        async with connected(b"GET /large HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n") as line:
            taken = 0
            while part := await line[0].read(2**16):
                taken += len(part)
                await asyncio.sleep(PATIENCE / 100)
            return taken

    start = time.monotonic()
    assert asyncio.run(all_of_it()) > len(LARGE)
    assert time.monotonic() - start > 2 * PATIENCE


def test_requests_one_after_another_on_one_connection():
    async def all_of_it():
        answers = []
        async with connected(b"") as (reader, writer):
            for _ in range(5):
                writer.write(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
                answers.append(await reader.read(1000))
                await asyncio.sleep(PATIENCE / 3)
        return answers

    assert [answer[:13] for answer in asyncio.run(all_of_it())] == [b"HTTP/1.1 200 "] * 5
