"""What copydesk sees in a Word document: the text as its reader sees it, block by block."""

import io

import docx
import pytest
from hypothesis import given, settings

from copydesk.document.article import MASK
from word_files import (
    SPLITS,
    W,
    article_of,
    blocks_of,
    document,
    lint,
    made,
    note,
    package,
    paragraph,
    run,
    source_of,
    split,
    texts_of,
    twice,
)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# As Word and python-docx write them.


def test_styles_say_what_a_paragraph_is():
    document = docx.Document()
    document.add_heading("The Old Harbour Bridge", 0)
    document.add_paragraph("It has stood for two hundred years.", style="Subtitle")
    document.add_paragraph("By Ellen Marsh")
    document.add_heading("A long wait", 1)
    document.add_paragraph("Nobody came.")
    document.add_heading("And longer", 2)
    document.add_paragraph("Flour", style="List Bullet")
    document.add_paragraph("We all waited.", style="Intense Quote")
    document.add_paragraph("The bridge in 1911", style="Caption")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Year", "Guests"
    assert blocks_of(saved(document)) == [
        ("headline", "The Old Harbour Bridge"),
        ("deck", "It has stood for two hundred years."),
        ("byline", "By Ellen Marsh"),
        ("heading", "A long wait"),
        ("paragraph", "Nobody came."),
        ("heading", "And longer"),
        ("list-item", "Flour"),
        ("block-quote", "We all waited."),
        ("caption", "The bridge in 1911"),
        ("table-cell", "Year"),
        ("table-cell", "Guests"),
    ]
    levels = [b.level for b in article_of(saved(document)).blocks if b.kind == "heading"]
    assert levels == [1, 2]


def test_a_first_heading_is_the_headline_where_there_is_no_title():
    document = docx.Document()
    document.add_heading("The Old Harbour Bridge", 1)
    document.add_paragraph("Nobody came.")
    document.add_heading("Later", 1)
    assert blocks_of(saved(document)) == [
        ("headline", "The Old Harbour Bridge"),
        ("paragraph", "Nobody came."),
        ("heading", "Later"),
    ]


def test_what_the_document_says_of_itself():
    document = docx.Document()
    document.core_properties.title = "Of bridges"
    document.core_properties.author = "Ellen Marsh"
    document.add_paragraph("Nobody came.")
    article = article_of(saved(document))
    assert (article.title, article.author) == ("Of bridges", "Ellen Marsh")
    assert article.date == "2013-12-23T23:15:00Z"  # that of python-docx's template


def test_the_headline_is_the_title_whatever_the_properties_say():
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - draft 3"
    document.add_heading("The Old Harbour Bridge", 0)
    assert article_of(saved(document)).title == "The Old Harbour Bridge"


def test_a_style_has_what_the_one_has_that_it_is_based_on():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Desk head"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="Mine"/><w:basedOn w:val="Base"/></w:style>'
    )
    data = made("First.", paragraph("A heading", properties='<w:pStyle w:val="Own"/>'), styles=styles)
    assert blocks_of(data) == [("paragraph", "First."), ("heading", "A heading")]
    assert article_of(data).blocks[1].level == 2


def test_styles_that_are_based_on_each_other_do_no_harm():
    styles = "".join(
        f'<w:style w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("AB", "BA")
    )
    data = made(paragraph("Nobody came.", properties='<w:pStyle w:val="A"/>'), styles=styles)
    assert blocks_of(data) == [("paragraph", "Nobody came.")]


def test_a_long_cell_is_a_paragraph_as_tables_are_used_for_layout():
    long = "The council met on Tuesday to discuss the repair of the bridge. " * 6
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(long)}</w:tc><w:tc>{paragraph('Year')}</w:tc></w:tr></w:tbl>"
    assert [kind for kind, _ in blocks_of(made(cell, "After."))] == ["paragraph", "table-cell", "paragraph"]


# Runs and what stands in them.


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("br") + run("id", "<w:b/>") + run("ge"), "bridge"),
        (run("a") + "<w:r><w:tab/></w:r>" + run("b"), "a\tb"),
        (run("a") + "<w:r><w:br/></w:r>" + run("b"), "a\nb"),
        (run("e") + "<w:r><w:noBreakHyphen/></w:r>" + run("mail"), "e-mail"),
        (run("har") + "<w:r><w:softHyphen/></w:r>" + run("bour"), "harbour"),
        (run("Smith &amp; Sons &#233;t&#xe9;"), "Smith & Sons été"),
        ("<w:r><w:t> bare </w:t></w:r>" + run(" kept "), "bare kept"),
        ("<w:r><w:t>a<![CDATA[ & b]]></w:t></w:r>", "a & b"),
        (run("a") + "<!-- a note --><w:proofErr w:type='spellStart'/>" + run("b"), "ab"),
        (f"<w:hyperlink r='x'>{run('link')}</w:hyperlink>", "link"),
        (f"<w:smartTag>{run('Paris')}</w:smartTag>", "Paris"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('filled in')}</w:sdtContent></w:sdt>", "filled in"),
        (run("seen") + run(" unseen", "<w:vanish/>"), "seen"),
        (run("seen", '<w:vanish w:val="0"/>'), "seen"),
        (
            "<w:ruby><w:rt>" + run("gloss") + "</w:rt><w:rubyBase>" + run("base") + "</w:rubyBase></w:ruby>",
            "base",
        ),
    ],
)
def test_the_text_of_runs(inner, text):
    assert texts_of(made(f"<w:p>{inner}</w:p>")) == [text]


