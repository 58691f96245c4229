"""The exceptions copydesk raises.

CopydeskError
├── UsageError            a command line that makes no sense
├── ConfigError           a configuration file: which, which key, what is expected
│   └── DataError         a file that a configuration names: where in it, what is expected
├── SourceError           a source that cannot be read: missing, binary, undecodable
│   └── DecodeError       bytes that are not the encoding they should be, with their offset
├── RuleError             a rule that can do only a part of its work: why, and what helps
│   └── UnavailableError  a rule that can do nothing in this run: what it needs is not there
├── StoppedError          a check that was given up
│   └── LimitError        a file that takes more time or memory than it may
├── WriteError            a file that cannot be, or must not be, written
└── PluginError           a rule pack that is broken: which, and what it raised

Every message is one line that says what is wrong, where, and what to do about it.
The command line catches `CopydeskError` in one place; nothing else is expected to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

__all__ = [
    "FINAL",
    "ConfigError",
    "CopydeskError",
    "DataError",
    "DecodeError",
    "LimitError",
    "PluginError",
    "RuleError",
    "SourceError",
    "StoppedError",
    "UnavailableError",
    "UsageError",
    "WriteError",
    "crash_of",
    "nearest",
    "os_error_reason",
]


class CopydeskError(Exception):
    """Anything that copydesk itself reports as an error."""


class UsageError(CopydeskError):
    """A command line or a call that cannot be carried out as given."""


class ConfigError(CopydeskError):
    """A configuration file that cannot be used.

    Args:
        message: what is wrong, with the key and the value.
        path: the file, as text, or None for options given on the command line.
    """

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


class DataError(ConfigError):
    """A file that a configuration names, and that cannot be used.

    Args:
        message: what is wrong, and what is expected.
        path: the file, as text.
        line: from 1, or None where no line is to blame.
        column: from 1, in code points.
    """

    def __init__(self, message: str, path: str, line: int | None = None, column: int = 1) -> None:
        super().__init__(message, f"{path}:{line}:{column}" if line else path)
        self.path = path
        self.line = line
        self.column = column


class RuleError(CopydeskError):
    """A rule that can do only a part of its work.

    Raised by `Rule.check` when it has yielded what it found; the message says why and what helps. It is
    reported as a problem of the file that was checked, so a rule raises it once and not for every file.
    """


class UnavailableError(RuleError):
    """A rule that can do nothing in this run, as what it needs besides articles is not there: a server, Java.

    It is no file's fault, so a rule may raise it for every file, always with the same message: it is reported
    once. Where the rule was named on the command line it is an error, else a warning.

    Args:
        message: why, and what helps.
        is_asked_for: whether what is not there was asked for, so that it is an error in any case.
    """

    def __init__(self, message: str, is_asked_for: bool = False) -> None:
        super().__init__(message)
        self.is_asked_for = is_asked_for

    def __reduce__(self) -> tuple[type[UnavailableError], tuple[str, bool]]:
        return type(self), (str(self), self.is_asked_for)


class SourceError(CopydeskError):
    """A source that cannot be read.

    Args:
        path: the file, as it was named.
        message: what is wrong with it.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


class StoppedError(CopydeskError):
    """A check that was given up because nobody waits for it any more."""


class LimitError(StoppedError):
    """A file that takes more time or memory than it may; the message says how much that is."""


#: What nothing holds back. Whatever else a file makes a reader or a rule raise is a problem of that file: a
#: panic of code in Rust, too, which is a `BaseException`.
FINAL = (KeyboardInterrupt, SystemExit, GeneratorExit, StoppedError)


class DecodeError(SourceError):
    """Bytes that do not decode; `offset` is that of the first bad byte."""

    def __init__(self, path: str, encoding: str, offset: int, byte: int) -> None:
        super().__init__(
            path,
            f"not {encoding}: byte 0x{byte:02x} at offset {offset}; name its encoding with --encoding",
        )
        self.encoding = encoding
        self.offset = offset


class WriteError(CopydeskError):
    """A file that cannot be written, or that changed on disk while it was being checked."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


class PluginError(CopydeskError):
    """A rule pack that cannot be used.

    Args:
        plugin: the entry point's name.
        message: what is wrong with it.
    """

    def __init__(self, plugin: str, message: str) -> None:
        super().__init__(f"rule pack {plugin!r}: {message}")
        self.plugin = plugin


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that offers the nearest of the words that would have been right, or ""."""
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def os_error_reason(error: OSError | ValueError) -> str:
    """What the system said of an operation that failed, as the end of a line: "permission denied"."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def crash_of(error: BaseException, quote: bool = True) -> str:
    """What was raised and where, on one line; unless `quote`, without what it says, which may be private."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if isinstance(error, MemoryError):
        error = MemoryError("not enough memory, see --file-memory").with_traceback(error.__traceback__)
    said = f": {' '.join(str(error).split())[:200]}" if quote else ""
    at = f" ({os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}{said}{at}"
