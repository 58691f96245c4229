"""What the rules about links, pictures and headings share."""

from __future__ import annotations

import re

from copydesk import lazy_pattern

__all__ = ["FILLED_IN", "is_blank", "shortened"]

#: What shows nothing: white space, comments, line breaks, elements that only set what they hold in a face.
_BLANK = lazy_pattern(
    r"(?:[\s\u200b\u200c\u200d\u2060\ufeff\xad]|&(?:nbsp|#160|#xa0|zwnj|shy|ZeroWidthSpace|#8203|#x200b);"
    r"|<!--.*?-->|<br\s*/?>"
    r"|</?(?:b|big|div|em|font|p|small|span|strong|sub|sup|u)(?:\s+(?:align|color|dir|face|lang|size|style)"
    r"\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))*\s*>"
    r"|<a(?:\s+(?:id|name)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))+\s*>|</a\s*>)*+",
    re.DOTALL | re.IGNORECASE,
)
#: In an address, what a template or a script puts something in the place of.
FILLED_IN = lazy_pattern(r"\{\{|\{%|\{#|<[%?]|\$\{|\$\w+\b(?!/)|%%|\*\||\[\[|\]\]|^\[|^\{|^javascript:")
_LONGEST = 60


def is_blank(inside: str) -> bool:
    """Whether what an element holds, as it is written, shows nothing. An icon's element is no such."""
    return _BLANK.fullmatch(inside) is not None


def shortened(target: str) -> str:
    """An address as it is shown in a message."""
    return target if len(target) <= _LONGEST else f"{target[:_LONGEST]}…"
