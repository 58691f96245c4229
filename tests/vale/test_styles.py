# ruff: noqa: E501  (a rule of Vale is best read on one line)
"""Styles of Vale: each extension point, by small styles of our own."""

import os

import pytest

pytest.importorskip("regex")
pytest.importorskip("yaml")

from copydesk.config import forget
from copydesk.lint.linter import Linter, Settings

INI = "StylesPath = styles\nMinAlertLevel = suggestion\n[*]\nBasedOnStyles = Our\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Writes files of a project, by name, in which the tests then are."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        forget()
        return tmp_path

    return write


def lint(folder, name="a.txt"):
    linter = Linter(Settings(config=folder / ".vale.ini"))
    reader, config = linter.open(folder / name, name)
    (report,) = (linter.lint_source(source, config) for source in reader)
    return report


def check(project, rule, text, ini=INI, name="a.txt", **more):
    """What a rule finds in a text: the place and the message of each finding."""
    folder = project(**{".vale.ini": ini, "styles/Our/Rule.yml": rule, name: text, **more})
    report = lint(folder, name)
    assert not report.problems, report.problems
    assert {d.rule for d in report.diagnostics} <= {"vale.Our.Rule"}
    return [(d.line, d.column, d.message) for d in report.diagnostics]


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (
            "extends: existence\nmessage: Avoid '%s'.\nignorecase: true\ntokens:\n  - synergy\n  - win[- ]win\n",
            "Synergy is\na win-win.\n",
            [(1, 1, "Avoid 'Synergy'."), (2, 3, "Avoid 'win-win'.")],
        ),
        (
            "extends: existence\nmessage: m '%s'\nnonword: true\ntokens: ['\\d+%']\n",
            "It rose 5% and 10%.\n",
            [(1, 9, "m '5%'"), (1, 16, "m '10%'")],
        ),
        ("extends: existence\nmessage: m\nraw: ['(?<=b )a', '\\b']\n", "a b a\n", [(1, 5, "m")]),
        (
            "extends: substitution\nmessage: Use '%s', not '%s'.\nswap:\n  utili[sz]e: use\n  (\\d+) pm: $1 p.m.\n",
            "We utilise it at 5 pm.\n",
            [(1, 4, "Use 'use', not 'utilise'."), (1, 18, "Use '5 p.m.', not '5 pm'.")],
        ),
        (
            "extends: occurrence\nmessage: '%s words'\nscope: sentence\nmax: 3\ntoken: \\b(\\w+)\\b\n",
            "One two. One two three four.\n",
            [(1, 10, "4 words")],
        ),
        ("extends: repetition\nmessage: \"'%s' twice\"\ntokens: ['[^\\s]+']\n", "It it is is.\nis so\n", []),
        (
            "extends: repetition\nmessage: \"'%s' twice\"\nignorecase: true\nalpha: true\ntokens: ['[^\\s.]+']\n",
            "The the ferry\nferry.\n",
            [(1, 1, "'the' twice"), (1, 9, "'ferry' twice")],
        ),
        (
            "extends: consistency\nmessage: \"'%s' is not consistent\"\neither: {advisor: adviser}\n",
            "An advisor and an adviser.\n",
            [(1, 19, "'adviser' is not consistent")],
        ),
        (
            "extends: conditional\nmessage: \"'%s' has no definition\"\nfirst: '\\b([A-Z]{3,5})\\b'\n"
            "second: '\\(([A-Z]{3,5})\\)'\nexceptions: [API]\n",
            "The World Health Organization (WHO) met. WHO, API and NATO.\n",
            [(1, 55, "'NATO' has no definition")],
        ),
        ("extends: metric\nmessage: '%s'\nformula: words / sentences\ncondition: '> 3'\n", "One two three four.\n", []),
        (
            "extends: capitalization\nmessage: \"'%s' in %s\"\nmatch: $upper\n",
            "ABC\n",
            [],
        ),
    ],
)  # fmt: skip
def test_extension_points(project, rule, text, expected):
    if "sentence" in rule or "repetition" in rule:
        pytest.importorskip("punkt")
    if "\nraw" in rule:
        text = text.rstrip("\n")
    assert check(project, rule, text) == expected


