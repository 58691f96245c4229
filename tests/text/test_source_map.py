"""The map between text and source, both ways."""

from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.source_map import SourceMap
from copydesk.text.span import LineIndex, Span, utf8_length, utf16_length


def mapped(*pieces):
    new = SourceMap()
    for length, start, end in pieces:
        new.add(length, start, end)
    return new


def test_identity_maps_everything_to_itself():
    same = SourceMap.identity(10)
    assert same.to_source(3, 7) == Span(3, 7)
    assert same.to_source(10, 10) == Span(10, 10)
    assert same.to_text(4) == 4
    assert list(same.pieces(0, 10)) == [Span(0, 10)]


def test_markup_inside_a_word_splits_it_into_pieces():
    # <b>D</b>iscreet
    word = mapped((1, 3, 4), (7, 8, 15))
    assert list(word.pieces(0, 8)) == [Span(3, 4), Span(8, 15)]
    assert word.to_source(0, 8) == Span(3, 15)
    assert word.boundaries(0, 8) == [1]
    assert word.to_text(9) == 2
    assert word.to_text(5) is None, "inside the tag there is no text"


def test_an_entity_maps_as_a_whole():
    # R&amp;D
    text = mapped((1, 0, 1), (1, 1, 6), (1, 6, 7))
    assert text.to_source(1, 2) == Span(1, 6)
    assert list(text.pieces(0, 3)) == [Span(0, 7)], "nothing stands between the pieces"
    assert [text.to_text(i) for i in range(7)] == [0, 1, 1, 1, 1, 1, 2]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), max_size=30))
def test_every_verbatim_code_point_maps_there_and_back(steps):
    new, at, verbatim, text = SourceMap(), 0, [], 0
    for length, gap, atomic in steps:
        at += gap
        width = length + 2 if atomic else length
        new.add(length, at, at + width)
        verbatim += [(text + i, at + i) for i in range(length)] if not atomic else []
        text += length
        at += width
    assert new.length == text
    for here, there in verbatim:
        assert new.to_source(here, here + 1) == Span(there, there + 1)
        assert new.to_text(there) == here


def test_lines_end_at_lf_crlf_and_cr():
    lines = LineIndex("one\ntwo\r\nthree\rfour")
    assert [lines.position(i) for i in (0, 4, 9, 15)] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert lines.line_span(2) == Span(4, 7)
    assert len(lines) == 4


@given(st.text(alphabet="ab\r\n\u2028é😀"))
def test_position_and_offset_are_inverse(text):
    lines = LineIndex(text)
    for offset in range(len(text) + 1):
        assert lines.offset(*lines.position(offset)) == offset


def test_columns_in_other_units():
    assert utf16_length("a😀é") == 4
    assert utf8_length("a😀é") == 7
