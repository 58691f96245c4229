"""A real article with real defects: each row of its answer key is found, and next to nothing else."""

import json
import re

import pytest

from copydesk.config import Config, Selection
from copydesk.lint.fixer import fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.finding import Safety

#: Lines and words that are right, from the key's "Not defects".
DECOYS = re.compile(
    r"Discreet|Hyeon Soo Lim|KCNA|Pyongyang|Légaré-Tremblay|Cent(?:re|er)|labour|track 1\.5|Suez"
)


@pytest.fixture(scope="module")
def source(request):
    from places import SHARED

    path = SHARED / "article" / "ottawa.txt"
    if not path.exists():
        pytest.skip("the article is not here")
    (source,) = SourceReader.at(path, "ottawa.txt", None)
    return source


@pytest.fixture(scope="module")
def key(source):
    """The rows of the key: line and rule; a row can name several lines, or a rule that is off."""
    from places import SHARED

    text = (SHARED / "article" / "README.md").read_text(encoding="utf-8")
    rows = []
    for lines, rule, _ in re.findall(r"^\| ([\d, –]+) \| `([\w-]+)`([^|]*) \|", text, re.MULTILINE):
        rows += [(int(re.match(r"\d+", part.strip())[0]), rule) for part in lines.split(",")]
    assert len(rows) >= 10
    return rows


def lint(source, **selection):
    return Linter(Settings(Selection(**selection), isolated=True)).lint_source(source, Config())


def test_each_row_is_a_finding_with_that_rule_on_that_line(source, key):
    found = [(d.line, d.rule) for d in lint(source, extend_select=("misquotation",)).diagnostics]
    assert [row for row in key if row not in found] == []
    assert found.count((43, "misquotation")) == 2
    assert found.count((35, "duplicate-paragraph")) == 1


def test_nothing_on_what_is_right_and_at_most_two_others(source, key):
    others = [d for d in lint(source).diagnostics if (d.line, d.rule) not in key]
    assert len(others) <= 2, others
    for d in others:
        assert not DECOYS.search(source.text[d.start : d.end])


def test_after_fixing_what_is_left_has_no_fix_to_apply(source):
    linter = Linter(Settings(isolated=True))
    result = fix_source(source, lambda s: linter.lint_source(s, Config()), unsafe=True)
    assert result.converged
    assert {f.safety for d in result.report.diagnostics for f in d.fixes} <= {Safety.DISPLAY}
    text = result.source.text
    assert text.count("Last August, KCNA") == 1
    assert "et_pb" not in text
    assert "discrete" not in text


def test_the_command_line_says_the_same(copydesk, source, shared):
    done = copydesk("check", "--isolated", "--output-format", "json", str(shared / "article" / "ottawa.txt"))
    assert len(json.loads(done.stdout)["findings"]) == len(lint(source).diagnostics)
