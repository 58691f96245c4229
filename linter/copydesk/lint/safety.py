"""The safety of a fix: how far it is trusted here, of all that speaks against it."""

from __future__ import annotations

from enum import Enum

from copydesk.rule.finding import Fix, Safety

__all__ = ["Quoted", "Verified", "safety_of"]


class Quoted(Enum):
    """What a fix changes of what somebody is quoted as saying."""

    NOTHING = "nothing"
    PUNCTUATION = "punctuation"
    WORDS = "words"


class Verified(Enum):
    """What became of the article when a fix was tried; see `copydesk.lint.verify`."""

    HOLDS = "it says what the rule meant"
    FAILS = "it says something else"
    BROKEN = "it could not be read any more"


def safety_of(
    fix: Fix,
    *,
    writable: bool = True,
    quoted: Quoted = Quoted.NOTHING,
    verified: Verified = Verified.HOLDS,
) -> Safety | None:
    """How far a fix is trusted; None where it is not even to be shown. The first reason decides.

    Args:
        fix: as its rule offers it.
        writable: whether its file can have the edits.
        quoted: what it changes of somebody's words.
        verified: what became of the article when it was tried.
    """
    if not writable or fix.safety is Safety.DISPLAY:
        return Safety.DISPLAY
    if verified is Verified.BROKEN:
        return None
    if verified is Verified.FAILS:
        return Safety.UNSAFE if fix.repair else None
    if fix.repair:  # what was spoken stays as it was
        return fix.safety
    if quoted is Quoted.WORDS:
        return Safety.DISPLAY
    return Safety.UNSAFE if quoted is Quoted.PUNCTUATION else fix.safety
