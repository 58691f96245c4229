"""The runner: many files checked, one after another, or on several processes when there is enough to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.errors import FINAL, CopydeskError, LimitError, SourceError, crash_of
from copydesk.lint.check import Copies, read_articles
from copydesk.lint.fixer import applicable, fix_source
from copydesk.lint.linter import File, Linter
from copydesk.lint.report import FileReport, Problem, ReportMerger
from copydesk.rule.finding import Severity
from copydesk.system.atomic import Rewriting
from copydesk.system.patch import Patch
from copydesk.text.source import Source, digest_of_file
from copydesk.text.span import START

if TYPE_CHECKING:
    from copydesk.run.cache import Cache

__all__ = ["FileRun", "Fixing", "Mode", "Outcome", "Suppress", "fix_reported", "run_across", "run_files"]

#: Below this many bytes a file more, starting processes costs more than it saves.
_WORTH_A_PROCESS = 300_000

#: Takes findings out of reports, which are not fixed then.
Suppress = Callable[[Sequence[FileReport], Linter], Sequence[FileReport]]


class Mode(Enum):
    """What to do about fixes."""

    CHECK = "check"
    DIFF = "diff"
    FIX = "fix"


class Fixing(Struct, frozen=True):
    """What is done about fixes.

    Attributes:
        unsafe: whether unsafe fixes are made too.
        suppress: takes out of reports what is not to be fixed.
    """

    mode: Mode = Mode.CHECK
    unsafe: bool = False
    suppress: Suppress | None = None


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


class _Task(Struct, frozen=True):
    """A file to check or, where there is a report on it, to compare with others.

    Attributes:
        shown: how to name it.
        report: of the check.
        copies: what of it stands in other articles of the run.
    """

    path: Path
    shown: str
    report: FileReport | None = None
    copies: Copies | None = None


def run_files(
    linter: Linter,
    files: Sequence[File],
    mode: Mode = Mode.CHECK,
    unsafe: bool = False,
    jobs: int = 0,
    cache: Cache | None = None,
    suppress: Suppress | None = None,
) -> Iterator[Outcome]:
    """Check files, in order; what goes wrong with one is in its report.

    Args:
        linter: what to check them with.
        files: each with the name to report it by.
        mode: whether fixes are shown or made.
        unsafe: whether that takes unsafe fixes in.
        jobs: how many processes; 0 for as many as are worth it.
        cache: the reports of earlier runs.
        suppress: takes out of reports what is not to be fixed.
    """
    tasks = [_Task(path, shown) for path, shown in files]
    yield from _run_tasks(linter, tasks, Fixing(mode, unsafe, suppress), jobs, cache)


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
        outcomes: of the check, whose findings are kept: no file is checked again.
        others: of files that are only there to be compared with; what stands in one of them belongs there.
        jobs: how many processes; 0 for as many as are worth it.
        cache: the reports of earlier runs.
    """
    from copydesk.run.cross_article import Index

    index = Index()
    index.add(others)
    index.add(outcome.report for outcome in outcomes)
    copies = index.copies()
    tasks = [
        _Task(path, name, outcome.report, copies[name])
        for (path, name), outcome in zip(files, outcomes, strict=True)
        if name in copies
    ]
    compared = _run_tasks(linter, tasks, Fixing(), jobs, cache)
    reports = {outcome.report.path: outcome.report for outcome in compared}
    return [replace(o, report=reports.get(o.report.path, o.report)) for o in outcomes]


def _run_tasks(
    linter: Linter, tasks: Sequence[_Task], fixing: Fixing, jobs: int, cache: Cache | None
) -> Iterator[Outcome]:
    known: dict[int, Outcome] = {}
    if cache is not None:
        known = {i: o for i, task in enumerate(tasks) if (o := _known(linter, task, fixing, cache))}
    outcomes = _run(linter, [t for i, t in enumerate(tasks) if i not in known], fixing, jobs)
    for i, task in enumerate(tasks):
        if i in known:
            yield known[i]
            continue
        outcome = next(outcomes)
        if cache is not None:
            _remember(linter, task, outcome.report, cache)
        yield outcome
    next(outcomes, None)  # for what it does at its end


