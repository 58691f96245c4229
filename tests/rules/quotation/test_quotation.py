"""The rules about quotation marks and ellipses, where an example in the rule cannot show it."""

from __future__ import annotations

from functools import partial

import pytest

from copydesk.lint.fixer import fix_source
from copydesk.rule.finding import Safety
from copydesk.testing import lint_text
from copydesk.text.source import decode
from copydesk_rules.quotation.inconsistent_ellipsis import InconsistentEllipsis
from copydesk_rules.quotation.mixed_quotes import MixedQuotes
from copydesk_rules.quotation.unbalanced_quotes import UnbalancedQuotes
from copydesk_rules.structure.empty_byline import EmptyByline


def safety_of(rule, text):
    (diagnostic,) = lint_text(rule, text).diagnostics
    return diagnostic.fixes[0].safety


def fixed(rule, text, form):
    lint = partial(_lint, rule, form)
    return fix_source(decode(text.encode(), "post", form), lint, unsafe=True).source.text


def _lint(rule, form, source):
    return lint_text(rule, source.text, form)


class TestSafety:
    def test_marks_of_a_quotation_are_not_its_words(self):
        assert safety_of(MixedQuotes, '“We knew.” “They knew.” "All knew," she said.') is Safety.SAFE

    def test_marks_inside_a_quotation_are(self):
        assert safety_of(MixedQuotes, "“It’s cold, and it isn't late.” It’s true.") is Safety.UNSAFE
        assert safety_of(InconsistentEllipsis, "We wait… and wait… and “wait...”") is Safety.UNSAFE


class TestFormats:
    def test_entities_in_html(self):
        text = "<p>&#8220;We knew,&#8221; she said. &quot;Nobody asked.&quot; &ldquo;No.&rdquo;</p>"
        assert (
            fixed(MixedQuotes, text, "html")
            == "<p>&#8220;We knew,&#8221; she said. “Nobody asked.” &ldquo;No.&rdquo;</p>"
        )

    def test_markup_around_a_quotation(self):
        text = "<p>“We knew,” she said. “No.” The ‘<em>neutral</em>’ report.</p>"
        assert (
            fixed(MixedQuotes, text, "html")
            == "<p>“We knew,” she said. “No.” The “<em>neutral</em>” report.</p>"
        )

    def test_code_and_attributes_have_marks_of_their_own(self):
        text = 'He said “yes” to <a href="/x" title="y">it</a> and `print("no`.\n\n    x = "unclosed\n'
        for rule in (UnbalancedQuotes, MixedQuotes):
            assert not lint_text(rule, text, "markdown").diagnostics

    def test_a_quotation_around_a_list(self):
        text = "“There are two:\n\n1. the bridge,\n2. the river.”\n\nThey left."
        assert not lint_text(UnbalancedQuotes, text, "markdown").diagnostics

    def test_another_language_has_marks_of_its_own(self):
        english = "<p>The “bridge” is closed, says the “mayor”, and nobody knows when it will open.</p>"
        french = '<p lang="fr">Le pont est fermé, dit "le maire" de Pau.</p>'
        assert not lint_text(MixedQuotes, english + french, "html").diagnostics


@pytest.mark.parametrize(
    "text",
    [
        "By Ana Horvat",
        "By Ana Horvat, Dec 18, 2017",
        "By Reuters | 3 March 2021",
        "Words by Ana Horvat",
        "By March the bridge was closed again",
    ],
)
def test_a_byline_that_names_somebody(text):
    assert not lint_text(
        EmptyByline, f"The bridge\n\n{text}\n\nIt closed on Monday for the winter."
    ).diagnostics
