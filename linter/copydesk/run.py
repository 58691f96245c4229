"""Checking many files: one after another, or on several processes when there is enough to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.engine import FileReport, Linter, Problem, Settings
from copydesk.errors import CopydeskError
from copydesk.fix import applicable, fix_source, write_atomically
from copydesk.source import Source, digest_of

if TYPE_CHECKING:
    from copydesk.cache import Cache

__all__ = ["Mode", "Outcome", "mend", "run_files"]

#: Below this many bytes a file more, starting processes costs more than it saves.
_WORTH_A_PROCESS = 300_000

File = tuple[Path, str]


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
) -> Iterator[Outcome]:
    """Check files, in order; what goes wrong with one is in its report.

    Args:
        linter: what to check them with.
        files: each with the name to report it by.
        mode: whether fixes are shown or made.
        unsafe: whether that takes unsafe fixes in.
        jobs: how many processes; 0 for as many as are worth it.
        cache: the reports of earlier runs.
    """
    known = {} if cache is None else _known(linter, files, mode, unsafe, cache)
    outcomes = _run(linter, [file for file in files if file not in known], mode, unsafe, jobs)
    for file in files:
        if file in known:
            yield known[file]
            continue
        outcome = next(outcomes)
        if cache is not None:
            _remember(linter, file, outcome.report, cache)
        yield outcome


def _known(
    linter: Linter, files: Sequence[File], mode: Mode, unsafe: bool, cache: Cache
) -> dict[File, Outcome]:
    """What is remembered of files, for those that there is nothing to mend in."""
    known = {}
    for path, shown in files:
        try:
            digest = digest_of(path.read_bytes())
            report = cache.get(cache.key(shown, digest, linter.config_for(path)))
        except (OSError, CopydeskError):
            continue  # said when the file is checked
        if report and (mode is Mode.CHECK or not any(applicable(d, unsafe) for d in report.diagnostics)):
            known[path, shown] = Outcome(report)
    return known


def _remember(linter: Linter, file: File, report: FileReport, cache: Cache) -> None:
    if not report.problems:
        config = linter.config_for(file[0])
        if all(rule.remembered for rule in linter.rules_for(config)):
            cache.put(cache.key(file[1], report.digest, config), report)


def _run(linter: Linter, files: Sequence[File], mode: Mode, unsafe: bool, jobs: int) -> Iterator[Outcome]:
    jobs = min(jobs or _worthwhile(files), len(files))
    if jobs <= 1:
        for file in files:
            yield _process(linter, file, mode, unsafe)
        return
    from functools import partial

    from copydesk.parallel import map_processes

    global _worker
    _worker = linter
    _ = linter.registry  # imported once, before the processes part
    try:
        work = partial(_work, mode=mode, unsafe=unsafe)
        yield from map_processes(work, files, jobs, _died, _start_worker, linter.settings)
    finally:
        _worker = None


def _worthwhile(files: Sequence[File]) -> int:
    if len(files) < 2:
        return 1
    total = 0
    for path, _ in files:
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return max(1, min(os.cpu_count() or 1, total // _WORTH_A_PROCESS + 1))


#: The linter of this process; one that was forked has its parent's.
_worker: Linter | None = None


def _start_worker(settings: Settings) -> None:
    global _worker
    _worker = _worker or Linter(settings)


def _work(file: File, mode: Mode, unsafe: bool) -> Outcome:
    assert _worker is not None
    return _process(_worker, file, mode, unsafe)


def _died(file: File) -> Outcome:
    _, shown = file
    what = "the process that checked this file was killed (was there memory enough?); it is left out"
    return Outcome(FileReport(shown, "", "", 0, 0, (), (Problem(shown, what),)))


def _process(linter: Linter, file: File, mode: Mode, unsafe: bool) -> Outcome:
    path, shown = file
    try:
        source, config = linter.open(path, shown)
    except CopydeskError as error:
        return Outcome(linter.unopened(shown, error))
    report = linter.lint_source(source, config)
    if report.problems or not report.diagnostics:
        return Outcome(report)
    try:
        outcome, fixed = mend(linter, source, config, report, mode, unsafe)
        if mode is Mode.FIX:
            write_atomically(path, source.data, fixed.data)
    except CopydeskError as error:
        message = getattr(error, "message", str(error))
        return Outcome(replace(report, problems=(*report.problems, Problem(shown, message))))
    return outcome


def mend(
    linter: Linter, source: Source, config: Config, report: FileReport, mode: Mode, unsafe: bool
) -> tuple[Outcome, Source]:
    """Mend a source unless `mode` is `Mode.CHECK`; writes nothing.

    Args:
        linter: what it was checked with.
        source: the decoded bytes.
        config: its settings.
        report: of the check.
        mode: whether fixes are made, and whether to report them as a diff.
        unsafe: whether that takes unsafe fixes in.

    Returns:
        The outcome, and the source as it is then.
    """
    if mode is Mode.CHECK:
        return Outcome(report), source
    result = fix_source(source, lambda s: linter.lint_source(s, config), unsafe, report)
    if mode is Mode.DIFF:
        return Outcome(report, result.applied, _diff(source, result.source)), result.source
    left = result.report
    if not result.converged:
        note = Problem(source.path, "the fixes did not settle; what is left is reported")
        left = replace(left, problems=(*left.problems, note))
    return Outcome(left, result.applied), result.source


def _diff(old: Source, new: Source) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        old.text.splitlines(keepends=True),
        new.text.splitlines(keepends=True),
        old.path,
        f"{old.path} (fixed)",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
