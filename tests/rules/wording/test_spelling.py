"""How misspellings are told from new words, and compounds from words side by side."""

from __future__ import annotations

import random

import pytest

from copydesk.config import Config, Selection, load_config
from copydesk.config.ledger import listed
from copydesk.lint.linter import Linter, Settings
from copydesk.text.source import Source
from copydesk_rules.wording.lexicon import SortedLines, is_word
from copydesk_rules.wording.slips import is_attested, slips, sound_of, targets
from copydesk_rules.wording.slips.cost import FAR, cost_of
from timing import assert_linear

RULES = ("misspelling", "wrong-compound")
#: The frame that words with planted slips are put into.
FRAME = "It is said that the {} was there for a while, and that nobody had seen it before that day."


@pytest.fixture(scope="module")
def linter():
    return Linter(Settings(Selection(select=RULES), isolated=True))


def findings(linter, text, config=None):
    report = linter.lint_source(Source("a", text.encode(), "plain", "utf-8", text), config or Config())
    return [text[d.start : d.end] for d in report.diagnostics]


def planted(word, chance):
    """A word with a slip in it: a letter lost, doubled, swapped with the next, or another vowel."""
    at = chance.randrange(1, len(word) - 1)
    left, letter, right = word[:at], word[at], word[at + 1 :]
    slip = chance.choice(("lost", "doubled", "swapped", "vowel"))
    if slip == "vowel" and letter in "aeiou":
        return left + chance.choice("aeiou".replace(letter, "")) + right
    return {"lost": left + right, "doubled": left + 2 * letter + right}.get(
        slip, left + right[0] + letter + right[1:]
    )


def test_of_slips_planted_in_common_words_nine_in_ten_are_found_and_mended(linter):
    chance = random.Random(7)
    common = [word for word, frequency in targets().items() if len(word) >= 7 and frequency > 2]
    slipped = {planted(word, chance): word for word in chance.sample(common, 300)}
    slipped = {word: meant for word, meant in slipped.items() if word != meant and not is_word(word)}
    found = {word for word in slipped if findings(linter, FRAME.format(word)) == [word]}
    right = {word for word in found if slips(word)[0].meant == slipped[word]}
    assert len(found) >= 0.9 * len(slipped)
    assert len(right) >= 0.97 * len(found)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("goverment", "government"),
        ("definately", "definitely"),
        ("accomodate", "accommodate"),
        ("jsut", "just"),
        ("unneccesary", "unnecessary"),
        ("foriegn", "foreign"),
        ("arguement", "argument"),
    ],
)
def test_a_well_known_misspelling_is_found_wherever_it_stands(linter, word, meant):
    assert slips(word)[0].meant == meant
    for text in (FRAME.format(word), f"{FRAME.format(word)} {FRAME.format(word)}"):
        assert word in findings(linter, text)


@pytest.mark.parametrize(
    "word", ["merch", "selfie", "inlined", "microgrid", "unputdownable", "frunk", "karrowans"]
)
def test_a_new_word_is_left_alone(linter, word):
    assert findings(linter, FRAME.format(word)) == []


def test_a_text_full_of_misspellings_is_read_and_one_in_another_language_is_not(linter):
    assert (
        len(findings(linter, "Teh goverment recieved teh seperate lettres, wich was unneccesary and wierd."))
        > 4
    )
    assert (
        findings(linter, "Gouvernement recevait quelques lettres separees, tresor necessaire partout.") == []
    )


def test_the_more_often_a_word_stands_the_surer_its_slip_must_be(linter):
    assert findings(linter, FRAME.format("frind")) == ["frind"]
    assert findings(linter, " ".join(3 * [FRAME.format("frind")])) == []


def test_costs_follow_what_fingers_and_ears_do():
    doubled, swapped, far = (
        cost_of("accross", "across"),
        cost_of("freind", "friend"),
        cost_of("pxople", "people"),
    )
    assert doubled < cost_of("peple", "people") < far
    assert swapped < cost_of("frisnd", "friend")
    assert cost_of("people", "people") == 0
    assert cost_of("zzzzzzzz", "people") == FAR


@pytest.mark.parametrize(("one", "other"), [("unneccesary", "unnecessary"), ("fotografy", "photography")])
def test_words_that_sound_alike_are_filed_together(one, other):
    assert sound_of(one)[1:] == sound_of(other)[1:] or sound_of(one) == sound_of(other)


def test_words_of_the_house_are_right(linter, tmp_path):
    (tmp_path / "house.dic").write_text("2\nlibary/SM\ngoverment\n", encoding="utf-8")
    (tmp_path / "copydesk.toml").write_text(
        '[house]\ndictionary = "house.dic"\nwords = ["recieved"]\n', "utf-8"
    )
    config = load_config(tmp_path / "copydesk.toml")
    text = "The libary of the goverment recieved it."
    assert findings(linter, text, config) == []
    assert len(findings(linter, text)) == 3


def test_a_dictionary_is_a_word_a_line_without_flags_and_count():
    assert listed("2\nfrunk/SM\n# ours\n\nprebunk\n") == ("frunk", "prebunk")


def test_lines_are_found_at_the_ends_of_a_file_and_beyond_a_page(tmp_path):
    words = [f"word{number:05}" for number in range(2_000)]
    (tmp_path / "words.txt").write_text("".join(f"{word} its values\n" for word in words), encoding="ascii")
    lines = SortedLines(tmp_path / "words.txt")
    assert all(lines.values(word) == ["its", "values"] for word in words)
    assert lines.values("word") == lines.values("word99999") == lines.values("aaa") == []
    assert "word00000 its values" in lines
    assert "word00000" not in lines


def test_what_is_attested_is_no_slip():
    assert is_attested("podcasts") or is_word("podcasts")
    assert not is_attested("definately")


@pytest.mark.parametrize("text", ["They had self respect.", "An earth quake came.", "We can login to it."])
def test_a_compound_in_the_wrong_form_is_one_finding(linter, text):
    assert len(findings(linter, text)) == 1


@pytest.mark.parametrize(
    "text",
    ["It may be so every day.", "A gentle man came in to see it.", "He signed in at the log in the wood."],
)
def test_words_side_by_side_are_no_compound(linter, text):
    assert findings(linter, text) == []


@pytest.mark.parametrize("part", ["goverment ", "goverments-", "sea food ", "to setup a "])
def test_it_takes_linear_time(linter, part):
    assert_linear(lambda n: findings(linter, part * n), 2_000)
