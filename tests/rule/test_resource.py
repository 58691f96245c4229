"""What a pack holds for a run: opened once, shared, and closed by who opened it."""

import os
import pickle
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest

from copydesk import Resource, UnavailableError
from copydesk.rule.resource import adopt, shared


@pytest.fixture
def journal():
    return []


@pytest.fixture
def lamp(journal, request):
    """A resource that notes what is done to it, and cannot be opened by the key "dark"."""

    @contextmanager
    def opened(key):
        journal.append(f"open {key}")
        if key == "dark":
            raise UnavailableError("no oil")
        yield f"light {key}"
        journal.append(f"close {key}")

    return Resource(request.node.name, opened)


def test_it_is_opened_once_for_each_key_and_closed_once(lamp, journal):
    assert [lamp.get("a"), lamp.get("b"), lamp.get("a")] == ["light a", "light b", "light a"]
    lamp.close()
    lamp.close()
    assert journal == ["open a", "open b", "close a", "close b"]


def test_threads_that_ask_at_once_get_the_same(lamp, journal):
    barrier = Barrier(8)
    got = []

    def ask():
        barrier.wait()
        got.append(lamp.get("a"))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["light a"] * 8
    assert journal == ["open a"]


def test_what_cannot_be_opened_is_tried_again_after_a_minute(lamp, journal, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("copydesk.rule.resource.monotonic", lambda: clock[0])
    for clock[0], tries in ((1000.0, 1), (1059.0, 1), (1061.0, 2)):
        with pytest.raises(UnavailableError, match="no oil"):
            lamp.get("dark")
        assert journal.count("open dark") == tries


def test_what_fails_later_is_closed_and_rests(lamp, journal):
    lamp.get("a")
    lamp.give_up("a", UnavailableError("it went out"))
    with pytest.raises(UnavailableError, match="it went out"):
        lamp.get("a")
    assert journal == ["open a", "close a"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_uses_it_and_does_not_close_it(lamp, journal):
    lamp.get("a")
    pid = os.fork()
    if pid == 0:
        used = lamp.get("a") == "light a"
        lamp.close()
        os._exit(0 if used and journal == ["open a"] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_another_process_adopts_what_is_open_and_what_cannot_be(lamp, journal, monkeypatch):
    monkeypatch.setattr(Resource, "_adopted", {})
    lamp.get("a")
    with pytest.raises(UnavailableError):
        lamp.get("dark")
    sent = pickle.loads(pickle.dumps(shared()))
    lamp.close()
    del journal[:]
    adopt(sent)
    assert lamp.get("a") == "light a"
    with pytest.raises(UnavailableError, match="no oil"):
        lamp.get("dark")
    lamp.close()
    assert journal == []
