#!/usr/bin/env python3
"""How long a check takes: one article, cold, as a ratio to `python -c pass`; and a folder, in MB/s.

    speed.py --articles DIR [--megabytes N] [--rounds N]

All figures of a run are taken in turn on the same machine, so ratios hold where seconds do not.
Memory is the peak of the largest process of the run (ru_maxrss).
"""

from __future__ import annotations

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command: list[str]) -> float:
    # Byte code is written, as it is by an installation; some machines switch that off.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return time.perf_counter() - start


def cold(article: pathlib.Path, rounds: int) -> None:
    check = [sys.executable, "-m", "copydesk", "check", "--no-cache", "--isolated", str(article)]
    nothing = [sys.executable, "-c", "pass"]
    for command in (check, nothing):
        seconds(command)  # compiles and warms the disk cache
    pairs = [(seconds(check), seconds(nothing)) for _ in range(rounds)]
    ratios = sorted(a / b for a, b in pairs)
    print(
        f"one article of {article.stat().st_size} bytes, cold: "
        f"{1000 * statistics.median(a for a, _ in pairs):.0f} ms, "
        f"python -c pass {1000 * statistics.median(b for _, b in pairs):.1f} ms, "
        f"ratio {statistics.median(ratios):.1f} ({ratios[0]:.1f}–{ratios[-1]:.1f})"
    )


def bulk(articles: list[pathlib.Path], megabytes: float, jobs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        size = n = 0
        while size < megabytes * 1e6:
            for article in articles:
                if size >= megabytes * 1e6:
                    break
                data = article.read_bytes()
                pathlib.Path(folder, f"{n}.txt").write_bytes(data)
                size, n = size + len(data), n + 1
        command = [sys.executable, "-m", "copydesk", "check", "--no-cache", "--isolated", "--statistics"]
        took = seconds([*command, "--jobs", str(jobs), folder])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{n} articles, {size / 1e6:.1f} MB, {jobs} process(es): {took:.2f} s, {size / 1e6 / took:.2f} MB/s, "
        f"{size / 1e6 / took / jobs:.2f} a core; peak memory {peak:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    articles = sorted(args.articles.glob("*.txt"))
    middle = sorted(articles, key=lambda p: p.stat().st_size)[len(articles) // 2]
    cold(middle, args.rounds)
    for jobs in sorted({1, os.cpu_count() or 1}):
        bulk(articles, args.megabytes, jobs)


if __name__ == "__main__":
    main()
