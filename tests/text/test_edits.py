"""Edits: which can be made together, what a text is after them, and where its offsets are then."""

from __future__ import annotations

import pytest

from copydesk.text.edits import Shift, SourceEdit, apply_edits, first_disjoint
from copydesk.text.span import Span
from timing import assert_linear


def chosen(*changes: list[tuple[int, int]]) -> list[int]:
    """The numbers of the changes that can be made, each given by the places of its edits."""
    made = [(i, [SourceEdit(*place, "x") for place in change]) for i, change in enumerate(changes)]
    return [i for i, _ in first_disjoint(made, lambda change: change[1])]


class TestFirstDisjoint:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param((0, 4), (3, 6), id="a code point is in both"),
            pytest.param((0, 9), (3, 6), id="one is in the other"),
            pytest.param((3, 3), (3, 3), id="both insert at one place"),
            pytest.param((0, 3), (3, 3), id="one inserts at the other's end"),
            pytest.param((3, 3), (3, 6), id="one inserts at the other's beginning"),
        ],
    )
    def test_of_two_that_overlap_the_first_by_position_is_made(self, one, other):
        assert chosen([one], [other]) == [0]
        assert len(chosen([other], [one])) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param((0, 3), (3, 6), id="they touch"),
            pytest.param((3, 3), (4, 4), id="they insert at neighbouring places"),
            pytest.param((0, 3), (4, 4), id="one inserts a code point behind the other"),
        ],
    )
    def test_both_are_made_in_the_order_given(self, one, other):
        assert chosen([one], [other]) == [0, 1]
        assert chosen([other], [one]) == [0, 1]

    def test_the_edits_of_two_changes_may_take_turns(self):
        assert chosen([(0, 1), (8, 9)], [(3, 4), (10, 11)]) == [0, 1]

    def test_a_change_waits_whole_if_one_of_its_edits_overlaps(self):
        assert chosen([(0, 1), (8, 9)], [(3, 4), (8, 10)], [(10, 11)]) == [0, 2]

    def test_the_edits_of_one_change_may_touch_and_insert(self):
        assert chosen([(0, 3), (3, 3), (3, 6)], [(6, 8)], [(4, 5)]) == [0, 1]

    def test_what_waits_holds_nothing_up(self):
        assert chosen([(0, 4)], [(3, 8)], [(5, 6)]) == [0, 2]

    def test_takes_linear_time(self):
        assert_linear(lambda n: chosen(*([(i, i + 3)] for i in range(n))), 2_000)


class TestApplyEdits:
    TEXT = "the ferry ran aground"
    EDITS = (SourceEdit(14, 21, "late"), SourceEdit(4, 9, "boat"), SourceEdit(13, 13, " an hour"))

    def test_edits_in_any_order_are_made(self):
        assert apply_edits(self.TEXT, self.EDITS) == "the boat ran an hour late"

    def test_a_part_of_the_text_with_the_edits_in_it(self):
        assert apply_edits(self.TEXT, self.EDITS[1:2], Span(4, 13)) == "boat ran"

    def test_without_edits_it_is_as_it_was(self):
        assert apply_edits(self.TEXT, []) == self.TEXT


class TestShift:
    SHIFT = Shift(TestApplyEdits.EDITS)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param(2, 2, id="before all edits"),
            pytest.param(4, 4, id="where a replaced word begins"),
            pytest.param(7, 4, id="within it"),
            pytest.param(9, 8, id="behind it"),
            pytest.param(13, 20, id="where something is inserted"),
            pytest.param(21, 25, id="at the end"),
        ],
    )
    def test_an_offset_moves_with_the_text(self, before, after):
        assert self.SHIFT(before) == after

    def test_what_stands_behind_an_offset_is_the_same_unless_it_is_edited(self):
        text, edits = TestApplyEdits.TEXT, TestApplyEdits.EDITS
        assert apply_edits(text, edits)[self.SHIFT(10) :].startswith(text[10:13])
