"""Rule packs: found without being imported, loaded, and named when they are broken."""

import json
import os
import subprocess
import sys

import pytest

from copydesk.errors import PluginError
from copydesk.plugins import find_plugins, load_plugins
from copydesk.testing import cases, check_example
from places import ROOT


def test_the_built_in_pack_is_a_plugin_like_any_other():
    assert find_plugins()["builtin"] == "copydesk_rules"


def test_finding_imports_nothing():
    code = (
        "import sys; from copydesk.plugins import find_plugins\n"
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

    def test_its_examples_hold(self, example_pack, monkeypatch):
        monkeypatch.syspath_prepend(example_pack)
        import copydesk_example

        for rule, example in cases(copydesk_example.RULES):
            check_example(rule, example)


def test_a_rule_that_raises_is_named_and_the_others_still_speak(copydesk, tmp_path):
    site = tmp_path / "site"
    pack = site / "faulty_pack"
    info = site / "faulty_pack-1.dist-info"
    pack.mkdir(parents=True)
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty-pack\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[copydesk.rules]\nfaulty = faulty_pack\n")
    (pack / "__init__.py").write_text(
        "from copydesk import Meta, NoOptions, Rule\n"
        "class Faulty(Rule[NoOptions]):\n"
        "    meta = Meta(name='faulty', group='test', summary='x', since='1')\n"
        "    def check(self, article):\n"
        "        raise ZeroDivisionError('too few readers')\n"
        "        yield\n"
        "RULES = (Faulty,)\n"
    )
    done = copydesk(
        "check",
        "--output-format",
        "json",
        "-",
        stdin="Paris in the the spring.",
        env={"PYTHONPATH": os.fspath(site)},
    )
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert [f["rule"] for f in report["findings"]] == ["repeated-word"]
    (error,) = report["errors"]
    assert error["rule"] == "faulty"
    assert error["message"] == "the rule faulty crashed: ZeroDivisionError: too few readers (__init__.py:5)"
    assert done.stderr.decode().count("\n") == 1
