"""`copydesk config`: what holds for a file and where it comes from; the schema, as editors read it."""

import json
import shutil
import subprocess
import sysconfig
import tomllib

import jsonschema
import pytest

from copydesk.config.sources import key_lines
from copydesk.rule.plugins import find_plugins, load_plugins
from packs import ASKING

HOUSE = """\
# The house.
ignore = [
  "mixed-quotes",  # not this one ]
]
language = '''
en'''

[house]
names = ["Ada"]
terms = { "e-mail" = "email" }
[[overrides]]
files = ["/house/**", "press/"]
min-confidence = 0.6
"""
OWN = """\
extends = "house/base.toml"
exclude = ["drafts/"]
baseline = "known.toml"

[rules.repeated-word]
severity = "warning"

[[overrides]]
files = ["*.txt"]

[[overrides]]
files = ["*.md"]
extend-select = ["mixed-spelling"]
rules.repeated-word = { allow = [
  "that",
] }
[overrides.rules.confusable-word]
confidence = "certain"
min-confidence = 0.9
"""


@pytest.fixture
def configured(tmp_path):
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "base.toml").write_text(HOUSE)
    (tmp_path / "copydesk.toml").write_text(OWN)
    return tmp_path


class TestShow:
    @pytest.fixture
    def show(self, copydesk, configured):
        def show(*args):
            done = copydesk("config", "show", *args)
            assert done.stderr == b""
            return done.stdout.decode()

        return show

    def test_each_value_with_its_place(self, show):
        lines = show("house/press/a.md").splitlines()
        assert lines[:15] == [
            "# house/press/a.md: copydesk.toml, house/base.toml",
            "# select: the rules that are on by default",
            'extend-select = ["mixed-spelling"]  # copydesk.toml:13 (override 2)',
            'ignore = ["mixed-quotes"]  # house/base.toml:2',
            'exclude = ["drafts/"]  # copydesk.toml:2',
            'language = "en"  # house/base.toml:5',
            "# encoding: UTF-8, or what the file declares",
            "min-confidence = 0.6  # house/base.toml:13 (override 1)",
            "# deep: false",
            "# fail-on: warning",
            'baseline = "known.toml"  # copydesk.toml:3',
            "# html.article: found by copydesk",
            'house.names = ["Ada"]  # house/base.toml:9',
            "# house.dialect: any",
            'house.terms = { "e-mail" = "email" }  # house/base.toml:10',
        ]

    def test_the_rules_that_run_with_theirs(self, show):
        text = show("house/press/a.md")
        assert (
            "[rules.repeated-word]  # on by default\n"
            'severity = "warning"  # copydesk.toml:6\n'
            "min-confidence = 0.6  # house/base.toml:13 (override 1)\n"
            'allow = ["that"]  # copydesk.toml:14 (override 2)\n'
        ) in text
        assert "[rules.mixed-spelling]  # on copydesk.toml:13 (override 2)\n" in text
        assert "min-confidence = 0.9  # copydesk.toml:19 (override 2)\n" in text
        assert 'confidence = "certain"  # copydesk.toml:18 (override 2)\n' in text
        assert "[rules.mixed-quotes]" not in text
        assert "mixed-quotes" in text.splitlines()[-1]

    def test_it_is_toml(self, show):
        shown = tomllib.loads(show("a.md"))
        assert shown["house"] == {"names": ["Ada"], "terms": {"e-mail": "email"}}
        assert shown["rules"]["confusable-word"]["confidence"] == "certain"

    def test_the_same_for_scripts(self, show):
        shown = json.loads(show("--output-format", "json", "house/press/a.md"))
        assert shown["files"] == ["copydesk.toml", "house/base.toml"]
        assert shown["excluded"] is False
        assert shown["settings"]["min-confidence"] == {
            "value": 0.6,
            "sources": [{"file": "house/base.toml", "line": 13, "override": 1}],
        }
        rule = shown["rules"]["repeated-word"]
        assert rule["sources"] == []
        assert rule["options"]["severity"] == {
            "value": "warning",
            "sources": [{"file": "copydesk.toml", "line": 6}],
        }

    def test_a_file_that_is_excluded(self, show):
        assert "# It is excluded: checked only where it is named." in show("drafts/a.md")

    def test_without_any_configuration(self, show):
        lines = show("--isolated", "a.md").splitlines()
        assert lines[0] == "# a.md: no configuration file"
        assert 'severity = "error"  # default' in lines

    def test_of_a_pyproject(self, copydesk, tmp_path):
        (tmp_path / "pyproject.toml").write_text(
            "[tool.copydesk]\nlanguage = 'en'\n[tool.copydesk.html]\narticle='p'"
        )
        shown = copydesk("config", "show", "a.md").stdout.decode()
        assert 'language = "en"  # pyproject.toml:2\n' in shown
        assert 'html.article = "p"  # pyproject.toml:4\n' in shown

    def test_the_users_own_is_a_source_like_any_other(self, copydesk, tmp_path, tmp_path_factory):
        home = tmp_path_factory.mktemp("home")
        (home / "copydesk.toml").write_text(
            'language = "en"\n[[overrides]]\nfiles = ["*.md"]\nencoding = "latin-1"'
        )
        shown = copydesk("config", "show", "a.md", env={"COPYDESK_CONFIG_DIR": str(home)}).stdout.decode()
        assert f'language = "en"  # {home}/copydesk.toml:1\n' in shown
        assert f'encoding = "latin-1"  # {home}/copydesk.toml:4 (override 1)\n' in shown

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            (["house"], b"house is a folder: name a file in it"),
            (["--config", "none.toml", "a.md"], b"none.toml"),
            (["--config", "copydesk.toml", "--isolated", "a.md"], b"exclude each other"),
        ],
    )
    def test_what_makes_no_sense(self, copydesk, configured, args, message):
        done = copydesk("config", "show", *args)
        assert done.returncode == 2
        assert message in done.stderr


