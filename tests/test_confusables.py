"""The phrase patterns of `confusable-word`: each one's own examples, and what the engine around them does."""

import pytest

from copydesk.testing import lint_text
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables.patterns import load_sets

WRONG = [
    pytest.param(direction, pattern, sentence, id=sentence)
    for word_set in load_sets()
    for direction in word_set.directions
    for pattern in direction.patterns
    for sentence in pattern.wrong
]
RIGHT = [
    pytest.param(sentence, id=sentence)
    for word_set in load_sets()
    for direction in word_set.directions
    for pattern in direction.patterns
    for sentence in pattern.right
]


def findings(text):
    report = lint_text(ConfusableWord, text, language="en")
    assert not report.problems
    return tuple(diagnostic for diagnostic in report.diagnostics if diagnostic.data["layer"] == "pattern")


def fixed(text, diagnostic):
    for edit in sorted(diagnostic.best_fix.edits, key=lambda e: -e.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(("direction", "pattern", "sentence"), WRONG)
def test_a_wrong_word_is_found_and_mended(direction, pattern, sentence):
    (found,) = findings(sentence)
    assert sentence[found.start : found.end].lower() in direction.forms
    assert findings(fixed(sentence, found)) == ()


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_word_is_left_alone(sentence):
    assert findings(sentence) == ()


def test_every_pattern_has_an_example_and_every_direction_a_right_use():
    for word_set in load_sets():
        for direction in word_set.directions:
            assert direction.patterns, word_set.name
            assert all(pattern.wrong for pattern in direction.patterns), word_set.name
            assert any(pattern.right for pattern in direction.patterns), (word_set.name, direction.forms)


def test_a_finding_says_which_layer_decided_and_on_which_set():
    (found,) = findings("The two held discrete talks.")
    assert found.data == {"layer": "pattern", "set": "discrete/discreet"}
    assert "separate" in found.message
