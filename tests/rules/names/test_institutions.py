"""The names of institutions: what is a slip in one, and what another use of its words."""

import pytest

from copydesk.testing import lint_text
from copydesk_rules.names.misspelled_name import MisspelledName
from copydesk_rules.names.shared.institutions import is_slip, key_of


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("National Parks Service", "National Park Service"),
        ("Center for Disease Control", "Centers for Disease Control"),
        ("Army Corps of Engineer", "Army Corps of Engineers"),
        ("Office of Management Budget", "Office of Management and Budget"),
        ("Office for Management and Budget", "Office of Management and Budget"),
        ("Department of Veteran’s Affairs", "Department of Veterans Affairs"),
    ],
)
def test_a_slip(found, name):
    assert key_of(found.split()) == key_of(name.split())
    assert is_slip(found.split(), name.split())


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("Departments of Homeland Security", "Department of Homeland Security"),
        ("Senate Finance Committees", "Senate Finance Committee"),
        ("Millennium Development Goal", "Millennium Development Goals"),
        ("Senate’s Finance Committee", "Senate Finance Committee"),
        ("United Nations and the Security Council", "United Nations Security Council"),
        ("Department of Health & Human Services", "Department of Health and Human Services"),
    ],
)
def test_another_use(found, name):
    assert key_of(found.split()) == key_of(name.split())
    assert not is_slip(found.split(), name.split())


@pytest.mark.parametrize(
    "text",
    [
        "The National Institute of Health Research paid for it.",
        "The Halden Department of Veteran Affairs is ours.",
        "The Department of Homeland Security and the Office of Management and Budget met.",
        "They met the General Service of Administration there.",
    ],
)
def test_other_institutions_are_left_alone(text):
    assert not lint_text(MisspelledName, text, "plain", language="en").diagnostics


def test_the_possessive_of_a_name_is_kept():
    text = "She led the General Service Administration's Technology Team."
    (finding,) = lint_text(MisspelledName, text, "plain", language="en").diagnostics
    assert finding.fixes[0].edits[0].text == "General Services Administration's"
