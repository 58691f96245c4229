"""The findings of a run, each as a line with a hash: what must be the same before and after a refactoring.

    python benchmarks/snapshot.py DATA > before.txt      # DATA as benchmarks/README.md describes it
    …
    python benchmarks/snapshot.py DATA | diff before.txt -

A line has the file, the rule, the place, a hash of all that a report says of the finding, and its
fingerprint; at the end stands a hash of each file that `--fix --unsafe-fixes` changes. Every rule is
selected, those that are off too. `--times` prints the seconds of that run and of a cold start.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETS = ("articles", "gold/articles", "markdown", "html", "wxr", "names", "duplicates")
COMMAND = [sys.executable, "-m", "copydesk"]


def gather(data: Path | None, target: Path) -> None:
    """Copy the files to check into one folder; pages that are packed are unpacked."""
    folders = [HERE.parent / "fixtures", *(data / name for name in SETS if data)]
    for folder in folders:
        name = folder.name if data is None or data not in folder.parents else str(folder.relative_to(data))
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            to = target / name / path.relative_to(folder)
            to.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".gz":
                to.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
            else:
                shutil.copyfile(path, to)
                to.chmod(0o644)


def check(folder: Path, *options: str) -> tuple[str, float]:
    """What a check prints, and the seconds that it took."""
    command = [*COMMAND, "check", "--no-cache", "--isolated", "--ignore", "languagetool", *options]
    began = time.perf_counter()
    done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if "Traceback" in done.stderr or done.returncode not in (0, 1, 2):
        sys.exit(done.stderr)
    return done.stdout, seconds


def digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def snapshot(folder: Path) -> tuple[list[str], float]:
    """A line a finding, in the order of the report, then a line a file that a fix changed."""
    output, seconds = check(folder, "--select", "all", "--min-confidence", "0", "--output-format", "json")
    report = json.loads(output)
    lines = []
    for finding in report["findings"]:
        fingerprint = finding.pop("fingerprint")
        place = f"{finding['start']}-{finding['end']}"
        lines.append(f"{finding['path']} {finding['rule']} {place} {digest(finding)} {fingerprint}")
    lines += (f"error {digest(error)}" for error in report.get("errors", ()))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    check(folder, "--fix", "--unsafe-fixes", "--output-format", "json")
    for path, old in sorted(before.items()):
        if (new := path.read_bytes()) != old:
            lines.append(f"{path.relative_to(folder)} fixed {hashlib.sha256(new).hexdigest()[:16]}")
    return lines, seconds


def cold_start(runs: int = 15) -> float:
    """The median of the seconds that one short article takes."""
    article = HERE.parent / "fixtures" / "news" / "ferry.txt"
    command = [*COMMAND, "check", "--no-cache", "--isolated", str(article)]
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "data", nargs="?", type=Path, help="a folder of real text; the fixtures alone without"
    )
    parser.add_argument("--times", action="store_true", help="print the times of a run and of a cold start")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        gather(args.data, Path(name))
        lines, seconds = snapshot(Path(name))
    print("\n".join(lines))
    if args.times:
        print(f"run {seconds:.2f} s, cold start {1000 * cold_start():.0f} ms", file=sys.stderr)


if __name__ == "__main__":
    main()
