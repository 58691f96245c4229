"""The plugin for WordPress, asked by those who may not: nothing to read, nothing to write."""

import json

import pytest

from wordpress import Visitor

nightly = pytest.mark.nightly
KEYS = [{"rule": "a", "words": "b", "before": "", "after": "", "nth": 1}]
REQUESTS = [
    ("POST", "/copydesk/v1/check", {"content": "<p>Paris in the the spring.</p>"}),
    ("POST", "/copydesk/v1/ignored", {"keys": KEYS, "reason": "mine"}),
    ("DELETE", "/copydesk/v1/ignored", {"decisions": [0]}),
    ("POST", "/copydesk/v1/house", {"list": "words", "word": "wonderfull"}),
]


def kept(site):
    """All that the plugin keeps."""
    return site.php(
        "global $wpdb; echo json_encode([get_option('copydesk_house'), get_option('copydesk_settings'),"
        "$wpdb->get_col(\"SELECT meta_value FROM $wpdb->postmeta WHERE meta_key LIKE '%copydesk%'\")]);"
    )


@pytest.mark.parametrize(
    "user", ["", "subscriber", *(pytest.param(u, marks=nightly) for u in ("contributor", "author"))]
)
@pytest.mark.parametrize(("method", "path", "data"), REQUESTS)
def test_on_a_post_of_somebody_else(site, user, method, path, data):
    post = site.post("editor", content="<p>Nobody's business.</p>")["id"]
    before = kept(site)
    answer = site.api(user, method, path, post=post, **data)
    assert answer.status == (403 if user else 401)
    assert set(answer.json) == {"code", "message", "data"}
    assert kept(site) == before


@nightly
@pytest.mark.parametrize("post", [0, -1, 999_999, "1 OR 1=1", [1], None])
@pytest.mark.parametrize(("method", "path", "data"), REQUESTS)
def test_on_a_post_that_is_none(site, method, path, data, post):
    assert site.api("admin", method, path, post=post, **data).status in (400, 403)


@nightly
@pytest.mark.parametrize(("method", "path", "data"), REQUESTS)
def test_on_a_type_that_is_not_checked(site, method, path, data):
    hidden = site.api("admin", "POST", "/wp/v2/hidden", status="draft", content="a").json["id"]
    assert site.api("admin", method, path, post=hidden, **data).status == 403


def test_an_author_does_not_add_to_the_houses_list(site):
    own = site.post("author")["id"]
    answer = site.api("author", "POST", "/copydesk/v1/house", post=own, list="words", word="wonderfull")
    assert (answer.status, answer.json["code"]) == (403, "copydesk_not_allowed")
    assert kept(site)[0] is False


@nightly
@pytest.mark.parametrize(
    "data",
    [
        {"keys": [], "reason": "a"},
        {"keys": "all", "reason": "a"},
        {"keys": [{"rule": "a"}], "reason": "a"},
        {"keys": [{**KEYS[0], "by": 7}], "reason": "a"},
        {"keys": [{**KEYS[0], "nth": 0}], "reason": "a"},
        {"keys": KEYS * 501, "reason": "a"},
        {"keys": KEYS, "reason": "a" * 501},
        {"keys": KEYS},
    ],
)
def test_what_makes_no_sense_is_not_kept(site, data):
    own = site.post("author")["id"]
    assert site.api("author", "POST", "/copydesk/v1/ignored", post=own, **data).status == 400
    assert kept(site)[2] == []


@nightly
@pytest.mark.parametrize("user", ["", "subscriber", "author", "editor"])
def test_the_settings_are_the_administrators(site, user):
    before = kept(site)
    visitor = Visitor(site, user)
    page = visitor.get("/wp-admin/options-general.php?page=copydesk")
    assert "copydesk_settings" not in page.body
    form = {"option_page": "copydesk_settings", "action": "update", "copydesk_settings[level]": "never"}
    visitor.send("/wp-admin/options.php", **form)
    visitor.send("/wp-admin/admin-post.php", action="copydesk_house", words="wonderfull")
    assert kept(site) == before


