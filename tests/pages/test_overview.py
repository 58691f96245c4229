"""The overview of many articles: when each was published, what is counted, and what is charted."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import ArticleSummary, FileReport
from copydesk.pages.charts import Group, Tally, Unit, bars, columns
from copydesk.pages.overview import checked_articles, overview
from copydesk.reporters import Run, reporter_for
from copydesk.rule.finding import Severity
from copydesk.text.dates import published
from copydesk.text.source import decode

REPORT = Linter(Settings(isolated=True)).lint_source(
    decode(b"It was the the best of times.\n", "a.txt", "plain", None), Config()
)
(FINDING,) = REPORT.diagnostics


def file_of(path: str, *articles: ArticleSummary, found: dict[str | None, str] | None = None) -> FileReport:
    """A file; `found` has for an article's id the first letters of the severities of what was found in it."""
    letters = {severity.value[0]: severity for severity in Severity}
    diagnostics = tuple(
        replace(FINDING, path=path, article=article, severity=letters[letter])
        for article, all_letters in (found or {}).items()
        for letter in all_letters
    )
    words = sum(about.words for about in articles)
    return replace(
        REPORT, path=path, words=words, articles=len(articles), diagnostics=diagnostics, about=articles
    )


def seen(*files: FileReport, places=None):
    """The overview of files."""
    articles = [piece for file in files for piece in checked_articles(file)]
    return overview(articles, {FINDING.rule: "r0"} if any(p.found for p in articles) else {}, places or {})


def chart_of(shown, title: str):
    """The chart of a title, or None."""
    return next((chart for chart in shown.charts if chart.title == title), None)


def group(name: str, findings: int, words: int = 10_000, articles: int = 10, **known) -> Group:
    return Group(name, Tally(Counter(error=findings), articles, words), **known)


def names(chart) -> list[str]:
    return [bar.group.name for bar in chart.bars]


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "2024-02-05",
            "2024-2-5",
            "2024/02/05 10:00",
            "20240205",
            "2024-02-05T23:59:59-11:00",
            "2024-02-05 10:00:00 +0100",
            " 2024-02-05T10:00:00.000Z\n",
            "Mon, 05 Feb 2024 10:00:00 +0000",
            "February 5, 2024",
            "Feb. 5th, 2024",
            "5th of February 2024",
            "Thursday, 5 Feb 2024 23:30 EST",
            "Mon Feb 05 2024 00:00:00 GMT+0200 (CEST)",
        ],
    )
    def test_a_date_is_read_as_its_source_means_it(self, text):
        assert published(text) == date(2024, 2, 5)

    def test_a_month_is_enough(self):
        for text in ("2024-02", "February 2024"):
            assert (found := published(text))
            assert (found.year, found.month) == (2024, 2)

    def test_the_order_of_day_and_month_is_not_guessed(self):
        assert published("03/04/2024") is None
        assert published("25/12/2023") == published("12/25/2023") == date(2023, 12, 25)

    @pytest.mark.parametrize(
        "text",
        [
            None, "", "soon", "Monday", "yesterday", "2024", "May", "5 Feb", "Monday 2024",
            "0000-00-00 00:00:00", "2024-02-31", "2024-13-01", "1970-01-01T00:00:00Z", "1969-12-31 19:00:00",
            "0001-01-01", "9999-12-31", "31 December 9999", "<script>2024</script>", "2024 " * 10_000, "\x00",
            "12345678901234567890",
        ],
    )  # fmt: skip
    def test_what_is_no_date_to_rely_on_is_none(self, text):
        assert published(text) is None

    @given(st.text(max_size=20))
    def test_nothing_crashes(self, text):
        found = published(text)
        assert found is None or 1800 <= found.year <= 2100


