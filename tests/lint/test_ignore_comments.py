"""Ignore comments: what they keep back, and which of them keep back nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from copydesk import Article, Default, Finding, Meta, NoOptions, Rule
from copydesk.config import Config, Selection
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.readers.builder import parse_directive
from copydesk.rule.plugins import Registry
from copydesk.text.source import Source, decode
from copydesk_rules.meta.unused_ignore import UnusedIgnore
from timing import assert_linear


def rule_for(word: str, group: str, **meta: object) -> type[Rule[NoOptions]]:
    """A rule that reports a word wherever it stands."""

    class Finds(Rule[NoOptions]):
        def check(self, article: Article) -> Iterator[Finding]:
            for match in re.finditer(word, article.prose):
                yield self.finding(match.span())

    Finds.meta = Meta(name=f"no-{word}", group=group, since="0.1", summary=f"No {word}.", **meta)  # type: ignore[arg-type]
    return Finds


RULES = (
    rule_for("fig", "fruit", aliases=("no-figs",)),
    rule_for("plum", "fruit"),
    rule_for("leek", "vegetable"),
    rule_for("kiwi", "vegetable", default=Default.OFF),
    rule_for("chou", "french", language="fr"),
    UnusedIgnore,
)
REGISTRY = Registry(
    MappingProxyType({rule.meta.name: rule for rule in RULES}),
    MappingProxyType(dict.fromkeys((rule.meta.name for rule in RULES), "test")),
)


def source(text: str, form: str = "markdown") -> Source:
    return decode(text.encode(), "post", form)


def lint(text: str | Source, **selection: tuple[str, ...]) -> FileReport:
    linter = Linter(Settings(Selection(**selection), isolated=True), REGISTRY)  # type: ignore[arg-type]
    return linter.lint_source(source(text) if isinstance(text, str) else text, Config(language="en"))


def found(text: str, **selection: tuple[str, ...]) -> list[str]:
    """The words found and the lines they are on, or the message about a comment."""
    report = lint(text, **selection)
    assert not report.problems
    return [d.message if d.rule == "unused-ignore" else f"{d.rule[3:]} {d.line}" for d in report.diagnostics]


class TestIgnore:
    def test_is_for_the_next_block(self):
        assert found("<!-- copydesk-ignore no-fig -->\n\nA fig.\n\nA fig.") == ["fig 5"]

    def test_is_for_the_line_below_as_well(self):
        assert found("<!-- copydesk-ignore no-fig -->\nA fig.\n\nA fig.") == ["fig 4"]

    def test_is_for_the_rules_it_names(self):
        assert found("<!-- copydesk-ignore no-fig -->\n\nA fig, a plum.") == ["plum 3"]

    @pytest.mark.parametrize(
        "names", ["no-fig no-plum", "no-fig, no-plum", "fruit", "all", "", "no-figs,no-plum"]
    )
    def test_names_are_rules_groups_aliases_or_left_out(self, names):
        assert found(f"<!-- copydesk-ignore {names} -->\n\nA fig, a plum.") == []

    def test_a_reason_follows_a_colon(self):
        assert found("<!-- copydesk-ignore no-fig: a recipe, no-plum: none -->\n\nA fig, a plum.") == [
            "plum 3"
        ]

    def test_inside_a_block_is_for_that_block(self):
        assert found("A fig.<!-- copydesk-ignore no-fig -->\n\nA fig.") == ["fig 3"]
        assert found("A <!-- copydesk-ignore no-fig --> fig.\n\nA fig.") == ["fig 3"]

    def test_skips_comments_on_its_way_to_the_block(self):
        comments = "<!-- copydesk-ignore no-fig -->\n\n<!-- copydesk-ignore no-plum -->\n\n<!-- note -->"
        text = f"{comments}\n\nA fig, a plum."
        assert found(text) == []

    def test_is_for_a_list_item(self):
        assert found("<!-- copydesk-ignore no-fig -->\n\n- A fig.\n- A fig.") == ["fig 4"]

    def test_without_a_block_behind_it(self):
        assert found("A fig.\n\n<!-- copydesk-ignore no-fig -->") == [
            "fig 1",
            "This comment keeps nothing back.",
        ]


class TestRegions:
    def test_disable_is_for_all_that_follows(self):
        assert found("A fig.\n\n<!-- copydesk-disable no-fig -->\n\nA fig.\n\nA fig.") == ["fig 1"]

    def test_enable_ends_it(self):
        text = "<!-- copydesk-disable no-fig -->\n\nA fig.\n\n<!-- copydesk-enable no-fig -->\n\nA fig."
        assert found(text) == ["fig 7"]

    def test_enable_without_names_ends_all(self):
        text = (
            "<!-- copydesk-disable no-fig -->\n<!-- copydesk-disable no-plum -->\n\nA fig, a plum.\n\n"
            "<!-- copydesk-enable -->\n\nA fig, a plum."
        )
        assert found(text) == ["fig 8", "plum 8"]

    def test_enable_gives_one_rule_of_several_back(self):
        text = (
            "<!-- copydesk-disable no-fig, no-plum -->\n\nA fig, a plum.\n\n"
            "<!-- copydesk-enable no-fig -->\n\nA fig, a plum."
        )
        assert found(text) == ["fig 7"]

    def test_enable_gives_one_rule_of_a_group_or_of_all_back(self):
        for names in ("fruit", ""):
            text = (
                f"<!-- copydesk-disable {names} -->\n\nA fig, a plum, a leek.\n\n"
                "<!-- copydesk-enable no-fig -->\n\nA fig, a plum."
            )
            assert found(text) == (["leek 3", "fig 7"] if names else ["fig 7"])

    def test_enable_of_a_group_ends_its_rules(self):
        text = "<!-- copydesk-disable no-fig -->\n\nA fig.\n\n<!-- copydesk-enable fruit -->\n\nA fig."
        assert found(text) == ["fig 7"]

    def test_a_region_opens_again(self):
        text = (
            "<!-- copydesk-disable no-fig -->\n\nA fig.\n\n<!-- copydesk-enable no-fig -->\n\nA fig.\n\n"
            "<!-- copydesk-disable no-fig -->\n\nA fig."
        )
        assert found(text) == ["fig 7"]

    def test_in_html(self):
        text = (
            "<p>A fig.</p>\n<!-- copydesk-disable no-fig -->\n<p>A fig.</p>\n"
            "<!-- copydesk-enable no-fig -->\n"
            "<p>A fig.</p>\n<p>A fig.<!-- copydesk-ignore no-fig --></p>"
        )
        report = lint(source(text, "html"))
        assert [(d.rule, d.line) for d in report.diagnostics] == [("no-fig", 1), ("no-fig", 5)]


class TestUnused:
    def test_a_comment_that_keeps_nothing_back(self):
        assert found("<!-- copydesk-ignore no-fig -->\n\nA pear.") == ["This comment keeps nothing back."]
        assert found("<!-- copydesk-disable fruit -->\n\nA pear.") == ["This comment keeps nothing back."]

    def test_a_name_that_keeps_nothing_back(self):
        assert found("<!-- copydesk-ignore no-fig no-plum -->\n\nA fig.") == [
            "“no-plum” keeps nothing back here."
        ]

    def test_a_second_comment_for_the_same(self):
        text = "<!-- copydesk-disable no-fig -->\n\nA fig.\n\n<!-- copydesk-disable no-fig -->\n\nA fig."
        assert found(text) == ["This comment keeps nothing back."]

    def test_an_enable_that_enables_nothing(self):
        assert found("A pear.\n\n<!-- copydesk-enable no-fig -->") == [
            "This comment enables nothing that was silent."
        ]

    def test_an_unknown_name(self):
        assert found("<!-- copydesk-ignore no-fgi -->\n\nA fig.") == [
            "“no-fgi” is no rule; did you mean 'no-fig'?",
            "fig 3",
        ]

    def test_only_rules_that_ran_count(self):
        text = "<!-- copydesk-ignore no-fig -->\n\nA pear."
        assert found(text, ignore=("no-fig",)) == []
        assert found(text.replace("no-fig", "fruit"), ignore=("no-plum",)) == []
        assert found(text.replace("no-fig", ""), ignore=("no-plum",)) == []
        assert found(text.replace("no-fig", "no-kiwi")) == []

    def test_rules_that_are_off_unless_asked_for_do_not_count(self):
        text = "<!-- copydesk-ignore vegetable -->\n\nA pear."
        assert found(text) == ["This comment keeps nothing back."]

    def test_rules_of_another_language_do_not_count(self):
        assert found("<!-- copydesk-ignore no-chou -->\n\nA pear.") == []

    @pytest.mark.parametrize(
        ("text", "fixed"),
        [
            ("A pear.\n\n<!-- copydesk-ignore no-fig -->\n\nA pear.\n", "A pear.\n\nA pear.\n"),
            (
                "<!-- copydesk-ignore no-fig, no-plum -->\n\nA fig.\n",
                "<!-- copydesk-ignore no-fig -->\n\nA fig.\n",
            ),
            (
                "<!-- copydesk-ignore no-fig no-plum: x -->\n\nA plum.\n",
                "<!-- copydesk-ignore no-plum: x -->\n\nA plum.\n",
            ),
            (
                "<!-- copydesk-disable no-fig -->\n\nA pear.\n\n<!-- copydesk-enable no-fig -->\n\nA pear.\n",
                "A pear.\n\nA pear.\n",
            ),
            (
                "<!-- copydesk-ignore no-fig, no-plum, no-leek -->\n\nA fig.\n",
                "<!-- copydesk-ignore no-fig -->\n\nA fig.\n",
            ),
        ],
    )
    def test_the_fix_is_safe_and_removes_it(self, text, fixed):
        result = fix_source(source(text), lint)
        assert result.source.text == fixed
        assert result.converged
        assert not result.report.diagnostics


@pytest.mark.parametrize(
    ("comment", "parsed"),
    [
        ("<!-- copydesk-ignore -->", ("ignore", (), "")),
        ("<!--copydesk-disable a,b c:why: so-->", ("disable", ("a", "b", "c"), "why: so")),
        ("<!-- copydesk-enable\n  a\n-->", ("enable", ("a",), "")),
        ("<!-- copydesk-ignored -->", None),
        ("<!-- copydesk-ignore a.b -->", ("ignore", ("a.b",), "")),
        ("<!-- copydesk-ignore", None),
    ],
)
def test_what_a_comment_says(comment, parsed):
    assert parse_directive(comment) == parsed


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        "<!-- copydesk-ignore no-fig -->\n\n",
        "<!-- copydesk-disable no-fig -->\n\nA fig.\n\n<!-- copydesk-enable -->\n\n",
        "A fig. <!-- copydesk-ignore no-fig --> ",
        "<!-- copydesk-disable no-fig -->\n\nA fig, a plum.\n\n",
    ],
)
def test_linear(part):
    assert_linear(lambda n: lint(part * n), 1_000)
