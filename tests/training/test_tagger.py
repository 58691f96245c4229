"""What the tagger learns from: words as it sees them, tags, and errors with the tag that undoes each."""

import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "training"))

from copydesk_rules.wording.deep.pieces import SHAPES, Pieces, shape_of, words_of  # noqa: E402
from tagger import places  # noqa: E402
from tagger.examples import NO_TAG, Examples, batches_of, read_noise  # noqa: E402
from tagger.noise import KINDS, Sentence  # noqa: E402
from tagger.styles import Styles  # noqa: E402
from tagger.tags import TAGS, Forms, Partners  # noqa: E402
from tagger.text import sentences_of  # noqa: E402

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "dog", "##s", "bark", "##ed", "'", "s", ",", "cafe"]
TEXT = (
    "The committee has published its report on the costs of the repairs, and the mayor will answer.",
    "However, the school's principal said that the new buildings were too small for a class of thirty.",
    "If the town does not find a buyer by Friday, the swimming pool will be closed for the winter.",
    "The dogs that bit the postman belong to a family who have lived next door for a long-term stay.",
    "Every year several thousand visitors quickly walk through the gardens to see a bookstore.",
    "She has been working with children for ten years, and she knows everyone in the building by name.",
    "On Monday the German minister would like to set up a meeting with the farmers' union in London.",
)


def words(text):
    return [text[start:end] for start, end in words_of(text)]


@pytest.fixture(scope="module")
def noise():
    return read_noise(seed=7)


def undone(sentence):
    """A spoilt sentence with its tags applied, where a tag says by itself what to do."""
    done = []
    for word, tag in zip(sentence.words, sentence.tags, strict=True):
        if tag == "delete":
            continue
        done.append(tag[1:] if tag.startswith("=") else word)
        if tag.startswith("+"):
            done.append(tag[1:])
    return " ".join(done).lower().split()


def test_words_keep_hyphens_apostrophes_and_points():
    assert words("The U.S.-led talks weren’t (yet) over.") == [
        *("The", "U.S", ".", "-", "led", "talks", "weren’t", "(", "yet", ")", "over", "."),
    ]


@pytest.mark.parametrize(
    ("word", "first", "shape"),
    [
        ("may", False, "lower"),
        ("May", False, "initial"),
        ("May", True, "first-initial"),
        ("NATO", False, "capitals"),
        ("iPhone", False, "mixed"),
        ("2nd", False, "digits"),
        (",", False, "sign"),
    ],
)
def test_the_shape_of_a_word_says_how_it_is_written(word, first, shape):
    assert SHAPES[shape_of(word, first)] == shape


def test_pieces_are_the_longest_that_are_known_and_each_word_has_a_place():
    numbers, shapes, at = Pieces(VOCABULARY).encode(["The", "dogs", "barked", ",", "Café", "zebra"])
    assert [VOCABULARY[number] for number in numbers] == [
        *("[CLS]", "the", "dog", "##s", "bark", "##ed", ",", "cafe", "[UNK]", "[SEP]"),
    ]
    assert at == [0, 1, 2, 4, 6, 7, 8]
    assert [SHAPES[shape] for shape in shapes[:4]] == ["edge", "first-initial", "lower", "lower"]


def test_what_is_too_long_is_cut_at_a_word():
    numbers, shapes, at = Pieces(VOCABULARY).encode(["dogs"] * 200)
    assert len(numbers) == len(shapes) == 96
    assert len(at) == 48


def test_sentences_are_parted_but_not_after_abbreviations():
    text = "Dr. Lee of the U.S. Senate spoke. “Who pays?” Nobody knew."
    assert list(sentences_of(text)) == ["Dr. Lee of the U.S. Senate spoke.", "“Who pays?”", "Nobody knew."]


def test_forms_are_found_from_any_form_of_the_family():
    forms = Forms(
        ["go b:gone:goes:going", "goes t:go", "gone n:go", "went d:go:gone", "quick a", "quickly r"]
    )
    assert forms.of("went")["@part"] == ["gone"]
    assert forms.of("gone")["@s"] == ["goes"]
    assert forms.tag("go", "went") == "@past"
    assert forms.tag("quickly", "quick") == "@adj"
    assert forms.tag("quick", "went") is None


def test_partners_are_words_mistaken_for_each_other_and_slips_of_the_finger():
    partners = Partners([("lead", "led")], ["from", "form", "house", "houses", "horse"])
    assert partners.of("lead") == ["led"]
    assert partners.of("form") == ["from"]
    assert partners.of("house") == ["horse"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_error_is_put_in_and_marked(noise, kind):
    for text in TEXT:
        for _ in range(40):
            sentence = Sentence.clean(words(text))
            if noise.spoil_by(list(KINDS).index(kind), sentence):
                assert sentence.words[1:] != words(text)
                changed = [tag for tag in sentence.tags if tag != "keep"]
                assert changed
                assert set(changed) <= set(TAGS)
                assert len(sentence.words) == len(sentence.tags)
                return
    pytest.fail("no sentence had a place for it")


@pytest.mark.parametrize(
    "kind", ["drop_article", "drop_word", "spurious", "two_forms", "comma_added", "comma_dropped", "article"]
)
def test_the_tag_undoes_the_error(noise, kind):
    for text in TEXT:
        sentence = Sentence.clean(words(text))
        noise.spoil_by(list(KINDS).index(kind), sentence)
        assert undone(sentence) == [word.lower() for word in words(text)]


def test_a_sentence_without_errors_is_kept_throughout(noise):
    sentence = noise.spoil(words(TEXT[0]), errors=0)
    assert sentence.words == ["", *words(TEXT[0])]
    assert set(sentence.tags) == {"keep"}


@pytest.mark.parametrize(
    ("before", "word", "after", "missed"),
    [
        ("both", "of", "them", False),
        ("cost", "of", "the", True),
        ("born", "in", "2010", False),
        ("met", "on", "monday", False),
    ],
)
def test_a_word_that_may_be_left_out_is_not_missed(before, word, after, missed):
    assert places.is_missed(before, word, after) is missed


def test_examples_tag_the_first_piece_of_each_word(noise, tmp_path):
    (tmp_path / "text").write_text("\n".join(TEXT), encoding="utf-8")
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        *map(chr, range(33, 127)),
        *(f"##{chr(c)}" for c in range(33, 127)),
    ]
    examples = Examples(tmp_path / "text", noise, Pieces(vocabulary), seed=1, clean=1.0)
    numbers, shapes, tags = examples.example("The dogs barked at the postman today.")
    assert len(numbers) == len(shapes) == len(tags)
    assert [tag != NO_TAG for tag in tags[:6]] == [True, True, False, False, True, False]


def test_batches_hold_rows_of_like_length_in_as_many_pieces_as_asked_for():
    rows = [([1] * n, [0] * n, [0] * n) for n in (3, 40, 4, 38, 5)]
    batches = list(batches_of(rows, tokens=90))
    assert [[sum(mask) for mask in batch.mask] for batch in batches] == [[3, 4, 5], [38, 40]]
    assert all(len(row) == len(batch.pieces[0]) for batch in batches for row in batch.pieces)


@pytest.mark.parametrize("seed", range(30))
def test_other_styles_are_made_of_the_words_of_a_sentence(seed):
    styles = Styles(random.Random(seed))
    restyled = styles.restyled(words(TEXT[0]))
    assert restyled
    assert all(restyled)
    assert styles.opened(words(TEXT[0]))[-1] == "."
