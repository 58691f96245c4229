"""Duplicates and doubled words: formats, edges, and time."""

import pytest

from copydesk.rule.finding import Safety
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


TOOLS = ("saw", "drill", "lathe", "press", "plane", "forge", "crane", "winch")
MANUAL = [
    f"The {tool} must be switched off at the wall before anybody opens its cover or changes its blade, and "
    f"the key of the {tool} hangs in the office of the foreman on duty."
    for tool in TOOLS
]
NOTE = (
    "Whoever finds the guard of a machine missing tells the foreman at once, who then writes it in the book."
)


def test_a_note_among_paragraphs_of_one_pattern_is_their_form():
    text = "\n\n".join([*MANUAL[:4], NOTE, *MANUAL[4:], NOTE]) + "\n"
    assert found(DuplicateParagraph, text) == []
    news = "\n\n".join([DOCK, NOTE, FERRY, COUNCIL, NOTE]) + "\n"
    assert found(DuplicateParagraph, news) == [NOTE]


def test_one_answer_to_two_questions_is_no_safe_deletion():
    text = f"## May I sail?\n\n{DOCK}\n\n## May I fish?\n\n{DOCK}\n\n## Who pays?\n\n{COUNCIL}\n"
    (diagnostic,) = lint_text(DuplicateParagraph, text, "markdown").diagnostics
    assert diagnostic.confidence < 0.95
    assert diagnostic.best_fix.safety is not Safety.SAFE


def test_a_statement_that_is_quoted_and_then_printed_is_left_alone():
    statement = "We knew that the wall was old, and we asked for the money three years running, in vain."
    assert found(DuplicateParagraph, f"“{statement}”\n\n{FERRY}\n\n{DOCK}\n\n{statement}\n") == []


def test_a_quotation_used_twice_is_found_even_where_phrases_come_again():
    quote = "“We asked for the money three years running, and each time were told to wait,” he said."
    text = "\n\n".join([f"{MANUAL[0]} {quote}", *MANUAL[1:], f"It rained. {quote}"]) + "\n"
    assert found(DuplicateSentence, text) == [quote]


@pytest.mark.parametrize(
    "sentence",
    [
        "If you would like to help us with the wall, please write to the harbour office before May.",
        "To sail at night, ask for a lamp at the harbour office first.",
    ],
    ids=["to the reader", "short"],
)
def test_an_instruction_may_stand_twice(sentence):
    assert found(DuplicateSentence, f"{DOCK} {sentence}\n\n{FERRY} {sentence}\n") == []
