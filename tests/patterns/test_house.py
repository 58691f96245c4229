"""Rules of a house's own, `[[pattern]]`: each kind, and what is said of one that makes no rule."""

import re

import pytest

from copydesk.config import config_for, forget
from copydesk.errors import ConfigError
from copydesk.lint.linter import Linter
from copydesk.patterns.house import house_rule
from copydesk.patterns.table import PatternTable
from copydesk.rule.rule import Bad, Good
from copydesk.testing import check_example

KINDS = [
    (
        {"words": ["synergy"], "exceptions": ["synergy drug"]},
        [Bad("It has ⟦Synergy⟧ in it."), Good("A synergy drug, and synergysts.")],
    ),
    ({"words": ["C++"]}, [Bad("They wrote it in ⟦C++⟧ then.")]),
    ({"pattern": r"\bca\.? \d{4}\b"}, [Bad("It was built ⟦ca. 1911⟧ here."), Good("It was built in 1911.")]),
    (
        {"swap": {"utilize": "use", "e-mail": ["email", "mail"]}, "safety": "safe"},
        [Bad("⟦Utilize⟧ an ⟦e-mail⟧ now.", fixed="Use an email now.")],
    ),
    ({"words": ["very"], "fix": ""}, [Bad("A ⟦very⟧ old inn.", fixed="A  old inn.")]),
    (
        {"pattern": r"\w+", "max": 4, "scope": ["sentence"]},
        [Bad("One two three. ⟦One⟧ two three four five.")],
    ),
    ({"kind": "repetition"}, [Bad("It was ⟦the the⟧ ferry."), Good("It was the ferry. The ferry left.")]),
    (
        {"either": {"adviser": "advisor"}},
        [Bad("An adviser came.\n\nThe ⟦advisor⟧ left."), Good("An adviser met an adviser.")],
    ),
    (
        {"first": r"\b[A-Z]{3,}\b", "second": r"\(([A-Z]{3,})\)", "exceptions": ["NASA"]},
        [Bad("The ⟦WHO⟧ met."), Good("The World Health Organization (WHO) met. The WHO and NASA left.")],
    ),
    (
        {"case": "sentence", "scope": ["heading"], "exceptions": ["Paris"]},
        [
            Bad(
                "# The fair\n\n## ⟦Bread And Paris⟧\n\nText.\n",
                format="markdown",
                fixed="# The fair\n\n## Bread and Paris\n\nText.\n",
            )
        ],
    ),
    (
        {"formula": "words / sentences", "condition": "> 5"},
        [Bad("⟦One two three four five six seven.⟧"), Good("One two.")],
    ),
]


@pytest.mark.parametrize(("table", "examples"), KINDS, ids=[" ".join(table) for table, _ in KINDS])
def test_each_kind(table, examples):
    import msgspec

    rule = house_rule(msgspec.convert({"name": "house-rule", "message": "“{found}”", **table}, PatternTable))
    for example in examples:
        check_example(rule, example)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('wrods = ["a"]', "copydesk.toml:4:1: unknown key 'wrods'; did you mean 'words'?"),
        ('words = ["a"]\nseverity = "fatal"', "copydesk.toml:5:1: severity = 'fatal': expected one of"),
        ("pattern = '(a'", "copydesk.toml:4:1: pattern: a ( without its ), at character"),
        ("pattern = 'a(?=b)'", "look-around, backreferences and \\p{…} are for the styles of Vale alone"),
        (
            'kind = "metric"\nwords = ["a"]',
            "copydesk.toml:5:1: words is for a pattern of kind occurrence, not metric",
        ),
        ('first = "a"', "copydesk.toml:2:1: a pattern of kind conditional needs second"),
        ('formula = "__import__(1)"', "copydesk.toml:4:1: formula: only numbers, names"),
        ("", "copydesk.toml:2:1: a pattern of kind existence needs words or pattern"),
    ],
)
def test_an_error_has_its_place(tmp_path, monkeypatch, lines, message):
    (tmp_path / "copydesk.toml").write_text(f'[[pattern]]\nname = "one"\nmessage = "m"\n{lines}\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    forget()
    linter = Linter()

    def rules():
        return linter.rules_for(config_for(tmp_path / "article.txt"))

    with pytest.raises(ConfigError, match=re.escape(message)):
        rules()


def test_what_a_message_cannot_say_is_an_error():
    table = PatternTable(name="one", message="Not “{match}”.", words=("a",))
    with pytest.raises(ConfigError, match=re.escape("unknown {match}; expected {found} or {wanted}")):
        house_rule(table)


def test_it_is_a_rule_like_any_other(tmp_path, monkeypatch):
    table = '[[pattern]]\nname = "no-synergy"\nmessage = "Not {found}."\nwords = ["synergy"]\n'
    (tmp_path / "copydesk.toml").write_text(
        f'select = ["house"]\n{table}[rules.no-synergy]\nseverity = "error"\n', "utf-8"
    )
    (tmp_path / "a.md").write_text(
        "Some synergy.\n\n<!-- copydesk-ignore no-synergy -->\n\nMore synergy.\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    forget()
    linter = Linter()
    reader, config = linter.open(tmp_path / "a.md", "a.md")
    (report,) = (linter.lint_source(source, config) for source in reader)
    assert [(d.rule, d.line, d.severity.value, d.message) for d in report.diagnostics] == [
        ("no-synergy", 1, "error", "Not synergy.")
    ]
    assert linter.known.rule("no-synergy").meta.group == "house"
