"""The frames of six rules: their examples, and how they are matched."""

import pytest

from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.testing import lint_text
from copydesk.text.source import decode
from copydesk_rules.wording.agreement import Agreement
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.extra_word import ExtraWord
from copydesk_rules.wording.grammar.frames import Frames, load_frames, parse_frames, text_of
from copydesk_rules.wording.missing_article import MissingArticle
from copydesk_rules.wording.missing_word import MissingWord
from copydesk_rules.wording.wrong_preposition import WrongPreposition

FILES = {
    "confusable_word": ConfusableWord,
    "wrong_preposition": WrongPreposition,
    "missing_word": MissingWord,
    "extra_word": ExtraWord,
    "agreement": Agreement,
    "missing_article": MissingArticle,
}
FRAMES = [(rule, frame) for name, rule in FILES.items() for frame in parse_frames(text_of(name))]
WRONG = [
    pytest.param(rule, sentence, mended, id=sentence)
    for rule, frame in FRAMES
    for sentence, mended in frame.wrong
]
RIGHT = [pytest.param(rule, sentence, id=sentence) for rule, frame in FRAMES for sentence in frame.right]


def found(rule, text, written="plain"):
    report = lint_text(rule, text, written, language="en")
    assert not report.problems
    return report.diagnostics


def mended(text, diagnostic):
    for edit in sorted(diagnostic.best_fix.edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(("rule", "sentence", "right"), WRONG)
def test_a_wrong_sentence_is_mended(rule, sentence, right):
    (diagnostic,) = found(rule, sentence)
    assert mended(sentence, diagnostic) == right
    assert found(rule, right) == ()


@pytest.mark.parametrize(("rule", "sentence"), RIGHT)
def test_a_right_sentence_is_left_alone(rule, sentence):
    assert found(rule, sentence) == ()


@pytest.mark.parametrize(("rule", "frame"), [pytest.param(*pair, id=pair[1].source) for pair in FRAMES])
def test_every_frame_has_an_example_of_its_own(rule, frame):
    assert frame.wrong
    alone = Frames((frame,))
    for sentence, right in frame.wrong:
        assert right
        assert places(alone, sentence), sentence


@pytest.mark.parametrize("name", FILES)
def test_all_frames_together_find_what_each_does(name):
    frames = load_frames(name)
    for frame in parse_frames(text_of(name)):
        for sentence, _ in frame.wrong:
            assert places(frames, sentence), sentence


def places(frames, text):
    (article,) = read_articles(decode(text.encode(), "example", "plain"), Config(language="en"))
    return [text[slice(*match.span)] for match in frames.find(article)]


@pytest.mark.parametrize(
    ("frame", "text", "expected"),
    [
        ("a b {-c}", "a b c d", ["a b c"]),
        ("{-x}", "X y. “X y,” he said; x y, and the X was there.", ["X", "X", "x"]),
        ("@start {-x}", "X x. “X x.”", ["X", "X"]),
        ("{-x} @end", "x x. x, x! X", ["x", "x", "X"]),
        ("{-x} ^", "x y x Yam x 12", ["x Yam"]),
        ("{-x} #", "x y x Yam x 12", ["x 12"]),
        ("{-x} !y|z", "x y x z x w", ["x"]),
        ("y? {-x} z", "x z y x z", ["x z", "y x z"]),
        ("{-x} -ing|-ed", "x ring x red x rod", ["x ring", "x red"]),
        (
            "{-x} ~ z",
            "x z x local z x local native useful z x red z",
            ["x z", "x local z", "x local native useful z"],
        ),
        ("@few = two three\n@few {-x}", "one x two x three x", ["two x", "three x"]),
        ("{x:y}", "x x-ray /x x@y x", ["x", "x"]),
    ],
)
def test_elements(frame, text, expected):
    assert places(Frames(tuple(parse_frames(frame))), text) == expected


def test_what_has_no_running_text_is_left_alone():
    assert found(MissingWord, "# This a heading\n\nText.", "markdown") == ()
    assert found(MissingWord, "Call `as soon possible` now.", "markdown") == ()
