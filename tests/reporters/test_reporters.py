"""The formats of reports: each is read by a program that knows it, or checked by its published schema."""

import html
import io
import json
import os
import re
import subprocess
import time
import tracemalloc
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import junitparser
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from msgspec.structs import replace

from copydesk.config import Config
from copydesk.lint.diagnostic import Suppressed, Suppressor
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import Problem
from copydesk.reporters import BINARY, Run, reporter_for
from copydesk.reporters import FORMATS as ALL_FORMATS
from copydesk.rule.finding import Fix, Related, Safety, Severity
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import FixAvailability, Meta, NoOptions, Rule
from copydesk.text.source import decode
from copydesk.text.span import Span
from report_formats import GITLAB, reviewdog, validated
from tools import schema


class Teh(Rule[NoOptions]):
    """Finds “teh”.

    It is a slip of the fingers, and `the` is meant.
    """

    meta = Meta(name="teh", group="sample", summary="“teh” for “the”.", since="1", fix=FixAvailability.ALWAYS)

    def check(self, article):
        first = None
        for match in re.finditer(r"\bteh\b", article.prose):
            span = Span(*match.span())
            related = [Related(first, "The first one.")] if first else []
            first = first or span
            yield self.finding(span, Fix.replace(span, "the", Safety.SAFE), related=related)


class Shout(Rule[NoOptions]):
    """Finds words in capitals."""

    meta = Meta(
        name="shout", group="sample", summary="“{word}” shouts.", since="1", severity=Severity.SUGGESTION
    )

    def check(self, article):
        for match in re.finditer(r"\b[A-Z]{4,}\b", article.prose):
            yield self.finding(match.span(), word=match[0])


#: Those that write text; what writes a document has tests of its own.
FORMATS = [f for f in ALL_FORMATS if f not in BINARY]
#: Those that a terminal may show, or a job's log; a page is for a browser, and has tests of its own.
LINES = [f for f in FORMATS if f != "html"]

RULES = {"teh": Teh, "shout": Shout}


def lint(path, data, encoding=None):
    """What is found in a file by the two rules."""
    linter = Linter(Settings(isolated=True), Registry(RULES, dict.fromkeys(RULES, "sample")))
    format_ = "markdown" if path.endswith(".md") else "plain"
    data = data.encode() if isinstance(data, str) else data
    return linter.lint_source(decode(data, path, format_, encoding), Config())


def run_of(files, **more):
    return Run([lint(path, data) for path, data in files.items()], rules=RULES, **more)


def report(format_, run):
    out = io.StringIO()
    reporter_for(format_)(run, out)
    return out.getvalue()


PLAIN = {
    "posts/a.md": "We saw teh cat.\n\nHe SHOUTED at teh dog.\n",
    "b.txt": "Nothing is wrong here.\n",
}


@pytest.fixture
def run():
    return run_of(PLAIN)


# Columns: what a format points at, cut out of the file in the format's unit, is the word.

TRICKY = {
    "plain": "We saw teh cat, and teh dog.\n",
    "emoji": "🔥👩‍👩‍👧 teh cat, 🇩🇪 teh dog\n",
    "combining marks": "e\u0301cole\u0301 teh cat, a\u0300 teh dog\n",
    "CRLF": "One 🔥\r\n\r\nteh cat, é teh dog\r\n",
    "CR": "One\r\r🔥 teh cat\r",
    "byte order mark": "\ufeffteh 🔥 teh cat\n\nand teh dog\n",
    "one long line": "Wörter 🔥 und mehr, " * 200 + "teh end\n",
}


@pytest.fixture(params=TRICKY, ids=str)
def tricky(request):
    return TRICKY[request.param]


def lines_of(text):
    return re.split("\r\n|\r|\n", text)


def utf16(line):
    return line.encode("utf-16-le")


