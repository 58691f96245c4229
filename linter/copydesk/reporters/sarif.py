"""SARIF 2.1.0: what code scanning, and editors that show its results, take.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Columns are in UTF-16 code units, as
editors count, without a byte order mark. The worst comes first, for GitHub keeps 5,000 results of an upload
and refuses more than 25,000. What is suppressed comes last: GitHub shows it like the rest.
"""

from __future__ import annotations

import codecs
import inspect
import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TextIO
from urllib.parse import quote

from copydesk._version import __version__
from copydesk.lint.diagnostic import Diagnostic, PlacedFix, PlacedRelated, Suppressed, Suppressor
from copydesk.lint.report import FileReport, Problem
from copydesk.readers import reader_for
from copydesk.reporters import Run, worst_first
from copydesk.reporters.text import in_line, slashed, to_json, write_array
from copydesk.rule.finding import Safety, Severity
from copydesk.rule.rule import Default, Rule

__all__ = ["report"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "recommendation"}
_KINDS = {
    Suppressor.COMMENT: "inSource",
    Suppressor.BASELINE: "external",
    Suppressor.DECISION: "external",
}
#: GitHub keeps as many locations of a result.
_MOST_RELATED = 100
#: What a viewer takes for a link or a placeholder in a message (sections 3.11.5 and 3.11.6).
_ACTIVE = re.compile(r"\](?=\()|\{(?=\d+\})")
_CODEPAGE = re.compile(r"cp(?=125\d|874)")


