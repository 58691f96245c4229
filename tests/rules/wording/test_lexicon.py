"""The word lists, and the rules that look words up in them."""

from __future__ import annotations

import pytest

from copydesk.config import Config, Selection
from copydesk.lint.linter import Linter, Settings
from copydesk.text.source import Source
from copydesk_rules.wording.lexicon import common_words, edits, is_word
from copydesk_rules.wording.slips import trigrams_of

RULES = ("misspelling", "joined-words", "split-word")


@pytest.fixture(scope="module")
def linter():
    return Linter(Settings(Selection(select=RULES), isolated=True))


def findings(linter, text, format_="plain"):
    report = linter.lint_source(Source("a", text.encode(), format_, "utf-8", text), Config())
    return [(d.rule, text[d.start : d.end]) for d in report.diagnostics]


@pytest.mark.parametrize("word", ["a", "colour", "color", "realise", "gaol", "cafe", "zyzzyvas", "aardvark"])
def test_a_word_of_any_dialect_is_known(word):
    assert is_word(word)


@pytest.mark.parametrize("word", ["", "zzzzzz", "recieved", "occured", "dont", "ofthe", "colou", "colourr"])
def test_what_is_no_word_is_not_known(word):
    assert not is_word(word)


def test_the_most_frequent_word_has_the_first_rank():
    assert common_words()["the"] == 1


def test_each_way_to_miss_a_key_is_among_the_edits():
    known = {"apple", "ape", "pale", "axle", "ample", "aple"}
    between: dict[str, str] = {}
    for before, letter, after in {part for word in known for part in trigrams_of(word)}:
        between[before + after] = between.get(before + after, "") + letter
    slips = {meant: change for meant, change, _ in edits("aple", known, between)}
    assert slips.keys() == known - {"aple"}
    assert slips["apple"] == "missing"
    assert slips["ape"] == "extra"
    assert slips["pale"] == "swapped"
    assert slips["axle"] == "other"


def test_a_word_in_two_parts_is_one_finding_and_not_also_misspelled(linter):
    assert findings(linter, "It came to the benefi t of all.") == [("split-word", "benefi t")]


def test_a_misspelling_in_a_quotation_is_found_but_its_fix_is_not_safe(linter):
    text = "“We have recieved it,” she said."
    report = linter.lint_source(Source("a", text.encode(), "plain", "utf-8", text), Config())
    (diagnostic,) = report.diagnostics
    assert all(fix.safety != "safe" for fix in diagnostic.fixes)


def test_a_list_of_strange_words_is_not_read_as_english(linter):
    jargon = "frobnic quuxly wibblet snarfol zorptag recieved blergon"
    assert findings(linter, f"The machine knows {jargon}.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Run the recieved = 1 line first.",
        "The map has {recieved} in it.",
        "A key like my_key is recieved there.",
        "We saw the thing — recieved",
        "recieved",
    ],
)
def test_code_and_signatures_are_left_alone(linter, text):
    assert findings(linter, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The spell&shy;ing of the wi<b>th</b> boat.",
        "<p>See the <code>wi</code> th boat.</p>",
    ],
)
def test_markup_within_a_word_does_not_split_it(linter, text):
    assert findings(linter, text, "html") == []
