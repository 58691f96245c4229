"""Regular expressions that are compiled when they are first used.

Compiling takes some tenths of a millisecond each. There are hundreds, and most texts need only some: compiled
when their modules are imported, they would take more time than the check of an article.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["lazy_pattern"]


class _Lazy:
    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """What the compiled pattern has; kept, so that it is asked for once."""
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that is compiled when its first method is called.

    It has the methods and attributes of a compiled pattern, and is used in the same way; only the functions
    of `re` do not take it.

    Args:
        source: the regular expression.
        flags: those of `re.compile`.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(source, flags))
