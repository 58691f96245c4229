"""Text that a report may hold: nothing in an article or a file's name breaks or forges a report.

Control characters and bidirectional overrides would reach the terminal, a lone surrogate (a byte of a file's
name that is no UTF-8) has no encoding, and GitHub's runner takes commands from any line of a job's output:
one that begins with `::`, and one that has `##[` anywhere (actions/runner, ActionCommand.cs).
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable
from typing import Any, TextIO

import msgspec

from copydesk.text.regex import lazy_pattern

__all__ = ["in_line", "inert", "many", "slashed", "to_json", "visible", "write_array", "xml"]

_UNSEEN = lazy_pattern("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: What is written as an escape in JSON and XML, where it means the same.
_ESCAPED = lazy_pattern(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]|(?<=#)#(?=\[)")
_COMMAND = lazy_pattern(r"^\s*:(?=:)|##(?=\[)")
#: What XML 1.0 has no place for (section 2.2, Char).
_NOT_XML = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def visible(text: str) -> str:
    """The text with a picture for each control character, one character for one."""
    return _UNSEEN.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    char = match[0]
    if char in "\t\n\r\u2028\u2029":
        return " "
    return chr(0x2400 + ord(char)) if char < "\x20" else "\u2421" if char == "\x7f" else "\ufffd"


def inert(line: str) -> str:
    """The line with another sign in what GitHub's runner would take for a command, one for one."""
    return _COMMAND.sub(lambda match: match[0][:-1] + {":": "꞉", "#": "♯"}[match[0][-1]], line)


def in_line(text: str) -> str:
    """The text on one line, white space folded, nothing in it that acts."""
    return visible(" ".join(text.split()))


def many(n: int, what: str, plural: str = "") -> str:
    """How many there are: "1 file", "2,000 files".

    Args:
        n: the number.
        what: is counted.
        plural: of that, where it is not made with an s.
    """
    return f"{n:,} {what if n == 1 else plural or f'{what}s'}"


def slashed(path: str) -> str:
    """The path as a repository names it: with slashes, and without `./`."""
    return posixpath.normpath(path if os.sep == "/" else path.replace(os.sep, "/"))


def to_json(value: Any) -> str:
    """The value as JSON on one line."""
    try:
        encoded = msgspec.json.encode(value)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(_encodable(value))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded.decode())


def _encodable(value: Any) -> Any:
    """The value with U+FFFD for each lone surrogate."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(each) for each in value]
    return value


def write_array(out: TextIO, items: Iterable[Any]) -> None:
    """Write a JSON array, an item a line, one at a time."""
    before = "["
    for item in items:
        out.write(before)
        out.write(to_json(item))
        before = ",\n"
    out.write("]" if before != "[" else "[]")


def xml(text: str) -> str:
    """The text for an attribute or between tags, U+FFFD for what XML has no place for."""
    return _ESCAPED.sub(lambda match: f"&#{ord(match[0])};", _NOT_XML.sub("\ufffd", text).translate(_XML))
