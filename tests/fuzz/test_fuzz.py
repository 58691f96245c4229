"""The fuzzer: it finds what does not hold, says how to have it again, and makes it small."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest

from copydesk import Fix, FixAvailability, Meta, NoOptions, Rule, Safety, Span
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.plugins import Registry
from fuzz.campaign import WEIGHTS, Campaign, Tally
from fuzz.kills import kill
from places import ROOT


class Faulty(Rule[NoOptions]):
    """Crashes at "ferry", and turns "left" into "right" and back."""

    meta = Meta(name="faulty", group="sample", since="1", summary="It.", fix=FixAvailability.ALWAYS)

    def check(self, article):
        if "ferry" in article.text:
            raise ValueError("a ferry")
        for match in re.finditer("left|right", article.prose):
            span, wanted = Span(*match.span()), "right" if match[0] == "left" else "left"
            yield self.finding(span, Fix.replace(span, wanted, Safety.SAFE))


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    return Campaign(tmp_path)


@pytest.fixture
def faulty(campaign) -> Campaign:
    rules = {"faulty": Faulty}
    registry = Registry(MappingProxyType(rules), MappingProxyType(dict.fromkeys(rules, "test")))
    campaign._articles.linter = Linter(Settings(isolated=True), registry)
    return campaign


def test_an_input_is_always_the_same_and_there_are_some_of_every_kind(campaign):
    inputs = [campaign.input(7, index) for index in range(300)]
    assert inputs == [campaign.input(7, index) for index in range(300)]
    assert inputs != [campaign.input(8, index) for index in range(300)]
    assert {each.kind for each in inputs} >= WEIGHTS.keys() - {"cache"}


def test_what_a_rule_raises_is_found_and_made_small(faulty):
    text = b"It was quiet.\n\nThe ferry came at ten, and went again.\n"
    failure = faulty.failure("plain", text)
    assert failure is not None
    assert failure.what.startswith("crash: faulty: ValueError: a ferry")
    assert faulty.minimised("plain", text, failure.what) == b"ferry"


def test_fixes_that_undo_each_other_are_found(faulty):
    failure = faulty.failure("markdown", b"They left at ten.\n")
    assert failure is not None
    assert failure.what == "fixes that do not settle: faulty"


def test_nothing_is_found_where_everything_holds(campaign):
    assert campaign.failure("html", b"<p>In the the end.</p>", timed=True) is None
    assert campaign.failure("configuration", b"language = 7") is None


def test_a_campaign_goes_on_where_it_stopped(faulty, tmp_path):
    tally = Tally()
    runs = faulty.run(3, tally)
    for _ in range(5):
        next(runs)
    tally.save(tmp_path / "state.json")
    again = Tally.load(tmp_path / "state.json")
    assert again == tally
    assert sum(again.inputs.values()) == again.next["3"] == 5
    made, _ = next(faulty.run(3, again))
    assert made == faulty.input(3, 5)


@pytest.mark.slow
def test_the_command_counts_and_prints_its_seed(tmp_path):
    state = tmp_path / "state.json"
    options = ["--seconds", "1", "--seed", "5", "--kind", "baseline", "--state", state]
    command = [sys.executable, "-m", "fuzz", *options]
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "seed 5;" in done.stdout
    assert json.loads(state.read_text())["inputs"]["baseline"] > 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_a_kill_that_damages_is_seen(tmp_path, capsys):
    def careless(path: Path) -> None:
        with path.open("wb", buffering=0) as file:
            for _ in range(200):
                file.write(b"new ")
        path.with_name(".left").touch()

    assert not kill(5, tmp_path / "a.txt", (b"old", b"new " * 200), careless, Random(1))
    assert "1 after the next write" in capsys.readouterr().out
