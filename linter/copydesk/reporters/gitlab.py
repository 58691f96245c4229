"""GitLab's code quality report: what a merge request shows in its widget and beside the changed lines.

The fields are those of https://docs.gitlab.com/ci/testing/code_quality/ ("Code Quality report format"), which
has no columns. Of two findings that have the same fingerprint GitLab shows one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, TextIO

from copydesk.reporters import Run, doubt
from copydesk.reporters.text import in_line, slashed, write_array
from copydesk.rule.finding import Severity

__all__ = ["report"]

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.SUGGESTION: "info"}


def report(run: Run, out: TextIO) -> None:
    """Write the report as a JSON array, what went wrong with the worst severity there is."""
    write_array(out, _issues(run))
    out.write("\n")


def _issues(run: Run) -> Iterator[dict[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()

    def issue(path: str, check: str, message: str, severity: str, lines: dict[str, int], id_: str) -> Any:
        ordinal = seen[path, id_]
        seen[path, id_] += 1
        parts = "\x1f".join((path, id_, *([str(ordinal)] if ordinal else [])))
        return {
            "description": in_line(message),
            "check_name": check,
            "fingerprint": sha256(parts.encode("utf-8", "surrogateescape")).hexdigest(),
            "severity": severity,
            "location": {"path": slashed(path), "lines": lines},
        }

    for problem in run.problems:
        name = problem.rule or "copydesk"
        severity = "blocker" if problem in run.broken else _SEVERITIES[problem.severity]
        yield issue(problem.path or ".", name, problem.message, severity, {"begin": 1}, problem.message)
    for d in run.diagnostics:
        message = f"{d.located} ({note})" if (note := doubt(d)) else d.located
        if d.best_fix:
            message += f" {d.best_fix.title}."
        lines = {"begin": d.line, "end": d.end_line} if d.line else {"begin": 1}
        yield issue(d.path, d.rule, message, _SEVERITIES[d.severity], lines, d.fingerprint)
