"""A file of several sources: places are in the file, and only what is mended changes in it."""

import os
import re

import pytest

from copydesk import readers
from copydesk.errors import SourceError
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import FormatEntry
from copydesk.readers.format import Format
from copydesk.readers.plain import PlainReader
from copydesk.run.runner import Mode, run_files
from copydesk.system.atomic import Rewriting
from copydesk.text.source import Source, digest_of, digest_of_file
from copydesk.text.span import START, LineIndex


class Pages(PlainReader):
    """Text whose pages, parted by form feeds, are articles."""

    format = Format("pages")

    def sources(self, file, path, encoding):
        start, at = 0, START
        for text in re.findall("[^\f]*\f|[^\f]+$", file.read().decode()):
            if "!" in text:
                raise SourceError(path, "a page has an exclamation mark")
            yield Source(path, text.encode(), "pages", "utf-8", text, start, at)
            start, at = start + len(text), at.after(text)


@pytest.fixture
def pages(monkeypatch):
    import sys
    from types import ModuleType

    module = ModuleType("pages_reader")
    module.READER = Pages()
    monkeypatch.setitem(sys.modules, "pages_reader", module)
    monkeypatch.setitem(readers.FORMATS, "pages", FormatEntry("pages_reader", (".pages",)))
    monkeypatch.setitem(readers._SUFFIXES, ".pages", "pages")


def run(path, mode=Mode.CHECK):
    linter = Linter(Settings(isolated=True))
    (outcome,) = run_files(linter, [(path, path.name)], mode)
    return linter, outcome


TEXT = "🦊 All is well here, they said to us.\f🦊 It was the the best\r\nof of times for them.\fSo it is is."


def test_places_are_in_the_file(pages, tmp_path):
    path = tmp_path / "a.pages"
    path.write_bytes(TEXT.encode())
    report = run(path)[1].report
    assert report.articles == 3
    assert len(report.about) == 3
    assert [TEXT[d.start : d.end].strip() for d in report.diagnostics] == ["the", "of", "is"]
    lines = LineIndex(TEXT)
    for d in report.diagnostics:
        assert (d.line, d.column) == lines.position(d.start)
        assert {at: report.positions[at] for at in d.offsets} == lines.positions(d.offsets)
    assert report.digest == digest_of(path.read_bytes())


def test_only_what_is_mended_changes(pages, tmp_path):
    path = tmp_path / "a.pages"
    path.write_bytes(TEXT.encode())
    linter, outcome = run(path, Mode.FIX)
    mended = TEXT.replace("the the", "the").replace("\r\nof of", "\r\nof").replace("is is", "is")
    assert path.read_bytes().decode() == mended
    assert outcome.applied == 3
    assert outcome.report.digest == digest_of(path.read_bytes())
    assert "".join(source.text for source, _ in linter.read(path, path.name)) == mended


def test_a_file_that_breaks_off_is_told_of_and_left_alone(pages, tmp_path):
    path = tmp_path / "a.pages"
    path.write_bytes((TEXT + "\fNo!").encode())
    _, outcome = run(path, Mode.FIX)
    assert [p.message for p in outcome.report.problems] == ["a page has an exclamation mark"]
    assert len(outcome.report.diagnostics) == 3
    assert path.read_bytes() == (TEXT + "\fNo!").encode()


@pytest.mark.parametrize("in_memory", [0, 10, 1000])
def test_rewriting_in_pieces(tmp_path, monkeypatch, in_memory):
    monkeypatch.setattr("copydesk.system.atomic._IN_MEMORY", in_memory)
    path = tmp_path / "a"
    path.write_bytes(b"one two three four")
    path.chmod(0o640)
    with Rewriting(path) as rewriting:
        for old, new in [(b"one ", b"one "), (b"two ", b"2 "), (b"three ", b"three "), (b"four", b"4")]:
            rewriting.add(old, new)
        assert path.read_bytes() == b"one two three four"
        assert rewriting.finish(digest_of_file(path))
    assert path.read_bytes() == b"one 2 three 4"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a"]


def test_rewriting_that_is_not_finished_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("copydesk.system.atomic._IN_MEMORY", 0)
    path = tmp_path / "a"
    path.write_bytes(b"one two")
    with Rewriting(path) as rewriting:
        rewriting.add(b"one ", b"1 ")
        assert path.read_bytes() == b"one two"
    assert path.read_bytes() == b"one two"
    assert os.listdir(tmp_path) == ["a"]
