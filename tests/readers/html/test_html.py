"""HTML: a fragment as a CMS stores it, a whole page, and fixes that leave the markup whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.config import Config
from copydesk.document.article import MASK, Kind
from copydesk.errors import ConfigError
from copydesk.lint.check import read_articles
from copydesk.lint.fixer import fix_source
from copydesk.readers import ReaderOptions
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.html.blocks import read_fragment
from copydesk.readers.html.reader import READER
from copydesk.readers.html.selector import Selector
from copydesk.readers.html.tokens import TokenKind, attributes, decode, references, tokens
from copydesk.rule.finding import Edit, Fix, Safety
from copydesk.rule.rule import FixAvailability, Meta, NoOptions, Rule
from copydesk.testing import lint_text
from copydesk.text.source import decode as decode_bytes
from copydesk.text.span import Span
from copydesk_rules.repetition.repeated_word import RepeatedWord
from hostile_shapes import runs
from timing import assert_linear


def source(text):
    return decode_bytes(text.encode("utf-8", "surrogatepass"), "a.html", "html")


def read(text, article=None):
    return next(READER.read(source(text), ReaderOptions(article)))


def blocks(text, article=None):
    """Kind and text of each block."""
    found = read(text, article)
    return [(block.kind.value, found.text_of(block)) for block in found.blocks]


def texts(text, article=None):
    return [shown for kind, shown in blocks(text, article) if kind not in ("markup", "code")]


# Tokens.


def spelled(text):
    return [(token.kind.name, text[token.start : token.end]) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 < 5 <b>x</b>", ["3 < 5 ", "<b>", "x", "</b>"]),
        ('<a title="x > y">z', ['<a title="x > y">', "z"]),
        ("<!-->x<!--->y<!-- z --!>", ["<!-->", "x", "<!--->", "y", "<!-- z --!>"]),
        ("<script>if (a<b) '</p>'</script>", ["<script>", "if (a<b) '</p>'", "</script>"]),
        ("a</ b>c</>d", ["a", "</ b>", "c", "</>", "d"]),
        ("<?php x ?>", ["<?php x ?>"]),
        ("a tag <that never ends", ["a tag <that never ends"]),
        ("<style>p { } <p>", ["<style>", "p { } ", "<p>"]),
        ("<!-- never closed <p>x", ["<!-- never closed <p>", "x"]),
        ('<a href="never closed>x</a>', ['<a href="never closed>', "x", "</a>"]),
    ],
)
def test_tokens(text, expected):
    assert [shown for _, shown in spelled(text)] == expected


def test_tokens_are_the_source_without_a_gap():
    text = "\ufeff<!doctype html>\r\n<p class=x>AT&T <b/>…<br/></p><!-- c --> tail"
    assert "".join(shown for _, shown in spelled(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AT&T &amp; R&D", "AT&T & R&D"),
        ("&lt;p&gt; &#8217;&#x2019; &#150;", "<p> ’’ –"),
        ("&copy 2019 &notit; &nope; &", "© 2019 ¬it; &nope; &"),
        ("&#99999999999999999999999;", "\ufffd"),
    ],
)
def test_character_references(text, expected):
    assert decode(text) == expected


def test_a_query_in_an_attribute_is_not_a_reference():
    assert decode("?a=1&copy=2&copyright&amp;x", in_attribute=True) == "?a=1&copy=2&copyright&x"


def test_attributes_have_their_places():
    text = "<img src=x.png alt='A &amp; B' hidden>"
    found = attributes(text, next(tokens(text)))
    assert {name: attribute.value for name, attribute in found.items()} == {
        "src": "x.png",
        "alt": "A & B",
        "hidden": "",
    }
    assert text[slice(*found["alt"].span)] == "A &amp; B"


# Text and its places.


def places(text):
    """Each block's text beside what stands in the source where the map says."""
    article = read(text)
    decoded = source(text).text
    for block in article.blocks:
        pieces = article.source_map.pieces(*block.span)
        yield article.text_of(block), "|".join(decoded[slice(*piece)] for piece in pieces)


def test_markup_within_a_word():
    assert list(places("<p><b>D</b>iscreet</p>")) == [("Discreet", "D|iscreet")]


def test_entities_and_line_breaks():
    assert list(places("<p>R&amp;D<br>&eacute;t&eacute;</p>")) == [
        ("R&D\nété", "R&amp;D<br>&eacute;t&eacute;")
    ]