class TestPieces:
    def test_articles_of_an_export_are_counted_each(self):
        file = file_of(
            "a.xml",
            ArticleSummary(100, id="1"),
            ArticleSummary(50, id="2"),
            ArticleSummary(0, id="3"),
            found={"2": "ew", "3": "s"},
        )
        assert [(p.about.id, p.tally.findings, p.tally.words) for p in checked_articles(file)] == [
            ("1", 0, 100),
            ("2", 2, 50),
            ("3", 1, 0),
        ]

    def test_a_finding_in_an_unknown_article_is_not_lost(self):
        file = file_of("a.xml", ArticleSummary(100, id="1"), found={"9": "e"})
        assert [(p.about.id, len(p.found)) for p in checked_articles(file)] == [("1", 0), ("9", 1)]


class TestOverview:
    def test_one_article_has_none_and_one_of_a_kind_no_chart(self):
        known = {"author": "A", "date": "2024-02-05", "section": "News"}
        assert seen(file_of("a", ArticleSummary(100, **known), found={None: "e"})) is None
        shown = seen(*(file_of(path, ArticleSummary(100, **known), found={None: "e"}) for path in "ab"))
        assert shown.charts == ()

    def test_nothing_found_is_no_chart(self):
        assert seen(*(file_of(name, ArticleSummary(100, author=name)) for name in "ab")).charts == ()

    def test_everything_is_counted_the_nameless_and_clean_too(self):
        shown = seen(
            file_of("a", ArticleSummary(1_000, author="Ann"), found={None: "eew"}),
            file_of("b", ArticleSummary(3_000, author="Bo")),
            file_of("c", ArticleSummary(1_000), found={None: "s"}),
        )
        chart = chart_of(shown, "By author")
        assert [(bar.group.name, bar.label, bar.group.tally.articles) for bar in chart.bars] == [
            ("Ann", "3.0", 1),
            ("Bo", "0", 1),
            ("no author", "1.0", 1),
        ]
        assert chart.mean.label == "0.8"
        assert chart_of(shown, "By section") is None

    def test_a_name_is_the_same_in_other_letters_and_shown_as_it_is_most_often(self):
        spelled = ["Rene\u0301 Roy", "RENÉ ROY", "René  Roy", "René Roy", "Bo"]
        shown = seen(
            *(
                file_of(str(i), ArticleSummary(100, author=a), found={None: "e"})
                for i, a in enumerate(spelled)
            )
        )
        assert sorted(names(chart_of(shown, "By author"))) == ["Bo", "René Roy"]
        assert len({shown.facets[str(i), None] for i in range(4)}) == 1

    def test_an_article_is_found_by_the_bars_that_it_is_in(self):
        shown = seen(
            file_of(
                "a", ArticleSummary(100, author="Ann", date="2024-02-05", section="News"), found={None: "e"}
            ),
            file_of(
                "b", ArticleSummary(100, author="Bo", date="2024-03-05", section="Sport"), found={None: "e"}
            ),
            file_of("c", ArticleSummary(100, date="1970-01-01"), found={None: "e"}),
        )
        keys = {bar.group.key: bar.group.name for chart in shown.charts for bar in chart.bars}
        assert [keys[key] for key in shown.facets["a", None]] == ["February 2024", "Ann", "News"]
        assert shown.facets["c", None] == ()

    def test_the_articles_with_most_findings_lead_to_their_place(self):
        about = ArticleSummary(100, author="Ann", date="2024-02-05T09:00Z")
        files = [
            file_of(f"{i}.md", replace(about, title=f"Headline {i}"), found={None: "e" * i})
            for i in range(1, 13)
        ]
        chart = chart_of(seen(*files, places={("12.md", None): "#a12"}), "Most findings")
        assert names(chart) == [f"Headline {i}" for i in range(12, 2, -1)]
        assert chart.bars[0].group.href == "#a12"
        assert chart.bars[0].group.notes == ("Ann", "2024-02-05")
        assert chart_of(seen(*files[:10]), "Most findings") is None

    def test_articles_of_the_same_headline_are_told_apart(self):
        abouts = [ArticleSummary(100, title="News in brief"), ArticleSummary(100)] * 6
        files = [file_of(f"{i:02}.md", about, found={None: "e"}) for i, about in enumerate(abouts)]
        chart = chart_of(seen(*files), "Most findings")
        assert [(bar.group.name, bar.group.notes) for bar in chart.bars[5:7]] == [
            ("11.md", ()),
            ("News in brief", ("00.md",)),
        ]


