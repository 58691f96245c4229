"""Precedence: where two rules speak of the same words, only the one that knows more of them is heard.

In this order:

1. A finding that touches one of a rule that its own rule yields to (`Meta.yields_to`) is dropped.
2. So is one that stands in words that a larger finding's best fix deletes: what goes needs no fix.
3. Of findings whose best fixes change the same words one stays: the surest, the shortest, the worst.

Findings without a fix stand beside others unless their rule yields: an abbreviation that is not explained
and one that is misspelled are two defects of the same word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from copydesk.rule.finding import Finding
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
    return _distinct(_outermost(_unyielding(findings, yields)))


def _unyielding(findings: Sequence[Finding], yields: Mapping[str, frozenset[str]]) -> Sequence[Finding]:
    """The findings, without those that touch one of a rule that theirs yields to."""
    yielding = {finding.rule for finding in findings} & yields.keys()
    if not yielding:
        return findings
    stronger = {
        rule: _Touching(f.span for f in findings if f.rule in yields[rule] and f.rule != rule)
        for rule in yielding
    }
    return [f for f in findings if f.rule not in stronger or not stronger[f.rule].any(f.span)]


class _Touching:
    """Tells whether any of some spans, given in order, shares a code point with another span."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        ends: list[int] = []
        for start, end in spans:
            self._starts.append(start)
            ends.append(end)
        #: The end of the longest of the spans so far.
        self._reach = list(accumulate(ends, max))

    def any(self, span: Span) -> bool:
        last = bisect_left(self._starts, span.end) - 1
        return last >= 0 and self._reach[last] > span.start


def _outermost(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings, without those that stand in what a larger one's best fix deletes."""
    deleted = sorted((r for f in findings for r in _deleted(f)), key=lambda r: r.start)
    if not deleted:
        return findings
    starts = [region.start for region in deleted]
    reach = list(accumulate((region.end for region in deleted), max))

    def stays(finding: Finding) -> bool:
        start, end = finding.span
        # A region lies in its own finding, so what it strictly covers is another one.
        before = bisect_left(starts, start) - 1
        at = bisect_right(starts, start) - 1
        return not (before >= 0 and reach[before] >= end) and not (at >= 0 and reach[at] > end)

    return [finding for finding in findings if stays(finding)]


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
        key=lambda i: (-findings[i].confidence, len(findings[i].span), -findings[i].severity.rank, i),
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