def test_byte_order_mark_and_crlf():
    text = "\ufeff<p>One\r\ntwo</p>\r\n<p>three</p>"
    assert list(places(text)) == [("One\r\ntwo", "One\r\ntwo"), ("three", "three")]
    assert read(text).prose.startswith("One  two")


def test_space_between_tags_is_kept_and_at_the_edges_left_out():
    assert texts("<p> <i>one</i> <b>two</b>&nbsp; </p><p>&nbsp;</p>") == ["one two"]


def test_code_is_not_prose():
    article = read("<p>Set <code>x = 1</code> and <kbd>Tab</kbd>.</p><pre>the the</pre>")
    assert article.prose.rstrip() == f"Set {MASK * 5} and {MASK * 3}.\n\n{MASK * 7}"
    assert article.blocks[1].kind is Kind.CODE


def test_a_footnote_is_no_part_of_the_word_before_it():
    assert (
        "word" + MASK + " and 19th"
        in read("<p>word<sup><a href=#f>1</a></sup> and 19<sup>th</sup></p>").prose
    )


# What blocks are.


def test_kinds():
    assert blocks(
        """
        <h1>The bridge</h1>
        <h2 class="subtitle">How it fell</h2>
        <p class="byline">By <a rel="author" href="/ada">Ada Lorne</a></p>
        <time datetime="2019-03-04">4 March 2019</time>
        <p>It fell at noon.</p>
        <h2>Noon</h2>
        <blockquote><p>Nobody saw it.</p><cite>Jonas Reck</cite></blockquote>
        <figure class="wp-block-pullquote"><blockquote><p>It fell.</p></blockquote></figure>
        <ul><li>One<ol><li>Two</ol></ul>
        <table><caption>Loads</caption><tr><th>Year<td>Tons</table>
        <figure><img src=b.png alt="The bridge &amp; its piers">
        <figcaption>From the east</figcaption></figure>
        <div class="author-bio"><p>Ada Lorne writes of rivers.</p></div>
        """
    ) == [
        ("headline", "The bridge"),
        ("deck", "How it fell"),
        ("byline", "By Ada Lorne"),
        ("dateline", "4 March 2019"),
        ("paragraph", "It fell at noon."),
        ("heading", "Noon"),
        ("block-quote", "Nobody saw it."),
        ("caption", "Jonas Reck"),
        ("pull-quote", "It fell."),
        ("list-item", "One"),
        ("list-item", "Two"),
        ("caption", "Loads"),
        ("table-cell", "Year"),
        ("table-cell", "Tons"),
        ("alt-text", "The bridge & its piers"),
        ("caption", "From the east"),
        ("author-bio", "Ada Lorne writes of rivers."),
    ]


def test_levels_and_languages():
    article = read('<h3>Un</h3><div lang="fr"><ul><li>a<ul><li>b</ul></ul></div><p>c')
    assert [(block.level, block.language) for block in article.blocks] == [
        (3, None),
        (1, "fr"),
        (2, "fr"),
        (0, None),
    ]


def test_an_empty_line_ends_a_paragraph_where_a_cms_puts_the_tags_in_later():
    assert texts("First\nline.\n\nSecond, <em>with\r\n\r\nmore</em>.\n[caption]x[/caption]") == [
        "First\nline.",
        "Second, with",
        "more.\n[caption]x[/caption]",
    ]


def test_two_line_breaks_end_a_paragraph():
    assert texts("<p>one<br>two<br>\n<br>three</p>") == ["one\ntwo", "three"]


def test_unclosed_and_stray_tags():
    assert texts("</div><ul><li>a<li>b</ul><p>c<p>d</section><td>e") == ["a", "b", "c", "d", "e"]


def test_hidden_text_is_not_read():
    assert texts(
        "<p>a <span style='display: none'>no</span>b</p><div hidden>no<p>no</div><select><option>no"
    ) == ["a b"]


# Comments and leftovers.


def test_wordpress_comments_are_in_their_place():
    assert blocks("<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->\n<!--more-->") == [
        ("paragraph", "a")
    ]


