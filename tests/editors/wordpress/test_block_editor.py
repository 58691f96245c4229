"""The plugin for WordPress in its block editor, as a writer uses it: in Chromium."""

from __future__ import annotations

import time
from contextlib import contextmanager

import pytest

from desk_browser import browser  # noqa: F401
from places import ROOT
from wordpress import PASSWORD
from wordpress_blocks import block, bullets, paragraph, quote, table

FERRY = (
    'Paris in <em>the</em> the <a href="https://example.org/?a=1&amp;b=2">spring</a> of a wonderfull year '
    "🚢, and the the ferry."
)
BIG = block(
    "paragraph", '<p class="has-drop-cap big">It was in the the fog.</p>', dropCap=True, className="big"
)
POST = "\n\n".join(
    [
        paragraph(FERRY),
        quote(BIG, cite="A a sailor"),
        bullets("One in the the list"),
        table("In the the cell", "2"),
    ]
)
IMAGES = ROOT / "docs" / "images"
LONG = 120_000


class Editor:
    """The block editor with a post, and copydesk's sidebar beside it."""

    def __init__(self, page):
        self.page = page

    def content(self) -> str:
        return self.page.evaluate("wp.data.select('core/editor').getEditedPostContent()")

    def title(self) -> str:
        return self.page.evaluate("wp.data.select('core/editor').getEditedPostAttribute('title')")

    @property
    def canvas(self):
        """Where the text is: a frame, as a rule."""
        return self.page.frame(name="editor-canvas") or self.page

    def write(self, text: str) -> None:
        """Put a text in the place of the first block's."""
        self.page.evaluate(
            """text => {
                const id = wp.data.select('core/block-editor').getBlocks()[0].clientId;
                wp.data.dispatch('core/block-editor').updateBlockAttributes(id, {content: text});
            }""",
            text,
        )

    def undo(self) -> None:
        self.page.evaluate("wp.data.dispatch('core/editor').undo()")

    def open_sidebar(self) -> None:
        self.page.evaluate(
            "wp.data.dispatch('core/interface').enableComplementaryArea('core', 'copydesk/copydesk')"
        )
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_selector('.copydesk-panel[data-status="done"]', timeout=LONG)

    def findings(self):
        return self.page.locator(".copydesk-finding")

    def rules(self) -> list[str]:
        return self.page.eval_on_selector_all(".copydesk-finding", "all => all.map(one => one.dataset.rule)")

    def fix(self, number: int = 0) -> None:
        self.findings().nth(number).locator(".copydesk-fix").first.click()

    def is_locked(self) -> bool:
        return self.page.evaluate("wp.data.select('core/editor').isPostSavingLocked()")


@pytest.fixture
def edit(site, browser):  # noqa: F811
    """Open a post in the editor as a user, without an error in the browser."""
    contexts, seen = [], []

    @contextmanager
    def opened(content: str = POST, user: str = "editor", title: str = "Fog", **post):
        made = site.post(user, content=content, title=title, **post)
        context = browser.new_context(viewport={"width": 1400, "height": 950})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONG)
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.goto(f"{site.url}/wp-login.php")
        page.fill("#user_login", user)
        page.fill("#user_pass", PASSWORD)
        page.click("#wp-submit")
        page.wait_for_url("**/wp-admin/**")
        page.goto(f"{site.url}/wp-admin/post.php?post={made['id']}&action=edit", wait_until="commit")
        page.wait_for_function("window.wp?.data?.select('core/block-editor')?.getBlockCount() > 0")
        editor = Editor(page)
        editor.post = made["id"]
        yield editor

    yield opened
    for context in contexts:
        context.close()
    assert seen == []


def test_each_fix_is_one_step_that_changes_only_its_words(edit):
    with edit(title="Fog in the the harbour") as editor:
        editor.open_sidebar()
        before = editor.content()
        assert before == POST
        steps = [
            ("Fog in the the harbour", "Fog in the harbour"),
            ("<em>the</em> the <a", "<em>the</em> <a"),
            ("wonderfull", "wonderful"),
            ("and the the ferry", "and the ferry"),
            ("in the the fog", "in the fog"),
            ("A a sailor", "A sailor"),
            ("in the the list", "in the list"),
            ("In the the cell", "In the cell"),
        ]
        texts = [(editor.title(), before)]
        for old, new in steps:
            editor.fix()
            title, content = texts[-1]
            texts.append((title.replace(old, new), content.replace(old, new)))
            assert (editor.title(), editor.content()) == texts[-1]
        for expected in texts[-2::-1]:
            editor.undo()
            assert (editor.title(), editor.content()) == expected


