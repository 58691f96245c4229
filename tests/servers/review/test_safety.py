"""`copydesk review` attacked: by pages of the web, by articles, and by what becomes of the files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import duckdb
import pytest

from copydesk.audit.query import query
from reviewing import reviewing, wait_for

pytest_plugins = ("desk_browser",)

SECRET = "The secret of the the vault."
HOSTILE = """\
# <img src=x onerror="pwned=1"> & "quotes' </style></script><script>pwned=1</script>

By \u202eenaJ\u202c Doe\x07 ]]> --> {{ 7*7 }} {% raw %}

It was the the <script>pwned=1</script> best of [times](javascript:pwned=1), a hour. <a
href="javascript:pwned=1" onclick="pwned=1">a a link</a> <iframe src="https://example.com/x"></iframe> ![x y](https://example.com/a.png)

<svg onload="pwned=1"></svg><style>@import "https://example.com/x.css"; body { display: none }</style>

They said said </mark></p></article></main><h1>forged</h1> <base href="https://example.com/">.

<form action="https://example.com/"><button data-act="accept" data-do="save">Save</button></form>
<meta http-equiv="refresh" content="0;url=https://example.com/"><link rel=stylesheet href="https://example.com/">
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("safe") / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("It was the the best of times.\n")
    (folder.parent / "secret.txt").write_text(SECRET)
    return folder


@pytest.fixture(scope="module")
def desk(folder):
    with reviewing(folder, "a.txt") as desk:
        desk.begin()
        yield desk


def known(desk, **headers: str) -> dict[str, str]:
    return {"X_Copydesk_Session": desk.session, "Content_Type": "application/json", **headers}


class TestWhoMayAsk:
    PATHS = ("/api/articles", "/api/articles/0/0", "/api/articles/0/0/result", "/api/other")

    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1.nip.io:{port}", ""]
    )
    def test_only_who_calls_it_by_its_own_name(self, desk, host):
        """A name of somebody else's that is made to point here: DNS rebinding."""
        for path in ("/", *self.PATHS):
            response = desk.request("GET", path, **known(desk, Host=host.format(port=desk.port)))
            assert response.status == 421
            assert b"best of times" not in response.body

    @pytest.mark.parametrize(
        "origin", ["https://evil.example", "http://127.0.0.1:1", "null", "http://localhost:{port}"]
    )
    def test_no_page_but_its_own(self, desk, origin):
        headers = known(desk, Origin=origin.format(port=desk.port))
        assert desk.request("GET", "/api/articles", **headers).status == 403
        assert desk.request("POST", "/api/articles/0/0/save", "{}", **headers).status == 403
        own = known(desk, Origin=f"http://127.0.0.1:{desk.port}")
        assert desk.request("GET", "/api/articles", **own).status == 200

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_not_what_another_page_embeds(self, desk, site):
        assert desk.request("GET", "/", Sec_Fetch_Site=site).status == 403
        assert desk.request("GET", "/api/articles", **known(desk, Sec_Fetch_Site=site)).status == 403

    @pytest.mark.parametrize("session", [None, "", "x" * 43, "\xe9", "{token}"])
    def test_nobody_without_a_session(self, desk, session):
        headers = {} if session is None else {"X_Copydesk_Session": session.format(token=desk.token)}
        for path in self.PATHS:
            assert desk.request("GET", path, **headers).status == 401
        for path in ("decisions", "save", "sign-off"):
            response = desk.request(
                "POST", f"/api/articles/0/0/{path}", "{}", Content_Type="application/json", **headers
            )
            assert response.status == 401
        for sent in ({"Cookie": f"session={desk.session}"}, {"Authorization": f"Bearer {desk.session}"}):
            assert desk.request("GET", f"/api/articles?session={desk.session}", **sent).status == 401

    def test_a_token_is_good_for_one_time(self, desk):
        token, body = desk.token, {"Content_Type": "application/json"}
        printed = len(desk.addresses(1))
        first = desk.request("POST", "/api/session", json.dumps({"token": token}), **body)
        assert first.status == 200
        second = desk.request("POST", "/api/session", json.dumps({"token": token}), **body)
        assert second.status == 401
        assert b"good for one time" in second.body
        assert desk.addresses(printed + 1)[-1].partition("#")[2] != token
        assert desk.request("POST", "/api/session", '{"token": ""}', **body).status == 401

    def test_nothing_of_it_is_in_an_address_or_a_cookie(self, desk, visit):
        asked = []
        page = visit(desk)
        page.on("request", lambda request: asked.append((request.url, request.all_headers())))
        wait_for(page, "0 of 1 decided")
        page.reload()
        wait_for(page, "0 of 1 decided")
        session = page.evaluate("() => sessionStorage.getItem('copydesk-session')")
        assert len(session) > 40
        assert page.url == f"http://127.0.0.1:{desk.port}/#/0/0"
        assert asked
        for url, headers in asked:
            assert session not in url
            assert "referer" not in headers
            assert "cookie" not in headers
        assert page.evaluate("() => document.cookie") == ""

    def test_another_page_cannot_reach_it(self, desk, browser):
        """A page of another server of this machine, in the same browser, tries all that a page can."""
        site = f"http://127.0.0.1:{desk.port}"

        class Evil(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(f"<iframe src='{site}/'></iframe><img src='{site}/api/articles'>".encode())

            def log_message(self, *_):
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as evil:
            Thread(target=evil.serve_forever, daemon=True).start()
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{evil.server_port}/")
            got = page.evaluate(
                """async ([site, session]) => {
                  const tries = [
                    fetch(`${site}/api/articles`, { headers: { "x-copydesk-session": session } }),
                    fetch(`${site}/api/articles/0/0/save`, { method: "POST", body: "{}" }),
                    fetch(`${site}/`),
                    import(`${site}/desk.js`),
                  ];
                  const done = await Promise.allSettled(tries);
                  const opaque = await fetch(site, { mode: "no-cors" }).then((r) => r.type, () => "failed");
                  return [...done.map((each) => each.status), opaque];
                }""",
                [site, desk.session],
            )
            assert got == ["rejected"] * 4 + ["failed"]
            frame = page.frames[1]
            assert "copydesk" not in frame.content() or frame.url.startswith("chrome-error:")
            page.close()
            evil.shutdown()


def test_a_name_cannot_turn_what_stands_beside_it(tmp_path, visit):
    """In the list, and in the title of the tab, where no markup can hold it."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a\u202egpj.md").write_text("It was the the best of times.\n")
    with reviewing(folder, "a\u202egpj.md") as desk:
        assert [row["path"] for row in desk.ask("/api/articles")["rows"]] == ["a[U+202E]gpj.md"]
        page = visit(desk)
        wait_for(page, "0 of 1 decided")
        assert page.title() == "a[U+202E]gpj.md – copydesk"


class TestWhatMayBeAsked:
    def test_the_answers_forbid_all_that_is_not_ours(self, desk):
        for path in ("/", "/desk.js", "/api/articles", "/nothing"):
            headers = desk.request("GET", path, **known(desk)).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["access-control-allow-origin"] is None
        page = desk.request("GET", "/").body.decode()
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|javascript:", page)

    def test_methods(self, desk):
        for method, path in (
            ("GET", "/api/articles/0/0/save"),
            ("GET", "/api/articles/0/0/decisions"),
            ("PUT", "/api/articles/0/0"),
            ("DELETE", "/api/articles/0/0"),
            ("OPTIONS", "/api/articles"),
            ("POST", "/"),
        ):
            assert desk.request(method, path, **known(desk)).status == 405

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    )
    def test_what_a_form_can_send_is_not_taken(self, desk, kind):
        body = '{"version": "x"}'
        headers = known(desk, Content_Type=kind)
        assert desk.request("POST", "/api/articles/0/0/save", body, **headers).status == 415

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"\xff",
            b"[" * 100_000,
            b'{"version": 1, "choices": []}',
            b'{"version": "x", "choices": [{"finding": -1, "verdict": "accepted"}]}',
            b'{"version": "x", "choices": [{"finding": 0, "verdict": "published"}]}',
            b'{"version": "x", "choices": [], "path": "/etc/passwd"}',
            b'{"version": "x", "choices": [{"finding": 0, "verdict": "ignored", "reason": "'
            + b"x" * 3000
            + b'"}]}',
        ],
    )
    def test_what_is_no_decision(self, desk, body):
        assert desk.request("POST", "/api/articles/0/0/decisions", body, **known(desk)).status == 400

    def test_numbers_that_are_none(self, desk):
        version = desk.ask("/api/articles/0/0")["version"]
        choice = {"finding": 99, "verdict": "accepted", "replacement": "x"}
        asked = {"version": version, "choices": [choice]}
        assert "no such finding" in desk.ask("/api/articles/0/0/decisions", asked, expect=400)["error"]
        for number in (1, 10**30, "9" * 5000):
            assert "no such article" in desk.ask(f"/api/articles/{number}/0", expect=400)["error"]
        assert desk.ask("/api/articles/0/99")["part"] == 0
        assert desk.ask(f"/api/articles/0/{'9' * 5000}")["part"] == 0
        assert desk.ask(f"/api/articles?since={'9' * 5000}")["rows"] == []
        assert desk.request("GET", "/api/articles/a/0", **known(desk)).status == 404

    def test_a_replacement_is_one_line(self, desk):
        version = desk.ask("/api/articles/0/0")["version"]
        for words in ("a\nb", "a\x00", "a\u202eb"):
            choice = {"finding": 0, "verdict": "accepted", "replacement": words}
            asked = {"version": version, "choices": [choice]}
            assert "one line" in desk.ask("/api/articles/0/0/decisions", asked, expect=400)["error"]

    def test_what_is_too_large(self, desk):
        headers = known(desk, Content_Length="1100000")
        assert desk.request("POST", "/api/articles/0/0/save", b"x", **headers).status == 413
        headers = {**known(desk), "Content_Type": "application/octet-stream"}
        assert (
            desk.request("POST", "/api/texts", b"It is.", **headers).status == 400
        )  # only where no path was given


class TestFiles:
    @pytest.mark.parametrize(
        "path",
        [
            "/../secret.txt",
            "/..%2fsecret.txt",
            "/%2e%2e/secret.txt",
            "/api/articles/..%2f..%2fsecret.txt/0",
            "/secret.txt",
        ],
    )
    def test_no_path_is_asked_for(self, desk, path):
        response = desk.request("GET", path, **known(desk))
        assert response.status == 404
        assert b"vault" not in response.body

    def test_a_link_that_leads_out_is_left_out(self, tmp_path):
        """Out of what was given, though not out of the repository."""
        folder = tmp_path / "articles"
        folder.mkdir()
        (tmp_path / ".git").mkdir()
        (tmp_path / "secret.txt").write_text(SECRET)
        (folder / "a.txt").write_text("It was the the best of times.\n")
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "inner.txt").symlink_to(folder / "a.txt")
        with reviewing(folder, ".") as desk:
            paths = {row["path"] for row in desk.ask("/api/articles")["rows"]}
            assert paths == {"a.txt", "inner.txt"}
        assert "link.txt: is a link that leads out of what was given; left out" in desk.log.read_text()

    @pytest.mark.parametrize("through", ["file", "folder"])
    def test_a_file_that_becomes_a_link_is_neither_read_nor_written(self, tmp_path, through):
        folder, outside = tmp_path / "articles", tmp_path / "outside"
        (folder / "sub").mkdir(parents=True)
        outside.mkdir()
        file, secret = folder / "sub" / "a.txt", outside / "a.txt"
        file.write_text("It was the the best of times.\n")
        secret.write_text(file.read_text())  # the same content, so that nothing else stops it
        with reviewing(folder, "sub") as desk:
            shown = desk.ask("/api/articles/0/0")
            choices = [{"finding": 0, "verdict": "accepted"}]
            desk.ask("/api/articles/0/0/decisions", {"version": shown["version"], "choices": choices})
            if through == "file":
                file.unlink()
                file.symlink_to(secret)
            else:
                file.unlink()
                file.parent.rmdir()
                file.parent.symlink_to(outside)
            said = desk.ask("/api/articles/0/0/save", {"version": shown["version"]}, expect=409)["error"]
            assert "leads to another file than when this began" in said
            desk.ask("/api/articles/0/0", expect=409)
            desk.ask("/api/articles/0/0/result", expect=409)
        assert secret.read_text() == "It was the the best of times.\n"

    def test_what_is_pasted_gets_no_path(self, tmp_path):
        (tmp_path / "articles").mkdir()
        (tmp_path / "articles" / "a.txt").write_text("As it was.")
        with reviewing(tmp_path / "articles") as desk:
            desk.begin()
            headers = {"X_Copydesk_Session": desk.session, "Content_Type": "application/octet-stream"}
            for name in ("../a.txt", "/etc/passwd", "a.txt", "..", "%2e%2e%2fa.txt"):
                response = desk.request(
                    "POST", "/api/texts", b"It was the the best.", X_Copydesk_Name=name, **headers
                )
                number = json.loads(response.body)["file"]
                shown = desk.ask(f"/api/articles/{number}/0")
                assert "/" not in shown["row"]["path"]
                choices = [{"finding": 0, "verdict": "accepted"}]
                at = f"/api/articles/{number}/0"
                desk.ask(f"{at}/decisions", {"version": shown["version"], "choices": choices})
                desk.ask(f"{at}/save", {"version": shown["version"]}, expect=409)
                desk.ask(f"{at}/sign-off", {"version": shown["version"], "who": "x"}, expect=409)
        assert os.listdir(tmp_path / "articles") == ["a.txt"]
        assert (tmp_path / "articles" / "a.txt").read_text() == "As it was."


class TestArticles:
    def test_a_hostile_article_does_nothing(self, visit, tmp_path):
        folder = tmp_path / "articles"
        folder.mkdir()
        name = "<img src=x onerror=pwned=1>.md"
        (folder / name).write_text(HOSTILE, encoding="utf-8")
        (folder / "b.html").write_text(HOSTILE, encoding="utf-8")
        with reviewing(folder, ".") as desk:
            page = visit(desk)  # which asks for nothing elsewhere, and says nothing on its console
            wait_for(page, "2 files", "#overall")
            for link in (name, "b.html"):
                page.get_by_role("link", name=link).click()
                wait_for(page, "decided")
                assert (
                    page.locator(
                        "#article :is(script, iframe, img, svg, form, base, style, link, meta, h1)"
                    ).count()
                    == 0
                )
                hrefs = page.evaluate(
                    "() => [...document.querySelectorAll('#article a')].map((a) => a.getAttribute('href'))"
                )
                assert all(re.fullmatch(r"#m\d+(-\d+)?", href) for href in hrefs)
                attributes = page.evaluate(
                    "() => [...document.querySelectorAll('#article *')].flatMap((e) => e.getAttributeNames())"
                )
                assert not any(name.startswith("on") for name in attributes)
                page.keyboard.press("i")
                page.keyboard.type("<script>pwned=1</script><img src=x onerror=pwned=1>")
                page.keyboard.press("Enter")
                wait_for(page, "1 of")
                assert page.evaluate("() => typeof pwned") == "undefined"
                page.keyboard.press("l")
            assert page.locator("#rows img").count() == 0

    def test_markup_cannot_be_slipped_in(self, desk, visit):
        """Even a script of the page's own makes no markup of a string, unless it says so."""
        page = visit(desk, expected=("TrustedHTML", "Content Security", "TrustedTypePolicy"))
        wait_for(page, "decided")
        done = page.evaluate(
            """() => {
              const tried = [];
              for (const attempt of [
                () => { document.body.innerHTML = "<b>x"; },
                () => trustedTypes.createPolicy("mine", { createHTML: (s) => s }),
                () => trustedTypes.createPolicy("copydesk", { createHTML: (s) => s }),
              ]) {
                try { attempt(); tried.push("done"); } catch { tried.push("refused"); }
              }
              return tried;
            }"""
        )
        assert done == ["refused"] * 3


class TestTheArchive:
    """Where else something was published: what the audit of an archive knows, shown beside a finding."""

    SAID = "It was the the best of times.\n"

    @pytest.fixture
    def archive(self, tmp_path):
        folder = tmp_path / "articles"
        folder.mkdir()
        (folder / "a.md").write_text(self.SAID)
        (folder / "b.md").write_text(
            "---\ntitle: <img src=x onerror=pwned=1>\ndate: 2019-03-04\n"
            f"permalink: javascript:pwned=1\n---\n\n{self.SAID}"
        )
        (folder / "c.md").write_text(
            "---\ntitle: The tides\ndate: 2021-03-04\npermalink: https://paper.example/tides\n---\n\n"
            + self.SAID
        )
        command = [sys.executable, "-m", "copydesk", "audit", ".", "--jobs", "1", "--isolated"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return folder

    @staticmethod
    def found(desk, rule: str) -> dict:
        shown = desk.ask("/api/articles/0/0")
        (number,) = (each["finding"] for each in shown["findings"] if each["rule"] == rule)
        return {"version": shown["version"], "finding": number}

    def test_an_editor_sees_where_else_it_stands(self, visit, archive):
        with reviewing(archive, "a.md") as desk:
            page = visit(desk)
            wait_for(page, "0 of 1 decided")
            page.keyboard.press("w")
            wait_for(page, "In 2 other articles", "#status")
            links = query(archive / "copydesk-audit", "SELECT link FROM articles ORDER BY path")[1]
            assert links == [(None,), ("javascript:pwned=1",), ("https://paper.example/tides",)]
            shown = page.locator(".card.active .elsewhere")
            assert shown.locator("li").all_inner_texts() == [
                "The tides 2021-03-04",
                "<img src=x onerror=pwned=1> 2019-03-04 b.md:7",
            ]
            (link,) = shown.get_by_role("link").all()
            assert link.get_attribute("href") == "https://paper.example/tides"
            assert (link.get_attribute("target"), link.get_attribute("rel")) == (
                "_blank",
                "noopener noreferrer",
            )
            shown.get_by_text("<img").click()
            assert page.evaluate("() => typeof pwned") == "undefined"
            page.keyboard.press("w")
            assert not shown.is_visible()
            assert page.locator(".card.active").evaluate("(card) => card === document.activeElement")

    def test_without_an_audit_nothing_is_offered(self, desk):
        assert not desk.ask("/api/articles/0/0")["findings"][0]["elsewhere"]
        asked = self.found(desk, "repeated-word")
        assert "no audit" in desk.ask("/api/articles/0/0/elsewhere", asked, expect=400)["error"]

    def test_attacked(self, archive):
        at = "/api/articles/0/0/elsewhere"
        with reviewing(archive, "a.md") as desk:
            asked = self.found(desk, "repeated-word")
            body = json.dumps(asked)
            assert desk.request("POST", at, body, Content_Type="application/json").status == 401
            for origin in ("https://evil.example", "null"):
                assert desk.request("POST", at, body, **known(desk, Origin=origin)).status == 403
            assert desk.request("POST", at, body, **known(desk, Content_Type="text/plain")).status == 415
            assert desk.request("GET", at, **known(desk)).status == 405
            assert desk.request("POST", at, body, **known(desk, Content_Length="2000000")).status == 413
            for more in ({"audit": "/"}, {"text": "the"}, {"finding": "0' OR 1=1"}, {"finding": None}):
                desk.ask(at, {**asked, **more}, expect=400)  # neither a folder nor a text is asked for
            for number in (-1, 99, 10**30):
                desk.ask(at, {**asked, "finding": number}, expect=400)
            desk.ask(at, {**asked, "version": "x"}, expect=409)
            assert desk.ask(at, asked)["count"] == 2

    def test_an_audit_that_cannot_be_read_is_one_line(self, archive):
        database = archive / "copydesk-audit" / "audit.duckdb"
        with reviewing(archive, "a.md") as desk:
            asked = self.found(desk, "repeated-word")

            def said() -> str:
                error = desk.ask("/api/articles/0/0/elsewhere", asked, expect=400)["error"]
                assert "\n" not in error
                return error

            with duckdb.connect(str(database)) as db:
                assert "in use by another process" in said()
                db.execute("UPDATE state.about SET value = '0' WHERE name = 'layout'")
            assert "made by another version" in said()
            database.write_bytes(database.read_bytes()[:5000] + b"x" * 9000)
            assert "damaged" in said()
            database.unlink()
            assert "no audit here" in said()
            assert desk.ask("/api/articles/0/0")["findings"]

    def test_a_name_is_looked_for_as_a_whole(self, tmp_path):
        """The finding is on its first word, which many bear."""
        folder = tmp_path / "articles"
        folder.mkdir()
        (folder / "a.txt").write_text(
            "He was named as Mohammed Karimi, 34. A neighbour said that Mohammad Karimi came in May.\n"
        )
        (folder / "b.txt").write_text("In the house Mohammad Karimi slept all day.\n")
        (folder / "c.txt").write_text("In the garden Mohammad Salman slept all day.\n")
        command = [sys.executable, "-m", "copydesk", "audit", ".", "--jobs", "1", "--isolated"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        with reviewing(folder, "a.txt") as desk:
            asked = self.found(desk, "inconsistent-name")
            answer = desk.ask("/api/articles/0/0/elsewhere", asked)
        assert (answer["what"], answer["count"]) == ("name", 1)
        assert answer["articles"] == [{"title": "b.txt", "published": None, "link": None, "place": "b.txt"}]

    def test_the_command_is_one_to_paste(self, tmp_path):
        """Of a paragraph with quotes and control characters in it that stands in twelve articles."""
        folder = tmp_path / "articles"
        folder.mkdir()
        said = "'It's; $(touch pwned) \x03 \x1b[31m the ferry that runs twice a day, `ls` said.\n"
        for i in range(12):
            (folder / f"{i:02}.txt").write_text(f"Number {i} of them.\n\n{said}")
        (folder / "00.txt").write_text(f"{said}\nNumber 0 of them.\n\n{said}")
        command = [sys.executable, "-m", "copydesk", "audit", ".", "--isolated", "--out", "its audit"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        with reviewing(folder, ".", "--audit", "its audit", "--select", "duplicate-paragraph") as desk:
            shown = desk.ask("/api/articles/0/0")
            asked = {"version": shown["version"], "finding": shown["findings"][0]["finding"]}
            answer = desk.ask("/api/articles/0/0/elsewhere", asked)
        assert (answer["what"], answer["count"], len(answer["articles"])) == ("paragraph", 11, 10)
        assert answer["command"].isprintable()
        listed = subprocess.run(
            answer["command"].replace("copydesk", f"{sys.executable} -m copydesk", 1),
            shell=True,
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert "in 12 articles" in " ".join(listed.stdout.split())
        assert not (folder / "pwned").exists()
