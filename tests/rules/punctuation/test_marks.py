"""The rules about single marks, where an example in the rule cannot show it."""

from __future__ import annotations

import pytest

from copydesk.rule.finding import Safety
from copydesk.testing import lint_text
from copydesk_rules.markup.broken_markdown import BrokenMarkdown
from copydesk_rules.punctuation.double_space import DoubleSpace
from copydesk_rules.punctuation.doubled_mark import DoubledMark
from copydesk_rules.punctuation.half_abbreviation import HalfAbbreviation
from copydesk_rules.punctuation.misplaced_stop import MisplacedStop
from copydesk_rules.punctuation.missing_question_mark import MissingQuestionMark
from copydesk_rules.punctuation.punctuation_spacing import PunctuationSpacing
from copydesk_rules.punctuation.unbalanced_brackets import UnbalancedBrackets
from copydesk_rules.punctuation.uneven_dash import UnevenDash
from copydesk_rules.punctuation.unpunctuated_quotation import UnpunctuatedQuotation
from copydesk_rules.punctuation.wrong_apostrophe import WrongApostrophe
from copydesk_rules.quotation.doubled_single_quote import DoubledSingleQuote
from timing import assert_linear

RULES = (
    DoubledMark,
    UnbalancedBrackets,
    WrongApostrophe,
    MissingQuestionMark,
    MisplacedStop,
    UnpunctuatedQuotation,
    UnevenDash,
    DoubleSpace,
    HalfAbbreviation,
    DoubledSingleQuote,
)


def found(rule, text, form="plain", **config):
    return [text[d.start : d.end] for d in lint_text(rule, text, form, **config).diagnostics]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It was the mayor 's house.", [" 's"]),
        ("Add the ending 's to it, add 's to that.", []),
        ("It isn’ t late.", ["’ t"]),
        ("A two- or three-day trip; pre- and post-war.", []),
        ("The under- lying reason was rain.", ["under- lying"]),
        ("It was late- and nobody saw it.", []),
        ("It is tense- suddenly it rains.", ["tense- suddenly"]),
        ("Use the -and option, or add -ly to it.", []),
        ("It costs $ 5, $ 6 and $ 7.", []),
        ("It costs $ 5, but $6 or $7 is asked.", ["$ "]),
        ("Fares rose by 5% , it said.", [" ,"]),
        ("See foo(bar), the harbour(s) and f(a b).", []),
        ("See foo.the and the.it of it.", []),
        ("The crew left the harbour.they slept.", [".they"]),
    ],
)
def test_spaces_at_signs_and_inside_words(text, wrong):
    assert found(PunctuationSpacing, text) == wrong


def test_a_lost_formula_is_said_to_be_missing():
    text = "The distance between and , where the value of , the mean of all, is known , is small."
    messages = {d.message for d in lint_text(PunctuationSpacing, text).diagnostics}
    assert messages == {"Something is missing before this comma."}


def test_a_hyphen_that_may_be_a_dash_is_not_mended_unasked():
    (diagnostic,) = lint_text(PunctuationSpacing, "The high- quality boat sank.").diagnostics
    assert diagnostic.fixes[0].safety is Safety.UNSAFE


@pytest.mark.parametrize("rule", [DoubledMark, MisplacedStop, MissingQuestionMark])
def test_no_fix_in_quoted_words_is_safe(rule):
    text = "“It sank, they say (who knows why.) Why did it sink. It did;, I saw it,” she said."
    diagnostics = lint_text(rule, text).diagnostics
    assert diagnostics
    assert all(d.fixes[0].safety is not Safety.SAFE for d in diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        "a) It is late. b) It is not. (c) So be it.",
        "It is late :) and so are we ;-) or not :-(",
        "The harbour (it was late.\n\nSo was the crew.) They slept.",
        "See en.example.org/Tides_(sea",
        "The range is [0, 1) here.",
        "The harbour (it was...",
    ],
)
def test_what_is_no_bracket_needs_no_partner(text):
    assert found(UnbalancedBrackets, text) == []


def test_a_dash_on_one_side_takes_the_style_of_the_article():
    (closed,) = lint_text(UnevenDash, "It sank— all of it. It was—so they say—new.").diagnostics
    (spaced,) = lint_text(UnevenDash, "It sank— all of it. It was — so they say — new.").diagnostics
    assert closed.fixes[0].edits[0].text == "—"
    assert spaced.fixes[0].edits[0].text == " — "


@pytest.mark.parametrize("comma", [",”", "”,"])
def test_the_comma_of_a_quotation_goes_where_the_article_has_it(comma):
    text = f"“We left the old island” she said. “We slept{comma} he said. “We ate{comma} he said."
    (diagnostic,) = lint_text(UnpunctuatedQuotation, text).diagnostics
    at = diagnostic.fixes[0].edits[0].start
    assert f"{text[:at]},{text[at:]}".startswith(f"“We left the old island{comma} she said")


def test_a_question_within_a_quotation_is_told_by_who_asked():
    assert found(MissingQuestionMark, "“Where are you going,” Ann Hale asked.") == [","]
    assert found(MissingQuestionMark, "“If you are going,” Ann Hale asked, “when?”") == []


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_second_space_that_nobody_sees_is_left_alone(form):
    assert found(DoubleSpace, "The ferry left  at ten.") == ["  "]
    assert found(DoubleSpace, "The ferry left  at ten.", form) == []


def test_broken_links_are_no_defect_of_plain_text():
    text = "Read [the report](https://example.org/tides first."
    assert found(BrokenMarkdown, text) == []
    assert found(BrokenMarkdown, text, "markdown") == ["](https://example.org/tides"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.meta.name)
def test_code_is_left_alone(rule):
    text = "Run `a;, (b ‘90s  U.S c.. '' “x” he said` now.\n\n```\na;, (b.. why did it sink.\n```\n"
    assert found(rule, text, "markdown") == []


#: For each rule, what it begins to look at and finds nothing in, or something everywhere.
PIECES = (
    (DoubledMark, "a?. A "),
    (UnbalancedBrackets, "(a "),
    (UnbalancedBrackets, "a] "),
    (WrongApostrophe, "‘90s "),
    (MissingQuestionMark, "Why did they go "),
    (MisplacedStop, "(a b c.) "),
    (UnpunctuatedQuotation, "“A b c d” he said. "),
    (UnevenDash, "a— b - "),
    (DoubleSpace, "a  b  "),
    (HalfAbbreviation, "U.S "),
    (DoubledSingleQuote, "‘a’’ "),
    (PunctuationSpacing, "a(bcd efg "),
    (PunctuationSpacing, "so- called ,a "),
)


@pytest.mark.parametrize(("rule", "piece"), PIECES)
def test_time_is_linear(rule, piece):
    assert_linear(lambda n: lint_text(rule, piece * (n // len(piece))), 4_000)


@pytest.mark.parametrize("piece", ["[x](/a ", "**a ", "a ** b** "])
def test_time_is_linear_in_markdown(piece):
    assert_linear(lambda n: lint_text(BrokenMarkdown, piece * (n // len(piece)), "markdown"), 3_000)
