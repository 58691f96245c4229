"""The gate of the plugin for WordPress: whatever way an article takes to publication."""

import html
from datetime import UTC, datetime, timedelta
from xmlrpc.client import Fault, ServerProxy

import pytest

from wordpress import PASSWORD, Visitor
from wordpress_blocks import paragraph

BAD = paragraph("Paris in the the spring.")
GOOD = BAD.replace("the the", "the")
STOPPED = "Not published: copydesk has 1 finding that must be fixed, or ignored with a reason, first."


@pytest.fixture
def gated(site):
    site.set(level="error", roles=["administrator"])
    return site


def status(site, post):
    return site.stored(post)["post_status"]


class TestRest:
    def test_a_draft_is_not_published(self, gated):
        post = gated.post("author", content=BAD, title="Fog")["id"]
        answer = gated.api("author", "POST", f"/wp/v2/posts/{post}", status="publish")
        assert (answer.status, answer.json["code"], answer.json["message"]) == (
            403,
            "copydesk_stopped",
            STOPPED,
        )
        assert status(gated, post) == "draft"

    def test_nor_is_one_that_is_written_and_published_at_once(self, gated):
        answer = gated.api("author", "POST", "/wp/v2/posts", status="publish", content=BAD, title="At once")
        assert answer.status == 403
        assert gated.php("echo json_encode(get_posts(['title' => 'At once', 'post_status' => 'any']));") == []

    def test_nor_scheduled(self, gated):
        later = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
        for wanted in ("publish", "future"):
            answer = gated.api("author", "POST", "/wp/v2/posts", status=wanted, date=later, content=BAD)
            assert answer.status == 403

    def test_what_is_good_passes(self, gated):
        post = gated.post("author", content=GOOD, title="Fog")["id"]
        assert gated.api("author", "POST", f"/wp/v2/posts/{post}", status="publish").status == 200

    @pytest.mark.nightly
    def test_what_the_request_brings_counts(self, gated):
        post = gated.post("author", content=BAD)["id"]
        path = f"/wp/v2/posts/{post}"
        assert gated.api("author", "POST", path, status="publish", content=GOOD).status == 200
        other = gated.post("author", content=GOOD)["id"]
        answer = gated.api("author", "POST", f"/wp/v2/posts/{other}", status="publish", title="The the fog")
        assert answer.status == 403

    @pytest.mark.nightly
    def test_a_title_or_an_excerpt_stops_it_too(self, gated):
        for field in ("title", "excerpt"):
            assert (
                gated.api(
                    "author",
                    "POST",
                    "/wp/v2/posts",
                    status="publish",
                    content=GOOD,
                    **{field: "In the the fog"},
                ).status
                == 403
            )

    def test_what_is_ignored_with_a_reason_passes(self, gated):
        post = gated.post("author", content=BAD)["id"]
        found = gated.api("author", "POST", "/copydesk/v1/check", post=post, content=BAD).json
        assert found["gate"] == {"stopped": 1, "passes": False}
        keys = found["findings"][0]["keys"]
        assert (
            gated.api("author", "POST", "/copydesk/v1/ignored", post=post, keys=keys, reason="a song").status
            == 200
        )
        assert gated.api("author", "POST", f"/wp/v2/posts/{post}", status="publish").status == 200

    @pytest.mark.nightly
    def test_another_type_of_posts(self, gated):
        assert gated.api("editor", "POST", "/wp/v2/pages", status="publish", content=BAD).status == 403
        assert gated.api("editor", "POST", "/wp/v2/brief", status="publish", content=BAD).status == 403
        assert gated.api("editor", "POST", "/wp/v2/hidden", status="publish", content=BAD).status == 201
        gated.set(level="error", post_types=["page"])
        assert gated.api("editor", "POST", "/wp/v2/posts", status="publish", content=BAD).status == 201

    @pytest.mark.nightly
    def test_levels(self, gated):
        warning = GOOD.replace("spring", "wonderfull spring")
        assert gated.api("author", "POST", "/wp/v2/posts", status="publish", content=warning).status == 201
        gated.set(level="warning", roles=[])
        assert gated.api("author", "POST", "/wp/v2/posts", status="publish", content=warning).status == 403

    def test_what_is_published_may_be_edited(self, gated):
        post = gated.post("author", status="publish", content=GOOD)["id"]
        assert gated.api("author", "POST", f"/wp/v2/posts/{post}", content=BAD).status == 200
        assert status(gated, post) == "publish"


@pytest.mark.nightly
class TestRoles:
    def test_who_may_publish_all_the_same_does_and_it_is_noted(self, gated):
        post = gated.post("admin", status="publish", content=BAD)["id"]
        assert status(gated, post) == "publish"
        assert "by user 1, findings: 1" in gated.log().splitlines()[-1]

    def test_a_stop_is_noted_with_the_post(self, gated):
        post = gated.post("author", content=BAD)["id"]
        gated.api("author", "POST", f"/wp/v2/posts/{post}", status="publish")
        (note,) = gated.php(
            "echo json_encode(get_post_meta((int) $argv[1], '_copydesk_log', true));", str(post)
        )
        assert (note["what"], note["count"]) == ("stopped", 1)
        gated.set(level="error", roles=["author"])
        assert gated.api("author", "POST", f"/wp/v2/posts/{post}", status="publish").status == 200
        notes = gated.php(
            "echo json_encode(get_post_meta((int) $argv[1], '_copydesk_log', true));", str(post)
        )
        assert [note["what"] for note in notes] == ["stopped", "published"]


