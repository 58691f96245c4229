"""The one way through: places, fingerprints, languages, and what happens when something raises."""

import msgspec
import pytest

from copydesk.config import Config
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import plain
from copydesk.rule.finding import Related
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk.rule.rule import Meta, Rule
from copydesk.testing import lint_text
from copydesk.text.source import decode
from copydesk.text.span import Span


class FindsWord(Rule[msgspec.Struct]):
    """Finds a word wherever it stands in the prose."""

    meta = Meta(name="finds-word", group="sample", summary="Found.", since="1")
    word = "here"

    def check(self, article):
        at = article.prose.find(self.word)
        first = at
        while at >= 0:
            yield self.finding(
                (at, at + len(self.word)), related=[Related(Span(first, first + 4), "The first.")]
            )
            at = article.prose.find(self.word, at + 1)


def places(text, format_="plain"):
    return [
        (d.line, d.column, text[d.start : d.end]) for d in lint_text(FindsWord, text, format_).diagnostics
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It is here.",
        "\ufeffIt is here.",
        "One\r\ntwo 😀 here\r\rand é here",
        "Mixed\nhere\r\nhere\rhere",
        "汉字 here, e\u0301 here",
    ],
)
def test_places_are_exact_whatever_the_line_endings_and_the_script(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    expected = [
        (number, column + 1, "here")
        for number, line in enumerate(lines, 1)
        for column in range(len(line))
        if line.startswith("here", column)
    ]
    assert places(text) == expected


def test_a_fingerprint_stays_when_the_text_around_changes():
    before = lint_text(FindsWord, "It is here. And here.").diagnostics
    after = lint_text(FindsWord, "A new beginning.\n\nIt was here, they say. And then here.").diagnostics
    assert [d.fingerprint for d in before] == [d.fingerprint for d in after]
    assert len({d.fingerprint for d in before}) == 2, "equal words are told apart by their ordinal"


def test_the_excerpt_marks_the_words():
    (d,) = lint_text(FindsWord, "x " * 100 + "here" + " y" * 100).diagnostics
    assert d.excerpt[d.mark.start : d.mark.end] == "here"
    assert d.excerpt.startswith("…")
    assert len(d.excerpt) < 140


def test_related_places_are_placed_too():
    *_, last = lint_text(FindsWord, "It is here.\n\nAnd here.").diagnostics
    assert [(r.line, r.message) for r in last.related] == [(1, "The first.")]


def test_english_rules_leave_other_languages_alone():
    class English(FindsWord):
        meta = msgspec.structs.replace(FindsWord.meta, language="en")

    french = "La réunion de jeudi a été reportée, et personne ne sait here pourquoi la mairie a changé."
    english = "The meeting on Thursday was put off, and nobody here knows why the town hall changed its mind."
    report = lint_text(English, f"{english}\n\n{french}\n\n{english}")
    assert [d.line for d in report.diagnostics] == [1, 5]
    assert lint_text(English, f"{french}\n\n{french}").diagnostics == ()


def test_the_configuration_says_the_language():
    class English(FindsWord):
        meta = msgspec.structs.replace(FindsWord.meta, language="en")

    assert lint_text(English, "It is here.", language="fr").diagnostics == ()


def test_a_reader_that_raises_is_one_problem(monkeypatch):
    def read(self, source, options):
        raise RecursionError("too deep")
        yield

    monkeypatch.setattr(plain.PlainReader, "read", read)
    report = lint_text(FindsWord, "It is here.")
    assert report.diagnostics == ()
    assert "the plain reader crashed: RecursionError: too deep" in report.problems[0].message


def test_words_are_counted():
    assert lint_text(FindsWord, "It’s ten o’clock, and all’s well.").words == 6


def test_lint_source_finds_the_configuration_beside_the_file(tmp_path):
    (tmp_path / "copydesk.toml").write_text('ignore = ["repeated-word"]\n')
    linter = Linter(Settings(), load_plugins(find_plugins()))
    source = decode(b"Paris in the the spring.", str(tmp_path / "a.txt"), "plain")
    assert linter.lint_source(source).diagnostics == ()
    assert [d.rule for d in linter.lint_source(source, Config()).diagnostics] == ["repeated-word"]
