"""Every example of every built-in rule: exact spans, fixed text, clean when linted again."""

import inspect

import pytest

from copydesk.rule.rule import Bad, Default, FixAvailability, Good
from copydesk.testing import cases, check_example
from copydesk_rules import RULES

CASES = list(cases(RULES))


def _ids():
    seen = {}
    for rule, _ in CASES:
        seen[rule] = seen.get(rule, 0) + 1
        yield f"{rule.meta.name}-{seen[rule]}"


@pytest.mark.parametrize(("rule", "example"), CASES, ids=list(_ids()))
def test_example(rule, example, request):
    if rule.meta.name == "languagetool":
        request.getfixturevalue("languagetool")
    check_example(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.name)
class TestEveryRule:
    def test_is_documented(self, rule):
        paragraphs = inspect.cleandoc(rule.__doc__ or "").split("\n\n")
        assert paragraphs[0].endswith("."), "the first paragraph of the docstring is one sentence"
        assert len(paragraphs) > 1, "the docstring says why, and what is left alone"

    def test_has_examples_of_both_kinds(self, rule):
        assert any(isinstance(e, Bad) for e in rule.examples)
        assert any(isinstance(e, Good) for e in rule.examples)

    def test_does_what_it_declares_of_fixes(self, rule):
        if rule.meta.fix is FixAvailability.ALWAYS and rule.meta.default is not Default.CONFIGURED:
            assert any(isinstance(e, Bad) and e.fixed for e in rule.examples)

    def test_options_are_described(self, rule):
        import msgspec

        for field in msgspec.inspect.type_info(rule.options_type).fields:
            assert isinstance(field.type, msgspec.inspect.Metadata), f"{field.name} has no description"
            assert field.type.extra_json_schema["description"].endswith(".")

    def test_crosses_nothing_but_its_own_options(self, rule):
        with pytest.raises(TypeError):
            rule.options_type(no_such_option=1)
