"""Editors' decisions: they hold for the finding that was decided on and for no other, and none is lost."""

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
from copydesk.errors import DataError, WriteError
from copydesk.lint.diagnostic import Suppressor
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.rule.plugins import Registry
from copydesk.run.runner import run_files
from copydesk.triage.decisions import Choice, DecisionLog, Verdict

ACCEPTED, IGNORED, OPEN, MENDED = Verdict.ACCEPTED, Verdict.IGNORED, Verdict.OPEN, Verdict.MENDED
HEADER = '{"schema":"copydesk/decisions/1"}\n'
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
        return next(run_files(self.linter, [(path, str(path))])).report

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
        (report,) = DecisionLog(self.log.path).suppress([self.report(name)], self.linter)
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
        (report,) = desk.log.suppress([desk.report()], desk.linter)
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

    def test_does_not_hold_for_the_same_mistake_in_a_text_that_is_another(self, desk):
        desk.write("Nobody on the island had seen such a wierd sky since the winter of 1963.\n")
        desk.decide(IGNORED, 0)
        desk.write("It was, all told, the most wierd of all our journeys.\n")
        assert desk.left() == ["wierd 1"]


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


class TestTheLog:
    def test_is_there_only_once_something_is_decided(self, desk):
        desk.write(POST)
        assert desk.decided() == ["teh 1: -", "wierd 3: -", "teh 5: -"]
        desk.log.decide(desk.report(), desk.linter, [], ANA)
        desk.log.suppress([desk.report()], desk.linter)
        assert not desk.log.path.exists()

    def test_says_it_in_lines_that_a_person_can_read(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 1, reason="so he wrote it:\n“wierd”", who="Ana\udcff")
        header, line = map(json.loads, desk.log.path.read_text().splitlines())
        assert header == {"schema": "copydesk/decisions/1"}
        assert datetime.fromisoformat(line.pop("when")).tzinfo == UTC
        assert len(line.pop("finding")) == 16
        assert line.pop("before").endswith("had seen such a")
        assert line.pop("after").startswith("sky since the winter of 1963")
        assert line == {
            "event": "decision",
            "verdict": "ignored",
            "path": "post.md",
            "rule": "misspelling",
            "words": "wierd",
            "who": "Ana\\udcff",
            "reason": "so he wrote it:\n“wierd”",
        }

    def test_is_read_anew_when_somebody_else_has_written(self, desk):
        desk.write(POST)
        other = DecisionLog(desk.log.path)
        desk.decide(IGNORED, 0)
        assert desk.decided(log=other)[0] == "teh 1: -"
        other.refresh()
        assert desk.decided(log=other)[0] == "teh 1: ignored"
        desk.decide(ACCEPTED, 1)
        report = desk.report()
        other.decide(report, desk.linter, [Choice(report.diagnostics[2], IGNORED)], BEN)
        assert (
            desk.decided()
            == desk.decided(log=other)
            == ["teh 1: ignored", "wierd 3: accepted", "teh 5: ignored"]
        )

    def test_the_time_decides_and_not_the_line(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 0)
        desk.decide(ACCEPTED, 0)
        header, first, second = desk.log.path.read_text().splitlines()
        desk.log.path.write_text("\n".join([header, second, first]) + "\n")
        assert desk.decided()[0] == "teh 1: accepted"

    @pytest.mark.parametrize("year", ["2999", "9999-12-31T23:59:59.999999Z"])
    def test_a_clock_that_was_set_back_does_not_matter(self, desk, year):
        desk.write(POST)
        desk.decide(IGNORED, 0)
        text = desk.log.path.read_text()
        old = r'"when":"20\d\d' if len(year) == 4 else r'"when":"[^"]*'
        desk.log.path.write_text(re.sub(old, f'"when":"{year}', text))
        desk.decide(ACCEPTED, 0)
        assert desk.decided()[0] == "teh 1: accepted"

    def test_a_line_cut_short_is_left_out_with_a_note(self, desk):
        desk.write(POST)
        desk.decide(IGNORED, 0)
        desk.decide(IGNORED, 1)
        whole = desk.log.path.read_bytes()
        start = whole.rindex(b"\n", 0, -1) + 1
        for end in (*range(start, len(whole), 23), len(whole) - 2, len(whole) - 1, len(whole)):
            for zeros in (b"", b"\0" * 20):
                desk.log.path.write_bytes(whole[:end] + zeros)
                log = DecisionLog(desk.log.path)
                cut = start < end < len(whole) - 1
                note = f"{log.path}:3: an event that was cut short is left out; take the line out"
                assert log.notes == ([note] if cut else []), (whole[start:end], zeros)
                assert desk.decided(log=log)[0] == "teh 1: ignored"
                report = desk.report()
                log.decide(report, desk.linter, [Choice(report.diagnostics[2], IGNORED)], BEN)
                assert desk.decided()[2] == "teh 5: ignored"

    @pytest.mark.parametrize("cut", [b"", b"\n", b'{"sche', b'{"schema":"copydesk/decisions/1"}'])
    def test_a_crash_at_the_beginning(self, desk, cut):
        desk.write(POST)
        desk.log.path.write_bytes(cut)
        desk.decide(IGNORED, 0)
        assert desk.decided()[0] == "teh 1: ignored"

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            (
                '{"schema":"copydesk/decisions/2"}\n{"x":1}',
                None,
                "a log of decisions of the schema 'copydesk/decisions/2', "
                "where this copydesk reads 'copydesk/decisions/1'; update copydesk",
            ),
            (
                '{"schema":"copydesk/baseline/1"}\n',
                None,
                "a log of decisions of the schema 'copydesk/baseline/1'",
            ),
            (f'{HEADER}{{"event":"sign-off","x":{"[" * 100_000}', 2, "not JSON; take the line out"),
            ("Dear Ana,\n", 1, "not JSON; take the line out, or restore it from the repository"),
            ('{"event":"decision"}', None, "not a log of decisions: its first line must be"),
            (
                f"{HEADER}<<<<<<< HEAD\n",
                2,
                "a merge conflict; keep the lines of both sides, and take out only",
            ),
            (
                f'{HEADER}\n{{"event":"praise"}}\n',
                3,
                "no record of a log of decisions: Invalid value 'praise'",
            ),
            (
                f'{HEADER}{{"event":"sign-off","path":"","digest":"","who":"","when":"2026-01-01T00:00:00"}}',
                2,
                "no record of a log of decisions: Expected `datetime` with a timezone component",
            ),
        ],
    )
    def test_one_that_cannot_be_used_is_one_error(self, desk, text, line, message):
        desk.log.path.write_text(text)
        with pytest.raises(DataError) as error:
            DecisionLog(desk.log.path)
        place = f"{desk.log.path}:{line}:1: " if line else f"{desk.log.path}: "
        assert str(error.value).startswith(place + message)
        assert "\n" not in str(error.value)
        with pytest.raises(DataError):
            desk.log.sign_off("post.md", b"", ANA)
        assert desk.log.path.read_text() == text

    def test_one_that_is_no_file(self, desk):
        os.mkfifo(desk.log.path)
        with pytest.raises(DataError, match="not a file"):
            DecisionLog(desk.log.path)

    def test_one_that_cannot_be_written_is_one_error(self, desk):
        missing = DecisionLog(desk.folder / "missing" / "decisions.jsonl")
        with pytest.raises(WriteError) as error:
            missing.sign_off("post.md", b"", ANA)
        assert str(error.value) == f"{missing.path}: cannot be written: no such file or directory"

    def test_a_full_disk_leaves_what_was_there(self, desk, monkeypatch):
        desk.write(POST)
        desk.decide(IGNORED, 0)
        before = desk.log.path.read_bytes()
        monkeypatch.setattr(os, "write", lambda fd, data, write=os.write: write(fd, data[:100]))
        with pytest.raises(WriteError, match="no space left"):
            desk.decide(IGNORED, 1)
        monkeypatch.undo()
        assert desk.log.path.read_bytes() == before
        assert desk.decided(log=desk.log) == ["teh 1: ignored", "wierd 3: -", "teh 5: -"]
        desk.decide(IGNORED, 1)
        assert desk.decided()[1] == "wierd 3: ignored"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 9), st.sampled_from([ACCEPTED, IGNORED, OPEN])),
        st.tuples(st.just("insert"), st.integers(0, 9), st.none()),
        st.tuples(st.just("delete"), st.integers(0, 9), st.none()),
    ),
    max_size=12,
)


