"""Whatever a file makes a reader, a rule or a fix raise is one problem of that file, in every door."""

import json

import msgspec
import pytest

from copydesk.config import Config
from copydesk.lint.levels import Levels
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import Problem
from copydesk.lsp.checker import DocumentChecker
from copydesk.readers import plain
from copydesk.readers.office import rtf
from copydesk.rule.finding import Fix
from copydesk.rule.plugins import Registry, find_plugins, load_plugins
from copydesk.rule.rule import Meta, Rule
from copydesk.run.runner import Mode, run_files
from copydesk.servers.languagetool.checker import JobChecker
from copydesk.servers.languagetool.jobs import CheckSettings, JobOutcome, ReportJob
from copydesk.text.source import decode

#: A pack whose rule panics as code in Rust does: with what is no `Exception`, and does not pickle.
PANICKING = """
from copydesk import Finding, Fix, Meta, NoOptions, Rule, Safety, Span

def panic(what):
    class PanicException(BaseException):
        def __reduce__(self):
            raise TypeError("cannot be pickled")
    raise PanicException(what)

class Panics(Rule[NoOptions]):
    "Panics over some texts."
    meta = Meta(name="panics", group="test", summary="Read.", since="1")

    def check(self, article):
        if "PANIC" in article.prose:
            panic("not a char boundary")
        if "JUNK" in article.prose:
            yield "no finding"
        if "BEYOND" in article.prose:
            yield self.finding((0, 10_000))
        if "UNFIXABLE" in article.prose:
            yield self.finding((0, 1), Fix.replace((9, 2, 7), 3, Safety.SAFE))

RULES = (Panics,)
"""
GOOD = "Paris in the the spring.\n"


@pytest.fixture
def folder(tmp_path):
    for word in ("PANIC", "JUNK", "BEYOND", "UNFIXABLE"):
        (tmp_path / f"{word.lower()}.txt").write_text(f"{word} in the the spring.\n")
    (tmp_path / "later.txt").write_text(GOOD)
    return tmp_path


SAID = {
    "beyond.txt": "not a place in the article",
    "junk.txt": "not a finding of its own",
    "panic.txt": "the rule panics crashed: PanicException: not a char boundary (extra.py:8)",
    "unfixable.txt": "not a place in the article: (9, 2, 7)",
}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_check_names_each_file_and_finds_the_rest(folder, copydesk, pack, jobs):
    done = copydesk(
        "check", "--no-cache", "--jobs", jobs, "--output-format", "json", ".", env=pack(PANICKING)
    )
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert [e["path"] for e in report["errors"]] == sorted(SAID)
    for error in report["errors"]:
        assert SAID[error["path"]] in error["message"]
    assert {f["path"] for f in report["findings"] if f["rule"] == "repeated-word"} == {*SAID, "later.txt"}


def test_fix_leaves_such_a_file_and_fixes_the_rest(folder, copydesk, pack):
    done = copydesk("check", "--no-cache", "--fix", ".", env=pack(PANICKING))
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == len(SAID)
    assert "the the" in (folder / "panic.txt").read_text()
    assert (folder / "later.txt").read_text() == "Paris in the spring.\n"


def test_audit_names_each_file_and_finishes(folder, copydesk, pack):
    done = copydesk("audit", ".", "--out", "out", env=pack(PANICKING))
    assert done.returncode == 2, done.stderr
    said = [line for line in done.stderr.decode().splitlines() if "the rule panics crashed" in line]
    assert [line.split(": ")[1] for line in said] == sorted(SAID)


class PanicError(BaseException):
    """As code in Rust raises it."""


class Panics(Rule[msgspec.Struct]):
    """Panics over every text."""

    meta = Meta(name="panics", group="test", summary="Read.", since="1")

    def check(self, article):
        raise PanicError("not a char boundary")


@pytest.fixture
def linter():
    registry = load_plugins(find_plugins())
    rules = {"repeated-word": registry.rules["repeated-word"], "panics": Panics}
    return Linter(Settings(isolated=True), Registry(rules, dict.fromkeys(rules, "builtin")))


def test_the_server_answers_with_the_findings_of_the_others(linter, tmp_path):
    checker = JobChecker(CheckSettings(Settings(isolated=True), tmp_path))
    checker._first = linter
    answer = checker.answer(ReportJob(text=GOOD, name="a.txt", format="plain"), 60.0)
    assert answer.outcome is JobOutcome.DONE
    assert answer.rules == ("repeated-word",)


