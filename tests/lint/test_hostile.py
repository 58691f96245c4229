"""Bad input: every rule is on, in every format, and time grows with the length and no faster."""

from __future__ import annotations

import random

import pytest

from copydesk.config import Config, Selection
from copydesk.errors import SourceError
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.text.source import Source, decode
from timing import assert_linear

FORMATS = ("plain", "markdown", "html")
SENTENCE = "The harbour was quiet on Monday, and the ferry left for Karrow at ten with forty aboard. "


def _paragraph(i: int) -> str:
    return (
        f"Paragraph {i}: ferry {i * 7919 % 1000003} left berth {i} at ten, said Hallor{chr(97 + i % 26)}en."
    )


def _repeat(text: str):
    return lambda n: text * (n // len(text))


def _each(paragraph):
    return lambda n: "\n\n".join(paragraph(i) for i in range(n // len(paragraph(100))))


def _pyramid(mark: str):
    """Lines that begin with one mark, then two, then three: n characters in all."""
    return lambda n: "\n".join(mark * i + " a" for i in range(1, int((2 * n / len(mark)) ** 0.5)))


def _noise(n: int) -> str:
    return random.Random(7).randbytes(n).decode("latin-1")


#: What an article is not, by name; each makes a text of about n code points.
SHAPES = {
    "sentences on one line": _repeat(SENTENCE),
    "paragraphs": _each(_paragraph),
    "the same paragraph": _repeat(SENTENCE * 2 + "\n\n"),
    "nearly the same paragraph": _each(lambda i: f"{SENTENCE * 3} Boat {i}."),
    "one word": _repeat("a"),
    "NULs": _repeat("\0"),
    "spaces within": lambda n: "a" + " " * n + "b",
    "newlines": _repeat(" \n"),
    "carriage returns": _repeat("word\r"),
    "random bytes": _noise,
    "combining marks": lambda n: "e" + "\u0301" * n,
    "noncharacters": _repeat("\ufffe\uffff\U0010ffff\ue000\ufffc"),
    "joined emoji": _repeat("\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "zero-width spaces": _repeat("a\u200bb "),
    "Chinese": _repeat("渡船在星期一离开港口。"),
    "three languages": _each(lambda i: ("Il est six heures.", "Es ist halb sieben.", "It is late.")[i % 3]),
    "opening brackets": _repeat("["),
    "opening and closing brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "half a link": _repeat("[a](b "),
    "opening curly quotes": lambda n: "“" * (n // 4),  # each is a finding
    "closing curly quotes": lambda n: "”" * (n // 4),
    "straight quotes": _repeat('a "b '),
    "apostrophes": _repeat(" 'a"),
    "quotations that never close": _repeat("“Word after word.\n\n"),
    "dots": _repeat(". "),
    "stars": _repeat("**a_ "),
    "backticks": _pyramid("`"),
    "block quotes ever deeper": _pyramid(">"),
    "lists ever deeper": _pyramid("  -"),
    "table": lambda n: "| a | b |\n| --- | --- |\n" + "| c | d |\n" * (n // 10),
    "front matter without an end": lambda n: "---\n" + "a: b\n" * (n // 5),
    "unclosed tags": _repeat("<div>"),
    "unclosed inline tags": _repeat("<b>word "),
    "angle brackets": _repeat("<a "),
    "unclosed attributes": _repeat('<a href="'),
    "unclosed comments": _repeat("<!--"),
    "unclosed styles": _repeat("<style>"),
    "a whole page": lambda n: "<!DOCTYPE html><html><body><p>" + _each(_paragraph)(n).replace("\n\n", "<p>"),
    "entities of entities": lambda n: "&" + "amp;" * (n // 4),
    "shortcodes": _repeat('[et_pb_section fb_built="1"] word '),
    "unclosed shortcodes": _repeat('[caption id="a'),
    "template braces": _repeat("{{"),
    "style rules": _repeat("a{b:c}"),
    "mojibake": _repeat("donâ€™t "),
    "names": _each(lambda i: f"Marit Hallor{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}en met Tom."),
    "capitals": _repeat("Marit "),
    "dates": _repeat("Monday, December 19, 2017 "),
    "pull quotes": _each(lambda i: f"“Word {i} was said.”\n\nHe told us: “Word {i} was said,” and went on."),
    "findings in one paragraph": _repeat("It was in in the the end of a hour. "),
    "findings in many paragraphs": _repeat("It was in in the end of a hour.\n\n"),
    "ignore comments": _repeat("<!-- copydesk-ignore repeated-word: why -->\n\n"),
}


@pytest.fixture(scope="module")
def linter():
    return Linter(Settings(Selection(select=("all",), ignore=("languagetool",)), isolated=True))


def check(linter: Linter, text: str, format_: str) -> FileReport:
    data = text.encode("utf-8", "surrogatepass")
    return linter.lint_source(Source("hostile", data, format_, "utf-8", text), Config())


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_length_and_no_faster(linter, shape, format_):
    def run(size):
        report = check(linter, SHAPES[shape](size), format_)
        assert [problem.message for problem in report.problems] == []

    assert_linear(run, 15_000)


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


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("shape", ["sentences on one line", "paragraphs", "the same paragraph"])
def test_megabytes_take_as_long_as_their_length_says(linter, shape, format_):
    """What is done to a whole block for each sentence of it costs so little that it shows only here."""
    assert_linear(lambda n: check(linter, SHAPES[shape](n), format_), 300_000)


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_a_line_of_many_megabytes(linter, format_):
    """Ten of them. Two hundred were tried by hand, and took twenty times as long."""
    report = check(linter, "word " * 2_000_000, format_)
    assert [problem.message for problem in report.problems] == []
    assert report.words == 2_000_000


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["plain", "html"])
def test_a_hundred_thousand_findings(linter, format_):
    only = Linter(Settings(Selection(select=("repeated-word",)), isolated=True))
    report = check(only, "It was in in the end of it. " * 100_000, format_)
    assert [problem.message for problem in report.problems] == []
    assert len(report.diagnostics) == 100_000
