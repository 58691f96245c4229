"""Patterns that are compiled when they are first used."""

import marshal
import re
import sys
from importlib import import_module

import pytest

from copydesk import lazy_pattern
from copydesk.text import regex
from places import ROOT

MODULES = [
    path.relative_to(root).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for root in (ROOT / "linter", ROOT / "rules")
    for path in sorted(root.rglob("*.py"))
    if "lazy_pattern(" in path.read_text(encoding="utf-8")
]


def test_it_does_what_a_compiled_pattern_does():
    pattern = lazy_pattern(r"(?P<sea>fog|rain)", re.IGNORECASE)
    assert [match["sea"] for match in pattern.finditer("Fog and rain")] == ["Fog", "rain"]
    assert pattern.sub("-", "fog") == "-"
    assert pattern.groups == 1


def test_it_is_compiled_when_it_is_used():
    broken = lazy_pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        broken.search("")


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_of_ours_compiles(name):
    module = import_module(name)
    lazy = type(lazy_pattern(""))
    patterns = [value for value in vars(module).values() if isinstance(value, lazy)]
    assert all(isinstance(pattern.flags, int) for pattern in patterns)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where compiled patterns are kept, in a folder of the test's own."""
    path = tmp_path / "__pycache__" / "regex.patterns"
    monkeypatch.setattr(regex, "_path", lambda: str(path))
    monkeypatch.setattr(regex, "_new", {})
    monkeypatch.setattr(regex, "_WORTH_KEEPING", 1)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    forget()
    yield path
    forget()


def forget():
    """As in a new process."""
    regex._kept.cache_clear()
    regex._compiled.cache_clear()


@pytest.mark.parametrize("source", [r"(?P<year>\d{4})-(\d\d)", rb"\s+", r"(?i:[à-ö])+", "(?x) a  b # both"])
def test_a_pattern_that_was_kept_is_the_same(kept, monkeypatch, source):
    text = "on 2021-05 ÀÖ ab" if isinstance(source, str) else b"a  b"
    lazy_pattern(source).search(text)
    regex.keep_compiled()
    forget()
    monkeypatch.setattr(regex, "_code_of", None)
    pattern, usual = lazy_pattern(source), re.compile(source)
    assert [match.regs for match in pattern.finditer(text)] == [match.regs for match in usual.finditer(text)]
    for name in ("pattern", "flags", "groups", "groupindex"):
        assert getattr(pattern, name) == getattr(usual, name)


def test_a_file_that_is_damaged_or_of_another_python_is_passed_over(kept):
    kept.parent.mkdir()
    for content in (
        b"",
        b"{",
        marshal.dumps(7),
        marshal.dumps(("3.2", {})),
        marshal.dumps((sys.version, {}))[:-1],
    ):
        kept.write_bytes(content)
        forget()
        assert lazy_pattern("b+").search("abb")[0] == "bb"
    kept.write_bytes(marshal.dumps((sys.version, {("c+", 0): (b"\xff\xff\xff\xff", 32, 0, {}, (None,))})))
    forget()
    assert lazy_pattern("c+").search("acc")[0] == "cc"


def test_nothing_is_kept_where_python_writes_no_byte_code(kept, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    lazy_pattern("d+").search("add")
    regex.keep_compiled()
    assert not kept.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(regex, "_WORTH_KEEPING", 2)
    regex.keep_compiled()
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_is_no_error(kept):
    kept.parent.write_text("a file")
    lazy_pattern("e+").search("ee")
    regex.keep_compiled()
