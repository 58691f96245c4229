"""Checking many files: one after another, or on several processes when there is enough to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.errors import CopydeskError, SourceError
from copydesk.lint.fixer import applicable, fix_source
from copydesk.lint.linter import Copies, File, Linter, Settings, read_articles
from copydesk.lint.report import FileReport, Problem, ReportMerger
from copydesk.rule.finding import Severity
from copydesk.rule.resource import adopt, shared
from copydesk.system.atomic import Rewriting
from copydesk.system.patch import Patch
from copydesk.text.source import Source, digest_of_file
from copydesk.text.span import START

if TYPE_CHECKING:
    from copydesk.run.cache import Cache

__all__ = ["Keep", "Mode", "Outcome", "differing", "mend", "run_across", "run_files"]

#: Below this many bytes a file more, starting processes costs more than it saves.
_WORTH_A_PROCESS = 300_000


#: Keeps findings back, which are not mended then.
Keep = Callable[[Sequence[FileReport], Linter], Sequence[FileReport]]
#: A file, and what is known of it from the other files of the run.
_Task = tuple[Path, str, Copies | None]


class Mode(Enum):
    """What to do about fixes."""

    CHECK = "check"
    DIFF = "diff"
    FIX = "fix"


class Outcome(Struct, frozen=True):
    """What came of a file.

    Attributes:
        report: of the file, after the fixes where they were made.
        applied: how many fixes were made, or in a diff would be.
        diff: a unified diff of them, with `Mode.DIFF`.
    """

    report: FileReport
    applied: int = 0
    diff: str = ""


def run_files(
    linter: Linter,
    files: Sequence[File],
    mode: Mode = Mode.CHECK,
    unsafe: bool = False,
    jobs: int = 0,
    cache: Cache | None = None,
    keep: Keep | None = None,
) -> Iterator[Outcome]:
    """Check files, in order; what goes wrong with one is in its report.

    Args:
        linter: what to check them with.
        files: each with the name to report it by.
        mode: whether fixes are shown or made.
        unsafe: whether that takes unsafe fixes in.
        jobs: how many processes; 0 for as many as are worth it.
        cache: the reports of earlier runs.
        keep: keeps findings back that are not to be mended.
    """
    yield from _run_tasks(linter, [(*file, None) for file in files], mode, unsafe, jobs, cache, keep)


def run_across(
    linter: Linter,
    files: Sequence[File],
    outcomes: Sequence[Outcome],
    others: Iterable[FileReport] = (),
    jobs: int = 0,
    cache: Cache | None = None,
) -> list[Outcome]:
    """The outcomes of `run_files` for the same files, with what stands in several articles.

    Args:
        linter: what they were checked with.
        files: each with the name to report it by.
        outcomes: of a first check.
        others: of files that are only there to be compared with; what stands in one of them belongs there.
        jobs: how many processes; 0 for as many as are worth it.
        cache: the reports of earlier runs.
    """
    from copydesk.run.cross_article import Index

    index = Index()
    index.add(others)
    index.add(outcome.report for outcome in outcomes)
    copies = index.copies()
    tasks = [(path, name, copies[name]) for path, name in files if name in copies]
    again = _run_tasks(linter, tasks, Mode.CHECK, False, jobs, cache)
    reports = {outcome.report.path: outcome.report for outcome in again}
    return [replace(o, report=reports.get(o.report.path, o.report)) for o in outcomes]


def _run_tasks(
    linter: Linter,
    tasks: Sequence[_Task],
    mode: Mode,
    unsafe: bool,
    jobs: int,
    cache: Cache | None,
    keep: Keep | None = None,
) -> Iterator[Outcome]:
    known: dict[int, Outcome] = {}
    if cache is not None:
        known = {i: o for i, task in enumerate(tasks) if (o := _known(linter, task, mode, unsafe, cache))}
    outcomes = _run(linter, [t for i, t in enumerate(tasks) if i not in known], mode, unsafe, jobs, keep)
    for i, task in enumerate(tasks):
        if i in known:
            yield known[i]
            continue
        outcome = next(outcomes)
        if cache is not None:
            _remember(linter, task, outcome.report, cache)
        yield outcome
    next(outcomes, None)  # for what it does at its end


def _known(linter: Linter, task: _Task, mode: Mode, unsafe: bool, cache: Cache) -> Outcome | None:
    """What is remembered of a file, unless there is something to mend in it."""
    path, shown, copies = task
    try:
        digest = digest_of_file(path)
        report = cache.get(cache.key(shown, digest, linter.config_for(path), copies))
    except (OSError, CopydeskError):
        return None  # said when the file is checked
    if report and (mode is Mode.CHECK or not any(applicable(d, unsafe) for d in report.diagnostics)):
        return Outcome(report)
    return None


def _remember(linter: Linter, task: _Task, report: FileReport, cache: Cache) -> None:
    if not report.problems:
        path, shown, copies = task
        config = linter.config_for(path)
        if all(rule.remembered for rule in linter.rules_for(config)):
            cache.put(cache.key(shown, report.digest, config, copies), report)


def _run(
    linter: Linter, tasks: Sequence[_Task], mode: Mode, unsafe: bool, jobs: int, keep: Keep | None
) -> Iterator[Outcome]:
    jobs = min(jobs or _worthwhile(tasks), len(tasks))
    if jobs <= 1:
        for task in tasks:
            yield _process(linter, task, mode, unsafe, keep)
        return
    from functools import partial

    from copydesk.system.parallel import map_processes

    global _worker, _keep
    _worker, _keep = linter, keep
    linter.prepare(path for path, *_ in tasks)  # imported and opened once, before the processes part
    try:
        work = partial(_work, mode=mode, unsafe=unsafe)
        size = max(1, min(32, len(tasks) // (jobs * 8)))
        yield from map_processes(
            work, tasks, jobs, _died, _start_worker, linter.settings, shared(), keep, size=size
        )
    finally:
        _worker = _keep = None


def _worthwhile(tasks: Sequence[_Task]) -> int:
    if len(tasks) < 2:
        return 1
    total = 0
    for path, *_ in tasks:
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return max(1, min(os.cpu_count() or 1, total // _WORTH_A_PROCESS + 1))


#: The linter of this process; one that was forked has its parent's.
_worker: Linter | None = None
_keep: Keep | None = None


def _start_worker(settings: Settings, resources: Any, keep: Keep | None) -> None:
    global _worker, _keep
    adopt(resources)
    _worker, _keep = _worker or Linter(settings), keep


def _work(task: _Task, mode: Mode, unsafe: bool) -> Outcome:
    assert _worker is not None
    return _process(_worker, task, mode, unsafe, _keep)


def _died(task: _Task) -> Outcome:
    _, shown, _ = task
    what = "the process that checked this file was killed (was there memory enough?); it is left out"
    return Outcome(FileReport(shown, "", "", 0, 0, (), (Problem(shown, what),)))


def _process(linter: Linter, task: _Task, mode: Mode, unsafe: bool, keep: Keep | None) -> Outcome:
    path, shown, copies = task
    found = ReportMerger()
    left = ReportMerger() if mode is Mode.FIX else found
    applied, patch, written, start, at = 0, Patch(shown), False, 0, START
    try:
        opened, config = linter.open(path, shown)
        with Rewriting(path) as rewriting:
            for source in opened:
                report = linter.lint_source(source, config, copies)
                found.add(source, report)
                outcome, mended = Outcome(report), source
                if report.diagnostics and all(p.severity is not Severity.ERROR for p in report.problems):
                    outcome, mended = mend(linter, source, config, report, mode, unsafe, keep)
                applied += outcome.applied
                if mode is Mode.DIFF:
                    patch.add(differing(source, config), differing(mended, config))
                if mode is Mode.FIX:
                    rewriting.add(source.data, mended.data)
                    mended = replace(mended, start=start, at=at)
                    start, at = start + len(mended.text), at.after(mended.text)
                    left.add(mended, outcome.report)
            if mode is Mode.FIX:
                written = rewriting.finish(opened.digest)
        digest = digest_of_file(path) if written else opened.digest
    except CopydeskError as error:
        if not found:
            return Outcome(linter.unopened(shown, error))
        report = found.finish("")
        problem = Problem(shown, getattr(error, "message", str(error)))
        return Outcome(replace(report, problems=(*report.problems, problem)))
    return Outcome(left.finish(digest), applied, patch.finish())


def mend(
    linter: Linter,
    source: Source,
    config: Config,
    report: FileReport,
    mode: Mode,
    unsafe: bool,
    keep: Keep | None = None,
) -> tuple[Outcome, Source]:
    """Mend a source unless `mode` is `Mode.CHECK`; writes nothing.

    Args:
        linter: what it was checked with.
        source: the decoded bytes.
        config: its settings.
        report: of the check.
        mode: whether fixes are made; for a diff, the report stays that of the check.
        unsafe: whether that takes unsafe fixes in.
        keep: keeps findings back that are not to be mended.

    Returns:
        The outcome, and the source as it is then.
    """
    if mode is Mode.CHECK:
        return Outcome(report), source
    tracking = linter.settings.tracking
    if source.package is not None and tracking is not None:
        package = source.package.tracked(tracking)
        if package is None:
            raise SourceError(source.path, f"no tracked changes can be written into {source.format}")
        source = replace(source, package=package)
        report = linter.lint_source(source, config)

    def mendable(report: FileReport) -> FileReport:
        return keep([report], linter)[0] if keep else report

    def lint(source: Source) -> FileReport:
        return mendable(linter.lint_source(source, config))

    result = fix_source(source, lint, unsafe, mendable(report))
    left = result.report
    if left.articles < report.articles:  # each fix was tried, but not all together
        note = Problem(source.path, "the fixes together would leave an article unreadable: none was made")
        return Outcome(replace(report, problems=(*report.problems, note))), source
    if mode is Mode.DIFF:
        return Outcome(report, result.applied), result.source
    if not result.converged:
        note = Problem(source.path, "the fixes did not settle; what is left is reported")
        left = replace(left, problems=(*left.problems, note))
    return Outcome(left, result.applied), result.source


def differing(source: Source, config: Config) -> str:
    """What of a source stands in a diff: its text or, where it is no text, its prose, a block a line."""
    if source.package is None:
        return source.text
    blocks = ((article, b) for article in read_articles(source, config) for b in article.prose_blocks)
    return "".join(f"{' '.join(article.text_of(block).split())}\n" for article, block in blocks)
