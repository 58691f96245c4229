"""A server of copydesk's, run as users run it, and what a client sends to it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode


class Server:
    """A running server; its log ends up in `log`."""

    def __init__(self, folder: Path, *options: str, env: dict[str, str] | None = None) -> None:
        self.log = folder / "server.log"
        self._file = self.log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "copydesk", "serve", "--port", "0", "--jobs", "2", *options],
            stderr=self._file,
            cwd=folder,
            env={**os.environ, **(env or {})},
        )
        while not (match := re.search(r"serving on http://(\S+):(\d+)\n", self.log.read_text())):
            assert self.process.poll() is None, self.log.read_text()
        self.host, self.port = match[1].strip("[]"), int(match[2])
        self.address = f"http://{match[1]}:{self.port}"

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> HTTPResponse:
        """Send a request of its own connection; the answer has its body in `body`."""
        connection = HTTPConnection(self.host, self.port, timeout=60)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def check(self, text: str | None = None, **fields: str) -> dict[str, Any]:
        """What LanguageTool's interface makes of a text."""
        form = {"language": "en-US", **({} if text is None else {"text": text}), **fields}
        response = self.request("POST", "/v2/check", urlencode(form))
        assert response.status == 200, response.body
        return json.loads(response.body)

    def report(self, text: str, **fields: str) -> dict[str, Any]:
        """Our own report on a text."""
        response = self.request("POST", "/api/check", json.dumps({"text": text, **fields}))
        assert response.status == 200, response.body
        return json.loads(response.body)

    def metric(self, name: str, label: str = "") -> float:
        """The sum of a metric over its labels, or over those that have one."""
        page = self.request("GET", "/metrics").body.decode()
        return sum(map(float, re.findall(rf"^{name}(?:{{.*{label}.*}})? (\S+)$", page, re.MULTILINE)))

    def logged(self, *lines: str) -> str:
        """The log, as soon as it has these."""
        for _ in range(600):
            log = self.log.read_text()
            if all(line in log for line in lines):
                return log
            time.sleep(0.1)
        raise AssertionError(log)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it; gives its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        self._file.close()
        return code


@contextmanager
def serving(folder: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[Server]:
    """A server in a folder, ended at the end."""
    server = Server(folder, *options, env=env)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def rules(answer: dict[str, Any]) -> list[str]:
    """The rules of an answer's matches, or of a report's findings, in order."""
    if "findings" in answer:
        return [finding["rule"] for finding in answer["findings"]]
    return [match["rule"]["id"] for match in answer["matches"]]


def marked(text: str, answer: dict[str, Any]) -> list[str]:
    """What matches mark in a text, counted as they count: in UTF-16 code units."""
    units = text.encode("utf-16-le")
    spans = ((2 * m["offset"], 2 * (m["offset"] + m["length"])) for m in answer["matches"])
    return [units[start:end].decode("utf-16-le") for start, end in spans]
