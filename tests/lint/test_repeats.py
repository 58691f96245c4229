"""A hundred repeats of one defect are one finding, and its fix mends all places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from copydesk import Article, Finding, Fix, FixAvailability, Meta, NoOptions, Rule, Safety, Span
from copydesk.config import Config
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.rule.plugins import Registry, find_plugins, load_plugins
from copydesk.text.source import Source, decode


class Dashes(Rule[NoOptions]):
    """Wants “--” to be a dash."""

    meta = Meta(name="dashes", group="sample", since="1", summary="A “--”.", fix=FixAvailability.SOMETIMES)

    def check(self, article: Article) -> Iterator[Finding]:
        for match in re.finditer("(!?)--", article.prose):
            span = Span(*match.span())
            fixes = () if match[1] else (Fix.replace(span, "–", Safety.SAFE, "Make it a dash"),)
            yield self.finding(span, *fixes, repeat="--")


def source(text: str) -> Source:
    return decode(text.encode(), "post", "markdown")


def lint(text: Source) -> FileReport:
    unused = load_plugins(find_plugins()).rules["unused-ignore"]
    rules = {"dashes": Dashes, "unused-ignore": unused}
    registry = Registry(MappingProxyType(rules), MappingProxyType(dict.fromkeys(rules, "test")))
    return Linter(Settings(isolated=True), registry).lint_source(text, Config(language="en"))


def only(text: str) -> Diagnostic:
    (found,) = lint(source(text)).diagnostics
    return found


def test_the_others_are_places_of_the_first():
    found = only("One -- two.\n\nThree -- four -- five.\n")
    assert (found.line, found.message) == (1, "A “--” (2 more).")
    assert [(r.line, r.message, r.repeat) for r in found.related] == [(3, "the same", True)] * 2


def test_one_alone_is_as_the_rule_says():
    found = only("One -- two.\n")
    assert (found.message, found.related) == ("A “--”.", ())


def test_one_fix_mends_them_all():
    text = "One -- two.\n\nThree -- four -- five.\n"
    assert only(text).fixes[0].title == "Make it a dash, in all 3 places"
    result = fix_source(source(text), lint)
    assert (result.source.text, result.applied) == ("One – two.\n\nThree – four – five.\n", 1)


def test_what_is_safe_is_mended_without_what_is_not():
    text = "One -- two, “three -- four”, she said. !-- five.\n"
    safe, unsafe = only(text).fixes
    assert (safe.safety, safe.title) == (Safety.SAFE, "Make it a dash, in 1 of the 3 places")
    assert (unsafe.safety, unsafe.title) == (Safety.UNSAFE, "Make it a dash, in 2 of the 3 places")
    assert fix_source(source(text), lint).source.text == "One – two, “three -- four”, she said. !-- five.\n"
    assert (
        fix_source(source(text), lint, unsafe=True).source.text
        == "One – two, “three – four”, she said. !-- five.\n"
    )


def test_an_ignore_takes_out_its_own_place():
    text = "One -- two.\n\n<!-- copydesk-ignore dashes -->\n\nThree -- four.\n\nFive -- six.\n"
    found = only(text)
    assert (found.line, [r.line for r in found.related]) == (1, [7])
    assert fix_source(source(text), lint).source.text == text.replace("One --", "One –").replace(
        "Five --", "Five –"
    )


def test_the_fingerprint_is_that_of_the_first():
    alone, many = only("One -- two.\n"), only("One -- two -- three.\n")
    assert alone.fingerprint == many.fingerprint
