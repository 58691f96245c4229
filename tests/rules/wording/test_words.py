"""`confusable-word` for houses: options, files of their own, `copydesk words` and `copydesk explain`."""

import json

import pytest

from copydesk import House
from copydesk.testing import lint_text
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables.selection import Selection
from copydesk_rules.wording.confusables.trial import Trial
from copydesk_rules.wording.confusables.validation import flaws_in
from copydesk_rules.wording.confusables.word_sets import common_classes, parse_sets
from places import ROOT

BERTHS = """\
@ships = ferry boat ship

berth: a place to lie | birth: being born
birth births > berth berths
  @ships ~ left|reached|missed its|the _
  - The ferry left its birth at noon.
  + The ferry left, its birth recorded.
  _ fee+
  - The port raised its birth fees.
  + The birth rate fell.
"""


def words(text, dialect=None, **options):
    """What is reported in a text: each word, and the one that is meant."""
    rules = {"confusable-word": {"confidence": "certain", **options}}
    report = lint_text(ConfusableWord, text, language="en", house=House(dialect=dialect), rules=rules)
    assert not report.problems
    return [(text[d.start : d.end], d.best_fix.edits[0].text) for d in report.diagnostics]


class TestEnabledAndDisabled:
    TEXT = "They held discrete talks. The cuts will effect people here. It had a profound affect on sleep."

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ({}, ["discrete", "effect", "affect"]),
            ({"disabled": ["discreet"]}, ["effect", "affect"]),
            ({"disabled": ["discreet/discrete", "affect > effect"]}, ["effect"]),
            ({"disabled": ["effect > affect"]}, ["discrete", "affect"]),
            ({"enabled": ["affect"]}, ["effect", "affect"]),
            ({"enabled": ["affects>effects", "discrete > discreet"]}, ["discrete", "affect"]),
            ({"enabled": ["affect"], "disabled": ["effect > affect"]}, ["affect"]),
        ],
        ids=str,
    )
    def test_sets_and_directions_are_named_by_any_of_their_words(self, options, found):
        assert [word for word, _ in words(self.TEXT, **options)] == found

    def test_the_trained_layer_is_asked_for_no_more_than_that(self):
        sets = tuple(parse_sets(BERTHS, common_classes()))
        selection = Selection((), ("birth > berth", "knew"), sets)
        assert not selection.wants(("births", "berths")), "a direction stands for all of its forms"
        assert not selection.wants(("new", "knew"))
        assert selection.wants(("berth", "birth"))

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            (
                'disabled = ["discreat"]',
                "disabled = 'discreat': no such word set or direction; did you mean ",
            ),
            (
                'enabled = ["afect > effect"]',
                "enabled = 'afect > effect': no such word set or direction; did",
            ),
            ('confidence = "sure"', "confidence = 'sure': expected one of certain, likely, possible"),
            ('files = ["none.txt"]', "files: none.txt: no such file"),
            ('files = ["../words.txt"]', "files has '../words.txt', which is outside "),
        ],
    )
    def test_a_mistake_is_an_error_of_the_configuration(self, copydesk, tmp_path, option, message):
        (tmp_path / "copydesk.toml").write_text(f"[rules.confusable-word]\n{option}\n")
        done = copydesk("check", "-", stdin="Fog.")
        assert done.returncode == 2
        assert f"copydesk: copydesk.toml: rules.confusable-word.{message}" in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1

    def test_what_only_the_trained_layer_knows_may_be_named(self, copydesk, tmp_path):
        (tmp_path / "copydesk.toml").write_text('[rules.confusable-word]\ndisabled = ["knew > new"]\n')
        assert copydesk("check", "-", stdin="Fog.").stderr == b""


class TestDialect:
    def test_without_one_neither_spelling_is_wrong(self):
        assert (
            words("The bar lost its license. Its licence was practised programme cheque metre storey.") == []
        )

    def test_british(self):
        text = "The bar lost its license. You must practice the violin. The wall is two meters high."
        assert words(text, "en-GB") == [
            ("license", "licence"),
            ("practice", "practise"),
            ("meters", "metres"),
        ]
        assert words("The board may license a bar, and practice is all.", "en-GB") == []

    def test_american(self):
        text = "The bar lost its licence. You must practise. She paid by cheque on the second storey."
        assert words(text, "en-US") == [
            ("licence", "license"),
            ("practise", "practice"),
            ("cheque", "check"),
            ("storey", "story"),
        ]

    def test_canadian_writes_a_licence_and_a_tire(self):
        assert words("The cab had a flat tire and no license.", "en-CA") == [("license", "licence")]

    def test_one_that_is_none_is_an_error(self, copydesk, tmp_path):
        (tmp_path / "copydesk.toml").write_text('[house]\ndialect = "en-UK"\n')
        done = copydesk("check", "-", stdin="Fog.")
        assert b"copydesk.toml: house.dialect = 'en-UK': expected one of en-AU, en-CA, en-GB" in done.stderr


