"""Safe fixes of an archive: as a patch, as copies of the files they change, or in place."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from copydesk.audit.database import opened
from copydesk.audit.fix.targets import Copies, Patches, Target, head_of
from copydesk.audit.messages import ArticlePart, Item
from copydesk.audit.pipeline import Progress
from copydesk.audit.sources.storage import is_address
from copydesk.audit.sources.tables import is_table
from copydesk.config import Config
from copydesk.errors import FINAL, CopydeskError, UsageError, crash_of, nearest
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport, Problem
from copydesk.rule.finding import Severity
from copydesk.run.runner import Fixing, Mode, fix_reported
from copydesk.system.atomic import Rewriting
from copydesk.system.patch import Patch
from copydesk.system.workers import map_workers
from copydesk.text.source import Source

__all__ = ["FixedFile", "fix_archive", "fixable_rules"]

#: Files that a process gets at a time.
_CHUNK = 4
_SOME = 1000


class FixedFile(Struct, frozen=True):
    """What came of a file.

    Attributes:
        applied: how many fixes were made.
        patch: of the file, where one is made.
        problems: why not all of it could be mended.
    """

    applied: int = 0
    patch: bytes = b""
    problems: tuple[Problem, ...] = ()


class _Task(Struct, frozen=True):
    """A file to be mended.

    Attributes:
        digests: of its articles that have something to mend, where it holds many.
        name: see `Target.name_of`.
    """

    item: Item
    digests: frozenset[str]
    name: str


def fixable_rules(linter: Linter, names: Iterable[str]) -> frozenset[str]:
    """The rules of names of rules and groups.

    Raises:
        UsageError: a name is neither.
    """
    rules = linter.known.rules
    groups = {rule.meta.group for rule in rules.values()}
    for name in names:
        if name not in rules and name not in groups:
            raise UsageError(f"--fixable {name}: no such rule{nearest(name, [*rules, *groups])}")
    wanted = frozenset(names)
    return frozenset(name for name, rule in rules.items() if {name, rule.meta.group} & wanted)


def fix_archive(
    linter: Linter,
    folder: Path,
    target: Target,
    jobs: int,
    rules: Collection[str] = (),
    progress: Progress = lambda *_: None,
) -> Iterator[FixedFile]:
    """Mend the files of the last audit that have safe fixes; no others are read.

    What is mended in a file follows from what it says now, not from what it said at the audit.

    Args:
        linter: of the audit.
        folder: where its database is.
        target: where the fixes go.
        jobs: how many processes.
        rules: whose fixes to make; none for all.
        progress: is told how many files are done.

    Raises:
        UsageError: there is no audit.
    """
    _ = linter.registry
    refused: list[FixedFile] = []
    kind = type(target)
    total, at = _count(folder, rules), 0
    make = partial(_Mender, linter, kind, frozenset(rules))
    tasks = _tasks(folder, target, rules, refused)
    for done in map_workers(make, _Mender.mend, tasks, jobs, _died, size=_CHUNK):
        for each in (*refused, done):
            at += 1
            progress("Mending", at, total, at)
            yield each
        refused.clear()
    yield from refused


#: The files with something to mend, with the digests of its articles that have it.
_FILES = """
  SELECT source, path, list(digest) AS digests FROM state.articles
  SEMI JOIN (SELECT article FROM state.findings WHERE fix = 'safe'
    AND (len($rules) = 0 OR list_contains($rules, rule))) USING (article)
  SEMI JOIN state.inventory USING (source, path) GROUP BY source, path