class TestBars:
    def test_parts_are_stacked_from_zero_to_the_value(self):
        tally = Tally(Counter(suggestion=1, error=2, warning=1), 5, 2_000)
        chart = bars("", "", "x", Unit.RATE, [Group("A", tally), group("B", 40)])
        bar = chart.bars[1]
        assert [(p.severity, p.count) for p in bar.parts] == [("error", 2), ("warning", 1), ("suggestion", 1)]
        assert [(p.start, p.size) for p in bar.parts] == [(0, 25), (25, 12.5), (37.5, 12.5)]
        assert [(t.at, t.label) for t in chart.ticks] == [
            (0, "0"),
            (25, "1"),
            (50, "2"),
            (75, "3"),
            (100, "4"),
        ]

    def test_what_is_too_much_is_one_bar_and_nothing_is_lost(self):
        groups = [group(f"N{i}", i + 1) for i in range(500)]
        chart = bars(
            "", "", "x", Unit.COUNT, groups, rest=[group("none", 7, is_other=True)], others="other names"
        )
        assert names(chart) == [*(f"N{i}" for i in range(499, 484, -1)), "485 other names", "none"]
        assert sum(bar.group.tally.findings for bar in chart.bars) == 500 * 501 // 2 + 7
        assert chart.bars[15].is_cut
        assert chart.bars[15].parts[0].size == 100

    def test_a_single_other_has_its_own_bar(self):
        chart = bars("", "", "x", Unit.COUNT, [group(str(i), 1 + i) for i in range(16)])
        assert names(chart) == [str(i) for i in range(15, -1, -1)]

    def test_what_rests_on_little_is_pale_comes_last_and_sets_no_scale(self):
        few = group("Few", 50, words=500, articles=9)
        chart = bars(
            "", "", "x", Unit.RATE, [few, group("A", 10), group("B", 20, articles=2), group("C", 30)]
        )
        assert names(chart) == ["C", "A", "Few", "B"]
        assert [(bar.is_pale, bar.is_cut, bar.label) for bar in chart.bars[1:3]] == [
            (False, False, "1.0"),
            (True, True, "100.0"),
        ]
        assert chart.ticks[-1].label == "3"

    def test_articles_without_words_have_no_rate(self):
        chart = bars("", "", "x", Unit.RATE, [group("A", 3, words=0), group("B", 1)])
        assert {bar.group.name: bar.label for bar in chart.bars} == {"A": "–", "B": "0.1"}

    def test_a_long_name_is_cut(self):
        chart = bars("", "", "x", Unit.COUNT, [group("A" * 10_000, 1), group("B", 1)])
        assert {len(name) for name in names(chart)} == {1, 120}

    @given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**7), st.integers(1, 50)), max_size=30))
    def test_bars_are_within_their_axis_which_begins_at_zero(self, all_):
        groups = [group(str(i), f, w, n) for i, (f, w, n) in enumerate(all_)]
        for unit in Unit:
            chart = bars("", "", "x", unit, groups)
            if chart is None:
                assert len(groups) < 2 or not any(f for f, _, _ in all_)
                continue
            assert chart.ticks[0].at == 0
            assert chart.ticks[-1].at == pytest.approx(100)
            assert 2 <= len(chart.ticks) <= 6
            assert len({tick.label for tick in chart.ticks}) == len(chart.ticks)
            for bar in chart.bars:
                end = 0.0
                for part in bar.parts:
                    assert part.start == pytest.approx(end)
                    end = part.start + part.size
                assert end <= 100.000_1


