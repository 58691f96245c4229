"""`copydesk check --add-ignores`: where a comment goes, and where none can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from copydesk import Article, Finding, Meta, NoOptions, Rule
from copydesk.config import Config
from copydesk.errors import UsageError
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.verify import same_prose
from copydesk.rule.plugins import Registry
from copydesk.text.source import Source, decode
from copydesk.triage.add_ignores import Ignored, add_ignores
from copydesk_rules.meta.unused_ignore import UnusedIgnore


def rule_for(word: str, name: str = "", repeat: str | None = None) -> type[Rule[NoOptions]]:
    """A rule that reports a word wherever it stands."""

    class Finds(Rule[NoOptions]):
        def check(self, article: Article) -> Iterator[Finding]:
            for match in re.finditer(word, article.prose):
                yield self.finding(match.span(), repeat=repeat)

    Finds.meta = Meta(name=f"no-{name or word}", group="fruit", since="0.1", summary=f"No {word}.")
    return Finds


RULES = (rule_for("fig"), rule_for("plum"), rule_for("--", "dash", repeat=""), UnusedIgnore)
REGISTRY = Registry(
    MappingProxyType({rule.meta.name: rule for rule in RULES}),
    MappingProxyType(dict.fromkeys((rule.meta.name for rule in RULES), "test")),
)
LINTER = Linter(Settings(isolated=True), REGISTRY)
CONFIG = Config(language="en")
FIG = "<!-- copydesk-ignore no-fig -->"
DASH = "<!-- copydesk-ignore no-dash -->"


def added(text: str, form: str = "markdown", reason: str = "") -> Ignored:
    """What comes of a text; all that must hold of it always is asserted here."""
    source = decode(text.encode(), f"post.{form}", form)
    before = LINTER.lint_source(source, CONFIG)
    assert before.diagnostics
    done = add_ignores(LINTER, source, CONFIG, before, reason)
    assert prose(done.source, source)
    after = LINTER.lint_source(done.source, CONFIG)
    assert after.diagnostics == done.report.diagnostics
    assert len(done.left) == len(after.diagnostics) or form == "plain"
    assert not any(d.rule == "unused-ignore" for d in after.diagnostics) or "copydesk-" in text
    return done


def prose(one: Source, other: Source) -> bool:
    (a,), (b,) = read_articles(one, CONFIG), read_articles(other, CONFIG)
    return same_prose(a.prose, b.prose)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One.\n\nA fig.\n\nTwo.\n", f"One.\n\n{FIG}\n\nA fig.\n\nTwo.\n"),
        ("A fig.\r\n", f"{FIG}\r\n\r\nA fig.\r\n"),
        ("\ufeffA fig.\n", f"\ufeff{FIG}\n\nA fig.\n"),
        ("---\ntitle: One\n---\nA fig.\n", f"---\ntitle: One\n---\n{FIG}\n\nA fig.\n"),
        ("# A fig\n\nOne.\n", f"{FIG}\n\n# A fig\n\nOne.\n"),
        ("A fig\n=====\n\nOne.\n", f"{FIG}\n\nA fig\n=====\n\nOne.\n"),
        ("One.\nA fig.\n", f"{FIG}\n\nOne.\nA fig.\n"),
        ("- One.\n- A fig.\n- Two.\n", f"- One.\n- A fig. {FIG}\n- Two.\n"),
        ("- One.\n\n  A fig\n  and more.\n- Two.\n", f"- One.\n\n  A fig\n  and more. {FIG}\n- Two.\n"),
        ("1. One\n   - A fig\n2. Two\n", f"1. One\n   - A fig {FIG}\n2. Two\n"),
        ("> One.\n>\n> A fig.\n", f"> One.\n>\n> A fig. {FIG}\n"),
        ("> # A fig\n", f"> # A fig {FIG}\n"),
        ("![A fig](fig.jpg)\n\nOne.\n", f"{FIG}\n\n![A fig](fig.jpg)\n\nOne.\n"),
        ("One.\n\n<p>A fig.</p>\n", f"One.\n\n{FIG}\n<p>A fig.</p>\n"),
        ("*A fig* falls.\n", f"{FIG}\n\n*A fig* falls.\n"),
        ("A fig, a fig.\n\nA fig.\n", f"{FIG}\n\nA fig, a fig.\n\n{FIG}\n\nA fig.\n"),
        ("A plum, a fig.\n", "<!-- copydesk-ignore no-fig, no-plum -->\n\nA plum, a fig.\n"),
        (
            "One -- two.\n\nThree -- four.\n",
            f"{DASH}\n\nOne -- two.\n\n{DASH}\n\nThree -- four.\n",
        ),
    ],
)
def test_markdown(text, wanted):
    done = added(text)
    assert done.source.text == wanted
    assert not done.left


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<p>One.</p>\n<p>A fig.</p>\n", f"<p>One.</p>\n{FIG}\n<p>A fig.</p>\n"),
        ("<div>\r\n  <p>A fig.</p>\r\n</div>", f"<div>\r\n  {FIG}\r\n  <p>A fig.</p>\r\n</div>"),
        ("<p>One.</p><p>A fig.</p>", f"<p>One.</p>{FIG}<p>A fig.</p>"),
        ("<ul><li>One.</li><li>A fig.</li></ul>", f"<ul><li>One.</li>{FIG}<li>A fig.</li></ul>"),
        ("<p>One.</p>\n<img alt='A fig'>\n", f"<p>One.</p>\n{FIG}\n<img alt='A fig'>\n"),
        ("<blockquote>A fig.</blockquote>", f"{FIG}\n<blockquote>A fig.</blockquote>"),
        ("One.\n\nA fig &amp; more.\n", f"One.\n\n{FIG}A fig &amp; more.\n"),
        (
            "<!doctype html><title>Fruit</title><body>\n<h1>Fruit</h1>\n<p>A fig.</p>\n",
            f"<!doctype html><title>Fruit</title><body>\n<h1>Fruit</h1>\n{FIG}\n<p>A fig.</p>\n",
        ),
    ],
)
def test_html(text, wanted):
    done = added(text, "html")
    assert done.source.text == wanted
    assert not done.left


@pytest.mark.parametrize("next_block", ["A fig.\n", "A fig\n=====\n"])
def test_a_picture_amid_a_sentence_takes_nothing_from_the_next_block(next_block):
    done = added(f"See ![a fig](fig.jpg) here.\n\n{next_block}")
    assert done.source.text == f"See ![a fig](fig.jpg) here.\n\n{FIG}\n\n{next_block}"
    assert len(done.left) == 1


def test_a_cell_of_a_table_in_html():
    text = "<table><tr><td>One</td><td>A fig</td></tr></table>"
    done = added(text, "html")
    assert done.source.text.count(FIG) == 1
    assert not done.left


def test_a_page_whose_article_must_be_found():
    links = "".join(f"<li><a href='/{i}'>A page of this site, number {i}</a></li>" for i in range(60))
    told = " It was told again and again, by the people of the valley and by others, until nobody doubted it."
    body = "".join(f"<p>The story of the fig, part {i}.{told * 2}</p>\n" for i in range(6))
    page = f"<!doctype html><body><ul>{links}</ul><div class='x1'>{body}</div><ul>{links}</ul></body>"
    done = added(page, "html")
    assert done.source.text.count(f"{FIG}\n<p>") == 5
    assert not done.left


class TestExistingComments:
    def test_one_directly_before_takes_the_name(self):
        done = added("<!-- copydesk-ignore no-plum: so said -->\n\nA fig, a plum.\n")
        assert done.source.text == "<!-- copydesk-ignore no-plum, no-fig: so said -->\n\nA fig, a plum.\n"

    def test_one_at_the_end_takes_it_too(self):
        done = added("- A fig, a plum. <!-- copydesk-ignore no-plum -->\n")
        assert done.source.text == "- A fig, a plum. <!-- copydesk-ignore no-plum, no-fig -->\n"

    def test_not_one_with_another_reason(self):
        done = added("<!-- copydesk-ignore no-plum: so said -->\n\nA fig, a plum.\n", reason="a name")
        assert done.source.text == (
            "<!-- copydesk-ignore no-plum: so said -->\n\n<!-- copydesk-ignore no-fig: a name -->\n\n"
            "A fig, a plum.\n"
        )

    def test_not_one_for_another_block(self):
        done = added("<!-- copydesk-ignore no-plum -->\n\nA plum.\n\nA fig.\n")
        assert done.source.text == f"<!-- copydesk-ignore no-plum -->\n\nA plum.\n\n{FIG}\n\nA fig.\n"

    def test_an_idle_one_is_left_to_its_own_fix(self):
        done = added("<!-- copydesk-ignore no-plum -->\n\nOne.\n\nA fig.\n")
        assert done.source.text == f"<!-- copydesk-ignore no-plum -->\n\nOne.\n\n{FIG}\n\nA fig.\n"
        assert done.left == ["post.markdown:1:1 unused-ignore: take the comment out, or use --fix"]


class TestWhereNoneCanStand:
    @pytest.mark.parametrize(
        "text",
        [
            "---\ntitle: A fig\n---\n\nOne.\n",
            "| One | Two |\n| --- | --- |\n| A fig | A pear |\n",
            "One ![a fig](fig.jpg) in the middle of it.\n",
        ],
    )
    def test_in_markdown(self, text):
        done = added(text)
        assert done.source.text == text
        (line,) = done.left
        assert re.fullmatch(r"post.markdown:\d+:\d+ no-fig: no comment can stand there; use .*", line)

    def test_the_rest_is_written_all_the_same(self):
        table = "| One | Two |\n| --- | --- |\n| A fig | A pear |\n"
        done = added(f"{table}\nA fig.\n")
        assert done.source.text == f"{table}\n{FIG}\n\nA fig.\n"
        assert len(done.left) == 1

    def test_in_plain_text(self):
        done = added("A fig.\n\nA fig.\n", "plain")
        assert done.source.text == "A fig.\n\nA fig.\n"
        (line,) = done.left
        assert "plain has no comments; take its findings into the baseline" in line

    @pytest.mark.parametrize("reason", ["a --> b", "two\nlines", "a -- b"])
    def test_not_every_reason_can(self, reason):
        with pytest.raises(UsageError, match="cannot hold"):
            added("A fig.\n", reason=reason)


class TestCommand:
    def test_a_second_check_finds_nothing(self, copydesk, tmp_path):
        (tmp_path / "a.md").write_text("# The mill\n\nIt opened in in 1911, and it it runs.\n")
        (tmp_path / "b.txt").write_text("It opened in in 1911, and the mill still runs.\n")
        done = copydesk("check", "--add-ignores", "--reason", "as sung", "a.md")
        assert (done.returncode, done.stderr) == (0, b"copydesk: wrote 1 ignore comment into 1 file\n")
        assert (tmp_path / "a.md").read_text() == (
            "# The mill\n\n<!-- copydesk-ignore repeated-word: as sung -->\n\n"
            "It opened in in 1911, and it it runs.\n"
        )
        assert copydesk("check", "a.md").returncode == 0
        done = copydesk("check", "--add-ignores")
        assert done.returncode == 1
        assert b"b.txt: plain has no comments; take its findings into the baseline" in done.stderr

    def test_what_the_baseline_knows_needs_none(self, copydesk, tmp_path):
        text = "# The mill\n\nIt opened in in 1911.\n"
        (tmp_path / "a.md").write_text(text)
        copydesk("baseline", "create")
        (tmp_path / "a.md").write_text(f"{text}\nAnd it it runs.\n")
        done = copydesk("check", "--add-ignores")
        assert (done.returncode, done.stderr) == (0, b"copydesk: wrote 1 ignore comment into 1 file\n")
        assert (tmp_path / "a.md").read_text() == (
            f"{text}\n<!-- copydesk-ignore repeated-word -->\n\nAnd it it runs.\n"
        )
        assert copydesk("baseline", "check").returncode == 0

    def test_an_idle_comment_is_taken_out_by_fix(self, copydesk, tmp_path):
        text = "# The mill\n\n<!-- copydesk-ignore repeated-word -->\n\nIt opened in 1911.\n"
        (tmp_path / "a.md").write_text(text)
        assert b"unused-ignore" in copydesk("check").stdout
        assert copydesk("check", "--fix").returncode == 0
        assert (tmp_path / "a.md").read_text() == "# The mill\n\nIt opened in 1911.\n"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--add-ignores", "--diff"], b"--add-ignores writes into files"),
            (["--add-ignores", "-"], b"--add-ignores writes into files"),
            (["--reason", "because"], b"--reason goes with --add-ignores"),
        ],
    )
    def test_2_for_what_makes_no_sense(self, copydesk, arguments, message):
        done = copydesk("check", *arguments)
        assert done.returncode == 2
        assert message in done.stderr
