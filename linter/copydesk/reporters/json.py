"""The JSON report that scripts read, schema `copydesk/report/1`. Fields may be added, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from copydesk._version import __version__
from copydesk.reporters import Run

if TYPE_CHECKING:
    from copydesk.diagnostic import Diagnostic

__all__ = ["as_dict", "report"]


def report(run: Run, out: TextIO) -> None:
    """Write the report as one JSON object."""
    out.write(msgspec.json.encode(as_dict(run)).decode())
    out.write("\n")


def as_dict(run: Run) -> dict[str, Any]:
    """The report as plain data."""
    found = run.diagnostics
    return {
        "schema": "copydesk/report/1",
        "tool": {"name": "copydesk", "version": __version__},
        "files": [
            {
                "path": f.path,
                "format": f.format,
                "encoding": f.encoding,
                "words": f.words,
                "articles": f.articles,
            }
            for f in run.files
        ],
        "errors": [
            {
                "path": p.path,
                "rule": p.rule,
                "message": p.message,
                "severity": p.severity.value,
            }
            for p in run.problems
        ],
        "findings": [_finding(d) for d in found],
        "summary": {
            "files": len(run.files),
            "words": sum(f.words for f in run.files),
            "findings": len(found),
            "fixable": sum(any(f.safety != "display" for f in d.fixes) for d in found),
            "fixed": run.applied,
        },
    }


def _finding(d: Diagnostic) -> dict[str, Any]:
    return {
        "path": d.path,
        "article": d.article,
        "rule": d.rule,
        "group": d.group,
        "severity": d.severity.value,
        "message": d.message,
        "confidence": round(d.confidence, 3),
        "start": d.start,
        "end": d.end,
        "line": d.line,
        "column": d.column,
        "end_line": d.end_line,
        "end_column": d.end_column,
        "where": d.where,
        "excerpt": d.excerpt,
        "fingerprint": d.fingerprint,
        "related": [
            {
                "path": r.path or d.path,
                "start": r.start,
                "end": r.end,
                "line": r.line,
                "message": r.message,
                "repeat": r.repeat,
            }
            for r in d.related
        ],
        "fixes": [
            {
                "title": f.title,
                "safety": f.safety.value,
                "edits": [{"start": e.start, "end": e.end, "text": e.text} for e in f.edits],
            }
            for f in d.fixes
        ],
        "data": dict(d.data),
    }