def test_a_checker_that_is_away_stops_nothing(gated):
    gated.set(level="error", roles=[], url="http://127.0.0.1:9")
    visitor = Visitor(gated, "author")
    post = gated.post("author", status="publish", content=BAD)["id"]
    assert status(gated, post) == "publish"
    assert "unchecked" in gated.log().splitlines()[-1]
    page = visitor.get("/wp-admin/edit.php").body
    assert "Published without a check by copydesk. The copydesk server does not answer." in page


class TestAdministration:
    """The classic editor, quick edit and bulk edit, as a browser sends them."""

    def edit(self, site, user, post, **fields):
        visitor = Visitor(site, user)
        page = f"/wp-admin/post.php?post={post}&action=edit&classic"
        form = {
            "action": "editpost", "post_ID": post, "post_type": "post", "post_title": "Fog",
            "_wpnonce": visitor.nonce(page, "_wpnonce"), "original_post_status": "draft",
            "content": BAD, **fields,
        }  # fmt: skip
        return visitor, visitor.send("/wp-admin/post.php?classic", **form).body

    def test_the_classic_editor(self, gated):
        post = gated.post("author", title="Fog", content=BAD)["id"]
        visitor, page = self.edit(gated, "author", post, publish="Publish", post_status="publish")
        assert status(gated, post) == "draft"
        assert f"Fog: {STOPPED}" in html.unescape(page)
        assert STOPPED not in visitor.get("/wp-admin/edit.php").body
        self.edit(gated, "author", post, publish="Publish", post_status="publish", content=GOOD)
        assert status(gated, post) == "publish"

    @pytest.mark.nightly
    def test_the_box_is_there(self, gated):
        post = gated.post("author", content=BAD)["id"]
        visitor = Visitor(gated, "author")
        assert (
            f'<div id="copydesk-box" data-post="{post}">'
            in visitor.get(f"/wp-admin/post.php?post={post}&action=edit&classic").body
        )
        assert 'id="copydesk-box"' not in visitor.get(f"/wp-admin/post.php?post={post}&action=edit").body

    def test_quick_edit(self, gated):
        post = gated.post("author", title="Fog", content=BAD)["id"]
        visitor = Visitor(gated, "author")
        nonce = visitor.nonce("/wp-admin/edit.php", "_inline_edit")
        form = {
            "action": "inline-save", "post_ID": post, "post_type": "post", "post_title": "Fog",
            "screen": "edit-post", "_status": "publish", "post_view": "list", "_inline_edit": nonce,
            "edit_date": "false",
        }  # fmt: skip
        assert html.unescape(visitor.send("/wp-admin/admin-ajax.php", **form).body) == STOPPED
        assert status(gated, post) == "draft"

    @pytest.mark.nightly
    def test_bulk_edit(self, gated):
        posts = [gated.post("editor", title=f"Fog {n}", content=c)["id"] for n, c in enumerate([BAD, GOOD])]
        visitor = Visitor(gated, "editor")
        nonce = visitor.nonce("/wp-admin/edit.php", "_wpnonce")
        path = "/wp-admin/edit.php?" + "&".join(f"post[]={post}" for post in posts)
        path += (
            f"&_wpnonce={nonce}&action=edit&bulk_edit=Update&_status=publish&post_type=post&post_author=-1"
        )
        visitor.get(path + "&comment_status=&ping_status=&sticky=-1&post_format=-1")
        assert [status(gated, post) for post in posts] == ["draft", "publish"]


class TestXmlRpc:
    @pytest.fixture
    def proxy(self, gated):
        return ServerProxy(f"{gated.url}/xmlrpc.php")

    def test_it_refuses(self, gated, proxy):
        content = {"post_status": "publish", "post_title": "By XML", "post_content": BAD}
        with pytest.raises(Fault, match="Not published") as raised:
            proxy.wp.newPost(1, "author", PASSWORD, content)
        assert raised.value.faultCode == 403
        assert gated.php("echo json_encode(get_posts(['title' => 'By XML', 'post_status' => 'any']));") == []
        post = proxy.wp.newPost(1, "author", PASSWORD, {**content, "post_status": "draft"})
        with pytest.raises(Fault, match="Not published"):
            proxy.wp.editPost(1, "author", PASSWORD, int(post), {"post_status": "publish"})
        with pytest.raises(Fault, match="Not published"):
            proxy.metaWeblog.newPost(1, "author", PASSWORD, {"title": "By XML", "description": BAD}, True)
        assert status(gated, int(post)) == "draft"

    @pytest.mark.nightly
    def test_and_lets_pass(self, gated, proxy):
        content = {"post_status": "publish", "post_title": "By XML, good", "post_content": GOOD}
        assert status(gated, int(proxy.wp.newPost(1, "author", PASSWORD, content))) == "publish"


@pytest.mark.nightly
def test_a_post_that_was_scheduled_is_published_when_its_time_comes(gated):
    soon = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    post = gated.post("author", status="future", date=soon, content=GOOD)["id"]
    assert status(gated, post) == "future"
    gated.php("wp_publish_post((int) $argv[1]);", str(post))
    assert status(gated, post) == "publish"


def test_no_other_plugin_publishes_past_it(gated):
    done = gated.php(
        "wp_set_current_user(get_user_by('login', 'author')->ID);"
        "$post = ['post_title' => 'Bulk', 'post_content' => $argv[1], 'post_status' => 'publish'];"
        "$id = wp_insert_post(wp_slash($post));"
        "echo json_encode(get_post_status($id));",
        BAD,
    )
    assert done == "draft"
