"""Markdown: what each part is, and where every code point of it stands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.document.article import MASK, Kind
from copydesk.lint.placer import Placer
from copydesk.lint.verify import verify_fixes
from copydesk.readers import ReaderOptions
from copydesk.readers.markdown.reader import READER
from copydesk.rule.finding import Edit, Finding, Fix, Safety, Severity
from copydesk.text.source import decode
from copydesk.text.span import LineIndex
from hostile_shapes import runs
from timing import assert_linear


def source_of(text):
    return decode(text.encode("utf-8", "surrogatepass"), "a.md", "markdown")


def read(text):
    return next(iter(READER.read(source_of(text), ReaderOptions())))


def blocks(text):
    """Each block's kind and its prose; what is masked is a dash."""
    article = read(text)
    return [
        (b.kind.value, article.prose_of(b).replace(MASK, "–") if b.kind.is_prose else article.text_of(b))
        for b in article.blocks
    ]


def test_a_template_in_the_name_of_a_tag_is_no_tag_that_anything_is_known_of():
    text = "The <a{{ attributes }}>ferry</a> left.\n"
    article = read(text)
    assert blocks(text)[0] == ("paragraph", "The ferry left.")
    assert article.elements.links == article.elements.empty_headings == ()


def test_a_heading_that_is_a_block_of_html_is_not_empty():
    assert [heading.level for heading in read("# One\n\n##\n").elements.empty_headings] == [2]
    assert read('# <div align="center">\n').elements.empty_headings == ()


def prose(text):
    """The prose of a text that is one block."""
    ((_, only),) = blocks(text)
    return only


def source_at(text, words):
    """What stands in the source where the article's text has some words."""
    article = read(text)
    at = article.text.index(words)
    span = article.source_map.to_source(at, at + len(words))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("Salt &amp; pepper", "Salt & pepper"),
        (r"4 \* 4 and a\_b", "4 * 4 and a_b"),
        ("**D**iscreet in*quir*ies", "Discreet inquiries"),
        ("One line\nand the next", "One line and the next"),
        ("One line  \nand the next", "One line and the next"),
        ("One line\\\r\nand the next", "One line and the next"),
        ("One line <br>\nand the next", "One line and the next"),
        ("> A quotation\n> of two lines", "A quotation of two lines"),
        ('See [the *report*](https://example.org/a_b "title").', "See the report."),
        ("See [the report][r].\n\n[r]: https://example.org", "See the report."),
        ("Run `make` twice", "Run –––– twice"),
        ("Run <code>make</code> twice", "Run –––– twice"),
        ("See https://example.org/a_(b).", "See –––––––––––––––––––––––––."),
        ("See <https://a.org> now", "See ––––––––––––– now"),
        ("Ask desk@example.org :tada: today", "Ask –––––––––––––––– –––––– today"),
        ("It cost $5, then $6", "It cost $5, then $6"),
        ("Where $x_1 = 2$ holds", "Where ––––––––– holds"),
        ("A ~~bad~~ good <b>wo</b>rd", "A bad good word"),
        ("A word<sup><a href='#n1'>1</a></sup> here", "A word here"),
        ("The [[Wiki page]] and [sic]", "The [[Wiki page]] and [sic]"),
    ],
)
def test_what_a_reader_sees(markdown, shown):
    assert prose(markdown) == shown


def test_places_go_through_markup():
    text = "Caf\u00e9 \U0001f600 **D**iscreet &amp; it\\*s"
    assert source_at(text, "Discreet") == "D**iscreet"
    assert source_at(text, "&") == "&amp;"
    assert source_at(text, "*s") == "\\*s"
    assert source_at('\ufeff---\r\ntitle: "A \\"b\\""\r\n---\r\n\r\nText', 'A "b') == 'A \\"b'


def test_kinds():
    text = """\
# The tide mill

By Ingrid Halloran

Opening *words*.

## A heading {#anchor}

- one
- [x] two
  - three

  more of two

> Quoted.
> > Deeper.

| Year | Mills |
| --- | --- |
| 1900 | 12 |

Term
: What it means

![The wheel](wheel.jpg)

    indented()

```python
print()
```

A note.[^1]

[^1]: The note’s text.

<figure><img src="a.jpg" alt="The race"><figcaption>The mill race.</figcaption></figure>
"""
    assert blocks(text) == [
        ("headline", "The tide mill"),
        ("byline", "By Ingrid Halloran"),
        ("paragraph", "Opening words."),
        ("heading", "A heading"),
        ("list-item", "one"),
        ("list-item", "two"),
        ("list-item", "three"),
        ("list-item", "more of two"),
        ("block-quote", "Quoted."),
        ("block-quote", "Deeper."),
        ("table-cell", "Year"),
        ("table-cell", "Mills"),
        ("table-cell", "1900"),
        ("table-cell", "12"),
        ("list-item", "Term"),
        ("list-item", "What it means"),
        ("alt-text", "The wheel"),
        ("code", "indented()"),
        ("code", "print()"),
        ("paragraph", "A note."),
        ("paragraph", "The note’s text."),
        ("alt-text", "The race"),
        ("caption", "The mill race."),
    ]
    nested = (Kind.HEADING, Kind.LIST_ITEM, Kind.BLOCK_QUOTE)
    levels = [block.level for block in read(text).blocks if block.kind in nested]
    assert levels == [2, 1, 1, 2, 1, 1, 2, 1, 1]


