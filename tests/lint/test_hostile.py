"""Bad input: every rule is on, in every format, and time grows with the length and no faster."""

from __future__ import annotations

import pytest

from copydesk.config import Config, Selection
from copydesk.errors import SourceError
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.text.source import Source, decode
from hostile_shapes import ENGLISH, SHAPES
from timing import assert_linear

FORMATS = ("plain", "markdown", "html")
SIZE = 4_000


@pytest.fixture(scope="module")
def linter():
    return Linter(Settings(Selection(select=("all",), ignore=("languagetool",)), isolated=True))


def check(linter: Linter, text: str, format_: str, config: Config | None = None) -> FileReport:
    data = text.encode("utf-8", "surrogatepass")
    return linter.lint_source(Source("hostile", data, format_, "utf-8", text), config or Config())


def without_problems(report: FileReport) -> FileReport:
    assert [problem.message for problem in report.problems] == []
    return report


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_length_and_no_faster(linter, shape, format_):
    assert_linear(lambda n: without_problems(check(linter, SHAPES[shape](n), format_)), SIZE)


@pytest.mark.parametrize("shape", ENGLISH)
def test_so_it_does_in_english_that_looks_like_a_defect(linter, shape):
    format_, made = ENGLISH[shape]
    english = Config(language="en")
    assert_linear(lambda n: without_problems(check(linter, made(n), format_, english)), SIZE)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\n", b" ", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_next_to_nothing_is_checked_without_a_finding(linter, data, format_):
    report = linter.lint_source(decode(data, "small", format_), Config())
    assert [problem.message for problem in report.problems] == []
    assert not report.diagnostics


def test_half_a_character_does_not_decode():
    with pytest.raises(SourceError, match="half"):
        decode(b"\xff\xfe\x00\xd8", "half", "plain")


@pytest.mark.parametrize("format_", FORMATS)
def test_tags_ten_thousand_deep(linter, format_):
    report = check(linter, "<div>" * 10_000 + "It was in in the end." + "</div>" * 5_000, format_)
    assert [problem.message for problem in report.problems] == []
    if format_ == "html":
        assert [d.rule for d in report.diagnostics] == ["repeated-word"]


@pytest.mark.parametrize("mark", ["> ", "- ", "[", "(", "“", "*", "<b>"])
def test_nesting_ten_thousand_deep_in_markdown(linter, mark):
    report = check(linter, mark * 10_000 + "word", "markdown")
    assert [problem.message for problem in report.problems] == []


@pytest.mark.nightly
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("shape", ["sentences on one line", "paragraphs", "the same paragraph"])
def test_megabytes_take_as_long_as_their_length_says(linter, shape, format_):
    """What is done to a whole block for each sentence of it costs so little that it shows only here."""
    assert_linear(lambda n: check(linter, SHAPES[shape](n), format_), 300_000)


@pytest.mark.nightly
@pytest.mark.parametrize("format_", FORMATS)
def test_a_line_of_many_megabytes(linter, format_):
    """Ten of them. Two hundred were tried by hand, and took twenty times as long."""
    report = check(linter, "word " * 2_000_000, format_)
    assert [problem.message for problem in report.problems] == []
    assert report.words == 2_000_000


@pytest.mark.nightly
@pytest.mark.parametrize("format_", ["plain", "html"])
def test_a_hundred_thousand_findings(linter, format_):
    only = Linter(Settings(Selection(select=("repeated-word",)), isolated=True))
    report = check(only, "It was in in the end of it. " * 100_000, format_)
    assert [problem.message for problem in report.problems] == []
    assert len(report.diagnostics) == 100_000
