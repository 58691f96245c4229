"""Examples to tests, for any rule pack.

@pytest.mark.parametrize(("rule", "example"), cases(RULES))
def test_example(rule, example):
    check_example(rule, example)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any

import msgspec

from copydesk.config import Config, Selection
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.rule.finding import Safety
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import Bad, Example, FixAvailability, Good, House, Rule
from copydesk.run.cross_article import Index
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source, decode

__all__ = ["cases", "check_example", "lint_text", "marked"]

_MARKS = lazy_pattern("[⟦⟧]")


def cases(rules: Iterable[type[Rule[Any]]]) -> Iterator[tuple[type[Rule[Any]], Good | Bad]]:
    """Every example of every rule, with its rule."""
    for rule in rules:
        for example in rule.examples:
            yield rule, example


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its ⟦marks⟧, and the spans that they marked."""
    plain, spans, start = "", [], 0
    for part in re.split("([⟦⟧])", text):
        if part == "⟦":
            start = len(plain)
        elif part == "⟧":
            spans.append((start, len(plain)))
        else:
            plain += part
    return plain, spans


def _linter(rules: Iterable[type[Rule[Any]]], only: str) -> Linter:
    named = {rule.meta.name: rule for rule in rules}
    registry = Registry(MappingProxyType(named), MappingProxyType(dict.fromkeys(named, "test")))
    return Linter(Settings(Selection(select=(only,)), isolated=True), registry)


def _setup(rule: type[Rule[Any]], example: Example) -> tuple[Linter, Config]:
    config = Config(
        rules={rule.meta.name: dict(example.options)},
        house=msgspec.convert(dict(example.house), House),
        language=example.language,
    )
    return _linter([rule], rule.meta.name), config


def lint_text(rule: type[Rule[Any]], text: str, format: str = "plain", **config: Any) -> FileReport:  # noqa: A002
    """Check a text with one rule alone.

    Args:
        rule: a class of rules.
        text: of an article.
        format: the name of its reader.
        config: settings, by the names of `copydesk.config.Config`.
    """
    return _linter([rule], rule.meta.name).lint_source(_source(text, format), Config(**config))


def _source(text: str, format_: str) -> Source:
    return decode(text.encode(), "example", format_)


def _places(d: Diagnostic) -> Iterator[tuple[int, int]]:
    yield d.start, d.end
    yield from ((related.start, related.end) for related in d.related if related.repeat)


def check_example(rule: type[Rule[Any]], example: Good | Bad) -> None:
    """Check one example: its exact spans, its fixed text, and that the fixed text is clean.

    Raises:
        AssertionError: the rule does not do what the example says.
    """
    linter, config = _setup(rule, example)

    others = [decode(t.encode(), f"other-{n}", example.format) for n, t in enumerate(example.elsewhere, 1)]

    def lint(source: Source) -> FileReport:
        report = linter.lint_source(source, config)
        if not others:
            return report
        index = Index()
        index.add(linter.lint_source(other, config) for other in others)
        index.add([report])
        return linter.compare(source, config, iter(report.results), index.copies().get(source.path, {}))

    text, expected = marked(example.text)
    report = lint(_source(text, example.format))
    assert not report.problems, report.problems
    found = sorted(place for d in report.diagnostics for place in _places(d))
    shown = [text[a:b] for a, b in found]
    assert found == expected, f"expected {[text[a:b] for a, b in expected]}, found {shown} in {text!r}"
    for d in report.diagnostics:
        if rule.meta.fix is FixAvailability.ALWAYS:
            assert d.fixes, f"declares fix=ALWAYS and offers none for {text[d.start : d.end]!r}"
        if rule.meta.fix is FixAvailability.NEVER:
            assert not d.fixes, f"declares fix=NEVER and offers one for {text[d.start : d.end]!r}"
    if isinstance(example, Good):
        return
    result = fix_source(_source(text, example.format), lint, unsafe=True)
    assert result.converged, "the fixes do not converge"
    fixed = result.source.text if result.applied else None
    assert fixed == example.fixed, f"fixed to {fixed!r}, expected {example.fixed!r}"
    for d in result.report.diagnostics:
        offered = [f for f in d.fixes if f.safety is not Safety.DISPLAY]
        assert not offered, f"still offers {offered[0].title!r} after all fixes"
