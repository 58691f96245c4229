"""The servers of a run: those that are named, and one of our own, started once and stopped at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copydesk import Resource, UnavailableError

if TYPE_CHECKING:
    from copydesk_rules.grammar.shared.server import Server

__all__ = ["DOWNLOADED", "LOCAL", "SERVERS"]

#: The keys of one of our own: it is installed, or may be downloaded.
LOCAL, DOWNLOADED = "", "download"


@contextmanager
def _opened(key: str) -> Iterator[Server]:
    try:  # what asks a server is imported before one is looked for
        import copydesk_rules.grammar.shared.adapter  # noqa: F401
        from copydesk_rules.grammar.shared.server import connect
    except ImportError as error:
        raise UnavailableError(f"{error}; pip install 'copydesk[languagetool]'") from None
    if key not in (LOCAL, DOWNLOADED):
        yield connect(key)
        return
    from copydesk_rules.grammar.shared.local import started

    with started(download=key == DOWNLOADED) as server:
        yield server


#: By the address of a server, or `LOCAL` or `DOWNLOADED`.
SERVERS: Resource[Server] = Resource("languagetool", _opened)
