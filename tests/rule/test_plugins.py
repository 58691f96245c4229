"""Rule packs: found without being imported, loaded, and named when they are broken."""

import json
import os
import subprocess
import sys

import pytest

from copydesk.errors import PluginError
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk.testing import cases, check_example
from places import ROOT


def test_the_built_in_pack_is_a_plugin_like_any_other():
    assert find_plugins()["builtin"] == "copydesk_rules"


def test_finding_imports_nothing():
    code = (
        "import sys; from copydesk.rule.plugins import find_plugins\n"
        "find_plugins(); print('copydesk_rules' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_no_pack_at_all_is_an_error():
    with pytest.raises(PluginError, match="no rule pack is installed"):
        load_plugins({})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise RuntimeError('out of ink')", "rule pack 'broken': does not import: RuntimeError: out of ink"),
        ("x = 1", "has no tuple RULES"),
        ("RULES = (int,)", "is not a rule class"),
        ("from copydesk_rules import RULES", "is already in pack 'builtin'"),
    ],
)
def test_a_broken_pack_is_named(tmp_path, monkeypatch, source, message):
    (tmp_path / "broken_pack.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_pack", raising=False)
    with pytest.raises(PluginError) as caught:
        load_plugins({"builtin": "copydesk_rules", "broken": "broken_pack"})
    assert message in str(caught.value)


@pytest.fixture(scope="session")
def example_pack(tmp_path_factory):
    """The pack in examples/plugin, built and installed into a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--target", str(target), str(ROOT / "examples" / "plugin")], check=True)
    return target


@pytest.mark.slow
class TestTheExamplePack:
    @pytest.fixture
    def run(self, copydesk, example_pack):
        return lambda *args, **more: copydesk(*args, env={"PYTHONPATH": str(example_pack)}, **more)

    SHOUT = "Ferry service resumes!!!\n\nThe first boat left at dawn with four passengers and a dog aboard.\n"

    def test_check_runs_it(self, run):
        done = run("check", "--output-format", "concise", "-", stdin=self.SHOUT)
        assert b"excited-headline 3 exclamation marks in a headline; 1 will do." in done.stdout

    def test_rules_lists_it_with_its_pack(self, run):
        rows = json.loads(run("rules", "--output-format", "json").stdout)
        assert {"excited-headline": "example"}.items() <= {row["name"]: row["pack"] for row in rows}.items()

    def test_explain_knows_it(self, run):
        assert b"A headline that shouts" in run("explain", "excited-headline").stdout

    def test_configuration_reaches_it(self, run, tmp_path):
        (tmp_path / "copydesk.toml").write_text("[rules.excited-headline]\nmost = 3\n")
        assert run("check", "--select", "tone", "-", stdin=self.SHOUT).returncode == 0
        (tmp_path / "copydesk.toml").write_text("[rules.excited-headline]\nmost = -1\n")
        done = run("check", "-", stdin=self.SHOUT)
        assert done.returncode == 2
        assert b"rules.excited-headline.most = -1" in done.stderr

    def test_its_command_is_listed_and_runs(self, run, tmp_path):
        (tmp_path / "ferry.txt").write_text(self.SHOUT)
        assert b" List the headlines in PATHS" in run("--help").stdout
        done = run("shouts", "ferry.txt")
        assert (done.returncode, done.stdout) == (0, b"ferry.txt:1: Ferry service resumes!!!\n")
        assert run("shouts", "none.txt").returncode == 2

    def test_its_examples_hold(self, example_pack, monkeypatch):
        monkeypatch.syspath_prepend(example_pack)
        import copydesk_example

        for rule, example in cases(copydesk_example.RULES):
            check_example(rule, example)


@pytest.fixture
def install(tmp_path):
    """Lay down an installed pack; gives the environment in which it is found."""

    def install(name, source, **modules):
        site = tmp_path / "site"
        pack = site / f"{name}_pack"
        info = site / f"{name}_pack-1.dist-info"
        pack.mkdir(parents=True)
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-pack\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[copydesk.rules]\n{name} = {name}_pack\n")
        (pack / "__init__.py").write_text(source)
        for module, text in modules.items():
            (pack / f"{module}.py").write_text(text)
        return {"PYTHONPATH": os.fspath(site)}

    return install


HELLO = """\
import click
print("imported")
@click.command()
def hello():
    "Greet the desk."
    return 1
"""


class TestCommands:
    def test_a_command_is_listed_and_gives_its_exit_code(self, copydesk, install):
        env = install(
            "polite", "RULES = ()\nCOMMANDS = {'hello': 'polite_pack.commands:hello'}", commands=HELLO
        )
        listed = copydesk("--help", env=env).stdout.decode().splitlines()
        assert ["hello", "Greet", "the", "desk."] in map(str.split, listed)
        assert copydesk("hello", env=env).returncode == 1
        assert b"did you mean 'hello'?" in copydesk("helo", env=env).stderr

    def test_a_check_does_not_import_it(self, copydesk, install):
        env = install(
            "polite", "RULES = ()\nCOMMANDS = {'hello': 'polite_pack.commands:hello'}", commands=HELLO
        )
        assert b"imported" not in copydesk("check", "-", stdin="Fog.", env=env).stdout

    @pytest.mark.parametrize(
        ("commands", "message"),
        [
            ("{'check': 'x:check'}", "'rude': the command check is one of copydesk's own"),
            ("{'words': 'x:words'}", "'rude': the command words is already in pack 'builtin'"),
            (
                "{'hello': 'no_such_module:hello'}",
                "'rude': the command hello does not import: ModuleNotFound",
            ),
            (
                "{'hello': 'rude_pack:RULES'}",
                "'rude': the command hello: rude_pack:RULES is no click command",
            ),
            ("('hello',)", "'rude': COMMANDS in the module rude_pack is no mapping of names to places"),
        ],
    )
    def test_a_command_that_cannot_be_is_one_line(self, copydesk, install, commands, message):
        done = copydesk("--help", env=install("rude", f"RULES = ()\nCOMMANDS = {commands}"))
        assert done.returncode == 2
        assert message in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1


def test_a_rule_that_raises_is_named_and_the_others_still_speak(copydesk, install):
    env = install(
        "faulty",
        "from copydesk import Meta, NoOptions, Rule\n"
        "class Faulty(Rule[NoOptions]):\n"
        "    meta = Meta(name='faulty', group='test', summary='x', since='1')\n"
        "    def check(self, article):\n"
        "        raise ZeroDivisionError('too few readers')\n"
        "        yield\n"
        "RULES = (Faulty,)\n",
    )
    done = copydesk(
        "check",
        "--output-format",
        "json",
        "-",
        stdin="Paris in the the spring.",
        env=env,
    )
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert [f["rule"] for f in report["findings"]] == ["repeated-word"]
    (error,) = report["errors"]
    assert error["rule"] == "faulty"
    assert error["message"] == "the rule faulty crashed: ZeroDivisionError: too few readers (__init__.py:5)"
    assert done.stderr.decode().count("\n") == 1