def test_leftovers_are_markup_behind_their_block():
    assert blocks(
        '<p>a <o:p></o:p><font color=red>b</font><!-- c --></p><style>p {}</style><p class="MsoNormal">d'
    ) == [
        ("paragraph", "a b"),
        ("markup", "<o:p>"),
        ("markup", "</o:p>"),
        ("markup", "<font color=red>"),
        ("markup", "</font>"),
        ("markup", "<!-- c -->"),
        ("markup", "<style>p {}</style>"),
        ("markup", '<p class="MsoNormal">'),
        ("paragraph", "d"),
    ]


def test_a_comment_tells_copydesk_what_to_leave_alone():
    ignored = "<!-- copydesk-ignore repeated-word: as sung -->\n<p>The the song.</p>\n<p>And and again.</p>"
    within = "<p><!-- copydesk-ignore repeated-word -->The the song.</p>\n<p>And and again.</p>"
    for text in (ignored, within):
        assert [
            d.excerpt[slice(*d.mark)].split()[0] for d in lint_text(RepeatedWord, text, "html").diagnostics
        ] == ["and"]


# Fixes.


def fixed(rule, text):
    result = fix_source(source(text), lambda s: lint_text(rule, s.text, "html"), unsafe=True)
    assert result.converged
    return result.source.text


class Marked(Rule[NoOptions]):
    """Deletes what stands between ‹ and ›, and blocks that begin with §."""

    meta = Meta(name="marked", group="test", summary="marked", since="0.1", fix=FixAvailability.ALWAYS)

    def check(self, article):
        at = article.text.find("‹")
        if at >= 0:
            span = Span(at, article.text.index("›", at) + 1)
            yield self.finding(span, Fix("Delete", (Edit(span),), Safety.SAFE))
        for block in article.blocks:
            if article.text_of(block).startswith("§"):
                yield self.finding(block.span, Fix("Delete", (Edit(block.span),), Safety.SAFE))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>In the the end.</p>", "<p>In the end.</p>"),
        ("<p>In the <b>the end</b>.</p>", "<p>In the <b>end</b>.</p>"),
        ("<p>In <i>the</i> the end.</p>", "<p>In <i>the</i> end.</p>"),
        ("<p>In the <b>the</b> end.</p>", "<p>In the end.</p>"),
        ("<p>In the\r\n<b>the</b> end.</p>", "<p>In the\r\nend.</p>"),
    ],
)
def test_a_repeated_word_across_markup(text, expected):
    assert fixed(RepeatedWord, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p>\n<p>§b</p>\n<p>c</p>\n", "<p>a</p>\n<p>c</p>\n"),
        ("<ul><li>§a</li></ul><p>c</p>", "<p>c</p>"),
        ("<figure class=pullquote><blockquote><p>§a</p></blockquote></figure>\n<p>c</p>", "<p>c</p>"),
        (
            "<!-- wp:p -->\n<p>§a</p>\n<!-- /wp:p -->\n\n<!-- wp:p -->\n<p>b</p>\n<!-- /wp:p -->",
            "<!-- wp:p -->\n<p>b</p>\n<!-- /wp:p -->",
        ),
        ("<p><img src=a.png>§a</p><p>b</p>", "<p><img src=a.png></p><p>b</p>"),
        ("<p><em>§a</em></p><p>b</p>", "<p>b</p>"),
        ("a\n\n<em>§b</em> c\n\nd", "a\n\nd"),
        ('<img alt="§a" src=a.png>', '<img alt="" src=a.png>'),
    ],
)
def test_deleting_a_block_deletes_its_markup_and_no_more(text, expected):
    assert fixed(Marked, text) == expected


def test_deleting_across_tags_leaves_them():
    assert fixed(Marked, "<p>a ‹b <b>c› d</b> e</p>") == "<p>a <b> d</b> e</p>"


def test_text_is_escaped():
    assert READER.escape("R&D < 3\u00a0km") == "R&amp;D &lt; 3&nbsp;km"


# Whole pages.

