"""The rules of the group markup: what their examples cannot show."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.config import Config, Selection
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.text.source import decode

LINTER = Linter(Settings(Selection(select=("markup",)), isolated=True))


class Checked(NamedTuple):
    found: list[tuple[str, str]]
    fixed: str


def check(text, format="plain", language="en"):  # noqa: A002
    """What the rules of the group find, and the text after the safe fixes."""
    config = Config(language=language)

    def lint(source):
        return LINTER.lint_source(source, config)

    source = decode(text.encode(), "article", format)
    report = lint(source)
    assert not report.problems
    result = fix_source(source, lint)
    assert result.converged
    return Checked([(d.rule, text[d.start : d.end]) for d in report.diagnostics], result.source.text)


@pytest.mark.parametrize(
    "text",
    [
        "if (a<b && c>d) return;",
        "std::map<string, int> m; List<Object> x; vector<a> y;",
        "The `<div>` element, “<a href='x'>” and (<p>) are tags.",
        "“He [the mayor] left [laughs] at 5 [p.m.],” she said [1], [Smith et al. 2001], [inaudible 00:12].",
        "[Photo: Agency] [UPDATED] [Spoilers] Watch the [video] of the crash.",
        "array[i], dict[key], [a-z]+ and [class=x]",
        "Tom & Jerry; fish &chips; R&D; B&B;",
        "Psalm XXX, an XXX rating, Love you all XXX",
        "The XX chromosome; the Generation X of the 20XXs; version 2.XX",
        "Insert the key here and turn; place the photo here.",
        "Lorem ipsum is older than you think, and she typed lorem ipsum text into the box.",
        "The sets {{1,2},{3,4}} and f(x) = {x: y}.",
        "Ó Searcaigh’s café® costs £5–£10 — “É”, naïve™, Ðông Âu, ß“, TÜV",
    ],
)
def test_what_only_looks_like_residue(text):
    assert check(text).found == []


def test_quotation_marks_behind_umlauts_are_no_mojibake():
    assert check("Er hat „Ä“ und „Ö“ gesagt, „Spaß“, und „ü“.", language="de").found == []


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("<script>\n\nvar x = 1;\n\ngo();\n</script>\n\nThe text.", "The text."),
        ("<style>\n.a { color: red; }\n\nThe text.", "The text."),
        ("@media (max-width: 600px) { .a { display: none; } }\n\nThe text.", "The text."),
        ("#x, .y > li a:hover { color: #fff !important; width: calc(1px) }\n\nThe text.", "The text."),
        ('Normal 0 false false EN-US /* Style */ table.x {mso-style-name:"T";}\n\nThe text.', "The text."),
        ("googletag.cmd.push(function() { googletag.display('ad-1'); });\n\nThe text.", "The text."),
        ('&lt;p class="x"&gt;The text.&lt;/p&gt;', "The text."),
        ('[[{"type":"media","attributes":{"field[und][0]":"x"}}]]\n\nThe text.', "The text."),
        ("[url=https://example.org]The[/url] [b]text[/b].", "The text."),
        ("[embed]https://example.org/v[/embed]", "https://example.org/v"),
        ("[caption id=”attachment_1″ align=”left”]The text.[/caption]", "The text."),
        ('{{< figure src="x.jpg" >}} The {% include x.html %} text.', "The text."),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚, ðŸ˜€, æ—¥æœ¬", "привет, 😀, 日本"),
    ],
)
def test_residue_goes_and_words_stay(text, fixed):
    assert check(text).fixed == fixed


def test_an_unclosed_style_takes_no_prose_along():
    text = "<style>\n\nThe first of many long paragraphs.\n\n<p>Text.</p>\n\n.a { color: red; }</style>"
    assert "The first of many long paragraphs.\n\nText." in check(text).fixed


def test_a_picture_survives_the_shortcode_around_it():
    text = '<p>[caption id="a"]<img src="a.png" alt="A boat">[/caption]</p>\n<p>The text.</p>'
    assert check(text, "html").fixed == '<p><img src="a.png" alt="A boat"></p>\n<p>The text.</p>'


def test_an_unknown_shortcode_in_a_sentence_may_have_stood_for_words():
    text = 'The release is [latest-version of="app"], since Monday.'
    assert check(text).found == [("leftover-shortcode", '[latest-version of="app"]')]
    assert check(text).fixed == text


def test_markup_in_its_format_is_no_residue():
    text = "<style>.a { margin: 0 }</style>\n<!-- wp:html -->\n<p>A <em>b</em>.</p>\n<!-- /wp:html -->"
    assert check(text, "html").found == []
    assert check(f"# A\n\n{text}\n\n{{% include x %}} {{{{ page.title }}}}\n", "markdown").found == []


def test_all_that_word_added_is_one_finding():
    text = '<p class="MsoNormal">One.</p>\n<p class=MsoNormal style="mso-x:1"><b>Two.</b><o:p></o:p></p>\n'
    checked = check(text, "html")
    assert checked.found == [("leftover-markup", '<p class="MsoNormal">')]
    assert checked.fixed == "<p>One.</p>\n<p><b>Two.</b></p>\n"


def test_nothing_else_is_found_within_residue():
    text = "Text.\n\n<style>/* [vc_row] &nbsp; TKTK \u200b â€™ */ a { color: red }</style>\n\nText."
    assert [rule for rule, _ in check(text).found] == ["leftover-markup"]


def test_soft_hyphens_are_right_in_long_words_of_german_and_as_entities():
    assert check("Die Donau\u00addampf\u00adschiff\u00adfahrt.", language="de").found == []
    assert check("<p>The co&shy;operative.</p>", "html").found == []
    assert check("The co\u00adoperative.").fixed == "The cooperative."


@given(st.text(alphabet="<>[]{}&;/!-= \"'apbT\nXKÃ©â€™\u200b", max_size=60))
def test_fixes_converge_on_any_text(text):
    check(text)
