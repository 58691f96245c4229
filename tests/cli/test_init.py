"""`copydesk init --ci`: the files that put copydesk into CI."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
import yaml

from copydesk import __version__
from copydesk.cli.ci import SYSTEMS, Origin, origin
from vendored import assert_valid

ADDRESS = "https://github.com/OWNER/copydesk"
SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci"}


@pytest.fixture
def repository(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_file_is_written_and_the_next_step_named(copydesk, repository, system):
    done = copydesk("init", "--ci", system, "--from", ADDRESS)
    assert (done.returncode, done.stderr) == (0, b"")
    path = SYSTEMS[system].path
    assert done.stdout.decode().startswith(f"Wrote {path}\nNext: ")
    text = (repository / path).read_text(encoding="utf-8")
    assert f"v{__version__}" in text, "what is checked with is pinned"
    assert "OWNER/copydesk" in text
    assert yaml.safe_load(text)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_file_that_is_there_is_left_alone_and_what_belongs_into_it_is_printed(copydesk, repository, system):
    path = repository / SYSTEMS[system].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# ours\n")
    done = copydesk("init", "--ci", system, "--from", ADDRESS)
    assert done.returncode == 2
    assert path.read_text() == "# ours\n"
    assert done.stdout.decode() == SYSTEMS[system].text(origin(ADDRESS))
    assert done.stderr.decode() == (
        f"copydesk: {SYSTEMS[system].path}: exists already, nothing was written; "
        "add to it what is printed above\n"
    )


@pytest.mark.parametrize("system", SCHEMAS)
def test_the_file_is_what_the_system_takes(copydesk, repository, system):
    copydesk("init", "--ci", system, "--from", ADDRESS)
    assert_valid(SCHEMAS[system], repository / SYSTEMS[system].path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--ci", "github", "--from", "a b"], "--from a b: not the address of a git repository"),
        (["--ci", "github", "--from", "x: |"], "--from x: |: not the address of a git repository"),
        (["--ci", "github", "--from", "ssh://git@host/o/n"], "only at https://HOST/OWNER/NAME"),
        (["--ci", "gitlab", "--from", ADDRESS, "--force"], "--force is for copydesk.toml"),
        (["--ci", "gitlab", "--from", ADDRESS, "elsewhere"], "elsewhere: not the root of a git repository"),
        (["--from", ADDRESS], "--from goes with --ci"),
        (["--ci", "jenkins"], "'jenkins' is not one of"),
    ],
)
def test_what_makes_no_sense_is_refused(copydesk, repository, arguments, message):
    (repository / "elsewhere").mkdir()
    done = copydesk("init", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert [path.name for path in repository.iterdir() if path.name != ".git"] == ["elsewhere"]


@pytest.mark.parametrize(
    ("given", "address", "revision"),
    [
        (ADDRESS, ADDRESS, f"v{__version__}"),
        (f"{ADDRESS}.git@main", f"{ADDRESS}.git", "main"),
        ("ssh://git@host:22/a/b", "ssh://git@host:22/a/b", f"v{__version__}"),
        ("ssh://git@host/a/b", "ssh://git@host/a/b", f"v{__version__}"),
        ("ssh://git@host/a/b@main", "ssh://git@host/a/b", "main"),
        ("ssh://git@host:22/a/b@v1/x", "ssh://git@host:22/a/b", "v1/x"),
        ("file:///srv/copydesk@0a1b2c", "file:///srv/copydesk", "0a1b2c"),
    ],
)
def test_an_address_may_name_the_revision(given, address, revision):
    assert origin(given) == Origin(address, revision)


def test_a_copy_that_was_installed_from_git_names_its_own_commit(copydesk, repository, installed):
    where = {"url": ADDRESS, "vcs_info": {"vcs": "git", "commit_id": "0a1b2c3d"}}
    done = copydesk("init", "--ci", "pre-commit", env=installed(where))
    assert done.returncode == 0, done.stderr
    (repo,) = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text())["repos"]
    assert (repo["repo"], repo["rev"]) == (ADDRESS, "0a1b2c3d")


def test_a_copy_that_was_installed_from_a_folder_asks(copydesk, repository, installed):
    done = copydesk("init", "--ci", "pre-commit", env=installed({"url": "file:///srv/x", "dir_info": {}}))
    assert (done.returncode, done.stderr) == (
        2,
        b"copydesk: this copydesk was not installed from a git repository; "
        b"say --from ADDRESS, where CI finds one\n",
    )


@pytest.fixture
def installed(tmp_path_factory):
    """An environment in which the record of copydesk's installation says where it came from."""

    def record(where: dict[str, object]) -> dict[str, str]:
        folder = tmp_path_factory.mktemp("site")
        info = folder / f"copydesk-{__version__}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: copydesk\nVersion: {__version__}\n")
        (info / "direct_url.json").write_text(json.dumps(where))
        return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}

    return record