def _known(linter: Linter, task: _Task, fixing: Fixing, cache: Cache) -> Outcome | None:
    """What is remembered of a file, unless there is something to fix in it."""
    try:
        digest = digest_of_file(task.path)
        report = cache.get(cache.key(task.shown, digest, linter.config_for(task.path), task.copies))
    except (OSError, ValueError, CopydeskError):  # ValueError: a NUL in the name
        return None  # said when the file is checked
    if report is None:
        return None
    fixable = fixing.mode is not Mode.CHECK and any(applicable(d, fixing.unsafe) for d in report.diagnostics)
    return None if fixable else Outcome(report)


def _remember(linter: Linter, task: _Task, report: FileReport, cache: Cache) -> None:
    if not report.problems:
        config = linter.config_for(task.path)
        if all(rule.remembered for rule in linter.rules_for(config)):
            cache.put(cache.key(task.shown, report.digest, config, task.copies), report)


def _run(linter: Linter, tasks: Sequence[_Task], fixing: Fixing, jobs: int) -> Iterator[Outcome]:
    jobs = min(jobs or _worthwhile(tasks), len(tasks))
    worker = _Worker(linter, fixing)
    if jobs <= 1:
        yield from map(worker.outcome, tasks)
        return
    from copydesk.system.workers import map_workers

    linter.prepare(task.path for task in tasks)  # imported and opened once, before the processes part
    size = max(1, min(32, len(tasks) // (jobs * 8)))
    yield from map_workers(partial(_Worker, linter, fixing), _Worker.outcome, tasks, jobs, _died, size)


def _worthwhile(tasks: Sequence[_Task]) -> int:
    if len(tasks) < 2:
        return 1
    total = 0
    for task in tasks:
        try:
            total += task.path.stat().st_size
        except OSError:
            continue
    return max(1, min(os.cpu_count() or 1, total // _WORTH_A_PROCESS + 1))


def _died(task: _Task) -> Outcome:
    what = "the process that checked this file was killed (was there memory enough?) or hung; it is left out"
    return Outcome(FileReport(task.shown, "", "", 0, 0, (), (Problem(task.shown, what),)))


class _Worker(Struct):
    """What works on the files of a run in a process."""

    linter: Linter
    fixing: Fixing

    def outcome(self, task: _Task) -> Outcome:
        if task.report is None or task.copies is None:
            return self._checked(task.path, task.shown)
        return Outcome(self._compared(task, task.report, task.copies))

    def _checked(self, path: Path, shown: str) -> Outcome:
        run, written = None, False
        failure: CopydeskError
        try:
            reader, config = self.linter.open(path, shown)
            run = FileRun(self.linter, shown, config, self.fixing)
            with Rewriting(path) as rewriting:
                for source in self.linter.settings.limits.each(reader):
                    fixed = run.add(source)
                    if self.fixing.mode is Mode.FIX:
                        rewriting.add(source.data, fixed.data)
                if self.fixing.mode is Mode.FIX:
                    written = rewriting.finish(reader.digest)
            return run.outcome(digest_of_file(path) if written else reader.digest)
        except CopydeskError as error:
            failure = error
        except FINAL:
            raise
        except BaseException as error:
            failure = SourceError(shown, f"the check crashed: {crash_of(error)}")
        if run is None or not run.found:
            return Outcome(self.linter.unopened(shown, failure))
        return Outcome(_with_problems(run.found.finish(""), _problem(shown, failure)))

    def _compared(self, task: _Task, report: FileReport, copies: Copies) -> FileReport:
        """The report on a file that was checked, with what stands in other articles too."""
        merger, results, problems = ReportMerger(), iter(report.results), report.problems
        try:
            reader, config = self.linter.open(task.path, task.shown)
            if report.digest and digest_of_file(task.path) != report.digest:
                raise SourceError(task.shown, "it has changed since it was checked")
            for source in self.linter.settings.limits.each(reader):
                with self.linter.settings.limits.held():
                    merger.add(source, self.linter.compare(source, config, results, copies))
            report = merger.finish(reader.digest)
        except CopydeskError as error:
            report = merger.finish("") if merger else report
            problems = (*problems, _problem(task.shown, error))
        except FINAL:
            raise
        except BaseException as error:
            report = merger.finish("") if merger else report
            problems = (*problems, Problem(task.shown, f"the comparison crashed: {crash_of(error)}"))
        return replace(report, problems=tuple(dict.fromkeys((*problems, *report.problems))), results=())


def _problem(shown: str, error: CopydeskError) -> Problem:
    return Problem(shown, getattr(error, "message", str(error)))


def _with_problems(report: FileReport, *problems: Problem) -> FileReport:
    return replace(report, problems=(*report.problems, *problems))


class FileRun:
    """A file on its way through: each of its sources is checked, and fixed if that is wanted.

    Args:
        linter: what to check it with.
        shown: how to name it.
        config: its settings.
        fixing: what is done about fixes; nothing is written in any case.

    Attributes:
        found: the report on its sources as they were.
    """

    def __init__(self, linter: Linter, shown: str, config: Config, fixing: Fixing) -> None:
        self.found = ReportMerger()
        self._linter, self._config, self._fixing = linter, config, fixing
        self._left = ReportMerger() if fixing.mode is Mode.FIX else self.found
        self._patch = Patch(shown)
        self._applied, self._start, self._at = 0, 0, START

    def add(self, source: Source) -> Source:
        """Check the next source; gives it as it is after the fixes."""
        mode, config = self._fixing.mode, self._config
        report = self._checked(source)
        self.found.add(source, report)
        outcome, fixed = Outcome(report), source
        if report.diagnostics and not any(p.path and p.severity is Severity.ERROR for p in report.problems):
            with self._linter.settings.limits.held():
                outcome, fixed = fix_reported(self._linter, source, config, report, self._fixing)
        self._applied += outcome.applied
        if mode is Mode.DIFF:
            self._patch.add(_differing(source, config), _differing(fixed, config))
        if mode is Mode.FIX:
            fixed = replace(fixed, start=self._start, at=self._at)
            self._start, self._at = self._start + len(fixed.text), self._at.after(fixed.text)
            self._left.add(fixed, outcome.report)
        return fixed

    def _checked(self, source: Source) -> FileReport:
        try:
            with self._linter.settings.limits.held():
                return self._linter.lint_source(source, self._config)
        except LimitError as error:
            problems = (Problem(source.path, str(error)),)
            return FileReport(source.path, source.format, source.encoding, 0, 0, (), problems)

    def outcome(self, digest: str) -> Outcome:
        """What came of the file, when every source was added.

        Args:
            digest: of the file's bytes as they are then.
        """
        return Outcome(self._left.finish(digest), self._applied, self._patch.finish())


def fix_reported(
    linter: Linter, source: Source, config: Config, report: FileReport, fixing: Fixing
) -> tuple[Outcome, Source]:
    """Fix what is reported of a source, unless it is only to be checked; writes nothing.

    Args:
        linter: what it was checked with.
        source: the decoded bytes.
        config: its settings.
        report: of the check.
        fixing: what is done about fixes; for a diff, the report stays that of the check.

    Returns:
        The outcome, and the source as it is then.
    """
    if fixing.mode is Mode.CHECK:
        return Outcome(report), source
    tracking = linter.settings.tracking
    if source.package is not None and tracking is not None:
        package = source.package.tracked(tracking)
        if package is None:
            raise SourceError(source.path, f"no tracked changes can be written into {source.format}")
        source = replace(source, package=package)
        report = linter.lint_source(source, config)

    def to_fix(report: FileReport) -> FileReport:
        return fixing.suppress([report], linter)[0] if fixing.suppress else report

    def lint(source: Source) -> FileReport:
        return to_fix(linter.lint_source(source, config))

    result = fix_source(source, lint, fixing.unsafe, to_fix(report))
    left = result.report
    if left.articles < report.articles:  # each fix was tried, but not all together
        what = "the fixes together would leave an article unreadable: none was made"
        return Outcome(_with_problems(report, Problem(source.path, what))), source
    if fixing.mode is Mode.DIFF:
        return Outcome(report, result.applied), result.source
    if not result.converged:
        who = f": {' and '.join(result.undoing)} undo each other" if len(result.undoing) > 1 else ""
        what = f"the fixes did not settle{who}; what is left is reported"
        left = _with_problems(left, Problem(source.path, what))
    return Outcome(left, result.applied), result.source


def _differing(source: Source, config: Config) -> str:
    """What of a source stands in a diff: its text or, where it is no text, its prose, a block a line."""
    if source.package is None:
        return source.text
    blocks = ((article, b) for article in read_articles(source, config) for b in article.prose_blocks)
    return "".join(f"{' '.join(article.text_of(block).split())}\n" for article, block in blocks)
