#!/usr/bin/env python3
"""copydesk beside Vale, with the same styles on the same articles: what both find, times, memory.

    vale.py --styles FOLDER [--rounds N] [--by-check] ARTICLES…

FOLDER is a `StylesPath`; all styles in it are run, and `Vale`. Every round runs each tool once, in turn, so
that a machine that is slow for a while is slow for both. Vale is looked for in `$COPYDESK_TOOLS` and on the
path.

Two findings are the same where file, line, column and check are. Where Vale's own place is not right (it
searches for the words again), check and paragraph must be the same: these pairs are counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from beside import ENVIRONMENT, program


class Place(NamedTuple):
    file: str
    check: str
    line: int
    column: int


class Ran(NamedTuple):
    places: set[Place]
    seconds: float
    processor: float
    megabytes: float


def run(command: Sequence[str], folder: str) -> Ran:
    """Run a tool that writes Vale's JSON."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=out, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"{command[0]}: exit code {process.returncode}")
        out.seek(0)
        found = json.load(out)
    places = {Place(f, a["Check"], a["Line"], a["Span"][0]) for f, alerts in found.items() for a in alerts}
    return Ran(places, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def paragraphs(path: str) -> list[int]:
    """By line, the number of the paragraph that it is in; front matter is one."""
    numbers, number = [], 0
    lines = pathlib.Path(path).read_text(encoding="utf-8", errors="replace").split("\n")
    fence = lines[0].strip() if lines[0].strip() in ("---", "+++") else ""
    for i, line in enumerate(lines):
        if fence and i and line.strip() == fence:
            fence = ""
            number += 1
        elif not fence and not line.strip():
            number += 1
        numbers.append(number)
    return numbers


def paired(theirs: Iterable[Place], ours: Iterable[Place]) -> Counter[str]:
    """By check, how many of the findings with different places are of one paragraph."""
    known: dict[str, list[int]] = {}
    counts: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
    for side, places in enumerate((theirs, ours)):
        for place in places:
            numbers = known.setdefault(place.file, []) or paragraphs(place.file)
            known[place.file] = numbers
            at = numbers[min(place.line, len(numbers)) - 1]
            counts[place.file, place.check, at][side] += 1
    pairs: Counter[str] = Counter()
    for (_, check, _), (one, other) in counts.items():
        pairs[check] += min(one, other)
    return pairs


def compare(theirs: set[Place], ours: set[Place], by_check: bool) -> None:
    """Print how far both agree."""
    both = theirs & ours
    pairs = paired(theirs - both, ours - both)
    same = len(both) + pairs.total()
    counts = f"the same place {len(both):,}, the same paragraph {pairs.total():,}"
    print(f"Vale {len(theirs):,}, copydesk {len(ours):,}, {counts}")
    print(f"of Vale's {same / len(theirs):.2%}, of copydesk's {same / len(ours):.2%}")
    if not by_check:
        return
    print("\n| check | Vale | copydesk | both | of Vale's | of copydesk's |")
    print("| --- | --- | --- | --- | --- | --- |")
    counted = [Counter(place.check for place in places) for places in (theirs, ours, both)]
    for check in sorted(counted[0] | counted[1]):
        one, other, shared = (count[check] for count in counted)
        shared += pairs[check]
        shares = (f"{shared / each:.1%}" if each else "–" for each in (one, other))
        print(f"| {check} | {one:,} | {other:,} | {shared:,} | {' | '.join(shares)} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--styles", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--by-check", action="store_true")
    parser.add_argument("articles", nargs="+", type=pathlib.Path)
    given = parser.parse_args()
    styles = sorted(path.name for path in given.styles.iterdir() if path.is_dir() and path.name != "config")
    paths = [str(path.resolve()) for path in given.articles]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as here:
        ini = pathlib.Path(folder, ".vale.ini")
        ini.write_text(
            f"StylesPath = {given.styles.resolve()}\nMinAlertLevel = suggestion\n"
            f"[*]\nBasedOnStyles = Vale, {', '.join(styles)}\n",
            encoding="utf-8",
        )
        vale = [program("vale"), "--config", str(ini), "--output=JSON", "--no-exit", *paths]
        ours = [sys.executable, "-m", "copydesk", "check", "--no-cache", "--config", str(ini), "--exit-zero"]
        ours += ["--output-format", "vale-json", *paths]
        rounds = [(run(vale, here), run(ours, here)) for _ in range(given.rounds)]
    compare(rounds[0][0].places, rounds[0][1].places, given.by_check)
    print("\n| | seconds | of processor | MB at most |\n| --- | --- | --- | --- |")
    for name, runs in zip(("Vale", "copydesk"), zip(*rounds, strict=True), strict=True):
        figures = (median(getattr(each, field) for each in runs) for field in Ran._fields[1:])
        print(f"| {name} | {' | '.join(f'{figure:,.1f}' for figure in figures)} |")
    ratios = [one.seconds / other.seconds for one, other in rounds]
    print(f"\ncopydesk is {median(ratios):.1f} times as fast ({min(ratios):.1f}–{max(ratios):.1f})")


if __name__ == "__main__":
    main()
