"""The JSON report that scripts read, schema `copydesk/report/1`. Fields may be added, never changed."""

from __future__ import annotations

from typing import Any, TextIO

from copydesk._version import __version__
from copydesk.lint.diagnostic import Diagnostic, PlacedFix, PlacedRelated
from copydesk.lint.report import ArticleSummary
from copydesk.reporters import Count, Run, counts
from copydesk.reporters.text import to_json, write_array

__all__ = ["finding", "report", "statistic"]

#: What is said of an article of a file that holds many.
_SUMMARY = ("id", "words", "title", "author", "date", "section", "link", "status")


def report(run: Run, out: TextIO) -> None:
    """Write the report as one JSON object; with `statistics` its findings are left out."""
    found = run.diagnostics
    counted = counts(found)
    head = {
        "schema": "copydesk/report/1",
        "tool": {"name": "copydesk", "version": __version__},
        "files": [
            {
                "path": f.path,
                "format": f.format,
                "encoding": f.encoding,
                "words": f.words,
                "articles": f.articles,
                **_sign_off(run, f.path),
                "about": [_summary(about) for about in f.about if about.id is not None],
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
    }
    tail = {
        "statistics": [statistic(count) for count in counted],
        "summary": {
            "files": len(run.files),
            "words": sum(f.words for f in run.files),
            "findings": len(found),
            "fixable": sum(count.fixable for count in counted),
            "fixed": run.applied,
        },
    }
    out.write(to_json(head)[:-1] + ',"findings":')
    write_array(out, () if run.statistics else map(finding, found))
    out.write("," + to_json(tail)[1:] + "\n")


def _summary(about: ArticleSummary) -> dict[str, Any]:
    return {name: getattr(about, name) for name in _SUMMARY}


def _sign_off(run: Run, path: str) -> dict[str, Any]:
    """Who answers for a file, where that was asked for."""
    if run.sign_offs is None:
        return {}
    made = run.sign_offs.get(path)
    told = {"who": made.who, "when": made.when.isoformat(), "open": made.open} if made else None
    return {"sign_off": told}


def statistic(count: Count) -> dict[str, Any]:
    """How many findings of a severity a rule has, as plain data."""
    return {
        "rule": count.rule,
        "severity": count.severity.value,
        "findings": count.findings,
        "fixable": count.fixable,
    }


def finding(d: Diagnostic) -> dict[str, Any]:
    """A finding as plain data."""
    return {
        "path": d.path,
        "article": d.article,
        "title": d.title,
        "link": d.link,
        "rule": d.rule,
        "group": d.group,
        "severity": d.severity.value,
        "message": d.message,
        "confidence": round(d.confidence, 3),
        "start": d.start if d.line else None,
        "end": d.end if d.line else None,
        "line": d.line or None,
        "column": d.column or None,
        "end_line": d.end_line or None,
        "end_column": d.end_column or None,
        "where": d.where,
        "excerpt": d.excerpt,
        "fingerprint": d.fingerprint,
        "related": [_related(r, d.path) for r in d.related],
        "fixes": [
            {
                "title": f.title,
                "safety": f.safety.value,
                "edits": _edits(d, f),
            }
            for f in d.fixes
        ],
        "data": dict(d.data),
    }


def _edits(d: Diagnostic, fix: PlacedFix) -> list[dict[str, Any]]:
    """The edits; where the source is no text they have no place in it, and are as the rule meant them."""
    if not d.line:
        return [{"start": None, "end": None, "text": e.text} for e in fix.origin.edits]
    return [{"start": e.start, "end": e.end, "text": e.text} for e in fix.edits]


def _related(r: PlacedRelated, path: str) -> dict[str, Any]:
    return {
        "path": r.path or path,
        "start": r.start if r.line else None,
        "end": r.end if r.line else None,
        "line": r.line or None,
        "where": r.where,
        "message": r.message,
        "repeat": r.repeat,
    }
