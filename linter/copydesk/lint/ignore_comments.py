"""Ignore comments: which findings they suppress, and which of them suppress nothing.

A comment speaks of blocks. `ignore` is for the next one, or for the one it stands in; `disable` is
for all from there on, up to an `enable` that names the same rules, or one of them, or none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from copydesk.document.article import Article, Directive, Kind
from copydesk.errors import UsageError, nearest
from copydesk.rule.finding import Finding
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import Default, UnusedDirective
from copydesk.text.span import Span

__all__ = ["Suppressions"]

#: A stretch of the article's text, and the directive that silences one rule in it.
_Stretch = tuple[int, int, Directive]


class Suppressions:
    """Where in an article its author told which rules to be silent.

    Args:
        article: with its directives.
        registry: every rule there is, whether it ran or not.
        ran: the names of the rules that ran over the whole article.
    """

    def __init__(self, article: Article, registry: Registry, ran: Collection[str]) -> None:
        self._article = article
        self._registry = registry
        self._ran = ran
        self._used: set[tuple[Directive, str]] = set()
        self._ignored: dict[str, list[_Stretch]] = defaultdict(list)
        self._disabled: dict[str, list[_Stretch]] = defaultdict(list)
        self._enabled: dict[Directive, list[tuple[Directive, str]]] = {}
        self._lay_out()

    def suppressing(self, finding: Finding) -> Directive | None:
        """The directive that silences a finding’s rule where the finding starts, if there is one."""
        at, hit = finding.span.start, None
        for stretches in (self._ignored.get(finding.rule), self._disabled.get(finding.rule)):
            if stretches:
                index = bisect_right(stretches, at, key=_start) - 1
                if index >= 0 and at < stretches[index][1]:
                    self._used.add((stretches[index][2], finding.rule))
                    hit = hit or stretches[index][2]
        return hit

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[tuple[Finding, Directive]]]:
        """The findings that are not silenced, and those that are, each with the directive that does it."""
        spoken: list[Finding] = []
        silenced: list[tuple[Finding, Directive]] = []
        for finding in findings:
            if directive := self.suppressing(finding):
                silenced.append((finding, directive))
            else:
                spoken.append(finding)
        return spoken, silenced

    def unused(self) -> Sequence[UnusedDirective]:
        """The directives that suppress nothing, or name what is no rule, in the order of the text."""
        return [unused for directive in self._article.directives if (unused := self._judged(directive))]

    def _judged(self, directive: Directive) -> UnusedDirective | None:
        unknown = {}
        idle = []
        for name in directive.rules or ("all",):
            rules = self._expanded(name)
            if rules is None:
                unknown[name] = nearest(name, {*self._registry.rules, *self._registry.groups})
            elif self._all_ran(rules) and not any(self._is_used(directive, rule) for rule in rules):
                idle.append(name)
        if not idle and not unknown:
            return None
        return UnusedDirective(directive, tuple(idle), unknown)

    def _is_used(self, directive: Directive, rule: str) -> bool:
        if directive.action == "enable":
            return any(ended in self._used for ended in self._enabled[directive] if ended[1] == rule)
        return (directive, rule) in self._used

    def _all_ran(self, rules: frozenset[str]) -> bool:
        """Whether rules all ran over the whole article, but for those that nobody asked to run."""
        missed = rules.difference(self._ran)
        by_default = (self._registry.rules[rule].meta.default is Default.ON for rule in missed)
        return len(missed) < len(rules) and not any(by_default)

    def _expanded(self, name: str) -> frozenset[str] | None:
        try:
            return self._registry.expand([name])
        except UsageError:
            return None

    def _rules(self, directive: Directive) -> Iterator[str]:
        for name in directive.rules or ("all",):
            yield from self._expanded(name) or ()

    def _lay_out(self) -> None:
        open_since: dict[str, tuple[int, Directive]] = {}
        layout = _Layout(self._article)
        for directive in self._article.directives:
            here = layout.target(directive)
            if directive.action == "ignore":
                for rule in self._rules(directive):
                    _append(self._ignored[rule], here.start, here.end, directive)
            elif directive.action == "disable":
                for rule in self._rules(directive):
                    open_since.setdefault(rule, (min(here.start, directive.span.end), directive))
            else:
                ended = self._enabled[directive] = []
                for rule in self._rules(directive):
                    if rule in open_since:
                        start, opener = open_since.pop(rule)
                        ended.append((opener, rule))
                        _append(self._disabled[rule], start, directive.span.start, opener)
        for rule, (start, opener) in open_since.items():
            _append(self._disabled[rule], start, len(self._article.text) + 1, opener)


def _append(stretches: list[_Stretch], start: int, end: int, directive: Directive) -> None:
    """Add a stretch behind the last one; what that one covers is its own."""
    if stretches:
        start = max(start, stretches[-1][1])
    if start < end:
        stretches.append((start, end, directive))


def _start(stretch: _Stretch) -> int:
    return stretch[0]


class _Layout:
    """Which block each comment of an article is about."""

    def __init__(self, article: Article) -> None:
        self._article = article
        blocks = article.blocks
        #: By a block's index, the index of the block that it stands in, or its own; and where that one ends.
        self._hosts = list(range(len(blocks)))
        self._ends = [block.end for block in blocks]
        host = 0
        for i, block in enumerate(blocks):
            if block.kind is not Kind.MARKUP:
                host = i
            elif blocks[host].source.start <= block.source.start < blocks[host].source.end:
                self._hosts[i] = host
                self._ends[host] = block.end
        #: By a block's index, the index of the next block that is no comment, itself included.
        self._next = [len(blocks)] * (len(blocks) + 1)
        for i in reversed(range(len(blocks))):
            is_comment = blocks[i].kind is Kind.MARKUP and article.text.startswith("<!--", blocks[i].start)
            self._next[i] = self._next[i + 1] if is_comment else i

    def target(self, directive: Directive) -> Span:
        """The block that a directive stands in, with the markup in it; or else the next one."""
        blocks = self._article.blocks
        own = self._article.index_at(directive.span.start)
        if own is None:
            return Span(directive.span.end, directive.span.end)
        target = self._hosts[own]
        if blocks[target].kind is Kind.MARKUP:
            target = self._next[own]
        if target == len(blocks):
            return Span(directive.span.end, directive.span.end)
        return Span(blocks[target].start, self._ends[target])
