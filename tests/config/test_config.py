"""Configuration: found, merged, validated, and kept to its place."""

import time

import msgspec
import pytest

from copydesk.commands import read_text
from copydesk.config import Config, Selection, config_for, find_config, forget, load_config, make_rules
from copydesk.errors import ConfigError, UsageError
from copydesk.lint.linter import Linter
from copydesk.rule.plugins import find_plugins, load_plugins
from timing import assert_linear


@pytest.fixture
def write(tmp_path):
    def write(text, name="copydesk.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        forget()
        return path

    return write


@pytest.fixture(scope="module")
def registry():
    return load_plugins(find_plugins())


def names(registry, config, **selection):
    return {rule.meta.name for rule in make_rules(registry, config, Selection(**selection))}


def test_it_is_found_upward_and_no_further_than_the_repository(tmp_path, write):
    outside = write("")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "posts").mkdir()
    assert find_config(repository / "posts") is None
    inside = write("", "repository/copydesk.toml")
    assert find_config(repository / "posts") == inside
    assert find_config(tmp_path) == outside


def test_pyproject_counts_where_it_has_the_table(tmp_path, write):
    path = write("[tool.other]\n", "pyproject.toml")
    assert find_config(tmp_path) is None
    path = write('[tool.copydesk]\nignore = ["wording"]\n', "pyproject.toml")
    assert find_config(tmp_path) == path
    assert load_config(path).ignore == ("wording",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "unknown key 'selct'; did you mean 'select'?"),
        ("[house]\nname = []", "unknown key 'name' in [house]; did you mean 'names'?"),
        (
            "[[overrides]]\nfiles = []\nignor = []",
            "unknown key 'ignor' in [overrides]; did you mean 'ignore'?",
        ),
        ("min-confidence = 90", "min-confidence = 90"),
        ("select = 3", "select = 3: expected `array | null`, got `int`"),
        ("[house]\nnames = [1]", "house.names[0] = 1: expected `str`, got `int`"),
        ("select = [", "not valid TOML"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(write, text, message):
    with pytest.raises(ConfigError) as caught:
        load_config(write(text))
    assert message in str(caught.value)
    assert "copydesk.toml: " in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[rules.repeated-word]\nallow = "in"', "rules.repeated-word.allow = 'in': expected `array`"),
        ('[rules.repeated-word]\nseverity = "fatal"', "rules.repeated-word.severity = 'fatal'"),
        ("[rules.repeated-word]\nmin-confidence = -1", "rules.repeated-word.min-confidence = -1"),
        ("[rules.repeated-words]", "unknown rule 'repeated-words'; did you mean 'repeated-word'?"),
        ('select = ["wordings"]', "unknown rule 'wordings'; did you mean 'wording'?"),
    ],
)
def test_a_mistake_about_a_rule_too(write, registry, text, message):
    with pytest.raises(ConfigError) as caught:
        make_rules(registry, load_config(write(text)), Selection())
    assert message in str(caught.value)


def test_selection(registry):
    default = names(registry, Config())
    assert "repeated-word" in default
    repetition = {name for name, rule in registry.rules.items() if rule.meta.group == "repetition"}
    assert names(registry, Config(select=("repetition",))) == repetition
    assert "repeated-word" not in names(registry, Config(ignore=("repeated-word",)))
    assert names(registry, Config(ignore=("repetition",)), select=("repeated-word",)) == {"repeated-word"}
    assert names(registry, Config(), ignore=("repeated-word",)) == default - {"repeated-word"}
    assert names(registry, Config(), select=("all",)) == set(registry.rules)
    with pytest.raises(UsageError):
        names(registry, Config(), select=("no-such-rule",))


def test_a_table_sets_options_and_severity_but_does_not_switch_a_rule_on(write, registry):
    config = load_config(
        write('[rules.mixed-spelling]\nseverity = "error"\n[rules.repeated-word]\nseverity = "warning"\n')
    )
    rules = {rule.meta.name: rule for rule in make_rules(registry, config, Selection())}
    assert "mixed-spelling" not in rules
    assert rules["repeated-word"].severity == "warning"


def test_terms_switch_house_term_on(registry, write):
    assert "house-term" not in names(registry, Config())
    assert "house-term" in names(registry, load_config(write('[house.terms]\n"e-mail" = "email"\n')))


