"""The trained layer: from text to weights to decisions, and what happens where the weights are not whole."""

import lzma
import subprocess
import sys

import pytest

from copydesk import RuleError, Span
from copydesk.testing import lint_text
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables import TOKEN, Candidate, trained
from copydesk_rules.wording.confusables.features import GLANCE, REACH, REST, bag, row_of
from copydesk_rules.wording.confusables.trained import TrainedLayer, Weights, load_weights
from places import ROOT

TRAINING = ROOT / "training"


def lint(text, **options):
    options = {"confidence": "likely", **options}
    return lint_text(ConfusableWord, text, language="en", rules={"confusable-word": options})


def findings(text, **options):
    return lint(text, **options).diagnostics


def of_layer(text):
    return [(d.data["set"], d.severity) for d in findings(text) if d.data["layer"] == "trained"]


def test_a_word_is_judged_by_its_company():
    assert of_layer("The doctor examined the heal of her left foot.") == [("heal/heel", "warning")]
    assert of_layer("The doctor examined the heel, which will heal.") == []


def test_of_several_words_that_may_be_meant_the_one_that_its_neighbours_keep_company_with_is():
    def meant(text):
        return [fix.edits[0].text for d in findings(text) for fix in d.fixes]

    assert meant("There is know end to it.") == ["no"]


def test_what_a_pattern_decides_is_not_judged_again():
    assert [d.data["layer"] for d in findings("He was to tired to go on.")] == ["pattern"]


def test_it_is_asked_only_where_the_configuration_says_so():
    assert findings("The doctor examined the heal of her left foot.", confidence="certain") == ()


def test_a_set_is_switched_off_by_any_of_its_words():
    text = "The doctor examined the heal of her left foot."
    assert findings(text, disabled=["heel"]) == ()
    assert findings(text, enabled=["affect"]) == ()


@pytest.mark.nightly
def test_ten_megabytes_without_a_full_stop_are_read():
    text = "they held the old meeting and led the new town to the sea " * 180_000
    assert len(text) > 10_000_000
    assert not lint(text + "in discrete talks").problems


def test_another_language_is_left_alone():
    german = "Die Polizei rief die Bewohner der Stadt auf, in den Wohnungen zu bleiben."
    report = lint_text(ConfusableWord, f"{german}\n\nWir trafen discrete talks in free reign.\n")
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: None, "cannot be read"),
        (lambda data: b"", "cannot be read"),
        (lambda data: data[:10], "is of another version"),
        (lambda data: data.replace(trained.MAGIC, b"copydesk-confusables-0\n", 1), "is of another version"),
        (lambda data: data[:-1], "is not whole"),
        (lambda data: data[: len(data) // 2], "is not whole"),
    ],
    ids=["missing", "empty", "cut in the head", "other version", "a byte short", "cut in half"],
)
def test_without_whole_weights_the_rule_says_so_once_and_patterns_go_on(spoil, why, tmp_path, monkeypatch):
    path = tmp_path / "weights.bin"
    data = spoil(trained.WEIGHTS.read_bytes())
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(RuleError, match=why):
        Weights(path)
    monkeypatch.setattr(trained, "WEIGHTS", path)
    load_weights.cache_clear()
    report = lint("They held discrete talks.")
    load_weights.cache_clear()
    assert [d.data["layer"] for d in report.diagnostics] == ["pattern"]
    (problem,) = report.problems
    assert why in problem.message
    assert "install copydesk again" in problem.message
    assert "crashed" not in problem.message


