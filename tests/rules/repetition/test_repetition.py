"""Duplicates and doubled words: formats, edges, and time."""

import pytest

from copydesk.testing import lint_text
from copydesk_rules.repetition.duplicate_paragraph import DuplicateParagraph
from copydesk_rules.repetition.duplicate_sentence import DuplicateSentence
from copydesk_rules.repetition.repeated_word import RepeatedWord

DOCK = (
    "The harbour was closed to freight after divers found a crack in the wall of the old dock, and it "
    "would take a month to mend."
)
FERRY = (
    "Ferries to the islands still run from the north pier, but every second sailing has been cancelled "
    "and passengers should come early."
)
COUNCIL = "The council has been called to a meeting on Friday, and the engineers will be heard at length."


def found(rule, text, format="plain"):  # noqa: A002
    report = lint_text(rule, text, format)
    assert not report.problems
    return [text[d.start : d.end] for d in report.diagnostics]


def test_a_copy_in_other_markup_is_exact():
    text = f"<p>{DOCK}</p>\n<p>{FERRY}</p>\n<div><b>{DOCK.replace(' old ', ' <i>old</i>&nbsp;')}</b></div>\n"
    (diagnostic,) = lint_text(DuplicateParagraph, text, "html").diagnostics
    assert diagnostic.data["exact"]


def test_a_section_pasted_again_is_one_finding():
    section = f"## The dock\n\n{DOCK}\n\nSo much is known.\n\n- one crack\n- no freight\n\n{FERRY}\n"
    text = f"{section}\n## The council\n\n{COUNCIL}\n\n{section}"
    (diagnostic,) = lint_text(DuplicateParagraph, text, "markdown").diagnostics
    assert diagnostic.start >= text.rindex("## The dock")
    assert diagnostic.end >= text.rindex("early.")


def test_a_near_copy_shows_the_words_that_differ():
    text = f"{DOCK}\n\n{FERRY}\n\n{COUNCIL}\n\n{DOCK.replace('a month', 'six weeks')}\n"
    (diagnostic,) = lint_text(DuplicateParagraph, text).diagnostics
    assert diagnostic.message == "This paragraph nearly repeats an earlier one: “six weeks” for “a month”."
    assert diagnostic.data["differences"] == [{"first": "a month", "later": "six weeks"}]


def test_each_of_three_copies_but_the_first_is_found():
    text = "\n\n".join([DOCK, FERRY, DOCK, COUNCIL, DOCK])
    assert found(DuplicateParagraph, text) == [DOCK, DOCK]


def test_four_copies_in_a_row_are_three_findings():
    assert found(DuplicateParagraph, "\n\n".join([DOCK] * 4)) == [DOCK] * 3


def test_a_refrain_is_left_alone():
    refrain = "And still the old bell rang at noon, as it had rung on every day before."
    stanzas = [DOCK, refrain, FERRY, refrain, COUNCIL, refrain]
    assert found(DuplicateParagraph, "\n\n".join(stanzas)) == []


def test_a_sentence_of_a_copied_paragraph_is_reported_once():
    text = f"{COUNCIL} {FERRY}\n\n{DOCK}\n\n{COUNCIL} {FERRY}\n"
    assert found(DuplicateSentence, text) == []
    assert len(found(DuplicateParagraph, text)) == 1


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("The clerk of the\nthe court was late, which is\nnot how the day was meant to go.", "markdown"),
        ("The clerk of <a href='/x'>the</a> the court was late.", "html"),
        ("The clerk of the *the* court was late.", "markdown"),
        ("And the moon went down on the\nthe sleeping town\n", "plain"),
    ],
)
def test_a_word_is_doubled_across_lines_and_markup(text, format_):
    assert len(found(RepeatedWord, text, format_)) == 1


def test_each_word_too_many_goes():
    assert found(RepeatedWord, "It is in the the the house.") == [" the the"]
