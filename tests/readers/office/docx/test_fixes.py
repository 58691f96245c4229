"""Fixes of a Word document: the words change, and nothing else in the file does."""

import io
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from lxml import etree
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.lint.fixer import fix_source
from copydesk.text.source import SourceEdit, Tracking, decode
from places import ROOT
from word_files import (
    LINTER,
    LONG,
    SPLITS,
    TRACKING,
    article_of,
    document,
    fixed,
    lint,
    made,
    package,
    paragraph,
    run,
    source_of,
    split,
    texts_of,
    twice,
    unzipped,
    xml_of,
    zipped,
)


def body(data: bytes) -> str:
    return re.search(r"<w:body>(.*)<w:sectPr/></w:body>", xml_of(data), re.DOTALL)[1]


# Runs.


def test_a_word_across_runs_keeps_what_can_be_kept_and_has_the_formatting_of_the_first():
    data = made(f"<w:p>{run('They re', '<w:b/>')}{run('cie', '<w:i/>')}{run('ve guests.')}</w:p>")
    assert body(fixed(data)) == (
        f"<w:p>{run('They re', '<w:b/>')}{run('cei', '<w:i/>')}{run('ve guests.')}</w:p>"
    )


def test_only_what_changes_is_touched():
    def text(the):
        return made(
            paragraph("We saw the ", run(the, "<w:b/>"), run("cat &#233;", "<w:i/>"), " dog &amp; bird.")
        )

    assert body(fixed(text("the "))) == body(text(""))


def test_white_space_at_the_end_of_a_text_counts_only_where_it_says_so():
    data = made(
        "<w:p><w:r><w:t> We saw the the</w:t></w:r><w:r><w:t xml:space='preserve'> cat. </w:t></w:r></w:p>"
    )
    assert texts_of(fixed(data)) == ["We saw the cat."]
    one = made("<w:p><w:r><w:t>in the </w:t></w:r><w:r><w:t xml:space='preserve'> the end.</w:t></w:r></w:p>")
    assert texts_of(one) == ["in the the end."]
    assert texts_of(fixed(one)) == ["in the end."]


@pytest.mark.parametrize(
    ("start", "end", "text", "wanted"),
    [
        (2, 3, "", "abd"),  # a tab goes
        (2, 3, " ", "ab d"),  # a tab is a space
        (2, 2, "x", "abx\td"),  # before it
        (3, 3, "x", "ab\txd"),  # behind it
        (1, 4, "z", "az"),  # over it
    ],
)
@pytest.mark.parametrize("tracking", [None, TRACKING], ids=["plainly", "tracked"])
def test_edits_of_a_tab(start, end, text, wanted, tracking):
    source = source_of(made(f"<w:p>{run('ab')}<w:r><w:tab/></w:r>{run('d')}</w:p>"))
    article = article_of(source.data)
    pieces = list(article.source_map.pieces(start, end)) or [article.source_map.to_source(start, start)]
    edits = [SourceEdit(*piece, text if i == 0 else "") for i, piece in enumerate(pieces)]
    if tracking:
        source = replace(source, package=source.package.tracked(tracking))
    done = source.edited(edits)
    assert texts_of(done.data) == [wanted]
    etree.fromstring(unzipped(done.data)["word/document.xml"])


@given(SPLITS)
@settings(deadline=None, max_examples=40)
def test_a_fix_says_the_same_as_in_plain_text(splits):
    text = "They recieve the the guests at five,and and leave & go to to the harbour."
    plain = fix_source(
        decode(text.encode(), "a.txt", "plain"), lambda s: LINTER.lint_source(s, Config()), True
    ).source.text
    data = made(f"<w:p>{split(text, splits)}</w:p>")
    assert texts_of(fixed(data)) == [plain]
    assert texts_of(fixed(data, TRACKING)) == [plain]


# The package.


