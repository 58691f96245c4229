"""The phrase patterns of `confusable-word`: each one's own examples, and what the engine around them does."""

from functools import cache

import pytest

from copydesk import House
from copydesk.config import Config, Selection
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.plugins import Registry
from copydesk.text.source import decode
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables import Judges, candidates_in
from copydesk_rules.wording.confusables.patterns import PatternLayer
from copydesk_rules.wording.confusables.shelf import load_sets
from copydesk_rules.wording.confusables.validation import flaws_in
from places import ROOT

FILES = sorted((ROOT / "rules/copydesk_rules/wording/confusables/sets").glob("*.txt"))
SETS = tuple(load_sets())
WRONG = [
    (direction, sentence)
    for word_set in SETS
    for direction in word_set.directions
    for pattern in direction.patterns
    for sentence in pattern.wrong
]
RIGHT = [
    (direction, sentence)
    for word_set in SETS
    for direction in word_set.directions
    for pattern in direction.patterns
    for sentence in pattern.right
]


@cache
def checker(dialect):
    """The rule by itself, made once for thousands of sentences."""
    config = Config(
        language="en", house=House(dialect=dialect), rules={"confusable-word": {"confidence": "certain"}}
    )
    registry = Registry({"confusable-word": ConfusableWord}, {"confusable-word": "builtin"})
    linter = Linter(Settings(Selection(select=("confusable-word",)), isolated=True), registry)
    return lambda text: linter.lint_source(decode(text.encode(), "example", "plain"), config)


def findings(text, direction=None):
    report = checker(min(direction.dialects, default=None) if direction else None)(text)
    assert not report.problems
    return report.diagnostics


def fixed(text, diagnostic):
    for edit in sorted(diagnostic.best_fix.edits, key=lambda e: -e.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def is_mended(direction, sentence):
    """Whether one word is found, one of those that are typed in error, and nothing once it is mended."""
    found = findings(sentence, direction)
    if len(found) != 1:
        return False
    reported = sentence[found[0].start : found[0].end].lower()
    is_meant = any(form in reported for form in direction.forms)
    return is_meant and findings(fixed(sentence, found[0]), direction) == ()


def test_a_wrong_word_is_found_and_mended():
    missed = [sentence for direction, sentence in WRONG if not is_mended(direction, sentence)]
    assert not missed, "\n".join(missed)


def test_a_right_word_is_left_alone():
    alarms = [sentence for direction, sentence in RIGHT if findings(sentence, direction)]
    assert not alarms, "\n".join(alarms)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_as_it_should_be(path):
    assert list(map(str, flaws_in(path.read_text(encoding="utf-8"), path.name))) == []


def test_a_finding_says_which_layer_decided_and_on_which_set():
    (found,) = findings("The two held discrete talks.")
    assert found.data == {"layer": "pattern", "set": "discrete/discreet"}
    assert "separate" in found.message


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Mayor Holds Discrete Talks With Rail Unions", ["Discrete"]),
        ("CITY TO REIGN IN SPENDING BY SPRING", ["REIGN"]),
        ("Principal Financial Names New Chief Officer", []),
        ("Discreet Talks Were Held Before The Vote", []),
        ("Critics Praise “Discrete Talks” At Film Festival", []),
    ],
)
def test_a_headline_in_title_case_or_capitals_is_read_as_any_text(headline, words):
    assert [headline[found.start : found.end] for found in findings(headline)] == words


def test_a_headline_is_mended_in_its_own_case():
    headline = "CITY TO REIGN IN SPENDING BY SPRING"
    (found,) = findings(headline)
    assert fixed(headline, found) == "CITY TO REIN IN SPENDING BY SPRING"


@pytest.mark.parametrize(
    "text",
    [
        "They held discrete talks. Is “discreet” the right word?",
        "Discrete helps firms meet. The firm Discrete talks to banks, and Discrete talks of growth.",
    ],
    ids=["about the word", "a name"],
)
def test_a_word_that_the_article_names_or_talks_about_is_left_alone(text):
    assert findings(text) == ()


@pytest.mark.parametrize("dialect", [None, "en-GB"])
def test_the_index_says_what_the_files_say(dialect):
    text = "\n\n".join(sentence for _, sentence in [*WRONG, *RIGHT][::7])
    (article,) = read_articles(decode(text.encode(), "examples", "plain"), Config(language="en"))
    indexed, read = (
        [
            (decision.candidate.span, decision.meant, decision.set, decision.gloss)
            for decision in layer.decide(candidates_in(article, Judges([layer])))
        ]
        for layer in (PatternLayer(sets, dialect=dialect) for sets in (load_sets(), SETS))
    )
    assert indexed == read
    assert len(indexed) > 300


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("The headline peaked her curiosity.", "“peaked” should be “piqued”."),
        ("She reads childrens books.", "“childrens” should be “children's”."),
        ("They payed for the meal.", "“payed” should be “paid” (gave money)."),
        (
            "Envoys held discrete meetings.",
            "“discrete” (separate) should be “discreet” (so as not to be noticed).",
        ),
    ],
)
def test_a_meaning_is_told_only_of_the_form_that_has_it(text, message):
    assert [diagnostic.message for diagnostic in findings(text)] == [message]
