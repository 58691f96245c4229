"""The report of an audit: what there is, what to mend first, and where; and where else something stands."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest

from copydesk import Article, Fix, Meta, NoOptions, Rule, Safety, Severity, Span
from copydesk.audit.database import connected, opened
from copydesk.audit.duplicates.minhash import hash_of
from copydesk.audit.pipeline import audit
from copydesk.audit.query import where
from copydesk.audit.report.page import write_report
from copydesk.audit.sources.inventory import AuditRequest
from copydesk.audit.store import Store
from copydesk.audit.workers.local import check_locally
from copydesk.cli.audit_where import told
from copydesk.errors import UsageError
from copydesk.lint.linter import Linter, Settings
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import Named
from tools import tool

HOSTILE = '</style><script>document.title="pwned"</script><img src=x onerror=alert(1)> \u202e {{ 7*7 }}'


def _rule(name: str, word: str, severity: Severity, safety: Safety | None) -> type[Rule]:
    class Finder(Rule[NoOptions]):
        """Finds a word that is not wanted. Nothing else."""

        meta = Meta(name=name, group="test", since="0.1", summary="A word.", severity=severity)

        def check(self, article: Article):
            for match in re.finditer(rf"\b{word}\b", article.prose):
                span = Span(*match.span())
                yield self.finding(span, *([Fix.replace(span, "good", safety)] if safety else []))

        def named(self, article: Article):
            if name == "safe-word" and (n := article.prose.count("Mara Quill")):
                yield Named("Mara Quill", "person", n)

    return Finder


RULES = {
    "safe-word": _rule("safe-word", "bad", Severity.ERROR, Safety.SAFE),
    "unsafe-word": _rule("unsafe-word", "poor", Severity.WARNING, Safety.UNSAFE),
    "odd-word": _rule("odd-word", "odd", Severity.SUGGESTION, None),
}
LINTER = Linter(Settings(isolated=True), Registry(RULES, dict.fromkeys(RULES, "tests")))


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out"
        (folder / "posts").mkdir()

    def write(self, name: str, text: str, **about: str) -> None:
        front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in about.items())
        (self.folder / "posts" / f"{name}.md").write_text(f"---\n{front}---\n\n{text}\n", encoding="utf-8")

    def rows(self, *rows: dict[str, object]) -> None:
        (self.folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def audit(self, *sources: str) -> str:
        checker = partial(check_locally, LINTER, jobs=1, seconds=60.0)
        wanted = AuditRequest(sources or ("posts",), command="copydesk audit posts --out out")
        audit(LINTER, wanted, self.out, checker, lambda *_: None)
        return (self.out / "report.html").read_text(encoding="utf-8")

    def report(self, sql: str = "") -> str:
        """The page that is made when other tables of the database have something, too."""
        if sql:
            with connected(self.out / "audit.duckdb") as db:
                db.execute(sql)
        with opened(self.out) as db:
            return write_report(db, self.out, RULES).read_text(encoding="utf-8")


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Archive(tmp_path)


@pytest.fixture
def full(archive):
    """An archive with a bit of everything."""
    for i in range(30):
        archive.write(
            f"a{i}",
            "Some words.\n\nMore words.\n\nAnd more.\n\nAnd this is "
            + ("bad and poor." if i % 2 else "odd."),
            title=f"Article {i}",
            author=("Mara Quill", "Tom Ashdown")[i % 2],
            date=f"20{10 + i // 3}-0{1 + i % 9}-11",
        )
    archive.write("hostile", f"It is bad. {HOSTILE}", title=HOSTILE, author=HOSTILE)
    return archive


def text_of(page: str) -> str:
    body = page[page.find("<body") :] if "<body" in page else page
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_what_is_safe_comes_first_with_its_command(full):
    text = text_of(full.audit())
    assert "31 articles, 2010 to 2019" in text
    assert "16 Safe" not in text
    jobs = re.findall(r"(Mend|Say yes or no to|Look at) (\d+) (?:findings|proposals) of (\S+)", text)
    assert jobs == [
        ("Mend", "16", "safe-word"),
        ("Say yes or no to", "15", "unsafe-word"),
        ("Look at", "15", "odd-word"),
    ]
    assert "copydesk audit posts --out out --fix --patch fixes.patch" in text
    assert "--patch safe-word.patch --fixable safe-word" in text
    assert "A word that is not wanted. Nothing else." in text


def test_what_more_people_read_is_worse(archive):
    archive.rows(
        {"text": "It is poor.", "title": "Quiet", "readers": 10},
        {"text": "It is poor.", "title": "Loud", "readers": 9000, "url": "https://example.org/loud"},
        {"text": "It is bad.", "title": "Silent", "readers": 0, "url": "javascript:alert(1)"},
    )
    page = archive.audit("rows.jsonl")
    worst = text_of(page[page.index('id="worst"') :])
    assert worst.index("Loud") < worst.index("Quiet") < worst.index("Silent")
    assert "read by 9,010" in text_of(page)
    assert 'href="https://example.org/loud"' in page
    assert 'href="javascript' not in page


def test_rows_of_a_table_are_not_promised_to_be_mended_at_once(archive):
    archive.rows({"text": "It is bad."}, {"text": "It is bad, too."})
    text = text_of(archive.audit("rows.jsonl"))
    assert "Say yes or no to 2 proposals of safe-word" in text
    assert "--fix" not in text


def test_an_article_leads_to_its_findings(full):
    page = full.audit()
    worst = page[page.index('id="worst"') :]
    assert worst.count("<details") == 1 + 31  # and one for those after the twentieth
    assert "line 13" in worst
    assert "copydesk review posts/a1.md" in worst


def test_repeats_and_names_are_shown_where_they_are_known(full):
    page = full.audit()
    assert 'id="repeats"' not in page
    assert 'id="names"' not in page
    text = text_of(
        full.report(
            """
            CREATE OR REPLACE TABLE duplicates AS
              SELECT 1 AS grp, 'paragraph' AS kind, 'accident' AS class, article,
              3 AS n, 1.0 AS similarity, path LIKE '%a1.md' AS first FROM state.articles
              WHERE path SIMILAR TO '.*a[123].md';
            CREATE OR REPLACE TABLE duplicate_groups AS
              SELECT 1 AS grp, 'paragraph' AS kind, 'accident' AS class,
              3 AS places, 3 AS articles, 'It ran late.' AS text, DATE '2010-01-01' AS first_published,
              DATE '2011-01-01' AS last_published;
            DROP VIEW names; CREATE TABLE names AS SELECT * FROM (VALUES
              ('Mohammed bin Salman', 'person', 412, 300, 2015, 2024, NULL, NULL),
              ('Mohammad bin Salman', 'person', 3, 3, 2016, 2018, 'Mohammed bin Salman', 'sure'))
              AS t (name, kind, count, articles, first_year, last_year, preferred, verdict);
            """
        )
    )
    assert "Decide about 1 paragraph that stands in several articles" in text
    assert re.search(r"It ran late\. 3 articles 2010-01-01 to 2011-01-01 Article 1 first .*Article 2", text)
    assert "Settle 1 name that is spelled two ways" in text
    assert "Mohammad bin Salman 3 2016–2018 Mohammed bin Salman 300" in text


def test_nothing_at_all(archive):
    assert "There is no article in this audit." in text_of(archive.audit())
    archive.write("a", "All is well.")
    assert "Nothing was found." in text_of(archive.audit())


def test_the_page_does_not_grow_with_the_archive(archive):
    row = {"title": "An article", "text": "It is bad.\n\n" * 8}
    archive.rows(*[row | {"author": f"Author {i}", "date": f"{1900 + i % 120}-01-01"} for i in range(230)])
    page = archive.audit("rows.jsonl")
    assert "215 other authors" in page
    assert page.count('<details class="fold">') == 200
    assert "Something was found in 30 more articles" in text_of(page)


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1240), ("dark", 390)])
def test_in_a_browser(full, scheme, width):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    full.audit()
    seen = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.on("console", lambda message: seen.append(message.text))
        page.on("request", lambda request: seen.append(request.url))
        page.goto((full.out / "report.html").as_uri())
        assert page.title() == "Audit of 31 articles – copydesk"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#worst ~ ol details").first.locator("summary").click()
        assert page.get_by_text("copydesk review").first.is_visible()
        assert page.locator(".chart").count() == 3
        del seen[0]  # the page itself
        assert seen == []
        results = Axe().run(page)
        assert [
            v["id"] for v in results.response["violations"] if v["impact"] in ("serious", "critical")
        ] == []
        chromium.close()


class TestWhere:
    def test_articles_come_newest_first_with_their_places(self, full):
        full.audit()
        places = where(full.out, "safe-word", "Bad")
        assert [place.published for place in places[:2]] == ["2019-03-11", "2019-01-11"]
        lines = list(told("safe-word", "Bad", places))
        assert lines[:5] == [
            "“Bad” (safe-word): in 16 articles, the newest first",
            "",
            "2019-03-11  Article 29",
            "            posts/a29.md:13 · paragraph 4",
            "            And this is bad and poor.",
        ]
        assert max(map(len, lines)) <= 80

    def test_names_are_found_as_they_are_spelled(self, archive):
        archive.write("a", "Mara Quill spoke. Later Mara Quill went.", title="One")
        archive.audit()
        (place,) = where(archive.out, "name", "Mara Quill")
        assert (place.title, place.count) == ("One", 2)
        assert where(archive.out, "name", "mara quill") == []
        assert where(archive.out, "name", "Quill")

    def test_paragraphs_are_found_by_their_words(self, archive):
        archive.write("a", "It is bad.", title="One")
        archive.audit()
        with connected(archive.out / "audit.duckdb") as db:
            db.execute(
                "INSERT INTO state.passages SELECT article, 1, 'paragraph', ?, 9, ?, [] FROM state.articles",
                [hash_of("“It ran LATE again”, they said on Tuesday."), "“It ran LATE again”, they said …"],
            )
        (place,) = where(archive.out, "paragraph", "It ran late again, they said on Tuesday!")
        assert place.title == "One"
        with pytest.raises(UsageError, match="fewer than 8 words"):
            where(archive.out, "paragraph", "It ran late.")

    def test_the_words_around_may_be_asked_for(self, full):
        full.audit()
        assert len(where(full.out, "safe-word", "This is BAD, and poor!")) == 15
        assert where(full.out, "safe-word", "this is bad or poor") == []

    def test_a_rule_that_found_nothing_is_said(self, full):
        full.audit()
        assert where(full.out, "safe-word", "nowhere") == []
        with pytest.raises(UsageError, match="no rule 'safe-wrod' found anything; did you mean 'safe-word'"):
            where(full.out, "safe-wrod", "bad")


class TestCommand:
    def test_the_report_repeats_the_command_of_the_audit(self, full):
        assert "copydesk audit posts --out out --fix" in text_of(full.audit())

    def test_where_there_were_several_it_names_all_sources(self, full):
        full.audit()
        (full.folder / "more").mkdir()
        (full.folder / "more" / "a b.md").write_text("It is bad.")
        full.audit("more")
        text = text_of(full.report())
        assert f"copydesk audit more posts --out {full.out} --fix" in text

    def test_an_audit_that_was_interrupted_has_no_report_yet(self, full):
        Store(full.out).db.close()
        with pytest.raises(UsageError, match="has not come to its end"):
            full.report()
