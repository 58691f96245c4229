#!/usr/bin/env python3
"""How fast `copydesk review` is in a browser: what its reader waits for.

    review.py [--runs N] [--files N] [--chromium PATH]

Prints, in milliseconds, the best and the median of N runs:

open        from following the printed address of an article to its text and cards painted:
            2,000 words, 50 findings
from list   the same from a click in the list
decide      from the key to the decision painted, in that article and in one with 300 findings
folder      from starting the command on a folder of N articles, nothing remembered, to its list on the page
checked     from there until all are checked, and the list says so

The articles are made up of words of a fixture. A busy machine can only be slower: look at the best, and at
the processor's time of the page's main thread, which is printed beside it.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
FERRY = ROOT / "fixtures" / "news" / "ferry.txt"
#: Resolves to the time when what has been changed is on the screen, as far as a page can know.
PAINTED = (
    "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
)
WATCH = """
() => {
  window.marks = {};
  const look = () => {
    if (!window.marks.shown && document.querySelectorAll("#desk:not([hidden]) .card").length >= %d)
      requestAnimationFrame(() => setTimeout(() => { window.marks.shown ??= performance.now(); }, 0));
    if (!window.marks.listed && document.querySelectorAll("#list:not([hidden]) #rows tr").length >= %d)
      requestAnimationFrame(() => setTimeout(() => { window.marks.listed ??= performance.now(); }, 0));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}
"""
DECIDE = """
(key) => new Promise((done) => {
  const started = performance.now();
  const before = document.querySelector("#figures").textContent;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
  const changed = document.querySelector("#figures").textContent !== before;
  requestAnimationFrame(() => setTimeout(() => done(changed ? performance.now() - started : -1), 0));
})
"""


def article(findings: int, words: int, seed: int) -> str:
    """An article with repeated words in it."""
    random_ = random.Random(seed)
    nouns = [
        noun
        for noun in FERRY.read_text("utf-8").lower().split()[20:400:3]
        if noun.isalpha() and len(noun) > 4
    ]

    def sentence(the: str) -> str:
        one, two, three, four = random_.sample(nouns, 4)
        return f"The {one} by {the} {two} was kept with the {three} for the {four}."

    count = words // 13
    slips = {i * count // findings for i in range(findings)}
    each = [sentence("the the" if i in slips else "the") for i in range(count)]
    paragraphs = (" ".join(each[at : at + 6]) for at in range(0, len(each), 6))
    return f"# A long day {seed}\n\n" + "\n\n".join(paragraphs) + "\n"


@contextmanager
def desk(folder: pathlib.Path, *paths: str) -> Iterator[tuple[str, float]]:
    """A desk; gives its address, and when it was started."""
    command = [sys.executable, "-m", "copydesk", "review", "--no-browser", "--isolated", "--no-cache", *paths]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    address = re.search(r"http://\S+", process.stderr.readline())
    try:
        assert address
        yield address[0], started
    finally:
        process.terminate()
        process.wait()


def told(name: str, times: list[float], most: float | None = None, busy: list[float] | None = None) -> None:
    need = f"  (to be under {most:,.0f})" if most else ""
    own = f"   processor {statistics.median(busy):5,.0f}" if busy else ""
    print(
        f"{name:24} best {min(times):7,.0f}   median {statistics.median(times):7,.0f}{own}{need}", flush=True
    )


def processor(page: Any) -> Callable[[], float]:
    """What tells the processor's time of a page's main thread so far."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    session.send("Performance.enable")

    def read() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(1000 * each["value"] for each in metrics if each["name"] == "TaskDuration")

    return read


def opened(browser: Any, folder: pathlib.Path, file: str, runs: int) -> Iterator[list[float]]:
    """The times to open an article, and to decide on its findings; of each also the processor's."""
    shown, showing, decided, deciding = [], [], [], []
    for _ in range(runs):
        with desk(folder, file) as (address, _):
            time.sleep(1)  # a browser of one's own takes longer to come up
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(f"({WATCH % (50, 1)})()")
            busy = processor(page)
            page.goto(address)
            page.wait_for_function("() => window.marks?.shown")
            shown.append(page.evaluate("() => window.marks.shown"))
            showing.append(busy())
            for _ in range(10):
                page.keyboard.press("j")
                page.wait_for_timeout(100)
                before = busy()
                if (taken := page.evaluate(DECIDE, "a")) >= 0:
                    decided.append(taken)
                    deciding.append(busy() - before)
                page.wait_for_timeout(100)
            page.close()
    yield from (shown, showing, decided, deciding)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        folder = pathlib.Path(name)
        (folder / "long.md").write_text(article(50, 2_000, 1))
        (folder / "grave.md").write_text(article(280, 6_000, 2))
        shown, showing, decided, deciding = opened(browser, folder, "long.md", given.runs)
        told("open", shown, 300, showing)
        told("decide", decided, 50, deciding)
        runs = max(1, given.runs // 2)
        shown, showing, decided, deciding = opened(browser, folder, "grave.md", runs)
        told("open, 300 findings", shown, None, showing)
        told("decide, 300 findings", decided, None, deciding)
        many = folder / "many"
        many.mkdir()
        for i in range(given.files):
            (many / f"{i:04}.md").write_text(article(3, 700, i))
        (many / "0000.md").write_text(article(50, 2_000, 1))
        listed, checked, clicked = [], [], []
        for _ in range(max(1, given.runs // 2)):
            with desk(many, ".") as (address, started):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.add_init_script(f"({WATCH % (50, given.files)})()")
                page.goto(address)
                page.wait_for_function("() => window.marks?.listed")
                listed.append((time.perf_counter() - started) * 1000)
                page.evaluate(
                    "() => { window.clicked = performance.now(); document.querySelector('#rows a').click(); }"
                )
                page.wait_for_function("() => window.marks.shown")
                clicked.append(page.evaluate("() => window.marks.shown - window.clicked"))
                page.keyboard.press("l")
                page.wait_for_function(
                    "() => !document.querySelector('#rows tr[data-kind=waiting]')", timeout=300_000
                )
                checked.append((time.perf_counter() - started) * 1000)
                page.close()
        told("from list, while checking", clicked, 300)
        told(f"folder of {given.files}", listed, 2_000)
        told("checked", checked)
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("COPYDESK_CONFIG_DIR", os.devnull)
    main()
