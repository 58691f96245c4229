"""A file takes so much time and memory and no more; what it takes too much of is its problem."""

import json
import signal
import sys
import time

import pytest

from copydesk.errors import LimitError
from copydesk.system.limits import Limits

#: A rule that takes what the article says.
GREEDY = """
import re, signal, time
from copydesk import Meta, NoOptions, Rule

class Greedy(Rule[NoOptions]):
    "Takes what it reads."
    meta = Meta(name="greedy", group="test", summary="Read.", since="1")

    def check(self, article):
        if "LOOP" in article.prose:
            while True:
                pass
        if "SLEEP" in article.prose:
            time.sleep(600)
        if "PATTERN" in article.prose:
            re.search(r"(a|a)*b", "a" * 60)
        if "DEAF" in article.prose:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(600)
        if "MEMORY" in article.prose:
            held = [bytearray(10_000_000) for _ in range(2_000)]
        return iter(())

RULES = (Greedy,)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are the system's")


@pytest.fixture
def report(copydesk, pack, tmp_path):
    env = pack(GREEDY)
    (tmp_path / "z.txt").write_text("Paris in the the spring.\n")

    def run(*args):
        args = ("--no-cache", "--select", "greedy,repeated-word", "--output-format", "json", *args)
        done = copydesk("check", *args, env=env)
        found = json.loads(done.stdout)
        return done.returncode, {e["path"]: e["message"] for e in found["errors"]}, found["findings"]

    return run


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("word", ["LOOP", "SLEEP", "PATTERN"])
def test_a_file_that_hangs_is_a_problem_of_its_own(report, tmp_path, word, jobs):
    (tmp_path / "a.txt").write_text(f"{word} in the the spring.\n")
    started = time.monotonic()
    code, errors, findings = report("--jobs", jobs, "--file-timeout", "1", ".")
    assert time.monotonic() - started < 60
    assert code == 2
    assert errors == {"a.txt": "took longer than 1 s; --file-timeout sets how long a file may take"}
    assert [f["path"] for f in findings] == ["z.txt"]


def test_a_worker_that_cannot_be_interrupted_is_ended(report, tmp_path):
    (tmp_path / "a.txt").write_text("DEAF in the the spring.\n")
    code, errors, findings = report("--jobs", "2", "--file-timeout", "1", ".")
    assert code == 2
    assert "a.txt" in errors
    assert "hung" in errors["a.txt"]
    assert [f["path"] for f in findings] == ["z.txt"]


def test_a_file_that_takes_too_much_memory_is_a_problem_of_its_own(report, tmp_path):
    (tmp_path / "a.txt").write_text("MEMORY in the the spring.\n")
    code, errors, findings = report("--file-memory", "500", ".")
    assert code == 2
    assert "the rule greedy crashed: MemoryError: not enough memory, see --file-memory" in errors["a.txt"]
    assert [f["path"] for f in findings] == ["a.txt", "z.txt"]


def test_standard_input_is_held_to_the_limits_too(copydesk, pack):
    done = copydesk("check", "--file-timeout", "1", "-", stdin="LOOP in the the spring.\n", env=pack(GREEDY))
    assert done.returncode == 2
    assert b"took longer than 1 s" in done.stderr


def test_limits_leave_things_as_they_were():
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(LimitError), Limits(0.05).held():
        time.sleep(10)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    with Limits(0, 0).held():
        pass
    assert list(Limits(5).each("abc")) == ["a", "b", "c"]
