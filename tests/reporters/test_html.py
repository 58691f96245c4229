"""The HTML report in a real browser: what it shows, to whom, by which keys, and what it never does."""

from __future__ import annotations

import io
import itertools
import random
import re
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from copydesk.cli.checking import Checking
from copydesk.lint.diagnostic import Suppressed, Suppressor
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import Problem
from copydesk.reporters import Run, reporter_for
from copydesk.run.runner import run_files
from places import ROOT
from tools import tool

FERRY = ROOT / "fixtures" / "news" / "ferry.txt"
HOSTILE = """\
# <img src=x onerror="pwned=1"> & "quotes' </style></script><script>pwned=1</script>

By \u202eenaJ\u202c Doe\x07 ]]> --> ::error:: {{ 7*7 }} {% raw %}

It was the the <script>pwned=1</script> best of [times](javascript:pwned=1), a hour. <a
href="javascript:pwned=1" onclick="pwned=1">a a link</a> <iframe src="https://example.com/x"></iframe> ![x y](https://example.com/a.png)

<svg onload="pwned=1"></svg><style>@import "https://example.com/x.css"; body { display: none }</style>

They said said </mark></p></article></main><h1>forged</h1> <base href="https://example.com/">.

`</script><script>pwned=1</script>`
"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Open a page, which until the test ends must not have logged, asked for or thrown anything."""
    contexts, seen = [], []

    def open_(path: Path, width: int = 1280, height: int = 900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: request.url == path.as_uri() or seen.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert seen == []


def run_of(*paths: Path) -> Run:
    """What the command line would make of files."""
    linter = Linter(Settings(isolated=True))
    opened = {path.name: list(linter.read(path, path.name)) for path in paths}
    outcomes = run_files(linter, [(path, path.name) for path in paths])
    return Run(
        [outcome.report for outcome in outcomes],
        rules=linter.registry.rules,
        open=lambda file: iter(opened[file.path]),
    )


def box(page, name: str):
    """The box that a rule or a severity is filtered by."""
    return page.get_by_role("checkbox", name=re.compile(f"^{name}"))


def write(run: Run, folder: Path) -> Path:
    out = io.StringIO()
    reporter_for("html")(run, out)
    path = folder / "report.html"
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def ferry(tmp_path_factory) -> Path:
    return write(run_of(FERRY), tmp_path_factory.mktemp("ferry"))


@pytest.fixture(scope="module")
def several(tmp_path_factory) -> Path:
    fixtures = ROOT / "fixtures"
    paths = ["recipe/plum-cake.md", "clean/review.html", "legacy/regatta.html", "news/ferry.txt"]
    return write(run_of(*(fixtures / path for path in paths)), tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """Articles of ours by five names, in two sections, over three months."""
    names = ["Ann Ames", "<script>pwned=1</script>", "ليلى حسن", "Wolfeschlegelstein" * 8, None]
    run = run_of(*sorted(p for p in (ROOT / "fixtures").glob("*/*.txt") if p.suffixes == [".txt"]))
    files = [file for file in run.files if ".fixed" not in file.path]
    abouts = (
        replace(
            file.about[0],
            author=names[i % len(names)],
            section=("News", "Culture")[i % 2],
            date=("1970-01-01", "2024-01-31", "5 February 2024", "2024-04-01T08:00:00Z")[i % 4],
        )
        for i, file in enumerate(files)
    )
    files = [replace(file, about=(about,)) for file, about in zip(files, abouts, strict=True)]
    return write(replace(run, files=files), tmp_path_factory.mktemp("archive"))


@pytest.fixture
def hostile(tmp_path) -> Path:
    path = tmp_path / "<img src=x onerror=pwned=1>.md"
    path.write_text(HOSTILE, encoding="utf-8")
    return write(replace(run_of(path), problems=[Problem("<b>x</b>", "<script>pwned=1</script>")]), tmp_path)


class TestArticle:
    def test_each_block_is_set_as_what_it_is(self, visit, ferry):
        page = visit(ferry)
        article = page.locator("article")
        assert article.locator("h2.headline").inner_text().startswith("Karrow ferry to return in May")
        assert article.locator("p.deck").inner_text().startswith("Islanders waited")
        assert article.locator("p.byline").inner_text() == "By March 14, 2024"
        assert article.locator("blockquote.pull").inner_text().startswith("“A ferry that loses money")
        assert article.locator("pre.markup").inner_text().startswith("<style>.tsn-factbox")
        assert article.locator("p.paragraph").count() == 15

    def test_findings_are_marked_in_place_by_severity(self, visit, ferry):
        page = visit(ferry)
        assert page.locator("mark.finding", has_text="discrete").inner_text() == "discrete"
        lines = {
            severity: page.locator(f"mark.finding.s-{severity}").first.evaluate(
                "mark => getComputedStyle(mark).textDecorationStyle"
            )
            for severity in ("error", "warning", "suggestion")
        }
        assert len(set(lines.values())) == 3

    def test_a_card_says_what_and_why_and_shows_the_suggestion(self, visit, ferry):
        page = visit(ferry)
        card = page.locator(".card", has_text="“discrete” (separate)")
        assert card.locator("del").inner_text() == "discrete"
        assert card.locator("ins").inner_text() == "discreet"
        card.locator("summary").click()
        assert "confus" in card.locator("details").inner_text()

    def test_a_card_stands_beside_its_mark_when_there_is_room_and_below_when_not(self, visit, ferry):
        for width, beside in ((1280, True), (600, False)):
            page = visit(ferry, width)
            page.keyboard.press("j")
            page.keyboard.press("j")
            card = page.locator(".card.active").bounding_box()
            mark = page.locator("mark.active").first.bounding_box()
            assert (card["x"] > mark["x"] + mark["width"] and abs(card["y"] - mark["y"]) < 40) == beside
            assert beside or card["y"] >= mark["y"] + mark["height"]

    def test_cards_do_not_cover_each_other(self, visit, ferry):
        page = visit(ferry)
        for _ in range(3):
            boxes = page.evaluate(
                """[...document.querySelectorAll(".card")]
                .map((card) => card.getBoundingClientRect()).map((box) => [box.top, box.bottom])"""
            )
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(boxes))
            page.keyboard.press("k")

    def test_related_places_are_linked(self, visit, ferry):
        page = visit(ferry)
        page.locator(".card", has_text="repeats an earlier one").locator(".copies a").click()
        target = page.locator("mark:target")
        assert target.inner_text().startswith("On Karrow, where 640 people")
        assert target.bounding_box()["y"] < 900


class TestKeys:
    def test_every_finding_is_reached_in_order_and_around(self, visit, ferry):
        page = visit(ferry)
        seen = []
        for _ in range(12):
            page.keyboard.press("j")
            seen.append(page.evaluate("document.activeElement.id"))
        assert seen == [f"f{i}" for i in range(1, 13)]
        assert page.locator("#status").inner_text() == "12 of 12 findings"
        page.keyboard.press("n")
        assert page.evaluate("document.activeElement.id") == "f1"
        page.keyboard.press("p")
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.id") == "f11"
        assert page.locator("mark.active").first.is_visible()

    def test_the_keys_are_told_and_can_be_switched_off(self, visit, ferry):
        page = visit(ferry)
        page.keyboard.press("?")
        assert "next finding" in page.locator("dialog").inner_text()
        page.keyboard.press("j")
        assert page.locator(".card.active").count() == 0
        page.locator("#keys-on").uncheck()
        page.keyboard.press("Escape")
        assert not page.locator("dialog").is_visible()
        page.keyboard.press("j")
        assert page.locator(".card.active").count() == 0

    def test_the_tabulator_reaches_everything(self, visit, ferry):
        page = visit(ferry)
        reached = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("document.activeElement.closest('.card, .filters, nav, .skip')?.className")
            )
        assert {"skip", "filters", "bar"} <= reached
        assert sum("card" in (name or "") for name in reached) == 12

    def test_a_mark_can_be_clicked(self, visit, ferry):
        page = visit(ferry)
        page.locator("mark.finding", has_text="discrete").click()
        assert "discrete" in page.locator(".card.active").inner_text()


