"""Quotations: where they start and end, and what is no quotation at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document.quotations import Quotation, quotations_in
from copydesk.text.span import Span

MARKS = "“”„\"‘’'«»"


def quoted(text: str) -> list[str]:
    """What stands in quotation marks, marks included; `<` and `>` show where one is missing."""
    return [
        ("" if q.opened else "<") + text[slice(*q.span)] + ("" if q.closed else ">")
        for q in quotations_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Rain,” she said. “All week.”", ["“Rain,”", "“All week.”"]),
        ('"Rain," she said. "All week."', ['"Rain,"', '"All week."']),
        ("“She called it ‘rain,’” he said.", ["“She called it ‘rain,’”", "‘rain,’"]),
        ("\"She called it 'rain,'\" he said.", ["\"She called it 'rain,'\"", "'rain,'"]),
        ('He said “so" and "so”.', ['“so"', '"so”']),
        ('A note ("see below") follows.', ['"see below"']),
        ('"Well—" she began. "—never mind."', ['"Well—"', '"—never mind."']),
        ('said the mayor." We', ['<said the mayor."']),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er sagte „so“ und »so«.", ["„so“", "»so«"]),
        ("Hon sa ”så” och »så».", ["”så”", "»så»"]),
        ("Il a dit « oui » et «\u202fnon\u202f».", ["« oui »", "«\u202fnon\u202f»"]),
        ("L’« amour » fou", ["« amour »"]),
        ("彼は「はい『いいえ』」と言った。", ["「はい『いいえ』」", "『いいえ』"]),
    ],
)
def test_conventions_of_other_languages(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The boys’ mother’s sister didn’t.",
        "the U.K.'s ministers' offices",
        "rock 'n' roll in the '60s, and 'twas good",
        'He’s 5\'10", she 6’2”, the board 12" wide.',
        "Write (“) to open and (”) to close.",
        '"',
        "Home » News » Weather",
        "« Older posts",
    ],
)
def test_what_quotes_nothing(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘The boys’ ball is lost,’ he said.", "‘The boys’ ball is lost,’"),
        ('"It was 12" wide," she said.', '"It was 12" wide,"'),
        ('"He is 6\'2" tall," she said.', '"He is 6\'2" tall,"'),
        ("“Rock ’n’ roll,” she said.", "“Rock ’n’ roll,”"),
    ],
)
def test_an_apostrophe_or_a_prime_does_not_end_speech(text: str, expected: str) -> None:
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Rain, she said.", ["“Rain, she said.>"]),
        ("“Rain, she said. “All week.”", ["“Rain, she said. “All week.”>", "“All week.”"]),
        ("Rain,” she said. “All week.”", ["<Rain,”", "“All week.”"]),
        ("“Rain.” All week.” So it was.", ["“Rain.”", "<All week.”"]),
    ],
)
def test_a_missing_mark(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said. " All week."', ['" All week."']),
        ('"All week? " she said. "Yes."', ['"All week? "', '"Yes."']),
        ('the word"rain" again', ['"rain"']),
        ("“All week. “", ["“All week. “"]),
        ("“All week,“ he said.", ["“All week,“"]),
    ],
)
def test_marks_with_a_space_on_the_wrong_side_or_turned_the_wrong_way(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@given(st.text(alphabet=MARKS + "aS5 .,\u00a0"))
def test_quotations_nest_and_stay_in_the_text(text: str) -> None:
    found = quotations_in(text, 7)
    assert found == sorted(found, key=lambda q: (q.span.start, -q.span.end))
    for q in found:
        assert 7 <= q.span.start < q.span.end <= len(text) + 7
        assert q.span.covers(q.inner)
        assert len(q.span) - len(q.inner) == q.opened + q.closed
    for outer, inner in pairwise(found):
        assert outer.span.covers(inner.span) or outer.span.end <= inner.span.start


def test_the_offset_moves_every_span() -> None:
    assert quotations_in("“so”", 10) == [Quotation(Span(10, 14), Span(11, 13), "“", True)]