class TestFilesOfTheHouse:
    @pytest.fixture
    def house(self, tmp_path):
        (tmp_path / ".git").mkdir()
        (tmp_path / "style").mkdir()
        (tmp_path / "style" / "words.txt").write_text(BERTHS)
        (tmp_path / "style" / "copydesk.toml").write_text('[rules.confusable-word]\nfiles = ["words.txt"]\n')
        (tmp_path / "copydesk.toml").write_text('extends = "style/copydesk.toml"\n')
        return tmp_path

    def test_their_path_is_relative_to_the_configuration_that_names_them(self, copydesk, house):
        (house / "posts").mkdir()
        (house / "posts" / "a.txt").write_text(
            "The ferry left its birth at noon, and they held discrete talks.\n"
        )
        report = json.loads(copydesk("check", "--output-format", "json").stdout)
        assert [f["data"]["set"] for f in report["findings"]] == ["berth/birth", "discrete/discreet"]

    def test_a_set_of_the_same_words_is_added_to(self, tmp_path):
        path = tmp_path / "words.txt"
        path.write_text(
            "discrete: separate | discreet: tactful\ndiscrete > discreet\n  _ doorway\n"
            "  - Use the discrete doorway.\n  + The house has discrete doors.\n"
        )
        text = "They held discrete talks by a discrete doorway."
        assert len(words(text)) == 1
        assert len(words(text, files=[str(path)])) == 2
        assert words(text, files=[str(path)], disabled=["discreet"]) == []

    def test_a_mistake_in_one_is_told_with_its_place(self, copydesk, house):
        (house / "style" / "words.txt").write_text(BERTHS.replace("@ships ~", "@shps ~"))
        done = copydesk("check", "-", stdin="Fog.")
        assert done.returncode == 2
        place = "style/words.txt:5:3: no class '@shps'; did you mean '@ships'?"
        assert done.stderr.decode() == f"copydesk: {place}\n"

    def test_one_that_is_no_text_is_told(self, copydesk, house):
        (house / "style" / "words.txt").write_bytes(b"caf\xe9")
        done = copydesk("check", "-", stdin="Fog.")
        assert b"style/words.txt: not utf-8: byte 0xe9 at offset 3" in done.stderr

    def test_a_mark_of_byte_order_and_other_line_ends_do_no_harm(self, tmp_path):
        path = tmp_path / "words.txt"
        path.write_bytes(b"\xef\xbb\xbf" + BERTHS.replace("\n", "\r\n").encode())
        assert words("The port raised its birth fees.", files=[str(path)]) == [("birth", "berth")]