def test_headings_in_sentence_case(project):
    rule = (
        "extends: capitalization\nmessage: \"'%s'\"\nmatch: $sentence\nscope: heading\nexceptions: [Paris]\n"
    )
    text = "# Bread and butter in Paris\n\n## Bread And Butter\n\nText And Text\n"
    assert check(project, rule, text, name="a.md") == [(3, 4, "'Bread And Butter'")]


@pytest.mark.parametrize(
    ("scope", "lines"),
    [("heading", [1]), ("heading.h2", []), ("list", [5]), ("~heading & ~list", [3]), ("text", [1, 3, 5])],
)
def test_scopes(project, scope, lines):
    rule = f"extends: existence\nmessage: m\nscope: '{scope}'\ntokens: [ferry]\n"
    found = check(project, rule, "# The ferry\n\nA ferry, and `ferry`.\n\n- A ferry.\n", name="a.md")
    assert [line for line, _, _ in found] == lines


@pytest.mark.parametrize(
    ("action", "fixed"),
    [
        ("{name: replace, params: [pier]}", "pier"),
        ("{name: remove}", ""),
        ("{name: edit, params: [upper]}", "FERRY"),
        ("{name: edit, params: [[regex, 'r+', x], [suffix, '!']]}", "fexy!"),
    ],
)
def test_actions_are_fixes(project, action, fixed):
    rule = f"extends: existence\nmessage: m\naction: {action}\ntokens: [ferry]\n"
    folder = project(**{".vale.ini": INI, "styles/Our/Rule.yml": rule, "a.txt": "The ferry left.\n"})
    (diagnostic,) = lint(folder).diagnostics
    (edit,) = diagnostic.fixes[0].edits
    assert (edit.text, diagnostic.fixes[0].safety.value) == (fixed, "unsafe")


EXISTENCE = "extends: existence\nmessage: '%s'\nlevel: warning\ntokens: [ferry, pier]\n"


@pytest.mark.parametrize(
    ("ini", "found"),
    [
        ("[*]\nBasedOnStyles = Our\nOur.Rule = NO\n", []),
        ("[*]\nOur.Rule = YES\n", ["warning"]),
        ("[*]\nBasedOnStyles = Our\nOur.Rule = error\n", ["error"]),
        ("[*]\nBasedOnStyles = Our\nOur = suggestion\n", ["suggestion"]),
        ("MinAlertLevel = error\n[*]\nBasedOnStyles = Our\n", []),
        ("[*]\nBasedOnStyles = Our\n[*.txt]\nBasedOnStyles =\n", []),
        ("[*]\nBasedOnStyles = Our\n[*.txt]\nOur.Rule = NO\n", []),
        ("[*.{md,txt}]\nBasedOnStyles = Our\n", ["warning"]),
        ("[*.md]\nBasedOnStyles = Our\n", []),
    ],
)
def test_sections_switches_and_levels(project, ini, found):
    ini = f"StylesPath = styles\n{'' if 'MinAlert' in ini else 'MinAlertLevel = suggestion'}\n{ini}"
    folder = project(**{".vale.ini": ini, "styles/Our/Rule.yml": EXISTENCE, "a.txt": "The ferry.\n"})
    assert [d.severity.value for d in lint(folder).diagnostics] == found


