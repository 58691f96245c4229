"""Editors' decisions: that they hold, for the finding that was decided on and for no other, and are never lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk import Article, Finding, Fix, Meta, NoOptions, Rule, Safety, Span
from copydesk.config import Selection
from copydesk.decisions import Choice, Decision, DecisionLog, Verdict
from copydesk.diagnostic import Suppressor
from copydesk.engine import FileReport, Linter, Settings
from copydesk.errors import DataError, WriteError
from copydesk.plugins import Registry
from copydesk.run import Mode, run_files

ACCEPTED, IGNORED, OPEN, MENDED = Verdict.ACCEPTED, Verdict.IGNORED, Verdict.OPEN, Verdict.MENDED
ANA, BEN = "Ana <ana@example.org>", "Ben"
POST = """\
The ferry left at noon, and teh crew waved to the people on the pier.

Nobody on the island had seen such a wierd sky since the winter of 1963.

When the storm came, the harbour master closed teh gate and went home early.
"""


class Misspelling(Rule[NoOptions]):
    meta = Meta(name="misspelling", group="test", since="0.1", summary="Wrong.")

    def check(self, article: Article) -> Iterator[Finding]:
        for match in re.finditer(r"\b(teh|wierd)\b", article.prose):
            right = {"teh": "the", "wierd": "weird"}[match[0]]
            yield self.finding(match.span(), Fix.replace(Span(*match.span()), right, Safety.SAFE))


class OldDash(Rule[NoOptions]):
    meta = Meta(name="old-dash", group="test", since="0.1", summary="Wrong.")

    def check(self, article: Article) -> Iterator[Finding]:
        for match in re.finditer("--", article.prose):
            yield self.finding(match.span(), repeat="")


RULES = Registry(
    MappingProxyType({rule.meta.name: rule for rule in (Misspelling, OldDash)}),
    MappingProxyType({"misspelling": "test", "old-dash": "test"}),
)


class Desk:
    """A folder of posts, and an editor's decisions on what is wrong in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = DecisionLog(folder / "decisions.jsonl")
        self.linter = Linter(Settings(Selection(select=("all",)), isolated=True), RULES)

    def write(self, text: str, name: str = "post.md") -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())

    def report(self, name: str = "post.md") -> FileReport:
        path = self.folder / name
        return self.linter.lint_source(*self.linter.open(path, str(path)))

    def decide(
        self, verdict: Verdict, *which: int, name: str = "post.md", who: str = ANA, **more: str
    ) -> None:
        report = self.report(name)
        choices = [Choice(report.diagnostics[n], verdict, **more) for n in which]
        made = self.log.decide(report, self.linter, choices, who)
        assert [d.verdict for d in made] == [verdict] * len(which)

    def decided(self, name: str = "post.md", log: DecisionLog | None = None) -> list[str]:
        """What is found, each with the decision on it, as who opens the log anew sees it."""
        report = self.report(name)
        log = log or DecisionLog(self.log.path)
        latest = log.latest(report, self.linter)
        return [
            f"{d.words} {d.line}: {decision.verdict if decision else '-'}"
            for d, decision in zip(report.diagnostics, latest, strict=True)
        ]

    def left(self, name: str = "post.md") -> list[str]:
        (report,) = DecisionLog(self.log.path).keep_back([self.report(name)], self.linter)
        return [f"{d.words} {d.line}" for d in report.diagnostics]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


