"""The snapshot of all findings, on articles of a few words."""

import gzip
import sys

import pytest

from places import ROOT


@pytest.fixture
def snapshot(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    import snapshot

    return snapshot


@pytest.fixture
def folder(tmp_path):
    """One article with a defect that a fix mends, one without."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry left the the harbour at noon.\n")
    (folder / "b.txt").write_text("Nobody saw it leave.\n")
    return folder


def test_a_line_a_finding_and_a_line_a_file_that_is_fixed(snapshot, folder):
    finding, fixed = snapshot.snapshot(folder)[0]
    assert finding.startswith("a.txt repeated-word 18-22 ")
    assert fixed.startswith("a.txt fixed ")
    assert (folder / "a.txt").read_text() == "The ferry left the harbour at noon.\n"


def test_the_same_articles_have_the_same_lines_and_others_have_others(snapshot, tmp_path):
    def lines(text):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        (folder / "a.txt").write_text(text)
        return snapshot.snapshot(folder)[0]

    first = lines("We saw the the boat.\n")
    assert first == lines("We saw the the boat.\n")
    assert not set(first) & set(lines("We saw a a boat.\n"))


def test_the_data_is_copied_and_what_is_packed_is_unpacked(snapshot, tmp_path):
    (tmp_path / "data" / "articles").mkdir(parents=True)
    (tmp_path / "data" / "articles" / "a.html.gz").write_bytes(gzip.compress(b"<p>A boat.</p>"))
    snapshot.gather(tmp_path / "data", tmp_path / "copy")
    assert (tmp_path / "copy" / "articles" / "a.html").read_bytes() == b"<p>A boat.</p>"
    ferry = (ROOT / "fixtures" / "news" / "ferry.txt").read_bytes()
    assert (tmp_path / "copy" / "fixtures" / "news" / "ferry.txt").read_bytes() == ferry


def test_a_crash_ends_it(snapshot, folder, monkeypatch):
    monkeypatch.setattr(snapshot, "COMMAND", [sys.executable, "-c", "raise ValueError"])
    with pytest.raises(SystemExit, match="ValueError"):
        snapshot.snapshot(folder)
