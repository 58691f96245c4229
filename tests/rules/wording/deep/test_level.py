"""The deep level: what the rules make of it, on a toy tagger that knows an edit for each of a few words."""

import numpy as np
import pytest
from msgspec import structs

from copydesk import UnavailableError
from copydesk.config import Config, Selection
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import PLAIN
from copydesk.rule.finding import Safety, Severity
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk.text.source import Source
from copydesk_rules.wording.deep import level as level_module
from copydesk_rules.wording.deep.decide import load_calibration
from copydesk_rules.wording.deep.level import Level, RememberingTagger
from copydesk_rules.wording.deep.tagger import Doubt, EncoderTagger, Option
from timing import assert_linear
from toy_level import make_tagger

#: What the tagger knows; the words are of no other rule's in the sentences below.
KNOWS = {
    "mends": "=mend",
    "visited": "@base",
    "lantern": "+the",
    "anchor": "+a",
    "behind": "+of",
    "rather": "delete",
    "tied": "=tide",
    "keel": "=keal",
    "pilot": "=pilots",
}


def article(text):
    (read,) = read_articles(Source("a.txt", text.encode(), PLAIN, "utf-8", text), Config(language="en"))
    return read


def calibration(weights, **changes):
    """The toy's, with other weights of its voices."""
    known = load_calibration(weights / "calibration.json")
    changed = {kind: structs.replace(each, **changes) for kind, each in known.weights.items()}
    return structs.replace(known, weights=changed)


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
    monkeypatch.setattr("copydesk_rules.wording.confusable_word.is_installed", lambda: True)
    linter = Linter(Settings(Selection(deep=True), isolated=True), load_plugins(find_plugins()))

    def run(text, format_=PLAIN, **config):
        source = Source("a.txt", text.encode(), format_, "utf-8", text)
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
            "They dropped anchor old boat had left behind.",
            "missing-article",
            "“an” seems to be missing: “anchor an old”.",
            " an",
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
    ids=["agreement", "wrong-form", "missing-article", "an", "missing-word", "extra-word", "confusable-word"],
)
def test_each_kind_of_edit_is_told_by_the_rule_that_it_belongs_to(check, text, rule, message, fixed):
    (found,) = check(text)
    assert (found.rule, found.message) == (rule, message)
    assert (found.severity, found.data["layer"]) == (Severity.WARNING, "deep")
    assert found.best_fix.edits[0].text == fixed
    assert 0.6 <= found.confidence < 1


# --- What is left alone ---


@pytest.mark.parametrize(
    "text",
    [
        "“The men of the old harbour mends their nets by night,” she said.",
        "They saw the old Mends of the harbour by night, as they do.",
        "The men of the old harbour mends",
        "They carried a lantern, as they do by night and by day.",
        "They painted the Lantern Street school in white and in red.",
        "He wrote it for #mends and for @mends, and for mends-boats, by night.",
        "Die Männer des alten Hafens mends ihre Netze, und das bei Nacht, wie es der Brauch ist.",
        "Mends, Mends, Mends and Mends of Mends mends the Mends by Mends.",
    ],
    ids=["speech", "name", "no sentence", "a comma", "within a name", "handle", "German", "names"],
)
def test_what_may_be_meant_is_left_alone(check, text):
    assert check(text) == []


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("markdown", "# The men of the old harbour mends their nets by night."),
        ("markdown", "| a | b |\n| - | - |\n| The men of the old harbour mends their nets by night. | c |"),
        ("markdown", "```\nThe men of the old harbour mends their nets by night.\n```"),
        ("markdown", "The men of the old harbour `mends` their nets by night."),
        ("markdown", "The men of the old harbour `x` mends `y` their nets by night."),
    ],
    ids=["heading", "table", "code", "code in a line", "beside code"],
)
def test_what_is_no_running_text_is_left_alone(check, format_, text):
    assert check(text, format_) == []


def test_a_fix_in_speech_is_shown_and_never_applied(check):
    (found,) = check("“They carried a lantern old boat by night,” she said to us.")
    assert found.rule == "missing-article"
    assert [fix.safety for fix in found.fixes] == [Safety.DISPLAY]


def test_code_elsewhere_in_the_sentence_does_not_matter(check):
    (found,) = check("The men of the harbour mends their nets by night, as `mend` says in May.", "markdown")
    assert found.message == "“harbour mends their” should be “harbour mend their”."


def test_a_sentence_of_many_doubts_is_no_prose_of_ours(check):
    assert check("The men mends and mends and mends and mends the nets by night.") == []


def test_what_another_rule_has_found_is_not_said_again(check):
    text = "The town must protected the old mill, and they sat behind behind the fire all night."
    assert check(text) == []


