"""The counts of a check's work, by which a change that costs too much is told."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from places import ROOT


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])


def total(numbers):
    return sum([abs(number) for number in numbers])


@pytest.fixture
def count():
    """Counts what a part of this file does; a debugger or a measure of coverage goes on afterwards."""
    from work import Count

    trace, profile = sys.gettrace(), sys.getprofile()
    yield Count([str(Path(__file__).parent)])
    sys.settrace(trace)
    sys.setprofile(profile)


def test_twice_the_work_is_twice_the_count(count):
    found = []
    for times in (1, 2, 4):
        count.reset()
        with count:
            total(range(times * 100))
        found.append(count.table())
    assert [table["C calls"] - found[0]["C calls"] for table in found] == [0, 100, 300]
    one, two, four = (table["bytecodes"] for table in found)
    assert 0 < 2 * (two - one) == four - two


def test_what_other_code_does_is_not_counted(count):
    with count:
        re.compile("a{2,3}b|c")
    calls = count.table()
    with count:
        re.compile("(?:a{2,3}b|c){2}(?:de)?(?:fg|hi)+")
    assert count.table()["bytecodes"] == 2 * calls["bytecodes"] < 100


def test_a_pattern_says_how_many_characters_it_is_to_search(count):
    from work import CountedPattern

    pattern = CountedPattern(re.compile("b"), count)
    assert pattern.search("aab").start() == 2
    assert [match.start() for match in pattern.finditer("bab", 1)] == [2]
    assert pattern.findall("bbbb", 1, 3) == ["b", "b"]
    assert pattern.sub("c", "ab") == "ac"
    assert pattern.match("ab") is None
    assert count.table()["characters"] == 3 + 2 + 2 + 2


def test_what_is_more_than_the_tolerance_is_told():
    from work import greater

    known = {"bytecodes": 1000, "C calls": 1000, "characters": 1000}
    assert greater({"bytecodes": 1030, "C calls": 1031, "characters": 900}, known) == ["C calls"]


def test_the_table_has_each_count():
    from work import read

    version, known = read()
    assert re.fullmatch(r"3\.\d+", version)
    assert len(known) == 6
    assert all(number > 0 for number in known.values())
