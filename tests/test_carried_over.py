"""What was decided on findings in markup holds when their messages are edited.

The files in `carried_over` were written by the version whose findings were recognised by their messages.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from copydesk import Rule
from copydesk.config import Selection
from copydesk.lint.diagnostic import Suppressor
from copydesk.lint.linter import FileReport, Linter, Settings
from copydesk.run.runner import run_files
from copydesk.triage.baseline import Baseline
from copydesk.triage.baseline_match import match_baseline
from copydesk.triage.decisions import DecisionLog

FOLDER = Path(__file__).parent / "carried_over"
RULES = ("empty-link", "tracking-parameter", "broken-anchor", "empty-heading", "missing-alt")
#: As the JSON report had them.
FINGERPRINTS = {
    "1a785ecfd586b4e0": "empty-link",
    "33d58cadcbed08cb": "empty-link",
    "b474742babefb0b5": "tracking-parameter",
    "84b902a7e5019f7b": "broken-anchor",
    "d9f75c53c263dd00": "broken-anchor",
    "667d42b564c92e2d": "empty-heading",
    "78149f710a315a6f": "missing-alt",
}


@pytest.fixture
def linter() -> Linter:
    return Linter(Settings(Selection(select=RULES), isolated=True))


@pytest.fixture(params=["as they are", "edited"])
def report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, linter: Linter) -> FileReport:
    if request.param == "edited":
        finding = Rule.finding
        monkeypatch.setattr(
            Rule, "finding", lambda *args, **given: replace(finding(*args, **given), message="Other words.")
        )
    path = FOLDER / "tides.html"
    report = next(run_files(linter, [(path, str(path))])).report
    edited = {d.message.startswith("Other words") for d in report.diagnostics}
    assert edited == {request.param == "edited"}
    return report


def test_their_fingerprints_stay(report):
    assert {d.fingerprint: d.rule for d in report.diagnostics} == FINGERPRINTS


def test_a_baseline_still_knows_them(report, linter):
    match = match_baseline(Baseline.load(FOLDER / "copydesk-baseline.jsonl"), [report], linter, whole=True)
    assert not match.new
    assert not match.stale
    assert [s.by for s in match.reports[0].suppressed] == [Suppressor.BASELINE] * len(FINGERPRINTS)


def test_decisions_on_them_still_hold(report, linter):
    log = DecisionLog(FOLDER / "copydesk-decisions.jsonl")
    assert all(log.latest(report, linter))
    (kept,) = log.suppress([report], linter)
    assert not kept.diagnostics
