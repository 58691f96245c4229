"""Atomic writes: a file has its new content whole, or its old one, and nothing is left beside it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from copydesk.errors import WriteError
from copydesk.system import beside
from copydesk.system.atomic import replacing, write_atomically


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "report.txt"
    path.write_bytes(b"old")
    return path


def only(path: Path) -> bool:
    """Whether a file is alone in its folder."""
    return list(path.parent.iterdir()) == [path]


class TestReplacing:
    def test_the_file_is_as_it_was_until_the_new_one_is_whole(self, file):
        with replacing(file) as out:
            out.write(b"new")
            assert file.read_bytes() == b"old"
        assert file.read_bytes() == b"new"
        assert only(file)

    def test_a_failure_leaves_the_old_one(self, file):
        with suppress(ZeroDivisionError), replacing(file) as out:
            out.write(b"ne")
            raise ZeroDivisionError
        assert file.read_bytes() == b"old"
        assert only(file)

    def test_a_failure_leaves_no_file_where_there_was_none(self, tmp_path):
        with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "new.txt"):
            raise KeyboardInterrupt
        assert list(tmp_path.iterdir()) == []

    def test_what_the_system_refuses_is_said_of_the_file_as_it_was_named(self, tmp_path):
        missing = tmp_path / "missing" / "report.txt"
        said = r"out/report\.txt: cannot be written: no such file"
        with pytest.raises(WriteError, match=said), replacing(missing, "out/report.txt"):
            pass

    def test_a_link_is_followed(self, file, tmp_path):
        link = tmp_path / "link.txt"
        link.symlink_to(file)
        with replacing(link) as out:
            out.write(b"new")
        assert link.is_symlink()
        assert file.read_bytes() == b"new"

    def test_others_may_read_it_as_far_as_the_mask_lets_them(self, tmp_path):
        mask = os.umask(0o027)
        try:
            with replacing(tmp_path / "new.txt"):
                pass
        finally:
            os.umask(mask)
        assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


class TestWriteAtomically:
    def test_a_file_that_was_not_there_is_made(self, tmp_path):
        path = tmp_path / "new.txt"
        assert write_atomically(path, None, b"new")
        assert path.read_bytes() == b"new"
        assert only(path)

    def test_it_is_not_left_empty_if_it_cannot_be_written(self, tmp_path, monkeypatch):
        monkeypatch.setattr(os, "fsync", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(WriteError, match="no space left"):
            write_atomically(tmp_path / "new.txt", None, b"new")
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_somebody_else_changed_is_left_alone(self, file):
        with pytest.raises(WriteError, match="changed on disk"):
            write_atomically(file, b"older", b"new")
        assert file.read_bytes() == b"old"
        assert only(file)

    def test_a_file_that_somebody_else_makes_meanwhile_is_left_alone(self, tmp_path, monkeypatch):
        path = tmp_path / "new.txt"
        monkeypatch.setattr(os, "fsync", lambda _: path.write_bytes(b"theirs"))
        with pytest.raises(WriteError, match="exists"):
            write_atomically(path, None, b"new")
        assert path.read_bytes() == b"theirs"
        assert only(path)

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
    def test_the_owner_is_kept(self, file):
        os.chown(file, 4321, 8765)
        assert write_atomically(file, b"old", b"new")
        assert (file.stat().st_uid, file.stat().st_gid) == (4321, 8765)


def in_place(file: Path) -> None:
    """Save as editors do that write into the file."""
    file.write_bytes(b"theirs")


def by_renaming(file: Path) -> None:
    """Save as editors do that put a new file in the place of the old one."""
    other = file.with_name("other")
    other.write_bytes(b"theirs")
    os.replace(other, file)


@pytest.fixture(params=["swapped", "compared", "named"])
def way(request, monkeypatch) -> str:
    """Each way to write that a system may leave."""
    if request.param != "swapped":
        monkeypatch.setattr(beside, "_swapper", lambda: None)
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return request.param


@pytest.mark.parametrize("save", [in_place, by_renaming])
class TestSaveOfSomebodyElse:
    def test_while_the_disk_is_slow(self, file, way, save, monkeypatch):
        monkeypatch.setattr(os, "fsync", lambda _: save(file))
        with pytest.raises(WriteError, match="changed on disk"):
            write_atomically(file, b"old", b"new")
        assert file.read_bytes() == b"theirs"
        assert only(file)

    def test_in_the_last_moment(self, file, save, monkeypatch):
        exchange = beside._exchange
        if beside._swapper() is None:
            pytest.skip("the system swaps no files")

        def late(one: Path, other: Path) -> bool:
            monkeypatch.setattr(beside, "_exchange", exchange)
            save(file)
            return exchange(one, other)

        monkeypatch.setattr(beside, "_exchange", late)
        with pytest.raises(WriteError, match="changed on disk"):
            write_atomically(file, b"old", b"new")
        assert file.read_bytes() == b"theirs"
        assert only(file)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells who has a file open")
def test_a_file_that_somebody_is_writing_to_is_left_alone(file):
    code = "import sys; f = open(sys.argv[1], 'r+b'); print(flush=True); sys.stdin.read(); f.write(b'theirs')"
    with subprocess.Popen(
        [sys.executable, "-c", code, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(WriteError, match="changed on disk"):
            write_atomically(file, b"old", b"new")
        writer.stdin.close()
    assert file.read_bytes() == b"theirs"


def test_every_way_writes_and_leaves_nothing(file, way):
    assert write_atomically(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert only(file)


def test_what_a_killed_process_left_is_taken_away_and_nothing_else(file):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    names = [f".copydesk-{beside._namespace()}-{process}-01234567" for process in (ended.pid, os.getpid())]
    for name in (*names, ".copydesk-notes"):
        (file.parent / name).write_bytes(b"")
    write_atomically(file, b"old", b"new")
    assert {path.name for path in file.parent.iterdir()} == {file.name, names[1], ".copydesk-notes"}
