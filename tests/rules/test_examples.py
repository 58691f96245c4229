"""Every example of every built-in rule: exact spans, fixed text, clean when linted again."""

import inspect
from collections import Counter

import msgspec
import pytest

from copydesk.rule.rule import Bad, FixAvailability, Good, House
from copydesk.testing import cases, check_example, lint_text, marked
from copydesk_rules import RULES


def _cases():
    count = Counter()
    for rule, example in cases(RULES):
        count[rule] += 1
        at_night = [pytest.mark.nightly] if rule.meta.name == "languagetool" else []
        yield pytest.param(rule, example, marks=at_night, id=f"{rule.meta.name}-{count[rule]}")


@pytest.mark.parametrize(("rule", "example"), list(_cases()))
def test_example(rule, example, request):
    if rule.meta.name == "languagetool":
        request.getfixturevalue("languagetool")
    check_example(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.name)
class TestEveryRule:
    def test_is_in_the_package_of_its_group(self, rule):
        assert rule.__module__.split(".")[1] == rule.meta.group

    def test_is_documented(self, rule):
        paragraphs = inspect.cleandoc(rule.__doc__ or "").split("\n\n")
        assert paragraphs[0].endswith("."), "the first paragraph of the docstring is one sentence"
        assert len(paragraphs) > 1, "the docstring says why, and what is left alone"

    def test_has_examples_of_both_kinds(self, rule):
        assert any(isinstance(e, Bad) for e in rule.examples)
        assert any(isinstance(e, Good) for e in rule.examples)

    def test_options_are_described(self, rule):
        for field in msgspec.inspect.type_info(rule.options_type).fields:
            assert isinstance(field.type, msgspec.inspect.Metadata), f"{field.name} has no description"
            assert field.type.extra_json_schema["description"].endswith(".")

    def test_refuses_an_option_that_it_does_not_have(self, rule):
        with pytest.raises(msgspec.ValidationError, match="unknown field `no-such-option`"):
            msgspec.convert({"no-such-option": 1}, rule.options_type)


def findings(rule, example):
    """What a rule finds in an example."""
    options, house = {rule.meta.name: dict(example.options)}, msgspec.convert(dict(example.house), House)
    text = marked(example.text)[0]
    report = lint_text(rule, text, example.format, rules=options, house=house, language=example.language)
    return report.diagnostics


#: By rule, the examples in which it finds something without other articles or a server.
DEFECTS = {
    rule: [example for example in rule.examples if isinstance(example, Bad) and not example.elsewhere]
    for rule in RULES
    if rule.meta.name != "languagetool"
}


@pytest.mark.parametrize("rule", [rule for rule in DEFECTS if DEFECTS[rule]], ids=lambda rule: rule.meta.name)
def test_the_examples_show_the_fixes_that_a_rule_declares(rule):
    offered = [bool(d.fixes) for example in DEFECTS[rule] for d in findings(rule, example)]
    assert offered
    assert any(offered) == (rule.meta.fix is not FixAvailability.NEVER)
    assert all(offered) or rule.meta.fix is not FixAvailability.ALWAYS
