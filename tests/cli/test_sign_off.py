"""Decisions and sign-offs on the command line, with real git."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copydesk.lint.linter import Linter, Settings
from copydesk.lsp.ignoring import known
from copydesk.run.runner import run_files
from copydesk.triage.decisions import Choice, DecisionLog, Verdict

CLEAN = "The bakery on the corner opened in 1911, and nobody in the town is sure who baked the first loaf.\n"
WRONG = "The bakery on the corner opened in in 1911, and nobody in the the town is sure who baked.\n"
LOG = "copydesk-decisions.jsonl"
TODAY = f"{datetime.now(UTC):%Y-%m-%d}"


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", *args], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "a commit")

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, newline="")
        return path

    def decide(self, name: str, verdict: Verdict, *which: int, reason: str = "") -> None:
        """Decide as the review page does, on what is found in an article."""
        path, linter = self.folder / name, Linter(Settings(isolated=True))
        report = next(run_files(linter, [(path, str(path))])).report
        choices = [Choice(report.diagnostics[n], verdict, reason) for n in which]
        DecisionLog(self.folder / LOG).decide(report, linter, choices, "Ana")


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch):
    """Git as if nobody had configured it, and with Ana at work."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ana Ruiz")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ana@example.org")


@pytest.fixture
def repository(tmp_path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.fixture
def run(copydesk, repository):
    """Run copydesk in the repository; gives the exit code and all it says, in lines."""

    def run(*args: str, cwd: str = "", env: dict[str, str] | None = None) -> tuple[int, list[str]]:
        done = copydesk(*args, cwd=repository.folder / cwd, env=env)
        return done.returncode, (done.stdout + done.stderr).decode().splitlines()

    return run


@pytest.fixture
def required(run):
    """Whether the sign-off that is required is there; gives the exit code and what is said."""
    return lambda *args, **more: run(
        "check", "--output-format", "concise", "--require-sign-off", *args, **more
    )


class TestRequired:
    def test_an_article_must_be_signed_off_as_it_is(self, repository, run, required):
        repository.write("post.md", CLEAN)
        assert required() == (1, ["copydesk: post.md: not signed off"])
        assert run("sign-off", "post.md") == (0, ["post.md: signed off by Ana Ruiz <ana@example.org>"])
        assert required() == (0, [])
        repository.write("post.md", CLEAN.replace("1911", "1912"))
        assert required() == (1, [f"copydesk: post.md: changed since Ana Ruiz signed it off on {TODAY}"])
        assert run("sign-off", "post.md", "--by", "Ben")[0] == 0
        assert required() == (0, [])

    def test_findings_count_as_ever(self, repository, run, required):
        repository.write("post.md", WRONG)
        assert run("sign-off", ".", "--with-open") == (
            0,
            ["post.md: signed off by Ana Ruiz <ana@example.org>, with 2 open"],
        )
        code, lines = required()
        assert (code, len(lines)) == (1, 2)
        assert required("--exit-zero")[0] == 0

    def test_exit_zero_is_for_sign_offs_too(self, repository, required):
        repository.write("post.md", CLEAN)
        assert required("--exit-zero") == (0, ["copydesk: post.md: not signed off"])
        assert required("--fail-on", "never")[0] == 1

    def test_only_what_changed_need_be_signed(self, repository, run, required):
        repository.write("old.md", CLEAN)
        repository.commit()
        repository.git("switch", "-q", "-c", "work")
        assert required("--since", "main") == (0, [])
        repository.write("new.md", CLEAN)
        assert required("--since", "main") == (1, ["copydesk: new.md: not signed off"])
        run("sign-off", "new.md")
        repository.commit()
        assert required("--since", "main") == (0, [])
        assert required() == (1, ["copydesk: old.md: not signed off"])

    def test_the_json_report_has_it(self, repository, copydesk, run):
        repository.write("a.md", CLEAN)
        repository.write("b.md", CLEAN.replace("1911", "1912"))
        run("sign-off", "a.md")
        args = ("check", "--output-format", "json")
        with_it = json.loads(copydesk(*args, "--require-sign-off", cwd=repository.folder).stdout)["files"]
        assert datetime.fromisoformat(with_it[0]["sign_off"].pop("when")).tzinfo == UTC
        assert with_it[0]["sign_off"] == {"who": "Ana Ruiz <ana@example.org>", "open": 0}
        assert with_it[1]["sign_off"] is None
        without = json.loads(copydesk(*args, cwd=repository.folder).stdout)["files"]
        assert "sign_off" not in without[0]

    def test_a_renamed_article_keeps_its_sign_off_and_a_copy_has_none(self, repository, run, required):
        repository.write("post.md", CLEAN)
        run("sign-off", "post.md")
        (repository.folder / "post.md").rename(repository.folder / "ferry.md")
        assert required() == (0, [])
        repository.write("post.md", CLEAN)
        assert required() == (1, ["copydesk: ferry.md: not signed off"])

    def test_what_git_makes_of_line_ends_does_not_count(self, repository, run, required):
        repository.write("post.md", CLEAN.replace("\n", "\r\n"))
        run("sign-off", "post.md")
        repository.write("post.md", CLEAN)
        assert required() == (0, [])

    def test_what_cannot_be_read_is_said_once_and_the_rest_reported(self, repository, run, required):
        repository.write("post.md", WRONG)
        (repository.folder / "other.md").write_bytes(b"caf\xe9 \xff")
        (repository.folder / "gone.md").symlink_to("nowhere")
        code, lines = required("post.md", "other.md", "gone.md")
        assert code == 2
        assert sum(line.startswith("post.md:1:") for line in lines) == 2
        assert [line.split(":")[1].strip() for line in lines if line.startswith("copydesk: ")].count(
            "other.md"
        ) == 1
        assert "copydesk: post.md: not signed off" in lines

    def test_it_is_for_files(self, required):
        told = "copydesk: --require-sign-off is for files, and - is standard input"
        assert required("-") == (2, [told])

    def test_from_a_folder_below(self, repository, run, required):
        repository.write("posts/post.md", CLEAN)
        run("sign-off", "post.md", cwd="posts")
        assert (repository.folder / LOG).exists()
        assert required(cwd="posts") == required() == (0, [])


class TestSigning:
    def test_findings_must_be_decided_on(self, repository, run):
        repository.write("post.md", WRONG)
        told = "copydesk: post.md: not signed off: 2 findings are open; --with-open signs it all the same"
        assert run("sign-off", "post.md") == (1, [told])
        repository.decide("post.md", Verdict.IGNORED, 0)
        repository.decide("post.md", Verdict.ACCEPTED, 1)
        assert run("sign-off", "post.md") == (1, [told.replace("2 findings are", "1 finding is")])
        repository.decide("post.md", Verdict.IGNORED, 1)
        assert run("sign-off", "post.md")[0] == 0

    def test_one_article_does_not_keep_the_others_from_it(self, repository, run, required):
        repository.write("a.md", WRONG)
        repository.write("b.md", CLEAN)
        assert run("sign-off", ".")[0] == 1
        assert required("b.md") == (0, [])

    def test_who_signs_where_git_does_not_know(self, repository, run, monkeypatch):
        for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
            monkeypatch.delenv(name)
        repository.write("post.md", CLEAN)
        assert run("sign-off", "post.md", env={"LOGNAME": "ben"}) == (0, ["post.md: signed off by ben"])
        repository.git("config", "user.name", "Bén")
        repository.git("config", "user.email", "ben@example.org")
        assert run("sign-off", "post.md") == (0, ["post.md: signed off by Bén <ben@example.org>"])

    def test_what_cannot_be_read_is_not_signed(self, repository, run):
        repository.write("post.md", CLEAN)
        (repository.folder / "other.md").write_bytes(b"caf\xe9 \xff")
        code, lines = run("sign-off", "post.md", "other.md")
        assert code == 2
        assert len(lines) == 2
        assert LOG not in lines[0]
        assert "other.md" not in (repository.folder / LOG).read_text()

    def test_where_the_log_cannot_be_written_it_is_one_line(self, repository, run):
        repository.write("post.md", CLEAN)
        (repository.folder / LOG).mkdir()
        assert run("sign-off", "post.md") == (2, [f"copydesk: {LOG}: not a file"])

    def test_not_through_a_link_that_leads_out(self, repository, run, tmp_path):
        repository.write("post.md", WRONG)
        (repository.folder / LOG).symlink_to(tmp_path / "elsewhere.jsonl")
        told = f"copydesk: {LOG}: is a link that leads out of {repository.folder}"
        for command in (
            ["sign-off", "post.md"],
            ["check"],
            ["check", "--require-sign-off"],
            ["baseline", "create"],
        ):
            assert run(*command) == (2, [told])
        assert not (tmp_path / "elsewhere.jsonl").exists()


class TestIgnored:
    def test_a_check_does_not_report_it(self, repository, run):
        repository.write("post.md", WRONG)
        repository.decide("post.md", Verdict.IGNORED, 0, reason="so it is said there")
        code, lines = run("check", "--output-format", "concise")
        assert (code, len(lines)) == (1, 1)
        assert "post.md:1:62 " in lines[0]
        assert any(line.endswith(" Editors ignore 1 finding.") for line in run("check")[1])
        assert len(run("check", "--output-format", "concise", "--isolated")[1]) == 2

    def test_sarif_says_who_and_why(self, repository, copydesk):
        repository.write("post.md", WRONG)
        repository.decide("post.md", Verdict.IGNORED, 0, reason="so it is said there")
        done = copydesk("check", "--output-format", "sarif", cwd=repository.folder)
        results = json.loads(done.stdout)["runs"][0]["results"]
        assert [r.get("suppressions") for r in results] == [
            None,
            [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": f"so it is said there (ignored by Ana on {TODAY})",
                }
            ],
        ]

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_fix_leaves_it_alone(self, repository, run, jobs):
        for name in ("a.md", "b.md"):
            repository.write(name, WRONG)
            repository.decide(name, Verdict.IGNORED, 0)
        run("check", "--fix", "--jobs", jobs)
        for name in ("a.md", "b.md"):
            text = (repository.folder / name).read_text()
            assert text == WRONG.replace("the the", "the")
        assert run("check", "--diff") == (0, [])

    def test_fix_of_standard_input_too(self, repository, copydesk):
        repository.write("post.md", WRONG)
        repository.decide("post.md", Verdict.IGNORED, 0)
        args = ("check", "--fix", "-", "--stdin-filename", "post.md")
        done = copydesk(*args, cwd=repository.folder, stdin=WRONG)
        assert done.stdout.decode() == WRONG.replace("the the", "the")

    def test_the_baseline_does_not_take_it_in(self, repository, run):
        repository.write("post.md", WRONG)
        repository.decide("post.md", Verdict.IGNORED, 0)
        assert "1 entry" in run("baseline", "create")[1][0]
        assert run("check")[0] == 0
        assert run("baseline", "check")[0] == 0

    def test_an_editor_program_does_not_show_it(self, repository):
        path = repository.write("post.md", WRONG)
        linter = Linter()
        opened, config = linter.open(path, str(path))
        (source,) = opened
        report = linter.lint_source(source, config)
        assert len(known(linter, config, report).diagnostics) == 2
        repository.decide("post.md", Verdict.IGNORED, 0)
        assert len(known(linter, config, report).diagnostics) == 1
        repository.decide("post.md", Verdict.OPEN, 0)
        assert len(known(linter, config, report).diagnostics) == 2

    def test_a_line_cut_short_is_one_note(self, repository, run):
        repository.write("post.md", WRONG)
        repository.decide("post.md", Verdict.IGNORED, 0, 1)
        log = repository.folder / LOG
        log.write_bytes(log.read_bytes()[:-40])
        code, lines = run("check", "--output-format", "concise")
        assert (code, len(lines)) == (1, 2)
        assert (
            f"copydesk: warning: {LOG}:3: an event that was cut short is left out; take the line out" in lines
        )

    def test_two_branches_merge(self, repository, run):
        repository.write(".gitattributes", f"{LOG} merge=union\n")
        repository.write("a.md", WRONG)
        repository.write("b.md", WRONG)
        repository.commit()
        repository.git("switch", "-q", "-c", "work")
        repository.decide("a.md", Verdict.IGNORED, 0, 1)
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.decide("a.md", Verdict.IGNORED, 0)
        repository.decide("b.md", Verdict.IGNORED, 0, 1)
        repository.decide("a.md", Verdict.OPEN, 0)
        repository.commit()
        repository.git("merge", "-q", "--no-edit", "work")
        code, lines = run("check", "--output-format", "concise")
        assert (code, len(lines)) == (1, 1)
        assert lines[0].startswith("a.md:1:35 ")

    def test_without_that_line_a_conflict_is_one_error(self, repository, run):
        repository.write("a.md", WRONG)
        repository.commit()
        repository.git("switch", "-q", "-c", "work")
        repository.decide("a.md", Verdict.IGNORED, 0)
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.decide("a.md", Verdict.IGNORED, 1)
        repository.commit()
        with pytest.raises(subprocess.CalledProcessError):
            repository.git("merge", "-q", "--no-edit", "work")
        code, (line,) = run("check")
        assert code == 2
        assert line.startswith(f"copydesk: {LOG}:2:1: a merge conflict; keep the lines of both sides")