class TestFilters:
    def test_by_severity_and_rule(self, visit, ferry):
        page = visit(ferry)
        box(page, "error").uncheck()
        assert page.locator(".card:visible").count() == 3
        assert page.locator("#status").inner_text() == "3 findings, of 12"
        box(page, "mixed-quotes").uncheck()
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("#status").inner_text() == "2 of 2 findings"
        line = "mark => getComputedStyle(mark).textDecorationLine"
        assert page.locator("mark.finding", has_text="discrete").evaluate(line) == "none"
        page.get_by_role("button", name="None").click()
        assert page.locator(".card:visible").count() == 0
        page.get_by_role("button", name="All").click()
        box(page, "error").check()
        assert page.locator(".card:visible").count() == 12

    def test_articles_without_what_is_looked_for_are_hidden(self, visit, several):
        page = visit(several)
        page.keyboard.press("f")
        page.get_by_role("button", name="None").click()
        box(page, "mojibake").check()
        assert page.locator("article:visible").count() == 1
        assert "ferry.txt" in page.locator(".overview tbody tr:visible").inner_text()


class TestManyArticles:
    def test_the_list_leads_to_each_and_clean_ones_are_only_listed(self, visit, several):
        page = visit(several)
        assert page.locator("article").count() == 3
        assert page.locator(".clean summary").inner_text() == "Nothing found in 1 file"
        page.locator(".clean summary").click()
        assert page.locator(".clean li").all_inner_texts() == ["review.html"]
        page.get_by_role("link", name="Karrow ferry to return in May").click()
        assert page.locator("h2.headline", has_text="Karrow").bounding_box()["y"] < 900

    def test_the_keys_go_through_all(self, visit, several):
        page = visit(several)
        total = page.locator(".card").count()
        for _ in range(total):
            page.keyboard.press("j")
        assert page.locator("#status").inner_text() == f"{total} of {total} findings"
        assert page.locator("mark.active").first.is_visible()

    def test_nothing_found(self, visit, tmp_path):
        page = visit(write(run_of(ROOT / "fixtures" / "clean" / "review.html"), tmp_path))
        assert "Nothing found." in page.locator("main").inner_text()


