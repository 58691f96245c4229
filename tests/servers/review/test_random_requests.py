"""`copydesk review` asked at random, by who has a session: it says what is wrong, and loses nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_http import check_raw, json_values, many, raw_requests, some
from reviewing import reviewing

TEXT = "It was the the best of times, a hour long. She said said so.\n"
SECRET = "The secret of the the vault.\n"


class Place:
    """A desk for two articles, and what is beside them."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.version = desk.ask("/api/articles/0/0")["version"]

    def send(self, method: str, path: str, body: bytes, kind: str) -> None:
        """Send a request; what is answered is JSON, and no crash."""
        headers = {"X_Copydesk_Session": self.desk.session, "Content_Type": kind}
        response = self.desk.request(method, path, body, **headers)
        assert response.status < 500, response.body
        if response.status != 404 and path.startswith("/api/") and not path.endswith("/result"):
            answer = json.loads(response.body)
            assert (response.status == 200) != ("error" in answer)
        if response.status == 200 and path == "/api/articles/0/0/save":
            self.version = self.desk.ask("/api/articles/0/0")["version"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("random") / "articles"
    folder.mkdir()
    for name in ("a.txt", "b.md"):
        (folder / name).write_text(TEXT)
    (folder.parent / "secret.txt").write_text(SECRET)
    with reviewing(folder, "a.txt", "b.md") as desk:
        yield Place(desk)
        assert desk.ask("/api/articles")["files"] == 2
        assert "crashed" not in desk.log.read_text()
    assert (folder.parent / "secret.txt").read_text() == SECRET
    assert {p.name for p in folder.iterdir()} <= {"a.txt", "b.md", "copydesk-decisions.jsonl"}


numbers = st.sampled_from(["0", "1", "2", "00", "-1", "1e3", "٣", "9" * 30, "9" * 5000])
versions = st.just("{version}") | st.text(max_size=8)
choices = st.fixed_dictionaries(
    {"finding": st.integers(0, 4), "verdict": st.sampled_from(["accepted", "ignored", "open", "rejected"])},
    optional={
        "reason": st.text(max_size=20),
        "replacement": st.none()
        | st.text(max_size=12)
        | st.sampled_from(["the", "\u202e", "\n", "<b>", "*"]),
    },
)
bodies = {
    "decisions": st.fixed_dictionaries({"version": versions, "choices": st.lists(choices, max_size=4)}),
    "save": st.fixed_dictionaries({"version": versions}),
    "sign-off": st.fixed_dictionaries({"version": versions, "who": st.text(max_size=12)}),
    "elsewhere": st.fixed_dictionaries({"version": versions, "finding": st.integers(-2, 9)}),
    "result": json_values,
    "../../session": st.fixed_dictionaries({"token": json_values}),
}


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, str, bytes, str]:
    """A request: its method and path, a body that mostly fits, and the type of that."""
    what = draw(st.sampled_from(list(bodies)))
    path = f"/api/articles/{draw(numbers)}/{draw(numbers)}/{what}"
    path = draw(
        st.just(path.replace("/0/0/../../session", ""))
        | st.sampled_from(["/api/session", "/api/articles", "/api/texts", "/api/articles/0/0"])
        | st.builds("/api/articles?since={}".format, numbers.filter(str.isascii))
    )
    body = json.dumps(draw(bodies[what] | json_values)).encode()
    if draw(st.booleans()):
        body = draw(st.just(body) | st.binary(max_size=20) | st.just(b"[" * 20_000))
    method = draw(st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "HEAD"]))
    return method, path, body, draw(st.sampled_from(["application/json"] * 4 + ["text/plain", "é"]))


def ask(place: Place, sent: tuple[str, str, bytes, str]) -> None:
    method, path, body, kind = sent
    if method == "HEAD":
        method = "OPTIONS"  # has an answer with a body
    body = body.replace(b"{version}", place.version.encode())
    place.send(method, path.encode().decode("latin-1") if path.isascii() else "/api/%D9%A3", body, kind)


def valid(place: Place) -> list[bytes]:
    host = f"host: 127.0.0.1:{place.desk.port}\r\nx-copydesk-session: {place.desk.session}\r\n"
    save = '{"version": "none"}'
    kind = f"content-type: application/json\r\ncontent-length: {len(save)}\r\n"
    return [
        f"GET /api/articles?since=0 HTTP/1.1\r\n{host}\r\n".encode(),
        f"GET /api/articles/0/0 HTTP/1.1\r\n{host}\r\n".encode(),
        f"POST /api/articles/0/0/save HTTP/1.1\r\n{host}{kind}\r\n{save}".encode(),
    ]


@pytest.mark.slow
@given(sent=asked())
@some
def test_some_requests(place, sent):
    ask(place, sent)


@pytest.mark.slow
@given(data=st.data())
@some
def test_some_bytes(place, data):
    check_raw_at_desk(place, data)


@pytest.mark.nightly
@given(sent=asked())
@many
def test_many_requests(place, sent):
    ask(place, sent)


@pytest.mark.nightly
@given(data=st.data())
@many
def test_many_bytes(place, data):
    check_raw_at_desk(place, data)


def check_raw_at_desk(place: Place, data: Any) -> None:
    check_raw(place.desk.port, data.draw(raw_requests(valid(place))))