HEAD = "one: 1 | two: 2\n"
REST = "  _ x\n  - One x.\n  + One y.\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("one > two\n" + REST, 1, 1, "expected the words first"),
        ("one: 1\none > two\n" + REST, 1, 1, "expected two words or more with ` | ` between them"),
        ("one: 1 | one: 2\none > two\n" + REST, 1, 10, "the word 'one' twice"),
        (HEAD, 2, 1, "expected `typed > meant` under the words"),
        (HEAD + REST, 2, 3, "expected `typed > meant` before this"),
        (HEAD + "one ones > two\n" + REST, 2, 10, "as many forms on either side: 2 before > and 1 after it"),
        (HEAD + "one one > two twos\n" + REST, 2, 5, "the word 'one' twice"),
        (HEAD + "one > one\n" + REST, 2, 7, "the word 'one' on either side"),
        (HEAD + "One > two\n" + REST, 2, 1, "expected 'one': lower case and straight apostrophes"),
        (HEAD + "one > two\n", 2, 1, "expected a pattern under this line"),
        (HEAD + "one > two\n  - One x.\n", 3, 3, "an example before any pattern"),
        (HEAD + "one > two\n\t_ x\n", 3, 1, "a tab: write spaces"),
        (HEAD + "one > two\n_ x\n", 3, 1, "expected `typed > meant`, a pattern or an example"),
        (HEAD + "one > two\n" + REST + "three: 3\n", 6, 1, "or an empty line and then another set"),
        (HEAD + "one > two\nfor en-UK\n" + REST, 3, 1, "no dialect 'en-UK'; did you mean 'en-"),
        (HEAD + "one > two\n  x y\n  - One x.\n  + One y.\n", 3, 3, "expected one `_` with spaces around it"),
        (
            HEAD + "one > two\n  _ x _\n  - One x.\n  + One y.\n",
            3,
            7,
            "expected one `_` with spaces around it",
        ),
        (HEAD + "one > two\n  _ x\n  + One y.\n", 3, 3, "expected an example of it under this line"),
        (HEAD + "one > two\n  _ x\n  - One x.\n", 2, 1, "expected an example in which the word is right"),
        (HEAD + "one > two\n  ~ _ x\n  - One x.\n  + One y.\n", 3, 3, "expected a token beyond `~`"),
        (HEAD + "one > two\n  _ ~ ~ x\n  - One x.\n  + One y.\n", 3, 5, "expected a token beyond `~`"),
        (HEAD + "one > two\n  _ x|~\n  - One x.\n  + One y.\n", 3, 7, "expected `~` by itself"),
        (HEAD + "one > two\n  _ x|@y\n  - One x.\n  + One y.\n", 3, 7, "no class '@y'"),
        (
            HEAD + "one > two\n  _ x||y\n  - One x.\n  + One y.\n",
            3,
            7,
            "expected a token on either side of `|`",
        ),
        (HEAD + "one > two\n  _ ! x\n  - One x.\n  + One y.\n", 3, 5, "expected tokens behind `!`"),
        (HEAD + "one > two\n  _ X\n  - One x.\n  + One y.\n", 3, 5, "expected 'x': lower case"),
        (
            HEAD + "one > two\n  _ x...\n  - One x.\n  + One y.\n",
            3,
            5,
            "never one token: 'x...' is 'x' and '.'",
        ),
        (
            HEAD + "one > two\n  _ a b c d e f g h i\n  - One x.\n  + One y.\n",
            3,
            21,
            "expected 8 elements at most",
        ),
        ("@x=one\n", 1, 1, "expected a class as `@name = words`"),
        ("@x = one @y\n", 1, 1, "no class @y before this line"),
        ("@x = one Two\n", 1, 10, "expected 'two': lower case"),
        ("\n\n# A note.\n\nwhatever\n", 6, 1, "expected `typed > meant` under the words"),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(text, line, column, message):
    first = next(iter(flaws_in(text, "words.txt")))
    assert str(first).startswith(f"words.txt:{line}:{column}: "), str(first)
    assert message in str(first)


def test_what_is_understood_has_no_flaw():
    assert list(flaws_in(BERTHS, "words.txt")) == []


def test_the_example_in_the_documentation_holds(copydesk, tmp_path):
    page = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    (tmp_path / "words.txt").write_text(page.partition("```text\n")[2].partition("```")[0])
    assert copydesk("words", "test", "words.txt").returncode == 0


def test_examples_that_do_not_hold_are_told_with_their_line():
    text = BERTHS.replace("left its birth at", "left with its birth at").replace(
        "The birth rate", "The birth fee"
    )
    sets = list(parse_sets(text, common_classes()))
    assert list(Trial(sets).failures()) == [
        (6, "wrong, but nothing is reported: The ferry left with its birth at noon."),
        (10, "right, but “birth” is reported: The birth fee fell."),
    ]