class TestADecision:
    def test_holds_when_the_log_is_opened_anew(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 1, reason="so he wrote it")
        desk.decide(ACCEPTED, 2, replacement="his")
        assert desk.decided() == ["teh 1: -", "wierd 3: ignored", "teh 5: accepted"]
        _, ignored, accepted = DecisionLog(desk.log.path).latest(desk.report(), desk.linter)
        assert (ignored.who, ignored.reason, ignored.replacement) == (ANA, "so he wrote it", None)
        assert (accepted.reason, accepted.replacement) == ("", "his")
        assert timedelta() <= datetime.now(UTC) - ignored.when < timedelta(minutes=1)

    def test_what_is_ignored_is_kept_back_with_who_and_why(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 0, reason="so he wrote it")
        desk.decide(ACCEPTED, 1)
        (report,) = desk.log.keep_back([desk.report()], desk.linter)
        assert [d.words for d in report.diagnostics] == ["wierd", "teh"]
        (kept,) = report.suppressed
        assert kept.by is Suppressor.DECISION
        assert kept.diagnostic.line == 1
        today = datetime.now(UTC).date()
        assert kept.reason == f"so he wrote it (ignored by {ANA} on {today})"

    def test_can_be_changed_and_taken_back(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 0)
        desk.decide(ACCEPTED, 0)
        assert desk.decided()[0] == "teh 1: accepted"
        desk.decide(OPEN, 0)
        assert desk.decided()[0] == "teh 1: -"
        desk.decide(IGNORED, 0)
        assert desk.decided()[0] == "teh 1: ignored"
        assert len(desk.log.path.read_text().splitlines()) == 1 + 4  # all of it is told

    def test_several_at_once_are_one_write(self, desk, monkeypatch):
        desk.write(POST)
        writes = []
        monkeypatch.setattr(
            os, "write", lambda fd, data, write=os.write: writes.append(data) or write(fd, data)
        )
        desk.decide(IGNORED, 0, 1, 2)
        assert len(writes) == 1
        assert desk.left() == []

    def test_holds_when_the_text_above_and_around_is_edited(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 2)
        desk.write(
            "# The storm\n\nOne teh more.\n\n" + POST.replace("went home early", "walked home at nine")
        )
        assert desk.decided() == ["teh 3: -", "teh 5: -", "wierd 7: -", "teh 9: ignored"]

    def test_taken_back_after_an_edit_it_does_not_come_again_with_the_old_text(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 0)
        desk.write(POST.replace("crew waved", "crew shouted"))
        desk.decide(OPEN, 0)
        desk.write(POST)
        assert desk.decided()[0] == "teh 1: -"

    def test_holds_when_the_file_is_renamed(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 1)
        (desk.folder / "2026").mkdir()
        (desk.folder / "post.md").rename(desk.folder / "2026" / "ferry.md")
        assert desk.decided("2026/ferry.md") == ["teh 1: -", "wierd 3: ignored", "teh 5: -"]

    def test_does_not_hold_for_a_copy(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 1)
        desk.write(POST, "copy.md")
        assert desk.left("copy.md") == ["teh 1", "wierd 3", "teh 5"]

    def test_does_not_hold_for_the_same_mistake_elsewhere_once_it_is_mended(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 1)
        desk.write(POST.replace("wierd", "weird") + "\nIt was a wierd day.\n")
        assert desk.left() == ["teh 1", "teh 5", "wierd 7"]


class TestEqualFindings:
    @pytest.mark.parametrize("which", [0, 1, 2])
    def test_it_is_the_one_that_was_decided_on(self, desk, which):
        text = "Now say once more in teh same old way to all of us here.\n\n" * 3
        desk.write(text)
        reports = [desk.report()]
        assert len({(d.words, d.context) for d in reports[0].diagnostics}) <= 3
        desk.decide(IGNORED, which)
        verdicts = [line.rpartition(" ")[2] for line in desk.decided()]
        assert verdicts == ["ignored" if n == which else "-" for n in range(3)]

    def test_one_by_one(self, desk):
        desk.write("\n\n".join(["a b c d e f g h teh a b c d e f g h"] * 4))
        for n in (2, 0, 3):
            desk.decide(IGNORED, n)
        assert [line.rpartition(" ")[2] for line in desk.decided()] == ["ignored", "-", "ignored", "ignored"]
        desk.decide(OPEN, 2)
        assert [line.rpartition(" ")[2] for line in desk.decided()] == ["ignored", "-", "-", "ignored"]

    def test_one_that_was_mended_leaves_its_decision_to_no_other(self, desk):
        line = "a b c d e f g h teh a b c d e f g h\n\n"
        desk.write(line * 2)
        before = desk.report()
        desk.decide(ACCEPTED, 0)
        desk.write(line.replace("teh", "the") + line)
        desk.log.decide(before, desk.linter, [Choice(before.diagnostics[0], MENDED)], ANA)
        assert desk.decided() == ["teh 3: -"]

    def test_where_a_finding_repeats_a_new_place_opens_it(self, desk):
        desk.write("The rain -- and the wind -- came at night.\n")
        desk.decide(IGNORED, 0)
        assert desk.left() == []
        desk.write("The rain -- and the wind -- came at night.\n\nIt stayed -- for days.\n")
        assert desk.left() == ["-- 1"]
        desk.decide(IGNORED, 0)
        assert desk.left() == []
