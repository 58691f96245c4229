"""The report on an article in blocks, schema `copydesk/blocks/1`: findings, placed in the blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from copydesk._version import __version__
from copydesk.lint.diagnostic import Diagnostic, PlacedFix, Suppressed, Suppressor
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport, Problem
from copydesk.reporters.json import finding
from copydesk.servers.languagetool.blocks import PostSource
from copydesk.servers.languagetool.jobs import BlocksJob
from copydesk.triage.finding_key import FindingKey, Place, RelativePaths
from copydesk.triage.matching import Matching

__all__ = ["block_report"]

#: Of a finding as our JSON report has it, what also holds of one in blocks.
_KEPT = ("rule", "group", "severity", "message", "confidence", "where", "excerpt", "fingerprint", "data")


def block_report(job: BlocksJob, post: PostSource, report: FileReport, linter: Linter) -> bytes:
    """The answer to a job.

    Args:
        job: what was asked.
        post: its blocks, as they were checked.
        report: what was found in them.
        linter: what they were checked with.
    """
    article = (report.about[0].id if report.about else None) or ""
    known = {
        FindingKey(report.path, article, i.rule, i.words, i.before, i.after, int(i.nth)): number
        for number, i in enumerate(job.ignored)
    }
    matching = Matching(list(known), [report], linter, RelativePaths(Path()), strict=True)
    found: list[dict[str, Any]] = []
    passed = [_suppressed(post, s) for s in report.suppressed]
    for _, placed in matching.files:
        for diagnostic, places in placed:
            shown = _finding(post, diagnostic) | {"keys": [_key(place) for place in places]}
            decisions = [known[key] for place in places if (key := matching.pairs.get(place.key))]
            if len(decisions) == len(places):
                reason = job.ignored[decisions[0]].reason
                passed.append(shown | {"by": Suppressor.DECISION, "reason": reason, "decisions": decisions})
            else:
                found.append(shown)
    return msgspec.json.encode(
        {
            "schema": "copydesk/blocks/1",
            "tool": {"name": "copydesk", "version": __version__},
            "words": report.words,
            "errors": [*map(_problem, report.problems), *map(_unknown, job.unknown)],
            "findings": found,
            "ignored": passed,
        }
    )


def _finding(post: PostSource, diagnostic: Diagnostic) -> dict[str, Any]:
    told = finding(diagnostic)
    related = [
        {
            "message": related.message,
            "where": related.where,
            "repeat": related.repeat,
            "places": _places(post, related.start, related.end),
        }
        for related in diagnostic.related
        if related.path is None
    ]
    return {
        **{name: told[name] for name in _KEPT},
        "places": _places(post, diagnostic.start, diagnostic.end),
        "related": related,
        "fixes": list(_fixes(post, diagnostic.fixes)),
    }


def _places(post: PostSource, start: int, end: int) -> list[dict[str, int]]:
    return [place._asdict() for place in post.places(start, end)]


def _fixes(post: PostSource, fixes: Sequence[PlacedFix]) -> Iterator[Mapping[str, Any]]:
    """The fixes that can be made within the blocks."""
    for fix in fixes:
        edits = [post.edits(edit) for edit in fix.edits]
        if all(edits):
            placed = sorted(edit for each in edits for edit in each)
            yield {
                "title": fix.title,
                "safety": fix.safety.value,
                "edits": [edit._asdict() for edit in placed],
            }


def _key(place: Place) -> dict[str, str | int]:
    key = place.key
    return {
        "rule": key.rule,
        "words": key.words,
        "before": key.before,
        "after": key.after,
        "nth": key.nth,
    }


def _suppressed(post: PostSource, suppressed: Suppressed) -> dict[str, Any]:
    shown = _finding(post, suppressed.diagnostic)
    return shown | {"keys": [], "by": suppressed.by, "reason": suppressed.reason, "decisions": []}


def _problem(problem: Problem) -> dict[str, str | None]:
    return {"rule": problem.rule, "message": problem.message, "severity": problem.severity.value}


def _unknown(name: str) -> dict[str, str | None]:
    return {"rule": None, "message": f"There is no rule or group “{name}”.", "severity": "warning"}