def report(run: Run, out: TextIO) -> None:
    """Write one run: its rules, its files, what went wrong, and the results."""
    names = sorted(
        {d.rule for d in run.diagnostics} | {s.diagnostic.rule for f in run.files for s in f.suppressed}
    )
    indexes = {name: i for i, name in enumerate(names)}
    head = {
        "tool": {
            "driver": {
                "name": "copydesk",
                "semanticVersion": __version__,
                "rules": [_rule(name, run.rules.get(name)) for name in names],
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which copydesk was run."}}},
        "invocations": [
            {
                "executionSuccessful": not run.broken,
                "toolExecutionNotifications": [_notification(problem) for problem in run.problems],
            }
        ],
        "artifacts": [
            {
                "location": _artifact(file.path),
                "roles": ["analysisTarget"],
                "mimeType": (mime := reader_for(file.format).format.mime_type),
                **({"encoding": _charset(file.encoding)} if mime.startswith("text/") else {}),
            }
            for file in run.files
        ],
    }
    out.write(f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{to_json(head)[:-1]},"results":')
    write_array(out, _results(run, indexes))
    out.write("}]}\n")


def _rule(name: str, rule: type[Rule[Any]] | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    from copydesk.docs import rule_page

    meta, doc = rule.meta, inspect.cleandoc(rule.__doc__ or "")
    first = " ".join(doc.split("\n\n")[0].split())
    return {
        "id": name,
        "shortDescription": {"text": first.replace("`", "")},
        "fullDescription": {"text": " ".join(doc.split()).replace("`", "")},
        "help": {"text": doc, "markdown": rule_page(rule)},
        "defaultConfiguration": {"enabled": meta.default is Default.ON, "level": _LEVELS[meta.severity]},
        "properties": {
            "tags": [meta.group],
            "precision": "very-high"
            if meta.confidence >= 0.95
            else "high"
            if meta.confidence >= 0.9
            else "medium",
            "problem.severity": _PROBLEMS[meta.severity],
        },
    }


def _notification(problem: Problem) -> dict[str, Any]:
    made: dict[str, Any] = {"level": _LEVELS[problem.severity], "message": _message(problem.message)}
    if problem.path:
        made["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(problem.path)}}]
    if problem.rule:
        made["associatedRule"] = {"id": problem.rule}
    return made


def _results(run: Run, indexes: dict[str, int]) -> Iterator[dict[str, Any]]:
    files = {file.path: file for file in run.files}
    for d in worst_first(run.diagnostics):
        yield _result(d, files[d.path], indexes)
    for file in run.files:
        for suppressed in file.suppressed:
            yield {
                **_result(suppressed.diagnostic, file, indexes),
                "suppressions": [_suppression(suppressed)],
            }


def _result(d: Diagnostic, file: FileReport, indexes: dict[str, int]) -> dict[str, Any]:
    place: dict[str, Any] = {"physicalLocation": _location(file, d)}
    if where := f"{d.article}: {d.where}" if d.article else d.where:
        named = {"name": in_line(d.title)} if d.title else {}
        place["logicalLocations"] = [{"fullyQualifiedName": in_line(where), **named}]
    made = {
        "ruleId": d.rule,
        "ruleIndex": indexes[d.rule],
        "level": _LEVELS[d.severity],
        "rank": round(d.confidence * 100, 1),
        "message": _message(d.message),
        "locations": [place],
        "partialFingerprints": {"copydesk/v1": d.fingerprint},
    }
    if d.article:
        made["properties"] = {"article": d.article, "title": d.title or "", "link": d.link or ""}
    if d.related:
        made["relatedLocations"] = [
            {"id": i, "physicalLocation": _related(r, file), "message": _message(_told(r))}
            for i, r in enumerate(d.related[:_MOST_RELATED], 1)
        ]
    fixes = [_fix(fix, file) for fix in d.fixes if d.line and fix.safety is not Safety.DISPLAY]
    if fixes:
        made["fixes"] = fixes
    return made


def _location(file: FileReport, place: Diagnostic | PlacedRelated) -> dict[str, Any]:
    """The file and the region in it: the first line where it is no text, for GitHub wants one."""
    region = _region(file, place.start, place.end) if place.line else {"startLine": 1}
    return {"artifactLocation": _artifact(file.path), "region": region}


def _related(r: PlacedRelated, file: FileReport) -> dict[str, Any]:
    if r.path is None:
        return _location(file, r)
    return {"artifactLocation": _artifact(r.path), "region": {"startLine": r.line or 1}}


def _told(r: PlacedRelated) -> str:
    return r.message if r.line or not r.where else f"{r.where}: {r.message}"


def _fix(fix: PlacedFix, file: FileReport) -> dict[str, Any]:
    title = fix.title if fix.safety is Safety.SAFE else f"{fix.title} (look first)"
    replacements = [
        {"deletedRegion": _region(file, e.start, e.end), "insertedContent": {"text": e.text}}
        for e in fix.edits
    ]
    change = {"artifactLocation": _artifact(file.path), "replacements": replacements}
    return {"description": _message(title), "artifactChanges": [change]}


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    made = {"kind": _KINDS[suppressed.by], "status": "accepted"}
    return {**made, "justification": in_line(suppressed.reason)} if suppressed.reason else made


def _region(file: FileReport, start: int, end: int) -> dict[str, int]:
    first, last = file.positions[start], file.positions[end]
    return {
        "startLine": first.line,
        "startColumn": max(1, first.utf16 - (file.bom and first.line == 1)),
        "endLine": last.line,
        "endColumn": max(1, last.utf16 - (file.bom and last.line == 1)),
    }


def _message(text: str) -> dict[str, str]:
    return {"text": _ACTIVE.sub(lambda match: match[0] + "\u200b", in_line(text))}


@lru_cache(1024)
def _artifact(path: str) -> Mapping[str, str]:
    """Where a file is: relative to the folder of the run, unless it was named otherwise."""
    uri = quote(os.fsencode(slashed(path)))
    if os.path.isabs(path):
        return {"uri": "file://" + ("" if uri.startswith("/") else "/") + uri}
    return {"uri": uri, "uriBaseId": _ROOT}


def _charset(encoding: str) -> str:
    """The name that IANA has for an encoding that Python calls otherwise."""
    name = _CODEPAGE.sub("windows-", codecs.lookup(encoding).name)
    return name.replace("iso8859", "iso-8859").replace("-le", "le").replace("-be", "be")