def test_everything_else_stays_byte_for_byte():
    document = docx.Document()
    document.add_paragraph("We saw the the cat.")
    document.add_picture(str(ROOT / "docs/images/html-report-light.png"))
    out = io.BytesIO()
    document.save(out)
    data = out.getvalue()
    done = fixed(data)
    old, new = unzipped(data), unzipped(done)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml"}
    assert texts_of(done)[0] == "We saw the cat."
    # Packed as it was, too: name, flags, dates and the deflated bytes.
    for a, b in zip(
        zipfile.ZipFile(io.BytesIO(data)).infolist(),
        zipfile.ZipFile(io.BytesIO(done)).infolist(),
        strict=True,
    ):
        assert (a.filename, a.date_time, a.external_attr, a.create_system) == (
            (b.filename, b.date_time, b.external_attr, b.create_system)
        )
        if a.filename != "word/document.xml":
            raw = [d[z.header_offset : z.header_offset + 30 + len(z.filename) + z.compress_size]
                   for d, z in ((data, a), (done, b))]  # fmt: skip
            assert raw[0] == raw[1]


def test_an_archive_written_as_a_stream_with_sizes_behind_the_members():
    class Stream(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"a comment"
        for name, member in unzipped(made("We saw the the cat.", "Next.")).items():
            archive.writestr(name, member)
    done = fixed(out.data)
    assert texts_of(done) == ["We saw the cat.", "Next."]
    assert zipfile.ZipFile(io.BytesIO(done)).comment == b"a comment"


def test_a_document_without_findings_is_not_touched():
    data = made("We saw the cat.")
    assert fixed(data) == data


def test_a_character_that_the_encoding_of_a_part_lacks():
    xml = document("He said 'no' to all of “them.” and that's “fine”.").decode().replace("UTF-8", "US-ASCII")
    data = package({"word/document.xml": xml.encode("ascii", "xmlcharrefreplace")})
    source = source_of(data)
    at = source.text.index("that")
    done = source.edited([SourceEdit(at, at + 4, "thé")])
    assert b"and th&#233;" in unzipped(done.data)["word/document.xml"]
    assert "and thé's" in texts_of(done.data)[0]


# Paragraphs.


def test_a_copy_of_a_paragraph_goes_whole():
    data = made(paragraph(LONG), "Between.", paragraph(LONG, properties="<w:jc w:val='left'/>"), "After.")
    assert body(fixed(data)) == body(made(paragraph(LONG), "Between.", "After."))


def test_bookmarks_and_the_ends_of_comments_outlive_the_paragraph():
    marks = '<w:bookmarkStart w:id="1" w:name="_Here"/>', '<w:bookmarkEnd w:id="1"/>'
    data = made(paragraph(LONG), "Between.", f"<w:p>{marks[0]}{run(LONG)}{marks[1]}</w:p>", "After.")
    assert body(fixed(data)) == body(made(paragraph(LONG), "Between.", *marks, "After."))


HELD = {
    "a section": paragraph(LONG, properties="<w:sectPr/>"),
    "a picture": f"<w:p>{run(LONG)}<w:r><w:drawing/></w:r></w:p>",
    "a note": f'<w:p>{run(LONG)}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
    "a comment": f'<w:p>{run(LONG)}<w:r><w:commentReference w:id="1"/></w:r></w:p>',
    "somebody’s change": f'<w:p><w:ins w:id="1" w:author="A">{run(LONG)}</w:ins></w:p>',
    "the beginning of a field": f'<w:p>{run(LONG)}<w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>',
    "a text box": f"<w:p>{run(LONG)}{twice('A box.')}</w:p>",
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
@pytest.mark.parametrize("tracking", [None, TRACKING], ids=["plainly", "tracked"])
def test_a_paragraph_that_something_hangs_on_stays_and_the_fix_is_only_shown(held, tracking):
    data = made(paragraph(LONG), "Between.", held, "After.")
    assert fixed(data, tracking) == data
    (found,) = [d for d in lint(source_of(data)).diagnostics if d.rule == "duplicate-paragraph"]
    assert [fix.safety for fix in found.fixes] == ["display"]


def test_a_paragraph_that_has_to_be_there_is_emptied():
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Year')}</w:tc></w:tr></w:tbl>"
    data = made(paragraph(LONG), "Between.", table, paragraph(LONG, properties="<w:jc/>"), table)
    assert body(fixed(data)) == body(
        made(paragraph(LONG), "Between.", table, paragraph(properties="<w:jc/>"), table)
    )
    assert texts_of(fixed(data, TRACKING)) == texts_of(fixed(data))
    assert "<w:pPr><w:jc/></w:pPr><w:del " in xml_of(fixed(data, TRACKING))


@pytest.mark.parametrize("tracking", [None, TRACKING], ids=["plainly", "tracked"])
def test_many_copies_in_a_row_go_together(tracking):
    other = LONG.replace("bridge", "harbour wall").replace("Tuesday", "the first of May")
    data = made(
        paragraph(LONG), paragraph(other), "Between.", *[paragraph(LONG), paragraph(other)] * 3, "After."
    )
    assert texts_of(fixed(data, tracking)) == [LONG, other, "Between.", "After."]


# What Word writes twice.


def test_a_fix_in_a_text_box_is_made_in_both_copies():
    data = made(f"<w:p>{run('Before.')}{twice('In the the box.')}</w:p>")
    for tracking in (None, TRACKING):
        xml = xml_of(fixed(data, tracking))
        first, second = re.findall(r"<w:txbxContent>.*?</w:txbxContent>", xml)
        assert first == second
        assert "the the" not in re.sub("<w:del .*?</w:del>|<[^>]*>", "", first)


def test_where_the_copies_differ_the_fix_is_only_shown():
    data = made(f"<w:p>{run('Before.')}{twice('In the the box.', 'In the the older box.')}</w:p>")
    assert fixed(data) == data
    (found,) = lint(source_of(data)).diagnostics
    assert [fix.safety for fix in found.fixes] == ["display"]


def test_a_text_box_that_is_there_once_is_mended():
    once = re.sub("<mc:Fallback>.*</mc:Fallback>", "", twice("In the the box."))
    assert "In the box." in texts_of(fixed(made(f"<w:p>{run('Before.')}{once}</w:p>")))


def test_a_signed_document_is_not_mended():
    data = made("We saw the the cat.")
    signed = zipped({**unzipped(data), "_xmlsignatures/origin.sigs": b""})
    assert fixed(signed) == signed


# Tracked changes.


def changes(data: bytes) -> list[tuple[str, str, str, str]]:
    root = etree.fromstring(unzipped(data)["word/document.xml"])
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return [
        (e.tag.removeprefix(w), e.get(f"{w}author"), e.get(f"{w}date"), "".join(e.itertext()))
        for e in root.iter(f"{w}ins", f"{w}del")
    ]


def test_fixes_as_tracked_changes():
    data = made(paragraph("They ", run("recieve", "<w:b/>"), " the the guests."))
    done = fixed(data, TRACKING)
    said = "Ann Desk", "2026-05-04T09:30:00Z"
    assert changes(done) == [("del", *said, "recieve"), ("ins", *said, "receive"), ("del", *said, " the")]
    assert f'<w:del w:id="1" w:author="Ann Desk" w:date="{said[1]}"><w:r><w:rPr><w:b/></w:rPr>' in xml_of(
        done
    )
    assert texts_of(done) == ["They receive the guests."]


def test_an_author_is_escaped():
    done = fixed(made("We saw the the cat."), Tracking('A & "B" <C>', "2026-05-04T09:30:00Z"))
    assert changes(done)[0][1] == 'A & "B" <C>'


def test_a_change_within_what_somebody_inserted():
    theirs = f'<w:ins w:id="7" w:author="Bo">{run("They recieve guests.")}</w:ins>'
    done = fixed(made(f"<w:p>{theirs}</w:p>"), TRACKING)
    assert [(kind, author, text) for kind, author, _, text in changes(done)] == [
        ("ins", "Bo", "They recieve"),
        ("del", "Ann Desk", "recieve"),
        ("ins", "Ann Desk", "receive"),
        ("ins", "Bo", " guests."),
    ]
    assert texts_of(done) == ["They receive guests."]


def test_what_others_deleted_is_still_there_and_still_deleted():
    theirs = '<w:del w:id="7" w:author="Bo"><w:r><w:delText>never </w:delText></w:r></w:del>'
    data = made(f"<w:p>{run('We ')}{theirs}{run('saw the the cat.')}</w:p>")
    for tracking in (None, TRACKING):
        done = fixed(data, tracking)
        assert theirs in xml_of(done)
        assert texts_of(done) == ["We saw the cat."]


MARK = '<w:del w:id="{}" w:author="Ann Desk" w:date="2026-05-04T09:30:00Z"/>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"<w:pPr><w:rPr>{MARK}</w:rPr></w:pPr>"),
        ("<w:pPr/>", f"<w:pPr><w:rPr>{MARK}</w:rPr></w:pPr>"),
        ("<w:pPr><w:rPr/></w:pPr>", f"<w:pPr><w:rPr>{MARK}</w:rPr></w:pPr>"),
        ("<w:pPr><w:rPr><w:b/></w:rPr></w:pPr>", f"<w:pPr><w:rPr>{MARK}<w:b/></w:rPr></w:pPr>"),
        ("<w:pPr><w:jc/></w:pPr>", f"<w:pPr><w:jc/><w:rPr>{MARK}</w:rPr></w:pPr>"),
    ],
)
def test_where_the_mark_of_a_paragraph_is_struck(before, after):
    xml = xml_of(
        fixed(made(paragraph(LONG), "Between.", f"<w:p>{before}{run(LONG)}</w:p>", "After."), TRACKING)
    )
    assert f"<w:p>{after.format(1)}<w:del " in xml


