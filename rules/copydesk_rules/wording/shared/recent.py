"""A memory for what is made of words: those that come again and again stay, the rest is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["Recent"]

K = TypeVar("K")
V = TypeVar("V")


class Recent(dict[K, V]):
    """What a function makes of keys, made when it is first asked for: `recent[key]`.

    Faster than `functools.lru_cache`, as a key that is there is looked up as in any dictionary.

    Args:
        make: what is called for a key.
        size: after so many keys, only those that are asked for until there are as many again stay.
    """

    def __init__(self, make: Callable[[K], V], size: int) -> None:
        self._make, self._size = make, size
        self._before: dict[K, V] = {}

    def __missing__(self, key: K) -> V:
        if len(self) >= self._size:
            self._before = dict(self)
            self.clear()
        found = self._before.get(key)
        if found is None:
            found = self._make(key)
        self[key] = found
        return found
