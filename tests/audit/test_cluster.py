"""An audit on a Dask cluster: a real scheduler and real workers, which are lost in all ways."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from audit_runs import PACK, Runs
from copydesk.audit.workers.cluster import Cluster
from copydesk.errors import UsageError
from copydesk.lint.linter import Settings

pytestmark = pytest.mark.nightly


class Dask(Runs):
    """With a scheduler, and workers when they are asked for."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        # One failure is enough for a test; each costs the start of a worker.
        super().__init__(folder, {**env, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.schedule()

    def schedule(self) -> None:
        where = ("--host", self.address, "--no-dashboard")
        self.scheduler = self.start("distributed.cli.dask_scheduler", *where)

    def worker(self, *options: str, env: dict[str, str] | None = None):
        folder = self.folder / "elsewhere"
        folder.mkdir(exist_ok=True)
        return self.start(
            "distributed.cli.dask_worker",
            self.address,
            *("--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)),
            *options,
            cwd=folder,
            env=env,
        )

    def on_cluster(self) -> tuple[str, str]:
        return "--scheduler", self.address


@pytest.fixture
def dask(tmp_path, pack):
    dask = Dask(tmp_path, pack(PACK))
    yield dask
    dask.end()


def kill(process) -> None:
    os.kill(process.pid, signal.SIGKILL)


def test_a_cluster_finds_what_this_machine_does_and_sets_aside_what_kills_its_workers(dask):
    dask.write(130, "find", b="Article b. It makes readers die.", c="Article c. All is well.")
    dask.worker()
    dask.worker()
    said = dask.finished(*dask.on_cluster())
    assert said.splitlines() == [
        "copydesk: posts/b.md: its process was lost twice (out of memory, or it hung): set aside",
        "131 articles checked, 131 known; see out/report.html",
    ]
    assert len(dask.rows()) == 130
    dask.finished("--jobs", "2", out="local")
    assert dask.rows() == dask.rows("local")


def test_workers_are_lost_and_others_join(dask):
    dask.write(300)
    workers = [dask.worker("--no-nanny"), dask.worker("--no-nanny")]
    audit = dask.audit(*dask.on_cluster())
    dask.until(lambda: len(dask.checked()) > 20)
    kill(workers[0])
    dask.until(lambda: len(dask.checked()) > 150)
    kill(workers[1])
    assert audit.stdout is not None
    assert audit.stdout.readline() == (
        b"copydesk: the cluster has no workers any more; waiting for one to join\n"
    )
    dask.worker("--no-nanny")
    said = audit.communicate(timeout=60)[0].decode()
    assert said == "300 articles checked, 300 known; see out/report.html\n"
    assert len(dask.rows()) == 300


def test_the_scheduler_is_lost_and_the_same_command_goes_on(dask):
    dask.write(500)
    dask.worker("--no-nanny", "--death-timeout", "60")
    audit = dask.audit(*dask.on_cluster())
    dask.until(lambda: len(dask.checked()) > 350)
    kill(dask.scheduler)
    said = audit.communicate(timeout=30)[0].decode()
    assert said == (
        f"copydesk: --scheduler {dask.address}: the Dask scheduler is lost; what was done is kept, and the"
        " same command goes on from there\n"
    )
    dask.schedule()
    dask.worker("--no-nanny")
    said = dask.finished(*dask.on_cluster())
    assert said.endswith("500 known; see out/report.html\n")
    assert len(dask.rows()) == 500
    twice = sum(n - 1 for n in dask.checked().values())
    assert twice <= 300  # the batches that were under way: three of a hundred


def test_a_worker_that_is_not_as_it_should_be(dask, tmp_path):
    dask.write(400)
    dask.worker("--no-nanny")
    # What this leads to, each process sees for itself: where the workers run, there are no posts.
    said = dask.finished(*dask.on_cluster(), source="/proc/thread-self/cwd/posts")
    assert "has no /proc/thread-self/cwd/posts; every worker must see the sources" in said
    assert len(said.splitlines()) == 1
    audit = dask.audit(*dask.on_cluster())
    dask.until(lambda: len(dask.checked()) > 20)
    other = tmp_path / "other"
    other.mkdir()
    packs = dask.env["PYTHONPATH"].split(os.pathsep)[0]
    shutil.copytree(packs, other / "packs")
    with (other / "packs" / "extra.py").open("a") as file:
        file.write("\nWORSE = True\n")
    changed = dask.env["PYTHONPATH"].replace(packs, str(other / "packs"), 1)
    dask.worker("--no-nanny", env={"PYTHONPATH": changed})
    said = audit.communicate(timeout=60)[0].decode()
    assert len(said.splitlines()) == 1
    assert "has another copydesk, other rule packs, or other files" in said
    said = dask.finished(*dask.on_cluster(), out="fresh")
    assert len(said.splitlines()) == 1
    assert "has another copydesk, other rule packs, or other files" in said
    assert not (tmp_path / "fresh").exists()


def test_ctrl_c_ends_an_audit_and_leaves_the_cluster(dask):
    dask.write(300)
    dask.worker("--no-nanny")
    audit = dask.audit(*dask.on_cluster())
    dask.until(lambda: len(dask.checked()) > 100)
    os.killpg(audit.pid, signal.SIGINT)
    assert audit.communicate(timeout=30)[0].strip() == b"copydesk: interrupted"
    assert audit.returncode == 130
    said = dask.finished(*dask.on_cluster())
    assert said.endswith("300 known; see out/report.html\n")
    assert len(dask.rows()) == 300


def test_a_cluster_of_this_machine(tmp_path, pack):
    runs = Runs(tmp_path, pack(PACK))
    runs.write(300)
    audit = runs.audit("--scheduler", "local", "--jobs", "2")
    assert audit.stdout is not None
    said, _, address = audit.stdout.readline().decode().strip().rpartition(" ")
    assert said == "copydesk: the cluster's dashboard is at"
    with urlopen(address) as page:
        assert b"Dask" in page.read()
    runs.until(lambda: len(runs.checked()) > 100)
    os.killpg(audit.pid, signal.SIGINT)
    assert audit.communicate(timeout=30)[0].strip() == b"copydesk: interrupted"
    runs.until(lambda: not runs.alive(), 5)
    said = runs.finished("--scheduler", "local", "--jobs", "2")
    assert said.endswith("300 known; see out/report.html\n")
    assert len(runs.rows()) == 300
    assert not runs.alive()


def test_no_scheduler_and_no_workers(monkeypatch, tmp_path, pack):
    monkeypatch.setattr("copydesk.audit.workers.cluster._PATIENCE", "1s")
    with pytest.raises(UsageError, match=r"--scheduler tcp://127.0.0.1:9: no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9", Settings(), 1, 60)
    with pytest.raises(UsageError, match=r"--scheduler nonsense://x: no Dask scheduler answers"):
        Cluster("nonsense://x", Settings(), 1, 60)
    dask = Dask(tmp_path, pack(PACK))
    try:
        monkeypatch.setattr("copydesk.audit.workers.cluster._PATIENCE", "10s")
        with pytest.raises(UsageError, match="the cluster has no workers"):
            Cluster(dask.address, Settings(), 1, 60)
    finally:
        dask.end()
