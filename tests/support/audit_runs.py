"""Audits as processes, with a rule that does what articles say, and a log of what was checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from copydesk.audit.query import query

PACK = """
import os, signal, time
from copydesk import Meta, NoOptions, Rule

class Poison(Rule[NoOptions]):
    "Does to its process what an article says."
    meta = Meta(name="poison", group="test", since="0.1", summary="Taken.")

    def check(self, article):
        with open(os.environ["CHECKED"], "a") as file:
            file.write(article.prose.split(".")[0] + "\\n")
        if "die" in article.vocabulary:
            os.kill(os.getpid(), signal.SIGKILL)
        if "crash" in article.vocabulary:
            raise ZeroDivisionError
        if "dawdle" in article.vocabulary:
            time.sleep(0.01)
        if "find" in article.vocabulary:
            at = article.prose.index("find")
            yield self.finding((at, at + 4))

RULES = (Poison,)
"""
ROWS = "SELECT path, id, line, rule, excerpt, fingerprint FROM findings ORDER BY ALL"


class Runs:
    """A folder of articles, and processes that audit it.

    Args:
        folder: of its own.
        env: in which the rule is found.
    """

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.log = folder, folder / "checked.log"
        self.env = {**os.environ, **env, "CHECKED": str(self.log)}
        (folder / "posts").mkdir()
        self._started: list[subprocess.Popen[bytes]] = []

    def write(self, count: int, words: str = "dawdle and find", **more: str) -> None:
        texts = {f"a{i:04}": f"Article {i}. It has words to {words}.\n" for i in range(count)} | more
        for name, text in texts.items():
            (self.folder / "posts" / f"{name}.md").write_text(text)

    def start(
        self, *command: str, cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A process in a group of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=cwd or self.folder,
            env=self.env | (env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def audit(self, *options: str, out: str = "out", source: str = "posts") -> subprocess.Popen[bytes]:
        return self.start("copydesk", "audit", source, "--out", out, "--select", "poison", *options)

    def finished(self, *options: str, out: str = "out", source: str = "posts") -> str:
        """What an audit said that ran to its end."""
        return self.audit(*options, out=out, source=source).communicate(timeout=120)[0].decode()

    def checked(self) -> Counter[str]:
        """How often each article was checked, by its first sentence."""
        return Counter(self.log.read_text().splitlines() if self.log.exists() else ())

    def until(self, holds: Callable[[], object], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.05)

    def rows(self, out: str = "out") -> Sequence[tuple]:
        return query(self.folder / out, ROWS)[1]

    def alive(self) -> list[str]:
        """The processes that have our log in their environment."""
        mark = f"CHECKED={self.log}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def end(self) -> None:
        for process in self._started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
