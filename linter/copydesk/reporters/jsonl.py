"""The JSON Lines format: a finding a line, each as in the JSON report, for streams and for databases."""

from __future__ import annotations

from typing import TextIO

from copydesk.reporters import Run, counts
from copydesk.reporters.json import finding, statistic
from copydesk.reporters.text import to_json

__all__ = ["report"]


def report(run: Run, out: TextIO) -> None:
    """Write a JSON object a finding; with `statistics` one a rule."""
    lines = map(statistic, counts(run.diagnostics)) if run.statistics else map(finding, run.diagnostics)
    for line in lines:
        out.write(to_json(line) + "\n")
