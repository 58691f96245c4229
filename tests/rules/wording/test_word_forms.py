"""The classes of words that frames may ask for, and the table that says which words are in them."""

import pytest

from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.text.source import decode
from copydesk_rules.wording.grammar.forms import CLASSES, Forms, forms_of_word, parse_form_element
from copydesk_rules.wording.grammar.frames import Frames, parse_frames


def places(frame, text):
    (article,) = read_articles(decode(text.encode(), "example", "plain"), Config(language="en"))
    return [
        (text[slice(*match.span)], match.meant) for match in Frames(tuple(parse_frames(frame))).find(article)
    ]


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("noun.singular", "bucket reason woman barn", "buckets women information series few"),
        ("noun.plural", "buckets reasons women", "bucket news series"),
        ("noun.counted", "student", "time experience"),
        ("noun.mass", "luggage", "bucket buckets"),
        ("verb.base", "protect come", "protected came"),
        ("verb.bare", "protect", "come put"),
        ("verb.third", "protects goes", "protect went"),
        ("verb.past", "went shook", "gone protected made"),
        ("verb.ed", "protected made", "went protect"),
        ("verb.participle", "gone shaken", "went made"),
        ("verb.gerund", "protecting", "protect"),
        ("adjective.any", "wooden beautiful", "protect barn"),
        ("adjective.comparative", "narrower", "narrow"),
        ("adjective.superlative", "narrowest", "narrow"),
        ("adverb.ly", "quickly", "quick"),
    ],
)
def test_the_words_of_a_class(name, inside, outside):
    element = parse_form_element(f"@{name}", {})
    assert [word for word in inside.split() if not element.accepts(word, word)] == []
    assert [word for word in outside.split() if element.accepts(word, word)] == []


@pytest.mark.parametrize(
    ("letters", "form", "word", "other"),
    [
        ("s", "plural", "woman", "women"),
        ("p", "singular", "women", "woman"),
        ("b", "participle", "take", "taken"),
        ("b", "third", "carry", "carries"),
        ("b", "gerund", "rebuild", "rebuilding"),
        ("dt", "base", "went", "go"),
        ("dt", "base", "goes", "go"),
        ("d", "participle", "went", "gone"),
        ("e", "base", "protected", "protect"),
    ],
)
def test_another_form_of_a_word(letters, form, word, other):
    assert Forms(letters, form)[word] == other


def test_every_class_has_words_in_the_table():
    assert set(forms_of_word("protect")) == {"b"}
    assert len(set("".join(CLASSES.values()))) == len(
        {letter for names in CLASSES.values() for letter in names}
    )


@pytest.mark.parametrize(
    ("frame", "text", "expected"),
    [
        ("x {@noun.singular:plural} y", "x bucket y, x buckets y", [("x bucket y", "x buckets y")]),
        ("x @verb.third.only {-y}", "x goes y, x shows y", [("x goes y", "x goes")]),
        ("@c = bucket\nx {@noun.singular|-@c:plural}", "x bucket, x barn", [("x barn", "x barns")]),
        (
            "x @adjective.any? {@noun.singular:plural} y",
            "x wooden barn y",
            [("x wooden barn y", "x wooden barns y")],
        ),
        ("x {+a} @noun.singular", "x barn, x axe", [("x barn", "x a barn"), ("x axe", "x an axe")]),
        ("x !@noun.plural {-y}", "x barns y, x barn y", [("x barn y", "x barn")]),
        ("x {@noun.singular:plural}", "x Bucket, x B\u00fccket, x a-bucket", []),
    ],
)
def test_elements_of_a_class(frame, text, expected):
    assert places(frame, text) == expected
