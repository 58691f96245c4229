"""Kill copydesk in the middle of its work, again and again, and look at what it leaves.

    python -m fuzz.kills --fixes 1000 --saves 200 --audits 100

Each time a process that has all it needs in memory begins, and is killed (SIGKILL) after a while that chance
chooses. The file must have its old content or its new one, whole; what else is left in the folder is
counted, and must be gone after the next write there. An audit that is killed with its workers is run again,
and its database must then hold what that of one left alone does. Ends with 1 where something is lost or
stays. Needs a system with fork.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from copydesk.lint.linter import Linter, Settings
from copydesk.run.runner import Mode, run_files
from copydesk.system.atomic import Rewriting
from copydesk.system.beside import sweep
from copydesk.text.source import digest_of

_ARTICLE = b"We saw the the boat, and it was an hour in the the harbour.\n\n" * 40
_LINTER = Linter(Settings(isolated=True))
_COPYDESK = [sys.executable, "-m", "copydesk"]
_OLD, _NEW = b"old " * 500_000, b"new " * 500_000


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz.kills",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--fixes", type=int, default=100, help="how often to kill a fix of a file")
    parser.add_argument("--saves", type=int, default=100, help="how often to kill what saves two megabytes")
    parser.add_argument("--audits", type=int, default=0, help="how often to kill an audit")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fixed = folder / "fixed.md"
        fixed.write_bytes(_ARTICLE)
        fix_file(fixed)  # imports what the children use
        sound = kill(options.fixes, folder / "a.md", (_ARTICLE, fixed.read_bytes()), fix_file, dice)
        fixed.unlink()
        sound = kill(options.saves, folder / "b.txt", (_OLD, _NEW), _save, dice) and sound
        return 0 if (not options.audits or kill_audits(options.audits, folder, dice)) and sound else 1


def fix_file(path: Path) -> None:
    """What `copydesk check --fix` does with a file."""
    list(run_files(_LINTER, [(path, path.name)], Mode.FIX))


def _save(path: Path) -> None:
    with Rewriting(path) as rewriting:
        rewriting.add(_OLD, _NEW)
        rewriting.finish(digest_of(_OLD))


def kill(
    times: int, path: Path, contents: tuple[bytes, bytes], work: Callable[[Path], object], dice: Random
) -> bool:
    """Kill some work on a file; whether nothing was lost and nothing stays.

    Args:
        times: how often.
        path: the file.
        contents: the old one, and the new one.
        work: what is killed.
        dice: chooses when.
    """
    old, new = contents
    path.write_bytes(old)
    lasts = _lasts(path, work)
    found: Counter[str] = Counter()
    for _ in range(times):
        path.write_bytes(old)
        before = set(os.listdir(path.parent))
        process = _started(path, work)
        time.sleep(dice.uniform(0, 1.5 * lasts))
        os.kill(process, signal.SIGKILL)
        killed = os.WIFSIGNALED(os.waitpid(process, 0)[1])
        content = path.read_bytes()
        found["old" if content == old else "new" if content == new else "damaged"] += 1
        found["left over"] += len(set(os.listdir(path.parent)) - before)
        found["in time"] += killed
    path.write_bytes(old)
    sweep(path.parent)
    work(path)
    stays = [name for name in os.listdir(path.parent) if name.startswith(".")]
    print(
        f"{times:,} kills of {path.name}, {found['in time']:,} before the end: {found['old']:,} old, "
        f"{found['new']:,} new, {found['damaged']:,} damaged; {found['left over']:,} left over, "
        f"{len(stays):,} after the next write"
    )
    return not found["damaged"] and not stays and path.read_bytes() == new


def kill_audits(times: int, folder: Path, dice: Random) -> bool:
    """Kill an audit with its workers; whether the next one always ends with all that is to be found.

    Args:
        times: how often.
        folder: for the articles, and for what the audits make.
        dice: chooses when.
    """
    articles = folder / "articles"
    articles.mkdir()
    for number in range(40):
        (articles / f"{number}.md").write_bytes(b"# Boat %d\n\n" % number + _ARTICLE)
    began = time.monotonic()
    whole = _audited(articles, folder / "whole")
    lasts = time.monotonic() - began
    sound = in_time = 0
    for number in range(times):
        out = folder / f"audit-{number}"
        process = subprocess.Popen(
            [*_COPYDESK, "audit", str(articles), "--out", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(dice.uniform(0, lasts))
        in_time += process.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        sound += _audited(articles, out) == whole
        shutil.rmtree(out)
    print(f"{times:,} kills of an audit, {in_time:,} before the end: {sound:,} whole after the next run")
    return sound == times


def _audited(articles: Path, out: Path) -> str:
    """What an audit, run to its end, has in its database."""
    subprocess.run([*_COPYDESK, "audit", str(articles), "--out", str(out)], capture_output=True, check=False)
    ask = "select path, rule, line, message from findings order by all"
    done = subprocess.run(
        [*_COPYDESK, "audit", "query", ask, "--out", str(out), "--output-format", "csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _lasts(path: Path, work: Callable[[Path], object]) -> float:
    began = time.monotonic()
    os.waitpid(_started(path, work), 0)
    return time.monotonic() - began


def _started(path: Path, work: Callable[[Path], object]) -> int:
    process = os.fork()
    if process == 0:
        try:
            work(path)
        finally:
            os._exit(0)
    return process


if __name__ == "__main__":
    sys.exit(main())
