"""Names without their capitals: what the examples cannot show."""

import pytest

from copydesk.testing import lint_text
from copydesk_rules.names.wrong_capitals import WrongCapitals


def found(text, format="markdown"):  # noqa: A002
    report = lint_text(WrongCapitals, text, format, language="en")
    assert not report.problems
    return [text[d.start : d.end] for d in report.diagnostics]


def test_all_places_are_one_finding():
    text = "It sank. They moved it to Github, and Github keeps it. Later Github was late."
    (finding,) = lint_text(WrongCapitals, text, "markdown", language="en").diagnostics
    assert len(finding.related) == 2


@pytest.mark.parametrize(
    "text",
    [
        "It sank. See [the code](https://github.example/halden) and `javascript:void`.",
        "It sank. We use rubygems and mdbook here.",
        "| language | host |\n| - | - |\n| english | Github |\n\nIt sank. They slept.",
        "It sank. She is @california on #youtube, or california@halden.example.",
    ],
)
def test_code_addresses_handles_programs_and_tables_are_left_alone(text):
    assert not found(text)


def test_a_program_with_a_capital_is_wrong_too():
    assert found("It sank. They publish it with Rubygems now.") == ["Rubygems"]
