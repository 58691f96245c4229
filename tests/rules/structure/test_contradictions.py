"""The rules about dates and numbers that cannot be right, where an example in the rule cannot show it."""

from __future__ import annotations

import re

import pytest

from copydesk.rule.finding import Safety
from copydesk.testing import lint_text
from copydesk_rules.names.inconsistent_name import InconsistentName
from copydesk_rules.structure.date_mismatch import DateMismatch
from copydesk_rules.structure.headline_mismatch import HeadlineMismatch
from copydesk_rules.structure.impossible_date import ImpossibleDate
from copydesk_rules.structure.list_mismatch import ListMismatch
from copydesk_rules.structure.number_mismatch import NumberMismatch
from copydesk_rules.structure.shared.numbers import COUNT, value_of

LEAD = (
    "A trawler sank on Friday off the rocks below Karrow lighthouse, the coast guard said.\n\nIt rained.\n\n"
)


def found(rule, text, form="plain", **config):
    return [text[d.start : d.end] for d in lint_text(rule, text, form, **config).diagnostics]


@pytest.mark.parametrize(
    ("number", "value"),
    [("7", 7), ("1,200", 1200), ("twelve", 12), ("Seventeen", 17), ("forty", 40), ("Fifty-three", 53)],
)
def test_a_number_has_its_value_in_figures_and_in_words(number, value):
    assert value_of(re.fullmatch(COUNT, number)[0]) == value


@pytest.mark.parametrize("text", ["$12", "12.5", "12%", "3-year", "A4", "12:30", "often", "tenth", "1/2"])
def test_what_counts_nothing_is_no_count(text):
    assert not re.search(COUNT, text)


def test_the_other_day_is_shown_with_its_place_and_never_put_in():
    text = f"{LEAD}On Thursday the trawler sank off the rocks below Karrow, and nobody saw it."
    (diagnostic,) = lint_text(DateMismatch, text).diagnostics
    assert diagnostic.message == (
        "This says “Thursday” where the article earlier has “Friday” for the same event."
    )
    assert text[diagnostic.related[0].start :].startswith("Friday off the rocks")
    assert [(fix.edits[0].text, fix.safety) for fix in diagnostic.fixes] == [("Friday", Safety.DISPLAY)]


@pytest.mark.parametrize(
    "later",
    [
        "A second trawler sank on Thursday off the rocks below Karrow.",
        "The trawler sank off the rocks below Karrow on Friday.",
        "The trawler that sank off the rocks below Karrow will be raised on Monday.",
        "On Thursday the trawler had been seen off the rocks below Karrow lighthouse.",
        "Between Thursday and Friday the trawler sank off the rocks below Karrow.",
        "A rowing boat sank on Thursday in the harbour of Callow.",
    ],
)
def test_another_event_may_be_on_another_day(later):
    assert found(DateMismatch, LEAD + later) == []


def test_a_date_with_its_year_is_left_to_the_calendar():
    assert found(DateMismatch, "The fair is on Monday, May 3, 2021. Come on Tuesday, May 3, 2021.") == []


def test_a_month_in_lower_case_is_a_word():
    assert found(ImpossibleDate, "On sept 31, you may 31, march 32.") == []
    assert found(ImpossibleDate, "On Sept 31, it rained.") == ["Sept 31"]


def test_a_headline_is_compared_with_what_the_article_counts_once():
    head = "# Storm leaves 4 dead\n\n"
    one = "Five people were killed in the storm on Friday, the coast guard said.\n\nIt rained."
    assert found(HeadlineMismatch, head + one, "markdown") == ["4"]
    assert found(HeadlineMismatch, f"{head}{one} By noon six people were dead.", "markdown") == []
    (diagnostic,) = lint_text(HeadlineMismatch, head + one, "markdown").diagnostics
    assert diagnostic.message == "The headline says “4”, and the body says “Five”."


def test_a_caption_is_compared_too():
    text = (
        "<html><body><article><h1>Storm on the coast</h1><figure><figcaption>The storm"
        " killed 4 people.</figcaption></figure><p>Five people were killed on Friday, they said.</p>"
        "</article></body></html>"
    )
    assert found(HeadlineMismatch, text, "html") == ["4"]


def test_a_name_in_the_headline_is_compared_by_the_rule_about_names():
    text = (
        "# Mayor Tom Hallorsen resigns\n\nTom Hallorson resigned on Friday. Hallorson, 61, gave no reason."
        " The council thanked Hallorson for his work."
    )
    assert found(InconsistentName, text, "markdown") == ["Hallorsen"]


def test_nested_items_are_not_counted():
    text = "There are two reasons:\n\n- It is cold.\n  - Very cold.\n  - Icy.\n- It is dark.\n"
    assert found(ListMismatch, text, "markdown") == []


def test_a_desk_says_what_its_lists_are_of():
    text = "There are three boats:\n\n- Galeb\n- Orao\n"
    listed = {"list-mismatch": {"listed": ["boats"]}}
    assert found(ListMismatch, text, "markdown") == []
    assert found(ListMismatch, text, "markdown", rules=listed) == ["three"]


@pytest.mark.parametrize(
    "text",
    [
        # Rounded amounts leave room: 1.1 to 1.3 million is anything from 9 to 29 percent.
        "Exports rose 27 percent, from 1.1 million to 1.3 million tonnes.",
        "Sales grew about 40 percent, from $52 million to $70 million.",
        "The number of cases increased 34 percent from 1999 to 2003.",
        "The share rose 5 percentage points, from 20 percent to 25 percent.",
        "Prices rose 3 percent a year on average, from $50 to $70.",
        "The nine-member board met. Parliament voted 60-40 for the law.",
        "Pick two years from 1969 to 1991.",
        "The skull is between 350,000 and 200,000 years old.",
        "Of all exports, another 20 percent are fish and the remaining 10 percent crabs.",
    ],
)
def test_numbers_that_may_both_be_right_are_left_alone(text):
    assert found(NumberMismatch, text, language="en") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Grants are cut by 56 percent, from $200 million to $100 million.", "56"),
        ("Visitors went from 340 sites to 580 sites, an increase of 90 percent.", "90"),
        ("A 12-judge panel ruled 9 to 4 against the port.", "9 to 4"),
        ("The building took three decades (1910–1990).", "three decades"),
        ("The company expects between 90 percent and 60 percent.", "between 90 percent and 60 percent"),
    ],
)
def test_numbers_that_cannot_both_be_right_are_found(text, said):
    assert found(NumberMismatch, text, language="en") == [said]