@given(steps=STEPS, seed=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_paragraph_keeps_its_own_decision_whatever_happens_to_the_others(tmp_path_factory, steps, seed):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    words = iter(range(1000))

    def paragraph() -> str:
        n = next(words)
        return " ".join([*(f"b{n}x{i}" for i in range(8)), "teh", *(f"a{n}x{i}" for i in range(8))])

    text = [paragraph() for _ in range(3)]
    expected: dict[str, str] = {}

    def write() -> None:
        desk.write("\n\n".join(text) + "\n")

    write()
    for what, at, verdict in steps:
        if what == "insert":
            text.insert(at % (len(text) + 1), paragraph())
        elif text and what == "delete":
            expected.pop(text.pop(at % len(text)), None)
        elif text and verdict:
            desk.decide(verdict, at % len(text))
            expected[text[at % len(text)]] = "-" if verdict is OPEN else verdict
        write()
        told = [line.rpartition(" ")[2] for line in desk.decided(log=desk.log)]
        assert told == [expected.get(each, "-") for each in text]
    if desk.log.path.exists():
        header, *events = desk.log.path.read_text().splitlines()
        seed.shuffle(events)
        live = desk.decided(log=desk.log)
        desk.log.path.write_text("\n".join([header, *events]) + "\n")
        assert desk.decided() == live


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 100])
def test_line_ends_do_not_count_for_a_sign_off_however_a_file_is_read(tmp_path, monkeypatch, piece):
    monkeypatch.setattr("copydesk.triage.decisions._PIECE", piece)
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.sign_off("a.md", b"one\r\ntwo\r\r\nthree\r", ANA)
    file = tmp_path / "there.md"
    for data, same in (
        (b"one\ntwo\r\r\nthree\r", True),
        (b"one\ntwo\r\nthree\r", False),
        (b"one\ntwo\r\r\nthree", False),
    ):
        file.write_bytes(data)
        assert bool(log.signed_off("a.md", file)) is bool(log.signed_off("a.md", data)) is same


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([ACCEPTED, IGNORED, OPEN])), max_size=15))
@settings(max_examples=30, deadline=None)
def test_of_equal_findings_a_decision_changes_only_the_one_it_is_on(tmp_path_factory, choices):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.write("so they came and said to us all teh same thing that they said to all\n\n" * 6)
    expected = ["-"] * 6
    for n, verdict in choices:
        desk.decide(verdict, n)
        expected[n] = "-" if verdict is OPEN else verdict
        assert [line.rpartition(" ")[2] for line in desk.decided()] == expected