def test_a_vocabulary_is_no_defect_and_has_rules_of_its_own(project):
    ini = "StylesPath = styles\nVocab = House\n[*]\nBasedOnStyles = Our, Vale\nVale.Spelling = NO\nVale.Repetition = NO\n"
    folder = project(
        **{
            ".vale.ini": ini,
            "styles/Our/Rule.yml": EXISTENCE,
            "styles/config/vocabularies/House/accept.txt": "ferry\nFerry[Bb]oat\n",
            "styles/config/vocabularies/House/reject.txt": "wharf\n",
            "a.txt": "The ferry, the ferryboat, the pier and the wharf.\n",
        }
    )
    assert [(d.rule, d.message) for d in lint(folder).diagnostics] == [
        ("vale.Vale.Terms", "Use 'Ferry[Bb]oat' instead of 'ferryboat'."),
        ("vale.Our.Rule", "pier"),
        ("vale.Vale.Avoid", "Avoid using 'wharf'."),
    ]


def test_spelling(project):
    ini = "StylesPath = styles\n[*]\nBasedOnStyles = Vale\n"
    text = "The ferrry’s crew (recieved) NASA, MacBooks and re-read walked-in words at U.S. ports; dont.\n"
    folder = project(**{".vale.ini": ini, "styles/config/ignore/terms.txt": "recieved\n", "a.txt": text})
    pytest.importorskip("punkt")
    assert [d.message for d in lint(folder).diagnostics] == [
        "Did you really mean 'ferrry's'?",
        "Did you really mean 'dont'?",
    ]


def test_comments_switch_rules_off(project):
    text = (
        "A ferry. <!-- vale off -->A ferry.<!-- vale on --> A ferry.\n\n"
        "<!-- vale Our.Rule = NO -->\n\nA ferry.\n\n<!-- vale Our.Rule = YES -->\n\n"
        '<!-- vale Our.Rule["pier"] = NO -->\n\nA pier and a ferry.\n'
    )
    found = check(project, EXISTENCE, text, name="a.md")
    assert [(line, column) for line, column, _ in found] == [(1, 3), (1, 54), (11, 14)]


def test_a_rule_may_extend_another(project):
    child = "extends: Our.Rule\nmessage: 'Child %s'\ntokens+: [quay]\ntokens-: [pier]\n"
    files = {"styles/Our/Rule.yml": EXISTENCE, "styles/Our/Child.yml": child}
    folder = project(**{".vale.ini": INI + "Our.Rule = NO\n", "a.txt": "ferry pier quay\n", **files})
    assert [d.message for d in lint(folder).diagnostics] == ["Child ferry", "Child quay"]


def test_two_rules_may_find_the_same_words(project):
    rule = "extends: substitution\nmessage: '%s, not %s'\naction: {name: replace}\nswap: {do not: don't}\n"
    files = {"styles/Our/One.yml": rule, "styles/Our/Two.yml": rule}
    folder = project(**{".vale.ini": INI, "a.txt": "We do not.\n", **files})
    assert [d.rule for d in lint(folder).diagnostics] == ["vale.Our.One", "vale.Our.Two"]


