"""Every example of every built-in rule: exact spans, fixed text, clean when linted again."""

import pytest

from copydesk.testing import cases, check_example
from copydesk_rules import RULES


@pytest.mark.parametrize(
    ("rule", "example"), cases(RULES), ids=lambda v: getattr(v, "meta", None) and v.meta.name
)
def test_example(rule, example):
    check_example(rule, example)