PROSE = [
    "The council voted seven to four on Tuesday to close the open-air pool, a decision that nobody in"
    " the hall had expected before the summer.",
    "Its last director, who had kept the gates for thirty-one years, left before the votes were counted"
    " and did not come back for her coat.",
    "What is to become of the grounds will be put to the town in the spring, with the minutes of the"
    " meeting laid out for all to read.",
]
BODY = "".join(f"<p>{paragraph}</p>\n" for paragraph in PROSE)
NAV = "".join(f'<li><a href="/{n}">Section number {n}</a></li>' for n in range(9))
PAGE = """<!doctype html>
<html lang="en-GB"><head><title>The pool closes | The Carrow Post</title>
<meta name="author" content="Ada Lorne"><meta property="article:published_time" content="2019-03-04">
<link rel="canonical" href="https://example.org/2019/the-pool-closes/"></head>
<body class="post comments-open"><nav><ul>{nav}</ul></nav>
<div id="cookie-notice"><p>We use cookies and other means to keep the site running and to see which of our
stories are read by whom and how often.</p></div>
{article}
<div class="comments"><p>I learned to swim there, and so did my mother and her mother before her, in the
coldest of all the summers that we can remember.</p></div>
<script>var x = "<p>";</script></body></html>"""


def page(article):
    return PAGE.format(nav=NAV, article=article)


@pytest.mark.parametrize(
    "article",
    [
        f"<article><h1>The pool closes</h1>{BODY}<div class='share'>Share this</div></article>",
        f"<main><h1>The pool closes</h1>{BODY}<aside><p>{PROSE[0][::-1]}</p></aside></main>",
        f"<h1>The pool closes</h1><div class='entry-content'>{BODY}<ul class='related'><li>Other</ul></div>",
        f"<h1>The pool closes</h1><section itemprop='articleBody'>{BODY}</section>",
        f"<h1>The pool closes</h1><div class='c1'><div class='c2'>{BODY}</div></div>",
    ],
)
def test_only_the_article_of_a_page_is_read(article):
    assert texts(page(article)) == ["The pool closes", *PROSE]


def test_what_the_head_says():
    article = read(page(f"<article><h1>The pool closes</h1>{BODY}</article>"))
    assert (article.title, article.author, article.date, article.slug, article.language) == (
        "The pool closes",
        "Ada Lorne",
        "2019-03-04",
        "the-pool-closes",
        "en-GB",
    )
    assert article.blocks[0].kind is Kind.HEADLINE


def test_what_a_fragment_says():
    article = read("<h1>The <i>pool</i></h1><p class=byline>By Ada Lorne</p><p>It is closed.</p>")
    assert (article.title, article.author) == ("The pool", "Ada Lorne")


def test_head_matter_between_headline_and_body():
    head = (
        "<h1>The pool closes</h1><p class=standfirst>A town decides.</p><div class=byline>By Ada Lorne</div>"
    )
    assert blocks(page(f"<div>{head}</div><div class='post-body'>{BODY}</div>"))[:3] == [
        ("headline", "The pool closes"),
        ("deck", "A town decides."),
        ("byline", "By Ada Lorne"),
    ]


def test_another_story_below_is_another_article():
    story = "<h1 class='title'>{}</h1>" + BODY
    found = texts(
        page("<main>" + story.format("The pool closes") + story.format("The bridge falls") + "</main>")
    )
    assert found == ["The pool closes", *PROSE]


def test_a_heading_of_the_first_level_within_the_story_is_a_section():
    parts = f"<h1 class=a1>The pool closes</h1>{BODY}<h1 class=a1>What is next</h1><p>{PROSE[0][::-1]}</p>"
    assert texts(page(f"<article>{parts}</article>")) == [
        "The pool closes",
        *PROSE,
        "What is next",
        PROSE[0][::-1],
    ]


@pytest.mark.parametrize(
    "article",
    [
        # A page builder wraps every column in an element of its own, named like a site's.
        "".join(f"<div class='widget builder-widget'><p>{paragraph}</p></div>" for paragraph in PROSE),
        f"<div class='article-content' id='content_print'>{BODY}</div>",
        f"<h2><a href='#x' aria-hidden=true><svg></svg></a></h2><div class='entry-content'>{BODY}</div>",
    ],
)
def test_an_element_that_holds_the_text_is_no_furniture(article):
    assert texts(page(f"<div>{article}</div>")) == PROSE


def test_an_anchor_that_is_hidden_links_nothing_behind_it():
    anchor = "<a href='#x' aria-hidden=true><svg></svg></a>"
    items = "".join(f"<li>Bring {what} of your own" for what in ("a towel", "a cap"))
    assert texts(page(f"<article>{BODY}<h2>{anchor}What to bring</h2><ul>{items}</ul></article>")) == [
        *PROSE,
        "What to bring",
        "Bring a towel of your own",
        "Bring a cap of your own",
    ]