@pytest.mark.parametrize(
    "matter",
    [
        "---\ntitle: The tide mill\ndescription: 'Nobody''s mill'\n"
        "authors:\n  - Ann Lee\n  - name: Bo Day\n"
        "date: 2019-03-04 # a Monday\nlang: en_GB\nslug: mill\n---\n",
        '+++\ntitle = "The tide mill"\ndescription = """\nNobody\'s mill"""\n'
        'authors = ["Ann Lee", "Bo Day"]\n'
        'date = 2019-03-04\nlang = "en_GB"\nslug = "mill"\n[extra]\ntitle = "another"\n+++\n',
        '{\n"title": "The tide mill", "description": "Nobody\\u0027s mill",\n"extra": {"title": "another"}, '
        '"author": ["Ann Lee", {"name": "Bo Day"}], "date": "2019-03-04", "lang": "en_GB", '
        '"slug": "mill"\n}\n',
    ],
    ids=["yaml", "toml", "json"],
)
def test_front_matter(matter):
    text = matter + "\n# Text\n"
    assert blocks(text) == [
        ("headline", "The tide mill"),
        ("deck", "Nobody's mill"),
        ("byline", "Ann Lee"),
        ("byline", "Bo Day"),
        ("dateline", "2019-03-04"),
        ("heading", "Text"),
    ]
    article = read(text)
    assert (article.title, article.author, article.date) == ("The tide mill", "Ann Lee, Bo Day", "2019-03-04")
    assert (article.slug, article.language) == ("mill", "en-GB")
    assert source_at(text, "Bo Day") == "Bo Day"


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("Mills: a history", "Mills: a history"),
        ('"Line one\n  line two"', "Line one line two"),
        (">-\n  folded\n  text", "folded text"),
        ("plain\n  and on", "plain and on"),
        ("Tom &amp; `code`", "Tom & ––––––"),
        ('"never closed', None),
        ("{a: b}", None),
        ("", None),
    ],
)
def test_titles_as_sites_write_them(value, title):
    assert blocks(f"---\ntitle: {value}\n---\n") == ([("headline", title)] if title else [])


def test_front_matter_that_is_none_or_never_ends():
    assert blocks("---\n\nText.\n\n---\n") == [("paragraph", "Text.")]
    assert blocks("---\ntitle: No end\n\nText.") == [("headline", "No end"), ("paragraph", "Text.")]
    assert blocks("Text.\n\n---\n\nnote: this is text\n\n---\n")[1] == ("paragraph", "note: this is text")
    assert blocks("{ not json } but text") == [("paragraph", "{ not json } but text")]


def test_what_site_generators_resolve():
    assert blocks(
        '{% include nav.html %}\nSee [it]({{< ref "a b.md" >}} "T") by {{ site.author }}.\n{: .note}'
    ) == [("paragraph", "See it by " + "–" * len("{{ site.author }}") + ".")]
    assert blocks(
        '{{< figure src="a.jpg" >}}\n\n::: tip Über\nMind the gap.\n:::\n\n[[toc]]\n\n\\newpage'
    ) == [("paragraph", "Mind the gap.")]
    assert blocks("{% highlight py %}\na = 1\n\n# b\n{% endhighlight %}\n\nText.") == [("paragraph", "Text.")]
    assert blocks('<p>See <a href="{{ "/a" | url }}">this</a>.</p>') == [("paragraph", "See this.")]
    assert blocks("<!--more-->\n\nimport Chart from './chart.js'\n\nText.") == [("paragraph", "Text.")]


@pytest.mark.parametrize(
    "tag", ["<a{{ attrs }}>", "<a {{ attrs }}>", "<A{% x %}>", '<a{{ attrs }} href="a">']
)
def test_a_template_within_the_tag_of_a_link(tag):
    assert blocks(f"See {tag}the page</a> for more.")[0] == ("paragraph", "See the page for more.")


