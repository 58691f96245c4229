"""An archive is checked once, and what changed again; what was done stays done."""

from __future__ import annotations

import json
import os
import pickle
import signal
import time
from functools import partial
from pathlib import Path

import duckdb
import pytest

from copydesk import Article, Meta, NoOptions, Rule
from copydesk.audit.messages import Batch, Item, WorkUnit
from copydesk.audit.pipeline import Audited, audit
from copydesk.audit.query import elsewhere, query, where
from copydesk.audit.sources.inventory import AuditRequest
from copydesk.audit.sources.tables import ColumnNames
from copydesk.audit.workers.local import check_locally
from copydesk.audit.workers.worker import Worker
from copydesk.config import Config
from copydesk.errors import UsageError
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.plugins import Registry


class Poison(Rule[NoOptions]):
    """Does to its process what an article says."""

    meta = Meta(name="poison", group="test", since="0.1", summary="Taken.")

    def check(self, article: Article):
        if "die" in article.vocabulary:
            os.kill(os.getpid(), signal.SIGKILL)
        if "hang" in article.vocabulary:
            time.sleep(3600)
        if "crash" in article.vocabulary:
            raise ZeroDivisionError
        if "find" in article.vocabulary:
            at = article.prose.index("find")
            yield self.finding((at, at + 4))


