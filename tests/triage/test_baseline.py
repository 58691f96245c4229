"""The baseline: what stays known, and what is not let through in its place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

import pytest
from msgspec.structs import replace

from copydesk import Article, Finding, Meta, NoOptions, Rule
from copydesk.config import Selection
from copydesk.errors import DataError, UsageError
from copydesk.lint.diagnostic import Suppressor, bare_words
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.plugins import Registry
from copydesk.run.runner import run_files
from copydesk.triage.baseline import Baseline, Entry
from copydesk.triage.baseline_match import BaselineMatch, match_baseline
from timing import assert_linear


def rule_for(name: str, pattern: str, *, repeat: str | None = None, **meta: object) -> type[Rule[NoOptions]]:
    """A rule that reports what a pattern matches."""

    class Finds(Rule[NoOptions]):
        def check(self, article: Article) -> Iterator[Finding]:
            for match in re.finditer(pattern, article.prose):
                yield self.finding(match.span(), repeat=repeat)

    Finds.meta = Meta(name=name, group="test", since="0.1", summary="Wrong.", **meta)  # type: ignore[arg-type]
    return Finds


def registry(*rules: type[Rule[NoOptions]]) -> Registry:
    return Registry(
        MappingProxyType({rule.meta.name: rule for rule in rules}),
        MappingProxyType(dict.fromkeys((rule.meta.name for rule in rules), "test")),
    )


class Desk:
    """A folder of posts, with rules that know "teh", "wierd", a doubled comma and a missing author."""

    RULES = (
        rule_for("misspelling", r"\bteh\b|\bwierd\b"),
        rule_for("doubled-comma", ",,"),
        rule_for("no-author", r"^(?!By )"),
        rule_for("old-dash", "--", repeat=""),
    )

    def __init__(self, folder) -> None:
        self.folder = folder
        self.rules = registry(*self.RULES)
        self.select: tuple[str, ...] | None = ("misspelling", "doubled-comma", "old-dash")

    def write(self, text: str, name: str = "post.md") -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())

    def match(self, *names: str, whole: bool = True, today: date = date(2026, 5, 1)) -> BaselineMatch:
        paths = [self.folder / name for name in names] or sorted(self.folder.rglob("*.*"))
        paths = [path for path in paths if path.suffix != ".jsonl"]
        linter = Linter(Settings(Selection(select=self.select), isolated=True), self.rules)
        reports = [o.report for o in run_files(linter, [(path, str(path)) for path in paths])]
        return match_baseline(self.baseline, reports, linter, whole, today)

    @property
    def baseline(self) -> Baseline:
        path = self.folder / "baseline.jsonl"
        return Baseline.load(path) if path.exists() else Baseline(path)

    def adopt(self, text: str = "", name: str = "post.md", **terms: object) -> None:
        """Take in what is found now."""
        if text:
            self.write(text, name)
        entries = [replace(Entry.of(p.key, date(2026, 1, 1)), **terms) for p in self.match().new]
        self.baseline.save([*self.baseline.entries, *entries])

    def new(self, *names: str) -> list[str]:
        """What is reported: the words and the line."""
        return [
            f"{d.words} {d.line}".strip() for report in self.match(*names).reports for d in report.diagnostics
        ]

    def stale(self, *names: str, whole: bool = True) -> list[str]:
        return [f"{e.path} {e.words}".strip() for e in self.match(*names, whole=whole).stale]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


POST = """\
The ferry left at noon, and teh crew waved to the people on the pier.

Nobody on the island had seen such a wierd sky since the winter of 1963.

