#!/usr/bin/env python3
"""copydesk beside the tools that one would pick otherwise, on the same articles.

    beside.py --articles DIR [--rounds N] [--megabytes N] [--posts N] [--only NAME…]

Every round runs each tool once, in turn, so that a machine that is slow for a while is slow for all. A ratio
is of one round: how many times as long as copydesk the tool took for a byte. Printed are the medians of the
rounds, and the least and the greatest. Slow tools get a share of the folder.

Tools are looked for in `$COPYDESK_TOOLS`, where `benchmarks/install-tools` puts them, and on the path; one
that is missing or fails is left out and named. The style packs of Vale are looked for in its `vale-styles`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

TOOLS = pathlib.Path(os.environ.get("COPYDESK_TOOLS") or pathlib.Path.home() / ".cache" / "copydesk-tools")
PACKS = ("write-good", "proselint", "alex", "Joblint")
COPYDESK = [sys.executable, "-m", "copydesk", "check", "--isolated", "--output-format", "concise"]
#: Byte code is written, as it is by an installation; some machines switch that off.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

Files = list[pathlib.Path]


class MissingError(Exception):
    """A tool that is not there, or does not do its work: why."""


@dataclass(frozen=True)
class Tool:
    """A tool: what checks files, its share of the folder, and whether it starts anew each time."""

    name: str
    check: Callable[[Files], None]
    share: float = 1.0
    starts: bool = True


def run(command: list[str], folder: str | None = None) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode not in (0, 1):
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
        raise MissingError(f"exit code {done.returncode}: {lines[-1]}")


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def program(name: str) -> str:
    found = shutil.which(name, path=TOOLS / "bin") or shutil.which(name)
    if not found:
        raise MissingError("not installed")
    return found


def command(name: str, tool: str, *options: str, share: float = 1.0) -> Tool:
    start = [program(tool), *options]
    return Tool(name, lambda files: run([*start, *map(str, files)]), share)


def vale(name: str, scratch: pathlib.Path, packs: tuple[str, ...]) -> Tool:
    styles = TOOLS / "vale-styles"
    if lacking := [pack for pack in packs if not (styles / pack).is_dir()]:
        raise MissingError(f"no style pack {', '.join(lacking)} in {styles}")
    config = scratch / f"vale-{len(packs)}.ini"
    path = f"StylesPath = {styles}\n" if packs else ""
    others = "" if packs else "".join(f"Vale.{rule} = NO\n" for rule in ("Repetition", "Terms", "Avoid"))
    config.write_text(
        f"{path}MinAlertLevel = suggestion\n[*]\nBasedOnStyles = {', '.join(('Vale', *packs))}\n{others}"
    )
    return command(name, "vale", f"--config={config}", "--output=line", "--no-exit")


@contextlib.contextmanager
def languagetool(name: str) -> Iterator[Tool]:
    jars = TOOLS / "languagetool" / "jars"
    if not jars.is_dir():
        raise MissingError("not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    java = [program("java"), "-cp", f"{jars}/*", "org.languagetool.server.HTTPServer", "--port", str(port)]
    server = subprocess.Popen(java, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def check(files: Files) -> None:
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace")
            data = urllib.parse.urlencode({"language": "en-US", "text": text}).encode()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/check", data, timeout=300) as answer:
                answer.read()

    try:
        for _ in range(120):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if server.poll() is not None:
                raise MissingError("the server does not start")
            time.sleep(0.5)
        yield Tool(name, check, 0.02, starts=False)
    finally:
        server.terminate()
        server.wait()


def tools(only: list[str], scratch: pathlib.Path, stack: contextlib.ExitStack) -> list[Tool]:
    """The tools that are there; the others are named."""
    makers: dict[str, Callable[[str], Tool]] = {
        "vale-spelling": lambda name: vale(name, scratch, ()),
        "vale-packs": lambda name: vale(name, scratch, PACKS),
        "proselint": lambda name: command(name, "proselint", "check"),
        "textlint": lambda name: command(name, "textlint", "--rule", "write-good", share=0.25),
        "harper": lambda name: command(name, "harper-cli", "lint", share=0.02),
        "languagetool": lambda name: stack.enter_context(languagetool(name)),
    }
    if unknown := set(only) - makers.keys():
        sys.exit(f"beside.py: no tool {', '.join(sorted(unknown))}; there are {', '.join(makers)}")
    found = []
    for name, make in makers.items():
        if not only or name in only:
            try:
                found.append(make(name))
            except MissingError as error:
                print(f"{name}: left out, {error}")
    return found


def repeated(articles: Files, folder: pathlib.Path, enough: Callable[[int, int], bool]) -> Files:
    """Copies of articles, over and over, until there are enough files and bytes."""
    folder.mkdir()
    files: Files = []
    size = 0
    while not enough(len(files), size):
        article = articles[len(files) % len(articles)]
        file = folder / f"{len(files):05}.txt"
        size += len(article.read_bytes())
        shutil.copyfile(article, file)
        files.append(file)
    return files


def total(files: Files) -> int:
    return sum(file.stat().st_size for file in files)


def spread(values: list[float], form: str) -> str:
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def compare(
    title: str, ours: Callable[[], None], found: list[tuple[Tool, Files]], size: int, rounds: int
) -> None:
    """Run all of them in turn and print how they compare; `size` is of what copydesk checks, in bytes."""
    own: list[float] = []
    ratios: dict[str, list[float]] = {tool.name: [] for tool, _ in found}
    took: dict[str, list[float]] = {tool.name: [] for tool, _ in found}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        own.append(seconds(ours))
        for tool, files in found:
            if tool.name in failed:
                continue
            try:
                time_ = seconds(lambda tool=tool, files=files: tool.check(files))
            except (MissingError, OSError) as error:
                failed[tool.name] = str(error)
                continue
            took[tool.name].append(time_)
            ratios[tool.name].append(time_ / total(files) / (own[-1] / size))
    print(f"\n{title}\n\n| tool | MB | s | times copydesk |\n| --- | --- | --- | --- |")
    print(f"| copydesk | {size / 1e6:.3g} | {spread(own, '.3f')} | 1 |")
    for tool, files in found:
        if tool.name in failed:
            print(f"| {tool.name} | | failed: {failed[tool.name]} | |")
        else:
            times, ratio = spread(took[tool.name], ".3f"), spread(ratios[tool.name], ".2f")
            print(f"| {tool.name} | {total(files) / 1e6:.3g} | {times} | {ratio} |")


def since(articles: Files, scratch: pathlib.Path, posts: int, rounds: int) -> None:
    """A repository with many posts, one of which has changed."""
    folder = scratch / "repository"
    files = repeated(articles, folder, lambda n, _: n >= posts)
    who = ("-c", "user.name=Desk", "-c", "user.email=desk@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "posts")):
        run(["git", *who, *arguments], str(folder))
    with files[len(files) // 2].open("a", encoding="utf-8") as post:
        post.write("\nThe oven is is older than the house.\n")
    command = [*COPYDESK, "--no-cache", "--since", "HEAD", "."]
    times = [seconds(lambda: run(command, str(folder))) for _ in range(rounds)]
    print(f"\n`--since` with one changed post among {len(files)}: {spread(times, '.3f')} s")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=pathlib.Path, required=True, help="a folder of .txt files")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="beside these tools only")
    args = parser.parse_args()
    articles = sorted(args.articles.glob("*.txt"))
    if not articles:
        sys.exit(f"beside.py: {args.articles}: no .txt files")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        scratch = pathlib.Path(folder)
        found = tools(args.only, scratch, stack)
        one = sorted(articles, key=lambda file: file.stat().st_size)[len(articles) // 2]
        cold = [*COPYDESK, "--no-cache", str(one)]
        run(cold)  # compiles, and warms the disk cache
        compare(
            "One article, cold",
            lambda: run(cold),
            [(tool, [one]) for tool in found if tool.starts],
            one.stat().st_size,
            3 * args.rounds,
        )
        posts = scratch / "posts"
        files = repeated(articles, posts, lambda _, size: size >= args.megabytes * 1e6)
        size = total(files)
        compare(
            f"{len(files)} articles, {os.cpu_count()} cores, no cache",
            lambda: run([*COPYDESK, "--no-cache", str(posts)]),
            [(tool, files[: max(1, round(len(files) * tool.share))]) for tool in found],
            size,
            args.rounds,
        )
        cached = [*COPYDESK, "--cache-dir", str(scratch / "cache"), str(posts)]
        run(cached)
        times = [seconds(lambda: run(cached)) for _ in range(args.rounds)]
        rates = [size / 1e6 / took for took in times]
        print(f"\nThe same again, all cached: {spread(times, '.3f')} s, {spread(rates, '.0f')} MB/s")
        since(articles, scratch, args.posts, args.rounds)


if __name__ == "__main__":
    main()