def test_a_form_without_a_nonce_is_not_taken(site):
    before = kept(site)
    visitor = Visitor(site, "admin")
    form = {
        "option_page": "copydesk_settings",
        "action": "update",
        "copydesk_settings[url]": "http://evil.example",
    }
    assert visitor.send("/wp-admin/options.php", **form).status == 403
    assert visitor.send("/wp-admin/admin-post.php", action="copydesk_house", words="wonderfull").status == 403
    answer = visitor.send("/wp-json/copydesk/v1/house", post=1, list="words", word="wonderfull")
    assert answer.status == 401  # a cookie alone, as another site could send it, is nobody's
    assert kept(site) == before


@nightly
class TestSettingsPage:
    def test_the_houses_list_is_saved(self, site):
        visitor = Visitor(site, "admin")
        page = visitor.get("/wp-admin/options-general.php?page=copydesk").body
        nonce = page.split('value="copydesk_house"')[1].split('name="_wpnonce" value="')[1].split('"')[0]
        lists = {"names": "Marit Halloran\r\n\r\nHelix", "words": "wonderfull\n<b>x"}
        visitor.send("/wp-admin/admin-post.php", action="copydesk_house", _wpnonce=nonce, **lists)
        assert kept(site)[0] == {"names": ["Marit Halloran", "Helix"], "words": ["wonderfull", "x"]}

    def save(self, site, **fields):
        visitor = Visitor(site, "admin")
        nonce = visitor.nonce("/wp-admin/options-general.php?page=copydesk", "_wpnonce")
        form = {"option_page": "copydesk_settings", "action": "update", "_wpnonce": nonce}
        form |= {f"copydesk_settings[{name}]": value for name, value in fields.items()}
        visitor.send("/wp-admin/options.php", **form)
        return site.php("echo json_encode(get_option('copydesk_settings'));")

    def test_what_is_sent_is_cleaned(self, site):
        saved = self.save(
            site, url="https://check.example/ ", level="all of them", dialect="xx",
            select="Wording, a;b  repeated-word",
            **{"roles][": ["editor", "king"], "post_types][": ["post", "attachment"]},
        )  # fmt: skip
        assert saved["url"] == "https://check.example"
        assert (saved["level"], saved["dialect"], saved["select"]) == (
            "never",
            "",
            ["wording", "repeated-word"],
        )
        assert (saved["roles"], saved["post_types"]) == (["editor"], ["post"])

    def test_the_token_is_kept_and_never_shown(self, site):
        token = site.php("echo json_encode(get_option('copydesk_settings'));")["token"]
        page = Visitor(site, "admin").get("/wp-admin/options-general.php?page=copydesk").body
        assert token not in page
        assert self.save(site, url="http://127.0.0.1:1", token="")["token"] == token
        assert self.save(site, token="a-new-token-of-ours")["token"] == "a-new-token-of-ours"
        assert self.save(site, forget_token="1")["token"] == ""

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", "gopher://127.0.0.1"])
    def test_an_address_of_another_kind_is_refused(self, site, url):
        before = site.php("echo json_encode(get_option('copydesk_settings'));")["url"]
        assert self.save(site, url=url)["url"] == before

    def test_markup_in_a_list_is_shown_as_text(self, site):
        site.php(
            "update_option('copydesk_house', ['names' => [$argv[1]], 'words' => []]);",
            "</textarea><script>alert(1)</script>",
        )
        page = Visitor(site, "admin").get("/wp-admin/options-general.php?page=copydesk").body
        assert "<script>alert(1)" not in page
        assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page


def test_no_file_of_the_plugin_answers_by_itself(site):
    visitor = Visitor(site, "")
    for path in ("copydesk.php", "uninstall.php", "includes/class-gate.php", "includes/class-settings.php"):
        answer = visitor.get(f"/wp-content/plugins/copydesk/{path}")
        assert answer.body == "", json.dumps(answer)
