"""Many files on several processes."""

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from copydesk.cli import progress

BAD = "The bakery opened in in {year} and has been run by the same family ever since that day.\n"

#: A rule that does to its process what the article says.
DEADLY = """
import os, time
from copydesk import Meta, NoOptions, Rule

class Deadly(Rule[NoOptions]):
    \"\"\"Does what it reads.\"\"\"
    meta = Meta(name="deadly", group="test", summary="Read.", since="1")

    def check(self, article):
        if "DIE" in article.prose:
            os.kill(os.getpid(), 9)
        if "RAISE" in article.prose:
            raise ValueError("as told")
        if "WAIT" in article.prose:
            time.sleep(60)
        return iter(())

RULES = (Deadly,)
"""


@pytest.fixture
def folder(tmp_path):
    for n in range(30):
        (tmp_path / f"{n:02}.txt").write_text(BAD.format(year=1900 + n))
    return tmp_path


@pytest.fixture
def report(copydesk, pack):
    env = pack(DEADLY)

    def run(*args):
        done = copydesk("check", "--no-cache", "--output-format", "json", *args, ".", env=env)
        return done.returncode, json.loads(done.stdout), done.stderr.decode()

    return run


def test_the_report_does_not_depend_on_the_number_of_processes(folder, copydesk):
    reports = {copydesk("check", "--no-cache", "--jobs", str(n), ".").stdout for n in (1, 2, 3, 7)}
    assert len(reports) == 1
    assert b"30 findings" in reports.pop()


def test_the_death_of_a_process_names_its_file_and_the_rest_finishes(folder, report):
    (folder / "11.txt").write_text("DIE here.\n")
    (folder / "12.txt").write_text("DIE here as well.\n")
    code, found, said = report("--jobs", "2")
    assert code == 2
    assert [e["path"] for e in found["errors"]] == ["11.txt", "12.txt"]
    assert said.splitlines()[0].startswith("copydesk: 11.txt: the process that checked this file was killed")
    assert [f["path"] for f in found["findings"]] == [f"{n:02}.txt" for n in range(30) if n not in (11, 12)]


def test_a_crash_of_a_rule_names_its_file_and_the_rest_finishes(folder, report):
    (folder / "11.txt").write_text("RAISE here.\n")
    code, found, said = report("--jobs", "2")
    assert code == 2
    assert said.count("\n") == 1
    assert "11.txt: the rule deadly crashed: ValueError: as told" in said
    assert len(found["findings"]) == 29


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_at_once(folder, pack, jobs):
    """As in a shell: the signal goes to every process of the group."""
    for n in range(20, 30):
        (folder / f"{n}.txt").write_text("WAIT here.\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "copydesk", "check", "--fix", "--jobs", jobs, "."],
        cwd=folder,
        env={**os.environ, **pack(DEADLY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while " in in " in (folder / "10.txt").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    started = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert time.monotonic() - started < 30  # the rule would wait for 60
    assert (process.returncode, out, said.split()) == (130, b"", [b"copydesk:", b"interrupted"])
    assert sorted(os.listdir(folder)) == [f"{n:02}.txt" for n in range(30)]
    for n in range(30):
        text = (folder / f"{n:02}.txt").read_text()
        assert text in (
            BAD.format(year=1900 + n),
            BAD.format(year=1900 + n).replace("in in", "in"),
            "WAIT here.\n",
        )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says what runs")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_run(folder, pack, how):
    """As when a CI job is cancelled: the signal goes to the one process that was started."""
    (folder / "00.txt").write_text("WAIT here.\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "copydesk", "check", "--no-cache", "--jobs", "3", "."],
        cwd=folder,
        env={**os.environ, **pack(DEADLY)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )

    def running():
        told = (stat_of(pid) for pid in os.listdir("/proc") if pid.isdigit())
        return [pid for pid, state, session in told if session == process.pid and state != "Z"]

    def wait_until(what):
        deadline = time.monotonic() + 60
        while not what() and time.monotonic() < deadline:
            time.sleep(0.05)

    wait_until(lambda: len(running()) == 4)
    assert len(running()) == 4
    process.send_signal(how)
    process.wait(60)
    wait_until(lambda: not running())
    assert not running()


def stat_of(pid):
    """A process, its state, and its session, as proc(5) has them."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            state, _, _, session = file.read().rpartition(")")[2].split()[:4]
    except OSError:
        return pid, "Z", 0
    return pid, state, int(session)


def terminal_of(command, cwd, env=None, seconds=60):
    """What a command prints on a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=slave
    )
    os.close(slave)
    said = b""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ready, _, _ = select.select([master], [], [], 0.2)
        try:
            said += os.read(master, 4096) if ready else b""
        except OSError:
            break
        if not ready and process.poll() is not None:
            break
    process.wait()
    os.close(master)
    return said.decode()


class TestProgress:
    COMMAND = (sys.executable, "-m", "copydesk", "check", "--no-cache", "--jobs", "1", ".")

    def test_a_terminal_sees_a_bar_when_it_takes_a_while(self, folder):
        for n in range(30):
            (folder / f"{n:02}.txt").write_text(BAD.format(year=1900 + n) * 400)
        assert "Checking" in terminal_of(self.COMMAND, folder)

    @pytest.mark.parametrize(("seconds", "seen"), [(0.4, False), (1.2, True)])
    def test_after_a_second(self, monkeypatch, seconds, seen):
        terminal = io.StringIO()
        terminal.isatty = lambda: True
        monkeypatch.setattr(sys, "stderr", terminal)
        clock = iter([0.0, seconds, seconds])
        monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
        assert list(progress.shown("ab", 2)) == ["a", "b"]
        assert ("Checking" in terminal.getvalue()) is seen
