"""The wording rules where examples do not reach: sounds, formats, hostile input."""

import pytest

from copydesk.testing import lint_text
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.house_term import HouseTerm
from copydesk_rules.wording.missing_article import MissingArticle
from copydesk_rules.wording.mixed_spelling import MixedSpelling
from copydesk_rules.wording.shared.indefinite import article_for
from copydesk_rules.wording.wrong_article import WrongArticle

RULES = [ConfusableWord, WrongArticle, MissingArticle, MixedSpelling, HouseTerm]


@pytest.mark.parametrize(
    ("words", "article"),
    [
        (
            "hour heir honest honour umbrella urgent uninsured MRI FBI HDMI X-ray F-150 e-mail iPhone mRNA",
            "an",
        ),
        ("8 18 80 800 8th 11 11-year-old 18,000 $8 £80m élite O’Brien EU AI L.A. M.B.A. hour-long", "an"),
        ("European unicorn ukulele one-off once ewe user union Ukrainian UFO U.S. BBC PR T-shirt", "a"),
        ("7 10 17 110 1,000 1.8 $10 NASA SWAT house horse young usurper eulogy", "a"),
    ],
)
def test_the_sound_decides(words, article):
    assert {word: article_for(word) for word in words.split()} == dict.fromkeys(words.split(), article)


@pytest.mark.parametrize(
    "word",
    ["herb", "historic", "hotel", "SQL", "URL", "Oaxaca", "Yves", "1800", "1,100", "0", "nth", "N.Y.", "?"],
)
def test_where_speakers_differ_nothing_is_said(word):
    assert article_for(word) is None


def test_a_fix_leaves_the_markup_alone():
    text = "They held *discrete* talks, **a** hour at a time, with [huge](x.html) amount of care.\n"
    found = [d for rule in RULES for d in lint_text(rule, text, "markdown", language="en").diagnostics]
    for edit in sorted((edit for d in found for edit in d.best_fix.edits), key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    assert (
        text == "They held *discreet* talks, **an** hour at a time, with a [huge](x.html) amount of care.\n"
    )


def test_the_apostrophe_is_the_articles():
    (found,) = lint_text(ConfusableWord, "It’s late, and its a pity.", language="en").diagnostics
    assert found.best_fix.origin.edits[0].text == "it’s"
