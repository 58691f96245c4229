"""Exports of WordPress and Ghost: each post an article, places in the file, and nothing else touched."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk.document.article import Kind
from copydesk.errors import SourceError
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import ReaderOptions, holds_articles, reader_for
from copydesk.readers.cms.shortcodes import resolved
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.finding import Severity
from copydesk.run.runner import Mode, run_files
from copydesk.text.source import SourceEdit
from copydesk.text.span import LineIndex
from places import ROOT
from timing import assert_linear

FIXTURES = ROOT / "fixtures" / "exports"
EXPORTS = sorted(FIXTURES.glob("*.wordpress.xml")) + sorted(FIXTURES.glob("*.ghost.json"))

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
FOOT = "</channel></rss>\n"


def post(content: str, number: int = 1, title: str = "A post", **fields: str) -> str:
    """A post of an export; `content` is what stands in its `content:encoded`."""
    given = {"post_date": "2020-02-02 10:00:00", "status": "publish", "post_type": "post", **fields}
    told = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in given.items())
    return (
        f"<item><title>{title}</title><content:encoded>{content}</content:encoded>"
        f"<wp:post_id>{number}</wp:post_id>{told}</item>\n"
    )


def export(*posts: str) -> str:
    return HEAD + "".join(posts) + FOOT


def cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def opened(data: bytes, name: str = "a.xml", encoding: str | None = None) -> SourceReader:
    kind = "ghost" if name.endswith(".json") else "wxr"
    return SourceReader(io.BytesIO(data), name, kind, encoding)


def articles(data: bytes, name: str = "a.xml", encoding: str | None = None):
    return [
        (source, article)
        for source in opened(data, name, encoding)
        for article in reader_for(source.format).read(source, ReaderOptions())
    ]


def prose(content: str) -> list[tuple[str, str]]:
    """The blocks of a post with this content, less its title."""
    ((_, article),) = articles(export(post(content)).encode())
    return [(b.kind.value, article.text_of(b)) for b in article.blocks[1:]]


@pytest.fixture
def run(tmp_path):
    def run(text: str | bytes, mode: Mode = Mode.CHECK, name: str = "a.xml", unsafe: bool = False):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        (outcome,) = run_files(Linter(Settings(isolated=True)), [(path, name)], mode, unsafe)
        return outcome, path.read_bytes().decode()

    return run


def golden(path: Path, text: str, update: bool) -> None:
    if update:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", EXPORTS, ids=lambda p: p.name)
class TestFixtures:
    def test_the_posts_are_read_as_expected(self, path, copydesk, update_golden):
        done = copydesk("read", "--isolated", "--output-format", "json", path.name, cwd=FIXTURES)
        assert done.returncode == 0, done.stderr
        golden(path.with_suffix(".read.txt"), done.stdout.decode(), update_golden)

    def test_the_report_is_the_one_expected(self, path, copydesk, update_golden):
        done = copydesk("check", "--isolated", "--no-cache", path.name, cwd=FIXTURES)
        golden(path.with_suffix(".expected.txt"), done.stdout.decode() + done.stderr.decode(), update_golden)

    def test_fixes_change_what_they_say_and_nothing_else(self, path, run, update_golden):
        text = path.read_text(encoding="utf-8")
        outcome, fixed = run(text, Mode.FIX, path.name, unsafe=True)
        golden(path.with_suffix(f".fixed{path.suffix}"), fixed, update_golden)
        assert outcome.applied
        again, same = run(fixed, Mode.FIX, path.name, unsafe=True)
        assert (again.applied, same) == (0, fixed)
        before = {a.id: s.text for s, a in articles(text.encode(), path.name)}
        after = {a.id: s.text for s, a in articles(fixed.encode(), path.name)}
        found, _ = run(text, name=path.name)
        touched = {d.article for d in found.report.diagnostics if d.best_fix}
        assert {post for post in before if before[post] != after[post]} == touched

    def test_a_diff_can_be_applied(self, path, run, tmp_path):
        text = path.read_text(encoding="utf-8")
        outcome, _ = run(text, Mode.DIFF, path.name)
        (tmp_path / "a.patch").write_text(outcome.diff.replace(" (fixed)", ""), encoding="utf-8")
        subprocess.run(["git", "apply", "-p0", "a.patch"], cwd=tmp_path, check=True)
        patched = (tmp_path / path.name).read_text(encoding="utf-8")
        _, fixed = run(text, Mode.FIX, path.name)
        assert patched == fixed

    def test_the_sources_are_the_file_without_a_gap(self, path):
        data = path.read_bytes()
        sources = list(opened(data, path.name))
        text = data.decode()
        lines = LineIndex(text)
        assert b"".join(s.data for s in sources) == data
        at = 0
        for source in sources:
            assert source.start == at
            assert source.at == lines.positions([at])[at]
            at += len(source.text)

    def test_places_are_exact(self, path):
        """What is laid down verbatim stands in the file, letter for letter."""
        text = path.read_text(encoding="utf-8")
        for source, article in articles(path.read_bytes(), path.name):
            for block in article.blocks:
                for at in range(block.start, block.end):
                    place = article.source_map.to_source(at, at + 1)
                    if len(place) == 1:
                        written = text[source.start + place.start]
                        assert written == article.text[at] or {written, article.text[at]} <= set(" \n")


class TestWordPress:
    def test_content_in_cdata_split_anywhere(self):
        assert prose(cdata("One ]]") + cdata("> two") + "&amp;lt; <![CDATA[three]]>") == [
            ("paragraph", "One ]]> two< three")
        ]

    def test_escaped_content(self):
        assert prose("&lt;p&gt;Fish &amp;amp; &#99;hips&lt;/p&gt;&#x3C;p>More&lt;/p>") == [
            ("paragraph", "Fish & chips"),
            ("paragraph", "More"),
        ]

    @pytest.mark.parametrize("kind", ["attachment", "nav_menu_item", "wp_template", "wp_global_styles"])
    def test_what_is_no_article(self, kind):
        assert articles(export(post(cdata("It is."), post_type=kind)).encode()) == []

    def test_a_post_without_an_id_is_named_by_what_else_it_has(self):
        posts = [
            "<item/><item></item>",
            "<item><title/><guid>https://x/?p=1</guid><content:encoded/></item>",
            "<item><title> </title><link>https://x/2</link><content:encoded>So.</content:encoded></item>",
            "<item><title>Three</title></item>",
        ]
        found = [(a.id, a.title) for _, a in articles(export(*posts).encode())]
        assert found == [("https://x/?p=1", None), ("https://x/2", None), ("a post without an id", "Three")]

    @pytest.mark.parametrize("status", ["draft", "private", "pending", "future", "publish"])
    def test_drafts_are_read_with_their_status(self, status):
        ((_, article),) = articles(export(post(cdata("It is."), status=status)).encode())
        assert article.status == status

    def test_types_of_a_site_s_own_are_read_where_they_have_content(self):
        recipes = post(cdata("Bake it."), 1, post_type="recipe"), post(cdata(""), 2, post_type="slide")
        assert [a.id for _, a in articles(export(*recipes).encode())] == ["1"]

    @pytest.mark.parametrize("chunk", [1, 7, 64])
    def test_chunks_make_no_difference(self, monkeypatch, chunk):
        monkeypatch.setattr("copydesk.readers.cms.xml_stream._CHUNK", chunk)
        for path in FIXTURES.glob("*.wordpress.xml"):
            sources = list(opened(path.read_bytes()))
            monkeypatch.undo()
            assert sources == list(opened(path.read_bytes()))

    @pytest.mark.parametrize(
        ("encoding", "mark"),
        [
            ("utf-8", b"\xef\xbb\xbf"),
            ("utf-16-le", b"\xff\xfe"),
            ("utf-16-be", b"\xfe\xff"),
            ("latin-1", b""),
        ],
    )
    def test_encodings_and_line_ends_survive(self, run, tmp_path, encoding, mark):
        text = export(post(cdata("It was the the Café.\r\nIt was.")), post(cdata("So it is."), 2))
        text = text.replace("\n", "\r\n").replace("\r\r", "\r")
        if encoding == "latin-1":
            text = text.replace("UTF-8", "ISO-8859-1")
        elif mark != b"\xef\xbb\xbf":
            text = text.replace("UTF-8", "UTF-16")
        path = tmp_path / "a.xml"
        path.write_bytes(mark + text.encode(encoding))
        (outcome,) = run_files(Linter(Settings(isolated=True)), [(path, "a.xml")], Mode.FIX)
        assert outcome.applied == 1
        assert path.read_bytes() == mark + text.replace("the the", "the").encode(encoding)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (export(post("<b>It is</i>")), "not well-formed XML: mismatched tag in line 4, column 55"),
            (HEAD + post(cdata("So.")), "not well-formed XML: no element found in line 5, column 1"),
            (HEAD + "<item>&nbsp;</item>", "not well-formed XML: undefined entity in line 4, column 7"),
            ("", "not well-formed XML: no element found in line 1, column 1"),
            ("<rss><channel/></rss>", "no export of WordPress; of XML, copydesk reads nothing else"),
            ("<!DOCTYPE rss [<!ENTITY a 'aa'>]>" + HEAD[39:] + FOOT, "it declares a document type"),
            (HEAD.replace("UTF-8", "shout") + FOOT, "its encoding cannot be read as XML"),
        ],
    )
    def test_what_cannot_be_read_is_told_in_one_line_and_left_alone(self, run, text, message):
        outcome, left = run(text, Mode.FIX)
        assert left == text
        (problem,) = outcome.report.problems
        assert message in problem.message
        assert problem.severity is Severity.ERROR

    def test_elements_in_elements_are_read_in_linear_time(self):
        def read(n):
            with pytest.raises(SourceError, match="no element found"):
                articles((HEAD + "<a>" * n).encode())

        assert_linear(read, 5_000)

    def test_what_stands_before_the_break_is_reported_and_nothing_is_written(self, run):
        text = export(post(cdata("It was the the best.")), "<item></oops>")
        outcome, left = run(text, Mode.FIX)
        assert [d.rule for d in outcome.report.diagnostics] == ["repeated-word"]
        assert len(outcome.report.problems) == 1
        assert left == text

    def test_what_is_odd_about_a_post_is_told_with_its_name(self, run):
        text = export(post(cdata("So."), post_date="2020-02-31 10:00:00"), post(cdata(" "), 2, "Empty"))
        outcome, _ = run(text)
        assert [(p.severity.value, p.message) for p in outcome.report.problems] == [
            ("warning", "1 (“A post”): its date is none: '2020-02-31 10:00:00'"),
            ("warning", "2 (“Empty”): it is published and has no content"),
        ]
        assert outcome.report.articles == 2

    @pytest.mark.parametrize(
        ("content", "wanted"),
        [
            (cdata("They sell fish and and chips."), "They sell fish & chips."),
            ("They sell fish and and chips.", "They sell fish & chips."),
        ],
    )
    def test_what_is_written_is_escaped_as_its_place_asks(self, content, wanted):
        ((source, article),) = articles(export(post(content)).encode())
        at = article.text.index("and and")
        (span,) = article.source_map.pieces(at, at + len("and and"))
        escaped = article.escape_at(at)("&")
        edited = source.edited([SourceEdit(*span, escaped)])
        (again,) = reader_for("wxr").read(edited, ReaderOptions())
        assert again.text_of(again.blocks[1]) == wanted

    def test_a_deletion_that_would_end_a_section_is_not_offered(self, run):
        text = export(post(cdata("In a[b[0]]\u200b> 1 the\u200b value is is one.")))
        outcome, fixed = run(text, Mode.FIX, unsafe=True)
        assert fixed == text.replace("is is", "is").replace("the\u200b", "the")
        assert [(d.rule, d.fixes) for d in outcome.report.diagnostics] == [("invisible-character", ())]

    def test_fixes_that_only_together_would_end_a_section_are_not_made(self, run, monkeypatch):
        monkeypatch.setattr("copydesk.lint.check.verify_fixes", lambda placed, *others: placed)
        text = export(post(cdata("In a[b[0]]\u200b> 1 the value is is one.")))
        outcome, fixed = run(text, Mode.FIX, unsafe=True)
        assert fixed == text
        assert "would leave an article unreadable: none was made" in str(outcome.report.problems)


class TestReports:
    """The post of a finding is named: by its id, its title and its address."""

    TITLE, LINK = "The ferry that ran aground", "https://harbour.example/2019/05/ferry/"

    @pytest.fixture
    def report(self, copydesk):
        def report(kind: str) -> str:
            done = copydesk(
                *("check", "--isolated", "--no-cache", "--output-format", kind, "harbour.wordpress.xml"),
                cwd=FIXTURES,
            )
            return done.stdout.decode()

        return report

    def test_json(self, report):
        made = json.loads(report("json"))
        finding = made["findings"][0]
        assert (finding["article"], finding["title"], finding["link"]) == ("11", self.TITLE, self.LINK)
        about = made["files"][0]["about"]
        assert [each["id"] for each in about] == ["11", "12", "13", "14"]
        assert about[0] == {
            "id": "11",
            "words": 57,
            "title": self.TITLE,
            "author": "Ruth Amory",
            "date": "2019-05-14 08:30:00",
            "section": "News",
            "link": self.LINK,
            "status": "publish",
        }

    def test_sarif(self, report):
        (run,) = json.loads(report("sarif"))["runs"]
        result = run["results"][0]
        assert result["properties"] == {"article": "11", "title": self.TITLE, "link": self.LINK}
        assert result["locations"][0]["logicalLocations"] == [
            {"fullyQualifiedName": "11: paragraph 1", "name": self.TITLE}
        ]

    @pytest.mark.parametrize("kind", ["full", "markdown", "html"])
    def test_for_people(self, report, kind):
        text = html.unescape(report(kind))
        assert self.TITLE in text
        assert self.LINK in text
        assert "Ropes & knots: a primer" in text


class TestShortcodes:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ('See. [gallery ids="1,2"] There.', [("paragraph", "See.  There.")]),
            ("[gallery]", []),
            ("[embed]https://example.org/the-the[/embed]", []),
            ('[sourcecode language="php"]a < b; the the[/sourcecode]', []),
            ('[cce lang="diff"]the the[/cce]', []),
            ("So he said [sic] it was.", [("paragraph", "So he said [sic] it was.")]),
            ('[tip text="a > b"]A word[/tip] to all.', [("paragraph", "A word to all.")]),
            ("[b]Bold[/b] it is.", [("paragraph", "[b]Bold[/b] it is.")]),
            ("Write [[gallery]] for one.", [("paragraph", "Write [[gallery]] for one.")]),
            ("[contact-form]\n\nWrite to us.", [("paragraph", "Write to us.")]),
            (
                '[caption width="300"]<img src="a.jpg" alt="A pier" /> The pier.[/caption]\n\nAnd so on.',
                [("alt-text", "A pier"), ("caption", "The pier."), ("paragraph", "And so on.")],
            ),
        ],
    )
    def test_what_they_stand_for_is_no_prose(self, written, read):
        assert prose(cdata(written)) == read

    def test_the_length_stays(self):
        assert len(resolved(text := '<a title="[gallery]">So</a> [gallery]')) == len(text)

    @pytest.mark.parametrize(
        "written",
        ["[", "[a ", "[code]", "[code a='", '[code a="', "[caption]", "[b x=1][/b]", "[code][/code]"],
    )
    def test_hostile_text_is_read_in_linear_time(self, written):
        assert_linear(lambda n: resolved(written * n + "[/x]"), 20_000)

    def test_a_forgotten_one_is_still_found(self, run):
        outcome, _ = run(export(post(cdata("It was [b]bold[/b], they said to us."))))
        assert {d.rule for d in outcome.report.diagnostics} == {"leftover-shortcode"}


class TestGhost:
    def test_what_cannot_be_read(self, run):
        for text, message in [
            ('{"db":[{"meta":{},"data":{"posts":[]}}]}', "this export of Ghost has no posts in it"),
            ('{"db":[{"meta":{},', "malformed JSON: "),
            ('{"name":"package"}', "no export of Ghost; of JSON, copydesk reads nothing else"),
        ]:
            outcome, left = run(text, Mode.FIX, "a.json")
            assert left == text
            assert message in outcome.report.problems[0].message

    @pytest.mark.parametrize(
        ("written", "read", "notes"),
        [
            ('"2024-05-17T10:00:00.000Z"', "2024-05-17T10:00:00.000Z", 0),
            ("1388404710000", "2013-12-30T11:58:30+00:00", 0),
            ('"2024-02-31"', None, 1),
        ],
    )
    def test_dates(self, written, read, notes):
        post = f'{{"id":"1","title":"A","html":"<p>So.</p>","published_at":{written}}}'
        text = f'{{"db":[{{"meta":{{}},"data":{{"posts":[{post}]}}}}]}}'
        ((_, article),) = articles(text.encode(), "a.json")
        assert (article.date, len(article.notes)) == (read, notes)

    def test_a_fix_in_json_in_json_leaves_both_whole(self, run):
        path = FIXTURES / "lighthouse.ghost.json"
        _, fixed = run(path.read_bytes(), Mode.FIX, path.name, unsafe=True)
        posts = {p["id"]: p for p in json.loads(fixed)["db"][0]["data"]["posts"]}
        was = {p["id"]: p for p in json.loads(path.read_bytes())["db"][0]["data"]["posts"]}
        texts = re.findall(r'"text":"([^"]*?on Friday)', posts["66a1"]["lexical"])
        assert texts == ["on Friday"]
        assert json.loads(posts["66a1"]["lexical"])["root"]["children"][3]["caption"].count("from") == 1
        assert json.loads(posts["66a2"]["mobiledoc"])["sections"][0][2][0][3] == "Gulls eat what they "
        assert posts["66a1"]["html"] == was["66a1"]["html"]  # Ghost renders it anew
        assert posts["66a4"] == was["66a4"]


class TestRuns:
    def test_a_folder_is_walked_for_exports_and_nothing_like_them(self, copydesk, tmp_path):
        (tmp_path / "a.xml").write_text(export(post(cdata("It was the the best."))))
        (tmp_path / "sitemap.xml").write_text("<urlset/>")
        (tmp_path / "feed.xml").write_text("<rss version='2.0'><channel/></rss>")
        (tmp_path / "package.json").write_text('{"name": "the the"}')
        done = copydesk("check", "--isolated", "--output-format", "json", ".")
        assert [f["path"] for f in json.loads(done.stdout)["files"]] == ["a.xml"]
        assert done.stderr == b""

    def test_one_that_is_named_is_told_of(self, copydesk, tmp_path):
        (tmp_path / "package.json").write_text('{"name": "the the"}')
        done = copydesk("check", "--isolated", "package.json")
        assert done.returncode == 2
        assert (
            done.stderr
            == b"copydesk: package.json: no export of Ghost; of JSON, copydesk reads nothing else\n"
        )

    def test_standard_input(self, copydesk):
        text = export(post(cdata("It was the the best.")))
        done = copydesk("check", "--isolated", "--fix", "-", "--stdin-filename", "a.xml", stdin=text)
        assert done.stdout.decode() == text.replace("the the", "the")

    def test_the_baseline_knows_posts_apart(self, copydesk, tmp_path):
        path = tmp_path / "a.xml"
        path.write_text(export(post(cdata("It was the the best.")), post(cdata("So it is."), 2)))
        assert copydesk("baseline", "create", "a.xml").returncode == 0
        assert copydesk("check", "a.xml").returncode == 0
        path.write_text(export(post(cdata("So it is."), 2), post(cdata("It was the the best."))))
        assert copydesk("check", "a.xml").returncode == 0
        path.write_text(export(post(cdata("It was the best.")), post(cdata("It was the the best."), 2)))
        done = copydesk("check", "--output-format", "json", "a.xml")
        assert [f["article"] for f in json.loads(done.stdout)["findings"]] == ["2"]

    def test_only_changed_lines(self, copydesk, tmp_path):
        old = export(post(cdata("It was the the best.")), post(cdata("So it is."), 2))
        new = old.replace("So it is.", "So it is is.")
        (tmp_path / "old.xml").write_text(old)
        (tmp_path / "a.xml").write_text(new)
        diff = subprocess.run(["diff", "-u", "old.xml", "a.xml"], cwd=tmp_path, capture_output=True).stdout
        diff = diff.replace(b"old.xml", b"a/a.xml", 1).replace(b"+++ a.xml", b"+++ b/a.xml")
        done = copydesk("check", "--isolated", "--output-format", "json", "--stdin-diff", "a.xml", stdin=diff)
        assert [(f["article"], f["line"]) for f in json.loads(done.stdout)["findings"]] == [("2", 5)]

    def test_a_rule_that_crashes_names_the_post(self, monkeypatch, tmp_path):
        path = tmp_path / "a.xml"
        path.write_text(export(post(cdata("So it is."))))
        rule = next(
            r
            for r in Linter(Settings(isolated=True)).registry.rules.values()
            if r.meta.name == "repeated-word"
        )
        monkeypatch.setattr(rule, "check", lambda self, article: 1 / 0)
        (outcome,) = run_files(Linter(Settings(isolated=True)), [(path, "a.xml")])
        assert outcome.report.problems[0].message.startswith("1 (“A post”): the rule repeated-word crashed")


def test_a_large_export_is_never_in_memory(tmp_path):
    """Twenty times the posts take no more memory: a process reads both, and its peak hardly moves."""
    posts = [post(cdata("It was a quiet day in the harbour. " * 200), n) for n in range(200)]
    script = (
        "import resource, sys\n"
        "from copydesk.readers.source_reader import SourceReader\n"
        "from copydesk.readers import ReaderOptions, reader_for\n"
        "from pathlib import Path\n"
        "for name in sys.argv[1:]:\n"
        "    for source in SourceReader.at(Path(name), name, None):\n"
        "        for _ in reader_for('wxr').read(source, ReaderOptions()): pass\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    (tmp_path / "small.xml").write_text(export(*posts))
    (tmp_path / "large.xml").write_text(export(*posts * 20))
    done = subprocess.run(
        [sys.executable, "-c", script, "small.xml", "large.xml"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    small, large = map(int, done.stdout.split())
    assert (tmp_path / "large.xml").stat().st_size > 25_000_000
    assert large - small < 4_000  # kilobytes


@pytest.mark.parametrize(
    ("name", "data", "is_one"),
    [
        ("a.xml", HEAD.encode(), True),
        ("a.xml", HEAD.encode("utf-16"), True),
        ("a.xml", b"<rss><channel>", False),
        ("a.json", b'{"db": [ {"meta":', True),
        ("a.json", b'{"meta":{"exported_on":1', True),
        ("a.json", b'{"name":"db"}', False),
        ("a.txt", b"", True),
        ("a.png", b"", False),
    ],
)
def test_what_a_folder_has_that_is_read(tmp_path, name, data, is_one):
    (tmp_path / name).write_bytes(data)
    assert holds_articles(str(tmp_path / name)) is is_one


class TestSites:
    """Folders of site generators, whose articles have front matter."""

    FOLDER = ROOT / "fixtures" / "sites"

    def read(self, name: str):
        path = self.FOLDER / name
        ((_, article),) = Linter(Settings(isolated=True)).read(path, str(path))
        return article

    @pytest.mark.parametrize(
        ("name", "author", "date", "slug", "section", "link"),
        [
            ("jekyll/_posts/2022-03-02-bridge.md", "Ruth Amory", "2022-03-02", "bridge", "news", None),
            (
                *("hugo/content/ferry.md", "Idris Vane", "2024-05-17T10:00:00Z"),
                *("ferry-back", "News", "/news/ferry-back/"),
            ),
            ("eleventy/posts/lido.md", None, "2021-06-01", None, "sport", "/lido/"),
            ("jekyll/about.html", None, None, None, None, None),
        ],
    )
    def test_what_is_known_of_an_article(self, name, author, date, slug, section, link):
        a = self.read(name)
        assert (a.author, a.date, a.slug, a.section, a.link) == (author, date, slug, section, link)
        assert a.blocks[0].kind is Kind.HEADLINE

    def test_rules_see_headline_byline_and_date(self, copydesk):
        done = copydesk(
            *("check", "--isolated", "--no-cache", "--output-format", "json", "."),
            *("--select", "headline-mismatch,empty-byline,weekday-mismatch,repeated-word"),
            cwd=self.FOLDER,
        )
        found = [(f["path"], f["rule"], f["line"], f["column"]) for f in json.loads(done.stdout)["findings"]]
        assert sorted(found) == [
            ("eleventy/posts/lido.md", "empty-byline", 4, 4),
            ("eleventy/posts/lido.md", "repeated-word", 11, 35),
            ("hugo/content/ferry.md", "repeated-word", 2, 22),
            ("jekyll/_posts/2022-03-02-bridge.md", "headline-mismatch", 3, 25),
            ("jekyll/_posts/2022-03-02-bridge.md", "weekday-mismatch", 11, 39),
            ("jekyll/about.html", "repeated-word", 2, 17),
        ]

    @pytest.mark.parametrize(
        "front",
        ["author:", 'author: "Ann"', "draft: true\nauthor: ''", "author: {{ site.author }}", "author: []"],
    )
    def test_an_author_that_is_not_given_is_no_empty_byline(self, copydesk, tmp_path, front):
        (tmp_path / "a.md").write_text(f"---\ntitle: A bridge\n{front}\n---\n\nIt is closed.\n")
        assert copydesk("check", "--isolated", "--select", "empty-byline", "a.md").returncode == 0
