"""A browser that looks at a desk of copydesk's: fixtures."""

from __future__ import annotations

import pytest

from tools import tool


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Open a desk's page, which until the test ends must not have logged, thrown or asked another server."""
    contexts, seen = [], []

    def open_(desk, width: int = 1280, height: int = 900, expected: tuple[str, ...] = (), **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)

        def note(text: str) -> None:
            if not any(each in text for each in (*expected, "ERR_CONNECTION_REFUSED")):  # the desk has ended
                seen.append(text)

        page.on("console", lambda message: note(message.text))
        page.on("pageerror", lambda error: note(str(error)))
        page.on("dialog", lambda dialog: (note(dialog.message), dialog.dismiss()))
        ours = (f"http://127.0.0.1:{desk.port}/", "data:,", f"blob:http://127.0.0.1:{desk.port}/")
        page.on("request", lambda request: request.url.startswith(ours) or note(request.url))
        page.goto(desk.addresses(1)[-1])
        return page

    yield open_
    for context in contexts:
        context.close()
    assert seen == []
