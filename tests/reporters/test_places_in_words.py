"""Reports of a file that is no text: no line, no column, the place in words; and each format holds."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from copydesk.reporters import BINARY, FORMATS
from report_formats import GITLAB, reviewdog, validated
from tools import schema
from word_files import LONG, made, paragraph, run, texts_of

#: A finding with a fix, one that repeats, one with a related place, and one in a table.
STORY = made(
    paragraph("They ", run("recieve", "<w:b/>"), " guests &amp; more."),
    LONG,
    "The c\u200bat and the dog.",
    LONG,
    f"<w:tbl><w:tr><w:tc>{paragraph('In the the cell')}</w:tc></w:tr></w:tbl>",
    "The e\u200bnd.",
)
PLACES = ["paragraph 1", "paragraph 3", "paragraph 4", "table cell 1"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report in each format that is text."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "story.docx").write_bytes(STORY)
    formats = [f for f in FORMATS if f not in BINARY]
    wanted = [part for f in formats for part in ("--output-format", f, "--output-file", f"out.{f}")]
    command = [sys.executable, "-m", "copydesk", "check", "story.docx", *wanted]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    return {f: (folder / f"out.{f}").read_text(encoding="utf-8") for f in formats}


def test_json_says_null_and_where(reports):
    read = json.loads(reports["json"])
    assert read["files"][0]["format"] == "docx"
    assert [f["where"] for f in read["findings"]] == PLACES
    for f in read["findings"]:
        assert [f[key] for key in ("start", "end", "line", "column", "end_line", "end_column")] == [None] * 6
        for edit in (edit for fix in f["fixes"] for edit in fix["edits"]):
            assert (edit["start"], edit["end"]) == (None, None)
    assert read["findings"][0]["fixes"][0]["edits"][0]["text"] == "receive"
    (related,) = read["findings"][2]["related"]  # of the copy
    assert (related["start"], related["line"], related["where"]) == (None, None, "paragraph 2")
    lines = [json.loads(line) for line in reports["jsonl"].splitlines()]
    assert [line["where"] for line in lines if "rule" in line] == PLACES


def test_people_read_where(reports):
    full = reports["full"]
    assert "paragraph 1 warning misspelling" in full
    assert "    paragraph 2: the first time" in full
    assert "and in paragraph 5" in full
    assert reports["concise"].splitlines()[0] == (
        "story.docx:paragraph 1 misspelling “recieve” is misspelled. Did you mean “receive”?"
    )
    assert "<code>story.docx:paragraph 1</code>" in reports["markdown"]
    for format_ in ("full", "concise", "markdown"):
        assert "0:0" not in reports[format_]
        assert "line 0" not in reports[format_]


def test_github_annotates_the_file(reports):
    assert (
        "::warning file=story.docx,title=copydesk%3A misspelling::paragraph 1: “recieve” is misspelled"
        in reports["github"]
    )
    assert "line=" not in reports["github"]


def test_gitlab(reports):
    issues = json.loads(reports["gitlab"])
    jsonschema.validate(issues, GITLAB)
    assert [i["location"]["lines"] for i in issues] == [{"begin": 1}] * 4
    assert [i["description"].partition(": ")[0] for i in issues] == PLACES


def test_sarif(reports, tmp_path):
    sarif = validated(reports["sarif"], tmp_path)
    assert sarif["artifacts"][0]["mimeType"].endswith("wordprocessingml.document")
    assert "encoding" not in sarif["artifacts"][0]
    places = sorted(r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for r in sarif["results"])
    assert places == PLACES
    for result in sarif["results"]:
        assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
        assert "fixes" not in result


def test_reviewdog(reports, tmp_path):
    definition = json.loads(schema("rdf/DiagnosticResult.json").read_text())
    read = json.loads(reports["rdjson"])
    jsonschema.validate(read, definition)
    assert [d["location"] for d in read["diagnostics"]] == [{"path": "story.docx"}] * 4
    assert [d["message"].partition(": ")[0] for d in read["diagnostics"]] == PLACES
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for format_ in ("rdjson", "rdjsonl", "checkstyle"):
        code, said = reviewdog(reports[format_], format_, tmp_path, "-filter-mode=nofilter")
        assert code == 0
        assert all(place in said for place in PLACES), said


def test_checkstyle(reports):
    errors = ET.fromstring(reports["checkstyle"]).findall("file/error")
    assert [(e.get("line"), e.get("column"), e.get("message").partition(": ")[0]) for e in errors] == [
        ("1", None, place) for place in PLACES
    ]


def test_junit(reports):
    root = etree.fromstring(reports["junit"].encode())
    etree.XMLSchema(etree.parse(schema("jenkins-junit.xsd"))).assertValid(root)
    assert [case.get("name").rpartition(" ")[0] for case in root.iter("testcase")] == PLACES


def test_the_page_sets_the_article_and_says_where(reports):
    page = etree.HTML(reports["html"])
    heads = ["".join(e.itertext()) for e in page.iter("p") if e.get("class") == "head"]
    assert [head.split(" ", 1)[1] for head in heads] == PLACES
    assert "line 0" not in reports["html"]
    marked = {"".join(e.itertext()).strip() for e in page.iter("mark")}
    assert {"recieve", "the", LONG} <= marked
    (cell,) = page.iter("td")
    assert "".join(cell.itertext()).split() == ["In", "the", "the", "cell"]


def test_a_difference_is_shown_in_the_words(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(made("We saw the the cat &amp; dog.", "The end."))
    done = copydesk("check", "--diff", "story.docx")
    assert done.stdout.decode() == (
        "--- story.docx\n+++ story.docx (fixed)\n@@ -1,2 +1,2 @@\n"
        "-We saw the the cat & dog.\n+We saw the cat & dog.\n The end.\n"
    )
    assert texts_of((tmp_path / "story.docx").read_bytes())[0] == "We saw the the cat & dog."


def test_reading_shows_no_lines(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(made("Nobody came."))
    read = json.loads(copydesk("read", "story.docx", "--output-format", "json").stdout)
    (block,) = read["articles"][0]["blocks"]
    assert (block["text"], block["start"], block["line"]) == ("Nobody came.", None, None)
    assert block["where"] == "paragraph 1"


def test_ignore_comments_have_no_place_in_it(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(STORY)
    done = copydesk("check", "--add-ignores", "--reason", "so be it", "story.docx")
    assert "story.docx: docx" in done.stderr.decode()
    assert (tmp_path / "story.docx").read_bytes() == STORY


def test_the_baseline_knows_its_findings(copydesk, tmp_path):
    (tmp_path / "story.docx").write_bytes(STORY)
    assert copydesk("baseline", "create", "story.docx").returncode == 0
    done = copydesk("check", "story.docx")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "The baseline keeps back" in done.stdout.decode()
    assert "repeated-word" in copydesk("baseline", "show").stdout.decode()


def test_since_takes_a_changed_document_as_a_whole(copydesk, tmp_path):
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    path = tmp_path / "story.docx"
    path.write_bytes(made("Nobody came."))
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    assert copydesk("check", "--since", "HEAD").returncode == 0
    path.write_bytes(STORY)
    done = copydesk("check", "--since", "HEAD", "--output-format", "json")
    assert [f["where"] for f in json.loads(done.stdout)["findings"]] == PLACES


def test_articles_are_compared_across_formats(copydesk, tmp_path):
    (tmp_path / "a.docx").write_bytes(made(LONG, "Nobody came."))
    (tmp_path / "b.txt").write_text(f"A headline\n\n{LONG}\n\nSomething else stands here.\n")
    done = copydesk("check", "--across", ".")
    assert done.returncode == 1
    assert "line 0" not in done.stdout.decode()
    assert "0:0" not in done.stdout.decode()
    assert b"duplicate-across" in done.stdout


def test_an_editor_is_told_nothing_of_what_it_cannot_show():
    from lsprotocol import types

    from copydesk.lsp.documents import Document, Units

    def opened(name, language):
        item = types.TextDocumentItem(f"file:///tmp/{name}", language, 1, "PK\x03\x04")
        return Document(item, Units(), Path()).format

    assert [opened(f"story.{s}", "plaintext") for s in ("docx", "odt", "rtf", "txt")] == [
        None,
        None,
        None,
        "plain",
    ]
