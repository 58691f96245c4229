"""Vale's JSON, for scripts that read it: by file, a list of alerts. A rule of Vale's has its own name."""

from __future__ import annotations

from typing import Any, TextIO

from copydesk.lint.diagnostic import Diagnostic
from copydesk.reporters import Run
from copydesk.reporters.text import to_json, write_array

__all__ = ["report"]


def report(run: Run, out: TextIO) -> None:
    """Write an object: by the name of a file in which something was found, its alerts."""
    out.write("{")
    files = (file for file in run.files if file.diagnostics)
    for i, file in enumerate(files):
        out.write(f"{',' if i else ''}\n  {to_json(file.path)}: ")
        write_array(out, (_alert(d, run) for d in file.diagnostics))
    out.write("\n}\n")


def _alert(d: Diagnostic, run: Run) -> dict[str, Any]:
    """A finding as an alert. Places are lines and columns from 1; where the source is no text, all are 1."""
    match = d.excerpt[d.mark.start : d.mark.end]
    offered = [fix.origin.edits[0].text for fix in d.fixes if len(fix.origin.edits) == 1]
    action = "" if not offered else "replace" if any(offered) else "remove"
    width = d.end_column - d.column if d.end_line == d.line else len(match)
    return {
        "Action": {"Name": action, "Params": offered or None},
        "Span": [d.column or 1, max(d.column + width - 1, d.column, 1)],
        "Check": d.rule.removeprefix("vale."),
        "Description": "",
        "Link": _link(d, run),
        "Message": d.message,
        "Severity": d.severity.value,
        "Match": match,
        "Line": d.line or 1,
        "Suggestions": offered,
    }


def _link(d: Diagnostic, run: Run) -> str:
    """Where more is to be read of a rule, if it says so itself."""
    rule = run.rules.get(d.rule)
    _, more, link = ((rule.__doc__ if rule else None) or "").rpartition("More: <")
    return link.rstrip().removesuffix(">") if more else ""