def test_the_pages_of_a_gallery_are_read():
    shown, hidden = "<div class='slide-part'>", "<div class='slide-part off' style='display:none'>"
    parts = f"{shown}<p>{PROSE[0]}</p></div>{hidden}<p>{PROSE[1]}</p></div>{hidden}<p>{PROSE[2]}</p></div>"
    assert texts(page(f"<article>{parts}<div class=tip style='display:none'>Hidden</div></article>")) == PROSE


def test_the_captions_of_a_gallery_without_text_are_its_text():
    captions = [f"{number}: {text}" for number in range(4) for text in PROSE]
    pictures = "".join(f"<figure><img src=x><figcaption>{text}</figcaption></figure>" for text in captions)
    assert blocks(page(f"<article>{pictures}</article>")) == [("paragraph", text) for text in captions]
    picture = f"<figure><img src=x><figcaption>{captions[0]}</figcaption></figure>"
    found = blocks(page(f"<article>{BODY}{picture}<p>{PROSE[0][::-1]}</p></article>"))
    assert found[3:4] == [("caption", captions[0])]


def test_a_few_words_beside_a_picture_are_its_caption():
    beside = "<div><img src=x><br>The gate at noon</div><div><img src=x><br>It was closed.</div>"
    assert blocks(page(f"<article>{BODY}{beside}<p>{PROSE[0][::-1]}</p></article>"))[3:5] == [
        ("caption", "The gate at noon"),
        ("paragraph", "It was closed."),
    ]


@pytest.mark.parametrize(
    "others",
    [
        "<p>You may also like...</p><p><a href=x>Who will run the ferry now</a></p>",
        "<ul>"
        + 4 * f"<li><h3><a href=x>Who will run the ferry</a></h3><p>{PROSE[0][::-1]}</p></li>"
        + "</ul>",
        "<section class=grid>"
        + 12 * "<div><a href=x>Who will run the ferry now</a></div>"
        + "<div>Monday</div></section>",
    ],
)
def test_other_stories_in_the_element_of_the_article_are_left_out(others):
    assert texts(page(f"<article>{BODY}{others}</article>")) == PROSE


def test_a_list_of_references_stays():
    notes = "<ol class=references><li><a href=x>The minutes of May</a></li><li><a href=y>And of June</a></ol>"
    assert texts(page(f"<article>{BODY}<h2>Notes</h2>{notes}<p>{PROSE[0][::-1]}</p></article>"))[4:6] == [
        "The minutes of May",
        "And of June",
    ]


def test_a_text_that_stands_twice_is_read_once():
    copy = f"<div class=wide>{BODY}</div><div class=narrow>{BODY}</div>"
    assert texts(page(f"<article>{copy}</article>")) == PROSE
    assert texts(page(f"<article>{BODY}{BODY}</article>")) == [*PROSE, *PROSE]  # the writer's own


def test_what_a_header_says_below_the_headline_is_the_deck():
    head = f"<header><h1>The pool closes</h1><p>{PROSE[0]}</p></header>"
    assert blocks(page(f"<article>{head}<p>{PROSE[1]}</p><p>{PROSE[2]}</p></article>"))[:2] == [
        ("headline", "The pool closes"),
        ("deck", PROSE[0]),
    ]


def test_a_page_as_it_was_typed():
    links = 20 * "<a href=x>Home</a> "
    found = blocks(f"<html><body>{links}<pre>{4 * ' '.join(PROSE)}</pre></body></html>")
    assert [kind for kind, _ in found] == ["paragraph", "code"]


def test_a_page_of_text_alone():
    words = "Some words of it stand here, and then some more. " * 9
    assert texts(f"<!doctype html>{words}<a href=x>Home page</a>") == [f"{words}Home page"]


def test_a_configured_element_is_the_article():
    text = page(f"<article>{BODY}</article><div class='story main' data-part=text><p>Short.</p></div>")
    assert texts(text, article="div.story[data-part=text]") == ["Short."]
    assert texts(text, article="#nowhere") == PROSE


@pytest.mark.parametrize("selector", ["", "div p", "a > b", ".", "div:first-child", "article,"])
def test_a_selector_that_is_none_is_an_error(selector):
    with pytest.raises(ConfigError, match="is not a selector"):
        Selector(selector)


