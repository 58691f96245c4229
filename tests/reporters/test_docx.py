"""`--output-format docx`: the document with what was found in it as comments."""

import io
import re

import docx
from lxml import etree

from copydesk.readers.office.docx.comments import Comment, with_comments
from word_files import made, note, paragraph, run, source_of, texts_of, twice, unzipped, xml_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def commented(data: bytes) -> list[tuple[str, str]]:
    """Each comment: the words that it is about, and what it says."""
    root = etree.fromstring(unzipped(data)["word/document.xml"])
    said = {}
    for comment in etree.fromstring(unzipped(data)["word/comments.xml"]):
        paragraphs = ("".join(p.itertext()) for p in comment.iter(f"{W}p"))
        said[comment.get(f"{W}id")] = " / ".join(paragraphs)
    about: dict[str, str] = {}
    open_ = set()
    for element in root.iter():
        id_ = element.get(f"{W}id")
        if element.tag == f"{W}commentRangeStart":
            open_.add(id_)
            about[id_] = ""
        elif element.tag == f"{W}commentRangeEnd":
            open_.remove(id_)
        elif element.tag == f"{W}t":
            for each in open_:
                about[each] += element.text or ""
    assert not open_
    references = [e.get(f"{W}id") for e in root.iter(f"{W}commentReference")]
    assert sorted(references) == sorted(about) == sorted(said)
    return [(about[id_], said[id_]) for id_ in about]


def test_a_document_with_its_findings(copydesk, tmp_path):
    document = docx.Document()
    words = document.add_paragraph("They rec")
    words.add_run("ie").bold = True
    words.add_run("ve the the guests.")
    document.save(tmp_path / "story.docx")
    before = (tmp_path / "story.docx").read_bytes()
    done = copydesk("check", "story.docx", "--output-format", "docx", "--output-file", "out.docx")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert (tmp_path / "story.docx").read_bytes() == before
    out = (tmp_path / "out.docx").read_bytes()
    assert commented(out) == [
        (
            "recieve",
            "“recieve” is misspelled. Did you mean “receive”? [misspelling]"
            " / → Replace with “receive” (look first)",
        ),
        (" the", "“the” is repeated. [repeated-word] / → Delete one “the”"),
    ]
    assert texts_of(out) == texts_of(before)
    old, new = unzipped(before), unzipped(out)
    changed = {name for name in new if old.get(name) != new[name]}
    assert changed == {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/document.xml",
    }
    read = docx.Document(io.BytesIO(out))
    assert [(c.author, c.initials) for c in read.comments] == [("copydesk", "cd")] * 2
    assert [r.bold for p in read.paragraphs for r in p.runs if r.text == "ie"] == [True]


def test_two_runs_write_the_same_bytes(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(made("We saw the the cat."))
    for name in ("a.docx", "b.docx"):
        copydesk("check", "story.docx", "--output-format", "docx", "--output-file", name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_comments_that_are_there_stay():
    comments = f'<w:comment w:id="4" w:author="Bo">{paragraph("Is that so?")}</w:comment>'
    start, end = '<w:commentRangeStart w:id="4"/>', '<w:commentRangeEnd w:id="4"/>'
    reference = '<w:r><w:commentReference w:id="4"/></w:r>'
    data = made(f"<w:p>{start}{run('A claim')}{end}{reference}{run(' and more.')}</w:p>", comments=comments)
    at = source_of(data).text.index("claim")
    done = with_comments(source_of(data), [Comment(at, at + 5, ["Why?"])])
    assert sorted(commented(done)) == [("A claim", "Is that so?"), ("claim", "Why?")]
    assert comments in xml_of(done, "word/comments.xml")


def test_an_empty_part_of_comments_is_filled():
    data = made("A claim.", comments="")
    data_ = data.replace(b"", b"")
    done = with_comments(source_of(data_), [Comment(*place(data, "claim"), ["Why?"])])
    assert commented(done) == [("claim", "Why?")]


def place(data, word):
    at = source_of(data).text.index(word)
    return at, at + len(word)


def test_comments_that_overlap_touch_and_are_empty():
    data = made(paragraph("One two ", run("three", "<w:b/>"), " four."))
    start = source_of(data).text.index("One")
    spans = [place(data, "One two"), place(data, "two"), place(data, "three"), (start, start)]
    done = with_comments(source_of(data), [Comment(*span, [str(i)]) for i, span in enumerate(spans)])
    assert sorted(commented(done), key=lambda c: c[1]) == [
        ("One two", "0"),
        ("two", "1"),
        ("three", "2"),
        ("", "3"),
    ]
    assert texts_of(done) == ["One two three four."]


def test_a_comment_over_several_paragraphs():
    data = made("One two.", "Three four.")
    start, end = place(data, "two")[0], place(data, "Three")[1]
    assert commented(with_comments(source_of(data), [Comment(start, end, ["x"])])) == [("two.Three", "x")]


def test_a_note_and_a_text_box_are_commented_where_they_are_anchored():
    refer = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    data = made(
        f"<w:p>{run('One')}{refer}{twice('In a box.')}</w:p>", footnotes=note("footnote", 3, "In a note.")
    )
    done = with_comments(source_of(data), [Comment(*place(data, w), [w]) for w in ("note", "box")])
    assert [said for _, said in commented(done)] == ["note", "box"]
    body = xml_of(done)
    assert re.search(
        r'<w:commentRangeStart w:id="\d"/><w:r><w:footnoteReference w:id="3"/></w:r><w:commentRangeEnd', body
    )
    assert re.search(r'<w:commentRangeStart w:id="\d"/><w:r><mc:AlternateContent>', body)
    assert "comment" not in xml_of(done, "word/footnotes.xml")


def test_what_is_said_is_escaped():
    data = made("A claim.")
    done = with_comments(source_of(data), [Comment(*place(data, "claim"), ["<b> & \x01 “c”"])])
    assert commented(done) == [("claim", "<b> &  “c”")]


def test_it_is_one_document_and_a_file(copydesk, tmp_path):
    (tmp_path / "a.docx").write_bytes(made("We saw the the cat."))
    (tmp_path / "b.txt").write_text("Nobody came.")

    def refused(*args):
        done = copydesk("check", "--output-format", "docx", *args)
        assert done.returncode == 2
        return done.stderr.decode()

    said = "--output-format docx writes the article with its findings as comments"
    assert refused("a.docx") == f"copydesk: {said}: into which file? (--output-file)\n"
    assert refused("a.docx", "b.txt", "--output-file", "o.docx") == f"copydesk: {said}: one .docx at a time\n"
    assert refused("b.txt", "--output-file", "o.docx") == f"copydesk: {said}: b.txt is no .docx\n"
    assert refused("--output-file", "o.docx") == f"copydesk: {said}: one .docx at a time\n"
    assert not (tmp_path / "o.docx").exists()


def test_a_document_that_cannot_be_read_is_told_of_and_nothing_is_written(copydesk, tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    done = copydesk("check", "a.docx", "--output-format", "docx", "--output-file", "o.docx")
    assert done.returncode == 2
    assert done.stderr.decode() == "copydesk: a.docx: is damaged or cut off: it is no whole zip file\n"
    assert not (tmp_path / "o.docx").exists()
