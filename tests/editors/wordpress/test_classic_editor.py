"""The plugin's box in WordPress's classic editor, in Chromium."""

import pytest

from desk_browser import browser  # noqa: F401
from wordpress import PASSWORD

pytestmark = pytest.mark.nightly
TEXT = "Paris in <em>the</em> the spring.\n\nIt was a wonderfull year."


def content(page):
    return page.evaluate(
        """() => {
            const editor = window.tinymce && tinymce.get('content');
            if (editor && !editor.isHidden()) editor.save();
            return document.getElementById('content').value;
        }"""
    )


@pytest.mark.parametrize("mode", ["tmce", "html"])
def test_it_finds_fixes_and_ignores(site, browser, mode):  # noqa: F811
    post = site.post("editor", content=TEXT, title="Fog in the the harbour")["id"]
    context = browser.new_context(viewport={"width": 1400, "height": 950})
    page = context.new_page()
    page.set_default_timeout(120_000)
    seen = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(f"{site.url}/wp-login.php")
    page.fill("#user_login", "editor")
    page.fill("#user_pass", PASSWORD)
    page.click("#wp-submit")
    page.goto(f"{site.url}/wp-admin/post.php?post={post}&action=edit&classic", wait_until="commit")
    page.click(f"#content-{mode}")
    page.wait_for_selector('.copydesk-panel[data-status="done"]')
    rules = "all => all.map(one => one.dataset.rule)"
    found = ["repeated-word", "repeated-word", "misspelling"]
    assert page.eval_on_selector_all(".copydesk-finding", rules) == found
    page.locator(".copydesk-fix").nth(1).click()
    assert content(page) == TEXT.replace("<em>the</em> the", "<em>the</em>")
    page.locator(".copydesk-fix").nth(0).click()
    assert page.input_value("#title") == "Fog in the harbour"
    page.wait_for_selector('.copydesk-panel[data-status="done"]')
    page.click("text=Ignore…")
    page.fill(".copydesk-reason input", "that is how she writes")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 ignored")
    assert seen == []
    context.close()