def test_beside_copydesk_own_rules(project):
    folder = project(
        **{
            "copydesk.toml": 'extends = "vale:house/.vale.ini"\nselect = ["repeated-word", "vale"]\n',
            "house/.vale.ini": INI,
            "house/styles/Our/Rule.yml": EXISTENCE,
            "a.txt": "The the ferry left.\n",
        }
    )
    linter = Linter()
    reader, config = linter.open(folder / "a.txt", "a.txt")
    (report,) = (linter.lint_source(source, config) for source in reader)
    assert [d.rule for d in report.diagnostics] == ["repeated-word", "vale.Our.Rule"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (
            "Our/Rule.yml",
            "extends: existance\nmessage: m\n",
            "Rule.yml:1:1: extends = 'existance': expected one of",
        ),
        (
            "Our/Rule.yml",
            "extends: existence\nmessage: m\ntoken: a\n",
            "Rule.yml:3:1: unknown key 'token' in a rule",
        ),
        ("Our/Rule.yml", "extends: existence\nmessage: [\n", "Rule.yml:3:1: not valid YAML"),
        ("Our/Rule.yml", "extends: existence\n", "Rule.yml:1:1: the key message is missing"),
        (
            "Our/Rule.yml",
            "extends: existence\nmessage: m\ntokens: ['(a']\n",
            "Rule.yml:3:1: tokens: the expression",
        ),
        (
            "Our/Rule.yml",
            "extends: script\nmessage: m\nscript: x\n",
            "Rule.yml:1:1: rules of script are skipped",
        ),
        (
            "Our/Rule.yml",
            "extends: existence\nmessage: m\nlevel: bad\n",
            "Rule.yml:3:1: level = 'bad': expected one of",
        ),
        ("Our/Rule.yml", "extends: Our.None\n", "Rule.yml:1:1: extends Our.None: there is no such rule"),
        ("Our/Rule.yml", "extends: Our.Rule\n", "which extends it in turn"),
        ("Other/Rule.yml", EXISTENCE, ".vale.ini: there is no style 'Our' in styles"),
    ],
)
def test_what_is_wrong_with_a_rule_is_one_line_and_the_others_run(project, name, text, problem):
    ini = INI.replace("Our", "Our, Good")
    files = {f"styles/{name}": text, "styles/Good/Rule.yml": EXISTENCE, "a.txt": "The ferry left.\n"}
    report = lint(project(**{".vale.ini": ini, **files}))
    assert [d.rule for d in report.diagnostics] == ["vale.Good.Rule"]
    (said,) = report.problems
    assert problem in said.message
    assert "\n" not in said.message


def test_a_style_that_leads_outside_is_left_out(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "Rule.yml").write_text(EXISTENCE, "utf-8")
    folder = project(**{".vale.ini": INI, "styles/Good/Rule.yml": EXISTENCE, "a.txt": "The ferry left.\n"})
    os.symlink(outside, folder / "styles" / "Our")
    report = lint(folder)
    assert report.diagnostics == ()
    assert "leads outside" in report.problems[0].message


def test_a_styles_path_outside_takes_a_trusted_configuration(project):
    from copydesk.errors import ConfigError

    folder = project(**{".vale.ini": "StylesPath = ../elsewhere\n[*]\nBasedOnStyles = Our\n", "a.txt": "x\n"})
    with pytest.raises(ConfigError, match="outside the repository, which --config names"):
        lint(folder)


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        ("StylesPath\n", ".vale.ini:1:1: expected NAME = VALUE"),
        (
            "MinAlertLevel = eror\n",
            ".vale.ini:1:1: MinAlertLevel = 'eror': expected one of .* did you mean 'error'",
        ),
        ("BasedOnStyles = Our\n", ".vale.ini:1:1: BasedOnStyles belongs below a section"),
        ("[*]\nOur.Rule = MAYBE\n", ".vale.ini:2:1: Our.Rule = 'MAYBE': expected one of YES, NO"),
        ("[*\n", r".vale.ini:1:1: a \[ without its \]"),
    ],
)
def test_what_is_wrong_with_the_file(project, ini, message):
    from copydesk.errors import ConfigError

    with pytest.raises(ConfigError, match=message):
        lint(project(**{".vale.ini": ini, "a.txt": "x\n"}))


@pytest.mark.nightly
def test_very_many_rules_and_words(project):
    """Ten thousand rules and a vocabulary of a hundred thousand words: nothing hangs."""
    from time import process_time

    accepted = "\n".join(f"word{n}" for n in range(100_000))
    files = {
        f"styles/Our/R{n}.yml": f"extends: existence\nmessage: m\ntokens: [token{n}]\n" for n in range(10_000)
    }
    ini = INI.replace("StylesPath", "Vocab = House\nStylesPath")
    folder = project(
        **{
            ".vale.ini": ini,
            "styles/config/vocabularies/House/accept.txt": accepted,
            "a.txt": "A token77 here.\n",
            **files,
        }
    )
    began = process_time()
    assert [d.rule for d in lint(folder).diagnostics] == ["vale.Our.R77"]
    assert process_time() - began < 60
