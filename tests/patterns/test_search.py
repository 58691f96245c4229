"""Expressions of Go's flavour, and texts searched for them."""

import re

import pytest

from copydesk.patterns.expression import ExpressionError, read_expression
from copydesk.patterns.search import Piece, Regex, View


def found(source, *texts, **options):
    view = View([Piece(text, 0) for text in texts])
    return [(index, texts[index][start:end]) for index, start, end in Regex(source, **options).find(view)]


@pytest.mark.parametrize(
    ("source", "text", "matches"),
    [
        (r"(?i)\b(?:is|was)\b", "Is this? It WAS.", ["Is", "WAS"]),
        (r"a(?i)b|c", "aB C AB", ["aB", "C"]),  # a flag holds up to the end of its group, past a |
        (r"it is(?!\.)", "it is. it is", ["it is"]),
        (r"(?<!:[^ ]+?):\s[A-Z]", "See: A", [": A"]),
        (r"(?<year>\d{4})-\k<year>", "2020-2020 2020-2021", ["2020-2020"]),
        (r"(\w)\1", "book", ["oo"]),
        (r"\bcaf[ée]\b", "The café, the cafés, a cafe", ["café", "cafe"]),
        (r"\bna\b", "naïve na", ["na"]),  # ï is a letter, so no word ends before it
        (r"\w+", "naïve", ["na", "ve"]),  # but \w is one of ASCII, as in RE2
        (r"[\w.]+@[^\s@]+", "to a.b@c.d now", ["a.b@c.d"]),
        (r"(?m)^-", "- a\n- b", ["-", "-"]),
        (r"end$", "end\nend", ["end"]),  # without (?m), the end of the text
        (r"“[^”]+”", "He said “yes” and “no”.", ["“yes”", "“no”"]),
        (r"\p{Lu}\p{Ll}+", "Über Paris", ["Über", "Paris"]),
        (r"\x{2014}|\u2013", "a—b–c", ["—", "–"]),
    ],
)
def test_what_an_expression_matches(source, text, matches):
    assert [words for _, words in found(source, text)] == matches


def test_pieces_are_searched_apart():
    assert found(r"one\stwo|^two", "one", "two") == [(1, "two")]
    assert found(r"[^,]+,", "a b", "c, d") == [(1, "c,")]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("(a", "a ( without its ), at character 3"),
        ("a)", "a ) without its (, at character 2"),
        ("[a", "a [ without its ], at character 3"),
        ("*a", "nothing for * to repeat, at character 1"),
        (r"a\y", r"\y is not known, at character 2"),
        ("(?z)", "(?z) is not known, at character 2"),
        ("(" * 100 + ")" * 100, "groups are nested too deeply"),
        ("a" * 300_000, "is too large: more than 200,000 characters"),
    ],
)
def test_what_is_no_expression(source, why):
    with pytest.raises(ExpressionError, match=re.escape(why)):
        Regex(source)


def test_a_configuration_of_a_repository_has_only_what_takes_linear_time():
    with pytest.raises(ExpressionError, match="look-around"):
        Regex("a(?=b)", linear=True)
    assert found(r"(a+)+b", "a" * 50_000, linear=True) == []


def test_what_backtracks_has_a_time_limit(monkeypatch):
    from copydesk.errors import RuleError
    from copydesk.patterns import search

    monkeypatch.setattr(search, "TIME_LIMIT", 0.05)
    with pytest.raises(RuleError, match="make it simpler"):
        found(r"(?=((a|aa)+)+b)(x|a)\1?", "a" * 60)


def test_both_forms_begin_at_the_same_places():
    read = read_expression(r"(?i)(?<=\bthe\s)(?:cat|dog)(?!s)")
    assert read.wide == b"(?i:(?:cat|dog))"
    assert not read.is_same
