"""A desk of copydesk's, run as users run it."""

from __future__ import annotations

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


class Desk:
    """A running `copydesk review` in a folder; what it says ends up in `log`."""

    def __init__(self, folder: Path, *arguments: str, log: Path, env: dict[str, str] | None = None) -> None:
        self.folder, self.log = folder, log
        self._file = log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "copydesk", "review", "--no-browser", "--who", "Edith Tor", *arguments],
            stderr=self._file,
            cwd=folder,
            env={**os.environ, **(env or {})},
        )
        self.address = self.addresses(1)[0]
        self.port = int(re.search(r":(\d+)/", self.address)[1])
        self.session = ""

    def addresses(self, n: int) -> list[str]:
        """The addresses that it has printed, as soon as there are so many."""
        for _ in range(600):
            found = re.findall(r"http://\S+", self.log.read_text())
            if len(found) >= n:
                return found
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    @property
    def token(self) -> str:
        """The token of the address that it has printed last."""
        return self.addresses(1)[-1].partition("#")[2]

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> HTTPResponse:
        """Send a request of its own connection; the answer has its body in `body`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def begin(self) -> None:
        """Exchange the token for a session, as the page does."""
        response = self.request(
            "POST", "/api/session", json.dumps({"token": self.token}), Content_Type="application/json"
        )
        assert response.status == 200, response.body
        self.session = json.loads(response.body)["session"]

    def ask(self, path: str, value: Any = None, expect: int = 200) -> Any:
        """What the interface answers to a session of ours."""
        if not self.session:
            self.begin()
        headers = {"X_Copydesk_Session": self.session}
        if value is None:
            response = self.request("GET", path, **headers)
        else:
            response = self.request(
                "POST", path, json.dumps(value), Content_Type="application/json", **headers
            )
        assert response.status == expect, (response.status, response.body)
        return json.loads(response.body)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """End it as its user would; gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(10)
        self._file.close()
        return code


@contextmanager
def reviewing(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Iterator[Desk]:
    """A desk in a folder, ended at the end."""
    log = folder.parent / f"{folder.name}.log"
    desk = Desk(folder, *arguments, log=log, env=env)
    try:
        yield desk
    finally:
        desk.stop()


def wait_for(page, text: str, selector: str = "#figures") -> None:
    """Wait until a part of a desk's page says something; by default, its figures."""
    says = "([selector, text]) => document.querySelector(selector).textContent.includes(text)"
    page.wait_for_function(says, arg=[selector, text])
