"""An article and its findings as a page shows them: marks, cards, lists and tables, differences."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.document.article import Article, Block, Kind
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter, Settings
from copydesk.pages.cards import Rules
from copydesk.pages.diff import Change, alike, compared, shortened
from copydesk.pages.marks import Mark, Marker
from copydesk.pages.view import article_view, bare_view
from copydesk.text.source import decode
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span
from places import ROOT

LINTER = Linter(Settings(isolated=True))


def view_of(text: str, format: str = "plain", change=lambda found: found):  # noqa: A002
    """The view of a text with what is found in it, and its article."""
    source = decode(text.encode(), "a", format, None)
    found = list(change(list(LINTER.lint_source(source, Config()).diagnostics)))
    (article,) = read_articles(source, Config())
    rules = Rules({d.rule: f"r-{d.rule}" for d in found}, {})
    return article_view(article, source, found, rules), article


def settings_of(view):
    return [setting for group in view.groups for setting in group.settings]


def cards_of(view):
    return [*view.cards, *(card for setting in settings_of(view) for card in setting.cards)]


def marked(view, card: int, role: str = "finding") -> str:
    """All text that is marked for a card."""
    return "".join(
        segment.text
        for setting in settings_of(view)
        for segment in setting.segments
        if any(mark.card == card and mark.role == role for mark in segment.marks)
    )


@pytest.mark.parametrize(
    "name",
    [
        "news/ferry.txt",
        "recipe/plum-cake.md",
        "legacy/regatta.html",
        "page/observatory.html",
        "builder/guesthouse.html",
        "technical/shortcodes.md",
    ],
)
def test_marks_stand_where_the_findings_are(name):
    path = ROOT / "fixtures" / name
    opened, config = LINTER.open(path, path.name)
    (source,) = opened
    found = LINTER.lint_source(source, config).diagnostics
    (article,) = read_articles(source, config)
    view = article_view(article, source, found, Rules({d.rule: "r0" for d in found}, {}))
    for setting in settings_of(view):
        assert "".join(segment.text for segment in setting.segments) == article.text_of(setting.block)
    assert found
    for number, d in enumerate(found, 1):
        words = "".join(article.text_of(span) for span in article.source_map.text_spans(d.start, d.end))
        assert words
        assert marked(view, number).replace("\n", "") == words.replace("\n", "")


def test_a_mark_crosses_markup_and_entities():
    view, _ = view_of("<p>It was the <b>the</b> best of times, a <i>hou</i>r of AT&amp;T.</p>", "html")
    assert [marked(view, card.id) for card in cards_of(view)] == [" the", "a"]


def test_a_place_that_is_not_shown_has_its_card_at_the_nearest_block():
    text = "---\ntitle: A tale\ndraft: some words\n---\n\nIt was the the best of times.\n\nThe end of it.\n"

    def moved(found):
        return [
            replace(found[0], start=text.index("some"), end=text.index(" words"), excerpt="draft: some words")
        ]

    view, _ = view_of(text, "markdown", moved)
    (card,) = cards_of(view)
    assert not card.marked
    assert not marked(view, 1)
    assert settings_of(view)[0].cards == (card,)


def test_the_cards_of_an_empty_article_are_not_lost():
    def anywhere(found):
        (first,) = LINTER.lint_source(
            decode(b"It was the the best of times.", "a", "plain", None)
        ).diagnostics
        return [first]

    view, _ = view_of("", "plain", anywhere)
    assert [card.finding.rule for card in view.cards] == ["repeated-word"]


def test_text_behind_the_limit_is_counted_and_its_cards_are_kept():
    text = "\n\n".join(["It was the the best of times, and the worst."] * 3)
    source = decode(text.encode(), "a", "plain", None)
    found = LINTER.lint_source(source, Config()).diagnostics
    (article,) = read_articles(source, Config())
    view = article_view(article, source, found, Rules({d.rule: "r0" for d in found}, {}), most_text=50)
    assert view.left_out == len(article.text) - 50
    assert len(cards_of(view)) == len(found)
    assert sum(len(s.text) for setting in settings_of(view) for s in setting.segments) <= 50


class TestCards:
    def test_a_suggestion_is_a_diff_in_its_words(self):
        view, _ = view_of("He made *discrete* inquiries at the harbour.\n", "markdown")
        (card,) = cards_of(view)
        assert card.suggestion.changes == (
            (
                Change("He made "),
                Change("discrete", "old"),
                Change("discreet", "new"),
                Change(" inquiries at the harbour."),
            ),
        )

    def test_a_duplicate_shows_both_copies_and_the_words_that_differ(self):
        first = (
            "The ferry company told a packed meeting that the ship would make four crossings a day from May."
        )
        second = first.replace("told", "assured")
        between = "Nobody in the hall had expected anything else, and nobody clapped when it was over."
        view, _ = view_of(f"A headline\n\n{first}\n\n{between}\n\n{second}\n")
        (card,) = [card for card in cards_of(view) if card.finding.rule == "duplicate-paragraph"]
        assert [p.text for p in card.copies.there if p.change != "same"] == ["told"]
        assert [p.text for p in card.copies.here if p.change != "same"] == ["assured"]
        assert card.copies.place.anchor in {
            mark.anchor for s in settings_of(view) for segment in s.segments for mark in segment.marks
        }
        assert marked(view, card.id, "related") == first

    def test_without_its_article_a_finding_has_its_excerpt(self):
        source = decode(b"It was the the best of times.", "a", "plain", None)
        found = LINTER.lint_source(source, Config()).diagnostics
        (card,) = bare_view(found, Rules({"repeated-word": "r0"}, {}), 7).cards
        assert (card.id, card.marked, card.finding.excerpt) == (7, False, "It was the the best of times.")


class TestLayout:
    def test_numbers_of_lists(self):
        markdown, _ = view_of("1. One\n2. Two\n   - nested\n3. Three\n", "markdown")
        html, _ = view_of("<ol><li>One</li><li>Two<ul><li>nested</li></ul></li><li>Three</li></ol>", "html")
        for view in (markdown, html):
            assert [(s.number, s.block.level) for s in settings_of(view)] == [
                (1, 1),
                (2, 1),
                (None, 2),
                (3, 1),
            ]

    def test_rows_and_empty_cells_of_tables(self):
        markdown, article = view_of(
            "Text\n\n| A | B | C |\n|---|---|---|\n| 1 |   | 3 |\n|   | 5 |   |\n", "markdown"
        )
        html, other = view_of(
            "<p>Text</p><table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td>1</td><td></td><td>3</td></tr>"
            "<tr><td></td><td>5</td><td></td></tr></table>",
            "html",
        )
        for view, of in ((markdown, article), (html, other)):
            (table,) = [group for group in view.groups if group.kind == "table"]
            rows = [
                ["" if c.setting is None else of.text_of(c.setting.block) for c in row] for row in table.rows
            ]
            assert rows == [["A", "B", "C"], ["1", "", "3"], ["", "5", ""]]
            assert [cell.is_head for cell in table.rows[0]] == [True] * 3
            assert not any(cell.is_head for cell in table.rows[1])


class TestDiff:
    def test_only_the_words_that_differ(self):
        assert compared("a red old house", "a blue old house") == [
            Change("a "),
            Change("red", "old"),
            Change("blue", "new"),
            Change(" old house"),
        ]

    @given(st.text("ab .", max_size=30), st.text("ab .", max_size=30))
    def test_nothing_is_lost(self, old, new):
        pieces = compared(old, new)
        assert "".join(p.text for p in pieces if p.change != "new") == old
        assert "".join(p.text for p in pieces if p.change != "old") == new

    def test_what_stays_is_cut_to_the_words_around_a_change(self):
        text = " ".join(f"word{i}" for i in range(40))
        pieces = shortened(compared(text, text.replace("word20", "other")))
        assert [p.text for p in pieces if p.change != "same"] == ["word20", "other"]
        assert all(len(p.text) < 40 for p in pieces)

    def test_copies_are_alike_and_other_sentences_are_not(self):
        assert alike("the ship would make four crossings a day", "the ship will make five crossings a day")
        assert not alike("the ship would make four crossings a day", "nobody in the hall had expected this")


_SPAN = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(_SPAN, max_size=5))
def test_segments_give_the_text_back_and_every_mark_covers_its_span(spans):
    text = "It was the best of times,\nit was the age of\nfolly"
    blocks = tuple(Block(Kind.PARAGRAPH, Span(a, b), Span(a, b)) for a, b in ((0, 25), (26, 43), (44, 49)))
    article = Article(text, blocks, SourceMap.identity(len(text)))
    marker = Marker(article, len(text))
    shown = [marker.mark(a, b, Mark(i, "finding", "", f"m{i}")) for i, (a, b) in enumerate(spans)]
    segments = [list(marker.segments(i)) for i in range(3)]
    for block, cut in zip(blocks, segments, strict=True):
        assert "".join(segment.text for segment in cut) == article.text_of(block)
    flat = [segment for cut in segments for segment in cut]
    for i, (a, b) in enumerate(spans):
        covered = "".join(s.text for s in flat if any(m.card == i for m in s.marks))
        assert covered == "".join(text[max(a, x.start) : max(min(b, x.end), max(a, x.start))] for x in blocks)
        anchors = [m.anchor for s in flat for m in s.marks if m.card == i and m.anchor]
        assert anchors == ([f"m{i}"] if shown[i] else [])


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(1, 5)), min_size=1, max_size=8),
    st.data(),
)
def test_text_spans_are_the_inverse_of_pieces(parts, data):
    source_map, at = SourceMap(), 0
    for length, gap, source in parts:  # a piece of text, the markup before it, its length in the source
        source_map.add(length, at + gap, at + gap + source)
        at += gap + source
    start = data.draw(st.integers(0, source_map.length - 1))
    end = data.draw(st.integers(start + 1, source_map.length))
    span = source_map.to_source(start, end)
    (back,) = source_map.text_spans(*span)
    assert back.covers(Span(start, end))
    assert source_map.to_source(*back) == span


def test_the_templates_are_in_the_wheel(tmp_path):
    import subprocess
    import sys
    import zipfile

    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = Path(tmp_path).glob("*.whl")
    held = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}
    for package in ("servers/review", "pages"):
        folder = Path("copydesk", package, "templates")
        names = {path.name for path in held if path.parent == folder}
        assert names == {path.name for path in (ROOT / "linter" / folder).iterdir()}
        assert names
