"""Connections whose client keeps the server waiting: uvicorn waits for some of them without end.

They are those on which no request begins, those whose request was answered before its body had come, and
those whose answer is not taken.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["ImpatientProtocol"]

#: How long the server waits for its client, in seconds: for the head of a request, for the rest of a body
#: that nobody reads any more, and for as much of an answer as `_PROGRESS` to be taken.
PATIENCE = 10.0
#: In bytes: what a client that takes its answer slowly takes at least in that time.
_PROGRESS = 65_536


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1, less the connections on which the client keeps us waiting."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let the time run."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Stop the time where a request has begun; other bytes do not lengthen it."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Let the time run: the next move is the client's."""
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        """Let the time run: the client does not take its answer."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Stop the time, unless the client has something else to do."""
        super().resume_writing()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the time."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Let the time run while the next move is the client's."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and not self.flow.write_paused:
            self._stop()
        elif self._end is None:
            self._wait()

    def _wait(self) -> None:
        self._end = self.loop.call_later(PATIENCE, self._hang_up, self.transport.get_write_buffer_size())

    def _stop(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def _hang_up(self, left: int) -> None:
        """End the connection, unless the client has taken its share of what was left of its answer."""
        if self.transport.get_write_buffer_size() <= left - _PROGRESS:
            self._wait()
        else:
            self.transport.abort()  # to close it would be to wait until the answer is taken