@pytest.mark.slow
def test_numbers_of_features_are_the_same_one_by_one_and_all_at_once(monkeypatch):
    np = pytest.importorskip("numpy")
    pytest.importorskip("scipy")
    monkeypatch.syspath_prepend(str(TRAINING))
    from contexts import Contexts
    from texts import Corpus

    text = "The well-known envoy, 41, held discrete Colombia-E.U. talks; they’re “their” aides in 3 rooms."
    tokens = ["", *TOKEN.findall(text.replace("’", "'"))]
    vocabulary = sorted(set(tokens))
    edge = [0] * 12
    row = np.array([*edge, *map(vocabulary.index, tokens[1:]), *edge], dtype=np.int32)
    weights = load_weights()
    contexts = Contexts(Corpus(row, vocabulary, np.zeros(len(row), dtype=np.uint8)), weights)
    places = np.arange(12, len(row) - 12)
    for at, numbers in zip(places, contexts.features(places), strict=True):
        before = [weights.token(vocabulary[row[at - i]]) for i in range(1, REACH + 1)]
        after = [weights.token(vocabulary[row[at + i]]) for i in range(1, REACH + 1)]
        around = row_of(before, after)
        one_by_one = GLANCE.numbers(around) + REST.numbers(around) + bag(before, after)
        assert sorted(one_by_one) == sorted(number for number in numbers.tolist() if number)


RIGHT = [
    "The committee will accept the gift from {} before the end of the week.",
    "They accept the terms that {} had set out in the letter.",
    "She would not accept the offer of {} for the old house.",
    "Everyone came to the feast except {} and the two cooks.",
    "All of the shops were open except the one that {} runs.",
    "Nothing was left on the table except the hat of {}.",
]
NAMES = ("Anna", "Bert", "Clara", "David", "Elsa", "Frank", "Greta", "Hugo", "Ida", "Jonas", "Karla", "Leo")


def use_of(word, text):
    at = text.index(word)
    span = Span(at, at + len(word))
    return Candidate(
        word, span, text, TOKEN.findall(text, 0, span.start)[::-1], TOKEN.findall(text, span.end)
    )


@pytest.mark.nightly
def test_from_a_folder_of_text_to_decisions(tmp_path):
    for library in ("numpy", "scipy", "sklearn"):
        pytest.importorskip(library)
    (tmp_path / "train_text").mkdir()
    for source in ("pd_us_senate", "pd_white_house", "by_openstax", "mit_notes"):
        with lzma.open(tmp_path / "train_text" / f"{source}.txt.xz", "wt", encoding="utf-8") as file:
            file.write(f"@@ {source}\n")
            file.writelines(sentence.format(name) + "\n" for name in NAMES for sentence in RIGHT)
    with lzma.open(tmp_path / "word_clusters.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("word\tcluster128\tcluster1024\ngift\t1\t1\noffer\t1\t1\nfeast\t2\t2\n")
    (tmp_path / "stand_in_words.txt").write_text("accept: take receive\n", encoding="utf-8")
    (tmp_path / "training_text_slips.tsv").write_text("typed\tleft\tright\n", encoding="utf-8")
    columns = ["repo", "commit", "licence", "bytes_of_text", "used_for_t7"]
    (tmp_path / "SOURCES.tsv").write_text("\t".join(columns) + "\na/b\t0\tCC0\t1\tyes\n", encoding="utf-8")
    (tmp_path / "pairs.txt").write_text("accept except\nbaron barren\n", encoding="utf-8")
    output = tmp_path / "weights.bin"
    options = {
        "pairs": tmp_path / "pairs.txt",
        "output": output,
        "processes": 1,
        "buckets": 1000,
        "budget": 1000,
    }
    command = [sys.executable, TRAINING / "train_confusables.py", tmp_path]
    subprocess.run([*command, *(f"--{name}={value}" for name, value in options.items())], check=True)
    weights = Weights(output)
    assert set(weights.models) == {"accept", "except"}, "the other pair has too little text"
    layer = TrainedLayer(weights, lambda words: True)
    wrong = "The committee will except the gift from Ida before the end of the week."
    (decision,) = layer.decide([use_of("except", wrong)])
    assert decision.meant == "accept"
    assert not decision.certain
    right = wrong.replace("except", "accept")
    assert not list(layer.decide([use_of("accept", right)]))