def test_a_formula_and_a_symbol_are_no_prose():
    math = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
    article = article_of(made(f"<w:p>{run('Where ')}{math}{run(' holds')}{symbol}</w:p>"))
    assert article.prose == f"Where {MASK} holds{MASK}"


def test_each_code_point_of_the_text_stands_where_the_map_says():
    data = made(paragraph("We saw ", run("t", "<w:b/>"), run("eh cat &amp; 🐈 dog")))
    source, article = source_of(data), article_of(data)
    assert article.text == "We saw teh cat & 🐈 dog"
    for i, char in enumerate(article.text):
        start, end = article.source_map.to_source(i, i + 1)
        assert source.text[start:end] == {"&": "&amp;"}.get(char, char)


# Fields: the result is text, the instruction is not.

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{t}"/></w:r>' for t in ("begin", "separate", "end"))


def instruction(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_the_result_of_a_field_is_read():
    field = BEGIN + instruction(' HYPERLINK "https://a.example" ') + SEPARATE + run("the page") + END
    assert texts_of(made(f"<w:p>{run('See ')}{field}{run('.')}</w:p>")) == ["See the page."]
    simple = f'<w:fldSimple w:instr="PAGE">{run("12")}</w:fldSimple>'
    assert texts_of(made(f"<w:p>{run('Page ')}{simple}</w:p>")) == ["Page 12"]


def test_a_field_within_the_instruction_of_another_is_not_read():
    inner = BEGIN + instruction("PAGE") + SEPARATE + run("3") + END
    field = BEGIN + instruction("IF ") + inner + instruction(" > 2") + SEPARATE + run("many") + END
    assert texts_of(made(f"<w:p>{field}</w:p>")) == ["many"]


def test_a_field_that_never_ends_hides_nothing_behind_its_paragraph():
    assert texts_of(made(f"<w:p>{run('One')}{BEGIN}{instruction('REF x')}</w:p>", "Two")) == ["One", "Two"]


def test_a_table_of_contents_is_made_of_what_stands_elsewhere():
    first = BEGIN + instruction(r' TOC \o "1-3" ') + SEPARATE + run("A long wait\t2")
    toc = f"<w:p>{first}</w:p><w:p>{run('The end 3')}</w:p><w:p>{END}</w:p>"
    assert texts_of(made(toc, "Nobody came.")) == ["Nobody came."]
    styles = '<w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    entry = paragraph("A long wait 2", properties='<w:pStyle w:val="T1"/>')
    assert texts_of(made(entry, "Nobody came.", styles=styles)) == ["Nobody came."]


# Tracked changes, as accepted.


def test_what_is_inserted_is_read_and_what_is_deleted_is_not():
    deleted = '<w:del w:id="1" w:author="A"><w:r><w:delText>bad </w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="A">{run("good ")}</w:ins>'
    moved = f'<w:moveFrom w:id="3" w:author="A">{run("gone")}</w:moveFrom>'
    moved += f'<w:moveTo w:id="4" w:author="A">{run("here")}</w:moveTo>'
    assert texts_of(made(f"<w:p>{run('A ')}{deleted}{inserted}{moved}</w:p>")) == ["A good here"]


def test_paragraphs_are_one_where_the_mark_between_them_is_deleted():
    mark = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    assert texts_of(made(paragraph("One ", properties=mark), paragraph("two."), "Three.")) == [
        "One two.",
        "Three.",
    ]


def test_a_deleted_mark_before_a_table_or_the_end():
    mark = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('In', properties=mark)}</w:tc></w:tr></w:tbl>"
    data = made(paragraph("Before", properties=mark), cell, paragraph("After", properties=mark))
    assert texts_of(data) == ["Before", "In", "After"]


def test_earlier_formatting_is_not_taken_for_the_present_one():
    before = '<w:rPrChange w:id="1" w:author="A"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'
    assert texts_of(made(f"<w:p>{run('seen', before)}</w:p>")) == ["seen"]