def test_a_shortcode_of_another_system_stays_in_the_text():
    text = '[caption id="a" align="align_none_"]![Alt](a.jpg) A *caption*[/caption]'
    assert blocks(text) == [
        ("paragraph", '[caption id="a" align="align_none_"] A caption[/caption]'),
        ("alt-text", "Alt"),
    ]


def test_leftover_html_and_comments_are_markup():
    assert blocks("<style>\np {}\n\nb {}\n</style>\n\nText <script>go()</script> here <!-- why? --> now") == [
        ("markup", "<style>\np {}\n\nb {}\n</style>"),
        ("paragraph", "Text – here – now"),
        ("markup", "<script>go()</script>"),
        ("markup", "<!-- why? -->"),
    ]
    (directive,) = read("<!-- copydesk-ignore repeated-word: a refrain -->\n\nRow, row.").directives
    assert (directive.action, directive.rules, directive.reason) == (
        "ignore",
        ("repeated-word",),
        "a refrain",
    )


def test_html_that_stands_around_markdown():
    text = "<blockquote>\n\nQuoted *words*.\n\nMore of them.</blockquote>\n\nText."
    assert blocks(text) == [
        ("block-quote", "Quoted words."),
        ("block-quote", "More of them."),
        ("paragraph", "Text."),
    ]
    assert blocks("One.<br><br>Two.<br>\n<br />Three.") == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "Three."),
    ]
    assert blocks('<div class="pull-quote">\n\nWords.\n\n</div>\n\nText.')[0] == ("pull-quote", "Words.")


def fixed(text, make):
    """A text after a fix: `make` is given the article; None where the fix does not hold."""
    source, article = source_of(text), read(text)
    span, new = make(article)
    finding = Finding("a-rule", span, "", Severity.ERROR, (Fix("", (Edit(span, new),), Safety.SAFE),))
    placed = [Placer(source, article, READER, LineIndex(text)).place(finding, "a-group")]
    (diagnostic,) = verify_fixes(placed, source, article, READER, ReaderOptions())
    return source.edited(list(diagnostic.fixes[0].edits)).text if diagnostic.fixes else None


def without_block(text, words):
    """A text without the block that begins with some words."""
    return fixed(text, lambda a: (next(b.span for b in a.blocks if a.text_of(b).startswith(words)), ""))


def without_second_the(text):
    def make(article):
        at = article.prose.index("the the") + 3
        return type(article.blocks[0].span)(at, at + 4), ""

    return fixed(text, make)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("In **the** the spring", "In **the** spring"),
        ("In the **the** spring", "In the spring"),
        ("In the **the spring**", "In the **spring**"),
        ("In the [the](/a) spring", "In the spring"),
        ("In the <b>the</b> spring", "In the spring"),
        ("In the\nthe spring", "In the spring"),
        ("- In the\r\n  the spring\r\n- b", "- In the spring\r\n- b"),
        ("> In the\n> the spring", "> In the spring"),
        ("> 1. In the\n>    the spring", "> 1. In the spring"),
        ("| In the the spring |\n| --- |\n", "| In the spring |\n| --- |\n"),
        ("---\ntitle: In the the spring\n---\n", "---\ntitle: In the spring\n---\n"),
    ],
)
def test_a_word_is_deleted_and_the_markup_survives(text, after):
    assert without_second_the(text) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("A\n\nBad one\n\nC\n", "A\n\nC\n"),
        ("A\n\nBad one\n", "A\n"),
        ("A\r\n\r\nBad one\r\n\r\nC\r\n", "A\r\n\r\nC\r\n"),
        ("- A\n- Bad one\n- C\n", "- A\n- C\n"),
        ("- A\n- Bad one\n  - below\n- C\n", "- A\n  - below\n- C\n"),
        ("- A\n- Bad one\n\nNext\n", "- A\n\nNext\n"),
        ("1. A\n2. Bad one\n3. C\n", "1. A\n3. C\n"),
        ("> A\n>\n> Bad one\n>\n> C\n", "> A\n>\n>\n> C\n"),
        ("A\n\n> Bad one\n\nC\n", "A\n\nC\n"),
        ("> - A\n> - Bad one\n> - C\n", "> - A\n> - C\n"),
        ("A\n\n<p>Bad one</p>\n\nC", "A\n\nC"),
        ("A\n\n[^1]: Bad one\n\nC", "A\n\nC"),
        ("A[^1]\n\n[^1]: Bad one\n\nC", None),  # its reference would be left as text
        ("| Bad one |\n| --- |\n| a |\n", None),
        ("A\n## Bad one\nC\n", None),  # A and C would run together
    ],
)
def test_a_block_is_deleted_with_its_markup(text, after):
    assert without_block(text, "Bad one") == after


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "a_b and _c_",
        "[x](y)",
        "<b>",
        "AT&T &amp; Co",
        "`tick`",
        "a \\* b",
        "~~no~~",
        "x < y",
        "C:\\new",
    ],
)
def test_escaped_text_reads_as_itself(text):
    assert read(f"So {READER.escape(text)} it is").text == f"So {text} it is"


