"""Workers: each process has one tool for all its items, and results come in the order of the items."""

from __future__ import annotations

import os
import pickle
from functools import partial

from copydesk.config import Selection
from copydesk.lint.linter import Linter, Settings
from copydesk.system.workers import map_workers
from copydesk.text.source import decode


class Counter:
    """Counts what it was given."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def take(self, item: int) -> tuple[str, int, int, int]:
        if item < 0:
            os.kill(os.getpid(), 9)
        self.count += 1
        return self.name, os.getpid(), self.count, item


def lost(item: int) -> tuple[str, int, int, int]:
    return "lost", 0, 0, item


def results(items: list[int], jobs: int) -> list[tuple[str, int, int, int]]:
    return list(map_workers(partial(Counter, "ferry"), Counter.take, items, jobs, lost))


def test_a_process_has_one_tool_for_all_its_items():
    found = results(list(range(20)), 2)
    assert [item for *_, item in found] == list(range(20))
    for process in {process for _, process, *_ in found}:
        counts = [count for _, its, count, _ in found if its == process]
        assert counts == list(range(1, len(counts) + 1))
    assert os.getpid() not in {process for _, process, *_ in found}


def test_an_item_that_its_process_dies_of_is_lost_alone():
    assert [(name, item) for name, _, _, item in results([1, -2, 3], 1)] == [
        ("ferry", 1),
        ("lost", -2),
        ("ferry", 3),
    ]


def test_a_linter_reaches_a_process_that_is_started_anew():
    linter = Linter(Settings(Selection(("repeated-word",)), isolated=True))
    source = decode(b"It was the the ferry.", "a.txt", "plain")
    again = pickle.loads(pickle.dumps(linter))
    assert again.settings == linter.settings
    assert again.lint_source(source) == linter.lint_source(source)
