"""Our own articles, with defects planted among what looks like defects and is none.

Beside each article in fixtures/ stand what was planted in it (`.planted.toml`, written by hand before
any rule was run), the report expected of it (`.expected.json`), and what `--fix --unsafe-fixes` leaves of
it (`.fixed.*`). `pytest --update-golden tests/test_golden.py` writes the last two anew: read their diff.
"""

from __future__ import annotations

import codecs
import difflib
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from copydesk.config import Config
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import FixResult, applicable, fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.readers import TEXT_FORMATS, format_of
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.finding import Safety
from copydesk.text.source import Source
from copydesk.text.span import LineIndex, Span
from places import ROOT

FIXTURES = ROOT / "fixtures"
#: Exports and the folders of site generators are looked at in test_exports.py.
APART = {"exports", "sites"}
ARTICLES = sorted(
    p
    for p in FIXTURES.rglob("*")
    if format_of(p.name) in TEXT_FORMATS
    and ".fixed" not in p.suffixes
    and p.relative_to(FIXTURES).parts[0] not in APART
)
CLEAN = [p for p in ARTICLES if p.parent.name == "clean"]
_LONG = 120


class Case:
    """An article, what is found in it, and what is left of it after all fixes."""

    def __init__(self, path: Path, linter: Linter) -> None:
        self.path = path
        self.linter = linter
        self.expected = path.with_name(path.stem + ".expected.json")
        self.fixed = path.with_name(f"{path.stem}.fixed{path.suffix}")
        (self.source,) = SourceReader.at(path, path.name, None)
        self.lines = LineIndex(self.source.text)
        self.report: FileReport = self.lint(self.source)
        self.result: FixResult = fix_source(self.source, self.lint, unsafe=True)
        planted = path.with_name(path.stem + ".planted.toml")
        self.planted = tomllib.loads(planted.read_text(encoding="utf-8")) if planted.exists() else {}

    def lint(self, source: Source) -> FileReport:
        return self.linter.lint_source(source, Config())

    def places(self, entry: dict) -> list[Span]:
        """Where the words between ⟦ and ⟧ stand: wherever the text reads so, or in the nth place."""
        text = entry.get("at") or f"⟦{entry['words']}⟧"
        before, words, after = (re.escape(part) for part in re.split("[⟦⟧]", text))
        pattern = f"{before}({words}){after}".replace("\\\n", r"\r?\n")
        found = [Span(*m.span(1)) for m in re.finditer(pattern, self.source.text)]
        nth = entry.get("nth")
        assert len(found) >= (nth or 1), f"{self.path.name} does not read {text!r}"
        return [found[nth - 1]] if nth else found

    def reported(self, entry: dict) -> list[list[Diagnostic]]:
        """What the entry's rule reports in each of its places."""
        return [
            [d for d in self.report.diagnostics if d.rule == entry["rule"] and _span(d).overlaps(place)]
            for place in self.places(entry)
        ]

    def show(self, d: Diagnostic) -> str:
        words = self.source.text[d.start : d.end][:60]
        return f"{self.path.name}:{d.line}:{d.column} {d.rule}: {d.message} {words!r}"


def _diff(path: Path, expected: str, now: str) -> str:
    name = path.relative_to(ROOT).as_posix()
    return "\n".join(difflib.unified_diff(expected.splitlines(), now.splitlines(), name, "now", lineterm=""))


def _span(d: Diagnostic) -> Span:
    return Span(d.start, d.end)


@pytest.fixture(scope="module")
def linter():
    return Linter(Settings(isolated=True))


@pytest.fixture(scope="module", params=ARTICLES, ids=lambda p: p.relative_to(FIXTURES).as_posix())
def case(request, linter):
    return Case(request.param, linter)


def golden(case: Case) -> str:
    """The report as JSON that a person can read: words and lines in the place of offsets."""
    text = case.source.text

    def words(start: int, end: int) -> str:
        part = text[start:end]
        return part if len(part) <= _LONG else f"{part[:60]} […] {part[-40:]}"

    report = {
        "format": case.report.format,
        "encoding": case.report.encoding,
        "words": case.report.words,
        "findings": [
            {
                "rule": d.rule,
                "severity": d.severity.value,
                "line": d.line,
                "column": d.column,
                "where": d.where,
                "found": words(d.start, d.end),
                "message": d.message,
                "related": [
                    {"line": r.line, "found": words(r.start, r.end), "message": r.message} for r in d.related
                ],
                "fixes": [
                    {
                        "title": fix.title,
                        "safety": fix.safety.value,
                        "edits": [{"was": words(e.start, e.end), "text": e.text} for e in fix.edits],
                    }
                    for fix in d.fixes
                ],
            }
            for d in case.report.diagnostics
        ],
    }
    dumped = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in dumped)


def test_the_report_is_the_one_expected(case, update_golden):
    assert not case.report.problems
    report = golden(case)
    if update_golden:
        case.expected.write_text(report, encoding="utf-8", newline="\n")
    expected = case.expected.read_text(encoding="utf-8") if case.expected.exists() else ""
    if report != expected:
        diff = _diff(case.expected, expected, report)
        pytest.fail(diff + "\n\nIf right: pytest --update-golden tests/test_golden.py", pytrace=False)


