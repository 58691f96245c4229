"""The verifier: whether a fix does to the prose what its rule meant, and nothing else.

The fix is applied to the source, the source is read again, and the prose is compared with what the
rule's edits make of the article's. White space does not count, nor does what is not prose, nor whether
a picture's alternative text comes before or behind the words that it stands among.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from copydesk.document.article import MASK, Article
from copydesk.errors import SourceError
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.safety import Verified, safety_of
from copydesk.readers import Reader, ReaderOptions
from copydesk.rule.finding import Edit, Safety
from copydesk.text.edits import SourceEdit, apply_edits, first_disjoint
from copydesk.text.source import Source

__all__ = ["same_prose", "verify_fixes"]

#: How many code points may be read again for one article, when its fixes fail together.
_BUDGET = 4_000_000


def verify_fixes(
    placed: list[Diagnostic], source: Source, article: Article, reader: Reader, options: ReaderOptions
) -> list[Diagnostic]:
    """The diagnostics with the fixes that hold.

    A repair (the removal of stray markup, say) that does not hold is lowered to unsafe; any other
    fix that does not hold is withdrawn, and in an export any that leaves it unreadable. In plain
    text every fix holds: its text is its source.
    """
    if reader.format.is_verbatim:
        return placed
    in_export = article.id is not None  # whose own syntax any edit could break
    doubtful = [
        fix
        for d in placed
        for fix in d.fixes
        if fix.safety is not Safety.DISPLAY and (in_export or _is_doubtful(fix))
    ]
    if not doubtful:
        return placed
    checker = _Checker(source, article, reader, options)
    together = first_disjoint(doubtful, lambda fix: fix.edits)
    if checker.holds(together):
        return placed
    apart = {id(fix) for fix in doubtful} - {id(fix) for fix in together}
    groups = [*_halves(together), *([fix] for fix in doubtful if id(fix) in apart)]
    failed = checker.failing(groups, _BUDGET // (len(source.text) + 1))
    broken = checker.broken if in_export else set()
    return [replace(d, fixes=tuple(_kept(d.fixes, failed, broken))) for d in placed] if failed else placed


def _is_doubtful(fix: PlacedFix) -> bool:
    return (
        fix.origin.repair
        or any(edit.in_source for edit in fix.origin.edits)
        or len(fix.edits) > len(fix.origin.edits)
        or any(not edit.text.isalnum() for edit in fix.edits if edit.text)
        # A block goes, and the space that set it off: what stood around it could run together.
        or sum(e.end - e.start for e in fix.edits) > sum(len(e.span) for e in fix.origin.edits)
    )


def _kept(fixes: Iterable[PlacedFix], failed: set[int], broken: set[int]) -> Iterator[PlacedFix]:
    for fix in fixes:
        if id(fix) not in failed:
            yield fix
        elif safety := safety_of(
            fix.origin, verified=Verified.BROKEN if id(fix) in broken else Verified.FAILS
        ):
            yield replace(fix, safety=safety)


def _halves(fixes: list[PlacedFix]) -> list[list[PlacedFix]]:
    middle = len(fixes) // 2
    return [half for half in (fixes[:middle], fixes[middle:]) if half]


class _Checker:
    def __init__(self, source: Source, article: Article, reader: Reader, options: ReaderOptions) -> None:
        self._source, self._article = source, article
        self._reader, self._options = reader, options
        #: The ids of the fixes after which the source could not be read, or that were not tried.
        self.broken: set[int] = set()

    def holds(self, fixes: list[PlacedFix]) -> bool:
        edits = [edit for fix in fixes for edit in fix.edits]
        expected = _applied(self._article.prose, [e for fix in fixes for e in fix.origin.edits])
        try:
            edited = self._source.edited(edits)
            return any(same_prose(a.prose, expected) for a in self._read(edited))
        except SourceError:
            self.broken |= {id(fix) for fix in fixes} if len(fixes) == 1 else set()
            return False

    def failing(self, groups: list[list[PlacedFix]], budget: int) -> set[int]:
        """The ids of the fixes that do not hold; those of a group that does are not looked at one by one.

        Args:
            groups: in each, fixes that do not overlap.
            budget: how often the source may be read; what is left then counts as failed.
        """
        failed: set[int] = set()
        while groups:
            group = groups.pop()
            budget -= 1
            if budget >= 0 and self.holds(group):
                continue
            if budget < 0 or len(group) == 1:
                self.broken |= {id(fix) for fix in group} if budget < 0 else set()
                failed |= {id(fix) for fix in group}
            else:
                groups += _halves(group)
        return failed

    def _read(self, source: Source) -> Iterator[Article]:
        for article in self._reader.read(source, self._options):
            if article.id == self._article.id:
                yield article


def _applied(text: str, edits: list[Edit]) -> str:
    return apply_edits(text, (SourceEdit(*e.span, e.text) for e in edits if not e.in_source))


def same_prose(prose: str, other: str) -> bool:
    """Whether two articles say the same; see the module for what does not count."""
    return _bare_lines(prose) == _bare_lines(other)


def _bare_lines(prose: str) -> list[str]:
    return sorted(line for line in map(_bare, prose.split("\n")) if line)


def _bare(prose: str) -> str:
    return "".join(prose.replace(MASK, "").split())
