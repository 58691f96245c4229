"""The body of a request, read up to what it may bring."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

__all__ = ["read_body"]

#: The rest of a body that is refused is not read: the connection ends.
_CLOSE = {"connection": "close"}


async def read_body(request: Request, size: int, seconds: float) -> bytes:
    """The body of a request.

    Args:
        size: how large it may be, in bytes.
        seconds: how long it may take to come.

    Raises:
        HTTPException: it is too large (413), comes too slowly (408), or its sender is gone (400).
    """
    if int(request.headers.get("content-length", "0")) > size:
        raise _too_large(size)
    parts: list[bytes] = []
    length = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                length += len(part)
                if length > size:
                    raise _too_large(size)
                parts.append(part)
    except TimeoutError:
        raise HTTPException(408, "The request came too slowly", _CLOSE) from None
    except ClientDisconnect:
        raise HTTPException(400, "The request broke off", _CLOSE) from None
    return b"".join(parts)


def _too_large(size: int) -> HTTPException:
    return HTTPException(413, f"The request is larger than {size} bytes", _CLOSE)
