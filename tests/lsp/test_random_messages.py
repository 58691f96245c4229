"""The language server sent messages at random: it answers, goes on, and has the text that the editor has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language_client import Buffer
from random_http import json_values, many, some

SECRET = "The secret of the the vault.\n"


class Server:
    """A running `copydesk lsp`, and what an editor that does as it likes says to it."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder, self.numbers, self._log = folder, count(1), log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "copydesk", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=folder,
        )
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def send(self, body: bytes) -> None:
        """Send the body of a message."""
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request; gives the message that answers it."""
        number = f"ours-{next(self.numbers)}"
        self.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode())
        while (message := self._receive()).get("id") != number:
            if "method" in message and "id" in message:
                self.send(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}).encode())
        return message

    def _receive(self) -> dict[str, Any]:
        length = 0
        while (line := self._process.stdout.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        assert line, "the server has ended"
        return json.loads(self._process.stdout.read(length))

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def check(self) -> None:
        """Have an article checked: it is found in it what there is."""
        name = f"probe-{next(self.numbers)}.md"
        item = {"uri": self.uri(name), "languageId": "markdown", "version": 1, "text": "It is the the end.\n"}
        self.tell("textDocument/didOpen", {"textDocument": item})
        place = {"line": 0, "character": 10}
        asked = {"textDocument": {"uri": self.uri(name)}, "range": {"start": place, "end": place}}
        actions = self.ask("textDocument/codeAction", {**asked, "context": {"diagnostics": []}})["result"]
        assert "Delete one “the”" in [action["title"] for action in actions]
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def stop(self) -> int:
        """End it as an editor does; gives its exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        code = self._process.wait(60)
        self._log.close()
        return code


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that in the end has not read what is beside its folder, nor changed it."""
    folder = tmp_path_factory.mktemp("random") / "articles"
    folder.mkdir()
    (folder.parent / "secret.md").write_text(SECRET)
    server = Server(folder, folder.parent / "log")
    try:
        yield server
        assert server.stop() == 0
    finally:
        server._process.kill()
    assert (folder.parent / "secret.md").read_text() == SECRET
    assert sorted(p.name for p in folder.parent.iterdir()) == ["articles", "log", "secret.md"]


START, END = {"line": 0, "character": 0}, {"line": 1, "character": 2}
RANGE = {"start": START, "end": END}
DOCUMENT = {"uri": "file:///a.md"}
EDIT = {"range": RANGE, "newText": "x"}
#: What an editor says, each with its parameters.
SAID: dict[str, Any] = {
    "textDocument/didOpen": {
        "textDocument": {**DOCUMENT, "languageId": "markdown", "version": 1, "text": "# A\n\nThe the end.\n"}
    },
    "textDocument/didChange": {
        "textDocument": {**DOCUMENT, "version": 2},
        "contentChanges": [{"range": RANGE, "text": "a a"}, {"text": "It is is so.\n"}],
    },
    "textDocument/didSave": {"textDocument": DOCUMENT},
    "textDocument/didClose": {"textDocument": DOCUMENT},
    "textDocument/hover": {"textDocument": DOCUMENT, "position": START},
    "textDocument/codeAction": {"textDocument": DOCUMENT, "range": RANGE, "context": {"diagnostics": []}},
    "textDocument/diagnostic": {"textDocument": DOCUMENT},
    "codeAction/resolve": {"title": "A", "data": {"uri": "file:///a.md", "version": 1}},
    "workspace/executeCommand": {"command": "copydesk.fixAll", "arguments": ["file:///a.md"]},
    "workspace/didChangeWatchedFiles": {"changes": [{"uri": "file:///a.toml", "type": 2}]},
    "workspace/didChangeWorkspaceFolders": {
        "event": {"added": [{"uri": "file:///x", "name": "x"}], "removed": []}
    },
    "workspace/applyEdit": {"edit": {"changes": {"file:///a.md": [EDIT]}}},
    "initialize": {"processId": None, "rootUri": None, "capabilities": {}},
    "$/cancelRequest": {"id": 1},
    "$/setTrace": {"value": "verbose"},
}
COMMANDS = ["copydesk.fixAll", "copydesk.ignore", "copydesk.explain", "copydesk.ignoreFinding", "none"]


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """A value with one of its parts, or itself, in place of which there is another, or nothing."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return draw(json_values)
    keys = sorted(value) if isinstance(value, dict) else range(len(value))
    key = draw(st.sampled_from(keys))
    new = value.copy()
    if draw(st.integers(0, 7)) == 0:
        del new[key]
    else:
        new[key] = draw(mutated(value[key]))
    return new


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """The body of a message."""
    method = draw(st.sampled_from(sorted(SAID)))
    params = SAID[method]
    if method == "workspace/executeCommand":
        params = {**params, "command": draw(st.sampled_from(COMMANDS))}
    message = {"jsonrpc": "2.0", "method": method, "params": draw(st.just(params) | mutated(params))}
    if draw(st.booleans()):
        message["id"] = draw(st.integers(0, 9))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        message = draw(mutated(message))
    body = json.dumps(message).encode()
    return draw(st.binary(max_size=20)) if kind == 1 else body