def test_the_gate_holds_in_the_panel_and_on_the_server(edit, site):
    site.set(level="error", roles=[])
    with edit(paragraph("Paris in the the spring.")) as editor:
        page = editor.page
        page.click(".editor-post-publish-panel__toggle")
        page.wait_for_selector(".copydesk-gate")
        assert (
            page.inner_text(".copydesk-gate")
            .strip()
            .endswith("1 finding must be fixed, or ignored with a reason, before this can be published.")
        )
        page.wait_for_function("wp.data.select('core/editor').isPostSavingLocked()")
        assert page.locator(".editor-post-publish-button").get_attribute("aria-disabled") == "true"
        page.click(".editor-post-publish-panel__header-cancel-button button")
        page.wait_for_function("!wp.data.select('core/editor').isPostSavingLocked()")
        assert page.locator(".editor-post-publish-panel__toggle").is_enabled()
        # Who unlocks it by hand is told by the server.
        page.evaluate("wp.data.dispatch('core/editor').editPost({status: 'publish'})")
        page.evaluate("wp.data.dispatch('core/editor').savePost()")
        page.wait_for_function("wp.data.select('core/editor').didPostSaveRequestFail()")
        assert site.stored(editor.post)["post_status"] == "draft"
        page.evaluate("wp.data.dispatch('core/editor').editPost({status: 'draft'})")
        page.click(".editor-post-publish-panel__toggle")
        page.wait_for_selector(".copydesk-gate")
        editor.fix()
        page.wait_for_selector(".copydesk-gate", state="detached")
        page.click(".editor-post-publish-button")
        page.wait_for_selector(".post-publish-panel__postpublish")
        assert site.stored(editor.post)["post_status"] == "publish"


@pytest.mark.nightly
class TestSidebar:
    def test_all_that_is_safe_is_one_step(self, edit):
        with edit(title="Fog in the the harbour") as editor:
            editor.open_sidebar()
            before = editor.content()
            editor.page.click("text=/^Fix all safe/")
            assert "the the" not in editor.content() + editor.title()
            assert "wonderfull" in editor.content()  # which changes a word
            editor.undo()
            if editor.title() == "Fog in the harbour":  # a title is a step of its own
                editor.undo()
            assert (editor.content(), editor.title()) == (before, "Fog in the the harbour")

    def test_a_finding_is_marked_and_gone_to(self, edit):
        with edit() as editor:
            editor.open_sidebar()
            marks = editor.canvas.locator(".annotation-text-copydesk")
            marks.first.wait_for()
            assert marks.all_inner_texts()[:3] == [" the", "wonderfull", " the"]
            editor.findings().nth(1).locator(".copydesk-jump").click()
            found = "wp.data.select('core/block-editor').getSelection{}().offset"
            offsets = [editor.page.evaluate(found.format(end)) for end in ("Start", "End")]
            text = "Paris in the the spring of a wonderfull year"
            assert offsets == [text.index("wonderfull"), text.index(" year")]
            assert "annotation" not in editor.content()

    def test_keys_go_to_a_finding_and_fix_it(self, edit):
        with edit() as editor:
            editor.open_sidebar()
            editor.page.keyboard.press("Shift+Alt+J")
            editor.page.keyboard.press("Shift+Alt+F")
            assert "<em>the</em> <a" in editor.content()

    def test_ignoring_takes_a_reason_and_is_kept(self, edit, site):
        with edit(paragraph("They sang of the the sea.")) as editor:
            editor.open_sidebar()
            editor.page.click("text=Ignore…")
            ignore = editor.page.locator(".copydesk-reason >> text=Ignore")
            assert ignore.is_disabled()
            editor.page.fill(".copydesk-reason input", "the song is called that")
            ignore.click()
            editor.page.wait_for_selector("text=1 ignored")
            assert editor.rules() == []
            editor.page.reload()
            editor.page.wait_for_function("window.wp?.data?.select('core/block-editor')?.getBlockCount() > 0")
            editor.open_sidebar()
            editor.page.click("text=1 ignored")
            assert "the song is called that" in editor.page.inner_text(".copydesk-ignored")
            editor.page.click("text=Report again")
            editor.findings().first.wait_for()
            assert editor.rules() == ["repeated-word"]

    def test_a_word_is_added_to_the_houses_list(self, edit, site):
        with edit(paragraph("It was a wonderfull year.")) as editor:
            editor.open_sidebar()
            editor.page.click("text=Add “wonderfull” to the list")
            editor.page.wait_for_selector("text=Nothing found.")
            assert site.php("echo json_encode(get_option('copydesk_house')['words']);") == ["wonderfull"]

    def test_an_author_is_not_offered_that(self, edit):
        with edit(paragraph("It was a wonderfull year."), user="author") as editor:
            editor.open_sidebar()
            assert editor.rules() == ["misspelling"]
            assert editor.page.locator("text=/^Add “/").count() == 0

    def test_an_answer_for_an_older_text_is_dropped(self, edit):
        with edit(paragraph("It was in the the fog.")) as editor:
            editor.page.route("**/copydesk/v1/check*", lambda route: (time.sleep(2), route.continue_()))
            editor.page.evaluate(
                "wp.data.dispatch('core/interface').enableComplementaryArea('core', 'copydesk/copydesk')"
            )
            time.sleep(0.5)
            editor.write("A hour in the fog.")
            editor.settled()
            assert editor.rules() == ["wrong-article"]

    def test_a_fix_for_a_text_that_has_changed_is_refused(self, edit):
        with edit(paragraph("It was in the the fog.")) as editor:
            editor.open_sidebar()
            editor.page.route("**/copydesk/v1/check*", lambda route: route.abort())
            editor.write("Now it was in the the fog.")
            editor.fix()
            editor.page.wait_for_selector(
                "text=The text has changed, or this block does not allow it: fix it by hand."
            )
            assert "Now it was in the the fog." in editor.content()

    def test_a_server_that_is_away_is_told_and_nothing_is_locked(self, edit, site):
        site.set(url="http://127.0.0.1:9", level="error", roles=[])
        with edit(paragraph("It was in the the fog.")) as editor:
            editor.page.click(".editor-post-publish-panel__toggle")
            editor.page.wait_for_selector("text=The copydesk server does not answer.")
            assert not editor.is_locked()
            editor.page.click(".editor-post-publish-button")
            editor.page.wait_for_selector(".post-publish-panel__postpublish")

    def test_it_speaks_german(self, edit, site):
        site.php("update_user_meta(get_user_by('login', 'editor')->ID, 'locale', 'de_DE');")
        try:
            with edit(paragraph("It was in the the fog.")) as editor:
                editor.open_sidebar()
                assert "1 Fund" in editor.page.inner_text(".copydesk-summary")
        finally:
            site.php("update_user_meta(get_user_by('login', 'editor')->ID, 'locale', '');")