def test_a_copy_of_a_paragraph_is_struck_with_its_mark():
    data = made(paragraph(LONG), "Between.", paragraph(LONG, properties="<w:jc w:val='left'/>"), "After.")
    done = fixed(data, TRACKING)
    assert texts_of(done) == [LONG, "Between.", "After."]
    assert [(kind, text) for kind, _, _, text in changes(done)] == [("del", ""), ("del", LONG)]
    assert "<w:pPr><w:jc w:val='left'/><w:rPr><w:del " in xml_of(done)


# The command line.


def test_tracked_changes_from_the_command_line(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(made("They recieve the the guests."))
    command = ["check", "--fix", "--unsafe-fixes", "--track-changes", "story.docx"]
    done = copydesk(*command, "--author", "Ann Desk")
    assert (done.returncode, done.stderr) == (0, b"")
    written = (tmp_path / "story.docx").read_bytes()
    assert [(kind, author, text) for kind, author, _, text in changes(written)] == [
        ("del", "Ann Desk", "recieve"),
        ("ins", "Ann Desk", "receive"),
        ("del", "Ann Desk", " the"),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", date) for _, _, date, _ in changes(written))
    assert copydesk(*command).returncode == 0
    assert (tmp_path / "story.docx").read_bytes() == written


def test_what_cannot_be_tracked_is_a_clear_error(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(made("We saw the the cat."))
    (tmp_path / "story.txt").write_text("We saw the the cat.\n")

    def refused(*args):
        done = copydesk("check", *args)
        assert done.returncode == 2
        return done.stderr.decode()

    for_word = "copydesk: --track-changes is for Word documents (.docx), which {} is not\n"
    assert refused("--track-changes", "story.docx") == (
        "copydesk: --track-changes says how --fix writes; it needs --fix\n"
    )
    assert refused("--fix", "--track-changes", "story.docx", "story.txt") == for_word.format("story.txt")
    assert refused("--fix", "--track-changes", ".") == for_word.format(".")
    assert refused("--fix", "--author", "Ann", "story.docx") == (
        "copydesk: --author goes with --track-changes\n"
    )
    assert refused("--fix", "--track-changes", "--author", " ", "story.docx") == (
        "copydesk: --author ' ': a name is needed\n"
    )
    assert texts_of((tmp_path / "story.docx").read_bytes()) == ["We saw the the cat."]


def test_a_document_on_standard_input(copydesk):
    data = made("We saw the the cat.")
    done = copydesk("check", "--stdin-filename", "story.docx", "-", stdin=data)
    assert b"paragraph 1 error repeated-word" in done.stdout
    done = copydesk("check", "--fix", "--stdin-filename", "story.docx", "-", stdin=data)
    assert texts_of(done.stdout) == ["We saw the cat."]
