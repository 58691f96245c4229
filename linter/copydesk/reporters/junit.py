"""JUnit's XML as Jenkins takes it: a suite a file, a test case a finding.

A finding fails its test where it fails the run (`--fail-on`), and else is skipped, so that what shows test
reports says the same as the exit code. There are no times in it: equal runs give equal reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import Problem
from copydesk.reporters import Run, doubt
from copydesk.reporters.text import in_line, xml

__all__ = ["report"]


def report(run: Run, out: TextIO) -> None:
    """Write the suites; a file without findings has one test case, which passes."""
    problems: dict[str, list[Problem]] = {}
    for problem in run.broken:
        problems.setdefault(problem.path or "copydesk", []).append(problem)
    found = run.diagnostics
    failures, errors = sum(map(run.fails, found)), len(run.broken)
    clean = sum(not f.diagnostics and f.path not in problems for f in run.files)
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="copydesk" tests="{len(found) + errors + clean}" failures="{failures}" '
        f'errors="{errors}">\n'
    )
    for file in run.files:
        _suite(run, file.path, file.diagnostics, problems.pop(file.path, []), out)
    for path, broken in problems.items():
        _suite(run, path, (), broken, out)
    out.write("</testsuites>\n")


def _suite(run: Run, path: str, found: Sequence[Diagnostic], broken: list[Problem], out: TextIO) -> None:
    failures = sum(map(run.fails, found))
    out.write(
        f'<testsuite name="{xml(path)}" tests="{len(found) + len(broken) or 1}" failures="{failures}" '
        f'errors="{len(broken)}" skipped="{len(found) - failures}">\n'
    )
    for problem in broken:
        message = xml(in_line(problem.message))
        name = xml(problem.rule or "copydesk")
        out.write(
            f'<testcase name="{name}" classname="{xml(path)}"><error message="{message}"/></testcase>\n'
        )
    for d in found:
        name = f"{d.place} {d.rule}"
        out.write(f'<testcase name="{xml(name)}" classname="{xml(path)}">')
        text = xml("\n".join(_lines(d)))
        if run.fails(d):
            out.write(
                f'<failure type="{d.severity.value}" message="{xml(in_line(d.message))}">{text}</failure>'
            )
        else:
            out.write(f"<skipped>{text}</skipped>")
        out.write("</testcase>\n")
    if not found and not broken:
        out.write(f'<testcase name="copydesk" classname="{xml(path)}"/>\n')
    out.write("</testsuite>\n")


def _lines(d: Diagnostic) -> Iterator[str]:
    note = f" ({note})" if (note := doubt(d)) else ""
    yield f"{d.severity.value}: {in_line(d.message)}{note}"
    yield f"{d.path}:{d.place}"
    if d.excerpt:
        yield in_line(d.excerpt)
    if d.best_fix:
        yield in_line(d.best_fix.title)