# Notes, text boxes, comments.


def test_notes_are_blocks_of_their_own_numbered_as_the_text_refers_to_them():
    refer = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    data = made(
        f"<w:p>{run('One')}{refer.format('footnote', 7)}{run(' two')}{refer.format('footnote', 3)}"
        f"{refer.format('endnote', 2)}{run('.')}</w:p>",
        footnotes=note("footnote", 3, "The the second.") + note("footnote", 7, "First."),
        endnotes=note("endnote", 2, "Last."),
    )
    article = article_of(data)
    assert [(b.where, article.text_of(b)) for b in article.blocks] == [
        ("", "One two."),
        ("footnote 2", "The the second."),
        ("footnote 1", "First."),
        ("endnote 1", "Last."),
    ]
    (found,) = lint(source_of(data)).diagnostics
    assert (found.rule, found.where, found.line) == ("repeated-word", "footnote 2", 0)


def test_a_text_box_is_read_once_behind_the_paragraph_that_it_is_anchored_in():
    data = made(f"<w:p>{run('Before')}{twice('In the box')}{run(' after')}</w:p>", "Next")
    article = article_of(data)
    assert [(b.where, article.text_of(b)) for b in article.blocks] == [
        ("", "Before after"),
        ("text box 1", "In the box"),
        ("", "Next"),
    ]


def test_comments_are_not_read():
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    reference = '<w:r><w:commentReference w:id="0"/></w:r>'
    comments = f'<w:comment w:id="0" w:author="A">{paragraph("Is that so?")}</w:comment>'
    assert texts_of(made(f"<w:p>{start}{run('A claim.')}{end}{reference}</w:p>", comments=comments)) == [
        "A claim."
    ]


def test_places_in_words_count_blocks_of_a_kind():
    report = lint(source_of(made("One.", f"<w:p>{twice('A box.')}</w:p>", "The the end.")))
    assert [d.place for d in report.diagnostics] == ["paragraph 2"]


# Languages.


FRENCH = '<w:lang w:val="fr-FR"/>'
GERMAN = '<w:lang w:val="de-DE"/>'


def test_the_language_of_most_of_a_paragraph_is_its_own():
    data = made(
        "Nobody came to the market.",
        paragraph("Word ", run("le marché est ouvert", FRENCH)),
        paragraph("A ", run("mot", FRENCH), " of many"),
    )
    assert [b.language for b in article_of(data).blocks] == [None, "fr-FR", None]


def test_the_language_that_all_is_marked_with_is_only_what_word_was_set_to():
    data = made(
        paragraph(run("Nobody came to the market on Tuesday.", GERMAN)),
        paragraph(run("Le marché est ouvert.", FRENCH)),
    )
    assert [b.language for b in article_of(data).blocks] == [None, "fr-FR"]
    assert article_of(data).language == "en"


# Where nobody used a style, the words tell.


def test_a_headline_a_byline_and_headings_without_a_style():
    data = made(
        paragraph(run("The old harbour bridge", "<w:b/>")),
        "By Ellen Marsh",
        "May 4, 2026",
        "It has stood for two hundred years, and it stands still.",
        paragraph(run("A long wait", "<w:b/>")),
        "Nobody came to see it on the day that it was opened again.",
    )
    assert [kind for kind, _ in blocks_of(data)] == [
        "headline",
        "byline",
        "dateline",
        "paragraph",
        "heading",
        "paragraph",
    ]
    article = article_of(data)
    assert (article.title, article.author) == ("The old harbour bridge", "Ellen Marsh")


# Other ways to write the same.


def test_strict_documents_and_other_prefixes():
    xml = document("Nobody came.").decode()
    strict = xml.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert texts_of(package({"word/document.xml": strict.encode()})) == ["Nobody came."]
    other = xml.replace("<w:", "<x:").replace("</w:", "</x:").replace("xmlns:w=", "xmlns:x=")
    assert texts_of(package({"word/document.xml": other.encode()})) == ["Nobody came."]
    bare = xml.replace("<w:", "<").replace("</w:", "</").replace("xmlns:w=", "xmlns=")
    assert texts_of(package({"word/document.xml": bare.encode()})) == ["Nobody came."]


def test_a_part_in_utf_16():
    xml = document("Nobody came to the café.").decode().replace("UTF-8", "UTF-16")
    assert texts_of(package({"word/document.xml": xml.encode("utf-16")})) == ["Nobody came to the café."]


@given(SPLITS)
@settings(deadline=None)
def test_how_the_text_is_split_into_runs_never_changes_it(splits):
    text = "The keeper said “no” & left at 5 < 6 o’clock, e-mail in hand 🐈."
    assert article_of(made(f"<w:p>{split(text, splits)}</w:p>")).prose == text