class TestColumns:
    def test_sarif_counts_utf16_units_without_the_byte_order_mark(self, tricky):
        sarif = json.loads(report("sarif", Run([lint("a.txt", tricky)])))["runs"][0]
        assert sarif["columnKind"] == "utf16CodeUnits"
        lines = lines_of(tricky.removeprefix("\ufeff"))
        regions = [r["locations"][0]["physicalLocation"]["region"] for r in sarif["results"]]
        assert [cut(lines, region, utf16, 2) for region in regions] == ["teh"] * tricky.count("teh")

    def test_sarif_fixes_mend_the_file(self, tricky):
        sarif = json.loads(report("sarif", Run([lint("a.txt", tricky)])))["runs"][0]
        lines = [utf16(line) for line in lines_of(tricky.removeprefix("\ufeff"))]
        for result in reversed(sarif["results"]):
            (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
            region, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
            line, start, end = region["startLine"] - 1, region["startColumn"] - 1, region["endColumn"] - 1
            lines[line] = lines[line][: start * 2] + utf16(text) + lines[line][end * 2 :]
        mended = tricky.removeprefix("\ufeff").replace("teh", "the")
        assert [line.decode("utf-16-le") for line in lines] == lines_of(mended)

    def test_rdjson_counts_bytes_of_utf8_and_its_suggestions_mend_the_file(self, tricky):
        found = json.loads(report("rdjson", Run([lint("a.txt", tricky)])))["diagnostics"]
        lines = [line.encode() for line in lines_of(tricky)]
        for diagnostic in reversed(found):
            where = diagnostic["location"]["range"]
            (suggestion,) = diagnostic["suggestions"]
            assert suggestion["range"] == where
            line, start, end = where["start"]["line"] - 1, where["start"]["column"], where["end"]["column"]
            assert lines[line][start - 1 : end - 1] == b"teh"
            lines[line] = lines[line][: start - 1] + suggestion["text"].encode() + lines[line][end - 1 :]
        assert b"\n".join(lines).decode() == "\n".join(lines_of(tricky.replace("teh", "the")))

    def test_checkstyle_concise_and_json_count_code_points(self, tricky):
        run, lines = Run([lint("a.txt", tricky)]), lines_of(tricky)
        errors = ET.fromstring(report("checkstyle", run)).iter("error")
        places = [(int(e.get("line")), int(e.get("column"))) for e in errors]
        assert {lines[line - 1][column - 1 :][:3] for line, column in places} == {"teh"}
        found = json.loads(report("json", run))["findings"]
        assert [(f["line"], f["column"]) for f in found] == places
        written = [line.split(" ")[0] for line in report("concise", run).splitlines()]
        assert written == [f"a.txt:{line}:{column}" for line, column in places]

    def test_a_file_in_another_encoding_is_counted_as_its_text(self):
        file = lint("a.txt", "Ça va, teh café".encode("cp1252"), "cp1252")
        (result,) = json.loads(report("sarif", Run([file])))["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 8
        (diagnostic,) = json.loads(report("rdjson", Run([file])))["diagnostics"]
        assert diagnostic["location"]["range"]["start"] == {"line": 1, "column": 9}


def cut(lines, region, encode, width):
    line = encode(lines[region["startLine"] - 1])
    assert region["startLine"] == region["endLine"]
    piece = line[(region["startColumn"] - 1) * width : (region["endColumn"] - 1) * width]
    return piece.decode("utf-16-le")


# Each format, by its schema or a program that reads it.


class TestSarif:
    def test_it_is_valid_and_says_all(self, run, tmp_path):
        file = run.files[0]
        known = replace(
            file,
            diagnostics=file.diagnostics[:2],
            suppressed=(
                Suppressed(file.diagnostics[2], Suppressor.COMMENT, "as it was said"),
                Suppressed(file.diagnostics[2], Suppressor.BASELINE),
            ),
        )
        problems = [Problem("c.txt", "not utf-8", None), Problem("b.txt", "the rule teh crashed", "teh")]
        sarif = validated(
            report("sarif", replace(run, files=[known, run.files[1]], problems=problems)), tmp_path
        )
        assert [(r["ruleId"], r["level"], r.get("suppressions")) for r in sarif["results"]] == [
            ("teh", "warning", None),
            ("shout", "note", None),
            (
                "teh",
                "warning",
                [{"kind": "inSource", "status": "accepted", "justification": "as it was said"}],
            ),
            ("teh", "warning", [{"kind": "external", "status": "accepted"}]),
        ]
        rules = sarif["tool"]["driver"]["rules"]
        assert [rules[r["ruleIndex"]]["id"] for r in sarif["results"]] == ["teh", "shout", "teh", "teh"]
        (teh,) = [rule for rule in rules if rule["id"] == "teh"]
        assert teh["shortDescription"]["text"] == "Finds “teh”."
        assert "a slip of the fingers" in teh["help"]["text"]
        assert teh["help"]["markdown"].startswith("# teh\n")
        assert teh["defaultConfiguration"] == {"enabled": True, "level": "warning"}
        last = sarif["results"][-1]
        (related,) = last["relatedLocations"]
        assert related["physicalLocation"]["region"]["startLine"] == 1
        assert last["partialFingerprints"] == {"copydesk/v1": file.diagnostics[2].fingerprint}
        assert last["fixes"][0]["description"]["text"] == "Replace with “the”"
        (invocation,) = sarif["invocations"]
        assert not invocation["executionSuccessful"]
        told = invocation["toolExecutionNotifications"]
        assert [(n["message"]["text"], n.get("associatedRule")) for n in told] == [
            ("not utf-8", None),
            ("the rule teh crashed", {"id": "teh"}),
        ]
        assert [(a["location"]["uri"], a["encoding"]) for a in sarif["artifacts"]] == [
            ("posts/a.md", "utf-8"),
            ("b.txt", "utf-8"),
        ]

    def test_a_run_that_finds_nothing_is_valid_too(self, tmp_path):
        sarif = validated(report("sarif", run_of({"b.txt": "Fine.\n"})), tmp_path)
        assert (sarif["results"], sarif["invocations"][0]["executionSuccessful"]) == ([], True)

    @pytest.mark.parametrize(
        ("encoding", "name"),
        [
            ("cp1252", "windows-1252"),
            ("latin-1", "iso-8859-1"),
            ("utf-16-le", "utf-16le"),
            ("koi8-r", "koi8-r"),
        ],
    )
    def test_encodings_have_their_names_of_the_internet(self, encoding, name):
        file = lint("a.txt", "teh cat".encode(encoding), encoding)
        (artifact,) = json.loads(report("sarif", Run([file])))["runs"][0]["artifacts"]
        assert artifact["encoding"] == name

    @pytest.mark.parametrize(
        ("path", "location"),
        [
            ("./a b.txt", {"uri": "a%20b.txt", "uriBaseId": "%SRCROOT%"}),
            ("über/a:b%.txt", {"uri": "%C3%BCber/a%3Ab%25.txt", "uriBaseId": "%SRCROOT%"}),
            ("byte\udcff.txt", {"uri": "byte%FF.txt", "uriBaseId": "%SRCROOT%"}),
            ("/srv/a.txt", {"uri": "file:///srv/a.txt"}),
        ],
    )
    def test_paths_are_uris(self, path, location):
        (artifact,) = json.loads(report("sarif", Run([lint(path, "Fine.\n")])))["runs"][0]["artifacts"]
        assert artifact["location"] == location

    def test_reviewdog_reads_it(self, run, tmp_path):
        code, said = reviewdog(report("sarif", run), "sarif", tmp_path, "-filter-mode=nofilter")
        assert code == 0
        assert said.count('"ruleId":"teh"') == 2

    def test_a_fix_that_is_only_shown_is_not_offered(self, run):
        d = run.files[0].diagnostics[0]
        shown = replace(d, fixes=(replace(d.fixes[0], safety=Safety.DISPLAY),))
        run = Run([replace(run.files[0], diagnostics=(shown,))])
        assert "fixes" not in json.loads(report("sarif", run))["runs"][0]["results"][0]
        assert "suggestions" not in json.loads(report("rdjson", run))["diagnostics"][0]


class TestReviewdog:
    @pytest.mark.parametrize(("format_", "name"), [("rdjson", "DiagnosticResult"), ("rdjsonl", "Diagnostic")])
    def test_it_is_as_the_schema_says(self, run, format_, name):
        definition = json.loads(schema(f"rdf/{name}.json").read_text())
        run = replace(run, problems=[Problem("c.txt", "not utf-8"), Problem(None, "no rules", "teh")])
        text = report(format_, run)
        for each in [text] if format_ == "rdjson" else text.splitlines():
            jsonschema.validate(json.loads(each), definition)

    @pytest.mark.parametrize("format_", ["rdjson", "rdjsonl", "checkstyle"])
    def test_reviewdog_comments_on_the_lines_of_a_diff(self, format_, tmp_path):
        git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
        path = tmp_path / "a post.md"
        path.write_text("We saw teh cat.\n\nFine.\n")
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
            subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
        path.write_text("We saw teh cat.\n\n🔥 And teh dog.\n")
        text = report(format_, Run([lint("a post.md", path.read_bytes())]))
        code, said = reviewdog(text, format_, tmp_path, "-diff=git diff HEAD", "-fail-level=warning")
        assert code == 1
        assert said.count("“teh” for “the”.") == 1
        assert re.search("a post.md:3:7" if format_ == "checkstyle" else 'line"?:3.*column"?:10', said)

    def suggestions(self, file, d):
        run = Run([replace(file, diagnostics=(d,))])
        return json.loads(report("rdjson", run))["diagnostics"][0].get("suggestions", [])

    def test_a_fix_of_several_edits_or_beyond_the_lines_of_the_finding_is_no_suggestion(self, run):
        file = run.files[0]
        first, _, last = file.diagnostics
        fix, elsewhere = first.fixes[0], last.fixes[0].edits
        assert len(self.suggestions(file, first)) == 1
        assert (
            self.suggestions(file, replace(first, fixes=(replace(fix, edits=fix.edits + elsewhere),))) == []
        )
        assert self.suggestions(file, replace(first, fixes=(replace(fix, edits=elsewhere),))) == []

    def test_of_a_finding_that_repeats_the_first_place_is_suggested(self, run):
        file = run.files[0]
        first, _, last = file.diagnostics
        both = replace(first.fixes[0], edits=first.fixes[0].edits + last.fixes[0].edits)
        (suggestion,) = self.suggestions(file, replace(first, repeat="teh", fixes=(both,)))
        assert suggestion["range"]["start"] == {"line": 1, "column": 8}


class TestCheckstyle:
    def test_a_file_element_a_file_with_findings(self, run):
        root = ET.fromstring(report("checkstyle", replace(run, problems=[Problem("c.txt", "not utf-8")])))
        assert [(f.get("name"), [e.get("severity") for e in f]) for f in root] == [
            ("posts/a.md", ["warning", "info", "warning"]),
            ("c.txt", ["error"]),
        ]


class TestJUnit:
    def read(self, run):
        text = report("junit", run)
        etree.XMLSchema(etree.parse(schema("jenkins-junit.xsd"))).assertValid(etree.fromstring(text.encode()))
        return junitparser.JUnitXml.fromstring(text.encode())

    def test_what_fails_the_run_fails_and_the_rest_is_skipped(self, run):
        read = self.read(replace(run, problems=[Problem(None, "no such rule")]))
        assert [(s.name, s.tests, s.failures, s.skipped, s.errors) for s in read] == [
            ("posts/a.md", 3, 2, 1, 0),
            ("b.txt", 1, 0, 0, 0),
            ("copydesk", 1, 0, 0, 1),
        ]
        assert (read.tests, read.failures, read.errors) == (5, 2, 1)
        cases = list(next(iter(read)))
        assert [type(case.result[0]).__name__ for case in cases] == ["Failure", "Skipped", "Failure"]
        assert (cases[0].name, cases[0].classname) == ("1:8 teh", "posts/a.md")
        assert (cases[0].result[0].type, cases[0].result[0].message) == ("warning", "“teh” for “the”.")
        assert "posts/a.md:1:8" in cases[0].result[0].text

    def test_it_agrees_with_fail_on(self, run):
        for bar, failures in (
            (Severity.SUGGESTION, 3),
            (Severity.WARNING, 2),
            (Severity.ERROR, 0),
            (None, 0),
        ):
            assert self.read(replace(run, thresholds={"posts/a.md": bar})).failures == failures


class TestGitLab:
    def read(self, run):
        text = report("gitlab", run)
        assert not text.startswith("\ufeff")
        issues = json.loads(text)
        jsonschema.validate(issues, GITLAB)
        return issues

    def test_it_is_as_documented(self, run):
        issues = self.read(replace(run, problems=[Problem("./c.txt", "not utf-8")]))
        assert [(i["severity"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues] == [
            ("blocker", "c.txt", 1),
            ("minor", "posts/a.md", 1),
            ("info", "posts/a.md", 3),
            ("minor", "posts/a.md", 3),
        ]

    def test_no_two_fingerprints_are_equal_and_they_stay_when_the_text_around_changes(self):
        text = "We saw teh cat.\n\nAnd teh dog.\n"
        twice = self.read(run_of({"a.txt": text, "b.txt": text}))
        assert len({issue["fingerprint"] for issue in twice}) == 4
        moved = self.read(run_of({"a.txt": "A new beginning.\n\n" + text}))
        assert [i["fingerprint"] for i in moved] == [i["fingerprint"] for i in twice[:2]]


class TestJson:
    def test_jsonl_is_the_findings_of_json_a_line_each(self, run):
        lines = report("jsonl", run).splitlines()
        assert [json.loads(line) for line in lines] == json.loads(report("json", run))["findings"]

    def test_related_in_another_file_has_its_path(self, run):
        d = run.files[0].diagnostics[2]
        other = replace(d.related[0], path="b.txt", start=900, end=903, line=40)
        run = Run([replace(run.files[0], diagnostics=(replace(d, related=(other,)),))])
        assert json.loads(report("json", run))["findings"][0]["related"][0]["path"] == "b.txt"
        (place,) = json.loads(report("sarif", run))["runs"][0]["results"][0]["relatedLocations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "b.txt"
        assert place["physicalLocation"]["region"] == {"startLine": 40}
        (place,) = json.loads(report("rdjson", run))["diagnostics"][0]["related_locations"]
        assert place["location"] == {"path": "b.txt", "range": {"start": {"line": 40}}}
        assert "b.txt, line 40: The first one." in report("full", run)


class TestStatistics:
    def test_only_counts(self, run):
        run = replace(run, statistics=True)
        counts = [
            {"rule": "teh", "severity": "warning", "findings": 2, "fixable": 2},
            {"rule": "shout", "severity": "suggestion", "findings": 1, "fixable": 0},
        ]
        whole = json.loads(report("json", run))
        assert (whole["findings"], whole["statistics"], whole["summary"]["findings"]) == ([], counts, 3)
        assert [json.loads(line) for line in report("jsonl", run).splitlines()] == counts
        assert report("concise", run) == "2 teh\n1 shout\n"
        assert "| teh | warning | 2 |" in report("markdown", run)
        assert "posts/a.md:1" not in html.unescape(report("markdown", run))


class TestGitHub:
    def annotations(self, run):
        read = [command for line in report("github", run).splitlines() if (command := runner(line))]
        return [(name, properties, text) for name, properties, text in read if "group" not in name]

    def many(self, severities):
        file = lint("a.md", "Teh SHOUTED teh\n" * len(severities))
        d = file.diagnostics[0]
        found = [replace(d, severity=s, line=n, end_line=n) for n, s in enumerate(severities, 1)]
        return Run([replace(file, diagnostics=tuple(found))])

    def test_ten_at_most_the_worst_first_and_where_the_rest_is(self):
        run = self.many([Severity.SUGGESTION] * 8 + [Severity.WARNING] * 8 + [Severity.ERROR] * 3)
        *shown, last = self.annotations(run)
        assert [name for name, _, _ in shown] == ["error"] * 3 + ["warning"] * 7
        assert last[0] == "notice"
        assert last[2] == "9 more findings, listed in the log of this step: a.md (9)"
        listed = report("github", run).partition("::group::")[2].splitlines()[1:-1]
        assert [line.split(" ")[0] for line in listed] == [f"a.md:{n}:5" for n in (16, *range(1, 9))]

    def test_github_keeps_ten_notices_and_the_last_one_is_ours(self):
        shown = self.annotations(self.many([Severity.SUGGESTION] * 30))
        assert len(shown) == 10
        assert "21 more findings" in shown[-1][2]

    def test_ten_need_no_word_of_more(self):
        shown = self.annotations(self.many([Severity.SUGGESTION] * 10))
        assert len(shown) == 10
        assert "more" not in shown[-1][2]

    def test_a_finding_over_several_lines_has_no_columns(self, run):
        d = replace(run.files[0].diagnostics[0], end_line=9)
        ((_, properties, _),) = self.annotations(Run([replace(run.files[0], diagnostics=(d,))]))
        assert set(properties) == {"file", "line", "endLine", "title"}


class TestMarkdown:
    def test_counts_and_the_worst_first(self, run):
        tables = rendered(report("markdown", replace(run, problems=[Problem("c.txt", "not utf-8")])))[0]
        assert [[row[0] for row in table] for table in tables] == [
            ["severity", "warning", "warning", "suggestion"],
            ["rule", "teh", "shout"],
        ]
        assert tables[0][1][2] == "teh“teh” for “the”.We saw teh cat.→ Replace with “the”"
        text = report("markdown", run)
        assert text.startswith("## copydesk: 3 findings\n\n2 warnings, 1 suggestion in 2 files, 13 words.")
        assert "`copydesk check --fix` mends 2 of them." in text

    def test_it_fits_a_comment_whatever_is_in_it(self, hostile):
        file = hostile.files[0]
        paths = [f"{'`|' * 500}/{n}.md" for n in range(500)]
        files = [
            replace(file, path=p, diagnostics=tuple(replace(d, path=p) for d in file.diagnostics))
            for p in paths
        ]
        text = report("markdown", Run(files, [Problem(p, HOSTILE) for p in paths]))
        assert 20_000 < len(text) < 65_536
        assert text.count("</code>") > 20
        assert "`" not in text.replace("`copydesk check --fix`", "")
        assert re.search(r"… and 1,4\d\d more\.", text)

    def test_nothing_found(self):
        assert report("markdown", run_of({"b.txt": "Fine.\n"})) == (
            "## copydesk: nothing found\n\n1 file, 1 word.\n"
        )


# Nothing that stands in an article or a path can break or forge a report.

HOSTILE = (
    "::error::forged%0A::warning::x ##[add-mask]a ##[error]b ]]> </script></a> | `x` ``` <img onerror=x> "
    "<!-- --> @team #123 GH-7 http://evil.example www.evil.example [x](http://evil.example) ![y](z) {0} \\| "
    "$x$ **b** __c__ ~~d~~ &amp; &#64;team \x00\x07\x1b[31mred\x1b]0;title\x07 \x7f \x85 \u2028 \u2029 "
    "\u202eevil\u2066 \ufffe \udcff\n::error::second line\r\n::set-output name=x::y\r##[command]z\n"
    "| a | b |\n</failure><x/>"
)


@pytest.fixture
def hostile(run):
    """A run in which every text that comes from outside is a trap."""
    path = "::error::p " + HOSTILE.replace("/", "∕")
    file = run.files[0]

    def trapped(d):
        return replace(
            d,
            path=path,
            article=HOSTILE,
            message=HOSTILE,
            excerpt=HOSTILE,
            mark=Span(3, 30),
            where=HOSTILE,
            related=tuple(replace(r, message=HOSTILE) for r in d.related),
            fixes=tuple(
                replace(f, title=HOSTILE, edits=tuple(replace(e, text=HOSTILE) for e in f.edits))
                for f in d.fixes
            ),
            data={HOSTILE: [HOSTILE]},
        )

    found = tuple(map(trapped, file.diagnostics))
    suppressed = (Suppressed(found[0], Suppressor.COMMENT, HOSTILE),)
    file = replace(file, path=path, diagnostics=found, suppressed=suppressed)
    return replace(run, files=[file, run.files[1]], problems=[Problem(path, HOSTILE), Problem(None, HOSTILE)])


#: Those of actions/runner that do anything.
COMMANDS = {
    *("error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-output", "save-state"),
    *("set-env", "add-path", "add-matcher", "remove-matcher", "echo", "stop-commands", "command"),
}


def runner(line):
    """The command that GitHub's runner takes a line for, as `ActionCommand.cs` of actions/runner reads it."""
    trimmed = line.lstrip()
    if trimmed.startswith("::") and (end := trimmed.find("::", 2)) >= 0:
        name, _, properties = trimmed[2:end].partition(" ")
        if name in COMMANDS:
            pairs = (pair.partition("=") for pair in properties.strip().split(",") if pair)
            return name, {key: unescaped(value) for key, _, value in pairs}, unescaped(trimmed[end + 2 :])
    if (at := line.find("##[")) >= 0 and (end := line.find("]", at)) >= 0:
        name = line[at + 3 : end].partition(" ")[0]
        if name in COMMANDS:
            return name, {}, line[end + 1 :]
    return None


def unescaped(text):
    for escaped, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, char)
    return text


def physical_lines(text):
    return re.split("\r\n|\r|\n", text)


def rendered(text):
    """The tables of a Markdown report, as rows of cells' texts, and its HTML."""
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    root = etree.HTML(page)
    tables = [
        [["".join(cell.itertext()) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in root.iter("table")
    ]
    return tables, root


class TestHostile:
    @pytest.mark.parametrize("format_", LINES)
    def test_it_is_utf8_and_nothing_in_it_acts_on_a_terminal(self, hostile, format_):
        text = report(format_, hostile).encode().decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)

    @pytest.mark.parametrize("format_", [f for f in LINES if f != "github"])
    def test_no_line_of_it_is_a_command_to_the_runner_of_github(self, hostile, format_):
        assert [line for line in physical_lines(report(format_, hostile)) if runner(line)] == []

    def test_the_runner_of_github_takes_each_command_as_it_is_meant(self, hostile):
        read = [runner(line) for line in physical_lines(report("github", hostile)) if line]
        assert [name for name, _, _ in read] == ["error", "error", "warning", "warning", "notice"]
        for _, properties, text in read[2:]:
            assert set(properties) == {"file", "line", "endLine", "col", "endColumn", "title"}
            assert properties["file"].startswith("::error::p ::error::forged%0A::warning::x ##[add-mask]a")
            assert properties["file"].endswith(
                "\r\n::set-output name=x::y\r##[command]z\n| a | b |\n<∕failure><x∕>"
            )
            assert "::error::forged%0A::warning::x" in text

    @pytest.mark.parametrize("format_", ["json", "jsonl", "gitlab", "sarif", "rdjson", "rdjsonl"])
    def test_json_holds_the_text_itself(self, hostile, format_):
        text = report(format_, hostile)
        read = [json.loads(line) for line in text.splitlines()] if "jsonl" in format_ else [json.loads(text)]
        assert "http://evil.example" in json.dumps(read)
        assert len(read) == {"jsonl": 3, "rdjsonl": 5}.get(format_, 1)

    def test_sarif_is_valid_and_has_no_link_and_no_placeholder(self, hostile, tmp_path):
        sarif = validated(report("sarif", hostile), tmp_path)
        assert len(sarif["results"]) == 4
        message = sarif["results"][0]["message"]["text"]
        assert "[x](" not in message
        assert "{0}" not in message
        inserted = sarif["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]
        assert inserted["text"] == HOSTILE.replace("\udcff", "\ufffd")

    @pytest.mark.parametrize(("format_", "count"), [("checkstyle", 5), ("junit", 6)])
    def test_xml_is_well_formed_and_has_no_more_elements_than_it_should(self, hostile, format_, count):
        root = ET.fromstring(report(format_, hostile))
        assert len(list(root.iter("error" if format_ == "checkstyle" else "testcase"))) == count
        assert {e.tag for e in root.iter()} <= {
            *("checkstyle", "file", "error"),
            *("testsuites", "testsuite", "testcase", "failure", "skipped"),
        }
        assert "]]> </script></a> | `x`" in ET.tostring(root, "unicode").replace("&gt;", ">").replace(
            "&lt;", "<"
        )

    def test_jenkins_schema_holds(self, hostile):
        assert TestJUnit().read(hostile).tests == 6

    @pytest.mark.parametrize("format_", ["rdjson", "rdjsonl", "checkstyle", "sarif"])
    def test_reviewdog_reads_it(self, hostile, format_, tmp_path):
        code, said = reviewdog(report(format_, hostile), format_, tmp_path, "-filter-mode=nofilter")
        assert code == 0
        assert "parse error" not in said
        assert said.count("evil.example") >= 5

    def test_markdown_shows_it_as_text(self, hostile):
        text = report("markdown", hostile)
        tables, root = rendered(text)
        assert [len(table) for table in tables] == [4, 3]
        assert {len(row) for row in tables[0]} == {3}
        blocks = {"html", "body", "h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
        assert {e.tag for e in root.iter()} <= {*blocks, "strong", "br", "b", "i", "code"}
        shown = tables[0][1][2]
        assert "</script></a> | `x` ``` <img onerror=x> <!-- -->" in shown
        # What GitHub links after rendering: a mention, an issue, an address.
        outside = "".join(root.xpath("//text()[not(ancestor::code)]"))
        assert "\u200bteam" in outside
        assert not re.search("@team|#123|GH-7", outside)
        assert "://" not in text
        assert "www." not in text


# Many findings, and the same again.


class Discarding(io.StringIO):
    """Counts what is written, and forgets it."""

    size = 0

    def write(self, text):
        self.size += len(text)
        return len(text)


def many(number):
    """A run with many findings in one file."""
    file = lint("a.txt", "He SHOUTED: we saw teh cat and teh dog.\n\n" * 100)
    found = [replace(d, line=n, end_line=n) for n in range(number // 300 + 1) for d in file.diagnostics]
    return Run([replace(file, diagnostics=tuple(found[:number]))], rules=RULES)


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_a_hundred_thousand_findings_in_one_file(format_):
    run, out = many(100_000), Discarding()
    started = time.process_time()
    reporter_for(format_)(run, out)
    assert time.process_time() - started < 60
    if format_ == "markdown":
        assert out.size < 65_536


@pytest.mark.parametrize("format_", LINES)
def test_memory_does_not_grow_with_the_report(format_):
    run, out = many(5_000), Discarding()
    reporter_for(format_)(run_of(PLAIN), Discarding())  # imports what it needs
    tracemalloc.start()
    try:
        reporter_for(format_)(run, out)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # To sort them takes some 100 bytes a finding; to hold their text would take many hundreds.
    assert peak < 200 * 5_000


def test_the_same_run_gives_the_same_bytes_in_every_format(copydesk, tmp_path):
    (tmp_path / "a.md").write_text(
        "# Of of it\n\nWe saw the the cat. It was was discrete.\n", encoding="utf-8"
    )

    def reports(seed):
        arguments = [part for f in FORMATS for part in ("--output-format", f, "--output-file", f"{seed}.{f}")]
        done = copydesk("check", "--no-cache", *arguments, "a.md", env={"PYTHONHASHSEED": seed})
        assert (done.returncode, done.stderr) == (1, b"")
        return [(tmp_path / f"{seed}.{f}").read_bytes() for f in FORMATS]

    first = reports("1")
    assert first == reports("2")
    assert all(first)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_terminal_of_another_encoding_is_no_obstacle(copydesk, tmp_path, format_):
    (tmp_path / "a.txt").write_text("We saw the the cat.\n")
    done = copydesk("check", "--output-format", format_, "a.txt", env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, b"")
    assert ("“the”" in done.stdout.decode()) is (format_ not in ("full", "concise"))


@pytest.mark.skipif(os.name == "nt", reason="file names there are Unicode")
def test_a_file_whose_name_is_no_utf8(copydesk, tmp_path):
    name = b"caf\xe9\x1b[31m.txt"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("We saw the the cat.\n")
    arguments = [part for f in FORMATS for part in ("--output-format", f, "--output-file", f"report.{f}")]
    done = copydesk("check", "--no-cache", *arguments, os.fsdecode(name))
    assert (done.returncode, done.stderr) == (1, b"")
    assert "caf\ufffd␛[31m.txt:1:11 " in (tmp_path / "report.concise").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="file names there are tamer")
def test_what_went_wrong_with_a_file_cannot_forge_either(copydesk, tmp_path):
    name = "x\n::error::forged ##[error]y \x1b[31m.txt"
    (tmp_path / name).write_bytes(b"\x89PNG")
    done = copydesk("check", name)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line == "copydesk: x ::error::forged #♯[error]y ␛[31m.txt: a binary file, not an article"