class TestOverview:
    def test_charts_say_what_is_where(self, visit, archive):
        page = visit(archive)
        titles = ["By rule", "By date of publication", "By author", "By section", "Most findings"]
        assert page.locator(".chart h3").all_inner_texts() == titles
        assert page.evaluate("typeof pwned") == "undefined"
        authors = page.locator(".by-author tbody th").all_inner_texts()
        assert {"Ann Ames", "<script>pwned=1</script>", "ليلى حسن", "no author"} < set(authors)
        assert page.locator(".by-time .column").count() == 3
        assert "Not shown: 3 articles without a date" in page.locator(".by-time").inner_text()

    def test_bars_are_as_long_as_their_values(self, visit, archive):
        page = visit(archive)
        drawn = page.locator(".by-rule tbody tr:not(.other)").evaluate_all(
            """rows => rows.map((row) => [
              parseFloat(row.querySelector(".number").textContent),
              row.querySelector("rect").getBoundingClientRect().width / row.querySelector("svg").clientWidth,
            ])"""
        )
        end = float(page.locator(".by-rule thead text").last.text_content())
        assert len(drawn) == 15
        assert all(width == pytest.approx(value / end, rel=0.01) for value, width in drawn)

    def test_a_name_narrows_the_page_by_keyboard_and_again_widens_it(self, visit, archive):
        page = visit(archive)
        articles = page.locator("article").count()
        page.locator(".by-author button", has_text="Ann Ames").focus()
        page.keyboard.press("Enter")
        rows = page.locator(".overview tbody tr:visible")
        assert 0 < rows.count() == page.locator("article:visible").count() < articles
        assert all("Ann Ames" in row for row in rows.all_inner_texts())
        page.get_by_role("button", name="News").click()
        page.keyboard.press("j")
        assert page.locator("#only button").all_inner_texts() == ["Only Ann Ames ×", "Only News ×"]
        assert 0 < page.locator("article:visible").count() < articles
        for name in ("News", "Ann Ames"):
            page.locator("#only button", has_text=name).click()
        assert page.locator("article:visible").count() == articles
        assert page.locator("#status").inner_text().endswith(f" of {page.locator('.card').count()} findings")
        assert page.locator("#only").inner_text() == ""

    def test_a_rule_and_a_month_narrow_it_too(self, visit, archive):
        page = visit(archive)
        rule = page.locator(".by-rule button").first
        name = rule.inner_text()
        rule.click()
        assert set(page.locator(".card:visible .why summary").all_text_contents()) == {name}
        assert page.locator(".by-rule button[aria-pressed=true]").all_inner_texts() == [name]
        rule.click()
        assert page.locator(".card:visible").count() == page.locator(".card").count()
        page.locator(".column").first.click()
        assert page.locator("#only").inner_text() == "Only January 2024 ×"
        assert all(
            "2024-01-31" in row for row in page.locator(".overview tbody tr:visible").all_inner_texts()
        )
        page.locator(".by-time summary").click()
        page.get_by_role("button", name="January 2024", exact=True).click()
        assert page.locator("#only").inner_text() == ""

    def test_a_headline_leads_to_its_article(self, visit, archive):
        page = visit(archive)
        first = page.locator(".by-article a").first
        headline = first.inner_text()
        first.click()
        assert page.locator("h2.headline", has_text=headline).bounding_box()["y"] < 900

    @pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
    def test_it_is_seen_everywhere(self, visit, archive, width, scheme):
        page = visit(archive, width, 740, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.locator(".by-time summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        fills = page.locator(".by-section rect").evaluate_all(
            "all => all.map((it) => getComputedStyle(it).fill)"
        )
        assert len(set(fills)) == 3
        assert paper not in fills
        assert page.locator(".by-section rect").first.bounding_box()["width"] > 20

    def test_it_is_on_paper_and_without_script(self, visit, archive):
        page = visit(archive, java_script_enabled=False)
        page.emulate_media(media="print")
        assert page.locator(".by-author svg rect").first.is_visible()


class TestForEverybody:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("width", "scheme"),
        [
            (1280, "light"),
            (360, "dark"),
            pytest.param(1280, "dark", marks=pytest.mark.nightly),
            pytest.param(360, "light", marks=pytest.mark.nightly),
        ],
    )
    def test_axe_finds_nothing_serious(self, visit, ferry, several, archive, hostile, scheme, width):
        from axe_playwright_python.sync_playwright import Axe

        for report in (ferry, several, archive, hostile):
            page = visit(report, width, color_scheme=scheme)
            page.keyboard.press("j")
            page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
            found = Axe().run(page).response["violations"]
            serious = [v for v in found if v["impact"] in ("serious", "critical")]
            assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []

    def test_light_and_dark(self, visit, ferry):
        colours = {
            scheme: visit(ferry, color_scheme=scheme).evaluate(
                "getComputedStyle(document.body).backgroundColor"
            )
            for scheme in ("light", "dark")
        }
        assert colours["light"] != colours["dark"]

    @pytest.mark.parametrize("name", ["ferry", "several", "archive", "hostile"])
    def test_a_phone_scrolls_only_down(self, visit, name, request):
        page = visit(request.getfixturevalue(name), 360, 740)
        assert page.evaluate("document.documentElement.scrollWidth") == 360

    def test_on_paper_the_cards_are_below_their_blocks(self, visit, ferry):
        page = visit(ferry, color_scheme="dark")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(31, 29, 26)"
        assert not page.locator("nav").is_visible()
        assert not page.locator(".filters").is_visible()
        card, mark = page.locator("#f2").bounding_box(), page.locator("#m2").bounding_box()
        assert card["y"] > mark["y"]
        assert page.pdf().startswith(b"%PDF")

    def test_without_its_script_it_can_be_read(self, visit, ferry):
        page = visit(ferry, java_script_enabled=False)
        boxes = [card.bounding_box() for card in page.locator(".card").all()]
        assert len(boxes) == 12
        assert all(a["y"] + a["height"] <= b["y"] for a, b in itertools.pairwise(boxes))


