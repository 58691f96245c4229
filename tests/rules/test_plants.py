"""Every default rule at work in an article beside all others, planted from its own examples."""

import tomllib

import pytest

from copydesk.config import Config
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.rule import Bad
from copydesk.testing import marked
from copydesk.text.source import decode
from places import ROOT

FIXTURES = ROOT / "fixtures"
#: Articles of ours without a defect, by format.
CLEAN = {"plain": "obituary.txt", "markdown": "explainer.md", "html": "review.html"}
#: Those that find nothing in articles alone: one needs the house's own table.
APART = {"house-term"}
LINTER = Linter(Settings(isolated=True))
RULES = [rule for rule in LINTER.rules_for(Config()) if rule.meta.name not in APART]
BY_HAND = {
    defect["rule"]
    for path in FIXTURES.rglob("*.planted.toml")
    for defect in tomllib.loads(path.read_text(encoding="utf-8")).get("defect", ())
}


def planted(example: Bad) -> tuple[str, list[tuple[int, int]]]:
    """A clean article with an example as its last paragraphs, and where the defects are."""
    article = (FIXTURES / "clean" / CLEAN[example.format]).read_text(encoding="utf-8").rstrip() + "\n\n"
    text, places = marked(example.text)
    return f"{article}{text}\n", [(start + len(article), end + len(article)) for start, end in places]


def is_found(rule, example: Bad) -> bool:
    """Whether a rule finds all that is marked in a planted example, and no rule anything else."""
    text, expected = planted(example)
    report = LINTER.lint_source(decode(text.encode(), "article", example.format), Config())
    repeats = [(d, related) for d in report.diagnostics for related in d.related if related.repeat]
    found = [(d.rule, d.start, d.end) for d in report.diagnostics]
    found += [(d.rule, related.start, related.end) for d, related in repeats]
    return sorted(found) == sorted((rule.meta.name, *place) for place in expected)


def is_plain(example) -> bool:
    """Whether an example is a defect in any house, and in its article alone."""
    return isinstance(example, Bad) and not (example.options or example.house or example.elsewhere)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.name)
def test_a_default_rule_is_shown_at_work(rule):
    """By one of its examples, or by a defect that was planted by hand: see test_golden.py."""
    examples = filter(is_plain, rule.examples)
    assert any(is_found(rule, example) for example in examples) or rule.meta.name in BY_HAND, (
        f"no example of {rule.meta.name} is all that is found in a clean article that ends with it"
    )
