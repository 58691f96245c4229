"""Word documents that copydesk wrote, opened in LibreOffice and read back from what it makes of them."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from tools import tool
from word_files import (
    LONG,
    TRACKING,
    article_of,
    fixed,
    made,
    note,
    paragraph,
    run,
    texts_of,
    twice,
    unzipped,
)

pytestmark = pytest.mark.nightly


def rich() -> bytes:
    """A document as python-docx makes one, with defects across runs, in a table and in a list."""
    document = docx.Document()
    document.add_heading("The Old Harbour Bridge", 0)
    words = document.add_paragraph("They rec")
    words.add_run("ie").bold = True
    words.add_run("ve the the ").font.size = Pt(14)
    words.add_run("guests & leave at five.").italic = True
    document.add_paragraph(LONG)
    document.add_paragraph("Flour from the the mill", style="List Bullet")
    document.add_paragraph(LONG)
    document.add_table(1, 1).cell(0, 0).text = "We saw the the cat."
    document.add_paragraph("Nobody came.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def odd() -> bytes:
    """One with what python-docx does not make: changes of others, notes, a text box, bookmarks."""
    theirs = '<w:del w:id="7" w:author="Bo"><w:r><w:delText>never </w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="8" w:author="Bo">{run("They recieve guests.")}</w:ins>'
    reference = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    return made(
        f"<w:p>{run('We ')}{theirs}{run('saw the the cat')}{reference}{run('. ')}{inserted}</w:p>",
        LONG,
        "Between.",
        f'<w:p><w:bookmarkStart w:id="1" w:name="here"/>{run(LONG)}<w:bookmarkEnd w:id="1"/></w:p>',
        f"<w:p>{run('A box.')}{twice('In the the box.')}</w:p>",
        paragraph("After.", "<w:r><w:tab/></w:r>", "And on."),
        footnotes=note("footnote", 3, "It was a a tabby."),
    )


DOCUMENTS = {"rich": rich, "odd": odd}


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> dict[str, bytes]:
    """What LibreOffice makes of the documents, of each as it was, mended, and mended with tracked changes."""
    folder: Path = tmp_path_factory.mktemp("office")
    names = []
    for name, make in DOCUMENTS.items():
        data = make()
        for how, written in (("old", data), ("fixed", fixed(data)), ("tracked", fixed(data, TRACKING))):
            (folder / f"{name}-{how}.docx").write_bytes(written)
            names.append(f"{name}-{how}.docx")
    for name in DOCUMENTS:
        comment(folder, f"{name}-old.docx", f"{name}-commented.docx")
        names.append(f"{name}-commented.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [tool("soffice"), profile, "--headless", "--convert-to", "odt", "--outdir", "made", *names],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {
        path.name: path.read_bytes() for path in [*folder.glob("*.docx"), *(folder / "made").glob("*.odt")]
    }


def comment(folder: Path, name: str, to: str) -> None:
    import sys

    command = [sys.executable, "-m", "copydesk", "check", name, "--isolated", "--no-cache"]
    done = subprocess.run(
        [*command, "--output-format", "docx", "--output-file", to],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr


def words(texts: list[str]) -> list[str]:
    return sorted(" ".join(text.split()) for text in texts)


@pytest.mark.parametrize("how", ["old", "fixed", "tracked", "commented"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_libreoffice_reads_what_we_read(opened, name, how):
    ours = texts_of(opened[f"{name}-{how}.docx"])
    theirs = article_of(opened[f"{name}-{how}.odt"], "a.odt")
    assert words([theirs.text_of(b) for b in theirs.blocks]) == words(ours)
    mended = how in ("fixed", "tracked")
    assert ("the the" not in " ".join(ours)) is mended


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tracked_changes_are_there_with_their_author(opened, name):
    content = unzipped(opened[f"{name}-tracked.odt"])["content.xml"].decode()
    changed = re.search("<text:tracked-changes.*?</text:tracked-changes>", content, re.DOTALL)[0]
    authors = re.findall("<dc:creator>(.*?)</dc:creator>", changed)
    assert set(authors) == ({"Ann Desk", "Bo"} if name == "odd" else {"Ann Desk"})
    assert "2026-05-04T09:30:00" in changed
    assert LONG in changed
    before = words(texts_of(opened[f"{name}-old.docx"]))
    assert (
        words(texts_of(opened[f"{name}-fixed.docx"]))
        == words(texts_of(opened[f"{name}-tracked.docx"]))
        != before
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_comments_are_there(opened, name):
    content = unzipped(opened[f"{name}-commented.odt"])["content.xml"].decode()
    comments = re.findall("<office:annotation .*?</office:annotation>", content, re.DOTALL)
    said = [re.sub("<[^>]*>", " ", each) for each in comments]
    assert all("copydesk" in each for each in said)
    assert sum("repeated-word" in each for each in said) == 3
    assert sum("duplicate-paragraph" in each for each in said) == 1
