"""Repeats: findings of one defect made one, at the first place, with the others in `related`.

A rule asks for it by giving findings the same `repeat` key. An ignore comment takes out the places that it
is for and no others, for it is heeded before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from copydesk.lint.diagnostic import Diagnostic, PlacedFix, PlacedRelated
from copydesk.rule.finding import Fix, Safety
from copydesk.text.edits import first_disjoint, in_order
from copydesk.text.span import Position

__all__ = ["SAME", "group_repeats", "promote_repeat"]

#: What is said of a place that differs in nothing but its place.
SAME = "the same"

_MORE = re.compile(r" \(\d+ more\)(?=\.?$)")

#: From the safest fix to the one that is only shown.
_ORDER = tuple(Safety)


def group_repeats(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics of one article, those of a rule that have the same key made one.

    The message is the first one's, with the number of the others. Its fixes are for every place: first those
    that are safe, then, where there are any, the unsafe ones too.
    """
    groups: dict[object, list[Diagnostic]] = {}
    for i, diagnostic in enumerate(diagnostics):
        key = i if diagnostic.repeat is None else (diagnostic.rule, diagnostic.repeat)
        groups.setdefault(key, []).append(diagnostic)
    return [group[0] if len(group) == 1 else _one(group) for group in groups.values()]


def _one(group: Sequence[Diagnostic]) -> Diagnostic:
    first, *others = group
    return replace(
        first,
        message=_counted(first.message, len(others)),
        related=(*first.related, *(_place(other, first.message) for other in others)),
        fixes=tuple(_fixes(group)),
        confidence=max(d.confidence for d in group),
    )


def _counted(message: str, more: int) -> str:
    stop = "." if message.endswith(".") else ""
    return f"{message.removesuffix(stop)} ({more} more){stop}"


def _place(d: Diagnostic, lead: str) -> PlacedRelated:
    """A place that repeats; `lead` is what is said of the one that stands for all."""
    message = SAME if d.message == lead else d.message
    return PlacedRelated(
        d.start,
        d.end,
        d.line,
        message,
        d.excerpt,
        repeat=True,
        where=d.where,
        mark=d.mark,
        words=d.words,
        context=d.context,
    )


def promote_repeat(
    diagnostic: Diagnostic, place: PlacedRelated, positions: Mapping[int, Position]
) -> Diagnostic:
    """The same finding at another of its places, with the one that it had among the others.

    Its fingerprint and its fixes, which are of all places, stay.

    Args:
        diagnostic: one that repeats.
        place: of those related to it, one that is a repeat.
        positions: of the offsets that it names.
    """
    first = replace(diagnostic, message=_MORE.sub("", diagnostic.message))
    said = {r: first.message if r.message == SAME else r.message for r in diagnostic.related if r.repeat}
    lead = said.pop(place)
    repeats = [replace(r, message=SAME if message == lead else message) for r, message in said.items()]
    start, end = positions[place.start], positions[place.end]
    return replace(
        diagnostic,
        message=_counted(lead, len(said) + 1),
        start=place.start,
        end=place.end,
        line=start.line,
        column=start.column,
        end_line=end.line,
        end_column=end.column,
        where=place.where,
        excerpt=place.excerpt,
        mark=place.mark,
        context=place.context,
        related=(
            *(r for r in diagnostic.related if not r.repeat),
            *sorted((*repeats, _place(first, lead)), key=lambda r: r.start),
        ),
    )


def _fixes(group: Sequence[Diagnostic]) -> Iterator[PlacedFix]:
    best = [fix for d in group if (fix := d.best_fix)]
    made = 0
    for safety in _ORDER[:2]:
        chosen = _made_at_once([fix for fix in best if _ORDER.index(fix.safety) <= _ORDER.index(safety)])
        if len(chosen) > made:
            yield _together(chosen, safety, len(group))
        made = max(made, len(chosen))
    if not made and best:
        yield _together(_made_at_once(best), Safety.DISPLAY, len(group))


def _made_at_once(fixes: Sequence[PlacedFix]) -> list[PlacedFix]:
    """The fixes, without those that have to wait for the next pass."""
    return first_disjoint(fixes, lambda fix: fix.edits)


def _together(fixes: Sequence[PlacedFix], safety: Safety, places: int) -> PlacedFix:
    many = len(fixes)
    which = f"all {places}" if many == places else f"{many} of the {places}"
    title = f"{fixes[0].title}, in {which} places"
    edits = in_order(e for fix in fixes for e in fix.edits)
    origin = Fix(title, tuple(e for fix in fixes for e in fix.origin.edits), safety, fixes[0].origin.repair)
    stretches = sorted(stretch for fix in fixes for stretch in fix.stretches)
    return PlacedFix(title, safety, tuple(edits), origin, tuple(stretches))
