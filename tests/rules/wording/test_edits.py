"""The engine of edits: what it finds, what it leaves alone, and what happens without its tables."""

from __future__ import annotations

import pytest

from copydesk import RuleError
from copydesk.testing import lint_text
from copydesk_rules.wording.edits import engine, table
from copydesk_rules.wording.edits.engine import load_engine
from copydesk_rules.wording.edits.features import GAP_TEMPLATES, Features, subject_of
from copydesk_rules.wording.edits.table import Tables, load_tables
from copydesk_rules.wording.extra_word import ExtraWord
from copydesk_rules.wording.missing_word import MissingWord
from copydesk_rules.wording.wrong_form import WrongForm


@pytest.mark.parametrize(
    ("before", "subject"),
    [
        ("the cost of the repairs", ("cost", "the")),
        ("however , the results of the study in the town", ("results", "the")),
        ("that he", ("he", "")),
        ("in march the mayor", ("mayor", "")),
        ("which", ("", "")),
    ],
)
def test_the_subject_stands_before_the_phrases_that_lead_up_to_a_verb(before, subject):
    assert subject_of(before.split()[::-1]) == subject


@pytest.mark.parametrize(
    ("rule", "text", "typed"),
    [
        (ExtraWord, "The barn is the place in a which they kept the old machines for years.", "in a which"),
        (ExtraWord, "He carried the her to the small white house on the hill.", "carried the her"),
        (MissingWord, "The number people who came to the meeting was small.", "number people"),
        (WrongForm, "They have agreed to protected the river and the old mill.", "to protected the"),
    ],
)
def test_a_slip_in_free_company_is_found(rule, text, typed):
    source = f"Notes\n\n{text}\n"
    (diagnostic,) = lint_text(rule, source).diagnostics
    assert source[diagnostic.start : diagnostic.end] == typed


@pytest.mark.parametrize(
    "text",
    [
        "In A Which They Kept The Her Number People To Protected",
        "They went back to the house in which they had kept the old machines for years.",
        "in a which the her number people to protected",
    ],
    ids=["a headline", "right", "no sentence"],
)
def test_what_is_no_sentence_or_right_is_left_alone(text):
    for rule in (ExtraWord, MissingWord, WrongForm):
        assert lint_text(rule, f"Notes\n\n{text}\n").diagnostics == ()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: None, "cannot be read"),
        (lambda data: b"", "cannot be read"),
        (lambda data: data[:10], "is of another version"),
        (lambda data: data.replace(table.MAGIC, b"copydesk-edits-0\n", 1), "is of another version"),
        (lambda data: data[:-1], "is not whole"),
        (lambda data: data[:5_000], "is not whole"),
        (lambda data: data[: len(data) // 2], "is not whole"),
    ],
    ids=[
        "missing",
        "empty",
        "cut in the magic",
        "other version",
        "a byte short",
        "cut in the head",
        "cut in half",
    ],
)
def test_without_whole_tables_one_rule_says_so_once_and_frames_go_on(spoil, why, tmp_path, monkeypatch):
    path = tmp_path / "weights.bin"
    data = spoil(table.WEIGHTS.read_bytes())
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(RuleError, match=why):
        Tables(path)
    monkeypatch.setattr(engine, "load_tables", lambda: Tables(path))
    load_engine.cache_clear()
    try:
        silent = lint_text(ExtraWord, "Notes\n\nShe lives in the a new house.\n")
        told = lint_text(WrongForm, "Notes\n\nShe lives in a new house.\n")
    finally:
        load_engine.cache_clear()
    assert len(silent.diagnostics) == 1
    assert silent.problems == ()
    (problem,) = told.problems
    assert why in problem.message


def test_sums_of_packed_rows_are_those_of_their_weights():
    group = load_tables().groups["gaps"]
    tokens = [
        "They",
        "met",
        "one",
        "of",
        "the",
        "oldest",
        "members",
        "of",
        "the",
        "club",
        "in",
        "the",
        "hall",
    ]
    row = load_engine()._row(tokens, 4, 5)
    features = Features(GAP_TEMPLATES).numbers(row)
    biases, parts = group.totals([]), [group.totals([feature]) for feature in features]
    assert sum(part != biases for part in parts) > len(features) / 3
    for lane, total in enumerate(group.totals(features)):
        assert total == pytest.approx(biases[lane] + sum(part[lane] - biases[lane] for part in parts))


@pytest.mark.slow
def test_ten_megabytes_without_a_full_stop_are_read():
    text = "they kept the old machines in the house and went to the sea with a few people " * 130_000
    assert len(text) > 10_000_000
    assert not lint_text(WrongForm, f"Notes\n\n{text}.\n").problems