APPENDING = """
import sys
from pathlib import Path
from copydesk.triage.decisions import DecisionLog
log = DecisionLog(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    log.sign_off(f"{sys.argv[2]}-{n}.md", b"x" * n, "Ana", n)
    print(n, flush=True)
"""


def appending(path: Path, name: str, n: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", APPENDING, str(path), name, str(n)], cwd=path.parent, stdout=subprocess.PIPE
    )


def test_what_two_processes_write_at_once_is_all_there(tmp_path):
    path = tmp_path / "decisions.jsonl"
    running = [appending(path, name, 60) for name in ("a", "b", "c")]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    for process in running:
        process.stdout.close()
    lines = path.read_text().splitlines()
    assert len(lines) == 1 + 180
    log = DecisionLog(path)
    for name in "abc":
        for n in range(60):
            made = log.signed_off(f"{tmp_path}/{name}-{n}.md", b"x" * n)
            assert made
            assert (made.path, made.open) == (f"{name}-{n}.md", n)


@pytest.mark.slow
def test_what_was_said_to_be_written_survives_a_kill(tmp_path):
    path = tmp_path / "decisions.jsonl"
    said = 0
    for turn in range(8):
        process = appending(path, f"t{turn}", 10_000)
        said += len(process.stdout.readline().split())
        time.sleep(0.01 * turn)
        process.send_signal(signal.SIGKILL)
        said += len(process.stdout.read().split())
        process.wait()
        process.stdout.close()
        DecisionLog(path)
        assert len(path.read_text().splitlines()) - 1 >= said
    assert said > 8
