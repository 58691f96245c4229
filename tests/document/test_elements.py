"""Links, pictures, anchors and empty headings: what the readers see of them, and where."""

import pytest

from copydesk.config import Config, Selection
from copydesk.document.elements import Elements
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import ReaderOptions, reader_for
from copydesk.rule.finding import Safety
from copydesk.testing import lint_text
from copydesk.text.source import decode
from copydesk_rules.structure.empty_heading import EmptyHeading
from copydesk_rules.structure.empty_link import EmptyLink
from copydesk_rules.structure.missing_alt import MissingAlt
from copydesk_rules.structure.relative_date import RelativeDate
from copydesk_rules.structure.tracking_parameter import TrackingParameter


def read(text, format):  # noqa: A002
    (article,) = reader_for(format).read(decode(text.encode(), "example", format), ReaderOptions())
    return article


def links(text, format):  # noqa: A002
    """Each link as it is written, where it leads, and its words."""
    article = read(text, format)
    return [
        (text[slice(*link.source)], link.target, article.text_of(article.span_of(link.source)))
        for link in article.elements.links
    ]


@pytest.mark.parametrize(
    ("format", "text", "expected"),
    [
        ("html", "<p>a <a href=x>b <b>c</b></a></p>", ("<a href=x>b <b>c</b></a>", "x", "b c")),
        ("html", "<p>a <a href='?a=1&amp;b=2'>b</a></p>", ("<a href='?a=1&amp;b=2'>b</a>", "?a=1&b=2", "b")),
        ("html", "<a href=x><h2>b</h2></a><p>c</p>", ("<a href=x><h2>b</h2></a>", "x", "b")),
        ("html", "<p><a href=x>b <a name=y>c</a></p>", ("<a href=x>b ", "x", "b")),
        ("markdown", "\ufeffé [b *c*](x 'y') d", ("[b *c*](x 'y')", "x", "b c")),
        ("markdown", "é [b](<x y>) d", ("[b](<x y>)", "x y", "b")),
        ("markdown", "> é [b][1]\n\n[1]: x_(y)\n", ("[b][1]", "x_(y)", "b")),
        (
            "markdown",
            "é <https://b.example> d",
            ("<https://b.example>", "https://b.example", "https://b.example"),
        ),
        (
            "markdown",
            "é [b]({{ x | y: 'z' }}/#c) d",
            ("[b]({{ x | y: 'z' }}/#c)", "{{ x | y: 'z' }}/#c", "b"),
        ),
        ("markdown", "é <a href='x'>b</a> d", ("<a href='x'>b</a>", "x", "b")),
        ("markdown", "<div>\n<a href='x'>b</a>\n</div>\n", ("<a href='x'>b</a>", "x", "b")),
    ],
)
def test_a_link_is_read_with_its_words_and_its_place(format, text, expected):  # noqa: A002
    assert links(text, format) == [expected]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("markdown", "[b]( <x y> 'z' )"),
        ("markdown", "[b [c] d](x(y)z)"),
        ("markdown", "![b](c) [![d](e)](f)"),
        ("markdown", "[b][c d]\n\n> [C  D]: </x?y&amp;z> 'title'\n"),
        ("html", '<a class="b" href="x&amp;y" title=z>b</a>'),
        ("html", "<a href = x>b</a>"),
    ],
)
def test_a_target_is_where_it_says_it_is_written(format, text):  # noqa: A002
    found = read(text, format).elements.links
    assert found
    for link in found:
        assert link.written
        assert text[slice(*link.at)] == link.written


@pytest.mark.parametrize(
    "text", ["`[b](c)`", "```\n[b](c) <a href=x></a>\n```\n", "<!-- [b](c) <a href=x></a> -->\n", "\\[b](c)"]
)
def test_what_is_no_link_is_none(text):
    assert read(text, "markdown").elements.links == ()


@pytest.mark.parametrize(
    ("said", "alt", "decorative"),
    [
        ("src=x", None, False),
        ("src=x alt", "", False),
        ("src=x alt=' A bay '", "A bay", False),
        ("src=x aria-label='A bay'", "A bay", False),
        ("src=x role=presentation", None, True),
        ("src=x aria-hidden=true", None, True),
        ("src=x width=1 height='1px'", None, True),
        ("data-src=x width=100%", None, False),
    ],
)
def test_a_picture_says_whether_it_needs_words(said, alt, decorative):
    (image,) = read(f"<p>b</p><img {said}>", "html").elements.images
    assert (image.target, image.alt, image.decorative) == ("x", alt, decorative)


def test_what_is_hidden_is_not_read():
    elements = read("<p>b</p><div hidden><a href=x></a><img src=y><h2></h2></div>", "html").elements
    assert elements == Elements()


