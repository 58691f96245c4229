"""Quotations: where the words of an article stand in quotation marks.

One pass over the quotation marks of a block. The shape of a mark says whether it opens or closes,
and where it has no shape, as a straight one, the space around it. What it closes is the nearest
mark of its family, so a pair of two styles (“so") is a pair. Apostrophes are told from single
quotation marks by the letters around them, and feet and inches by the digit before them.
"""

from __future__ import annotations

import re

from msgspec import Struct

from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["Quotation", "quotations_in"]

#: Marks that pair with each other, and for each whether its shape opens (1), closes (-1) or either (0).
_FAMILIES = (
    {"“": 1, "„": 1, "‟": 1, "”": -1, '"': 0},
    {"‘": 1, "‚": 1, "‛": 1, "’": -1, "'": 0},
    {"«": 1, "»": -1},
    {"‹": 1, "›": -1},
    {"「": 1, "」": -1},
    {"『": 1, "』": -1},
)
_FAMILY = {mark: i for i, family in enumerate(_FAMILIES) for mark in family}
_SHAPE = {mark: shape for family in _FAMILIES for mark, shape in family.items()}
_SINGLE = 1
_MARK = lazy_pattern(f"[{''.join(_SHAPE)}]")
#: What, besides space and other marks, stands directly before a mark that opens, or behind one that closes.
_BEFORE_OPENING = "([{<—–-/¿¡…>|=*_￼"
_BEHIND_CLOSING = ".,;:!?)]}…—–-/|*_"
_ELISION = lazy_pattern(
    r"(?:tis|twas|twere|till?|cause|cuz|em|n|bout|round|neath|nother|\d\ds?)\b", re.IGNORECASE
)
#: 5'10", 6’ 2½”: a prime and a double prime, even inside speech.
_FEET_AND_INCHES = lazy_pattern(r"\d['’′] ?\d{1,2}(?:[.½¼¾]\d*)?$")


class Quotation(Struct, frozen=True):
    """A stretch of quoted text.

    Attributes:
        span: from the opening mark through the closing one. Where one of them is missing, from the
            start of the block, or the end of the quotation before; or to the end of the block.
        inner: the quoted words, without the marks.
        mark: the opening mark; where there is none, the closing one.
        closed: whether a closing mark was found in the block.
        opened: whether an opening mark was found in the block.
    """

    span: Span
    inner: Span
    mark: str
    closed: bool
    opened: bool = True


def _role(text: str, at: int) -> int:
    """What the space around a mark says: it opens (1), closes (-1), or nothing (0)."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else ""
    if not after:
        return -1
    opens = before.isspace() or before in _BEFORE_OPENING or _SHAPE.get(before, -1) >= 0
    closes = after.isspace() or after in _BEHIND_CLOSING or _SHAPE.get(after, 1) <= 0
    return (opens and not after.isspace()) - (closes and not before.isspace())


def _turn(text: str, at: int, is_open: bool) -> int:
    """Which way a mark turns, by its shape and its surroundings; `is_open`: it could close another."""
    role, shape = _role(text, at), _SHAPE[text[at]]
    if shape and (role != -shape or is_open != (shape > 0) or text[at] == "’"):
        return shape  # else it is turned: „so“, »so« and ”så” are right
    return role


def _is_mention(text: str, at: int) -> bool:
    """Whether a mark is only spoken of, as in (“), or stands alone, as a ditto mark does."""
    return (text[at - 1 : at], text[at + 1 : at + 2]) in {("(", ")"), ("[", "]"), ("", "")}


def _is_arrow(text: str, at: int) -> bool:
    """Whether a guillemet without a partner points somewhere, as in "Older posts »"."""
    mark = text[at]
    return mark in "«»‹›" and (text[at + 1 : at + 2] if _SHAPE[mark] > 0 else text[at - 1 : at]) in ("", " ")


def _is_apostrophe(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isalnum():
        return after.isalnum() or (before in "nN" and at > 1 and text[at - 2] in "'’‘")  # rock 'n' roll
    if after in "sS" and not before.isspace() and not text[at + 2 : at + 3].isalnum():  # the U.K.'s
        return True
    return _ELISION.match(text, at + 1) is not None


def _is_prime(text: str, at: int, speaking: bool) -> bool:
    """Whether a mark stands for feet, inches, minutes or seconds."""
    if not at or text[at] not in "\"”'’" or not text[at - 1].isnumeric():
        return False
    return not speaking or _FEET_AND_INCHES.search(text, max(0, at - 9), at) is not None


def _is_weak(text: str, at: int) -> bool:
    """Whether a mark that seems to close may be the apostrophe of a plural, or a prime."""
    if text[at - 1].isnumeric():
        return True
    return _FAMILY[text[at]] == _SINGLE and text[at - 1] in "sSzZ" and text[at + 1 : at + 2].isspace()


def quotations_in(text: str, offset: int = 0) -> list[Quotation]:
    """The quotations of one block, in order, an outer one before those inside it.

    One function of more than 60 lines, as a mark means what the open ones make of it.

    Args:
        text: the block's prose.
        offset: where the block starts in the article's text; added to every span.
    """
    open_marks: list[int] = []
    counts = [0] * len(_FAMILIES)  # of the open marks, by family
    found: list[Quotation] = []
    weak: dict[int, int] = {}  # by family, the quotation whose closing mark may be something else
    resume = 0  # where the last outer quotation ends

    def quotation(start: int, end: int, at: int, opened: bool = True, closed: bool = True) -> Quotation:
        inner = Span(start + opened + offset, end - closed + offset)
        return Quotation(Span(start + offset, end + offset), inner, text[at], closed, opened)

    for match in _MARK.finditer(text):
        at, family = match.start(), _FAMILY[match[0]]
        is_open = counts[family] > 0
        if family == _SINGLE:  # inside an open double mark it closes nothing outside of that
            is_open = is_open and _FAMILY[text[open_marks[-1]]] == _SINGLE
        if (
            (family == _SINGLE and _is_apostrophe(text, at))
            or _is_prime(text, at, is_open)
            or _is_mention(text, at)
        ):
            continue
        role = _turn(text, at, is_open)
        if role > 0 or (role == 0 and not is_open):
            open_marks.append(at)
            counts[family] += 1
        elif is_open:
            closed = -1
            while closed != family:  # those left open in between are dropped
                start = open_marks.pop()
                closed = _FAMILY[text[start]]
                counts[closed] -= 1
            if weak:
                weak = {f: i for f, i in weak.items() if f != family and found[i].span.start < start + offset}
            if _is_weak(text, at):
                weak[family] = len(found)
            found.append(quotation(start, at + 1, start))
            if not open_marks:
                resume = at + 1
        elif (
            family in weak
            and not _is_weak(text, at)
            and (not open_marks or open_marks[-1] < found[weak[family]].span.start - offset)
        ):
            earlier = weak.pop(family)
            start = found[earlier].span.start - offset
            found[earlier] = quotation(start, at + 1, start)
            if not open_marks:
                resume = at + 1
        elif family != _SINGLE and not _is_arrow(text, at):
            start = max(resume, open_marks[-1] + 1) if open_marks else resume
            start += len(text[start:at]) - len(text[start:at].lstrip())
            found.append(quotation(start, at + 1, at, opened=False))
            resume = at + 1
    # A single mark left open is an apostrophe far oftener than speech.
    left = [at for at in open_marks if _FAMILY[text[at]] != _SINGLE and not _is_arrow(text, at)]
    found += [quotation(at, len(text), at, closed=False) for at in left]
    found.sort(key=lambda q: (q.span.start, -q.span.end))
    return found
