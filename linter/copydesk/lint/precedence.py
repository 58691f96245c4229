"""Precedence: where two rules speak of the same words, only the one that knows more of them is heard.

In this order:

1. A finding that touches one of a rule that its own rule yields to (`Meta.yields_to`) is merged into it.
2. One that stands in words that a larger finding's best fix deletes is dropped: what goes needs no fix.
3. Of findings whose best fixes change the same words one stays: the worst, the surest, the shortest.

Nothing is lost to what is less grave, so a suggestion never hides an error. A finding that another is merged
into is as grave as the worse of the two and offers that one's fixes behind its own; what is to be deleted
hides nothing worse than itself; and of fixes for the same words the worst finding's stays.

Findings without a fix stand beside others unless their rule yields: an abbreviation that is not explained
and one that is misspelled are two defects of the same word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from msgspec.structs import replace

from copydesk.rule.finding import Finding, Severity
from copydesk.text.edits import Claims
from copydesk.text.span import Span

__all__ = ["resolve_conflicts"]


def resolve_conflicts(findings: Sequence[Finding], yields: Mapping[str, frozenset[str]]) -> list[Finding]:
    """The findings that are reported, in the order given.

    Args:
        findings: of one article, in the order of the text.
        yields: by the name of a rule, the rules that it yields to.
    """
    if len(findings) < 2:
        return list(findings)
    return _distinct(_outermost(_merged(findings, yields)))


def _merged(findings: Sequence[Finding], yields: Mapping[str, frozenset[str]]) -> Sequence[Finding]:
    """The findings, those that touch one of a rule that theirs yields to merged into it."""
    yielding = {finding.rule for finding in findings} & yields.keys()
    if not yielding:
        return findings
    stronger = {
        rule: _Touching([(f.span, i) for i, f in enumerate(findings) if f.rule in yields[rule] - {rule}])
        for rule in yielding
    }
    into: dict[int, int] = {}
    for i, finding in enumerate(findings):
        at = stronger[finding.rule].one(finding.span) if finding.rule in stronger else None
        if at is not None and _end(into, at) != i:  # two rules that yield to each other: one is heard
            into[i] = at
    heard = {i: finding for i, finding in enumerate(findings) if i not in into}
    for i, at in into.items():
        at = _end(into, at)
        heard[at] = _as_grave(heard[at], findings[i])
    return list(heard.values())


def _end(into: Mapping[int, int], at: int) -> int:
    """Where what was merged again and again has come to."""
    while at in into:
        at = into[at]
    return at


def _as_grave(finding: Finding, other: Finding) -> Finding:
    """A finding that speaks for another one, too."""
    if other.severity.rank <= finding.severity.rank:
        return finding
    return replace(finding, severity=other.severity, fixes=(*finding.fixes, *other.fixes))


class _Touching:
    """Finds one of some spans, given in order with a key each, that shares a code point with another span."""

    def __init__(self, spans: Sequence[tuple[Span, int]]) -> None:
        self._starts = [span.start for span, _ in spans]
        #: The end of the longest-reaching of the spans so far, and its key.
        self._reach = list(accumulate(((span.end, key) for span, key in spans), max))

    def one(self, span: Span) -> int | None:
        last = bisect_left(self._starts, span.end) - 1
        if last < 0 or self._reach[last][0] <= span.start:
            return None
        return self._reach[last][1]


def _outermost(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings, without those no worse than a larger one that stand in what its best fix deletes."""
    for severity in Severity:
        hidden = _Deletions(f for f in findings if f.severity.rank >= severity.rank)
        findings = [f for f in findings if f.severity is not severity or not hidden.cover(f.span)]
    return findings


class _Deletions:
    """What the best fixes of some findings delete."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        deleted = sorted((r for f in findings for r in _deleted(f)), key=lambda r: r.start)
        self._starts = [region.start for region in deleted]
        self._reach = list(accumulate((region.end for region in deleted), max))

    def cover(self, span: Span) -> bool:
        """Whether a finding there stands in what another one deletes."""
        # A region lies in its own finding, so what it strictly covers is another one.
        before = bisect_left(self._starts, span.start) - 1
        at = bisect_right(self._starts, span.start) - 1
        return (before >= 0 and self._reach[before] >= span.end) or (at >= 0 and self._reach[at] > span.end)


def _deleted(finding: Finding) -> Iterator[Span]:
    """The words of a finding that its best fix deletes."""
    for edit in finding.fixes[0].edits if finding.fixes else ():
        if edit.in_source:
            continue
        start, end = max(edit.span.start, finding.span.start), min(edit.span.end, finding.span.end)
        if start < end and not edit.text.strip():
            yield Span(start, end)


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, but of those whose best fixes change the same words only the strongest."""
    by_strength = sorted(
        range(len(findings)),
        key=lambda i: (-findings[i].severity.rank, -findings[i].confidence, len(findings[i].span), i),
    )
    changed = Claims()
    dropped = {i for i in by_strength if not changed.claim(_changed(findings[i]))}
    return [finding for i, finding in enumerate(findings) if i not in dropped]


def _changed(finding: Finding) -> list[tuple[int, int]]:
    """What its best fix changes where the finding stands, in half code points.

    An insertion is at the point between two code points, so it changes neither word beside it.
    """
    edits = finding.fixes[0].edits if finding.fixes else ()
    return [
        (2 * start, 2 * start + 1) if start == end else (2 * start + 1, 2 * end)
        for (start, end) in (edit.span for edit in edits if not edit.in_source)
        if start <= finding.span.end and finding.span.start <= end
    ]