def test_overrides_hold_for_the_files_they_name(tmp_path, write):
    config = load_config(write('[[overrides]]\nfiles = ["press/**", "*.draft.md"]\nignore = ["wording"]\n'))
    assert config.for_file(tmp_path / "press" / "a.md").ignore == ("wording",)
    assert config.for_file(tmp_path / "x" / "a.draft.md").ignore == ("wording",)
    assert config.for_file(tmp_path / "a.md").ignore == ()


def test_files_under_the_same_overrides_share_their_settings(tmp_path, write):
    config = load_config(write('[[overrides]]\nfiles = ["press/**"]\nignore = ["wording"]\n'))
    assert config.for_file(tmp_path / "press" / "a.md") is config.for_file(tmp_path / "press" / "b.md")
    assert config.for_file(tmp_path / "a.md") is config


def test_exclude(tmp_path, write):
    config = load_config(write('exclude = ["drafts/"]\n'))
    assert config.excludes(tmp_path / "drafts" / "x" / "a.md")
    assert not config.excludes(tmp_path / "a.md")


class TestExtends:
    def test_the_extended_file_is_the_base(self, write):
        write(
            'ignore = ["wording"]\n[rules.repeated-word]\nallow = ["so"]\n[house]\nnames = ["Ada"]\n',
            "base.toml",
        )
        config = load_config(write('extends = "base.toml"\nignore = ["names"]\n[house]\nnames = ["Grace"]\n'))
        assert config.ignore == ("wording", "names")
        assert config.rules == {"repeated-word": {"allow": ["so"]}}
        assert config.house.names == ("Ada", "Grace")

    def test_of_several_the_later_is_stronger(self, write):
        write('language = "en"\nmin-confidence = 0.1\nfail-on = "error"', "a.toml")
        write('language = "fr"\nmin-confidence = 0.2', "b.toml")
        config = load_config(write('extends = ["a.toml", "b.toml"]\nmin-confidence = 0.3'))
        assert (config.language, config.min_confidence, config.fail_on) == ("fr", 0.3, "error")

    def test_a_file_that_two_extend_counts_once_and_beneath_both(self, write):
        write('language = "en"\nignore = ["wording"]', "base.toml")
        write('extends = "base.toml"\nlanguage = "fr"', "a.toml")
        write('extends = "base.toml"', "b.toml")
        config = load_config(write('extends = ["a.toml", "b.toml"]'))
        assert (config.language, config.ignore) == ("fr", ("wording",))

    def test_patterns_are_relative_to_the_file_that_has_them(self, tmp_path, write):
        write(
            'exclude = ["/old/"]\n[[overrides]]\nfiles = ["/news/**"]\nlanguage = "fr"\n', "house/base.toml"
        )
        config = load_config(write('extends = "house/base.toml"\n'))
        assert config.for_file(tmp_path / "house" / "news" / "a.md").language == "fr"
        assert config.for_file(tmp_path / "news" / "a.md").language is None
        assert config.excludes(tmp_path / "house" / "old" / "a.md")
        assert not config.excludes(tmp_path / "old" / "a.md")

    def test_what_extends_is_stronger_than_an_override_of_its_base(self, tmp_path, write):
        write('[[overrides]]\nfiles = ["*.md"]\nlanguage = "fr"\nencoding = "latin-1"\n', "base.toml")
        config = load_config(write('extends = "base.toml"\nlanguage = "en"\n'))
        assert config.for_file(tmp_path / "a.md").language == "en"
        assert config.for_file(tmp_path / "a.md").encoding == "latin-1"

    @pytest.mark.parametrize(
        ("extends", "message"),
        [
            ("base.toml", "base.toml: extends 'copydesk.toml', which extends it in turn"),
            ("none.toml", "extends 'none.toml': no such file"),
            (".", "extends '.': no such package is installed"),
            ("./", "extends './': no such file"),
            ("a\\u0000.toml", "extends 'a\\x00.toml'"),
            ("no-such-house", "extends 'no-such-house': no such package is installed"),
            ("msgspec", "extends 'msgspec': that package has no copydesk.toml"),
        ],
    )
    def test_what_cannot_be_extended(self, write, extends, message):
        write('extends = "copydesk.toml"\n', "base.toml")
        with pytest.raises(ConfigError) as caught:
            load_config(write(f'extends = "{extends}"\n'))
        assert message in str(caught.value)

    def test_a_long_chain_is_an_error_too(self, write):
        for i in range(50):
            write(f'extends = "{i + 1}.toml"\n', f"{i}.toml")
        with pytest.raises(ConfigError, match="more than 32 files extend each other"):
            load_config(write('extends = "0.toml"\n'))


