"""Where a main clause begins, by the classes of words."""

import pytest

from copydesk_rules.punctuation.shared.clauses import Row

BEGINS = (
    ("if the tide is out | we will walk", 2),
    ("when it rains in May | they also are late", 3),
    ("once the mill has closed | it's quiet", 1),
    ("when the storm reached the harbor | the old crew had left", 4),
    ("after the sale | they moved", 2),
)
BEGINS_NOT = (
    "if the tide is out | of reach",
    "they give the crew | the old boat",
    "when they open | it used nets",
    "since the end | of the war is near",
)


def row_and_place(marked):
    left, right = marked.split(" | ")
    return Row.read(f"{left} {right}", 0, len(left) + len(right) + 1), len(left.split())


@pytest.mark.parametrize(("marked", "words"), BEGINS)
def test_a_subject_and_its_verb_begin_a_clause(marked, words):
    row, at = row_and_place(marked)
    assert row.clause_at(at) == words


@pytest.mark.parametrize("marked", BEGINS_NOT)
def test_other_words_do_not(marked):
    row, at = row_and_place(marked)
    assert row.clause_at(at) == 0
