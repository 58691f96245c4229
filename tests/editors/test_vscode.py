"""The extension for Visual Studio Code, in the editor itself: what a writer sees, chooses and saves."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

import code_editor
from code_editor import Code, add_program, expect, wait
from places import ROOT

pytestmark = pytest.mark.nightly
FERRY = ROOT / "fixtures" / "news" / "ferry.txt"
IMAGES = ROOT / "docs" / "images"
STORY = """# The ferry to Harwick

The ferry left the the harbour at noon 🚢. She made a discrete enquiry.
"""
MENDED = STORY.replace("the the", "the")


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id) -> Path:
    """A folder for what is made once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def vsix(once) -> Path:
    """The extension as a package."""
    package = once / "vsix" / "copydesk.vsix"
    with FileLock(once / "vsix.lock"):
        return package if package.exists() else code_editor.build(package.parent)


@pytest.fixture(scope="session")
def extensions(once, vsix) -> Path:
    """A folder of extensions, with this one installed."""
    folder = once / "extensions"
    with FileLock(once / "extensions.lock"):
        if not folder.exists():
            code_editor.install(vsix, folder)
    return folder


@pytest.fixture
def articles(tmp_path) -> Path:
    """A folder with articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    shutil.copy(FERRY, folder)
    (folder / "story.md").write_text(STORY)
    return folder


@pytest.fixture
def edit(extensions, articles, tmp_path):
    """Open the folder in the editor, with settings of its own."""

    @contextmanager
    def opened(*path: Path, trusted: bool = True, **settings):
        (articles / ".vscode").mkdir()
        (articles / ".vscode" / "settings.json").write_text(json.dumps(settings))
        with code_editor.code(articles, extensions, tmp_path / "home", path, trusted=trusted) as code:
            try:
                yield code
            except BaseException:
                code.page.screenshot(path=tmp_path / "failed.png")
                raise

    return opened


@pytest.fixture
def picture(tmp_path, update_golden):
    """Take a picture for the documentation; it is put there if --update-golden is given."""

    def take(code: Code, name: str) -> None:
        code.page.screenshot(path=(IMAGES if update_golden else tmp_path) / name)

    return take


def test_the_package_holds_what_it_needs_and_no_more(vsix):
    with zipfile.ZipFile(vsix) as package:
        names = {name.removeprefix("extension/") for name in package.namelist()}
        notices = package.read("extension/dist/THIRD-PARTY.txt").decode()
    assert names == {
        "[Content_Types].xml", "extension.vsixmanifest", "package.json", "icon.png",
        "readme.md", "changelog.md", "LICENSE.txt", "dist/extension.js", "dist/THIRD-PARTY.txt",
    }  # fmt: skip
    assert "vscode-languageclient" in notices


def test_findings_are_seen_mended_and_reported(edit, articles, picture):
    findings = json.loads(FERRY.with_suffix(".expected.json").read_text())["findings"]
    add_program(articles / ".venv" / "bin")
    with edit() as code:
        code.open("ferry.txt")
        code.count(len(findings))
        expect(code.squiggles.first).to_be_visible()

        code.status.click()
        expect(code.problems.first).to_be_visible()
        listed = code.page.locator(".markers-panel").inner_text()
        assert "“the” is repeated." in listed
        assert "copydesk\nrepeated-word" in listed
        code.open("ferry.txt")
        code.page.keyboard.press("Control+b")  # no list of files
        code.go_to(17, 226)
        code.choose("Replace with “discreet”", before=lambda: picture(code, "vscode.png"))
        code.count(len(findings) - 1)
        mended = FERRY.read_text().replace("discrete inquiries", "discreet inquiries")
        code.save(articles / "ferry.txt", mended)

        code.page.keyboard.press("Control+j")  # no list of problems
        code.run("copydesk: Show the Report on This Article")
        expect(code.webview.get_by_text("“the” is repeated.").first).to_be_visible()
        expect(code.webview.locator("h1").first).to_have_text("ferry.txt")
        picture(code, "vscode-report.png")


def test_the_desk_opens_on_the_article_as_it_is(edit, articles, tmp_path):
    """This editor opens it through a proxy, which loses the token; one in a window opens it as printed."""
    said, command = tmp_path / "said", "copydesk: Review This Article in the Browser"
    desk = f'[ "$1" != review ] || {{ "{sys.executable}" -m copydesk "$@" 2>&1 | tee {said} >&2; exit; }}'
    add_program(articles / ".venv" / "bin", desk)

    def addresses() -> list[str]:
        return re.findall(r"http://\S+", said.read_text())

    with edit() as code:
        code.open("story.md")
        code.count(2)
        code.go_to(1, 1)
        code.page.keyboard.press("End")
        code.page.keyboard.type(" and back")
        page = code.opened(lambda: code.run(command))
        port = urlsplit(addresses()[0]).port
        wait(lambda: f"/proxy/{port}" in page.url)
        page.goto(addresses()[0])
        expect(page.locator("#figures")).to_have_text("0 of 2 decided")
        expect(page.locator("h2.headline")).to_have_text("The ferry to Harwick and back")
        page.keyboard.press("Shift+A")
        page.keyboard.press("s")
        expect(page.locator("#figures")).to_have_text("0 of 1 decided")
        assert (articles / "story.md").read_text() == MENDED.replace("Harwick", "Harwick and back")
        code.count(1)
        again = code.opened(lambda: code.run(command))  # the same desk, by its next address
        wait(lambda: f"/proxy/{port}" in again.url)
        again.goto(addresses()[1])
        expect(again.locator("#figures")).to_have_text("0 of 1 decided")


@pytest.mark.parametrize("run", ["onType", "onSave"])
def test_what_is_safe_to_fix_is_fixed_on_saving(edit, articles, run):
    add_program(articles / "venv" / "bin")
    settings = {
        "copydesk.run": run,
        "copydesk.severity": {"error": "information"},
        "editor.codeActionsOnSave": {"source.fixAll.copydesk": "explicit"},
    }
    with edit(**settings) as code:
        code.open("story.md")
        code.count(2)
        expect(code.page.locator(".squiggly-info")).to_have_count(2)
        code.go_to(1, 1)
        code.page.keyboard.press("End")
        code.page.keyboard.type(" and and back")
        code.count(3 if run == "onType" else 2)
        code.save(articles / "story.md", MENDED.replace("Harwick", "Harwick and back"))
        code.count(1)


def test_commands_and_a_server_that_dies(edit, articles, tmp_path):
    started = tmp_path / "started"
    add_program(articles / ".venv" / "bin", f"echo $$ >> {started}")
    with edit() as code:
        code.open("story.md")
        code.count(2)
        code.go_to(3, 20)
        code.run("copydesk: Open the Page of a Rule")
        expect(code.webview.locator("h1")).to_have_text("repeated-word")

        code.open("story.md")
        code.run("copydesk: Fix All That Is Safe to Fix")
        code.count(1)
        code.save(articles / "story.md", MENDED)

        os.kill(int(started.read_text()), signal.SIGKILL)
        wait(lambda: len(started.read_text().split()) == 2)
        code.count(1)
        code.run("copydesk: Restart")
        wait(lambda: len(started.read_text().split()) == 3)
        code.count(1)
        expect(code.notifications).to_have_count(0)


def test_a_writer_without_copydesk_is_told_once_how_to_get_it(edit, articles):
    with edit() as code:
        code.open("story.md")
        expect(code.notifications).to_have_count(1)
        expect(code.notifications).to_contain_text("Install it with “pip install copydesk”.")
        expect(code.status).to_have_text("copydesk")

        program = add_program(articles / ".venv" / "bin", "echo too old >&2; exit 2")
        code.page.get_by_role("button", name="Try Again").click()
        expect(code.notifications).to_contain_text("did not start as a language server")
        expect(code.notifications).to_have_count(1)

        add_program(program.parent)
        code.page.get_by_role("button", name="Try Again").click()
        code.count(2)
        expect(code.notifications).to_have_count(0)


def test_a_folder_that_is_not_trusted_cannot_choose_the_program(edit, articles, tmp_path):
    ran = tmp_path / "ran"
    own = add_program(tmp_path / "bin")
    theirs = add_program(articles / ".venv" / "bin", f"touch {ran}")
    path = (theirs.parent, own.parent)
    with edit(*path, trusted=False, **{"copydesk.path": str(theirs)}) as code:
        code.open("story.md")
        code.count(2)
        assert not ran.exists()

        code.run("Workspaces: Manage Workspace Trust")
        code.page.get_by_role("button", name="Trust", exact=True).click()
        wait(ran.exists)
        code.open("story.md")
        code.count(2)
