"""Regular expressions that are compiled when they are first used, and then kept for the next run.

Compiling takes some tenths of a millisecond each. There are hundreds, and most texts need only some: compiled
when their modules are imported, they would take more time than the check of an article. What was compiled
is kept as Python keeps byte code: in `__pycache__`, for one version of Python, unless it is to write none.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from array import array
from functools import cache, lru_cache
from typing import Any, AnyStr, cast

__all__ = ["keep_compiled", "lazy_pattern"]

#: A pattern and its flags; its code as bytes, all its flags, its groups' number and names.
_Key = tuple[str | bytes, int]
_Compiled = tuple[bytes, int, int, dict[str, int], tuple[str | None, ...]]

#: So many new ones are worth a file.
_WORTH_KEEPING = 8
#: What was compiled in this process and is not in the file.
_new: dict[_Key, _Compiled] = {}


class _Lazy:
    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, int(flags)

    def __getattr__(self, name: str) -> Any:
        """What the compiled pattern has; kept, so that it is asked for once."""
        value = getattr(_compiled(self._source, self._flags), name)
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


def keep_compiled() -> None:
    """Write what was compiled, so that the next run finds it; where that cannot be, it compiles again."""
    path = _path()
    if len(_new) < _WORTH_KEEPING or path is None or sys.dont_write_bytecode:
        return
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "wb") as file:
            file.write(marshal.dumps((sys.version, {**_kept(), **_new})))
        os.replace(beside, path)
    except OSError:
        return
    _new.clear()


def _path() -> str | None:
    """Beside the byte code of this module; None where Python keeps none."""
    cached = __spec__.cached
    return f"{cached.removesuffix('.pyc')}.patterns" if cached else None


@cache
def _kept() -> dict[_Key, _Compiled]:
    """What runs before this one have compiled."""
    try:
        with open(_path() or os.devnull, "rb") as file:
            version, kept = marshal.loads(file.read())
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return kept if version == sys.version else {}


@lru_cache(maxsize=512)
def _compiled(source: str | bytes, flags: int) -> re.Pattern[Any]:
    """A pattern: of what is kept, or compiled as `re.compile` does it, whose parts this calls."""
    try:
        import _sre  # type: ignore[import-not-found]

        known = _kept().get((source, flags))
        if known is None:
            known = _new[source, flags] = _code_of(source, flags)
        code, all_flags, *groups = known
        pattern: re.Pattern[Any] = _sre.compile(source, all_flags, array("I", code).tolist(), *groups)
    except (ImportError, AttributeError, OverflowError, RuntimeError):  # another Python's parts are others
        return re.compile(source, flags)
    return pattern


def _code_of(source: str | bytes, flags: int) -> _Compiled:
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(source, flags)
    code: list[int] = _compiler._code(parsed, flags)
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    return array("I", code).tobytes(), flags | state.flags, state.groups - 1, state.groupdict, tuple(names)