class TestSafety:
    def test_an_article_full_of_script_does_nothing(self, visit, hostile):
        page = visit(hostile)
        for _ in range(4):
            page.keyboard.press("j")
        assert page.evaluate("typeof pwned") == "undefined"
        assert page.locator("h1").count() == 1
        assert page.locator("article a:not([href^='#'])").count() == 0
        assert page.locator("iframe, img, base, object, article svg, article script").count() == 0
        text = page.locator("article").inner_text()
        assert "<script>pwned=1</script>" in text
        assert "[U+202E]enaJ[U+202C] Doe[U+0007]" in text
        assert "]]> --> ::error:: {{ 7*7 }}" in text

    def test_what_would_get_in_could_not_run(self, browser, ferry):
        page = browser.new_page()
        page.goto(ferry.as_uri())
        refused = []
        page.on("console", lambda message: refused.append(message.text))
        page.evaluate(
            """() => {
              const script = document.createElement('script');
              script.textContent = 'pwned = 1';
              const image = new Image();
              image.src = 'https://example.com/x.png';
              document.body.append(script, image);
            }"""
        )
        until = time.monotonic() + 60
        while len(refused) < 2 and time.monotonic() < until:
            page.wait_for_timeout(100)
        assert page.evaluate("typeof pwned") == "undefined"
        assert len([line for line in refused if "Content Security Policy" in line]) == 2
        page.close()

    def test_it_is_one_file_that_names_no_other(self, ferry):
        assert not re.search(r'(?:src|href)="[^#]|url\(|@import', ferry.read_text("utf-8"))


