"""One article as LibreOffice writes it in three formats, with defects planted in each kind of place."""

import pytest

from copydesk.lint.fixer import fix_source
from places import ROOT
from word_files import TRACKING, article_of, fixed, lint, source_of, texts_of, unzipped, xml_of

FOLDER = ROOT / "fixtures" / "word"
#: The rule and the words around; written when they were planted.
RUNNING = [
    ("repeated-word", "skipper for for thirty"),
    ("misspelling", "passengers recieve a cup"),
    ("wrong-article", "an hen"),
    ("confusable-word", "The affect of it"),
    ("duplicate-paragraph", "The new ferry"),
]
#: What our reader of RTF passes over.
APART = [("repeated-word", "by the the skipper"), ("repeated-word", "in a a calm")]


def packet(format_):
    return (FOLDER / f"packet.{format_}").read_bytes()


@pytest.mark.parametrize(
    ("format_", "planted"), [("docx", RUNNING + APART), ("odt", RUNNING + APART), ("rtf", RUNNING)]
)
def test_what_was_planted_is_found_and_nothing_else(format_, planted):
    found = [(d.rule, d.excerpt) for d in lint(source_of(packet(format_), f"packet.{format_}")).diagnostics]
    assert sorted(rule for rule, _ in found) == sorted(rule for rule, _ in planted)
    for rule, words in planted:
        assert any(rule == each and words in excerpt for each, excerpt in found), (rule, words)


def test_the_places_of_notes_and_boxes():
    for format_ in ("docx", "odt"):
        report = lint(source_of(packet(format_), f"packet.{format_}"))
        assert {"footnote 1", "text box 1", "list item 2"} <= {d.place for d in report.diagnostics}


def test_all_formats_say_the_same():
    word, odt = (article_of(packet(f), f"packet.{f}") for f in ("docx", "odt"))
    assert sorted(word.text_of(b) for b in word.blocks) == sorted(odt.text_of(b) for b in odt.blocks)
    assert {b.kind for b in word.blocks} == {b.kind for b in odt.blocks}
    assert (
        (word.title, word.author)
        == (odt.title, odt.author)
        == ("The last packet out of Sandray", "Ailsa Corrigan")
    )
    assert (word.date, odt.date) == ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00")


@pytest.mark.parametrize("tracking", [None, TRACKING], ids=["plainly", "tracked"])
def test_it_is_mended_and_all_else_is_as_it_was(tracking):
    data = packet("docx")
    done = fixed(data, tracking)
    assert lint(source_of(done)).diagnostics == ()
    prose = "\n".join(texts_of(done))
    for words in (
        "skipper for thirty",
        "passengers receive a cup",
        "a hen",
        "The effect of it",
        "by the skipper",
    ):
        assert words in prose
    assert prose.count("The new ferry") == 1
    old, new = unzipped(data), unzipped(done)
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml", "word/footnotes.xml"}
    xml = xml_of(done)
    assert xml.count('w:author="Bo Finch"') == xml_of(data).count(
        'w:author="Bo Finch"'
    )  # and what he changed
    assert "certainly" in xml
    assert b"Did the council say so?" in new["word/comments.xml"]
    # A second run changes nothing.
    assert fix_source(source_of(done), lint, True).source.data == done