@pytest.fixture
def package(tmp_path_factory, monkeypatch):
    """Install a package that has a configuration in it, and whose code must not run."""

    def install(text, name="copydesk_house_style"):
        site = tmp_path_factory.mktemp("site")
        (site / name).mkdir()
        (site / name / "__init__.py").write_text("raise SystemExit('imported')")
        (site / name / "copydesk.toml").write_text(text)
        monkeypatch.syspath_prepend(site)
        return site / name

    return install


class TestPackages:
    def test_a_house_style_is_installed_and_extended_by_name(self, tmp_path, write, package):
        package(
            'ignore = ["names"]\nexclude = ["/drafts/"]\n[[overrides]]\nfiles = ["/fr/"]\nlanguage = "fr"'
        )
        config = load_config(write('extends = "copydesk-house-style"'))
        assert config.ignore == ("names",)
        # Its patterns are about the repository that extends it.
        assert config.excludes(tmp_path / "drafts" / "a.md")
        assert config.for_file(tmp_path / "fr" / "a.md").language == "fr"

    def test_it_may_name_files_of_its_own(self, write, package):
        folder = package('extends = "base.toml"\n[rules.confusable-word]\nfiles = ["sets.txt"]')
        (folder / "base.toml").write_text('language = "en"')
        config = load_config(write('extends = "copydesk-house-style"'))
        assert config.language == "en"
        assert config.rules == {"confusable-word": {"files": [str(folder / "sets.txt")]}}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('extends = "../other.toml"', "extends '../other.toml', which is outside"),
            ('[rules.confusable-word]\nfiles = ["/etc/hosts"]', "files has '/etc/hosts', which is outside"),
            ('baseline = "known.toml"', "baseline belongs in the configuration of the repository"),
            ("selct = []", "copydesk_house_style/copydesk.toml: unknown key 'selct'"),
        ],
    )
    def test_and_none_of_anybody_else(self, write, package, text, message):
        package(text)
        with pytest.raises(ConfigError) as caught:
            load_config(write('extends = "copydesk-house-style"'))
        assert message in str(caught.value)


class TestTheUsersOwn:
    @pytest.fixture
    def own(self, tmp_path_factory, monkeypatch):
        def write(text):
            folder = tmp_path_factory.mktemp("home")
            (folder / "copydesk.toml").write_text(text)
            monkeypatch.setenv("COPYDESK_CONFIG_DIR", str(folder))
            forget()

        return write

    def test_it_lies_beneath_every_other(self, tmp_path, write, own):
        own('language = "fr"\nencoding = "latin-1"\nexclude = ["/drafts/"]')
        write('language = "en"')
        config = config_for(tmp_path / "a.md")
        assert (config.language, config.encoding) == ("en", "latin-1")
        assert config.excludes(tmp_path / "drafts" / "a.md")

    def test_it_holds_where_there_is_no_other(self, tmp_path, own):
        own('language = "fr"\n[[overrides]]\nfiles = ["*.txt"]\nlanguage = "de"')
        (tmp_path / ".git").mkdir()
        assert config_for(tmp_path / "a.md").language == "fr"
        assert config_for(tmp_path / "a.txt").language == "de"
        assert config_for(tmp_path / "deep" / "in" / "a.md") is config_for(tmp_path / "a.md")
        assert config_for(tmp_path / "a.md", isolated=True) == Config()


class TestBaseline:
    def test_it_is_relative_to_the_file_that_names_it(self, tmp_path, write):
        write('baseline = "known.toml"', "house/base.toml")
        assert load_config(write('extends = "house/base.toml"')).baseline == tmp_path / "house" / "known.toml"

    def test_it_is_in_the_repository(self, write):
        with pytest.raises(ConfigError, match=r"baseline is .*, which is outside"):
            load_config(write('baseline = "/etc/known.toml"'))