class TestCommandLine:
    def test_a_file_and_standard_input(self, copydesk, tmp_path):
        (tmp_path / "a.md").write_text("# A tale\n\nIt was the the best of times.\n")
        for arguments, stdin in (
            (["a.md"], b""),
            (["--stdin-filename", "a.md", "-"], (tmp_path / "a.md").read_bytes()),
        ):
            done = copydesk("check", "--output-format", "html", *arguments, stdin=stdin)
            assert (done.returncode, done.stderr) == (1, b"")
            assert (
                b'It was the<mark class="r0 s-error finding" data-card="1" id="m1"> the</mark> best'
                in done.stdout
            )

    def test_after_fixing_it_shows_what_is_left(self, copydesk, tmp_path):
        (tmp_path / "a.txt").write_text("It was the the best of times, and discrete inquiries were made.\n")
        done = copydesk("check", "--fix", "--output-format", "html", "a.txt")
        assert b"1 finding mended; these are left." in done.stdout
        assert b"It was the best of times" in done.stdout

    def test_statistics_are_counts_only(self, copydesk, tmp_path):
        (tmp_path / "a.txt").write_text("It was the the best of times.\n")
        done = copydesk("check", "--statistics", "--output-format", "html", "a.txt")
        assert b"1 finding in 1 file" in done.stdout
        assert b"<article" not in done.stdout

    def test_a_report_that_is_remembered_is_the_same(self, copydesk, tmp_path):
        (tmp_path / "a.txt").write_text(FERRY.read_text("utf-8"), encoding="utf-8")
        first, second = (copydesk("check", "--output-format", "html", "a.txt").stdout for _ in range(2))
        assert first == second