def test_anchors_are_all_ids_and_names():
    html = "<h1 id=a>b</h1><p><a name='c&amp;d' href='#a'>e</a> <i data-id=f></i></p>"
    assert read(html, "html").elements.anchors == {"a", "c&d"}
    markdown = "# b {#c}\n\n[d](#c)\n{: .e #f}\n\n<a id='g'></a>\n"
    assert read(markdown, "markdown").elements.anchors == {"c", "f", "g"}


PAGE = """<!doctype html><title>The bay</title><body>
<nav><a href="/"></a><img src="logo.png"><h2> </h2></nav>
<article><h1>The bay at low tide and after</h1>
<p>The mud is grey, and the gulls walk on it as if it were theirs for ever.<a href=x></a></p>
<img src="bay.jpg"><h3><br></h3><h4></h4>
<p>Then the water comes back, from both sides at once, and whoever stands in the middle has to run for it.</p>
</article><aside class="related"><a href="/more"></a><img src="more.jpg"></aside></body>"""


def test_of_a_page_only_the_article_is_read():
    elements = read(PAGE, "html").elements
    assert [link.target for link in elements.links] == ["x"]
    assert [image.target for image in elements.images] == ["bay.jpg"]
    assert [heading.level for heading in elements.empty_headings] == [3]


def test_what_has_no_words_stands_behind_those_before_it():
    article = read("<p>one<img src=a></p><img src=b><p>two</p><img src=c>", "html")
    places = [article.span_of(image.source) for image in article.elements.images]
    assert [(article.text[:start].split(), start == end) for start, end in places] == [
        (["one"], True),
        (["one"], True),
        (["one", "two"], True),
    ]


def test_a_finding_in_markup_has_its_place_there():
    text = "<p>one</p>\n<p>two <img src=a></p>\n"
    (d,) = lint_text(MissingAlt, text, "html").diagnostics
    assert text[d.start : d.end] == "<img src=a>"
    assert (d.line, d.column, d.where) == (2, 8, "paragraph 2")


def test_its_fingerprint_does_not_move_with_the_text_around():
    def fingerprints(text):
        return {d.fingerprint for d in lint_text(EmptyLink, text, "html").diagnostics}

    here = fingerprints("<p>one<a href=a></a> two<a href=b></a></p>")
    assert len(here) == 2
    assert here == fingerprints("<h1>T</h1><p>zero</p><p>one<a href=b></a> two<a href=a></a></p>")


def test_a_comment_lets_it_pass():
    text = "<p>one</p>\n<!-- copydesk-ignore empty-heading: for space -->\n<h2><br></h2>\n<p>two</p>\n"
    report = lint_text(EmptyHeading, text, "html")
    assert not report.diagnostics
    assert [s.reason for s in report.suppressed] == ["for space"]


def fixed(rule, text, format):  # noqa: A002
    linter = Linter(Settings(Selection(select=(rule.meta.name,)), isolated=True))
    return fix_source(decode(text.encode(), "example", format), lambda s: linter.lint_source(s, Config()))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/?utm_source=a", "/"),
        ("/?utm_source=a#b", "/#b"),
        ("/?a=1&utm_source=b", "/?a=1"),
        ("/?utm_source=a&b=1", "/?b=1"),
        ("/?a=1&utm_source=b&utm_medium=c&d=2", "/?a=1&d=2"),
        ("/?utm_source=a&b=1&gclid=c&d=2&fbclid=e", "/?b=1&d=2"),
        ("/?utm_source=a&amp;b=1&amp;utm_medium=c&amp;copy=2", "/?b=1&amp;copy=2"),
        ("/?a=1&#38;utm_source=b&#x26;c=%26utm_x", "/?a=1&#x26;c=%26utm_x"),
        ("/?utm_source", "/"),
        ("/?a&UTM_Source=b", "/?a"),
    ],
)
@pytest.mark.parametrize(
    ("format", "around"), [("html", '<p><a href="{}">b</a></p>'), ("markdown", "[b]({})")]
)
def test_only_what_tracks_is_taken_out(format, around, before, after):  # noqa: A002
    result = fixed(TrackingParameter, around.format(before), format)
    assert result.source.text == around.format(after)
    assert result.converged
    assert result.applied == 1


def test_a_fix_in_markup_keeps_what_is_quoted():
    text = "<p>“See <a href='/?gclid=x'>the tides</a>,” he said.</p>"
    (d,) = lint_text(TrackingParameter, text, "html").diagnostics
    assert [fix.safety for fix in d.fixes] == [Safety.SAFE]


def test_the_day_is_shown_as_the_article_writes_days():
    text = "By Ann Hale\n\n{}\n\nThe pier closed yesterday.\n\nIt was tested in May and again in June.\n"
    for date, day in (("1 January 2018", "on 31 December 2017"), ("January 1, 2018", "on December 31, 2017")):
        (d,) = lint_text(RelativeDate, text.format(date), language="en").diagnostics
        assert [(fix.safety, fix.edits[0].text) for fix in d.fixes] == [(Safety.DISPLAY, day)]
