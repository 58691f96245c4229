"""Ignore comments: which findings they keep back, and which of them keep back nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.article import Article, Directive
from copydesk.finding import Finding
from copydesk.span import Span

__all__ = ["Suppressions"]


@dataclass(frozen=True, slots=True)
class _Region:
    directive: Directive
    span: Span


class Suppressions:
    """The regions of an article in which rules are told to be silent.

    Args:
        article: with its directives.
        groups: the group of each rule that ran, by the rule's name.
    """

    def __init__(self, article: Article, groups: dict[str, str]) -> None:
        self._groups = groups
        self._regions = list(_regions(article))
        self._used: set[Directive] = set()

    def suppresses(self, finding: Finding) -> bool:
        """Whether a finding starts in a region that is to be silent about its rule."""
        hit = False
        for region in self._regions:
            if region.span.start <= finding.span.start < region.span.end and self._names(
                region.directive, finding.rule
            ):
                self._used.add(region.directive)
                hit = True
        return hit

    def _names(self, directive: Directive, rule: str) -> bool:
        return not directive.rules or any(name in (rule, self._groups.get(rule)) for name in directive.rules)

    def unused(self) -> Sequence[Directive]:
        """The directives that kept nothing back, of those whose rules all ran."""
        known = {*self._groups, *self._groups.values()}
        return [
            region.directive
            for region in self._regions
            if region.directive not in self._used and all(name in known for name in region.directive.rules)
        ]


def _regions(article: Article) -> list[_Region]:
    regions: list[_Region] = []
    disabled: list[Directive] = []
    for directive in article.directives:
        if directive.action == "ignore":
            following = next(
                (b for b in article.blocks if b.start >= directive.span.end and b.kind.is_prose), None
            )
            end = following.end if following else directive.span.end
            regions.append(_Region(directive, Span(directive.span.end, end)))
        elif directive.action == "disable":
            disabled.append(directive)
        else:
            for earlier in list(disabled):
                if not directive.rules or set(earlier.rules) <= set(directive.rules):
                    disabled.remove(earlier)
                    regions.append(_Region(earlier, Span(earlier.span.end, directive.span.start)))
    regions += [_Region(d, Span(d.span.end, len(article.text) + 1)) for d in disabled]
    return regions
