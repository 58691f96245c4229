"""Visual Studio Code for tests: code-server with the extension, driven in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Expect, Page, sync_playwright

from places import ROOT
from tools import tool

EXTENSION = ROOT / "editors" / "vscode"
#: How long to wait for what comes by itself, in seconds; generous, as the machine may be busy.
PATIENCE = 60
expect = Expect()
expect.set_options(timeout=PATIENCE * 1000)

_SETTINGS = """{
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": %s,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": false,
  "workbench.colorTheme": "Default Light Modern",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "files.autoSave": "off",
  "chat.commandCenter.enabled": false,
  "git.enabled": false
}"""


def build(folder: Path) -> Path:
    """Package the extension as its authors do, from what is in the repository; gives the `.vsix`."""
    npm = tool("npm")
    source = folder / "source"
    shutil.copytree(EXTENSION, source, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    for command in (["ci"], ["test"], ["run", "package", "--", "--out", str(folder / "copydesk.vsix")]):
        done = subprocess.run([npm, *command], cwd=source, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARNING" not in done.stdout + done.stderr
    return folder / "copydesk.vsix"


def install(vsix: Path, extensions: Path) -> None:
    """Install the extension, as a writer does from a file."""
    command = [tool("code-server"), "--extensions-dir", extensions, "--install-extension", vsix]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(extensions), "XDG_DATA_HOME": str(extensions)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "was successfully installed" in done.stdout, done.stdout + done.stderr


def add_program(folder: Path, script: str = "") -> Path:
    """Put a program `copydesk` into a folder: the copydesk that is tested, after the lines of a script."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "copydesk"
    program.write_text(f'#!/bin/sh\n{script}\nexec "{sys.executable}" -m copydesk "$@"\n')
    program.chmod(0o755)
    return program


@contextmanager
def code(
    folder: Path, extensions: Path, home: Path, path: tuple[Path, ...] = (), *, trusted: bool = True
) -> Iterator[Code]:
    """Open a folder in the editor.

    Args:
        folder: of the articles.
        extensions: those that are installed.
        home: where the editor keeps what it knows of its user.
        path: put before the system's own folders on PATH; what the user of the tests has there is not.
        trusted: whether the editor trusts every folder, else none.
    """
    settings = home / "User" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS % ("false" if trusted else "true"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("VSCODE_")},
        "PATH": os.pathsep.join(map(str, (*path, Path(tool("node")).parent, "/usr/bin", "/bin"))),
        "VSCODE_CLI": "1",  # started from a shell: PATH is the one given here, not a login shell's
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
    }
    options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--user-data-dir", home]
    options += ["--extensions-dir", extensions, "--disable-telemetry", "--disable-update-check"]
    options += ["--disable-workspace-trust"] if trusted else []
    with (home / "server.log").open("wb") as log, sync_playwright() as playwright:
        server = subprocess.Popen(
            [tool("code-server"), *options, "--disable-getting-started-override", folder],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        browser = None
        try:
            wait(lambda: urlopen(f"{address}/healthz", timeout=5).status == 200)
            browser = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 760})
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(f"{address}/?folder={folder}")
            yield Code(page)
        finally:
            if browser:
                browser.close()
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def wait(answer: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if answer():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


class Code:
    """The editor as its user sees it.

    Args:
        page: in which it is shown.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.squiggles = page.locator(".squiggly-error, .squiggly-warning, .squiggly-info")
        self.status = page.locator('[id="copydesk.copydesk.copydesk.status"]')
        self._input = page.locator(".quick-input-widget .quick-input-box input")
        self.problems = page.locator(".markers-panel .monaco-list-row")
        #: What is in the view that shows a page.
        self.webview = page.frame_locator("iframe.webview.ready").last.frame_locator("iframe#active-frame")
        self.notifications = page.locator(".notification-list-item-message")

    def open(self, name: str) -> None:
        """Open a file of the folder."""
        expect(self.page.locator(".monaco-workbench")).to_be_visible()
        self._quick(name, "Control+p")
        expect(self.page.locator(".editor-group-container.active .tab.active", has_text=name)).to_be_visible()
        expect(self.page.locator(".monaco-editor .view-line").first).to_be_visible()

    def run(self, command: str) -> None:
        """Choose a command in the palette."""
        self._quick(command, "F1")

    def opened(self, act: Callable[[], None]) -> Page:
        """The page that an action opens in another tab."""
        with self.page.expect_popup(timeout=PATIENCE * 1000) as popup:
            act()
        return popup.value

    def _quick(self, wanted: str, key: str) -> None:
        box = self.page.locator(".quick-input-widget")
        self.page.keyboard.press(key)
        self._input.fill((">" if key == "F1" else "") + wanted)
        row = box.locator(".monaco-list-row", has_text=wanted).first
        expect(row).to_be_visible()
        row.click()
        expect(box).to_be_hidden()

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor somewhere; both count from 1."""
        self.page.keyboard.press("Control+g")
        self._input.fill(f":{line}:{column}")
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".quick-input-widget")).to_be_hidden()

    def choose(self, action: str, before: Callable[[], None] = lambda: None) -> None:
        """Choose what can be done at the cursor; `before` is called when it is shown."""
        self.page.keyboard.press("Control+.")
        row = self.page.locator(".action-widget .monaco-list-row", has_text=action).first
        expect(row).to_be_visible()
        before()
        focused = self.page.locator(".action-widget .monaco-list-row.focused")
        for _ in range(30):
            if action in focused.inner_text():
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        expect(row).to_be_hidden()

    def save(self, file: Path, text: str) -> None:
        """Save the file that is shown, and wait until it holds a text."""
        self.page.keyboard.press("Control+s")
        wait(lambda: file.read_text(encoding="utf-8") == text)

    def count(self, findings: int) -> None:
        """Wait until the status bar says how many findings there are."""
        words = "1 finding" if findings == 1 else f"{findings} findings"
        expect(self.status).to_have_text(re.compile(rf"^\s*{words}\s*$"))
