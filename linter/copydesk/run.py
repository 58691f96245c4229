"""Checking many files: one after another, or on several processes when there is enough to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.engine import FileReport, Linter, Problem, Settings
from copydesk.errors import CopydeskError
from copydesk.fix import fix_source, write_atomically
from copydesk.source import Source

__all__ = ["Mode", "Outcome", "mend", "run_files"]

#: Below this many bytes a file more, starting processes costs more than it saves.
_WORTH_A_PROCESS = 1_500_000

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
    linter: Linter, files: Sequence[File], mode: Mode = Mode.CHECK, unsafe: bool = False, jobs: int = 0
) -> Iterator[Outcome]:
    """Check files, in order; what goes wrong with one is in its report.

    Args:
        linter: what to check them with.
        files: each with the name to report it by.
        mode: whether fixes are shown or made.
        unsafe: whether that takes unsafe fixes in.
        jobs: how many processes; 0 for as many as are worth it.
    """
    jobs = jobs or _worthwhile(files)
    if jobs <= 1 or len(files) < 2:
        for file in files:
            yield _process(linter, file, mode, unsafe)
        return
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (linter.settings,)) as pool:
        chunk = max(1, min(64, len(files) // (jobs * 4)))
        yield from pool.map(partial(_work, mode=mode, unsafe=unsafe), files, chunksize=chunk)


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


_worker: Linter | None = None


def _start_worker(settings: Settings) -> None:
    global _worker
    _worker = Linter(settings)


def _work(file: File, mode: Mode, unsafe: bool) -> Outcome:
    assert _worker is not None
    return _process(_worker, file, mode, unsafe)


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