def test_the_lines_of_keys():
    text = (
        '"a b".c = """\nx ] """\n'  # 1
        "[[t]] # [\n'k' = [ # ]\n 1, {z = '['}]\n"  # 3
        "[t.u]\nv = 1\n\n[[t]]\n[t.u]\nv = 2\n"  # 6
        'esc = "\\"["\n[last]'  # 12
    )
    assert {key: line for key, line in key_lines(text).items() if isinstance(key[-1], str)} == {
        ("a b",): 1,
        ("a b", "c"): 1,
        ("t", 0, "k"): 4,
        ("t", 0, "k", 1, "z"): 4,
        ("t", 0, "u"): 6,
        ("t", 0, "u", "v"): 7,
        ("t", 1, "u"): 10,
        ("t", 1, "u", "v"): 11,
        ("t", 1, "u", "esc"): 12,
        ("last",): 13,
    }


GOOD = """\
#:schema ./copydesk.schema.json
extends = ["house.toml", "copydesk-house-style"]
select = ["wording", "repeated-word", "all"]
extend-select = ["mixed-spelling"]
ignore = ["names"]
exclude = ["drafts/"]
language = "en"
encoding = "utf-8"
min-confidence = 0.5
fail-on = "never"
baseline = "known.toml"
html.article = "div.post"

[house]
names = ["Ada"]
dialect = "en-GB"
terms = { "e-mail" = "email" }

[rules.repeated-word]
allow = ["that"]
severity = "error"
min-confidence = 1

[[overrides]]
files = ["*.md"]
ignore = ["wording"]
rules.confusable-word = { confidence = "certain", files = ["a.txt"] }
"""
#: A mistake, and the key that a validator is to point at.
MISTAKES = {
    "selct = []": "selct",
    'select = ["wordin"]': "wordin",
    "min-confidence = 90": "90",
    'fail-on = "fatal"': "fatal",
    "[rules.repeated-wort]": "repeated-wort",
    "[rules.repeated-word]\nalow = []": "alow",
    '[rules.repeated-word]\nseverity = "fatal"': "fatal",
    '[[overrides]]\nfiles = []\n[overrides.rules.confusable-word]\nconfidence = "perhaps"': "perhaps",
    "[[overrides]]\nlanguage = 'en'": "files",
    "[house]\nname = []": "name",
}


class TestSchema:
    @pytest.fixture
    def text(self, copydesk):
        done = copydesk("config", "schema")
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout.decode()

    @pytest.fixture
    def schema(self, text):
        return json.loads(text)

    def test_it_is_a_schema(self, schema):
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(schema)

    def test_every_rule_is_in_it_with_what_its_options_are_for(self, schema):
        for name, rule in load_plugins(find_plugins()).rules.items():
            table = schema["$defs"][f"rules.{name}"]
            assert table["properties"].keys() == {
                *rule.options_type.__struct_encode_fields__,
                "severity",
                "min-confidence",
                *(("deep",) if rule.meta.deep else ()),
            }
            assert all(option["description"] for option in table["properties"].values())
            assert table["description"]
        options = schema["$defs"]["rules.confusable-word"]["properties"]
        assert options["confidence"]["enum"] == ["certain", "likely", "possible"]
        assert options["confidence"]["default"] == "likely"

    def test_what_only_the_users_own_configuration_may_say_is_marked(self, copydesk, pack):
        schema = json.loads(copydesk("config", "schema", env=pack(ASKING)).stdout)
        asking = schema["$defs"]["rules.asking"]
        assert asking["properties"]["server"]["description"].endswith("Only in the user's own configuration.")
        assert schema["$defs"]["rules.asks"] == asking
        assert {"asks", "trust"} <= set(schema["$defs"]["names"]["enum"])

    def test_it_accepts_what_is_right_and_nothing_else(self, schema):
        validator = jsonschema.Draft202012Validator(schema)
        validator.validate(tomllib.loads(GOOD))
        for mistake in MISTAKES:
            assert list(validator.iter_errors(tomllib.loads(mistake))), mistake

    def test_what_init_writes_is_right(self, schema, copydesk, tmp_path):
        copydesk("init")
        text = (tmp_path / "copydesk.toml").read_text()
        jsonschema.Draft202012Validator(schema).validate(tomllib.loads(text))

    @pytest.mark.parametrize(
        "command", [["taplo", "lint"], ["tombi", "lint", "--offline"]], ids=["taplo", "tombi"]
    )
    class TestInAnEditor:
        """As the language servers for TOML read it: Even Better TOML is taplo's."""

        @pytest.fixture
        def lint(self, command, text, tmp_path):
            (tmp_path / "copydesk.schema.json").write_text(text)
            program = shutil.which(command[0], path=sysconfig.get_path("scripts"))

            def lint(content):
                (tmp_path / "copydesk.toml").write_text(content)
                return subprocess.run(
                    [program, *command[1:], "copydesk.toml"],
                    cwd=tmp_path,
                    capture_output=True,
                    text=True,
                    check=False,
                )

            return lint

        def test_a_good_file_passes(self, lint):
            done = lint(GOOD)
            assert (done.returncode, "rror" in done.stderr) == (0, False)

        def test_a_mistake_does_not(self, lint):
            for mistake, key in MISTAKES.items():
                done = lint(f"#:schema ./copydesk.schema.json\n{mistake}\n")
                assert done.returncode == 1, mistake
                assert key in done.stdout + done.stderr
