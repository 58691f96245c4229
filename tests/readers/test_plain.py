"""Plain text: what each paragraph is, inferred from its form and its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.config import Config
from copydesk.document.article import Kind
from copydesk.lint.check import read_articles
from copydesk.readers import ReaderOptions
from copydesk.readers.plain import READER
from copydesk.text.source import decode


def read(text):
    return next(read_articles(decode(text.encode("utf-8", "surrogatepass"), "a.txt", "plain"), Config()))


def kinds(text):
    article = read(text)
    return [(block.kind.value, article.text_of(block)) for block in article.blocks]


FEATURE = """\
The lighthouse that would not move

Engineers gave it ten years. That was in 1961.

By Ingrid Halloran

March 4, 2019

The lamp at Carrow Point. Photo: Ingrid Halloran

The keeper’s house at Carrow Point has been empty since the winter of the great storm, and nobody alive \
remembers who last wound the clock in its hall.

“Nobody alive remembers who last wound the clock.”

Who pays

- The county pays for the paint.
- The state pays for the lamp.

“We have a letter from 1958,” says the clerk, “and nobody alive remembers who last wound the clock.” \
She laughs and puts it back into its box.

About the author

Ingrid Halloran writes about coasts.
"""


def test_a_feature():
    assert kinds(FEATURE) == [
        ("headline", "The lighthouse that would not move"),
        ("deck", "Engineers gave it ten years. That was in 1961."),
        ("byline", "By Ingrid Halloran"),
        ("dateline", "March 4, 2019"),
        ("caption", "The lamp at Carrow Point. Photo: Ingrid Halloran"),
        ("paragraph", FEATURE.split("\n\n")[5]),
        ("pull-quote", "“Nobody alive remembers who last wound the clock.”"),
        ("heading", "Who pays"),
        ("list-item", "- The county pays for the paint."),
        ("list-item", "- The state pays for the lamp."),
        ("paragraph", FEATURE.split("\n\n")[9]),
        ("heading", "About the author"),
        ("author-bio", "Ingrid Halloran writes about coasts."),
    ]


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The ferry that used to carry the mail across the sound\n"
        "has been sold to a man from Bergen who plans to turn it\ninto a restaurant."
    )
    assert [kind for kind, _ in kinds(text)] == ["paragraph"]
    article = read(text)
    assert "\n" not in article.prose, "within a block, white space is plain spaces"
    assert len(article.prose) == len(article.text)


def test_a_paragraph_a_line():
    line = (
        "The ferry that used to carry the mail has been sold to a man from Bergen, "
        "who plans a restaurant on it."
    )
    assert [kind for kind, _ in kinds(f"{line}\n{line} Again.\n")] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "byline", ["By", "by Dec 18, 2017", "By | March 3, 2021", "Written by: Nov. 4, 2019", "by Ann Lee"]
)
def test_bylines_with_and_without_a_name(byline):
    body = "The council met on Tuesday and agreed on nothing, which surprised no one in the hall."
    assert kinds(f"{body}\n\n{byline}\n\n{body} Again.")[1] == ("byline", byline)


def test_leftover_markup_is_not_prose():
    body = "The council met on Tuesday and agreed on nothing, which surprised no one in the hall."
    article = read(f"{body}\n\n<style>#content a {{ color: red; }}</style>\n\n{body} Again.")
    assert article.blocks[1].kind is Kind.MARKUP
    assert "color" not in article.prose
    assert "color" in article.text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_of_every_kind(newline):
    text = newline.join(
        ["Title of the piece", "", "One paragraph that ends here.", "", "And another one, longer."]
    )
    assert [kind for kind, _ in kinds(text)] == ["headline", "paragraph", "paragraph"]


def test_nothing_and_next_to_nothing():
    assert kinds("") == []
    assert kinds("\ufeff\n \n") == []
    assert kinds("\ufeffWord") == [("paragraph", "Word")]


@given(st.text(alphabet=st.sampled_from("aB “”\"'.,!-<>\n\r\t\u00a0é…9"), max_size=200))
def test_any_text_is_read_and_every_place_is_itself(text):
    source = decode(text.encode(), "a.txt", "plain")
    (article,) = READER.read(source, ReaderOptions())
    assert article.text == text
    assert len(article.prose) == len(text)
    ends = [0]
    for block in article.blocks:
        assert ends[-1] <= block.start < block.end
        assert article.text_of(block) == article.text_of(block).strip()
        ends.append(block.end)
    outside = "".join(text[end : block.start] for end, block in zip(ends, article.blocks, strict=False))
    assert not outside.strip()