def send_all(server: Server, sent: list[bytes]) -> None:
    for body in sent:
        if not (b'"shutdown"' in body or b'"exit"' in body):
            server.send(body)
    server.check()


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """A text and what is typed over it: from where to where, in hundredths of the text, and what."""
    words = st.lists(
        st.sampled_from(["the the", "😀", "é", "\r\n", "\r", "\n\n", "\u2028", "a hour", " ", "# "])
    )
    share = st.integers(0, 100)
    return draw(words.map("".join)), draw(st.lists(st.tuples(share, share, words.map("".join)), max_size=5))


def offered(server: Server, uri: str, end: dict[str, int]) -> str:
    """All that is offered for a text, as JSON; what tells the document is left out."""
    asked = {"textDocument": {"uri": uri}, "range": {"start": START, "end": end}}
    answer = server.ask("textDocument/codeAction", {**asked, "context": {"diagnostics": []}})["result"]
    server.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    return re.sub(r'"version": \d+', "", json.dumps(answer).replace(uri, ""))


def type_all(server: Server, what: tuple[str, list[tuple[int, int, str]]]) -> None:
    """Typed over bit by bit, a text is to the server what it is to one who opens it as it is then."""
    text, edits = what
    typed, whole = (server.uri(f"typed-{next(server.numbers)}.md") for _ in range(2))
    buffer = Buffer(text, "utf-16")
    item = {"uri": typed, "languageId": "markdown", "version": 1, "text": text}
    server.tell("textDocument/didOpen", {"textDocument": item})

    def place(offset: int) -> dict[str, int]:
        found = buffer.position(offset)
        return {"line": found.line, "character": found.character}

    for version, (a, b, new) in enumerate([*edits, (100, 100, "\n\nIt is the the end.")], 2):
        start, end = (share * len(buffer.text) // 100 for share in sorted((a, b)))
        while buffer.text[max(0, start - 1) : start + 1] == "\r\n":
            start -= 1
        while buffer.text[max(0, end - 1) : end + 1] == "\r\n":
            end += 1
        change = {"range": {"start": place(start), "end": place(end)}, "text": new}
        buffer.text = buffer.text[:start] + new + buffer.text[end:]
        document = {"uri": typed, "version": version}
        server.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    item = {"uri": whole, "languageId": "markdown", "version": 1, "text": buffer.text}
    server.tell("textDocument/didOpen", {"textDocument": item})
    end = place(len(buffer.text))
    assert offered(server, typed, end) == offered(server, whole, end)


@pytest.mark.slow
@given(sent=st.lists(messages(), min_size=1, max_size=4))
@some
def test_some_messages(server, sent):
    send_all(server, sent)


@pytest.mark.slow
@given(what=typed())
@some
def test_some_typing(server, what):
    type_all(server, what)


@pytest.mark.nightly
@given(sent=st.lists(messages(), min_size=1, max_size=4))
@many
def test_many_messages(server, sent):
    send_all(server, sent)


@pytest.mark.nightly
@given(what=typed())
@many
def test_many_typing(server, what):
    type_all(server, what)