class TestTheCommand:
    @pytest.fixture
    def posts(self, tmp_path):
        (tmp_path / "words.txt").write_text(BERTHS)
        posts = tmp_path / "posts"
        posts.mkdir()
        (posts / "a.md").write_text(
            "# At sea\n\nThe *ferry* left its birth at noon, and its birth was free.\n\n"
            "Berth fees fell. The ship missed its berth, and it lay at a berth all day.\n"
        )
        return posts

    def test_it_lists_the_sets_that_have_a_word(self, copydesk):
        out = copydesk("words", "discrete").stdout.decode()
        assert out.splitlines()[1] == "discrete/discreet"
        assert "  discrete > discreet " in out
        assert max(map(len, copydesk("words").stdout.decode().splitlines())) <= 80

    def test_it_lists_them_as_json(self, copydesk):
        known = json.loads(copydesk("words", "--output-format", "json", "new").stdout)
        row = next(row for row in known if (row["typed"], row["meant"]) == ("new", "knew"))
        assert "trained" in row["layers"]
        assert row["threshold"] > 0

    def test_it_lists_what_the_house_has(self, copydesk, tmp_path):
        (tmp_path / "words.txt").write_text(BERTHS)
        (tmp_path / "copydesk.toml").write_text(
            '[rules.confusable-word]\nfiles = ["words.txt"]\nconfidence = "certain"\nenabled = ["berth"]\n'
        )
        known = json.loads(copydesk("words", "--output-format", "json").stdout)
        assert {row["set"] for row in known} == {"berth/birth"}

    def test_a_word_that_no_set_has_is_one_line(self, copydesk):
        done = copydesk("words", "discreat")
        assert done.returncode == 2
        assert done.stderr.startswith(b"copydesk: no word set has 'discreat'; did you mean 'discre")

    def test_it_tries_a_file(self, copydesk, posts):
        done = copydesk("words", "test", "words.txt")
        assert done.returncode == 0
        assert done.stdout.decode() == ("1 set, 1 direction, 2 patterns; 4 of 4 examples hold.\n")

    def test_it_tries_a_file_on_articles(self, copydesk, posts):
        done = copydesk("words", "test", "words.txt", "posts")
        out = done.stdout.decode()
        assert done.returncode == 1
        assert "posts/a.md:3:22 “birth” (being born) should be “berth” (a place to lie)." in out
        assert "The ferry left its ⟦birth⟧ at noon" in out
        direction = next(line for line in out.splitlines() if line.startswith("birth > berth"))
        assert direction.split()[3:] == ["2", "1", "3", "67%"]

    def test_an_example_that_does_not_hold_is_a_finding(self, copydesk, posts, tmp_path):
        (tmp_path / "words.txt").write_text(BERTHS.replace("The birth rate fell", "The birth fee fell"))
        done = copydesk("words", "test", "words.txt")
        assert done.returncode == 1
        assert "words.txt:10: right, but “birth” is reported: The birth fee fell." in done.stdout.decode()

    def test_all_mistakes_in_a_file_are_told(self, copydesk, posts, tmp_path):
        (tmp_path / "words.txt").write_text(BERTHS.replace("@ships ~", "@ship ~").replace("fee+", "Fee+"))
        done = copydesk("words", "test", "words.txt")
        assert done.returncode == 2
        assert [line.split(": ")[1] for line in done.stderr.decode().splitlines()] == [
            "words.txt:5:3",
            "words.txt:8:5",
        ]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["none.txt"], b"none.txt: no such file"),
            (["words.txt", "nowhere"], b"nowhere: no such file or folder"),
            (["posts/a.md"], b"posts/a.md:4:1: expected `typed > meant`"),
        ],
    )
    def test_2_for_what_cannot_be_tried(self, copydesk, posts, arguments, message):
        done = copydesk("words", "test", *arguments)
        assert done.returncode == 2
        assert message in done.stderr


class TestExplain:
    def test_a_word_is_explained(self, copydesk):
        out = copydesk("explain", "confusable-word", "--word", "discrete").stdout.decode()
        assert out.startswith("# discrete/discreet\n\n- `discrete`: separate (“")
        assert "## discrete > discreet\n\nFound by " in out
        assert "⟦discrete⟧" in out
        assert 'disabled = ["discrete > discreet"]' in out

    def test_a_word_that_only_the_trained_layer_knows(self, copydesk):
        out = copydesk("explain", "confusable-word", "--word", "widow").stdout.decode()
        assert "## widow > window\n\nFound by a trained model" in out

    def test_a_word_that_is_unknown_is_one_line(self, copydesk):
        done = copydesk("explain", "confusable-word", "--word", "discreat")
        assert done.returncode == 2
        assert done.stderr.startswith(b"copydesk: no word set has 'discreat'; did you mean 'discre")

    def test_a_rule_that_knows_no_words_says_so(self, copydesk):
        done = copydesk("explain", "repeated-word", "--word", "had")
        assert done.returncode == 2
        assert b"repeated-word knows nothing of single words" in done.stderr
