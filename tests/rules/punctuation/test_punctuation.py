"""The rules about marks and the space around them, where an example in the rule cannot show it."""

from __future__ import annotations

from functools import partial

import pytest

from copydesk.config import Config, Selection
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.finding import Safety
from copydesk.testing import lint_text
from copydesk.text.source import decode
from copydesk_rules.punctuation.hyphen_number import HyphenNumber
from copydesk_rules.punctuation.missing_full_stop import MissingFullStop
from copydesk_rules.punctuation.punctuation_spacing import PunctuationSpacing

LONG = "The ferry left the old harbour at ten, and nobody on the quay or in the town had seen it since then."


def found(rule, text, form="plain", **config):
    return [text[d.start : d.end] for d in lint_text(rule, text, form, **config).diagnostics]


def fixed(text, form):
    linter = Linter(Settings(Selection(select=("punctuation",)), isolated=True))
    lint = partial(linter.lint_source, config=Config(language="en"))
    return fix_source(decode(text.encode(), "post", form), lint, unsafe=True).source.text


def test_the_same_slip_in_several_places_is_one_finding_that_mends_all():
    (diagnostic,) = lint_text(PunctuationSpacing, "The mayor , who was away , agreed , they say.").diagnostics
    assert diagnostic.message == "There is a space before this comma (2 more)."
    assert len(diagnostic.fixes[0].edits) == 3


def test_a_lost_word_is_told_from_a_stray_space_and_is_not_mended():
    (diagnostic,) = lint_text(PunctuationSpacing, "They are pulling for the sea and .").diagnostics
    assert diagnostic.message == "Something is missing before this full stop."
    assert not diagnostic.fixes


@pytest.mark.parametrize("language", ["fr", "fr-CH"])
def test_french_spaces_are_right_in_french_only(language):
    text = "Le pont est fermé aux voitures depuis ce matin ; qui peut encore passer ?"
    assert found(PunctuationSpacing, text, language=language) == []
    assert found(PunctuationSpacing, text, language="en") == [" ;", " ?"]


def test_straight_quotation_marks_are_judged_only_where_each_has_its_partner():
    assert found(PunctuationSpacing, 'She said: " We left." He nodded.') == ['" We']
    assert found(PunctuationSpacing, 'She said: " We left." He nodded. "Then') == []


@pytest.mark.parametrize(
    "text",
    [
        'The table is 12 " wide and 5 " deep.',
        "It holds a,b,c and x;y for all foo,bar,baz values.",
        "Call stuff.Thing, then stuff.Other.",
        "See e.g.The",
        "Write to Ann.Hale@example.com.",
    ],
)
def test_what_is_no_word_is_not_spaced(text):
    assert found(PunctuationSpacing, text) == []


def test_a_mark_that_stands_behind_emphasis_and_links_is_mended_in_their_source():
    assert fixed("They left **early** , with [the boat](b.html) .\n", "markdown") == (
        "They left **early**, with [the boat](b.html).\n"
    )
    assert fixed("<p>They left <b>early</b> , all of them.Nobody stayed.</p>", "html") == (
        "<p>They left <b>early</b>, all of them. Nobody stayed.</p>"
    )


def test_a_space_stands_before_the_markup_of_the_words_behind():
    assert fixed("Why you love it._You can see it here._\n", "markdown") == (
        "Why you love it. _You can see it here._\n"
    )
    assert fixed("<p>They left.<b>Nobody</b> stayed.</p>", "html") == (
        "<p>They left. <b>Nobody</b> stayed.</p>"
    )


def test_code_is_left_alone():
    text = "Run `a ,b` first.\n\n```\nx = f( a ,b.C )\n```\n\nwith axis AS ( SELECT n ), b AS ( SELECT m )\n"
    assert found(PunctuationSpacing, text, "markdown") == []


def test_an_age_is_safe_to_mend_and_a_measure_is_not():
    (age,) = lint_text(HyphenNumber, "The 93 year-old resigned.").diagnostics
    (measure,) = lint_text(HyphenNumber, "They were on a 48 hour hold.").diagnostics
    assert age.fixes[0].safety is Safety.SAFE
    assert measure.fixes[0].safety is Safety.UNSAFE


@pytest.mark.parametrize("before", ["Week", "the top", "chapter", "0.5 to", "a 2 or", "$", "May"])
def test_a_number_that_counts_nothing_takes_no_hyphen(before):
    assert found(HyphenNumber, f"We saw {before} 11 game tickets, {before} 11 page one.") == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a one year old horse", ["one year old"]),
        ("it was one year old", []),
        ("its only 1 year old", []),
        ("twelve month olds slept", ["twelve month olds"]),
        ("aged 12 to 17-years-old", ["17-years-old"]),
        ("a 10-year-old boy is 10 years old", []),
    ],
)
def test_ages(text, wrong):
    assert found(HyphenNumber, f"We saw that {text}.") == wrong


def test_an_article_whose_paragraphs_end_without_marks_has_its_own_way():
    lines = "\n\n".join([LONG, LONG[:-1], LONG, LONG[:-1], LONG, LONG[:-1], LONG])
    assert found(MissingFullStop, lines) == []


def test_a_run_of_paragraphs_without_marks_is_a_list():
    assert found(MissingFullStop, "\n\n".join([LONG] * 20 + [LONG[:-1]] * 2 + [LONG])) == []
    assert found(MissingFullStop, "\n\n".join([LONG] * 20 + [LONG[:-1]] + [LONG])) == ["then"]


def test_a_full_stop_goes_before_a_note():
    text = "\n\n".join([LONG] * 3 + [f"{LONG[:-1]}[12][citation needed]", LONG])
    assert fixed(text, "plain") == text.replace("then[12]", "then.[12]")


def test_headings_list_items_and_verse_need_no_full_stop():
    words = LONG[:-1]
    body = "\n\n".join([LONG] * 3)
    text = f"# {words}\n\n{body}\n\n- {words}\n- {words}\n\n> {words}\n\n| a |\n| --- |\n| {words} |\n"
    assert found(MissingFullStop, text, "markdown") == []
