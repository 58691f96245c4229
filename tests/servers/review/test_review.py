"""`copydesk review`: an article decided on in a real browser, by its keys, and saved."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from copydesk import readers
from copydesk.lint.levels import Levels
from copydesk.lint.linter import Linter, Settings
from copydesk.readers import FormatEntry
from copydesk.readers.format import Format
from copydesk.readers.plain import READER as PLAIN
from copydesk.run.runner import run_files
from copydesk.servers.review.decision_store import LogStore
from copydesk.servers.review.session import Choices, RequestedDecision, ReviewSession
from copydesk.text.source import Source
from copydesk.text.span import START
from copydesk.triage.decisions import DecisionLog, Verdict
from places import ROOT
from reviewing import reviewing, wait_for

pytest_plugins = ("desk_browser",)

FERRY = ROOT / "fixtures" / "news" / "ferry.txt"
#: An error without a fix, one with a safe and one with an unsafe fix.
SMALL = """\
# A harbour tale

By the harbour the engineers found that that was not so, and the the crossing takes a hour.

In the autumn the company made discrete inquiries about selling the ship altogether.
"""


@pytest.fixture
def folder(tmp_path):
    """A folder to review, with the ferry in it."""
    folder = tmp_path / "articles"
    folder.mkdir()
    shutil.copy(FERRY, folder)
    return folder


def figures(page) -> str:
    return page.locator("#figures").inner_text()


def add_a_paragraph(file) -> str:
    """Write into an article as its writer would; there is a finding in it."""
    text = file.read_text("utf-8").replace("Bookings open", "A note of of the writer.\n\nBookings open", 1)
    file.write_text(text, encoding="utf-8")
    return text


def active(page) -> str:
    return page.locator(".card.active").inner_text()


def test_an_article_is_decided_on_by_keyboard_and_saved(visit, folder):
    """The whole way, without the mouse; the file is then as `check --fix` would have it."""
    expected = folder.parent / "ferry.txt"
    shutil.copy(FERRY, expected)
    command = [sys.executable, "-m", "copydesk", "check", "--isolated", "--fix", "ferry.txt"]
    subprocess.run(command, cwd=folder.parent, capture_output=True, check=False)
    with reviewing(folder, "ferry.txt") as desk:
        page = visit(desk)
        wait_for(page, "0 of 12 decided")
        page.keyboard.press("Shift+A")
        wait_for(page, "7 of 12 decided")
        for _ in range(5):
            page.keyboard.press("i")
            page.keyboard.press("ControlOrMeta+A")
            page.keyboard.type("asked the writer")
            page.keyboard.press("Enter")
        wait_for(page, "12 of 12 decided")
        page.keyboard.press("s")
        wait_for(page, "5 of 5 decided")
        assert "Saved: 7 fixes made in ferry.txt" in page.locator("#status").inner_text()
    assert (folder / "ferry.txt").read_bytes() == expected.read_bytes()
    assert expected.read_bytes() != FERRY.read_bytes()


def test_a_word_document_is_saved_as_fix_would(copydesk, folder):
    for name in ("packet.docx", "fixed.docx"):
        shutil.copy(ROOT / "fixtures" / "word" / "packet.docx", folder / name)
    copydesk("check", "--isolated", "--fix", "fixed.docx", cwd=folder)
    with reviewing(folder, "packet.docx") as desk:
        shown = desk.ask("/api/articles/0/0")
        safe = [each["finding"] for each in shown["findings"] if each["safety"] == "safe"]
        choices = [{"finding": number, "verdict": "accepted"} for number in safe]
        desk.ask("/api/articles/0/0/decisions", {"version": shown["version"], "choices": choices})
        saved = desk.ask("/api/articles/0/0/save", {"version": shown["version"]})
        assert saved == {"made": len(safe), "left": 0}
        assert (folder / "packet.docx").read_bytes() == (folder / "fixed.docx").read_bytes()

        left = desk.ask("/api/articles/0/0")
        (number, *_) = (each["finding"] for each in left["findings"] if each["rule"] == "misspelling")
        choice = {"finding": number, "verdict": "accepted", "replacement": "are given <b> & more"}
        desk.ask("/api/articles/0/0/decisions", {"version": left["version"], "choices": [choice]})
        desk.ask("/api/articles/0/0/save", {"version": left["version"]})
    read = copydesk("read", "packet.docx", cwd=folder).stdout.decode()
    assert "His passengers are given <b> & more a cup of tea" in read


class TestKeys:
    def test_every_finding_is_reached_and_around(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            assert page.locator(".card.active").get_attribute("id") == "f1"
            seen = []
            for key in ("j", "n", "ArrowRight", "k", "p", "ArrowLeft", "k"):
                page.keyboard.press(key)
                seen.append(page.evaluate("() => document.activeElement.id"))
            assert seen == ["f2", "f3", "f4", "f3", "f2", "f1", "f12"]
            assert page.locator(".card[tabindex='0']").count() == 1
            assert page.locator("mark.active").first.is_visible()

    def test_words_of_ones_own_and_what_is_undone(self, visit, folder):
        (folder / "tale.md").write_text(SMALL)
        with reviewing(folder, "tale.md") as desk:
            page = visit(desk)
            wait_for(page, "of 3 decided")
            page.keyboard.press("e")
            field = page.locator(".asking textarea")
            assert field.input_value() == "the"
            page.keyboard.type("*every* <b>")
            page.keyboard.press("Enter")
            wait_for(page, "1 of 3 decided")
            page.keyboard.press("a")
            wait_for(page, "2 of 3 decided")
            page.keyboard.press("u")
            wait_for(page, "1 of 3 decided")
            assert "“a” should be “an”" in active(page)
            page.keyboard.press("u")
            wait_for(page, "0 of 3 decided")
            page.keyboard.press("u")
            wait_for(page, "nothing to undo", "#status")
            page.keyboard.press("e")
            page.keyboard.type("*every* <b>")
            page.keyboard.press("Enter")
            page.keyboard.press("s")
            wait_for(page, "Saved: 1 fix", "#status")
        read = subprocess.run(
            [sys.executable, "-m", "copydesk", "read", "tale.md"], cwd=folder, capture_output=True, check=True
        )
        assert "and *every* <b> crossing" in read.stdout.decode()  # escaped in the file, so read as written

    def test_accept_without_a_suggestion_asks_for_words(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("a")
            assert page.locator(".asking textarea").input_value() == "By March 14, 2024"
            page.keyboard.press("Escape")
            assert page.evaluate("() => document.activeElement.id") == "f1"
            assert figures(page) == "0 of 12 decided"

    def test_ignoring_needs_a_reason(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("i")
            page.keyboard.press("Enter")
            assert page.locator(".asking").count() == 1
            page.keyboard.type("the desk knows")
            page.keyboard.press("Enter")
            wait_for(page, "1 of 12 decided")
            assert "Ignored: the desk knows" in page.locator("#f1").inner_text()
            page.keyboard.press("i")
            assert page.locator(".asking textarea").input_value() == "the desk knows"

    def test_they_are_told_and_can_be_switched_off(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("?")
            assert "ignore, and say why" in page.locator("#keys").inner_text()
            page.locator("#keys-on").uncheck()
            page.keyboard.press("Escape")
            page.keyboard.press("Shift+A")
            assert figures(page) == "0 of 12 decided"


class TestArticle:
    def test_it_says_what_why_and_what_instead(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            card = page.locator(".card", has_text="“discrete” (separate)")
            assert card.locator("del").inner_text() == "discrete"
            assert card.locator("ins").inner_text() == "discreet"
            card.locator("summary").click()
            assert "confus" in card.locator("details").inner_text()
            copies = page.locator(".card", has_text="repeats an earlier one")
            copies.locator(".copies a").click()
            there = page.locator("mark.there")
            assert there.inner_text().startswith("On Karrow, where 640 people")
            assert 0 < there.bounding_box()["y"] < 900
            assert page.url.endswith("#/0/0")

    def test_severities_differ_by_shape(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            style = "mark => getComputedStyle(mark).textDecorationStyle"
            severities = ("error", "warning", "suggestion")
            marks = [page.locator(f"mark.finding.s-{severity}").first for severity in severities]
            assert len({mark.evaluate(style) for mark in marks}) == 3

    def test_filters_by_rule_severity_and_state(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("f")
            visible = page.locator(".card:visible")
            page.get_by_role("checkbox", name="error").uncheck()
            assert visible.count() == 3
            page.get_by_role("checkbox", name="error").check()
            page.get_by_role("checkbox", name="repeated-word").uncheck()
            assert visible.count() == 11
            page.locator("#article").click(position={"x": 5, "y": 5})
            page.keyboard.press("Shift+A")
            wait_for(page, "6 of 12 decided")  # what is hidden is not decided on
            page.get_by_role("checkbox", name="accepted").uncheck()
            assert visible.count() == 5

    def test_by_mouse(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.locator("mark.finding", has_text="discrete").click()
            page.get_by_role("button", name="Accept", exact=True).locator("visible=true").click()
            wait_for(page, "1 of 12 decided")
            page.locator("mark.finding", has_text="discrete").click()
            page.get_by_role("button", name="Take back").locator("visible=true").click()
            wait_for(page, "0 of 12 decided")


class TestKept:
    def test_decisions_survive_a_crash(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk, expected=("ERR_CONNECTION", "Failed to fetch"))
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("Shift+A")
            page.keyboard.press("i")
            page.keyboard.type("so it is")
            page.keyboard.press("Enter")
            for _ in range(100):
                if desk.ask("/api/articles/0/0")["row"]["counts"]["decided"] == 8:
                    break
            desk.kill()
            page.keyboard.press("j")
            page.keyboard.press("i")
            page.keyboard.type("lost")
            page.keyboard.press("Enter")
            wait_for(page, "does not answer", "#banner")  # one line, and the decision is not shown as made
            wait_for(page, "8 of 12 decided")
        assert (folder / "ferry.txt").read_bytes() == FERRY.read_bytes()
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "8 of 12 decided")
            assert "Ignored: so it is" in page.locator("#article").inner_text()

    def test_a_file_that_changes_loses_no_decision(self, visit, folder):
        file = folder / "ferry.txt"
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk, expected=("409",))
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("Shift+A")
            wait_for(page, "7 of 12 decided")
            page.keyboard.press("i")
            page.keyboard.type("so it is")
            page.keyboard.press("Enter")
            wait_for(page, "8 of 12 decided")
            changed = add_a_paragraph(file)
            page.keyboard.press("s")
            wait_for(page, "has changed on disk", "#banner")
            assert file.read_text("utf-8") == changed
            wait_for(page, "8 of 13 decided")
            assert "A note of of the writer" in page.locator("#article").inner_text()
            page.keyboard.press("s")
            wait_for(page, "Saved: 7 fixes", "#status")
        assert "A note of of the writer." in file.read_text("utf-8")
        assert "the the" not in file.read_text("utf-8")

    def test_the_page_says_that_a_file_has_changed(self, visit, folder):
        file = folder / "ferry.txt"
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("Shift+A")
            wait_for(page, "7 of 12 decided")
            add_a_paragraph(file)
            wait_for(page, "has changed on disk", "#banner")
            page.get_by_role("button", name="Show it as it is now").click()
            wait_for(page, "7 of 13 decided")
            assert not page.locator("#banner").is_visible()

    def test_a_decision_on_an_older_text_counts(self, folder):
        file = folder / "ferry.txt"
        with reviewing(folder, "ferry.txt") as desk:
            shown = desk.ask("/api/articles/0/0")
            file.write_text("A first line.\n\n" + file.read_text("utf-8"), encoding="utf-8")
            assert desk.ask("/api/articles/0/0")["version"] != shown["version"]
            choice = {"finding": 1, "verdict": "ignored", "reason": "fine"}
            answer = desk.ask(
                "/api/articles/0/0/decisions", {"version": shown["version"], "choices": [choice]}
            )
            assert answer["row"]["counts"]["decided"] == 1

    def test_a_number_stays_that_of_the_finding_that_the_page_shows(self, folder, monkeypatch):
        """A later check of the same text may find more: what stands in several articles, say."""
        monkeypatch.chdir(folder)
        linter = Linter(Settings(isolated=True))
        log = LogStore(DecisionLog(folder / "log.jsonl"))
        path = folder / "ferry.txt"
        desk = ReviewSession(Levels(linter), [(path, "ferry.txt")], log, lambda report: report, "Edith Tor")
        shown = desk.article(0, 0)
        (report,) = (outcome.report for outcome in run_files(linter, [(path, "ferry.txt")]))
        desk.receive(replace(report, diagnostics=report.diagnostics[1:]))
        choice = RequestedDecision(finding=1, verdict=Verdict.IGNORED, reason="fine")
        desk.decide(0, 0, Choices(version=shown["version"], choices=(choice,)))
        now = desk.article(0, 0)
        assert now["version"] != shown["version"]
        (decided,) = now["decisions"]
        assert now["findings"][decided]["message"] == shown["findings"][1]["message"]
        desk.save(0, shown["version"])  # of the same text

    def test_what_is_saved_is_not_asked_again(self, folder):
        (folder / "tale.md").write_text(SMALL)
        with reviewing(folder, "tale.md") as desk:
            shown = desk.ask("/api/articles/0/0")
            choices = [{"finding": i, "verdict": "accepted"} for i in range(3)]
            desk.ask("/api/articles/0/0/decisions", {"version": shown["version"], "choices": choices})
            assert desk.ask("/api/articles/0/0/save", {"version": shown["version"]}) == {"made": 3, "left": 0}
            assert desk.ask("/api/articles/0/0")["row"]["counts"]["findings"] == 0
        assert "and the crossing takes an hour" in (folder / "tale.md").read_text()
        assert "discreet inquiries" in (folder / "tale.md").read_text()

    def test_what_another_window_decides_is_shown(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            assert page.evaluate("() => document.activeElement.id") == "f1"
            shown = desk.ask("/api/articles/0/0")
            choices = [{"finding": 3, "verdict": "accepted"}]
            desk.ask("/api/articles/0/0/decisions", {"version": shown["version"], "choices": choices})
            wait_for(page, "1 of 12 decided")
            assert page.locator("#f4.accepted").count() == 1
            assert page.evaluate("() => document.activeElement.id") == "f1"


class TestSignOff:
    def test_by_whom_and_for_which_content(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "0 of 12 decided")
            page.keyboard.press("Shift+A")
            wait_for(page, "7 of 12 decided")
            assert page.get_by_role("button", name="Sign off").is_disabled()
            page.keyboard.press("s")
            wait_for(page, "0 of 5 decided")
            page.keyboard.press("Shift+S")
            assert "5 findings in this article are not decided" in page.locator("#signing").inner_text()
            assert page.locator("#who").input_value() == "Edith Tor"
            page.keyboard.press("Enter")
            wait_for(page, "Signed off by Edith Tor", "#status")
            (row,) = desk.ask("/api/articles")["rows"]
            assert row["signed"].startswith("Edith Tor signed it off on ")
            with (folder / "ferry.txt").open("a") as file:
                file.write("More.\n")
            assert desk.ask("/api/articles/0/0")["row"]["signed"] == ""

    def test_not_what_has_changed(self, folder):
        with reviewing(folder, "ferry.txt") as desk:
            shown = desk.ask("/api/articles/0/0")
            (folder / "ferry.txt").write_text("Another text.\n")
            asked = {"version": shown["version"], "who": "Edith Tor"}
            answer = desk.ask("/api/articles/0/0/sign-off", asked, expect=409)
            assert "has changed on disk" in answer["error"]


class TestList:
    def test_articles_and_their_state(self, visit, folder):
        shutil.copy(ROOT / "fixtures/clean/review.html", folder)
        (folder / "broken.txt").write_bytes(b"caf\xe9 \xff")
        with reviewing(folder, ".") as desk:
            page = visit(desk)
            wait_for(page, "12 findings open in 1 article", "#overall")
            page.wait_for_function(
                "() => !document.querySelector('#figures').textContent.includes('checking')"
            )
            state = {
                line.locator("a").inner_text(): line.locator(".state").inner_text()
                for line in page.locator("#rows tr").all()
            }
            assert state["ferry.txt"] == "12 open"
            assert state["review.html"] == "nothing found"
            assert "not utf-8: byte 0xe9 at offset 3" in state["broken.txt"]
            page.keyboard.press("j")
            page.keyboard.press("j")
            page.keyboard.press("Enter")
            wait_for(page, "ferry.txt: 0 of 12 decided", "#status")
            page.keyboard.press("Shift+A")
            page.keyboard.press("l")
            page.wait_for_selector("#list:not([hidden])")
            assert "7 fixes to save" in page.locator("#rows").inner_text()  # at once
            assert page.evaluate("() => document.activeElement.textContent") == "ferry.txt"
            page.get_by_label("Done").check()
            assert page.locator("#rows tr:visible").all_inner_texts()[0].startswith("review.html")
            page.get_by_label("All", exact=True).check()
            page.locator("#find").fill("ferr")
            assert page.locator("#rows tr:visible").count() == 1

    def test_a_broken_file_says_so(self, visit, folder):
        (folder / "broken.txt").write_bytes(b"caf\xe9 \xff")
        with reviewing(folder, "broken.txt") as desk:
            page = visit(desk, expected=("409",))
            wait_for(page, "not utf-8: byte 0xe9 at offset 3", "#locked")

    def test_what_the_baseline_knows_is_not_shown(self, copydesk, folder):
        assert copydesk("baseline", "create", ".", cwd=folder).returncode == 0
        add_a_paragraph(folder / "ferry.txt")
        with reviewing(folder, "ferry.txt") as desk:
            (finding,) = desk.ask("/api/articles/0/0")["findings"]
            assert finding["rule"] == "repeated-word"


class TestSeveralArticlesInAFile:
    """As in an export of a blog."""

    @pytest.fixture
    def desk(self, folder, monkeypatch):
        """A desk with a file whose format has an article in each paragraph."""

        class Paragraphs:
            format, escape = Format("paragraphs"), staticmethod(PLAIN.escape)

            def sources(self, file, path, encoding):
                start, at = 0, START
                for text in re.findall(r"[^\n]+\n*", file.read().decode()):
                    yield Source(path, text.encode(), "paragraphs", "utf-8", text, start, at)
                    start, at = start + len(text), at.after(text)

            def read(self, source, options):
                (article,) = PLAIN.read(source, options)
                yield replace(article, id=f"line {source.at.line}", title=f"Post of line {source.at.line}")

        monkeypatch.setitem(readers.FORMATS, "paragraphs", FormatEntry("paragraphs_reader", (".posts",)))
        monkeypatch.setitem(readers._SUFFIXES, ".posts", "paragraphs")
        monkeypatch.setitem(sys.modules, "paragraphs_reader", SimpleNamespace(READER=Paragraphs()))
        monkeypatch.chdir(folder)
        posts = ("It was the the first.", "A clean one.", "And the the last of of all.\n")
        (folder / "all.posts").write_text("\n\n".join(posts))
        log = LogStore(DecisionLog(folder / "log.jsonl"))
        file = (folder / "all.posts", "all.posts")
        desk = ReviewSession(
            Levels(Linter(Settings(isolated=True))), [file], log, lambda report: report, "Edith Tor"
        )
        desk.article(0, 0)
        return desk

    def test_each_with_findings_has_a_line_of_its_own(self, desk):
        rows = desk.rows(0)["rows"]
        told = [(row.part, row.article, row.counts.findings) for row in rows]
        assert told == [(0, "Post of line 1", 1), (1, "Post of line 5", 2)]
        last = desk.article(0, 1)
        assert "the last" in last["html"]
        assert "the first" not in last["html"]
        assert [finding["finding"] for finding in last["findings"]] == [1, 2]

    def test_a_decision_is_on_its_own_article_and_all_are_saved(self, desk, folder):
        shown = desk.article(0, 1)
        choice = RequestedDecision(finding=2, verdict=Verdict.ACCEPTED, replacement="of them")
        answer = desk.decide(0, 1, Choices(version=shown["version"], choices=(choice,)))
        assert answer["row"].counts.decided == 1
        assert desk.article(0, 0)["row"].counts.decided == 0
        first = RequestedDecision(finding=0, verdict=Verdict.ACCEPTED)
        desk.decide(0, 0, Choices(version=shown["version"], choices=(first,)))
        assert desk.save(0, shown["version"]) == {"made": 2, "left": 0}
        text = (folder / "all.posts").read_text()
        assert text == "It was the first.\n\nA clean one.\n\nAnd the the last of them all.\n"
        assert [row.article for row in desk.rows(0)["rows"]] == ["Post of line 5"]


class TestTexts:
    def test_pasted_decided_on_and_downloaded(self, visit, folder):
        before = sorted(folder.rglob("*"))
        with reviewing(folder) as desk:
            page = visit(desk)
            page.locator("#pasted").fill("It was the the best of times.")
            page.get_by_role("button", name="Check it").click()
            wait_for(page, "0 of 1 decided", "#status")
            page.keyboard.press("a")
            wait_for(page, "1 of 1 decided")
            with page.expect_download() as download:
                page.keyboard.press("s")
            assert download.value.path().read_text() == "It was the best of times."
        assert sorted(folder.rglob("*")) == before

    def test_a_file_that_is_dropped(self, visit, folder):
        with reviewing(folder) as desk:
            page = visit(desk)
            page.wait_for_selector("#texts:not([hidden])")
            page.evaluate(
                """() => {
                  const data = new DataTransfer();
                  data.items.add(new File(["<p>It was a a day."], "notes.html", { type: "text/html" }));
                  dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
                }"""
            )
            wait_for(page, "0 of 1 decided")
            assert page.locator("#title").inner_text() == "notes.html"

    def test_what_is_no_article(self, visit, folder):
        with reviewing(folder) as desk:
            page = visit(desk, expected=("409",))
            page.wait_for_selector("#texts:not([hidden])")
            page.locator("#file").set_input_files(
                {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 JFIF"}
            )
            wait_for(page, "a binary file, not an article", "#locked")


class TestEverybody:
    @pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
    def test_axe_finds_nothing_serious(self, visit, folder, width, scheme):
        from axe_playwright_python.sync_playwright import Axe

        def grave(page) -> list:
            found = Axe().run(page).response["violations"]
            return [
                (v["id"], [n["html"] for n in v["nodes"]][:2])
                for v in found
                if v["impact"] in ("serious", "critical")
            ]

        shutil.copy(ROOT / "fixtures/legacy/regatta.html", folder)
        with reviewing(folder, ".") as desk:
            page = visit(desk, width, color_scheme=scheme, bypass_csp=True)
            wait_for(page, "2 files", "#overall")
            assert grave(page) == []
            page.get_by_role("link", name="ferry.txt").click()
            wait_for(page, "0 of 12 decided")
            page.get_by_role("button", name="All safe" if width < 600 else "Accept all safe").click()
            wait_for(page, "7 of 12 decided")
            page.keyboard.press("i")
            assert grave(page) == []
            page.keyboard.press("Escape")
            page.keyboard.press("?")
            assert grave(page) == []

    def test_what_happens_is_said(self, visit, folder):
        with reviewing(folder, "ferry.txt") as desk:
            page = visit(desk)
            wait_for(page, "ferry.txt: 0 of 12 decided", "#status")
            assert page.locator("#status").get_attribute("role") == "status"
            page.keyboard.press("Shift+A")
            wait_for(page, "7 safe fixes accepted. 7 of 12 decided.", "#status")
            assert page.evaluate("() => document.activeElement.classList.contains('card')")
            label = page.locator(".card.accepted").first.get_attribute("aria-label")
            assert label.startswith("accepted, ")

    def test_it_fits_a_phone(self, visit, folder):
        (folder / "tale.md").write_text(SMALL)
        with reviewing(folder, ".") as desk:
            page = visit(desk, 390, 800, has_touch=True, is_mobile=True)
            wait_for(page, "2 files", "#overall")
            page.get_by_role("link", name="ferry.txt").tap()
            wait_for(page, "0 of 12 decided")
            overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) <= 0
            page.get_by_role("button", name="Next").tap()
            page.get_by_role("button", name="Accept", exact=True).locator("visible=true").tap()
            wait_for(page, "1 of 12 decided")
            box = page.get_by_role("button", name="Save").bounding_box()
            assert box["height"] >= 40
            assert box["y"] + box["height"] <= 800


class TestCommandLine:
    def test_a_port_that_is_taken(self, copydesk, folder):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            done = copydesk("review", "--no-browser", "--port", port, "ferry.txt", cwd=folder)
        assert done.returncode == 2
        assert (
            done.stderr.decode()
            == f"copydesk: 127.0.0.1:{port} is taken; --port 0 takes a port that is free\n"
        )

    def test_a_path_that_is_none(self, copydesk, folder):
        done = copydesk("review", "--no-browser", "nothing.txt", cwd=folder)
        assert done.returncode == 2
        assert b"nothing.txt: no such file or folder" in done.stderr

    def test_no_browser_is_one_line(self, folder):
        """Where none is found, the address is there to be opened by hand."""
        log = folder.parent / "log"
        command = [sys.executable, "-m", "copydesk", "review", "ferry.txt"]
        env = {k: v for k, v in os.environ.items() if k not in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")}
        with log.open("w") as out:
            process = subprocess.Popen(
                command, cwd=folder, stderr=out, env={**env, "PATH": os.fspath(folder)}
            )
            try:
                for _ in range(200):
                    if "no browser" in log.read_text():
                        break
                    time.sleep(0.05)
            finally:
                process.terminate()
                assert process.wait(10) == 0
        said = log.read_text().splitlines()
        assert said[-1] == "copydesk: no browser could be opened: open the address above in one"
        assert len(said) == 3

    def test_ctrl_c_ends_it_quietly(self, folder):
        with reviewing(folder, ".") as desk:
            desk.ask("/api/articles")
            assert desk.stop() == 0
        assert "Traceback" not in desk.log.read_text()


def test_the_reader_of_a_request_that_breaks_off_is_not_missed(folder):
    with reviewing(folder, "ferry.txt") as desk:
        desk.begin()
        with socket.create_connection(("127.0.0.1", desk.port)) as line:
            head = f"POST /api/articles/0/0/save HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\n"
            head += f"X-Copydesk-Session: {desk.session}\r\nContent-Type: application/json\r\n"
            line.sendall(head.encode() + b'Content-Length: 99\r\n\r\n{"version"')
        assert desk.ask("/api/articles")["files"] == 1
    assert (folder / "ferry.txt").read_bytes() == FERRY.read_bytes()
    assert "Traceback" not in desk.log.read_text()