def test_an_editor_gets_the_findings_of_the_others(linter, tmp_path):
    checker = DocumentChecker()
    checker._levels = Levels(linter, False)
    checked = checker.check(decode(GOOD.encode(), str(tmp_path / "a.txt"), "plain"), lambda: False)
    assert [d.rule for d in checked.report.diagnostics] == ["repeated-word"]
    assert "the rule panics crashed" in checked.report.problems[0].message


@pytest.fixture
def panicking_reader(monkeypatch):
    """The readers of plain text panic when they make an article, those of RTF already when they read."""

    def panic(*args, **more):
        raise PanicError("not a char boundary")
        yield

    monkeypatch.setattr(plain.PlainReader, "read", panic)
    monkeypatch.setattr(rtf.RtfReader, "sources", panic)


@pytest.mark.parametrize("mode", Mode)
def test_a_reader_that_panics_is_a_problem_of_its_file(tmp_path, panicking_reader, linter, mode):
    for name in ("a.txt", "b.rtf", "c.md"):
        (tmp_path / name).write_text(GOOD)
    files = [(path, path.name) for path in sorted(tmp_path.iterdir())]
    plain_, rtf_, markdown = (o.report for o in run_files(linter, files, mode))
    crashed = "reader crashed: PanicError: not a char boundary"
    assert f"the plain {crashed}" in plain_.problems[0].message
    assert f"the rtf {crashed}" in rtf_.problems[0].message
    assert [p.message[:23] for p in markdown.problems] == ["the rule panics crashed"]


def test_what_ends_a_run_still_ends_it(linter, monkeypatch):
    for ends in (KeyboardInterrupt, SystemExit):

        def check(self, article, ends=ends):
            raise ends

        monkeypatch.setattr(Panics, "check", check)
        with pytest.raises(ends):
            linter.lint_source(decode(GOOD.encode(), "a.txt", "plain"), Config())


def test_a_rule_that_cannot_be_made_is_a_problem(linter, monkeypatch):
    def validate(self):
        raise PanicError("no such model")

    monkeypatch.setattr(Panics, "validate", validate)
    report = linter.lint_source(decode(GOOD.encode(), "a.txt", "plain"), Config())
    assert [d.rule for d in report.diagnostics] == ["repeated-word"]
    assert "the rule panics crashed: PanicError: no such model" in report.problems[0].message


def test_a_fix_that_cannot_be_tried_leaves_the_finding(linter, monkeypatch):
    def edited(self, edits):
        raise PanicError("no")

    def check(self, article):
        yield self.finding((0, 5), Fix.replace((0, 5), "Rome"))

    source = decode(b"<p>Paris in the the <b>spring.</b></p>", "a.html", "html")
    monkeypatch.setattr(type(source), "edited", edited)
    report = linter.lint_source(source, Config())
    assert [d.rule for d in report.diagnostics] == ["repeated-word"]
    assert any("crashed" in p.message or "cannot be tried" in p.message for p in report.problems)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise RuntimeError('out of ink')", "does not import: RuntimeError: out of ink"),
        ("class Odd(BaseException): pass\nraise Odd('out of ink')", "does not import: Odd: out of ink"),
        ("RULES = (int,)", "is not a rule class"),
        ("from copydesk_rules import RULES", "is already in pack 'builtin'"),
    ],
)
def test_a_broken_pack_does_not_keep_the_others_from_checking(copydesk, pack, source, message):
    done = copydesk("check", "--output-format", "json", "--fix", "-", stdin=GOOD, env=pack(source))
    assert done.returncode == 2
    assert done.stdout.decode() == "Paris in the spring.\n"
    (said,) = done.stderr.decode().splitlines()
    assert said.startswith("copydesk: rule pack 'extra': ")
    assert message in said


def test_a_broken_configuration_says_nothing_was_found_of_no_file(copydesk, tmp_path):
    (tmp_path / "a.txt").write_text(GOOD)
    for broken in ('select = ["no-such-rule"]\n', "select = 5\n", "][\n"):
        (tmp_path / "copydesk.toml").write_text(broken)
        for paths in (("a.txt",), ("-",)):
            done = copydesk("check", *paths, stdin=GOOD)
            assert (done.returncode, done.stdout) == (2, b"")
            assert b"copydesk.toml" in done.stderr


def test_a_problem_is_said_once(linter, tmp_path):
    (tmp_path / "a.txt").write_text(GOOD)
    (outcome,) = run_files(linter, [(tmp_path / "a.txt", "a.txt")], Mode.FIX)
    problem = outcome.report.problems
    assert [type(p) for p in problem] == [Problem]
