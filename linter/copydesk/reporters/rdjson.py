"""reviewdog's Diagnostic Format as one JSON object: comments on a review, with suggestions to accept.

The schema is reviewdog's `proto/rdf/jsonschema`. Columns are in bytes of UTF-8, from 1, and a byte order mark
is three. reviewdog takes each suggestion for a way to mend the whole, and wants it on the finding's lines
(service/github, buildSingleSuggestion), so a fix is one if it is a single edit there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from copydesk.lint.diagnostic import Diagnostic, PlacedFix, PlacedRelated
from copydesk.lint.report import FileReport
from copydesk.reporters import Run, doubt
from copydesk.reporters.text import in_line, to_json, write_array
from copydesk.rule.finding import Safety, Severity
from copydesk.text.source import SourceEdit
from copydesk.text.span import Position

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
        severity = _SEVERITIES[problem.severity]
        yield {"message": in_line(problem.message), "location": location, "severity": severity, **code}
    for file in run.files:
        for d in file.diagnostics:
            yield _diagnostic(d, file)


def _diagnostic(d: Diagnostic, file: FileReport) -> dict[str, Any]:
    message = f"{d.located} ({note})" if (note := doubt(d)) else d.located
    suggestions = [
        {"range": _range(file, edit.start, edit.end), "text": edit.text}
        for fix in d.fixes
        if d.line and fix.safety is not Safety.DISPLAY and (edit := _suggested(fix, d, file))
    ]
    related = [
        {"message": in_line(r.message if r.line else f"{r.place}: {r.message}"), "location": _place(r, file)}
        for r in d.related[:_MOST_RELATED]
    ]
    made: dict[str, Any] = {
        "message": in_line(message),
        "location": _location(file, d),
        "severity": _SEVERITIES[d.severity],
        "code": {"value": d.rule},
    }
    if suggestions:
        made["suggestions"] = suggestions
    if related:
        made["related_locations"] = related
    return made


def _suggested(fix: PlacedFix, d: Diagnostic, file: FileReport) -> SourceEdit | None:
    """The single edit that mends a finding on its own lines; of one that repeats, that of the first place."""
    edits = fix.edits
    if d.repeat is not None:
        edits = tuple(e for e in edits if e.start <= d.end and d.start <= e.end)
    if len(edits) != 1:
        return None
    lines = file.positions[edits[0].start].line, file.positions[edits[0].end].line
    return edits[0] if lines == (d.line, d.end_line) else None


def _place(r: PlacedRelated, file: FileReport) -> dict[str, Any]:
    if r.path is None:
        return _location(file, r)
    if not r.line:
        return {"path": r.path}
    return {"path": r.path, "range": {"start": {"line": r.line}}}


def _location(file: FileReport, place: Diagnostic | PlacedRelated) -> dict[str, Any]:
    """The file, and the range in it unless it is no text."""
    return {"path": file.path, **({"range": _range(file, place.start, place.end)} if place.line else {})}


def _range(file: FileReport, start: int, end: int) -> dict[str, Any]:
    return {"start": _position(file.positions[start]), "end": _position(file.positions[end])}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.utf8}