#: Fixes the first finding; gives the milliseconds that takes.
FIX = """() => {
    const before = performance.now();
    document.querySelector('.copydesk-fix').click();
    return performance.now() - before;
}"""


@pytest.mark.nightly
def test_three_hundred_blocks_without_a_dropped_key(edit):
    article = "\n\n".join(
        paragraph(f"The ferry left in the the fog at {n} in the evening.") for n in range(300)
    )
    with edit(article) as editor:
        editor.open_sidebar()
        took = [editor.page.evaluate(FIX) for _ in range(7)]
        print("fixes, in ms:", took)
        editor.canvas.locator("p").nth(150).click()
        editor.page.keyboard.press("End")
        typed = " and all the passengers saw it from the pier before it was gone"
        editor.page.keyboard.type(typed, delay=30)
        assert typed in editor.content()
        assert min(took) < 50


@pytest.mark.nightly
def test_pictures_for_the_documentation(edit, site, tmp_path, update_golden):
    """They are put there if --update-golden is given."""
    folder = IMAGES if update_golden else tmp_path
    site.set(level="error", roles=[])
    article = [
        paragraph("The ferry to Harwick left <em>the</em> the pier at noon, and a hour later it was back."),
        paragraph("“We made a discrete enquiry,” said <strong>Marit Halloran</strong>, who runs the line."),
        quote(paragraph("It was a wonderfull crossing until the fog came down."), cite="A passenger"),
        paragraph("The harbour office says that boats run again from Tuesday."),
    ]
    with edit("\n\n".join(article), title="The ferry that came back") as editor:
        editor.page.set_viewport_size({"width": 1280, "height": 860})
        editor.open_sidebar()
        editor.canvas.locator(".annotation-text-copydesk").first.wait_for()
        editor.page.screenshot(path=folder / "wordpress.png")
        editor.page.locator("text=Ignore…").nth(2).click()
        editor.page.fill(".copydesk-reason input", "as he wrote it")
        editor.page.screenshot(path=folder / "wordpress-ignore.png")
        editor.page.click(".editor-post-publish-panel__toggle")
        editor.page.wait_for_selector(".editor-post-publish-panel .copydesk-gate")
        editor.page.wait_for_function("wp.data.select('core/editor').isPostSavingLocked()")
        editor.page.screenshot(path=folder / "wordpress-gate.png")
