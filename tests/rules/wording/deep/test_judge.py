"""The judge: how its model is put in place, what it says, and what confusable-word makes of it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk import Span, UnavailableError
from copydesk.testing import lint_text
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables import TOKEN, Candidate
from copydesk_rules.wording.confusables.deep import DeepLayer
from copydesk_rules.wording.deep import judge, judge_model
from copydesk_rules.wording.deep.decoder import Tree
from copydesk_rules.wording.deep.judge import LanguageModel

# --- A model in place ---

PREPARE = (
    "import sys; from pathlib import Path; from copydesk_rules.wording.deep.judge_model import prepare;"
    "print(prepare(Path(sys.argv[1])).name)"
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """A cache folder that two processes, at once, have found with a damaged and an unfinished model in it."""
    try:
        judge_model._find()
    except UnavailableError as error:
        pytest.skip(str(error))
    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "deep"
    if not cache.exists():
        for name in (judge_model.FOLDER, f"{judge_model.FOLDER}.unfinished"):
            (cache / name).mkdir(parents=True, exist_ok=True)
            (cache / name / judge_model.WEIGHTS).write_bytes(b"cut short")
            (cache / name / judge_model.SIZE).write_text("134480000", encoding="ascii")
    command = [sys.executable, "-c", PREPARE, cache]
    at_once = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for process in at_once:
        out, err = process.communicate(timeout=300)
        assert (out.decode().strip(), err.decode()) == (judge_model.FOLDER, "")
    return cache


@pytest.fixture(scope="session")
def model(cache):
    """The model in memory."""
    return LanguageModel(cache / judge_model.FOLDER)


@pytest.mark.slow
def test_processes_that_start_at_once_share_one_model_and_leave_nothing_else(cache):
    assert {path.name for path in cache.iterdir()} == {judge_model.FOLDER, f"{judge_model.FOLDER}.lock"}
    assert {path.name for path in (cache / judge_model.FOLDER).iterdir()} == {
        *("config.json", "norms.npy", "scales.npy", judge_model.WEIGHTS, judge_model.SIZE)
    }


@pytest.mark.slow
def test_a_model_that_is_there_needs_no_package(cache, monkeypatch):
    monkeypatch.setattr(judge_model, "package_folder", lambda name: None)
    assert judge_model.prepare(cache) == cache / judge_model.FOLDER


# --- What it says ---

#: The ratios by a plain forward pass over the weights of the GGUF file, written in numpy; not by copydesk.
COMPUTED = {
    ("Envoys from both capitals held {} meetings in Asia.", "discrete", "discreet"): 4.204,
    ("The course covers {} mathematics, logic and sets.", "discrete", "discreet"): -16.809,
    ("The rain had a profound {} on the harvest.", "affect", "effect"): 4.416,
    ("In 1911 the shop was {} pride, the café’s owner said.", "there", "their"): 7.895,
}


@pytest.mark.slow
def test_the_ratios_are_those_of_a_plain_forward_pass(model):
    pairs = [(text.format(typed), text.format(meant)) for text, typed, meant in COMPUTED]
    together = model.ratios(pairs)
    assert together == pytest.approx(list(COMPUTED.values()), abs=0.8), "but for weights of 8 bits"
    alone = [model.ratios([pair])[0] for pair in pairs]
    assert together == alone, "a batch changes nothing"


@pytest.mark.slow
def test_text_is_cut_into_the_tokens_that_the_model_knows(model, cache):
    def tokens(text):
        return [written[number] for number in model.tokens(text)]

    written = judge_model.ModelFiles(cache / judge_model.FOLDER).tokens
    assert tokens("They’re 41, it's “naïve” …") == [
        *("<|endoftext|>", "They", "âĢĻ", "re", "Ġ", "4", "1", ",", "Ġit", "'s"),
        *("ĠâĢľ", "na", "Ã¯ve", "âĢĿ", "ĠâĢ¦"),
    ]
    assert tokens("a\x04b <|endoftext|>")[:3] == ["<|endoftext|>", "a", "b"], "no token for U+0004"


def test_what_texts_begin_with_alike_is_read_once():
    tree = Tree([[0, 5, 6, 7], [0, 5, 8], [0, 5, 6, 9]])
    assert tree.tokens == [0, 5, 6, 7, 8, 9]
    assert tree.depths == [0, 1, 2, 3, 2, 3]
    assert tree.paths == [[0, 1, 2, 3], [0, 1, 4], [0, 1, 2, 5]]
    assert tree.apart == [2, 3, 4, 5]
    assert [sorted(map(int, row.nonzero()[0])) for row in tree.sees()] == [
        [0],
        [0, 1],
        [0, 1, 2],
        [0, 1, 2, 3],
        [0, 1, 4],
        [0, 1, 2, 5],
    ]


@pytest.mark.slow
def test_texts_that_share_a_beginning_are_as_likely_as_read_by_themselves(model):
    text = "They held discrete meetings in Asia."
    others = ["They held discreet meetings in Asia.", "They had held discrete meetings.", "Held discrete"]
    alone = [model.ratios([(text, other)])[0] for other in others]
    assert model.ratios([(text, other) for other in others]) == pytest.approx(alone, abs=0.011)


# --- What is decided ---


def candidate(marked):
    """The candidate that a text marks with brackets."""
    before, word, after = marked.replace("[", "]").split("]")
    start = len(before.rpartition("\n")[2])
    return Candidate(
        word.lower(),
        Span(len(before), len(before) + len(word)),
        before + word + after,
        TOKEN.findall(before[len(before) - start :])[::-1],
        TOKEN.findall(after.partition("\n")[0]),
    )


class Trained:
    """A trained layer that is in doubt of every candidate: another word may be meant, by some margin."""

    def __init__(self, meant="", margin=0.0):
        self.meant, self.margin = meant, margin
        self.words = frozenset({"discrete", "of"})

    def is_settled(self, word, before, after):
        return before == "settled"

    def doubtful(self, candidates):
        return ((found, self.meant, self.margin) for found in candidates)


class Scorer:
    """A scorer that knows the ratio of each word, and what it was asked."""

    def __init__(self, **ratios):
        self.known, self.asked = ratios, []

    def ratios(self, pairs):
        self.asked.append(list(pairs))
        texts = [second.lower() for _, second in pairs]
        return [next(self.known[word] for word in self.known if word in text) for text in texts]


@pytest.mark.parametrize(
    ("margin", "ratio", "decided"),
    [
        (-1.0, 5.1, True),
        (-1.0, 4.9, False),
        (-3.9, 10.9, True),
        (-4.1, 30.0, False),
        (1.9, 0.9, False),
    ],
    ids=["enough together", "too little together", "at the edge", "too sure of it", "no word of the model's"],
)
def test_the_margin_and_half_the_ratio_must_reach_a_sum(margin, ratio, decided):
    layer = DeepLayer(Trained("discreet", margin), Scorer(discreet=ratio))
    decisions = [d for d in layer.decide([candidate("They held [discrete] talks.")]) if d.margin > 0]
    assert [(d.meant, d.set, d.layer, d.margin) for d in decisions] == (
        [("discreet", "discreet/discrete", "deep", pytest.approx(margin + ratio / 2 - 1.5))]
        if decided
        else []
    )


def test_for_a_function_word_the_trained_layer_must_be_less_sure():
    layer = DeepLayer(Trained("if", -2.1), Scorer(**{"if": 30.0}))
    assert not list(layer.decide([candidate("It is the best [of] all.")]))


def test_the_model_is_asked_once_for_all_and_shown_twelve_tokens_of_the_block_on_each_side():
    scorer = Scorer(discreet=4.0)
    layer = DeepLayer(Trained("discreet", 0.5), scorer)
    numbers = " ".join(str(number) for number in range(20))
    decisions = layer.decide(
        [
            candidate(f"{numbers} [discrete] {numbers}"),
            candidate("Another block.\n[Discrete] talks.\nThe next."),
            candidate("[discrete]"),
        ]
    )
    assert len(list(decisions)) == 3
    assert scorer.asked == [
        [
            tuple(
                f"8 9 10 11 12 13 14 15 16 17 18 19 {word} 0 1 2 3 4 5 6 7 8 9 10 11"
                for word in ("discrete", "discreet")
            ),
            ("Discrete talks.", "Discreet talks."),
            ("discrete", "discreet"),
        ]
    ]


def test_it_judges_the_words_of_the_trained_layer_and_what_that_finds_unsettled():
    layer = DeepLayer(Trained(), Scorer())
    assert layer.words == {"discrete", "of"}
    assert layer.is_settled("of", "settled", "")
    assert not layer.is_settled("of", "", "settled")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("Envoys from both capitals held [discrete] meetings in Asia.", True),
        ("The course covers [discrete] mathematics, logic and sets.", False),
        ("The signal is cut into [discrete] units of equal length.", False),
    ],
)
def test_with_the_real_model_discrete_meetings_are_to_be_discreet(model, text, decided):
    layer = DeepLayer(Trained("discreet", 0.4), model)
    found = [d.meant for d in layer.decide([candidate(text)]) if d.margin > 0]
    assert found == ["discreet"] * decided


def test_where_the_model_cannot_be_had_the_trained_layer_decides():
    class Gone:
        def ratios(self, pairs):
            raise UnavailableError("it is gone")

    class Instead:
        words = frozenset()

        def decide(self, candidates):
            return iter(candidates)

    layer = DeepLayer(Trained("discreet", 0.5), Gone(), Instead())
    asked = [candidate("They held [discrete] talks.")]
    assert list(layer.decide(asked)) == asked
    assert str(layer.unavailable) == "it is gone"


# --- What it lacks ---


PAIR = ("They held discrete talks.", "They held discreet talks.")


@pytest.mark.parametrize("library", ["tiktoken", "gguf", "filelock"])
def test_a_library_that_is_absent_is_named(library, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        UnavailableError, match=rf"deep level is left out: .*{library}.*pip install 'copydesk\[deep\]'"
    ):
        judge._Remembering(tmp_path).ratios([PAIR])


def test_without_the_model_it_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setattr(judge_model, "package_folder", lambda name: None)
    why = r"its language model is not installed; pip install 'copydesk\[deep\]'$"
    with pytest.raises(UnavailableError, match=why):
        judge_model.check_installed(tmp_path)
    with pytest.raises(UnavailableError, match=why):
        judge._Remembering(tmp_path).ratios([PAIR])


@pytest.mark.parametrize(
    ("name", "why"), [(judge_model.GGUF, "is another model"), ("New.gguf", "has no Smol")]
)
def test_another_version_of_the_model_is_refused(name, why, tmp_path, monkeypatch):
    (tmp_path / name).write_bytes(b"GGUF")
    monkeypatch.setattr(judge_model, "package_folder", lambda package: tmp_path)
    with pytest.raises(UnavailableError, match=rf"{why}.*; pip install 'copydesk\[deep\]'$"):
        judge._Remembering(tmp_path / "cache").ratios([PAIR])


@pytest.mark.parametrize("package", judge_model.PACKAGES)
def test_the_model_may_come_with_either_package(package, tmp_path, monkeypatch):
    (tmp_path / judge_model.GGUF).write_bytes(b"GGUF")
    monkeypatch.setattr(judge_model, "package_folder", lambda name: tmp_path if name == package else None)
    monkeypatch.setattr(judge_model, "SHA256", hashlib.sha256(b"GGUF").hexdigest())
    assert judge_model._find() == tmp_path / judge_model.GGUF


def test_a_cache_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(judge_model, "_find", lambda: tmp_path / "model.gguf")
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(
        UnavailableError, match=r"its model cannot be written: .*; it takes 140 MB in .*cache$"
    ):
        judge._Remembering(tmp_path / "cache").ratios([PAIR])


def test_a_model_that_cannot_be_loaded_is_named(tmp_path):
    with pytest.raises(UnavailableError, match=rf"language model cannot be loaded: .*delete {tmp_path}"):
        LanguageModel(Path(tmp_path))


def test_a_model_that_cannot_be_loaded_is_tried_once(tmp_path, monkeypatch):
    tried = []

    def fails(cache):
        tried.append(cache)
        raise UnavailableError("no")

    monkeypatch.setattr(judge, "prepare", fails)
    made = judge._Remembering(tmp_path)
    for _ in range(2):
        with pytest.raises(UnavailableError, match="no"):
            made.ratios([PAIR])
    assert len(tried) == 1


@pytest.mark.slow
def test_where_there_is_no_memory_it_says_how_much_it_takes(model, monkeypatch):
    def fails(groups):
        raise MemoryError

    monkeypatch.setattr(model._decoder, "logarithms", fails)
    with pytest.raises(UnavailableError, match="out of memory; it takes 300 MB"):
        model.ratios([PAIR])


# --- In the rule ---

TEXT = "They held discrete talks. The doctor examined the heal of her left foot."


def test_without_the_model_the_rule_says_so_once_and_the_other_layers_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(judge_model, "package_folder", lambda name: None)
    monkeypatch.setattr(judge, "load_judge", lambda: judge._Remembering(tmp_path))
    report = lint_text(ConfusableWord, TEXT, language="en", rules={"confusable-word": {"deep": True}})
    assert [d.data["layer"] for d in report.diagnostics] == ["pattern", "trained"]
    assert len(report.problems) == 1
    assert "deep level is left out" in report.problems[0].message
    assert "crashed" not in report.problems[0].message