def test_a_file_that_changed_is_not_marked_in_wrong_places(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("It was the the best of times.\n")
    checked = Checking(isolated=True, no_cache=True).check([str(path)])
    path.write_text("Then it was the the best of times.\n")
    run = Run([o.report for o in checked.outcomes], rules=run_of(path).rules, open=checked.open)
    text = write(run, tmp_path).read_text("utf-8")
    assert "it has changed since it was checked" in text
    assert "is repeated" in text
    assert "<mark" not in text


def test_a_file_that_is_gone_keeps_its_findings(copydesk, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("It was the the best of times.\n")
    linter = Linter(Settings(isolated=True))
    run = run_of(path)
    path.unlink()
    gone = replace(run, open=lambda file: linter.open(path, file.path) and iter(()))
    text = write(gone, tmp_path).read_text("utf-8")
    assert "The article is not at hand (no such file or directory)" in text
    assert "is repeated" in text


def test_findings_that_the_baseline_knows_are_counted(tmp_path):
    run = run_of(FERRY)
    (report,) = run.files
    known = tuple(Suppressed(d, Suppressor.BASELINE) for d in report.diagnostics[1:])
    left = replace(report, diagnostics=report.diagnostics[:1], suppressed=known)
    text = write(replace(run, files=[left]), tmp_path).read_text("utf-8")
    assert "11 findings that the baseline knows are not shown." in text
    assert text.count('role="group"') == 1


def test_a_copy_in_another_file_is_named_and_not_marked_here(copydesk, tmp_path):
    passage = (
        "The ferry company told a packed meeting that the ship would make four crossings a day from May, "
    )
    passage += "and that nobody in the hall should expect anything else before the autumn."
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"# Headline {name}\n\nIt begins with {name}.\n\n{passage}\n")
    done = copydesk("check", "--across", "--output-format", "html", ".")
    assert b"<bdi>a.md</bdi>, line 5" in done.stdout or b"<bdi>./a.md</bdi>, line 5" in done.stdout
    assert b'related"' not in done.stdout


def test_a_reader_that_crashes_keeps_the_findings(tmp_path):
    def broken():
        raise RuntimeError
        yield

    path = tmp_path / "a.txt"
    path.write_text("It was the the best of times.\n")
    run = run_of(path)
    text = write(replace(run, open=lambda file: broken()), tmp_path).read_text("utf-8")
    assert "could not be read to its end" in text
    assert "is repeated" in text


@pytest.mark.slow
def test_a_hundred_thousand_findings_are_counted_and_the_worst_are_set(visit, tmp_path):
    run = run_of(FERRY)
    report = run.files[0]
    many = tuple(d for _ in range(8_334) for d in report.diagnostics)
    started = time.process_time()
    path = write(replace(run, files=[replace(report, diagnostics=many)]), tmp_path)
    assert time.process_time() - started < 30
    page = visit(path)
    assert page.locator(".card").count() == 2_000
    assert (
        "2,000 findings of 100,008 are shown, the worst of each article first"
        in page.locator(".note").inner_text()
    )
    assert page.locator(".card.s-error").count() == 2_000


def test_a_long_article_with_fifty_findings_is_there_at_once(browser, tmp_path):
    """In a browser that is running; the best of five, since a busy machine can only be slower."""
    path = tmp_path / "long.md"
    words = random.Random(1)
    nouns = FERRY.read_text("utf-8").lower().split()[20:400:3]

    def sentence(the: str = "the") -> str:
        one, two, three, four = words.sample([noun for noun in nouns if noun.isalpha() and len(noun) > 4], 4)
        return f"The {one} by {the} {two} was kept with {the} {three} for the {four}."

    paragraphs = (" ".join([*(sentence() for _ in range(6)), sentence("the the")]) for _ in range(25))
    path.write_text("# A long day\n\n" + "\n\n".join(paragraphs))
    run = run_of(path)
    assert run.files[0].words >= 2_000
    assert len(run.diagnostics) >= 50
    report = write(run, tmp_path)
    times = []
    for _ in range(5):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(report.as_uri())
        painted = "performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime)"
        while not (found := page.evaluate(painted)):
            page.wait_for_timeout(20)
        times += found
        assert page.locator(".card").count() == len(run.diagnostics)
        page.close()
    assert min(times) < 300, times


@pytest.mark.slow
def test_five_hundred_articles_open_in_reasonable_time(visit, tmp_path):
    linter = Linter(Settings(isolated=True))
    articles = list(linter.read(FERRY, "ferry.txt"))
    (outcome,) = run_files(linter, [(FERRY, "ferry.txt")])
    report = outcome.report
    reports = [
        replace(
            report,
            path=f"{i}.txt",
            diagnostics=tuple(replace(d, path=f"{i}.txt") for d in report.diagnostics[:10]),
        )
        for i in range(500)
    ]
    run = Run(reports, rules=linter.registry.rules, open=lambda file: iter(articles))
    page = visit(write(run, tmp_path))
    assert page.locator(".card").count() == 5_000
    assert page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") < 10_000
    page.keyboard.press("k")
    assert page.locator("#status").inner_text() == "5,000 of 5,000 findings"
    assert page.locator("mark.active").first.is_visible()
