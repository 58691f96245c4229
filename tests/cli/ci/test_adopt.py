"""What puts copydesk in front of a main branch: each part run as the system that it is for runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from copydesk.cli.ci import SYSTEMS, Origin
from places import ROOT
from tools import tool
from vendored import assert_valid

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
DOCUMENTED = Origin("https://github.com/OWNER/copydesk", "v0.1.0")

GOOD = "# The bakery\n\nIt opened in 1911 and has been run by the same family ever since.\n"
OLD = GOOD.replace(" in 1911", " in in 1911")
NEW = "\nThe oven is is older than the house.\n"


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None, code: int | None = 0):
    """Run a program without our own import path; gives the finished process."""
    clean = {
        k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith(("GIT_", "GITHUB_"))
    }
    done = subprocess.run(
        command, cwd=cwd, env={**clean, **(env or {})}, capture_output=True, text=True, check=False
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Desk", "-c", "user.email=desk@example.org", "-c", "protocol.file.allow=always")
    return run("git", *who, *arguments, cwd=folder).stdout.strip()


def commit(folder: Path, files: dict[str, str], message: str = "change") -> str:
    """Write files and commit them; gives the commit."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")


def blocks(language: str, heading: str) -> list[str]:
    """The blocks of a language in a section of the guide."""
    section = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)