class TestColumns:
    def of(self, *days: str, undated: Tally | None = None):
        tallies = {date.fromisoformat(day): Tally(Counter(error=9), 3, 3_000) for day in days}
        return columns("", "time", Unit.RATE, tallies, undated)

    def test_months_stand_where_they_are_in_time(self):
        chart, keys = self.of("2024-01-01", "2024-01-31", "2024-04-15")
        assert [(c.bar.group.name, c.start, c.size) for c in chart.columns] == [
            ("January 2024", 0, 25),
            ("April 2024", 75, 25),
        ]
        assert chart.columns[0].bar.group.tally.articles == 6
        assert [tick.label for tick in chart.times] == ["Jan 2024", "Feb 2024", "Mar 2024", "Apr 2024"]
        assert keys[date(2024, 1, 1)] == keys[date(2024, 1, 31)] != keys[date(2024, 4, 15)]

    @pytest.mark.parametrize(
        ("last", "names", "labels"),
        [
            ("2004-12-31", ["January 2000", "December 2004"], ["Jan 2000", "Jan 2001", "Jan 2002"]),
            ("2005-01-01", ["2000", "2005"], ["2000", "2002", "2004"]),
            ("2059-01-01", ["2000", "2059"], ["2000", "2020", "2040"]),
            ("2060-01-01", ["2000–2009", "2060–2069"], ["2000", "2020", "2040"]),
        ],
    )
    def test_too_many_months_are_years_and_too_many_years_decades(self, last, names, labels):
        chart, _ = self.of("2000-01-01", last)
        assert [c.bar.group.name for c in chart.columns] == names
        assert [tick.label for tick in chart.times][:3] == labels
        assert len(chart.times) <= 5

    def test_one_month_is_no_chart(self):
        assert self.of("2024-01-01", "2024-01-31") == (None, {})
        assert self.of() == (None, {})

    def test_the_undated_are_in_the_table_but_at_no_time(self):
        chart, _ = self.of("2024-01-01", "2024-02-01", undated=Tally(Counter(error=1), 4, 4_000))
        assert len(chart.columns) == 2
        assert (names(chart)[-1], chart.bars[-1].label) == ("undated", "0.2")

    @given(st.sets(st.dates(date(1800, 1, 1), date(2100, 12, 31)), min_size=1, max_size=30))
    def test_columns_do_not_overlap_nor_leave_the_axis(self, days):
        chart, keys = columns("", "time", Unit.RATE, {day: Tally(Counter(error=1), 1, 100) for day in days})
        if chart is None:
            assert keys == {}
            return
        assert set(keys) == days
        ends = [0.0, *(c.start + c.size for c in chart.columns)]
        assert all(c.start >= end - 1e-6 for c, end in zip(chart.columns, ends, strict=False))
        assert ends[-1] <= 100.000_1
        assert sum(c.bar.group.tally.articles for c in chart.columns) == len(days)


def test_equal_runs_give_equal_pages_whatever_the_names():
    files = [
        file_of(
            f"{i}.md",
            ArticleSummary(
                900,
                title=f"<b>{i}</b>",
                author=["<i>A</i>", "\u202eB", "ليلى"][i % 3],
                date=f"2024-0{1 + i % 4}-01",
            ),
            found={None: "ews"[: i % 4]},
        )
        for i in range(12)
    ]
    pages = []
    for _ in range(2):
        out = io.StringIO()
        reporter_for("html")(Run(files), out)
        pages.append(out.getvalue())
    assert pages[0] == pages[1]
    assert "&lt;i&gt;A&lt;/i&gt;" in pages[0]
    assert "[U+202E]B" in pages[0]
    assert not any(raw in pages[0] for raw in ("<i>A", "\u202eB", "<b>1"))
