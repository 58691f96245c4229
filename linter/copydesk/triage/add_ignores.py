"""The writer of ignore comments in Markdown and HTML, for the findings that are to stand.

A comment goes on a line of its own before the block that a finding starts in; where that would break what the
block stands in (a list, a quotation), at the block's end. Nothing is taken on trust: the source is read and
checked again, and a comment stays only if the article says what it said, its findings are gone, and
it is not idle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from copydesk.config import Config
from copydesk.document.article import Article, Block, Directive, Kind
from copydesk.errors import SourceError, UsageError
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.lint.verify import same_prose
from copydesk.readers import reader_for
from copydesk.readers.format import CommentSyntax
from copydesk.system.atomic import write_atomically
from copydesk.text.edits import Shift
from copydesk.text.source import Source, SourceEdit

__all__ = ["Ignored", "add_ignores", "ignored"]

#: What a comment lays bare (a finding hides no other when it is ignored) takes another pass.
_PASSES = 5
_UNUSED = "unused-ignore"
_NO_COMMENTS = (
    "has no comments; take its findings into the baseline (`copydesk baseline update --add`), or use the "
    "configuration"
)
_ELSEWHERE = "no comment can stand there; use the baseline or the configuration"


class Ignored(Struct, frozen=True):
    """What came of adding comments to a file.

    Attributes:
        source: with the comments.
        report: of a check of it.
        comments: how many were written or extended.
        left: why findings have none, a line each.
    """

    source: Source
    report: FileReport
    comments: int = 0
    left: Sequence[str] = ()


class _Comment(Struct, frozen=True, eq=False):
    """A comment to be: the edit that writes it, for the places of findings that it silences."""

    edit: SourceEdit
    targets: frozenset[tuple[str, int]]


def ignored(linter: Linter, path: Path, report: FileReport, reason: str = "") -> Ignored:
    """Write comments into a file for what a report of it has; see `add_ignores`.

    Args:
        linter: what it was checked with.
        path: the file.
        report: of it.
        reason: why the findings may stand.

    Raises:
        CopydeskError: the file cannot be read or written, or is not what was checked.
    """
    opened, config = linter.open(path, report.path)
    source = next(iter(opened))
    done = add_ignores(linter, source, config, report, reason)
    write_atomically(path, source.data, done.source.data)
    return done


def add_ignores(
    linter: Linter, source: Source, config: Config, report: FileReport, reason: str = ""
) -> Ignored:
    """Add comments to a source, for all findings that a report has and that can have one.

    Args:
        linter: what it was checked with.
        source: what to add them to; it is not changed.
        config: its settings.
        report: of the source.
        reason: why the findings may stand.

    Raises:
        UsageError: the reason cannot stand in a comment.
    """
    if "--" in reason or len(reason.splitlines()) > 1:
        raise UsageError(f"--reason {reason!r}: a comment cannot hold “--” or a line's end")
    syntax = reader_for(source.format).format.comments
    if syntax is None:
        left = [f"{report.path}: {source.format} {_NO_COMMENTS}"] if report.diagnostics else []
        return Ignored(source, report, 0, left)
    known = {(d.rule, d.start) for s in report.suppressed for d in [s.diagnostic]}
    wanted: Sequence[Diagnostic] = report.diagnostics
    comments = 0
    refused: set[tuple[str, int]] = set()
    result = report
    for _ in range(_PASSES):
        plan = [c for c in _planned(source, syntax, config, wanted, reason) if not c.targets <= refused]
        kept, checked = _holding(linter, source, config, plan)
        if checked is None:
            break
        shift = Shift(c.edit for c in kept)
        known = {(rule, shift(at)) for rule, at in known}
        refused = {(r, shift(at)) for c in plan if c not in kept for r, at in c.targets} | {
            (rule, shift(at)) for rule, at in refused
        }
        source, result = source.edited([c.edit for c in kept]), checked
        comments += len(kept)
        wanted = [d for d in result.diagnostics if (d.rule, d.start) not in known]
    return Ignored(source, result, comments, list(_said(wanted)))


def _said(left: Sequence[Diagnostic]) -> Iterator[str]:
    for d in left:
        why = "take the comment out, or use --fix" if d.rule == _UNUSED else _ELSEWHERE
        yield f"{d.path}:{d.line}:{d.column} {d.rule}: {why}"


def _holding(
    linter: Linter, source: Source, config: Config, plan: list[_Comment]
) -> tuple[list[_Comment], FileReport | None]:
    """Those of some comments that do what they should and nothing else, and the report of a check then."""
    if plan and not _harmless(source, config, plan):
        plan = [comment for comment in plan if _harmless(source, config, [comment])]
    while plan and _harmless(source, config, plan):
        edits = [comment.edit for comment in plan]
        report = linter.lint_source(source.edited(edits), config)
        if report.problems:
            break
        shift = Shift(edits)
        found = {(d.rule, at) for d in report.diagnostics for at in _starts(d)}
        idle = [d.start for d in report.diagnostics if d.rule == _UNUSED]
        good = [c for c in plan if not any((rule, shift(at)) in found for rule, at in c.targets)]
        if len(good) == len(plan):  # else one may be idle only because another does its work
            good = [
                c for c in plan
                if not any(shift(c.edit.start) - len(c.edit.text) <= at <= shift(c.edit.start) for at in idle)
            ]  # fmt: skip
        if len(good) == len(plan):
            return plan, report
        plan = good
    return [], None


def _harmless(source: Source, config: Config, comments: Sequence[_Comment]) -> bool:
    """Whether the articles say the same with comments as without."""
    try:
        edited = source.edited([comment.edit for comment in comments])
    except SourceError:
        return False
    pairs = zip(read_articles(source, config), read_articles(edited, config), strict=True)
    return all(same_prose(a.prose, b.prose) and _kinds(a) == _kinds(b) for a, b in pairs)


def _kinds(article: Article) -> list[tuple[Kind, int]]:
    return [(block.kind, block.level) for block in article.prose_blocks]


def _starts(diagnostic: Diagnostic) -> list[int]:
    """Where a finding starts, and where it repeats."""
    return [diagnostic.start, *(r.start for r in diagnostic.related if r.repeat)]


def _planned(
    source: Source, syntax: CommentSyntax, config: Config, diagnostics: Sequence[Diagnostic], reason: str
) -> Iterator[_Comment]:
    """A comment for each block that findings start in, in the order of the source."""
    if not diagnostics:
        return
    body = syntax.body_start(source.text)
    for article in read_articles(source, config):
        targets: dict[int, list[tuple[str, int]]] = {}
        for diagnostic in diagnostics:
            if diagnostic.article != article.id or diagnostic.rule == _UNUSED:
                continue
            for at in _starts(diagnostic):
                if at >= body and (index := _block_of(article, at)) is not None:
                    targets.setdefault(index, []).append((diagnostic.rule, at))
        for index, found in sorted(targets.items()):
            block = article.blocks[index]
            rules = list(dict.fromkeys(rule for rule, _ in sorted(found)))
            if edit := _edit(source, syntax, article, block, rules, reason):
                yield _Comment(edit, frozenset(found))


def _block_of(article: Article, offset: int) -> int | None:
    """The index of the block that an offset of the source stands in: the innermost."""
    at = article.source_map.to_text(offset)
    if at is not None:
        return article.index_at(at)
    around = [i for i, b in enumerate(article.blocks) if b.source.start <= offset <= b.source.end]
    return min(around, key=lambda i: len(article.blocks[i].source), default=None)


def _edit(
    source: Source, syntax: CommentSyntax, article: Article, block: Block, rules: list[str], reason: str
) -> SourceEdit | None:
    """The edit that silences rules in a block, or None where no comment can stand."""
    if existing := _existing(source, article, block, reason):
        at = existing.start + source.text[existing.start : existing.end].index("copydesk-ignore")
        directive, at = existing.directive, at + len("copydesk-ignore")
        for name in directive.rules:
            at = source.text.index(name, at) + len(name)
        return SourceEdit(at, at, "".join(f", {rule}" for rule in rules))
    if block.kind is Kind.TABLE_CELL and not syntax.in_cells:
        return None
    said = f"copydesk-ignore {', '.join(rules)}{f': {reason}' if reason else ''}"
    comment = syntax.template.format(said)
    start, end = block.source
    text = source.text
    if block.kind is Kind.ALT_TEXT and text[start] not in "<!":  # an attribute's value
        start = text.rfind("<", 0, start)
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indent = text[line:start]
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    if text.startswith("<", start):
        own_line = not indent.strip("\ufeff \t")
        return SourceEdit(start, start, comment + (newline + indent.strip("\ufeff") if own_line else ""))
    if not syntax.is_block:
        return SourceEdit(start, start, comment)
    if indent.strip("\ufeff") or text[start] in " \t>" or block.kind in (Kind.LIST_ITEM, Kind.BLOCK_QUOTE):
        return SourceEdit(end, end, f" {comment}")
    return SourceEdit(start, start, comment + 2 * newline)


class _Existing(Struct, frozen=True):
    directive: Directive
    start: int
    end: int


def _existing(source: Source, article: Article, block: Block, reason: str) -> _Existing | None:
    """A comment that is for a block already and can take more names: no other reason is given for these."""
    for directive in article.directives:
        if directive.action != "ignore" or not directive.rules or reason not in ("", directive.reason):
            continue
        start, end = article.source_map.to_source(*directive.span)
        before = end <= block.source.start and not source.text[end : block.source.start].strip()
        if before or block.source.start <= start < block.source.end:
            return _Existing(directive, start, end)
    return None