@pytest.fixture
def posts(tmp_path):
    """A repository with an old post, whose defect is on the main branch, and a change that adds another."""
    folder = tmp_path / "posts repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, {"posts/bakery.md": OLD, "posts/good.md": GOOD})
    git(folder, "checkout", "-q", "-b", "change")
    commit(folder, {"posts/bakery.md": OLD + NEW})
    return folder


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """A repository with what copydesk is built from, as it is here and now."""
    folder = tmp_path_factory.mktemp("copydesk")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("linter", "rules"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml"):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "-q")
    commit(folder, {})
    return folder


class TestAction:
    def test_it_is_what_github_takes(self):
        assert_valid("github-actions", ROOT / "action.yml")

    def test_what_it_uses_of_others_is_pinned(self):
        used = re.findall(r"uses: (.+)", (ROOT / "action.yml").read_text(encoding="utf-8") + GUIDE)
        assert len(used) == 7
        ours = "OWNER/copydesk@v0.1.0"
        assert all(use == ours or re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", use) for use in used), used

    def test_inputs_reach_the_shell_as_variables_only(self):
        assert all("${{" not in step["run"] for step in STEPS.values())

    def test_the_guide_lists_every_input_with_its_default(self):
        table = dict(re.findall(r"^\| `([\w-]+)` \|.*\| (.+) \|$", GUIDE, re.M))
        assert table.keys() == ACTION["inputs"].keys()
        defaults = {k: v["default"] for k, v in ACTION["inputs"].items() if v["default"]}
        assert defaults.items() <= {k: v.strip("`") for k, v in table.items()}.items()

    @pytest.mark.parametrize("name", STEPS)
    def test_its_steps_are_clean_shell(self, name, tmp_path):
        script = tmp_path / "step.sh"
        script.write_text(STEPS[name]["run"])
        run(tool("shellcheck"), "--shell=bash", script, cwd=tmp_path)

    @pytest.mark.parametrize("number", [0, 1])
    def test_the_workflows_of_the_guide_are_right(self, number, posts, source):
        workflow = blocks("yaml", "GitHub")[number].replace("OWNER/copydesk@v0.1.0", "./copydesk")
        shutil.copytree(source, posts / "copydesk")
        (posts / ".github" / "workflows").mkdir(parents=True)
        path = posts / ".github" / "workflows" / "copydesk.yml"
        path.write_text(workflow, encoding="utf-8")
        assert_valid("github-workflows", path)
        run(tool("actionlint"), "-shellcheck=", path, cwd=posts)


class Runner:
    """A machine that carries out the action's own steps as GitHub's runner does."""

    def __init__(self, action: Path, temp: Path) -> None:
        self.variables = {"GITHUB_ACTION_PATH": str(action), "RUNNER_TEMP": str(temp), "RUNNER_OS": "Linux"}
        self.temp = temp
        self.outputs: dict[str, str] = {}
        self.summary = ""

    def step(self, name: str, workspace: Path, inputs: dict[str, str], event: dict[str, str], code: int = 0):
        """Run a step, with the inputs that a workflow gives and the variables and the context of an event."""
        known = {f"inputs.{key}": value["default"] for key, value in ACTION["inputs"].items()}
        known |= {f"inputs.{key}": value for key, value in inputs.items()}
        known |= {"runner.temp": str(self.temp), "steps.python.outputs.python-path": sys.executable} | event

        def value(expression: re.Match[str]) -> str:
            for operand in expression[1].split("||"):
                if found := known.get(operand.strip(), operand.strip().strip("'") if "'" in operand else ""):
                    return found
            return ""

        step = STEPS[name]
        env = {k: re.sub(r"\$\{\{ (.+?) \}\}", value, v) for k, v in step.get("env", {}).items()}
        env |= self.variables | {k: v for k, v in event.items() if k.startswith("GITHUB_")}
        for variable in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            (self.temp / variable).write_text("")
            env[variable] = str(self.temp / variable)
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        done = run(
            "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script, cwd=workspace, env=env, code=code
        )
        self.outputs = dict(
            line.split("=", 1) for line in (self.temp / "GITHUB_OUTPUT").read_text().splitlines()
        )
        self.summary = (self.temp / "GITHUB_STEP_SUMMARY").read_text()
        return done


@pytest.fixture(scope="session")
def runner(source, tmp_path_factory):
    """A runner that has carried out the step which installs copydesk."""
    temp = tmp_path_factory.mktemp("runner")
    runner = Runner(source, temp)
    runner.step("Install copydesk", temp, {}, {})
    return runner


def annotations(output: str) -> list[tuple[str, int]]:
    return [(file, int(line)) for file, line in re.findall(r"^::error file=(.+?),line=(\d+)", output, re.M)]


@pytest.mark.slow
class TestActionSteps:
    @pytest.fixture
    def merged(self, posts, tmp_path):
        """What `actions/checkout` with `fetch-depth: 2` makes of a pull request: its merge into the base."""
        git(posts, "checkout", "-q", "main")
        commit(posts, {"posts/later.md": OLD}, "main has moved on")
        git(posts, "checkout", "-q", "--detach")
        git(posts, "merge", "-q", "--no-ff", "-m", "merge", "change")
        git(posts, "branch", "merge")
        return self.clone(posts, tmp_path / "workspace", 2)

    def clone(self, posts, folder, depth):
        git(posts, "clone", "-q", "--branch=merge", f"--depth={depth}", posts.as_uri(), str(folder))
        return folder

    def event(self, workspace, **more):
        return {
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_SHA": git(workspace, "rev-parse", "HEAD"),
            "github.event.pull_request.base.sha": "0" * 40,  # older than the merge, and not in the clone
            **more,
        }

    def test_a_pull_request_answers_for_its_own_lines(self, runner, merged):
        done = runner.step("Check", merged, {}, self.event(merged), code=1)
        assert annotations(done.stdout) == [("posts/bakery.md", 5)]
        assert runner.outputs["exit-code"] == "1"
        (sarif,) = json.loads(Path(runner.outputs["sarif"]).read_text())["runs"]
        assert [result["ruleId"] for result in sarif["results"]] == ["repeated-word"]
        assert "repeated-word" in runner.summary

    def test_a_push_is_checked_as_a_whole(self, runner, merged):
        done = runner.step(
            "Check",
            merged,
            {},
            self.event(merged, GITHUB_EVENT_NAME="push") | {"github.event.pull_request.base.sha": ""},
            code=1,
        )
        assert sorted(annotations(done.stdout)) == [
            ("posts/bakery.md", 3),
            ("posts/bakery.md", 5),
            ("posts/later.md", 3),
        ]

    def test_everything_on_request(self, runner, merged):
        done = runner.step("Check", merged, {"since": ""}, self.event(merged), code=1)
        assert len(annotations(done.stdout)) == 3

    def test_a_merge_group_answers_for_its_own_lines(self, runner, posts):
        event = {
            "GITHUB_EVENT_NAME": "merge_group",
            "GITHUB_SHA": git(posts, "rev-parse", "HEAD"),
            "github.event.merge_group.base_sha": git(posts, "rev-parse", "main"),
        }
        done = runner.step("Check", posts, {}, event, code=1)
        assert annotations(done.stdout) == [("posts/bakery.md", 5)]

    def test_a_clone_that_is_too_shallow_says_what_to_do(self, runner, posts, merged, tmp_path):
        workspace = self.clone(posts, tmp_path / "shallow", 1)
        done = runner.step("Check", workspace, {}, self.event(workspace), code=2)
        assert "fetch-depth: 2" in done.stderr
        assert runner.outputs == {"exit-code": "2"}

    def test_nothing_found_is_a_success(self, runner, posts):
        event = self.event(posts, GITHUB_EVENT_NAME="push") | {"github.event.pull_request.base.sha": ""}
        done = runner.step("Check", posts, {"paths": "posts/good.md\n"}, event)
        assert annotations(done.stdout) == []
        assert runner.outputs["exit-code"] == "0"

    def test_known_findings_are_no_news(self, runner, posts):
        copydesk = runner.temp / "copydesk" / "bin" / "copydesk"
        run(copydesk, "baseline", "create", "posts", cwd=posts)
        (posts / "copydesk-baseline.jsonl").rename(posts / "known.jsonl")
        runner.step("Check", posts, {"baseline": "known.jsonl", "since": ""}, self.event(posts))
        (sarif,) = json.loads(Path(runner.outputs["sarif"]).read_text())["runs"]
        assert sarif["results"] == []

    def test_options_and_paths_are_one_a_line(self, runner, posts):
        commit(posts, {"with space.md": OLD, "-dash.md": OLD})
        inputs = {"paths": "with space.md\n-dash.md\n", "args": "--ignore\nrepeated-word\n", "since": ""}
        runner.step("Check", posts, inputs, self.event(posts))
        runner.step("Check", posts, {**inputs, "args": "", "fail-on": "never"}, self.event(posts))
        done = runner.step("Check", posts, {**inputs, "args": ""}, self.event(posts), code=1)
        assert sorted(annotations(done.stdout)) == [("-dash.md", 3), ("with space.md", 3)]

    @pytest.mark.parametrize("name", ["paths", "since", "baseline", "fail-on", "args"])
    def test_no_input_is_carried_out(self, runner, posts, name):
        evil = "$(touch evil)`touch evil`; touch evil; \"; touch evil; '; touch evil"
        runner.step("Check", posts, {"since": "", name: evil}, self.event(posts), code=2)
        assert not (posts / "evil").exists()


@pytest.mark.slow
class TestGitLab:
    def check(self, runner, posts, base, code):
        job = yaml.safe_load(SYSTEMS["gitlab"].text(DOCUMENTED))["copydesk"]
        variables = {"PATH": f"{runner.temp}/copydesk/bin:{os.environ['PATH']}", "CI_PROJECT_DIR": str(posts)}
        variables |= {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        for name, value in job["variables"].items():
            variables[name] = str(value).replace("$CI_PROJECT_DIR", str(posts))
        run(
            "bash",
            "-e",
            "-o",
            "pipefail",
            "-c",
            "\n".join(job["script"]),
            cwd=posts,
            env=variables,
            code=code,
        )
        reports = job["artifacts"]["reports"]
        quality = json.loads((posts / reports["codequality"]).read_text())
        return [issue["location"]["path"] for issue in quality], (posts / reports["junit"]).read_text()

    def test_a_merge_request_answers_for_its_own_lines(self, runner, posts):
        quality, junit = self.check(runner, posts, git(posts, "rev-parse", "main"), 1)
        assert quality == ["posts/bakery.md", "posts/bakery.md"], "GitLab compares the reports itself"
        assert "“is” is repeated" in junit
        assert "“in” is repeated" not in junit

    def test_a_change_without_findings_passes(self, runner, posts):
        commit(posts, {"posts/bakery.md": OLD})
        self.check(runner, posts, git(posts, "rev-parse", "main"), 0)

    def test_the_default_branch_is_checked_as_a_whole(self, runner, posts):
        assert "“in” is repeated" in self.check(runner, posts, "", 1)[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where pre-commit keeps the environment that it builds, once for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.mark.nightly
class TestPreCommit:
    def pre_commit(self, source, home, posts, hook, code):
        config = SYSTEMS["pre-commit"].text(Origin(source.as_uri(), git(source, "rev-parse", "HEAD")))
        assert "id: copydesk\n" in config
        (posts / ".pre-commit-config.yaml").write_text(config.replace("id: copydesk\n", f"id: {hook}\n"))
        git(posts, "add", "-A")
        env = {"PRE_COMMIT_HOME": str(home)}
        command = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never")
        return run(*command, cwd=posts, env=env, code=code).stdout

    def test_a_defect_stops_the_commit(self, source, home, posts):
        out = self.pre_commit(source, home, posts, "copydesk", 1)
        assert "posts/bakery.md\n3:13 error repeated-word" in out
        assert "2 findings in 2 files" in out, "one process checks them all"

    def test_what_is_excluded_is_left_out_though_it_is_named(self, source, home, posts):
        (posts / "copydesk.toml").write_text('exclude = ["posts/bakery.md"]\n')
        assert "Passed" in self.pre_commit(source, home, posts, "copydesk", 0)

    def test_fixes_are_made(self, source, home, posts):
        out = self.pre_commit(source, home, posts, "copydesk-fix", 1)
        assert "files were modified by this hook" in out
        assert (posts / "posts/bakery.md").read_text() == GOOD + NEW.replace(" is is", " is")
        self.pre_commit(source, home, posts, "copydesk-fix", 0)


class TestContainer:
    def test_it_is_a_clean_dockerfile(self):
        run(tool("hadolint"), ROOT / "Dockerfile", cwd=ROOT)

    def test_it_runs_as_nobody(self):
        assert DOCKERFILE.index("USER 65532") > DOCKERFILE.rindex("\nRUN ")
        assert DOCKERFILE.rstrip().endswith('ENTRYPOINT ["copydesk"]')

    @pytest.mark.nightly
    def test_its_steps_make_a_copydesk(self, source, tmp_path):
        """There is no engine here: the first stage is copied and run into folders of our own."""
        stage = DOCKERFILE.split("\nFROM ")[1].replace("\\\n", "")
        built, work = tmp_path / "opt", tmp_path / "src"
        work.mkdir()
        allowed = (ROOT / ".dockerignore").read_text().split()
        for copied in re.findall(r"^COPY (.+) \S+$", stage, re.M):
            for name in copied.split():
                assert f"!{name}" in allowed
                copy = shutil.copytree if (source / name).is_dir() else shutil.copy
                copy(source / name, work / name)
        for command in re.findall(r"^RUN (.+)$", stage, re.M):
            run("bash", "-ec", command.replace("/opt/copydesk", str(built)), cwd=work)
        done = run(built / "bin" / "copydesk", "check", "-", cwd=tmp_path, code=None)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    """The single file, built once for all tests."""
    file = tmp_path_factory.mktemp("single file") / "copydesk.pyz"
    shutil.copytree(ROOT / "scripts", source / "scripts", dirs_exist_ok=True)
    run(source / "scripts" / "build-single-file", file, cwd=file.parent, env={"PYTHON": sys.executable})
    return file


@pytest.mark.nightly
class TestSingleFile:
    def test_it_needs_nothing_but_python(self, built, posts, tmp_path):
        clean = (
            "env",
            "-i",
            f"HOME={tmp_path}",
            f"PATH={Path(sys.executable).resolve().parent}:/usr/bin:/bin",
        )

        def check(*how):
            start = time.perf_counter()
            done = run(*clean, *how, "check", "--no-cache", "posts", cwd=posts, code=1)
            assert "“is” is repeated" in done.stdout, "the rules are found within it"
            return time.perf_counter() - start

        first = check(built)
        assert check(built) < first / 2, "it is unpacked once"
        check(sys.executable, "-I", built)

    def test_init_finds_its_templates(self, built, posts):
        run(built, "init", "--ci", "gitlab", "--from", DOCUMENTED.address, cwd=posts)
        assert (posts / ".gitlab-ci.yml").read_text() == SYSTEMS["gitlab"].text(DOCUMENTED)


class TestGuide:
    @pytest.mark.parametrize(
        ("heading", "system"), [("GitHub", "github"), ("GitLab", "gitlab"), ("pre-commit", "pre-commit")]
    )
    def test_it_shows_what_init_writes(self, heading, system):
        assert blocks("yaml", heading)[0] == SYSTEMS[system].text(DOCUMENTED)

    @pytest.fixture
    def shell(self, posts, tmp_path):
        """Run a block of the guide with this environment's copydesk, in a clone that has `origin/main`."""
        clone = tmp_path / "clone"
        git(posts, "clone", "-q", str(posts), str(clone))
        git(clone, "config", "user.name", "Desk")
        git(clone, "config", "user.email", "desk@example.org")
        programs = tmp_path / "bin"
        programs.mkdir()
        (programs / "copydesk").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m copydesk "$@"\n')
        (programs / "copydesk").chmod(0o755)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"

        def block(heading: str, code: int, *more: Path) -> str:
            (script,) = blocks("sh", heading)
            env = {"PATH": os.pathsep.join((path, *map(str, more)))}
            if ours := os.environ.get("PYTHONPATH"):
                env["PYTHONPATH"] = ours
            return run("bash", "-e", "-o", "pipefail", "-c", script, cwd=clone, env=env, code=code).stdout

        return block

    def test_an_archive_is_taken_in(self, shell, tmp_path):
        assert "2" in shell("An archive of ten years", 0)
        assert "copydesk-baseline.jsonl" in git(tmp_path / "clone", "ls-files")
        shell("Any other CI", 0)

    def test_any_other_ci_says_what_changed(self, shell, tmp_path):
        assert "1 finding in 1 file" in shell("Any other CI", 1)
        assert "“is” is repeated" in (tmp_path / "clone" / "copydesk.junit.xml").read_text()

    def test_reviewdog_says_what_changed(self, shell):
        out = shell("reviewdog", 1, Path(tool("reviewdog")).parent)
        assert "“is” is repeated" in out
        assert "“in” is repeated" not in out