def test_what_was_planted_is_found(case):
    missed = [e for e in case.planted.get("defect", ()) if "missed" not in e and not all(case.reported(e))]
    assert not missed, "\n".join(f"{case.path.name}: {e['rule']} misses {e['at']!r}" for e in missed)


def test_what_is_said_to_be_missed_is_missed(case):
    stale = [e for e in case.planted.get("defect", ()) if "missed" in e and any(case.reported(e))]
    assert not stale, f"found after all: {stale}"


def test_nothing_else_is_found(case):
    """Every finding was planted, or is listed under `also` with the reason why an editor would want it."""
    entries = [*case.planted.get("defect", ()), *case.planted.get("also", ())]
    expected = [(e["rule"], place) for e in entries for place in case.places(e)]
    alarms = [
        d
        for d in case.report.diagnostics
        if not any(d.rule == rule and _span(d).overlaps(place) for rule, place in expected)
    ]
    assert not alarms, "\n" + "\n".join(map(case.show, alarms))


def test_a_defect_is_reported_once(case):
    places = [found for e in case.planted.get("defect", ()) for found in case.reported(e)]
    twice = [found for found in places if len(found) > 1]
    assert not twice, "\n".join(case.show(d) for found in twice for d in found)


def test_no_finding_touches_a_decoy(case):
    for entry in case.planted.get("decoy", ()):
        places = case.places(entry)
        touching = [d for d in case.report.diagnostics if any(_span(d).overlaps(place) for place in places)]
        assert not touching, f"{entry['why']}: {case.show(touching[0])}"


@pytest.mark.parametrize("path", CLEAN, ids=lambda p: p.name)
def test_nothing_is_found_where_nothing_is_wrong(path, linter):
    case = Case(path, linter)
    assert case.report.words > 700
    assert [case.show(d) for d in case.report.diagnostics] == []


def test_the_fixed_file_is_the_one_expected(case, update_golden):
    fixed = case.result.source.data
    if update_golden and fixed != case.source.data:
        case.fixed.write_bytes(fixed)
    elif update_golden:
        case.fixed.unlink(missing_ok=True)
    expected = case.fixed.read_bytes() if case.fixed.exists() else case.source.data
    if fixed != expected:
        old, new = (data.decode(case.source.encoding) for data in (expected, fixed))
        pytest.fail(_diff(case.fixed, old, new) or "the bytes differ, the text does not", pytrace=False)


def test_fixing_again_changes_nothing(case):
    assert case.result.converged
    again = fix_source(case.result.source, case.lint, unsafe=True)
    assert again.applied == 0
    assert again.source.data == case.result.source.data


def test_a_fix_brings_no_new_finding(case):
    before = {(d.rule, d.message) for d in case.report.diagnostics}
    new = [d for d in case.result.report.diagnostics if (d.rule, d.message) not in before]
    assert not new, f"after the fixes: {[(d.line, d.rule, d.message) for d in new]}"


def test_what_has_no_fix_to_apply_is_still_reported(case):
    """Display fixes are never applied. Only the deletion of a whole copy takes other findings along."""
    deleted = [
        Span(edit.start, edit.end)
        for d in case.report.diagnostics
        if (fix := applicable(d, unsafe=True))
        for edit in fix.edits
        if not edit.text
    ]
    left = {d.fingerprint for d in case.result.report.diagnostics}
    for d in case.report.diagnostics:
        if applicable(d, unsafe=True) is None and not any(span.covers(_span(d)) for span in deleted):
            assert all(fix.safety is Safety.DISPLAY for fix in d.fixes)
            assert d.fingerprint in left, case.show(d)


def test_lines_that_no_fix_touches_stay_as_they_are(case):
    touched: set[int] = set()
    for d in case.report.diagnostics:
        for fix in d.fixes:
            for edit in fix.edits:
                first, last = case.lines.position(edit.start)[0], case.lines.position(edit.end)[0]
                touched.update(range(first, last + 1))
    lines = case.source.text.splitlines()
    untouched = Counter(line for n, line in enumerate(lines, 1) if n not in touched and line.strip())
    assert untouched <= Counter(case.result.source.text.splitlines())


def test_encoding_newlines_and_byte_order_mark_survive(case):
    before, after = case.source, case.result.source
    assert after.encoding == before.encoding
    assert after.data.decode(before.encoding) == after.text
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        assert after.data.startswith(mark) == before.data.startswith(mark)
    assert set(re.findall(r"\r\n?|\n", after.text)) == set(re.findall(r"\r\n?|\n", before.text))
    assert after.text.endswith("\n") == before.text.endswith("\n")


def test_the_kinds_of_files_that_there_are():
    sources = [source for p in ARTICLES for source in SourceReader.at(p, p.name, None)]
    assert {s.format for s in sources} == {"plain", "markdown", "html"}
    assert {s.encoding for s in sources} == {"utf-8", "utf-16-le", "windows-1252"}
    assert any(s.data.startswith(codecs.BOM_UTF8) and "\r\n" in s.text for s in sources)


def test_the_command_line_reports_the_same(copydesk, linter):
    done = copydesk("check", "--isolated", "--output-format", "json", *map(str, ARTICLES))
    found = [(Path(f["path"]).name, f["line"], f["rule"]) for f in json.loads(done.stdout)["findings"]]
    expected = [(p.name, d.line, d.rule) for p in ARTICLES for d in Case(p, linter).report.diagnostics]
    assert sorted(found) == sorted(expected)
