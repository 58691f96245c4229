"""What a configuration that comes with a pull request cannot do; see docs/trust.md."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from copydesk.config import forget, load_config
from copydesk.errors import ConfigError
from copydesk.rule.plugins import distributions, find_plugins, installed_package
from packs import ASKING

ARTICLE = "She bought bread bread and milk.\n"


@pytest.fixture
def repository(tmp_path):
    """A checkout with an article and a symbolic link or two; what is beside it is none of its business."""
    root = tmp_path / "checkout"
    (root / ".git").mkdir(parents=True)
    (root / "a.txt").write_text(ARTICLE)
    forget()
    return root


class TestAServersAddress:
    SET = '[rules.asking]\nserver = "http://elsewhere.example"\n'

    @pytest.fixture
    def check(self, copydesk, repository, pack):
        env = pack(ASKING)
        return lambda *args, **more: copydesk(
            "check",
            "--select",
            "asking",
            "--output-format",
            "json",
            *args,
            "a.txt",
            cwd=repository,
            env=env | more,
        )

    @staticmethod
    def asked(done):
        return [finding["message"] for finding in json.loads(done.stdout)["findings"]]

    @pytest.mark.parametrize(
        "text",
        [
            SET,
            SET.replace("asking", "asks"),
            f"[[overrides]]\nfiles = ['none.txt']\n{SET.replace('[rules', '[overrides.rules')}",
        ],
        ids=["plainly", "by another name", "in an override"],
    )
    def test_is_not_for_a_repository_to_say(self, check, repository, text):
        (repository / "copydesk.toml").write_text(text)
        done = check()
        (line,) = set(done.stderr.decode().splitlines())
        assert done.returncode == 2
        assert not self.asked(done)
        assert "copydesk.toml: rules.asking.server may not be set by a configuration that comes with" in line

    def test_its_other_options_are(self, check, repository):
        (repository / "copydesk.toml").write_text("[rules.asking]\nloud = true\n")
        assert self.asked(check()) == ["nobody was asked."]

    def test_is_for_the_users_own_configuration(self, check, repository, tmp_path):
        (repository / "copydesk.toml").write_text("[rules.asking]\nloud = true\n")
        (tmp_path / "copydesk.toml").write_text(self.SET)
        assert self.asked(check(COPYDESK_CONFIG_DIR=str(tmp_path))) == ["http://elsewhere.example was asked."]

    def test_is_for_a_file_that_the_command_line_names_elsewhere(self, check, tmp_path):
        (tmp_path / "mine.toml").write_text(self.SET)
        assert self.asked(check("--config", "../mine.toml")) == ["http://elsewhere.example was asked."]

    def test_nor_for_one_that_the_repository_leads_to(self, check, repository, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "mine.toml").write_text(self.SET)
        (repository / "config").symlink_to(tmp_path / "elsewhere")
        assert check("--config", "config/mine.toml").returncode == 2

    def test_but_not_for_one_in_the_repository_whoever_names_it(self, check, repository):
        """What a workflow names, a pull request can have changed."""
        (repository / "ci.toml").write_text(self.SET)
        assert check("--config", "ci.toml").returncode == 2

    def test_nor_for_one_in_another_repository(self, check, tmp_path):
        (tmp_path / "fork" / ".git").mkdir(parents=True)
        (tmp_path / "fork" / "ci.toml").write_text(self.SET)
        assert check("--config", "../fork/ci.toml").returncode == 2

    def test_nor_for_one_that_is_extended_from_there(self, check, repository, tmp_path):
        (repository / "theirs.toml").write_text(self.SET)
        (tmp_path / "mine.toml").write_text('extends = "checkout/theirs.toml"')
        assert check("--config", "../mine.toml").returncode == 2

    def test_nor_for_a_package_that_the_repository_extends(self, check, repository, tmp_path):
        (tmp_path / "site" / "house").mkdir(parents=True)
        (tmp_path / "site" / "house" / "__init__.py").touch()
        (tmp_path / "site" / "house" / "copydesk.toml").write_text(self.SET)
        (repository / "copydesk.toml").write_text('extends = "house"')
        ours = os.environ.get("PYTHONPATH")
        path = os.pathsep.join(filter(None, (os.fspath(tmp_path / "site"), ours)))
        done = check(PYTHONPATH=path)
        assert done.returncode == 2


class TestFilesOutsideTheRepository:
    @pytest.fixture(autouse=True)
    def outside(self, repository, tmp_path):
        (tmp_path / "secret.toml").write_text('language = "en"\n')
        (repository / "link.toml").symlink_to(tmp_path / "secret.toml")
        (repository / "folder").symlink_to(tmp_path)

    NAMES = (
        "../secret.toml",
        "{outside}/secret.toml",
        "link.toml",
        "folder/secret.toml",
        "a/../../secret.toml",
    )

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize(
        "text",
        [
            'extends = "{}"',
            'extends = ["{}"]',
            '[rules.confusable-word]\nfiles = ["{}"]',
            '[[overrides]]\nfiles = ["*"]\n[overrides.rules.confusable-word]\nfiles = ["{}"]',
            'baseline = "{}"',
        ],
        ids=["extends", "extends several", "data", "data of an override", "baseline"],
    )
    def test_are_not_for_it_to_name(self, repository, tmp_path, text, name):
        path = repository / "copydesk.toml"
        path.write_text(text.format(name.format(outside=tmp_path)))
        with pytest.raises(ConfigError, match=f"which is outside {re.escape(str(repository))}"):
            load_config(path)

    def test_nor_in_a_folder_without_git(self, tmp_path):
        alone = tmp_path / "alone"
        alone.mkdir()
        (alone / "copydesk.toml").write_text('extends = "../secret.toml"')
        with pytest.raises(ConfigError, match="which is outside"):
            load_config(alone / "copydesk.toml")

    def test_a_link_within_the_repository_is_followed(self, repository):
        (repository / "base.toml").write_text('language = "fr"')
        (repository / "inner.toml").symlink_to("base.toml")
        (repository / "copydesk.toml").write_text('extends = "inner.toml"')
        assert load_config(repository / "copydesk.toml").language == "fr"

    @pytest.mark.parametrize("named", [False, True])
    def test_the_configuration_itself_is_no_link_out_of_it(self, repository, tmp_path, named):
        path = repository / "copydesk.toml"
        path.symlink_to(tmp_path / "secret.toml")
        with pytest.raises(ConfigError, match=r"copydesk\.toml: it is a link, .*, which is outside"):
            load_config(path, named=named)

    def test_nor_is_the_baseline_beside_it(self, copydesk, repository, tmp_path):
        (repository / "copydesk-baseline.jsonl").symlink_to(tmp_path / "kept.txt")
        (tmp_path / "kept.txt").write_text("as it was")
        for args in (["check"], ["baseline", "update"], ["baseline", "create", "--force"]):
            done = copydesk(*args, cwd=repository)
            assert done.returncode == 2
            assert done.stderr.startswith(b"copydesk: copydesk-baseline.jsonl: is a link that leads out of ")
        assert (tmp_path / "kept.txt").read_text() == "as it was"

    def test_the_users_own_may_name_what_it_likes(self, tmp_path, monkeypatch, repository):
        home = tmp_path / "home"
        home.mkdir()
        (home / "copydesk.toml").write_text('extends = "../secret.toml"')
        monkeypatch.setenv("COPYDESK_CONFIG_DIR", str(home))
        (repository / "copydesk.toml").write_text("")
        assert load_config(repository / "copydesk.toml").language == "en"
        forget()


class TestArticlesOutsideTheRepository:
    @pytest.fixture
    def checked(self, copydesk, repository, tmp_path):
        (tmp_path / "secret.txt").write_text(ARTICLE)
        (repository / "out.txt").symlink_to(tmp_path / "secret.txt")
        (repository / "folder").symlink_to(tmp_path)
        (repository / "none.txt").symlink_to("nothing.txt")
        (repository / "in.txt").symlink_to("a.txt")

        def checked(*args):
            done = copydesk("check", "--output-format", "json", *args, cwd=repository)
            return [file["path"] for file in json.loads(done.stdout)["files"]]

        return checked

    def test_are_not_read_when_a_folder_is(self, checked):
        assert checked(".") == ["a.txt", "in.txt"]

    def test_nor_when_only_a_part_of_the_repository_is(self, checked, repository):
        (repository / "posts").mkdir()
        (repository / "posts" / "up.txt").symlink_to("../a.txt")
        (repository / "posts" / "out.txt").symlink_to("../out.txt")
        assert checked("posts") == ["posts/up.txt"]

    def test_but_when_they_are_named(self, checked):
        assert checked("out.txt") == ["out.txt"]


class TestCode:
    """Nothing is imported from the repository, whatever it is called."""

    @pytest.fixture(autouse=True)
    def trap(self, repository):
        modules = (
            "copydesk_rules",
            "evil",
            "json",
            "enum",
            "tomllib",
            "msgspec",
            "click",
            "pathspec",
            "sqlite3",
        )
        for module in modules:
            (repository / f"{module}.py").write_text(f"raise SystemExit('imported {module}')")
        (repository / "evil-1.0.dist-info").mkdir()
        entry = "[copydesk.rules]\nevil = evil\nbuiltin = evil\n"
        (repository / "evil-1.0.dist-info" / "entry_points.txt").write_text(entry)
        (repository / "house").mkdir()
        (repository / "house" / "__init__.py").write_text("raise SystemExit('imported house')")
        (repository / "house" / "copydesk.toml").write_text('language = "en"')
        (repository / "copydesk.toml").write_text(
            'exclude = ["drafts/"]\n[house.terms]\n"e-mail" = "email"\n'
        )

    @pytest.mark.parametrize(
        "command",
        [
            [sys.executable, "-m", "copydesk"],
            [sys.executable, "-mcopydesk"],
            [Path(sysconfig.get_path("scripts")) / "copydesk"],
        ],
        ids=["python -m", "python -m, in one word", "the program"],
    )
    def test_a_check_is_as_anywhere(self, command, repository):
        done = subprocess.run(
            [*command, "check", "--output-format", "json", "a.txt"],
            cwd=repository,
            capture_output=True,
            check=False,
        )
        assert done.stderr == b""
        assert [f["rule"] for f in json.loads(done.stdout)["findings"]] == ["repeated-word"]

    @pytest.mark.parametrize("place", ["", "{cwd}"])
    def test_what_looks_installed_there_is_not(self, repository, monkeypatch, place):
        """A program that embeds copydesk may have the working directory on its path."""
        before = find_plugins()
        monkeypatch.chdir(repository)
        monkeypatch.syspath_prepend(place.format(cwd=repository))
        assert find_plugins() == before
        assert not [d for d in distributions() if d.folder.startswith(str(repository))]
        assert installed_package("house") is None

    def test_a_package_there_is_none_to_extend(self, copydesk, repository):
        (repository / "copydesk.toml").write_text('extends = "house"')
        done = copydesk("check", "a.txt", cwd=repository)
        assert (done.returncode, done.stdout.strip()) == (2, b"")
        assert b"extends 'house': no such package is installed" in done.stderr

    def test_a_plugin_that_is_not_installed_is_an_unknown_rule(self, copydesk, repository):
        (repository / "copydesk.toml").write_text('extend-select = ["evil"]')
        done = copydesk("check", "a.txt", cwd=repository)
        assert done.returncode == 2
        assert b"copydesk: copydesk.toml: unknown rule 'evil'" in done.stderr
