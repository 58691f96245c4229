"""Sentences, in texts that the segmenter does not bear."""

import pytest
import sentencex

from copydesk.document.sentences import sentences_in
from copydesk.testing import lint_text
from copydesk_rules.repetition.repeated_word import RepeatedWord as DoubledWord


def split(text, language="en"):
    return [text[start:end] for start, end in sentences_in(text, language)]


WIDE = [c for c in map(chr, range(0x80, 0x3100)) if c.isspace()]


@pytest.mark.parametrize("space", WIDE, ids=ascii)
def test_a_wide_space_before_a_full_stop(space):
    assert split(f"We took vitamin C{space}. Then we left. It rained.")[-1] == "It rained."


@pytest.mark.parametrize("text", ["Mr.\u00a0Tor left. It rained.", "One.\u2003Two!\u3000Three?"])
def test_every_word_is_in_a_sentence(text):
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_where_the_segmenter_fails_stops_and_closing_marks_end_a_sentence(monkeypatch):
    class Panic(BaseException):
        """As code in Rust raises it."""

    def segment(language, text):
        raise Panic("not a char boundary")

    monkeypatch.setattr(sentencex, "segment", segment)
    assert split("“We left.” It rained in St. Mary! 雨。雨") == [
        "“We left.”",
        "It rained in St.",
        "Mary!",
        "雨。",
        "雨",
    ]


def test_an_article_that_made_the_segmenter_panic_is_checked():
    report = lint_text(DoubledWord, "We took vitamin C\u00a0. Then we saw the the boat.")
    assert [d.excerpt[d.mark.start : d.mark.end] for d in report.diagnostics] == ["the"]
