"""Resources that a rule pack holds for a run, as they are dear to open: a server, a model.

Rules hold no state. What they share is a `Resource` of their pack: it is opened when it is first asked for,
and closed when the process ends. Where files are checked on several processes, what `Rule.prepare` opened
before they start is theirs too, and stays the first process's to close.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from threading import RLock
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from copydesk.errors import CopydeskError

__all__ = ["Resource", "adopt", "shared"]

T = TypeVar("T")

#: After a failure, how long it is not tried again, in seconds: a run ends sooner, an editor may wait.
_REST = 60.0

#: By resource and key: the value, or the error and when it was raised.
_Held = Mapping[str, Mapping[str, tuple[object, CopydeskError | None, float]]]


class Resource(Generic[T]):
    """Something that is opened at most once for each key, and used by all threads and processes of a run.

    Args:
        name: its own, of all packs: "languagetool".
        open: opens it for a key, as a context that closes it. The value must survive pickling, as an
            address does; what closes it need not. It raises a `CopydeskError` where it cannot.
    """

    _all: ClassVar[dict[str, Resource[Any]]] = {}
    _adopted: ClassVar[_Held] = {}

    def __init__(self, name: str, open: Callable[[str], AbstractContextManager[T]]) -> None:  # noqa: A002
        self._open = open
        self._held: dict[str, tuple[object, CopydeskError | None, float]] = dict(self._adopted.get(name, {}))
        #: By key: who opened it, and what closes it.
        self._closing: dict[str, tuple[int, ExitStack]] = {}
        self._lock = RLock()
        self._all[name] = self
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._unlock)

    def get(self, key: str = "") -> T:
        """What there is for a key; it is opened unless it is open.

        Raises:
            CopydeskError: it cannot be opened; for a minute, the same error again without another try.
        """
        with self._lock:
            value, error, when = self._held.get(key, (None, None, 0.0))
            if error is not None and monotonic() - when < _REST:
                raise error.with_traceback(None)
            if error is not None or key not in self._held:
                value = self._opened(key)
            return value  # type: ignore[return-value]

    def give_up(self, key: str, error: CopydeskError) -> None:
        """Close what there is for a key, since it failed: it is opened anew when a minute is over."""
        with self._lock:
            if self._held.get(key, (None, error, 0.0))[1] is None:
                self._closed(key)
                self._held[key] = None, error, monotonic()

    def close(self) -> None:
        """Close all that this process opened."""
        with self._lock:
            for key in list(self._held):
                self._closed(key)

    def _opened(self, key: str) -> object:
        import atexit

        stack = ExitStack()
        try:
            value = stack.enter_context(self._open(key))
        except CopydeskError as error:
            self._held[key] = None, error, monotonic()
            raise
        self._held[key] = value, None, 0.0
        if not self._closing:
            atexit.register(self.close)
        self._closing[key] = os.getpid(), stack
        return value

    def _closed(self, key: str) -> None:
        self._held.pop(key, None)
        process, stack = self._closing.pop(key, (0, None))
        if stack and process == os.getpid():
            stack.close()

    def _unlock(self) -> None:
        """In a process that was forked: another thread of its parent may have held the lock."""
        self._lock = RLock()


def shared() -> _Held:
    """What is open in this process, or could not be opened, for `adopt` in another."""
    return {name: dict(resource._held) for name, resource in Resource._all.items() if resource._held}


def adopt(held: _Held) -> None:
    """Use what is open in the process that started this one."""
    Resource._adopted = held
    for name, resource in Resource._all.items():
        resource._held.update(held.get(name, {}))
