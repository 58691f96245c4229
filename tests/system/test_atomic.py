"""Atomic writes: a file has its new content whole, or its old one, and nothing is left beside it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from copydesk.errors import WriteError
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
        monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(WriteError, match="no space left"):
            write_atomically(tmp_path / "new.txt", None, b"new")
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_somebody_else_changed_is_left_alone(self, file):
        with pytest.raises(WriteError, match="changed on disk"):
            write_atomically(file, b"older", b"new")
        assert file.read_bytes() == b"old"
        assert only(file)