"""


def _count(folder: Path, rules: Collection[str]) -> int:
    with opened(folder) as db:
        rows = db.execute(f"SELECT count(*) FROM ({_FILES})", {"rules": sorted(rules)}).fetchall()
    return int(rows[0][0])


def _tasks(folder: Path, target: Target, rules: Collection[str], refused: list[FixedFile]) -> Iterator[_Task]:
    """The files with something to mend that can be; why others cannot goes to `refused`."""
    names = ", ".join(f'i."{field.name}"' for field in msgspec.structs.fields(Item))
    with opened(folder) as db:
        rows = db.execute(
            f"SELECT {names}, a.digests FROM state.inventory AS i JOIN ({_FILES}) AS a USING (source, path)"
            " ORDER BY i.source, i.path",
            {"rules": sorted(rules)},
        )
        while some := rows.fetchmany(_SOME):
            for *its, digests in some:
                item = Item(*its)
                try:
                    if is_table(item.path):
                        raise UsageError("the rows of a table are not mended; mend what it was made from")
                    if is_address(item.place):
                        raise UsageError("at an address: not mended; mend a copy on this machine")
                    name = target.name_of(item)
                    wanted = frozenset(digests if item.many else ())
                    yield _Task(item, wanted, name)
                except CopydeskError as error:
                    refused.append(_failed(item, error))


def _failed(item: Item, error: CopydeskError) -> FixedFile:
    return FixedFile(problems=(Problem(item.path, getattr(error, "message", str(error))),))


def _died(task: _Task) -> FixedFile:
    what = "its process was killed (was there memory enough?): not mended"
    return FixedFile(problems=(Problem(task.item.path, what),))


class _Mender(Struct):
    """What mends files in a process.

    Attributes:
        linter: to check with.
        kind: of the target.
        rules: whose fixes are made; none for all.
    """

    linter: Linter
    kind: type[Target]
    rules: frozenset[str]

    def mend(self, task: _Task) -> FixedFile:
        try:
            return self._mended(task)
        except CopydeskError as error:
            return _failed(task.item, error)
        except FINAL:
            raise
        except BaseException as error:
            what = f"the check crashed: {crash_of(error)}: not fixed"
            return FixedFile(problems=(Problem(task.item.path, what),))

    def _mended(self, task: _Task) -> FixedFile:
        item, path = task.item, Path(task.item.place)
        applied, problems = 0, list[Problem]()
        patch = Patch("")
        if self.kind is Copies and os.path.lexists(task.name):
            raise UsageError(f"another file has its place at {task.name}: not mended")
        with Rewriting(path, Path(task.name) if self.kind is Copies else None) as rewriting:
            reader, config = self.linter.open(path, item.path)
            for source in self.linter.settings.limits.each(reader):
                new = source
                if not item.many or ArticlePart(source).digest in task.digests:
                    with self.linter.settings.limits.held():
                        n, new, wrong = self._mended_source(source, config)
                    applied += n
                    problems += wrong
                if self.kind is Patches:
                    # Bytes as characters: the patch has the file's own, whatever its encoding is.
                    patch.add(source.data.decode("latin-1"), new.data.decode("latin-1"))
                else:
                    rewriting.add(source.data, new.data)
            if self.kind is not Patches:
                rewriting.finish(reader.digest)
                return FixedFile(applied, b"", tuple(problems))
        hunks = patch.finish().encode("latin-1").split(b"\n", 2)[2:]
        made = b"".join((head_of(task.name), *hunks)) if hunks else b""
        return FixedFile(applied, made, tuple(problems))

    def _mended_source(self, source: Source, config: Config) -> tuple[int, Source, Sequence[Problem]]:
        report = self.linter.lint_source(source, config)
        if any(problem.severity is Severity.ERROR for problem in report.problems):
            return 0, source, report.problems
        fixing = Fixing(Mode.FIX, suppress=self._suppress if self.rules else None)
        outcome, new = fix_reported(self.linter, source, config, report, fixing)
        known = set(report.problems)
        return outcome.applied, new, [each for each in outcome.report.problems if each not in known]

    def _suppress(self, reports: Sequence[FileReport], linter: Linter) -> Sequence[FileReport]:
        """The reports with only what the wanted rules found."""
        return [
            replace(report, diagnostics=tuple(d for d in report.diagnostics if d.rule in self.rules))
            for report in reports
        ]
