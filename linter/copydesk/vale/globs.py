"""Patterns of files in `.vale.ini`: `*.md`, `docs/**/*.{md,txt}`. A star takes slashes along, as in Vale."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["matches_glob"]


def matches_glob(pattern: str, path: str) -> bool:
    """Whether a pattern names a file.

    Args:
        pattern: of a section.
        path: of the file, with slashes.
    """
    name = path.rpartition("/")[2]
    glob = _compiled(pattern)
    return any(glob.fullmatch(each) for each in (path, name)) or (
        "/" in pattern and any(glob.fullmatch(path[i + 1 :]) for i, c in enumerate(path) if c == "/")
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    out, depth, at = [], 0, 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            while pattern[at : at + 1] == "*":
                at += 1
            out.append(".*")
        elif char == "?":
            out.append(".")
        elif char == "{":
            depth += 1
            out.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            out.append(")")
        elif char == "," and depth:
            out.append("|")
        elif char == "[" and (end := pattern.find("]", at)) > 0:
            body = pattern[at:end].replace("\\", r"\\")
            out.append(f"[{'^' + body[1:] if body[:1] == '!' else body}]")
            at = end + 1
        elif char == "\\" and at < len(pattern):
            out.append(re.escape(pattern[at]))
            at += 1
        else:
            out.append(re.escape(char))
    try:
        return re.compile("".join(out) + ")" * depth, re.DOTALL)
    except re.error:
        return re.compile("(?!)")