def test_the_configuration_says_that_a_selector_is_none(copydesk, tmp_path):
    (tmp_path / "copydesk.toml").write_text('[html]\narticle = "div > p"\n')
    (tmp_path / "a.html").write_text("<html><body><p>The the end.</p>")
    done = copydesk("check", "a.html")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(
        "copydesk: copydesk.toml: html.article = 'div > p' is not a selector"
    )


def test_a_page_without_links_is_all_article():
    assert texts("<html><body><h1>Notes</h1><p>Short.</p><p>Shorter.</p></body></html>") == [
        "Notes",
        "Short.",
        "Shorter.",
    ]


def test_scripts_and_comments_of_a_page_are_in_their_place():
    kinds = {kind for kind, _ in blocks(page(f"<article><!-- c --><style>p {{}}</style>{BODY}</article>"))}
    assert kinds == {"paragraph"}


# Whatever it is given.

TAGS = (
    "<p> </p> <div> </div> <b> </b> <li> <ul> </ul> <td> <table> </table> <br> <h1> </h1> <h2> <pre> </pre>"
    " <code> </code> <blockquote> </blockquote> <!-- <!--> --> <style> </style> <script> </script> <o:p>"
    " <a\thref=x> </a> <span\thidden> </span> <svg> </svg> <!--wp:a--> <!--/wp:a--> <article> <html> <body>"
)
TEXTS = "the word, “said” é 😀 &amp; &nbsp; &lt &#8217; &#x; & < > = \" ' \ufeff \u2028 \x00"
PARTS = st.sampled_from(
    [
        *TAGS.split(" "),
        *TEXTS.split(" "),
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\u00a0",
        "<img alt=' x&amp;y'>",
        '<p id="',
    ]
)
SOUP = st.lists(PARTS, max_size=40).map("".join)


@given(SOUP)
def test_every_piece_of_text_is_the_source_at_its_place(text):
    builder = ArticleBuilder()
    read_fragment(builder, text, 0, len(text))
    article = builder.build("html")
    pieces = article.source_map
    for block in article.blocks:
        assert block.span.start < block.span.end
        shown = article.text_of(block)
        assert shown.strip() == shown or block.kind is Kind.MARKUP
        place = pieces.to_source(*block.span)
        assert block.source.start <= place.start
        assert place.end <= block.source.end
        for offset in range(*block.span):
            at = pieces.to_source(offset, offset + 1)
            written = text[at.start : at.end]
            assert written == article.text[offset] or article.text[offset] in decode(written) + "\n"
    assert len(article.prose) == len(article.text)


@given(SOUP)
def test_tokens_and_references_cover_the_source(text):
    assert "".join(text[t.start : t.end] for t in tokens(text)) == text
    assert "".join(text[low:high] for _, low, high in references(text, 0, len(text))) == text
    assert all(t.end > t.start for t in tokens(text) if t.kind is not TokenKind.TEXT)


@settings(deadline=None)  # the first import takes longer
@given(SOUP)
def test_any_page_is_read(text):
    for start in ("<html><body>", "<!doctype html>" + "Some words of it stand here. " * 20):
        for article in read_articles(source(start + text), Config(language="en")):
            assert len(article.prose) == len(article.text)


HOSTILE = {
    "less than": runs("<"),
    "unclosed": runs("<div>", "<p>x"),
    "open tags": runs("<b"),
    "quotes": runs("<a b=\"'>"),
    "comments": runs("<!--"),
    "styles": runs("<style>"),
    "stray ends": runs("<code>", "</kbd>"),
    "lists": runs("<div>", "<li>"),
    "tables": runs("<table><td>", "</div>"),
    "leftovers": runs("<font>"),
    "comments before titles": runs("<!-- c -->", "<h1>x</h1>"),
    "ampersands": runs("&a"),
    "space": lambda n: " " * n + "x",
    "names": lambda n: "".join(f"<div class='ad-{i}'>x" for i in range(n // 20)),
    "items": runs("<ul><li>", "<h2><a href=x>y</a></h2>"),
    "one line": runs("word "),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("shell", ["{}", "<html><body>{}"])
def test_linear_time(name, shell):
    assert_linear(lambda n: read(shell.format(HOSTILE[name](n))), 20_000)
