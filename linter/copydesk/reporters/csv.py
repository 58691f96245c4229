"""A finding a row, with commas between what it is and where, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from copydesk.reporters import Run
from copydesk.reporters.text import in_line, inert, visible

__all__ = ["report"]


def report(run: Run, out: TextIO) -> None:
    """Write a row a finding: path, place, rule, severity, message."""
    rows = csv.writer(out, lineterminator="\n")
    for d in run.diagnostics:
        cells = (d.path, d.place, d.rule, d.severity.value, in_line(d.message))
        rows.writerow([inert(visible(cell)) for cell in cells])
