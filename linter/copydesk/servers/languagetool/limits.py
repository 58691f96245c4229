"""Limits: what the server allows, and whom."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Limits"]


class Limits(Struct, frozen=True):
    """What a request may take.

    Attributes:
        size: of its body, in bytes.
        seconds: from its first byte read to its answer.
        at_once: how many requests may be read, wait or be answered at the same time.
        hosts: the names by which the server may be called, beside addresses and `localhost`.
        origins: the pages and programs that may ask from within a browser; "*" for any.
        token: what a request must bring, but one for `/health`; "" for nothing.
    """

    size: int = 1024 * 1024
    seconds: float = 10.0
    at_once: int = 256
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    token: str = ""
