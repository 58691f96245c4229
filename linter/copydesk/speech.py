"""Where the words of an article stand in quotation marks.

One pass over the quotation marks of a block. Apostrophes are told from single quotation marks
by the letters around them; straight marks open or close by the space around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.span import Span

__all__ = ["Quotation", "quotations_in"]

#: A mark that opens, and the marks that may close it: German closes with what English opens.
_CLOSERS = {
    "“": "”",
    "„": "“”",
    '"': '"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "「": "」",
    "『": "』",
}
_MARK = re.compile("[“”‘’„‚«»‹›\"'「」『』]")
_SINGLE = "'‘’‚"
#: These may open or close, and only the space around them tells.
_EITHER_WAY = "\"'«»‹›‘“"
_BEFORE_OPENING = "([{—–-/“‘„«\"'¿¡…>|￼"
_ELISION = re.compile(r"(?:tis|twas|til|cause|em|n|\d\ds?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of quoted text.

    Attributes:
        span: from the opening mark through the closing one, or to the end of the block.
        inner: the quoted words, without the marks.
        mark: the opening mark.
        closed: whether a closing mark was found in the block.
    """

    span: Span
    inner: Span
    mark: str
    closed: bool


def _may_open(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if text[at] == "«" and after in "\u00a0\u202f ":  # French spacing
        return True
    return (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()


def _is_apostrophe(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isalnum():
        return after.isalnum()
    return _ELISION.match(text, at + 1) is not None


def quotations_in(text: str, offset: int = 0) -> list[Quotation]:
    """The quotations of one block, in order, an outer one before those inside it.

    Args:
        text: the block's prose.
        offset: where the block starts in the article's text; added to every span.
    """
    open_marks: list[tuple[int, str]] = []
    found: list[Quotation] = []

    def add(start: int, inner_end: int, end: int, mark: str, closed: bool) -> None:
        outer = Span(start + offset, end + offset)
        found.append(Quotation(outer, Span(start + 1 + offset, inner_end + offset), mark, closed))

    for match in _MARK.finditer(text):
        at, mark = match.start(), match[0]
        if mark in "'’‘" and _is_apostrophe(text, at):
            continue
        opens = mark in _CLOSERS and (mark not in _EITHER_WAY or _may_open(text, at))
        level = next(
            (i for i in reversed(range(len(open_marks))) if mark in _CLOSERS[open_marks[i][1]]), None
        )
        if level is not None and not (opens and mark in "\"'"):
            start, opening = open_marks[level]
            add(start, at, at + 1, opening, True)
            del open_marks[level:]
        elif opens:
            open_marks.append((at, mark))
    for start, mark in open_marks:
        # A single mark left open is an apostrophe far oftener than speech.
        if mark not in _SINGLE:
            add(start, len(text), len(text), mark, False)
    found.sort(key=lambda q: (q.span.start, -q.span.end))
    return found