class TestBadInput:
    """One line each, that names the file, and exit code 2."""

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"a = [", "not valid TOML"),
            (b"a = '\xff'", "not valid TOML: 'utf-8' codec can't decode byte 0xff"),
            (b"\xff\xfeq\0", "not valid TOML"),
            (b"a = " + b"[" * 5000, "is nested too deeply"),
            (b"rules = " + b"{a=" * 5000, "is nested too deeply"),
            (b"a = " + b"9" * 5000, "not valid TOML: Exceeds the limit"),
            (b"# " + b"x" * 10_000_000, "is larger than 4 MB"),
            (b"select = [" + b"1," * 10_000 + b"]", "select[0] = 1: expected `str`"),
            (b"selct = 1\nsort-reports = true", "unknown key 'selct'; did you mean 'select'?"),
            (b'fail-on = "fatal"', "fail-on = 'fatal': expected one of error, never, suggestion, warning"),
            (b'exclude = ["!"]', "the pattern '!' cannot be used"),
            (b'[[overrides]]\nfiles = ["[z-a]"]', "the pattern '[z-a]' cannot be used"),
            (b"rules = 3", "rules = 3: expected `object`"),
            (b"[rules]\nwording = 3", "rules = {'wording': 3}: expected `object`"),
            (b"rules." + b".".join([b"a"] * 5000) + b" = 1", "is nested too deeply"),
            (b"house." + b".".join([b"terms"] * 5000) + b" = 1", "is nested too deeply"),
            (b'rules."a\x1b[31m" = 1', "not valid TOML"),
        ],
    )
    def test_a_file_that_cannot_be_used(self, copydesk, tmp_path, data, message):
        (tmp_path / "a.txt").write_text("Word.\n")
        (tmp_path / "copydesk.toml").write_bytes(data)
        done = copydesk("check", "a.txt")
        (line,) = done.stderr.decode().splitlines()
        assert done.returncode == 2
        assert line.startswith("copydesk: copydesk.toml: ")
        assert message in line
        assert len(line) < 250

    def test_a_folder_of_that_name(self, copydesk, tmp_path):
        (tmp_path / "copydesk.toml").mkdir()
        done = copydesk("check", "-", stdin="Word.\n")
        assert (done.returncode, done.stderr) == (
            2,
            b"copydesk: copydesk.toml: is a folder, not a configuration file\n",
        )

    def test_a_link_to_nothing(self, copydesk, tmp_path):
        (tmp_path / "copydesk.toml").symlink_to(tmp_path / "none.toml")
        done = copydesk("check", "-", stdin="Word.\n")
        assert (done.returncode, done.stderr) == (
            2,
            b"copydesk: copydesk.toml: no such file or directory\n",
        )

    @pytest.mark.parametrize("text", ["tool = 3  # [tool.copydesk", "[tool]\ncopydesk = 3  # [tool.copydesk"])
    def test_a_pyproject_that_is_no_such_thing(self, write, text):
        with pytest.raises(ConfigError, match="is no table"):
            load_config(write(text, "pyproject.toml"))

    def test_a_byte_order_mark_is_none(self, write):
        assert load_config(write('\ufefflanguage = "en"')).language == "en"

    def test_a_mistake_names_the_file_that_it_is_in(self, write, registry):
        write("[rules.repeated-word]\nallow = 3", "base.toml")
        with pytest.raises(ConfigError, match=r"base\.toml: rules\.repeated-word\.allow = 3"):
            make_rules(registry, load_config(write('extends = "base.toml"')), Selection())

    def test_an_override_is_checked_whether_it_is_used_or_not(self, write, registry):
        with pytest.raises(ConfigError, match="unknown rule 'wordng'; did you mean 'wording'"):
            make_rules(
                registry, load_config(write('[[overrides]]\nfiles = []\nignore = ["wordng"]')), Selection()
            )


