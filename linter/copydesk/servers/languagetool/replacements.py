"""Replacements: what may be put at each place of a finding, as LanguageTool has a match for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from copydesk.lint.diagnostic import Diagnostic
from copydesk.rule.finding import Safety
from copydesk.text.edits import SourceEdit, apply_edits
from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["MatchPlace", "match_places"]

_SHORT = 40
_BEFORE = lazy_pattern(r"\S{1,40}[^\S\r\n]*\Z")
_AFTER = lazy_pattern(r"[^\S\r\n]*\S{1,40}")


class MatchPlace(NamedTuple):
    """A place in the text, and the texts that may be put there, the best first."""

    span: Span
    replacements: tuple[str, ...]


def match_places(diagnostic: Diagnostic, text: str) -> Iterator[MatchPlace]:
    """The place of a finding, and those where the same defect stands.

    A fix counts for a place where it changes something there; what it changes elsewhere is offered elsewhere.
    Fixes that are only to be shown are left out.
    """
    spans = [Span(diagnostic.start, diagnostic.end)]
    spans += (Span(r.start, r.end) for r in diagnostic.related if r.repeat and r.path is None)
    fixes = [fix.edits for fix in diagnostic.fixes if fix.safety is not Safety.DISPLAY]
    for span in spans:
        here = [edits for fix in fixes if (edits := [e for e in fix if _touches(e, span)])]
        hull = Span(
            min((span.start, *(e.start for edits in here for e in edits))),
            max((span.end, *(e.end for edits in here for e in edits))),
        )
        if any(not apply_edits(text, edits, hull).strip() for edits in here) and _is_short(
            text[hull.start : hull.end]
        ):
            hull = _with_neighbour(hull, text)
        yield MatchPlace(hull, tuple(dict.fromkeys(apply_edits(text, edits, hull) for edits in here)))


def _touches(edit: SourceEdit, span: Span) -> bool:
    return edit.start <= span.end and span.start <= edit.end


def _is_short(deleted: str) -> bool:
    """Whether it is some words, and not a paragraph with the empty line that set it off."""
    return len(deleted) <= _SHORT and deleted.count("\n") < 2 and deleted.count("\r") < 2


def _with_neighbour(span: Span, text: str) -> Span:
    """The span with a word beside it: clients show what is put there, and white space cannot be seen."""
    low = max(0, span.start - 2 * _SHORT)
    if before := _BEFORE.search(text[low : span.start]):
        return Span(low + before.start(), span.end)
    after = _AFTER.match(text, span.end)
    return Span(span.start, after.end()) if after else span
