"""What copydesk is built with: workflows that may do little, licences that fit, known advisories."""

import re
import subprocess
import sys

import pytest
import yaml

from places import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: What we give others to use, beside our own.
GIVEN = [ROOT / "action.yml", ROOT / "linter" / "copydesk" / "cli" / "ci" / "github.yml"]


def steps(workflow: dict) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


class TestWorkflows:
    @pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
    def workflow(self, request) -> dict:
        return yaml.safe_load(request.param.read_text())

    def test_there_are_some(self):
        assert {path.name for path in WORKFLOWS} >= {"ci.yml", "nightly.yml"}

    def test_may_only_read(self, workflow):
        assert workflow["permissions"] == {"contents": "read"}
        assert not [job for job in workflow["jobs"].values() if "permissions" in job]

    def test_give_no_secret_to_a_strangers_code(self, workflow):
        asked = workflow[True]  # YAML 1.1 takes “on” for it
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(asked)
        assert "secrets." not in str(workflow)

    def test_leave_no_token_behind(self, workflow):
        checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
        assert checkouts
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)

    def test_put_nothing_that_others_write_into_a_command(self, workflow):
        assert not [step for step in steps(workflow) if "${{" in step.get("run", "")]

    def test_end(self, workflow):
        assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())

    @pytest.mark.parametrize("path", [*WORKFLOWS, *GIVEN], ids=lambda path: path.name)
    def test_take_actions_by_hash_and_name_their_version(self, path):
        used = re.findall(r"^\s*(?:- )?uses: (.*)$", path.read_text(), re.MULTILINE)
        others = [use for use in used if use != "ACTION@REVISION"]  # our own, filled in by `init`
        assert others
        for use in others:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use


class TestLicences:
    def check(self, *options: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "piplicenses", *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    def test_all_that_is_installed_fits(self):
        done = self.check()
        assert done.returncode == 0, done.stderr
        assert "starlette" in done.stdout

    def test_one_that_does_not_is_told(self):
        done = self.check("--allow-only=MIT")
        assert done.returncode == 1
        assert "not in allow-only licenses was found for package" in done.stderr


class TestAdvisories:
    """`.ci/advisories`, with another program in place of pip-audit."""

    @pytest.fixture
    def look(self, tmp_path):
        def run(script: str) -> subprocess.CompletedProcess:
            program = tmp_path / "audit"
            program.write_text(f"#!/bin/sh\nfor last; do :; done\n{script}\n")
            program.chmod(0o755)
            return subprocess.run(
                [ROOT / ".ci" / "advisories"],
                env={"PIP_AUDIT": str(program), "PATH": "/usr/bin:/bin"},
                capture_output=True,
                text=True,
                check=False,
            )

        return run

    def test_none(self, look):
        assert (look("exit 0").returncode, look("exit 0").stdout) == (0, "+ pip-audit: no known advisories\n")

    def test_one_fails(self, look):
        done = look('echo "jinja2 2.0 GHSA-0" > "$last"; exit 1')
        assert (done.returncode, done.stdout) == (1, "jinja2 2.0 GHSA-0\n")

    def test_out_of_reach_is_said(self, look):
        done = look('echo "requests.exceptions.ConnectionError: no route" >&2; exit 1')
        assert done.returncode == 0
        assert "skipped" in done.stdout

    def test_anything_else_fails(self, look):
        done = look('echo "no such option" >&2; exit 2')
        assert (done.returncode, done.stderr) == (1, "no such option\n")


def test_the_tests_that_the_threat_model_names_are_there():
    text = (ROOT / "docs" / "trust.md").read_text()
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", text)
    assert len(named) > 20
    for path, name in named:
        source = (ROOT / "tests" / path).read_text()
        assert not name or re.search(rf"^(?:class|    def|def) {name}\b", source, re.MULTILINE), (path, name)