def test_escape_leaves_plain_words_alone():
    for text in ("discreet", "it’s 5 % & more", "snake_case", "well-known", "U.S.", "x < y"):
        assert READER.escape(text) == text


# fmt: off
TOKENS = st.sampled_from([
    " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "    ", "> ", "- ", "1. ", "- [ ] ", "# ", "#", "---\n",
    "===\n", "a", "the ", "é", "😀", "\x00", "\u2028", "\ufeff", "*", "**", "_", "~~", "`", "``", "```\n",
    '\\', "\\*", '"', "'", "[", "](x)", "]", "![", "(", "[^1]", "[^1]: ", "[r]: u\n", "|", "|-|-|\n",
    ": ", "$", "$$", "$x_1$", "{", "}", "<b>", "</b>", "<p>", "</p>", "<div>\n", "</div>\n", "<br>",
    "<!-- c -->", "<!--", "-->", "<style>", "</style>", "<script>", "<code>", "</code>",
    "<img alt='x y'>", "<font>", "<sup>1</sup>", '<a href="{{ x }}">', "&amp;", "&#8217;", "&lt",
    "http://a.b/c", "a@b.de", ":tada:", "title: x\n", "+++\n", '[caption id="x"]', "{{ a }}", "{% b %}",
    '{{< c "é" >}}', "{: .x}", "{#id}", "::: tip\n", "{% raw %}", "{% endraw %}",
])
# fmt: on


def check_places(text):
    article = read(text)
    assert len(article.prose) == len(article.text)
    for block in article.blocks:
        place = article.source_map.to_source(*block.span)
        assert 0 <= block.source.start <= place.start <= place.end <= block.source.end <= len(text)
        for at in range(*block.span):
            (span,) = article.source_map.pieces(at, at + 1)
            assert len(span) > 1 or text[span.start] == article.text[at]
    return article


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TOKENS, max_size=25).map("".join))
def test_any_markdown_is_read_and_every_place_is_exact(text):
    check_places(text)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(max_size=60),
    st.sampled_from(["---\n{}\n---\nx", "+++\n{}\n+++\nx", "{{{}", "---\ntitle: {}\n---\n"]),
)
def test_any_front_matter_is_read_and_every_place_is_exact(text, form):
    check_places(form.format(text))


HOSTILE = {
    "block quotes": lambda n: ">" * n + " x",
    "lists": lambda n: "- " * (n // 2) + "a",
    "block quotes in HTML": runs("<blockquote>\n\nx\n\n"),
    "paragraphs": runs("word\n\n"),
    "brackets": runs("["),
    "pictures": lambda n: "![" * (n // 2) + "a",
    "stars": runs("**a _b "),
    "backticks": runs("`"),
    "one line": runs("word "),
    "bold": runs("a <b>x"),
    "comments": runs("a <!-- "),
    "superscript": runs("a <sup> "),
    "comments after headings": runs("# a\n<!-- b -->\n"),
    "template tags": runs("{% highlight %} "),
    "template braces": runs("{{ a "),
    "attributes": runs("[a b='"),
    "space": lambda n: "a" + " " * n + "<br>b",
    "addresses in brackets": runs("http://a(b"),
    "addresses that end in dots": runs("http://..."),
    "mail addresses": lambda n: "a.b-" * (n // 4) + "@",
    "front matter": lambda n: "---\n" + "a: b\n" * (n // 5),
    "front matter in JSON": lambda n: '{"author":["' + '\\"' * (n // 2),
    "quotes in front matter": lambda n: "---\ntitle: '" + "'" * n + "\n---\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_linear_time(name):
    assert_linear(lambda n: read(HOSTILE[name](n)), 20_000)


@pytest.mark.slow
def test_real_posts_are_read_and_every_place_is_exact(shared):
    posts = sorted((shared / "eval" / "markdown").rglob("*.m*"))
    assert posts
    for post in posts:
        article = check_places(post.read_bytes().decode())
        assert any(block.kind is not Kind.MARKUP for block in article.blocks)
