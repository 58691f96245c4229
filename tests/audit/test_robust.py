"""An audit that is killed, interrupted, or has no room goes on where it was, and says what is wrong."""

from __future__ import annotations

import json
import os
import random
import resource
import signal

import duckdb
import pytest

from audit_runs import PACK, Runs
from copydesk.audit.database import FILE

pytestmark = pytest.mark.slow


@pytest.fixture
def runs(tmp_path, pack):
    runs = Runs(tmp_path, pack(PACK))
    yield runs
    runs.end()


def test_killed_at_any_time_it_comes_to_the_same_end(runs):
    runs.write(600)
    rows = [{"id": i, "text": f"Row {i}. It has words to dawdle and find."} for i in range(600)]
    (runs.folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    chance, killed = random.Random(1), 0
    for source in ("posts", "rows.jsonl"):
        while True:
            audit = runs.audit("--jobs", "2", source=source)
            before = sum(runs.checked().values())
            after = before + chance.randrange(50, 500)
            runs.until(lambda n=after, a=audit: sum(runs.checked().values()) > n or a.poll() is not None)
            if audit.poll() is not None:
                break
            os.kill(audit.pid, signal.SIGKILL)
            audit.wait()
            killed += 1
            runs.until(lambda: not runs.alive(), 10)
    assert killed
    said = runs.finished("--jobs", "2", source="rows.jsonl")
    assert said == "0 articles checked, 1,200 known; see out/report.html\n"
    checked = runs.checked()
    assert len(checked) == 1200
    # What was under way or not written down yet: of two processes, three batches of a hundred each.
    assert sum(n - 1 for n in checked.values()) <= killed * 600
    assert runs.finished(source="posts") == "0 articles checked, 1,200 known; see out/report.html\n"
    runs.finished("--jobs", "2", "rows.jsonl", out="whole")
    assert runs.rows() == runs.rows("whole")
    assert [p.name for p in (runs.folder / "out").iterdir() if p.name.startswith(".")] == [".gitignore"]


def test_ctrl_c_ends_everything_at_once(runs):
    runs.write(400)
    audit = runs.audit("--jobs", "2")
    runs.until(lambda: len(runs.checked()) > 150)
    os.killpg(audit.pid, signal.SIGINT)
    assert audit.communicate(timeout=10)[0].strip() == b"copydesk: interrupted"
    assert audit.returncode == 130
    runs.until(lambda: not runs.alive(), 5)
    assert runs.finished("--jobs", "2").endswith("400 known; see out/report.html\n")
    assert len(runs.rows()) == 400


def test_no_room(runs):
    """A limit to the size of a file stands in for a disk that is full."""
    runs.write(800, "find " + "and dawdle " * 40)
    for kilobytes in (200, 800):
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000, hard))
        try:
            audit = runs.audit("--jobs", "2")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        said = audit.communicate(timeout=60)[0].decode()
        assert audit.returncode in (0, 2)
        assert len(said.splitlines()) == 1, said
        assert "cannot be" in said or "800 known" in said
    assert runs.finished("--jobs", "2").endswith("800 known; see out/report.html\n")
    assert len(runs.rows()) == 800


def test_two_at_a_time(runs):
    runs.write(300)
    first = runs.audit("--jobs", "1")
    runs.until(lambda: len(runs.checked()) > 5)
    said = runs.finished()
    assert said == f"copydesk: out/{FILE}: in use by another process; wait for it to end\n"
    assert first.communicate(timeout=60)[0] == b"300 articles checked, 300 known; see out/report.html\n"


def test_a_place_that_cannot_be(runs):
    runs.write(3)
    (runs.folder / "file").write_text("")
    assert "'file' is a file" in runs.finished(out="file")
    assert runs.finished(out="/proc/nothing") == (
        "copydesk: /proc/nothing: cannot be made: No such file or directory\n"
    )
    out = runs.folder / "out"
    out.mkdir()
    database = out / FILE
    database.write_bytes(b"no database" * 1000)
    said = runs.finished()
    assert len(said.splitlines()) == 1
    assert "where it is damaged, use another --out" in said
    database.unlink()
    runs.finished()
    with duckdb.connect(str(database)) as db:
        db.execute("UPDATE state.about SET value = '0' WHERE name = 'layout'")
    assert "made by another version of copydesk; use another --out" in runs.finished()
    database.unlink()
    with duckdb.connect(str(database)) as db:
        db.execute("CREATE TABLE mine AS SELECT 1")
    assert "made by another version of copydesk; use another --out" in runs.finished()
    with duckdb.connect(str(database)) as db:
        assert db.execute("SELECT table_name FROM information_schema.tables").fetchall() == [("mine",)]
    database.unlink()


def test_a_damaged_database_is_one_line(runs):
    runs.write(200)
    runs.finished()
    whole = (runs.folder / "out" / FILE).read_bytes()
    chance = random.Random(1)
    for _ in range(6):
        damaged = bytearray(whole)
        at = chance.randrange(len(damaged))
        damaged[at : at + 3000] = bytes(chance.randrange(256) for _ in range(len(damaged[at : at + 3000])))
        (runs.folder / "out" / FILE).write_bytes(damaged)
        said = runs.finished()
        assert len(said.splitlines()) == 1, said
        assert "known; see out" in said or "where it is damaged, use another --out" in said


def test_what_went_wrong_with_a_row_is_known_when_the_run_goes_on(runs):
    rows = [{"id": i, "text": f"Row {i}. It has words to dawdle and find."} for i in range(300)]
    rows[7]["text"] = "Row 7. It makes rules crash."
    table = runs.folder / "rows.jsonl"
    table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    audit = runs.audit("--jobs", "1", source="rows.jsonl")
    runs.until(lambda: len(runs.checked()) > 220)
    os.killpg(audit.pid, signal.SIGINT)
    audit.wait()
    assert "rows.jsonl: 7: the rule poison crashed: ZeroDivisionError" in runs.finished(source="rows.jsonl")
    assert runs.checked()["Row 7"] == 1
    rows[7]["text"] = "Row 7. It is mended."
    table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert runs.finished(source="rows.jsonl") == "1 article checked, 300 known; see out/report.html\n"