class Archive:
    """A folder of articles, and the audit of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder.parent / "out"
        folder.mkdir()

    def write(self, **articles: str) -> None:
        for name, text in articles.items():
            (self.folder / f"{name}.md").write_text(text, encoding="utf-8")

    def audit(self, *sources: str, columns: ColumnNames | None = None, seconds: float = 60.0) -> Audited:
        linter = Linter(Settings(isolated=True), Registry({"poison": Poison}, {"poison": "tests"}))
        checker = partial(check_locally, linter, jobs=2, seconds=seconds)
        wanted = AuditRequest(sources or (str(self.folder),), columns or ColumnNames())
        return audit(linter, wanted, self.out, checker, lambda *_: None)

    def ask(self, sql: str) -> list[tuple]:
        return query(self.out, sql)[1]


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "posts")


def test_findings_have_their_article_and_their_place(archive):
    archive.write(a="---\ntitle: One\ndate: 2019-03-04\n---\n\nNothing.\n\nHere find it.\n", b="All is well.")
    assert archive.audit().checked == 2
    assert archive.ask('SELECT path, month, rule, line, "column" FROM findings') == [
        (f"{archive.folder}/a.md", "2019-03", "poison", 8, 6)
    ]
    assert archive.ask("SELECT count(*) FROM articles") == [(2,)]


def test_an_archive_that_did_not_change_is_not_read_again(archive):
    archive.write(a="Here find it.", b="All is well.")
    assert archive.audit().checked == 2
    assert archive.audit().checked == 0
    archive.write(b="Now find it here, too.")
    assert archive.audit().checked == 1
    assert archive.ask("SELECT count(*) FROM findings") == [(2,)]
    (archive.folder / "a.md").unlink()
    assert archive.audit().checked == 0
    assert archive.ask("SELECT count(*) FROM articles") == [(1,)]
    assert archive.ask("SELECT count(*) FROM findings") == [(1,)]


def test_what_an_audit_makes_is_no_article(archive):
    archive.write(a="Here find it.")
    archive.out = archive.folder / "copydesk-audit"
    assert [archive.audit().known for _ in range(2)] == [1, 1]
    assert (archive.out / "report.html").is_file()


def test_a_name_that_is_not_unicode_is_told(archive):
    archive.write(a="Here find it.")
    (archive.folder / os.fsdecode(b"b\xff.md")).write_text("Here find it.")
    (problem,) = archive.audit().problems
    assert "its name is not UTF-8" in problem.message
    assert archive.ask("SELECT count(*) FROM findings") == [(1,)]


def test_another_source_does_not_forget_the_first(archive, tmp_path):
    archive.write(a="Here find it.")
    archive.audit()
    (tmp_path / "more.jsonl").write_text('{"text": "And find it here."}\n')
    assert archive.audit(str(tmp_path / "more.jsonl")).checked == 1
    assert archive.ask("SELECT count(*) FROM findings") == [(2,)]
    assert archive.audit(str(tmp_path / "gone")).problems
    assert archive.ask("SELECT count(*) FROM findings") == [(2,)]


@pytest.mark.slow
def test_a_poisonous_article_is_set_aside_and_the_rest_is_done(archive):
    archive.write(**{f"a{i}": f"Article {i} has words to find." for i in range(20)})
    archive.write(b="Some articles die.", c="Some articles crash.", d="Here find it.")
    audited = archive.audit()
    assert archive.ask("SELECT count(*) FROM findings") == [(21,)]
    assert [(p.path[-4:], p.rule) for p in audited.wrong] == [("b.md", None), ("c.md", "poison")]
    assert "its process was lost twice" in audited.wrong[0].message
    assert archive.audit().checked == 0
    archive.write(b="It does no more harm, find that.")
    assert [p.path[-4:] for p in archive.audit().wrong] == ["c.md"]
    assert archive.ask("SELECT count(*) FROM findings") == [(22,)]


@pytest.mark.slow
def test_an_article_that_hangs_is_set_aside(archive, monkeypatch):
    monkeypatch.setattr("copydesk.audit.workers.worker._GRACE", 0.5)
    archive.write(a="These words hang.", b="Here find it.")
    (wrong,) = archive.audit(seconds=1.0).wrong
    assert wrong.path.endswith("a.md")
    assert archive.ask("SELECT count(*) FROM findings") == [(1,)]


def test_rules_are_made_once_for_a_configuration_however_many_batches_bring_it(tmp_path):
    made = []

    class Counted(Poison):
        def __init__(self, *args, **kwargs):
            made.append(1)
            super().__init__(*args, **kwargs)

    post = tmp_path / "a.md"
    post.write_text("Here find it.")
    unit = WorkUnit(Item("posts", "a.md", str(post), "", 13))
    linter = Linter(Settings(isolated=True), Registry({"poison": Counted}, {"poison": "tests"}))
    worker = Worker(linter)
    for _ in range(3):
        assert worker.check(Batch(pickle.loads(pickle.dumps(Config())), "key", (unit,))).count == 1
    assert len(made) == 1


def test_rows_are_articles(archive, tmp_path):
    rows = [
        {
            "id": 7,
            "body": "Here find it.",
            "headline": "One",
            "published": "2020-02-03T10:00:00Z",
            "views": 12,
        },
        {"id": 7, "body": "<p>Here <b>find</b> it.</p><p>And so on.</p>", "headline": "Two"},
        {"id": 8, "body": None},
    ]
    table = tmp_path / "posts.jsonl"
    table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert archive.audit(str(table)).checked == 3
    assert archive.ask("SELECT id, title, published::VARCHAR, readers FROM articles ORDER BY id") == [
        ("7", "One", "2020-02-03", 12),
        ("7 (2)", "Two", None, None),
        ("8", None, None, None),
    ]
    assert archive.ask('SELECT id, line, "where" FROM findings ORDER BY id') == [
        ("7", None, "paragraph 1"),
        ("7 (2)", None, "paragraph 1"),
    ]
    rows.insert(0, {"id": 1, "body": "It is new, find it."})
    del rows[2]
    table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert archive.audit(str(table)).checked == 1
    assert archive.ask("SELECT id FROM articles ORDER BY id") == [("1",), ("7",), ("8",)]


def test_parquet(archive, tmp_path):
    table = tmp_path / "posts.parquet"
    duckdb.sql(f"COPY (SELECT 'Here find it.' AS story, i AS id FROM range(500) t(i)) TO '{table}'")
    (wrong,) = archive.audit(str(table)).wrong
    assert "no column of texts; say which with --text-column (story, id)" in wrong.message
    (wrong,) = archive.audit(str(table), columns=ColumnNames(text="stroy")).wrong
    assert wrong.message == "no column 'stroy'; did you mean 'story'?"
    assert not archive.audit(str(table), columns=ColumnNames(text="story")).wrong
    assert archive.ask("SELECT count(*) FROM findings") == [(500,)]
    table.write_bytes(table.read_bytes()[:-100])
    (wrong,) = archive.audit(str(table), columns=ColumnNames(text="story")).wrong
    assert "was it written to its end?" in wrong.message
    assert archive.ask("SELECT count(*) FROM findings") == [(500,)]


def test_dates_that_cannot_be_are_none(archive):
    for i, date in enumerate(
        ["1970-01-01", "9999-12-31", "2019-02-30", "Tue, 05 Mar 2019 08:00:00 +0100", "soon"]
    ):
        archive.write(**{f"a{i}": f"---\ndate: {date}\n---\n\nText.\n"})
    archive.audit()
    assert archive.ask("SELECT month FROM articles ORDER BY path") == [
        ("undated",),
        ("undated",),
        ("undated",),
        ("2019-03",),
        ("undated",),
    ]


def test_the_pages_of_a_sitemap(archive, tmp_path):
    pages = tmp_path / "site" / "example.org" / "news"
    pages.mkdir(parents=True)
    (pages / "one.html").write_text("<p>Here find it.</p>")
    (tmp_path / "site" / "sitemap.xml").write_text(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://example.org/news/one</loc><lastmod>2018-05-06</lastmod></url>"
        "<url><loc>https://example.org/../../secret</loc></url></urlset>"
    )
    audited = archive.audit(str(tmp_path / "site" / "sitemap.xml"))
    assert [p.message.partition(": ")[2] for p in audited.problems] == [
        f"1 page is not saved in {tmp_path / 'site'}, as https://example.org/../../secret"
    ]
    assert archive.ask("SELECT link, month FROM articles") == [("https://example.org/news/one", "2018-05")]


def test_an_address(archive):
    archive.write(a="Here find it.")
    assert archive.audit(f"file://{archive.folder}").checked == 1
    assert archive.audit(f"file://{archive.folder}").checked == 0
    (problem,) = archive.audit("nosuch://bucket/posts").problems
    assert problem.message.startswith("nosuch://bucket/posts: ")


def test_parquet_is_written_for_other_programs(archive):
    archive.write(a="---\ndate: 2019-03-04\n---\n\nHere find it.\n", b="And find it here.")
    archive.audit()
    found = duckdb.sql(
        f"SELECT rule, month FROM read_parquet('{archive.out}/findings/**/*.parquet') ORDER BY month"
    )
    assert found.fetchall() == [("poison", "2019-03"), ("poison", "undated")]
    assert duckdb.sql(f"SELECT count(*) FROM '{archive.out}/articles.parquet'").fetchall() == [(2,)]


def test_questions(archive):
    archive.write(a="---\ntitle: One\n---\n\nHere find it.\n")
    archive.audit()
    assert [place.title for place in where(archive.out, "poison", "Find")] == ["One"]
    assert where(archive.out, "poison", "fin") == []
    with pytest.raises(UsageError, match=r"the query: .*nothing"):
        archive.ask("SELECT nothing FROM articles")
    with pytest.raises(UsageError, match="the query"):
        archive.ask("DELETE FROM state.articles")
    with pytest.raises(UsageError, match="no audit here"):
        query(archive.folder, "SELECT 1")
    with pytest.raises(UsageError, match="the query"):
        archive.ask("SELECT * FROM read_text('/etc/hostname')")


def test_elsewhere_is_not_where_one_asks(archive, tmp_path):
    """Of a file that holds many articles, the others count; of each article, the first place."""
    archive.write(a="---\ndate: 2019-03-04\n---\n\nHere find it.", b="Nothing here.")
    table = tmp_path / "posts.jsonl"
    rows = [{"id": str(i), "text": "You find it.", "date": f"201{i}-01-01"} for i in range(3)]
    table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    archive.audit(str(archive.folder), str(table))

    def ask(file: Path, article: str | None, most: int = 10) -> tuple[list[str | None], int]:
        found, count = elsewhere(archive.out, "poison", "find", [str(file)], article, most)
        return [each.id or Path(each.path).name for each in found], count

    assert ask(table, "1") == (["a.md", "2", "0"], 3)
    assert ask(archive.folder / "a.md", None) == (["2", "1", "0"], 3)
    assert ask(archive.folder / "b.md", None, most=1) == (["a.md"], 4)
    assert elsewhere(archive.out, "poison", "nothing", [], None, 10) == ([], 0)