class TestPatternsTakeLinearTime:
    @pytest.mark.parametrize("pattern", ["*a" * 40 + "*b", "**/a/" * 40 + "b"])
    def test_patterns_of_files(self, tmp_path, write, pattern):
        config = load_config(write(f'exclude = ["{pattern}"]'))
        assert_linear(lambda n: config.excludes(tmp_path / ("a/" * n) / ("a" * n)), 10_000)

    def test_many_patterns(self, tmp_path, write):
        def excluded(n):
            patterns = ", ".join(f'"/drafts/{i}/**/x{i}*.md"' for i in range(n))
            config = load_config(write(f"exclude = [{patterns}]", f"{n}.toml"))
            assert config.excludes(tmp_path / f"drafts/{n - 1}/a/x{n - 1}b.md")
            assert not config.excludes(tmp_path / f"drafts/{n}/a/x{n}b.md")

        assert_linear(excluded, 200)

    @pytest.mark.parametrize("part", ["a", "'a b'", '"a.b"'])
    def test_keys_of_many_parts(self, write, part):
        started = time.process_time()
        for text in (f"{part}." * 40_000 + "b = 1", f"[{part}" + f".{part}" * 40_000 + "]"):
            with pytest.raises(ConfigError, match="nested too deeply"):
                load_config(write(text))
        assert time.process_time() - started < 2

    def test_words_with_many_dots_are_no_keys(self, write):
        load_config(write(f'exclude = ["{"a." * 90}md", "b"]  # {"word" * 9000}'))

    def test_terms_of_the_house(self, registry, write):
        config = load_config(write(f'[house.terms]\n"a{" " * 40}b" = "ab"'))
        (rule,) = make_rules(registry, config, Selection(select=("house-term",)))
        assert_linear(lambda n: list(rule.check(read_text("a" + " " * n + "c."))), 10_000)
        assert [f.message for f in rule.check(read_text("It is a b."))]


class TestFailOn:
    TEXT = "She bought bread bread and milk.\n"  # an error

    @pytest.fixture
    def check(self, copydesk, tmp_path):
        def check(*args, **configured):
            for folder, text in configured.items():
                (tmp_path / folder).mkdir(exist_ok=True)
                (tmp_path / folder / "a.txt").write_text(self.TEXT)
                (tmp_path / folder / "copydesk.toml").write_text(f'select = ["repeated-word"]\n{text}')
            return copydesk("check", *args).returncode

        return check

    REPORT_AS = '[rules.repeated-word]\nseverity = "{}"\n'

    def test_the_configuration_says_what_fails(self, check):
        assert check(one='fail-on = "never"') == 0
        assert check(one='fail-on = "error"\n' + self.REPORT_AS.format("warning")) == 0
        assert check(one='fail-on = "suggestion"\n' + self.REPORT_AS.format("suggestion")) == 1

    def test_each_file_by_its_own(self, check):
        never, warns = 'fail-on = "never"', 'fail-on = "error"\n' + self.REPORT_AS.format("warning")
        assert check(one=never, two=warns) == 0
        assert check(one=never, two='fail-on = "error"') == 1

    def test_an_override_may_say_it_for_some(self, check):
        assert check(one='[[overrides]]\nfiles = ["a.txt"]\nfail-on = "never"') == 0

    def test_the_command_line_is_stronger(self, check):
        assert check("--fail-on", "error", one='fail-on = "never"') == 1
        assert check("--fail-on", "never", one='fail-on = "error"') == 0


class TestForceExclude:
    @pytest.fixture(autouse=True)
    def draft(self, tmp_path):
        (tmp_path / "copydesk.toml").write_text('exclude = ["drafts/"]')
        (tmp_path / "drafts").mkdir()
        (tmp_path / "drafts" / "a.txt").write_text(TestFailOn.TEXT)
        (tmp_path / "b.txt").write_text("Word.\n")

    def test_a_file_that_is_named_is_checked_all_the_same(self, copydesk):
        assert copydesk("check", "drafts/a.txt").returncode == 1

    def test_unless_exclusion_is_forced(self, copydesk):
        """As a hook needs it, which names what has changed."""
        done = copydesk(
            "check", "--force-exclude", "--output-format", "json", "b.txt", "drafts/a.txt", "drafts"
        )
        assert [file["path"] for file in msgspec.json.decode(done.stdout)["files"]] == ["b.txt"]
        assert done.returncode == 0

    def test_standard_input_that_stands_for_such_a_file_goes_through(self, copydesk):
        args = ("check", "--force-exclude", "--stdin-filename", "drafts/a.txt")
        assert copydesk(*args, "-", stdin=TestFailOn.TEXT).returncode == 0
        assert copydesk(*args, "--fix", "-", stdin=TestFailOn.TEXT).stdout.decode() == TestFailOn.TEXT

    def test_a_folder_that_is_excluded_says_so(self, copydesk):
        done = copydesk("check", "drafts")
        assert (done.returncode, done.stderr) == (
            2,
            b"copydesk: drafts: the configuration excludes every article in this folder\n",
        )


