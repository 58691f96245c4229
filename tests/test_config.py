"""Configuration: found, merged, validated, and kept to its place."""

import pytest

from copydesk.config import Config, Selection, find_config, forget, load_config, make_rules
from copydesk.errors import ConfigError, UsageError
from copydesk.plugins import find_plugins, load_plugins


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
    assert names(registry, Config(select=("repetition",))) == {
        "duplicate-paragraph",
        "duplicate-sentence",
        "repeated-word",
    }
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

    def test_nothing_outside_the_repository_is_read(self, tmp_path, write):
        write("", "base.toml")
        (tmp_path / "repository" / ".git").mkdir(parents=True)
        with pytest.raises(ConfigError, match="outside"):
            load_config(write('extends = "../base.toml"\n', "repository/copydesk.toml"))

    def test_not_through_a_link_either(self, tmp_path, write):
        write("", "base.toml")
        (tmp_path / "repository" / ".git").mkdir(parents=True)
        (tmp_path / "repository" / "link.toml").symlink_to(tmp_path / "base.toml")
        with pytest.raises(ConfigError, match="outside"):
            load_config(write('extends = "link.toml"\n', "repository/copydesk.toml"))

    def test_a_circle_is_an_error(self, write):
        write('extends = "copydesk.toml"\n', "base.toml")
        with pytest.raises(ConfigError, match="in turn"):
            load_config(write('extends = "base.toml"\n'))
