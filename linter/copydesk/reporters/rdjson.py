"""reviewdog's Diagnostic Format as one JSON object: comments on a review, with suggestions to accept.

The schema is reviewdog's `proto/rdf/jsonschema`. Columns are in bytes of UTF-8, from 1, and a byte order mark
is three. reviewdog takes each suggestion for a way to mend the whole, so a fix is one if it is a single edit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from copydesk.diagnostic import Diagnostic, PlacedRelated
from copydesk.engine import FileReport
from copydesk.finding import Safety, Severity
from copydesk.reporters import Run, doubt
from copydesk.reporters.text import in_line, to_json, write_array
from copydesk.span import Position

__all__ = ["SOURCE", "diagnostics", "report"]

SOURCE = {"name": "copydesk"}
_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.SUGGESTION: "INFO"}
_MOST_RELATED = 100


def report(run: Run, out: TextIO) -> None:
    """Write the result, what went wrong before what was found."""
    out.write(to_json({"source": SOURCE})[:-1] + ',"diagnostics":')
    write_array(out, diagnostics(run))
    out.write("}\n")


def diagnostics(run: Run) -> Iterator[dict[str, Any]]:
    """Each problem and each finding as reviewdog's `Diagnostic`."""
    for problem in run.problems:
        code = {"code": {"value": problem.rule}} if problem.rule else {}
        location = {"path": problem.path or ""}
        yield {"message": in_line(problem.message), "location": location, "severity": "ERROR", **code}
    for file in run.files:
        for d in file.diagnostics:
            yield _diagnostic(d, file)


def _diagnostic(d: Diagnostic, file: FileReport) -> dict[str, Any]:
    message = f"{d.message} ({note})" if (note := doubt(d)) else d.message
    suggestions = [
        {"range": _range(file, fix.edits[0].start, fix.edits[0].end), "text": fix.edits[0].text}
        for fix in d.fixes
        if fix.safety is not Safety.DISPLAY and len(fix.edits) == 1
    ]
    related = [
        {"message": in_line(r.message), "location": _place(r, file)} for r in d.related[:_MOST_RELATED]
    ]
    made: dict[str, Any] = {
        "message": in_line(message),
        "location": {"path": d.path, "range": _range(file, d.start, d.end)},
        "severity": _SEVERITIES[d.severity],
        "code": {"value": d.rule},
    }
    if suggestions:
        made["suggestions"] = suggestions
    if related:
        made["related_locations"] = related
    return made


def _place(r: PlacedRelated, file: FileReport) -> dict[str, Any]:
    if r.path is None:
        return {"path": file.path, "range": _range(file, r.start, r.end)}
    return {"path": r.path, "range": {"start": {"line": r.line}}}


def _range(file: FileReport, start: int, end: int) -> dict[str, Any]:
    return {"start": _position(file.positions[start]), "end": _position(file.positions[end])}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.utf8}