def test_patterns_of_a_file_that_is_named_are_relative_to_the_working_directory(
    copydesk, tmp_path_factory, tmp_path
):
    """So the configuration of another branch can be kept elsewhere, and holds."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copydesk.toml"
    elsewhere.write_text('exclude = ["/drafts/"]\n[[overrides]]\nfiles = ["/press/"]\nfail-on = "never"')
    for folder in ("drafts", "press"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(TestFailOn.TEXT)
    done = copydesk("check", "--config", str(elsewhere), "--output-format", "concise")
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 1)
    assert done.stdout.startswith(b"press/a.txt:")


class TestForgetting:
    def test_a_file_is_read_once_until_it_is_to_be_forgotten(self, tmp_path, write):
        path = write('language = "en"')
        article = tmp_path / "a.md"
        assert config_for(article) is config_for(tmp_path / "b.md")
        path.write_text('language = "fr"')
        assert config_for(article).language == "en"
        forget()
        assert config_for(article).language == "fr"

    def test_a_mistake_is_remembered_too(self, tmp_path, write):
        path = write("selct = []")
        for _ in range(2):
            with pytest.raises(ConfigError):
                config_for(tmp_path / "a.md")
            path.write_text("")
        forget()
        assert config_for(tmp_path / "a.md").select is None

    def test_a_linter_does_not_keep_the_rules_of_every_configuration_it_ever_had(self, registry):
        linter = Linter(registry=registry)
        first = Config(select=("repeated-word",), min_confidence=0.0)
        rules = linter.rules_for(first)
        assert linter.rules_for(first) is rules
        for i in range(300):
            linter.rules_for(Config(select=("repeated-word",), min_confidence=i / 300))
        assert len(linter._rule_sets) <= 256
        assert linter.rules_for(first) is not rules


def test_an_encoding_that_no_text_is_written_in_is_an_error_of_the_file(tmp_path):
    (tmp_path / "copydesk.toml").write_text('[[overrides]]\nfiles = ["*.md"]\nencoding = "punycode"\n')
    with pytest.raises(ConfigError, match=r"copydesk\.toml: encoding: unknown encoding 'punycode'"):
        config_for(tmp_path / "a.md")


class TestDeep:
    """What the deep level is asked by: the command line, a rule's table, the file, in this order."""

    @staticmethod
    def asking(config, deep=None):
        """The rules that ask it."""
        rules = make_rules(load_plugins(find_plugins()), config, Selection(deep=deep))
        return {rule.meta.name for rule in rules if rule.deep}

    def test_nobody_asks_it_unless_told(self):
        assert self.asking(Config()) == set()

    def test_all_rules_that_have_it_ask_it_where_the_file_says_so(self):
        every = self.asking(Config(deep=True))
        assert {"agreement", "confusable-word", "extra-word", "missing-article", "missing-word"} <= every
        assert "double-space" not in every

    def test_a_table_is_stronger_than_the_file_and_the_command_line_than_both(self):
        config = Config(deep=True, rules={"agreement": {"deep": False}})
        assert "agreement" not in self.asking(config)
        assert "extra-word" in self.asking(config)
        assert "agreement" in self.asking(config, deep=True)
        assert self.asking(config, deep=False) == set()
        assert self.asking(Config(rules={"agreement": {"deep": True}})) == {"agreement"}

    def test_a_rule_that_has_none_cannot_be_told_to_ask_it(self):
        with pytest.raises(ConfigError, match=r"unknown key 'deep' in \[rules.repeated-word\]"):
            self.asking(Config(rules={"repeated-word": {"deep": True}}))

    def test_an_override_may_say_it_for_some_files(self, tmp_path):
        (tmp_path / "copydesk.toml").write_text('[[overrides]]\nfiles = ["press/**"]\ndeep = true\n')
        assert self.asking(config_for(tmp_path / "press" / "a.md"))
        assert not self.asking(config_for(tmp_path / "a.md"))