# --- How it is decided ---


def test_of_several_edits_of_a_word_the_judge_chooses(weights, monkeypatch):
    class Knowing(FakeJudge):
        def ratios(self, pairs):
            return [6.0 if "tide" in second else 0.0 for _, second in pairs]

    class Doubting:
        def read(self, sentences):
            options = tuple(Option(f"={word}", share) for word, share in (("tie", 0.5), ("tide", 0.3)))
            return [[Doubt(sentence.index("tied"), 0.9, options)] for sentence in sentences]

    level = Level(Doubting(), Knowing(), calibration(weights, ratio=0.5))
    (edit,) = level.edits(article("They waited on the shore for the tied to come in."))
    assert (edit.kind, edit.typed, edit.meant) == ("word", "tied", "tide")


@pytest.mark.parametrize(("ratio", "told"), [(4.0, True), (-12.0, False)])
def test_both_voices_count(weights, ratio, told):
    level = Level(EncoderTagger(weights), FakeJudge(ratio), calibration(weights, ratio=1.0))
    edits = level.edits(article("The men of the old harbour mends their nets by night."))
    assert bool(edits) is told


def test_the_judge_is_shown_the_words_around_the_edit(check, judge):
    before, after = ("so " * 60).strip(), ("and so " * 20).strip()
    check(f"They {before} mends the nets by night {after} on.")
    (pair,) = judge.asked
    assert pair[0] == f"{('so ' * 40).strip()} mends the nets by night {' '.join(after.split()[:4])}"
    assert pair[1] == pair[0].replace("mends", "mend")


# --- What it costs ---


def test_a_sentence_of_ten_thousand_words_is_passed_over(check):
    assert check(f"{'The men of the old harbour mends their nets, ' * 1250} and so on.") == []


@pytest.mark.slow
def test_time_grows_with_the_text(weights):
    level = Level(EncoderTagger(weights), FakeJudge(), calibration(weights))
    text = "The men of the old harbour {} mends their nets by night. They sat by the fire. "
    assert_linear(lambda n: level.edits(article("".join(text.format(i) for i in range(n)))), 200)


def test_what_was_read_is_not_read_again(weights, tmp_path, monkeypatch):
    monkeypatch.setattr(level_module, "cache_folder", lambda: tmp_path)
    sentences = [("They", "mends", "nets", "."), ("They", "do", ".")]
    read = RememberingTagger(weights).read(sentences)
    assert [[doubt.word for doubt in doubts] for doubts in read] == [[1], []]
    monkeypatch.setattr(level_module, "EncoderTagger", None)
    assert RememberingTagger(weights).read(sentences) == read


def test_other_weights_have_answers_of_their_own(weights, tmp_path, monkeypatch):
    monkeypatch.setattr(level_module, "cache_folder", lambda: tmp_path)
    other = make_tagger(tmp_path / "other", {"nets": "delete"}, version="2")
    sentence = [("They", "mends", "nets", ".")]
    assert [doubt.word for (doubt,) in RememberingTagger(weights).read(sentence)] == [1]
    assert [doubt.word for (doubt,) in RememberingTagger(other).read(sentence)] == [2]


def test_where_there_is_no_memory_it_says_how_much_it_takes(weights, monkeypatch):
    tagger = EncoderTagger(weights)

    class Full:
        def states(self, numbers, shapes):
            raise MemoryError

    monkeypatch.setattr(tagger, "_encoder", Full())
    with pytest.raises(UnavailableError, match="its tagger fails: out of memory; it takes 100 MB"):
        tagger.read([("They", "mends", "nets", ".")])


def test_the_encoder_sees_what_ctranslate2_sees(weights):
    from ctranslate2 import Encoder as Theirs

    from copydesk_rules.wording.deep.encoder import Encoder

    numbers, shapes = [[2, 5, 4, 6, 3], [2, 7, 3]], [[7, 0, 1, 0, 7], [7, 2, 7]]
    theirs = Theirs(str(weights / "model"), compute_type="float32").forward_batch(
        numbers, token_type_ids=shapes
    )
    states = np.array(theirs.last_hidden_state)
    for row, ours in enumerate(Encoder(weights / "model" / "model.bin").states(numbers, shapes)):
        assert ours == pytest.approx(states[row, : len(ours)], abs=1e-4)


def test_where_it_is_not_installed_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(level_module, "package_folder", lambda: None)
    found = level_module.load_level.__wrapped__()
    assert str(found) == (
        "the deep level is left out: copydesk-tagger is not installed; pip install 'copydesk[deep]'"
    )
    assert found.is_asked_for
