"""Names in other forms, well-known names, terms, abbreviations: what the examples cannot show."""

import pytest

from copydesk import House
from copydesk.testing import lint_text
from copydesk_rules.names.inconsistent_name import InconsistentName
from copydesk_rules.names.inconsistent_term import InconsistentTerm
from copydesk_rules.names.misspelled_name import MisspelledName
from copydesk_rules.names.undefined_abbreviation import UndefinedAbbreviation


def found(rule, text, format="plain", **config):  # noqa: A002
    report = lint_text(rule, text, format, **{"language": "en"} | config)
    assert not report.problems
    return [text[d.start : d.end] for d in report.diagnostics]


def test_a_brand_in_lower_case_is_odd_where_the_article_has_its_capital():
    text = "She joined Facebook in May. Her mother left facebook in June."
    assert found(InconsistentName, text) == ["facebook"]
    assert found(InconsistentName, "She joined facebook in May. Her mother left facebook in June.") == []


@pytest.mark.parametrize(
    "text",
    [
        "We met on Facebook. Her handle is @facebook, her page facebook.example, her tag #facebook.",
        "We met on Facebook. She wrote: “facebook is down.”",
        "We met on Facebook. Run `facebook --help`, or set facebook_id=4.",
        "The Lantern of the north, the Lantern of the south and the Lantern of Oslo met by a lantern.",
    ],
)
def test_lower_case_is_left_alone_in_code_handles_quotations_and_words_of_the_article(text):
    assert found(InconsistentName, text, "markdown") == []


def test_a_name_that_is_no_word_needs_three_capitals_for_one_small_letter():
    text = "Half of Karrowby slept. A few of Karrowby sang, and all of Karrowby danced. Hail karrowby."
    assert found(InconsistentName, text) == ["karrowby"]
    assert found(InconsistentName, text.replace("and all of Karrowby danced", "and all danced")) == []


def test_a_name_in_one_word_is_code_where_it_is_called():
    text = "The Task Status of a task is shown. Set TaskStatus by hand: TaskStatus is a number."
    assert found(InconsistentName, text) == ["Task Status"]
    assert found(InconsistentName, text + " Call TaskStatus() first.") == []


def test_a_url_tells_which_of_two_spellings_is_right():
    text = "The Ferrolan pump is new, and the Ferrolan cheap. See https://ferrolane.example for Ferrolane."
    assert found(InconsistentName, text) == []  # a last letter makes another form, so these may be two
    text = text.replace("Ferrolane", "Ferrollan").replace("ferrolane", "ferrollan")
    assert found(InconsistentName, text) == ["Ferrolan", "Ferrolan"]


def test_a_surname_that_lost_its_last_letter_stands_with_the_same_first_name():
    text = "Anna Korrovani spoke. Anna Korrovani left, and we asked Anna Korrovan why."
    assert found(InconsistentName, text) == ["Korrovan"]
    assert found(InconsistentName, "We saw the Roman Forum. The Romans built it for Roma.") == []


def test_the_house_s_own_names_are_not_misspelled():
    text = "Our reporter is Maria Zuckerburg of Phillipines Weekly."
    assert found(MisspelledName, text) == ["Zuckerburg", "Phillipines"]
    assert found(MisspelledName, text, house=House(names=("Maria Zuckerburg", "Phillipines Weekly"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Austria, Australia, Georgia, Niger, Nigeria, Iran, Iraq, Slovakia and Slovenia sent teams.",
        "Michelle, Michele, Stephen, Steven, Philip, Phillip, Catherine and Katharine sang.",
        "MALAYSIAN AIRLINES was painted on the wall.",
        "Le Brésil et la Malaisie ont signé avec les Phillipins.",
    ],
)
def test_names_near_well_known_ones_are_left_alone(text):
    assert found(MisspelledName, text) == []


def test_a_well_known_name_is_one_finding_with_all_its_places():
    text = "She studied at John Hopkins University. John Hopkins University is large."
    (one,) = lint_text(MisspelledName, text, language="en").diagnostics
    assert len(one.best_fix.edits) == 2
    assert one.message == "“John Hopkins University” is usually spelled “Johns Hopkins University” (1 more)."


def test_a_compound_that_no_dictionary_has_is_reported_only_below_the_bar():
    text = "A timelock opens at noon. The time lock failed; a timelock never does."
    assert found(InconsistentTerm, text) == []
    (one,) = lint_text(InconsistentTerm, text, language="en", min_confidence=0.4).diagnostics
    assert text[one.start : one.end] == "time lock"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The QPRF met. The Quayside Pilots’ Rescue Fund (QPRF) is old.", ["QPRF"]),
        ("The QPRF, or Quayside Pilots’ Rescue Fund, met.", []),
        ("Members of the rescue fund (QPRF) met. The QPRFs of two towns agreed.", []),
        ("The QPRF stands for the Quayside Pilots, and the QPRF is old.", []),
    ],
)
def test_an_abbreviation_is_introduced_where_its_words_stand(text, expected):
    assert found(UndefinedAbbreviation, text) == expected