When the storm came, the harbour master closed teh gate and went home early.
"""


class TestStaysKnown:
    def test_as_it_was(self, desk):
        desk.adopt(POST)
        (report,) = desk.match().reports
        assert not report.diagnostics
        assert [(s.by, s.diagnostic.words) for s in report.suppressed] == [
            (Suppressor.BASELINE, "teh"),
            (Suppressor.BASELINE, "wierd"),
            (Suppressor.BASELINE, "teh"),
        ]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("The ferry", "A new first paragraph.\n\nAnd a second one.\n\nThe ferry"),
            ("noon, and teh crew", "noon, and then teh whole crew"),
            ("and teh crew waved to", "while teh sailors shouted at"),
            ("The ferry left at noon, and", "At noon it left; "),
            ("such a wierd sky since the winter of 1963", "a wierd sunset for years, said the vicar"),
            ("had seen such a wierd sky", "had seen such a weird sky"),
            ("and teh crew", "and the crew"),
            (" the people on the pier.\n\nNobody", " “the  people” on *the*\npier.\n\n\n\nNobody"),
            ("\n", "\r\n"),
            ("Nobody on the island", "# Weather\n\n![The island](island.jpg)\n\nNobody on the **island**"),
        ],
    )
    def test_when_the_text_around_is_edited_and_others_are_mended(self, desk, old, new):
        desk.adopt(POST)
        assert old in POST
        desk.write(POST.replace(old, new))
        assert desk.new() == []

    def test_when_its_paragraph_moves(self, desk):
        desk.adopt(POST)
        first, second, third = POST.strip().split("\n\n")
        desk.write("\n\n".join((third, first, second)))
        assert desk.new() == []

    def test_when_it_is_the_only_one_of_its_words_and_all_around_is_rewritten(self, desk):
        desk.adopt("Nobody had seen such a wierd sky.")
        desk.write("A wierd evening, people said.")
        assert desk.new() == []

    def test_when_the_file_is_renamed_and_edited_a_bit(self, desk):
        desk.adopt(POST, "2015/ferry.md")
        (desk.folder / "2015" / "ferry.md").rename(desk.folder / "crossing.md")
        desk.write(POST.replace("noon, and teh crew", "noon, while teh tired crew"), "crossing.md")
        assert desk.new() == []
        assert desk.stale() == []

    def test_when_a_folder_is_renamed_and_all_its_files_are_alike(self, desk):
        for name in "abc":
            desk.write(POST, f"old/{name}.md")
        desk.adopt()
        (desk.folder / "old").rename(desk.folder / "new")
        match = desk.match()
        assert not match.new
        assert {(entry.path, place.key.path) for entry, place in match.pairs} == {
            (f"old/{name}.md", f"new/{name}.md") for name in "abc"
        }

    def test_when_its_rule_is_renamed(self, desk):
        desk.adopt(POST)
        desk.rules = registry(rule_for("typo", r"\bteh\b|\bwierd\b", aliases=("misspelling",)))
        desk.select = None
        assert desk.new() == []
        assert desk.stale() == []

    def test_when_it_has_no_words(self, desk):
        desk.select = ("no-author",)
        desk.adopt(POST)
        desk.write(POST.replace("The ferry left at noon", "They sailed"))
        assert desk.new() == []

    def test_when_it_is_a_mark(self, desk):
        desk.adopt("One,, two and three. The end of it, and four,, five, six.")
        desk.write("Well, one,, two and three. The end of it, and four, five, six.")
        assert desk.new() == []
        assert desk.stale() == ["post.md ,,"]

    def test_in_a_script_without_spaces(self, desk):
        desk.rules = registry(rule_for("misspelling", "東亰"))
        desk.select = None
        desk.adopt("昨日、私たちは東亰の駅で会いました。")
        desk.write("昨日の朝、私たちは東亰の古い駅で会いました。")
        assert desk.new() == []


class TestIsNotLetThrough:
    def test_a_new_one_in_the_place_of_a_mended_one(self, desk):
        desk.adopt(POST)
        desk.write(POST.replace("teh crew", "the crew").replace("of 1963.", "of 1963, teh last one."))
        assert desk.new() == ["teh 3"]
        assert desk.stale() == ["post.md teh"]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("on the island had seen such a wierd sky", "on the wierd island had seen such a weird sky"),
            ("had seen such a wierd sky since the winter", "had seen such a sky since the wierd winter"),
            ("such a wierd sky since the winter of 1963.", "such a sky since the winter of 1963. How wierd!"),
        ],
    )
    def test_even_when_it_stands_near_by_and_is_the_only_one(self, desk, old, new):
        desk.adopt(POST)
        assert old in POST
        desk.write(POST.replace(old, new))
        assert desk.new() == ["wierd 3"]

    def test_another_one_in_the_same_words(self, desk):
        desk.adopt("- Buy teh bread.\n- Buy the milk.\n")
        desk.write("- Buy teh bread.\n- Buy teh milk.\n")
        assert desk.new() == ["teh 2"]

    def test_one_in_a_sentence_that_is_much_like_another(self, desk):
        text = (
            "In Leeds you must fill in teh form and send it off by noon on Monday.\n\n"
            "In York you must fill in the form and send it off by night on Friday.\n"
        )
        desk.adopt(text)
        desk.write(text.replace("the form", "THE form").replace("teh", "the").replace("THE", "teh"))
        assert desk.new() == ["teh 3"]

    def test_one_more_of_what_cannot_be_told_apart(self, desk):
        line = "Fill in teh form and send it to the office by the end of the week, please.\n\n"
        desk.adopt(line * 4)
        desk.write(line * 3)
        assert desk.new() == []
        desk.write(line * 5)
        assert len(desk.new()) == 1

    def test_the_same_in_a_copy_of_the_file(self, desk):
        desk.adopt(POST)
        desk.write(POST, "copy.md")
        assert desk.new("copy.md") == ["teh 1", "wierd 3", "teh 5"]

    def test_what_is_new_in_a_file_that_was_renamed(self, desk):
        desk.adopt(POST)
        (desk.folder / "post.md").unlink()
        desk.write(POST.replace("teh crew", "the crew").replace("on the pier", "on teh pier"), "other.md")
        assert desk.new() == ["teh 1"]

    def test_another_place_of_a_defect_that_repeats(self, desk):
        desk.adopt("He came -- and she left. Nobody -- not even they -- knew.")
        desk.write("He came -- and she left. Nobody -- not even they – knew.")
        assert desk.new() == []
        desk.write(
            "He came -- and she left. Nobody -- not even they -- knew. Later -- at night -- it rained."
        )
        assert len(desk.new()) == 1

    def test_another_rule_at_the_same_words(self, desk):
        desk.adopt("Such a wierd sky.")
        desk.rules = registry(*desk.RULES, rule_for("slang", r"\bwierd\b"))
        desk.select = None
        assert [d.rule for d in desk.match().reports[0].diagnostics] == ["no-author", "slang"]


class TestStale:
    def test_what_was_mended(self, desk):
        desk.adopt(POST)
        desk.write(POST.replace("wierd", "weird"))
        assert desk.stale() == ["post.md wierd"]

    def test_not_what_was_no_part_of_the_run(self, desk):
        desk.adopt(POST)
        desk.adopt(POST, "other.md")
        desk.write("All is well.")
        assert desk.stale("other.md", whole=False) == []
        desk.select = ("doubled-comma",)
        assert desk.stale() == [], "the rule did not run"

    def test_the_entries_of_a_file_that_is_gone(self, desk):
        desk.adopt(POST)
        (desk.folder / "post.md").unlink()
        desk.write("All is well.", "other.md")
        assert desk.stale(whole=False) == []
        assert desk.stale() == ["post.md teh", "post.md teh", "post.md wierd"]

    def test_those_of_a_rule_that_there_is_no_more(self, desk):
        desk.adopt(POST)
        desk.rules = registry(rule_for("doubled-comma", ",,"))
        desk.select = None
        assert len(desk.stale()) == 3


class TestExpiry:
    def test_an_expired_one_is_reported_with_a_note(self, desk):
        desk.adopt("Such a wierd sky.", owner="Mia", reason="a quote", expires=date(2026, 4, 30))
        (report,) = desk.match(today=date(2026, 4, 30)).reports
        assert [s.reason for s in report.suppressed] == ["a quote (owner Mia, until 2026-04-30)"]
        match = desk.match(today=date(2026, 5, 1))
        assert [d.message for d in match.reports[0].diagnostics] == [
            "Wrong. (known since 2026-01-01, expired 2026-04-30, owner Mia)"
        ]
        assert [e.words for e in match.expired] == ["wierd"]
        assert not match.new


class TestFile:
    def test_is_sorted_with_an_entry_a_line(self, desk):
        desk.adopt(POST + "\nteh end\n\nteh end\n")
        header, *lines = (desk.folder / "baseline.jsonl").read_text().splitlines()
        assert header == '{"schema":"copydesk/baseline/1"}'
        entries = [json.loads(line) for line in lines]
        assert list(entries[0]) == ["path", "rule", "words", "before", "after", "since"]
        assert [e["words"] for e in entries] == ["teh"] * 4 + ["wierd"]
        assert lines == sorted(lines, key=lambda line: list(json.loads(line).values())[:5])
        assert len(set(lines)) == len(lines)

    def test_moving_text_does_not_change_it(self, desk):
        desk.adopt(POST)
        before = (desk.folder / "baseline.jsonl").read_bytes()
        desk.write(f"# A heading\n\n{'Padding of many words here. ' * 9}\n\n{POST}")
        (desk.folder / "baseline.jsonl").unlink()
        desk.adopt()
        old, new = (data.splitlines() for data in (before, (desk.folder / "baseline.jsonl").read_bytes()))
        assert len(set(new) - set(old)) == 1, "but for the first, which has other words before it now"

    def test_lines_that_a_merge_doubled_are_one(self, desk):
        desk.adopt(POST, owner="Mia")
        path = desk.folder / "baseline.jsonl"
        lines = path.read_text()
        path.write_text(lines + lines.replace(',"owner":"Mia"', ""))
        assert [e.owner for e in desk.baseline.entries] == ["Mia"] * 3

    def test_lines_may_end_as_on_windows(self, desk):
        desk.adopt(POST)
        path = desk.folder / "baseline.jsonl"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        assert desk.new() == []

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ("", 'not a baseline: its first line must be {"schema":"copydesk/baseline/1"}'),
            ('{"a": 1}\n', "not a baseline"),
            ('{"schema":"copydesk/baseline/7"}\n', "of the schema 'copydesk/baseline/7'"),
            ('{"schema":"copydesk/baseline/1"}\n\n{"path": \n', ":3:1: not JSON"),
            ('{"schema":"copydesk/baseline/1"}\n{"path": "\udcff"}\n', ":2:1: not JSON"),
            (
                '{"schema":"copydesk/baseline/1"}\n{"path": 1}\n',
                ":2:1: not an entry: Expected `str`, got `int`",
            ),
            ('{"schema":"copydesk/baseline/1"}\n<<<<<<< HEAD\n', ":2:1: a merge conflict"),
        ],
    )
    def test_a_bad_one_is_one_line(self, tmp_path, data, message):
        path = tmp_path / "b.jsonl"
        path.write_text(data, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(DataError) as error:
            Baseline.load(path)
        assert message in str(error.value)
        assert "\n" not in str(error.value)

    def test_none(self, tmp_path):
        with pytest.raises(UsageError, match="no such baseline"):
            Baseline.load(tmp_path / "b.jsonl")

    def test_paths_are_relative_to_it(self, tmp_path):
        baseline = Baseline(tmp_path / "ci" / "b.jsonl")
        assert baseline.paths.relative(str(tmp_path / "ci" / "a.md")) == "a.md"
        assert baseline.paths.relative(str(tmp_path / "posts" / "cafe\u0301.md")) == "../posts/café.md"


def test_words_are_bare():
    assert bare_words("“It’s 5 o'clock,” she\r\n SAID_") == ["it", "s", "5", "o", "clock", "she", "said"]
    assert bare_words("in 東京 and ไทย") == ["in", "東", "京", "and", "ไ", "ท", "ย"]


def test_takes_time_as_the_findings_do(desk):
    def known(n: int) -> None:
        text = "\n\n".join(f"In the year {i} teh king of county {i * 7} died of old age." for i in range(n))
        desk.adopt(text)
        desk.write(text.replace("king", "good king"))
        desk.match()
        (desk.folder / "baseline.jsonl").unlink()

    assert_linear(known, 1000)


POSTS = {
    "a.md": "# The bakery\n\nIt opened in in 1911 and has been run by the same family ever since.\n",
    "b.md": "# The mill\n\nShe said that it was was the only mill in the valley that still ran.\n",
}


class TestCommands:
    @pytest.fixture
    def posts(self, tmp_path):
        for name, text in POSTS.items():
            (tmp_path / name).write_text(text)
        return tmp_path

    def test_create_then_check(self, copydesk, posts):
        done = copydesk("baseline", "create", "--owner", "desk", "--reason", "the archive")
        assert done.returncode == 0
        assert b"Wrote copydesk-baseline.jsonl: 2 entries.\n       2  repeated-word\n" in done.stdout
        done = copydesk("check")
        assert done.returncode == 0
        assert b"The baseline keeps back 2 findings." in done.stdout
        (posts / "a.md").write_text(POSTS["a.md"] + "\nIt is is new.\n")
        done = copydesk("check", "--output-format", "concise")
        assert (done.returncode, done.stdout) == (1, "a.md:5:6 repeated-word “is” is repeated.\n".encode())
        assert copydesk("check", "--isolated").returncode == 1, "no baseline, as no configuration"

    def test_create_overwrites_nothing(self, copydesk, posts):
        (posts / "copydesk-baseline.jsonl").write_text("mine")
        done = copydesk("baseline", "create")
        assert done.returncode == 2
        assert b"exists already; `copydesk baseline update` brings it up to date, --force" in done.stderr
        assert (posts / "copydesk-baseline.jsonl").read_text() == "mine"
        assert copydesk("baseline", "create", "--force").returncode == 0
        assert copydesk("check").returncode == 0

    def test_update_takes_out_moves_and_adds(self, copydesk, posts):
        copydesk("baseline", "create", "--owner", "desk")
        (posts / "a.md").write_text(POSTS["a.md"].replace("in in", "in"))
        (posts / "b.md").rename(posts / "c.md")
        (posts / "d.md").write_text("It is is new.\n")
        done = copydesk("baseline", "check")
        assert done.returncode == 1
        assert "a.md: repeated-word “in” is not found any more" in done.stdout.decode()
        assert b"1 entry stands for nothing any more" in copydesk("check").stderr
        done = copydesk("baseline", "update")
        assert done.stdout.decode() == (
            "copydesk-baseline.jsonl: 1 taken out, 1 moved with their files; 1 entry.\n"
            "1 found that is not in it; --add takes that in, too.\n"
        )
        assert copydesk("baseline", "check").returncode == 0
        copydesk("baseline", "update", "--add", "--owner", "Mia")
        lines = (posts / "copydesk-baseline.jsonl").read_text().splitlines()[1:]
        assert [(e["path"], e["owner"]) for e in map(json.loads, lines)] == [
            ("c.md", "desk"),
            ("d.md", "Mia"),
        ]
        assert copydesk("check").returncode == 0

    def test_update_of_a_part_leaves_the_rest(self, copydesk, posts):
        copydesk("baseline", "create")
        for name, text in POSTS.items():
            (posts / name).write_text(text.replace("in in", "in").replace("was was", "was"))
        copydesk("baseline", "update", "a.md")
        assert (posts / "copydesk-baseline.jsonl").read_text().count('"path":"b.md"') == 1

    def test_what_has_expired_fails_and_may_be_renewed(self, copydesk, posts):
        copydesk("baseline", "create", "--expires", "2020-01-01")
        done = copydesk("check")
        assert done.returncode == 1
        assert b"expired 2020-01-01)" in done.stdout
        done = copydesk("baseline", "check")
        assert done.returncode == 1
        assert b"expired on 2020-01-01" in done.stdout
        copydesk("baseline", "update")
        assert copydesk("check").returncode == 1
        done = copydesk("baseline", "update", "--add", "--expires", "2999-01-01")
        assert b"2 renewed" in done.stdout
        assert copydesk("check").returncode == 0

    def test_show(self, copydesk, posts):
        copydesk("baseline", "create", "--owner", "desk", "--expires", "2020-01-01")
        shown = copydesk("baseline", "show").stdout.decode()
        assert re.search(r"repeated-word +desk +2020-01-01 ! +2 +2 +\d{4}-", shown)
        assert "2 entries in 2 files, 2 of them expired (!)." in shown
        data = json.loads(copydesk("baseline", "show", "--output-format", "json").stdout)
        assert [e["path"] for e in data["entries"]] == ["a.md", "b.md"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ["check", "--baseline", "none.jsonl"],
                b"none.jsonl: no such baseline; `copydesk baseline create`",
            ),
            (["baseline", "show"], b"copydesk-baseline.jsonl: no such baseline"),
            (["baseline", "update"], b"copydesk-baseline.jsonl: no such baseline"),
            (["baseline", "update", "--owner", "Mia"], b"they go with --add"),
            (["baseline", "create", "--baseline", "no/such/b.jsonl"], b"no/such/b.jsonl: cannot be written"),
            (["baseline", "create", "--expires", "soon"], b"'soon' does not match"),
        ],
    )
    def test_2_for_what_makes_no_sense(self, copydesk, posts, arguments, message):
        done = copydesk(*arguments)
        assert done.returncode == 2
        assert message in done.stderr
        assert b"Traceback" not in done.stderr

    def test_branches_merge_without_conflict_where_the_files_differ(self, copydesk, posts):
        def git(*args: str) -> None:
            config = ["-c", "user.name=desk", "-c", "user.email=desk@example.org"]
            subprocess.run(["git", *config, *args], cwd=posts, check=True, capture_output=True)

        git("init", "-b", "main")
        copydesk("baseline", "create")
        git("add", ".")
        git("commit", "-m", "known")
        for name in "xy":
            git("checkout", "-b", name, "main")
            (posts / f"a{name}.md").write_text(f"It is is new in {name}.\n")
            copydesk("baseline", "update", "--add")
            git("add", ".")
            git("commit", "-m", name)
        with pytest.raises(subprocess.CalledProcessError):
            git("merge", "x")  # both add a line at one place
        done = copydesk("check")
        assert done.returncode == 2
        assert (
            b"copydesk-baseline.jsonl:3:1: a merge conflict; `copydesk baseline update` takes" in done.stderr
        )
        assert copydesk("baseline", "update").returncode == 0
        assert copydesk("check").returncode == 0
        git("checkout", "-f", "y")
        (posts / ".gitattributes").write_text("copydesk-baseline.jsonl merge=union\n")
        git("merge", "x")
        assert copydesk("check").returncode == 0

    def test_a_file_whose_name_is_not_utf_8(self, copydesk, tmp_path):
        try:
            with open(os.fsencode(tmp_path) + b"/caf\xe9.md", "w") as file:
                file.write(POSTS["a.md"])
        except OSError:
            return  # this file system has no such names
        assert copydesk("baseline", "create").returncode == 0
        assert copydesk("check").returncode == 0
        assert copydesk("baseline", "check").returncode == 0

    @pytest.mark.skipif(os.name == "nt", reason="a POSIX shell, which can limit what is written")
    def test_none_is_left_half_written(self, posts):
        command = f"ulimit -f 0; '{sys.executable}' -m copydesk baseline create --no-cache"
        done = subprocess.run(["sh", "-c", command], cwd=posts, capture_output=True, check=False)
        assert done.returncode == 2
        assert done.stderr == b"copydesk: copydesk-baseline.jsonl: cannot be written: file too large\n"
        assert not (posts / "copydesk-baseline.jsonl").exists()

    def test_standard_input_by_the_name_it_has(self, copydesk, posts):
        copydesk("baseline", "create")
        arguments = ["check", "-", "--stdin-filename", "a.md"]
        assert copydesk(*arguments, stdin=POSTS["a.md"].replace("has been run", "is run")).returncode == 0
        assert copydesk(*arguments, stdin=POSTS["a.md"] + "\nIt is is new.\n").returncode == 1
