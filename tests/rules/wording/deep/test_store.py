"""Answers that are remembered, in a file that several processes may use and anything may damage."""

import sqlite3
import subprocess
import sys

import pytest

from copydesk_rules.wording.deep import store
from copydesk_rules.wording.deep.store import Store

ASKED = [["They held", "discrete"], ["discrete", "discreet"]]


def lengths(asked):
    return [len(each[0]) for each in asked]


def never(asked):
    """Answer nothing."""
    raise AssertionError("it was to be remembered")


def test_what_was_answered_is_not_asked_again(tmp_path):
    asked = []

    def ask(new):
        asked.append(new)
        return lengths(new)

    kept = Store(tmp_path / "deep.sqlite", "1")
    assert kept.answers(ASKED[:1], ask) == [9]
    assert kept.answers([*ASKED, ASKED[1]], ask) == [9, 8, 8]
    assert asked == [ASKED[:1], ASKED[1:]]
    assert Store(tmp_path / "deep.sqlite", "1").answers(ASKED, never) == [9, 8], "nor the next time"


def test_another_version_has_answers_of_its_own(tmp_path):
    Store(tmp_path / "deep.sqlite", "1").answers(ASKED, lengths)
    assert Store(tmp_path / "deep.sqlite", "2").answers(ASKED, lambda asked: [0, 1]) == [0, 1]


@pytest.mark.parametrize(
    "damage", [lambda data: b"no database" * 99, lambda data: data[:5000], lambda data: b""]
)
def test_a_damaged_file_is_made_anew(damage, tmp_path):
    path = tmp_path / "deep.sqlite"
    Store(path, "1").answers(ASKED, lengths)
    path.write_bytes(damage(path.read_bytes()))
    assert Store(path, "1").answers(ASKED, lambda asked: [5, 6]) == [5, 6]
    assert Store(path, "1").answers(ASKED, never) == [5, 6]


@pytest.mark.parametrize("place", ["a file/deep.sqlite", None], ids=["no folder can be there", "not wanted"])
def test_where_no_file_can_be_everything_is_asked(place, tmp_path):
    (tmp_path / "a file").touch()
    kept = Store(tmp_path / place if place else None, "1")
    assert kept.answers(ASKED, lengths) == kept.answers(ASKED, lengths) == [9, 8]


def test_a_full_disk_keeps_nothing_and_breaks_nothing(tmp_path, monkeypatch):
    def full(database, found):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(store, "_keep", full)
    assert Store(tmp_path / "deep.sqlite", "1").answers(ASKED, lengths) == [9, 8]


def test_the_oldest_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "REMEMBERED", 10)
    path = tmp_path / "deep.sqlite"
    for number in range(25):
        Store(path, "1").answers([number], lambda asked: asked)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM answers").fetchone() == (10,)
    assert Store(path, "1").answers([24], never) == [24]


WRITE = """
import sys
from pathlib import Path
from copydesk_rules.wording.deep.store import Store

store = Store(Path(sys.argv[1]), "1")
for number in range(50):
    assert store.answers([number], lambda asked: asked) == [number]
"""


def test_several_processes_write_to_one_file(tmp_path):
    path = tmp_path / "deep.sqlite"
    at_once = [subprocess.Popen([sys.executable, "-c", WRITE, path]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in at_once] == [0, 0, 0]
    assert Store(path, "1").answers(list(range(50)), never) == list(range(50))
