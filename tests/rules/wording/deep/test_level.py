"""The deep level: what the rules make of it, on a toy tagger that knows an edit for each of a few words."""

import pytest

from copydesk.config import Config, Selection
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import PLAIN
from copydesk.rule.finding import Severity
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk.text.source import Source
from copydesk_rules.wording.deep import level as level_module
from copydesk_rules.wording.deep.decide import load_calibration
from copydesk_rules.wording.deep.level import Level
from copydesk_rules.wording.deep.tagger import EncoderTagger
from toy_level import make_tagger

#: What the tagger knows; the words are of no other rule's in the sentences below.
KNOWS = {
    "mends": "=mend",
    "visited": "@base",
    "lantern": "+the",
    "behind": "+of",
    "rather": "delete",
    "tied": "=tide",
    "keel": "=keal",
    "pilot": "=pilots",
}


class FakeJudge:
    """A judge that finds every edit likelier by the same, and keeps what it was shown."""

    def __init__(self, ratio=4.0):
        self.ratio, self.asked = ratio, []

    def ratios(self, pairs):
        self.asked += pairs
        return [self.ratio] * len(pairs)


@pytest.fixture(scope="session")
def weights(tmp_path_factory):
    return make_tagger(tmp_path_factory.mktemp("tagger") / "weights", KNOWS)


@pytest.fixture
def judge():
    return FakeJudge()


@pytest.fixture
def check(weights, judge, monkeypatch):
    """What all rules that are on find in a text, with the level asked."""
    made = Level(EncoderTagger(weights), judge, load_calibration(weights / "calibration.json"))
    monkeypatch.setattr(level_module, "load_level", lambda: made)
    linter = Linter(Settings(Selection(deep=True), isolated=True), load_plugins(find_plugins()))

    def run(text, **config):
        source = Source("a.txt", text.encode(), PLAIN, "utf-8", text)
        report = linter.lint_source(source, Config(language="en", **config))
        assert not report.problems
        return [d for d in report.diagnostics if d.data.get("layer") == "deep"]

    return run


@pytest.mark.parametrize(
    ("text", "rule", "message", "fixed"),
    [
        (
            "The men of the old harbour mends their nets by night.",
            "agreement",
            "“harbour mends their” should be “harbour mend their”.",
            "mend",
        ),
        (
            "They could not often visited the old boat by night.",
            "wrong-form",
            "“often visited the” should be “often visit the”.",
            "visit",
        ),
        (
            "They carried a lantern old boat by night.",
            "missing-article",
            "“the” seems to be missing: “lantern the old”.",
            " the",
        ),
        (
            "They sat behind course by the fire all night.",
            "missing-word",
            "“of” seems to be missing: “behind of course”.",
            " of",
        ),
        (
            "They sat by rather the fire all night long.",
            "extra-word",
            "“rather” seems to be one word too many in “by rather the”.",
            "",
        ),
        (
            "They waited on the shore for the tied to come in.",
            "confusable-word",
            "“tied” should be “tide”.",
            "tide",
        ),
    ],
    ids=["agreement", "wrong-form", "missing-article", "missing-word", "extra-word", "confusable-word"],
)
def test_each_kind_of_edit_is_told_by_the_rule_that_it_belongs_to(check, text, rule, message, fixed):
    (found,) = check(text)
    assert (found.rule, found.message) == (rule, message)
    assert (found.severity, found.data["layer"]) == (Severity.WARNING, "deep")
    assert found.best_fix.edits[0].text == fixed
    assert 0.6 <= found.confidence < 1
