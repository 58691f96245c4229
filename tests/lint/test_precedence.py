"""One defect, one finding: which of two rules speaks where both know something of the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from copydesk import Article, Edit, Finding, Fix, FixAvailability, Meta, NoOptions, Rule, Span
from copydesk.config import Config, Selection
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.precedence import resolve_conflicts
from copydesk.lint.report import FileReport
from copydesk.rule.finding import Severity
from copydesk.rule.plugins import Registry, find_plugins, load_plugins
from copydesk.text.source import decode
from timing import assert_linear


def finding(
    rule: str,
    start: int,
    end: int,
    text: str | None = None,
    confidence: float = 0.9,
    severity: Severity = Severity.WARNING,
) -> Finding:
    """A finding whose fix puts a text in its place, or that has no fix."""
    span = Span(start, end)
    fixes = () if text is None else (Fix.replace(span, text),)
    return Finding(rule, span, "Found.", severity, fixes, confidence=confidence)


def rules_of(findings: list[Finding], **yields: str) -> list[str]:
    ordered = sorted(findings, key=lambda f: (f.span, f.rule))
    return [
        f.rule for f in resolve_conflicts(ordered, {name: frozenset({to}) for name, to in yields.items()})
    ]


def test_what_stands_in_words_to_be_deleted_is_not_reported():
    copy = finding("copy", 100, 200, "")
    assert rules_of([copy, finding("word", 120, 124), finding("word", 20, 24)]) == ["word", "copy"]
    assert rules_of([copy, finding("inner", 100, 150, "")]) == ["copy"]


def test_what_a_long_finding_replaces_or_only_names_hides_nothing_else():
    sentence = Finding("sentence", Span(0, 100), "Found.", Severity.WARNING)
    assert rules_of([sentence, finding("word", 20, 24, "else")]) == ["sentence", "word"]


def test_a_deletion_hides_what_it_deletes_and_no_more():
    tail = Finding("tail", Span(0, 20), "Found.", Severity.WARNING, (Fix("Delete", (Edit(Span(10, 20)),)),))
    assert rules_of([tail, finding("head", 0, 4, "else"), finding("end", 12, 14)]) == ["head", "tail"]


def test_of_two_fixes_for_the_same_words_the_surer_stays():
    assert rules_of([finding("a", 0, 5, "lose", 0.7), finding("b", 0, 5, "loosen", 0.8)]) == ["b"]


def test_of_two_that_are_as_sure_the_shorter_stays():
    assert rules_of([finding("a", 0, 9, "a loose end"), finding("b", 2, 7, "lose")]) == ["b"]


def test_a_suggestion_never_hides_an_error_however_sure_it_is():
    error = finding("word", 0, 5, "whose", 0.7, Severity.ERROR)
    assert rules_of([error, finding("mark", 3, 4, "’", 1.0, Severity.SUGGESTION)]) == ["word"]
    assert rules_of([error, finding("copy", 0, 50, "", 1.0, Severity.SUGGESTION)]) == ["word"]
    assert rules_of([finding("mark", 3, 4, "’", 1.0, Severity.SUGGESTION), error]) == ["word"]


def test_a_finding_that_speaks_for_a_worse_one_is_as_grave_and_offers_its_fix_too():
    worse = finding("vague", 0, 9, "loose", severity=Severity.ERROR)
    exact = finding("exact", 5, 12, "lose", severity=Severity.SUGGESTION)
    (heard,) = resolve_conflicts([worse, exact], {"vague": frozenset({"exact"})})
    assert (heard.rule, heard.severity) == ("exact", Severity.ERROR)
    assert [fix.edits[0].text for fix in heard.fixes] == ["lose", "loose"]


def test_of_two_rules_that_yield_to_each_other_one_is_heard():
    assert len(rules_of([finding("a", 0, 5), finding("b", 3, 9)], a="b", b="a")) == 1


#: Where a finding may stand to one at 10 to 20: apart, beside it, across its end, in it, there, around it.
PLACES = [(30, 40), (20, 25), (15, 25), (12, 16), (10, 20), (5, 25)]


@pytest.mark.parametrize("place", PLACES)
def test_of_any_two_rules_what_is_reported_is_as_grave_as_the_worse_and_mends_it(place: tuple[int, int]):
    registry = load_plugins(find_plugins())
    metas = [rule.meta for rule in registry.rules.values()]
    fixes = (None, "", "else")
    for at, one in enumerate(metas):
        first = finding(one.name, 10, 20, fixes[at % 3], one.confidence, one.severity)
        for other in metas:
            if other is one:
                continue
            for text in fixes:
                second = finding(other.name, *place, text, other.confidence, other.severity)
                both = sorted((first, second), key=lambda f: (f.span, f.rule))
                reported = resolve_conflicts(both, registry.precedence)
                worst = max(both, key=lambda f: f.severity.rank)
                heard = [f for f in reported if f.severity is worst.severity]
                assert heard, (first, second)
                if first.severity is not second.severity:
                    offered = [fix for f in heard for fix in f.fixes]
                    assert all(fix in offered for fix in worst.fixes), (first, second)


def test_two_defects_side_by_side_are_two():
    assert rules_of([finding("a", 0, 5, "lose"), finding("b", 5, 6, ";"), finding("c", 6, 9)]) == [*"abc"]
    insertion = Finding("i", Span(4, 9), "Found.", Severity.WARNING, (Fix.replace(Span(5, 5), ","),))
    assert rules_of([finding("a", 0, 5, "lose"), insertion]) == ["a", "i"]


def test_a_rule_yields_where_it_touches_another():
    vague = [finding("vague", 0, 9), finding("vague", 20, 29)]
    assert rules_of([*vague, finding("exact", 5, 12)], vague="exact") == ["exact", "vague"]
    assert rules_of([*vague, finding("exact", 9, 12)], vague="exact") == ["vague", "exact", "vague"]


def test_built_in_rules_yield_to_rules_that_exist_and_not_to_each_other():
    registry = load_plugins(find_plugins())
    for name, rule in registry.rules.items():
        registry.expand(rule.meta.yields_to)
        for stronger in registry.precedence.get(name, ()):
            assert stronger == name or name not in registry.precedence.get(stronger, ()), (name, stronger)


class Doubled(Rule[NoOptions]):
    """Wants a line that begins with "again" deleted."""

    meta = Meta(name="doubled", group="sample", since="1", summary="Doubled.", fix=FixAvailability.ALWAYS)

    def check(self, article: Article) -> Iterator[Finding]:
        for match in re.finditer(r"Again.*", article.prose):
            span = Span(*match.span())
            yield self.finding(span, Fix("Delete it", (Edit(span),)))


class Weak(Rule[NoOptions]):
    """Reports "fig", with half a heart behind a question mark."""

    meta = Meta(name="weak", group="sample", since="1", summary="A fig.", confidence=0.8)

    def check(self, article: Article) -> Iterator[Finding]:
        for match in re.finditer("fig([?])?", article.prose):
            yield self.finding(match.span(), confidence=0.4 if match[1] else None)


def lint(text: str, config: Config | None = None, bar: float | None = None) -> FileReport:
    rules = {"doubled": Doubled, "weak": Weak} | {
        name: rule for name, rule in load_plugins(find_plugins()).rules.items() if name == "unused-ignore"
    }
    registry = Registry(MappingProxyType(rules), MappingProxyType(dict.fromkeys(rules, "test")))
    linter = Linter(Settings(Selection(min_confidence=bar), isolated=True), registry)
    return linter.lint_source(decode(text.encode(), "post", "markdown"), config or Config(language="en"))


def found(*args: object, **kwargs: object) -> list[tuple[str, int]]:
    return [(d.rule, d.line) for d in lint(*args, **kwargs).diagnostics]  # type: ignore[arg-type]


def test_a_finding_that_is_ignored_hides_nothing():
    text = "A fig.\n\n{}Again a fig.\n"
    assert found(text.format("")) == [("weak", 1), ("doubled", 3)]
    assert found(text.format("<!-- copydesk-ignore doubled -->\n\n")) == [("weak", 1), ("weak", 5)]


def test_an_ignore_is_in_use_though_another_rule_speaks_there():
    assert found("<!-- copydesk-ignore weak -->\n\nAgain a fig.\n") == [("doubled", 3)]


class TestConfidence:
    TEXT = "A fig, a fig?\n"

    def test_what_is_likelier_wrong_than_right_is_left_out(self):
        assert [d.confidence for d in lint(self.TEXT).diagnostics] == [0.8]

    def test_the_configuration_sets_the_bar(self):
        assert len(found(self.TEXT, Config(min_confidence=0.3))) == 2
        assert len(found(self.TEXT, Config(min_confidence=0.9))) == 0

    def test_a_rule_has_its_own(self):
        low = Config(min_confidence=0.9, rules={"weak": {"min-confidence": 0.3}})
        assert len(found(self.TEXT, low)) == 2

    def test_the_command_line_is_stronger(self):
        low = Config(min_confidence=0.9, rules={"weak": {"min-confidence": 0.3}})
        assert len(found(self.TEXT, low, bar=0.5)) == 1

    def test_an_ignore_is_in_use_below_the_bar(self):
        assert found("<!-- copydesk-ignore weak -->\n\nA fig?\n") == []


@pytest.mark.slow
def test_the_time_is_in_proportion_to_the_findings():
    def many(n: int) -> list[Finding]:
        """Copies with a word in each, and as many findings that touch one another."""
        copies = [finding("a", i * 9, i * 9 + 8, "") for i in range(n)]
        words = [finding("b", i * 9 + 2, i * 9 + 4) for i in range(n)]
        tangle = [finding("c", n * 9 + i, n * 9 + 2 * n, "x") for i in range(n)]
        return sorted([*copies, *words, *tangle], key=lambda f: f.span)

    assert_linear(lambda n: resolve_conflicts(many(n), {"b": frozenset({"c"})}), 8_000)
