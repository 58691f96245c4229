#!/usr/bin/env python3
"""How many articles `copydesk serve` checks in a second, how long each waits, and what memory it keeps.

    serve.py --articles DIR [--seconds N] [--rate N] [--requests N] [--jobs N]

Each request is an article cut to 1,000 words with a number behind it, so that no answer is remembered. wrk,
which Debian has, sends them: first as fast as the server answers, then at half the rate that is needed. With
`--requests`, that many follow, and the memory of all the server's processes is printed every half a minute.
The processor's time is that of all of them too; unlike the rate it holds on a machine that is busy otherwise.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator

WORDS = 1000
SCRIPT = """
local bodies = {}
for line in io.lines("%(bodies)s") do bodies[#bodies + 1] = line end
local threads = 0
function setup(thread) thread:set("id", threads) threads = threads + 1 end
local n = 0
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
function request()
  n = n + 1
  local number = "%%0A%%0ANumber+" .. id .. "." .. n .. ".%(salt)d."
  return wrk.format("POST", "/v2/check", nil, bodies[n %% #bodies + 1] .. number)
end
function delay() return %(delay)s end
"""


class Server:
    """A server on a port of its own, in a folder without a configuration."""

    def __init__(self, jobs: int, folder: str) -> None:
        command = [
            sys.executable,
            "-m",
            "copydesk",
            "serve",
            "--port",
            "0",
            "--isolated",
            "--jobs",
            str(jobs),
        ]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder)
        assert self.process.stderr
        said = self.process.stderr.readline()
        match = re.search(r"http://\S+", said)
        if not match:
            sys.exit(said)
        self.address = match[0]

    def memory(self) -> float:
        """Of all its processes, in MB; pages that they share count for each in part."""
        rolled = (
            pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self._family(self.process.pid)
        )
        return sum(int(kb) for text in rolled for kb in re.findall(r"^Pss: +(\d+)", text, re.M)) / 1024

    def processor(self) -> float:
        """The time that all its processes took of a processor, in seconds."""
        stats = (pathlib.Path(f"/proc/{pid}/stat").read_text() for pid in self._family(self.process.pid))
        ticks = (stat.rpartition(")")[2].split()[11:13] for stat in stats)
        return sum(int(user) + int(system) for user, system in ticks) / os.sysconf("SC_CLK_TCK")

    def _family(self, pid: int) -> Iterator[int]:
        yield pid
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from self._family(int(child))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def wrk(server: Server, script: str, connections: int, seconds: float) -> dict[str, float]:
    """Requests a second; the latency of half and of 99 % and the processor's time for each, in ms."""
    before = server.processor()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "--timeout", "20s"]
        done = subprocess.run(
            [*command, "-s", file.name, server.address], capture_output=True, text=True, check=True
        )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        print(done.stdout)
    units = {"us": 1e-3, "ms": 1.0, "s": 1e3}

    def latency(share: str) -> float:
        number, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", done.stdout).groups()  # type: ignore[union-attr]
        return float(number) * units[unit]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]
    took = (server.processor() - before) / (rate * seconds) * 1000
    return {"rate": rate, "p50": latency("50"), "p99": latency("99"), "took": took}


def shown(measured: dict[str, float]) -> str:
    return "{rate:.0f} requests/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms, processor {took:.1f} ms each".format(
        **measured
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=200, help="requests a second that are needed")
    parser.add_argument("--requests", type=int, default=0, help="how many to send for the memory")
    parser.add_argument("--jobs", type=int, default=0)
    args = parser.parse_args()
    texts = (path.read_text(encoding="utf-8") for path in sorted(args.articles.rglob("*.txt")))
    cut = [" ".join(text.split(" ")[:WORDS]) for text in texts if text.count(" ") >= WORDS]
    if not cut:
        sys.exit(f"{args.articles}: no article of {WORDS} words")
    size = sum(len(text.encode()) for text in cut) / len(cut)
    print(f"{len(cut)} articles of {WORDS} words, {size / 1000:.1f} kB on average")
    with tempfile.TemporaryDirectory() as folder:
        bodies = pathlib.Path(folder, "bodies")
        form = ({"language": "en-US", "text": text} for text in cut)
        bodies.write_text("\n".join(map(urllib.parse.urlencode, form)))
        salts = iter(range(10**6))

        def script(delay: str) -> str:
            return SCRIPT % {"bodies": bodies, "delay": delay, "salt": next(salts)}

        server = Server(args.jobs, folder)
        try:
            wrk(server, script("0"), 8, 3)
            full = wrk(server, script("0"), 8, args.seconds)
            print(f"as fast as it answers: {shown(full)}")
            wait = 40 / args.rate * 1000  # 20 connections that ask at half the rate, less the time to answer
            half = wrk(server, script(f"math.random(0, {2 * wait:.0f})"), 20, args.seconds)
            print(f"at half the rate: {shown(half)}")
            first = server.memory()
            while args.requests > 0:
                sent = wrk(server, script("0"), 8, 30)["rate"] * 30
                args.requests -= int(sent)
                now = server.memory()
                print(f"{sent:.0f} requests more: {now:.0f} MB ({now - first:+.1f})", flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
