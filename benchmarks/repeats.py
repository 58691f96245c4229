"""How many repeats that publishers later took out are found.

    python benchmarks/repeats.py DATA [--command copydesk] [--misses]

DATA has `duplicates.jsonl`, a row a repeat with the file, the text and the lines on which it stands, and
the files in `duplicates/`. A repeat is found when a finding of `duplicate-paragraph` or
`duplicate-sentence` stands on one of its lines.
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import shlex
import subprocess
import sys

RULES = "duplicate-paragraph,duplicate-sentence"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--command", default="copydesk")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    rows = [json.loads(line) for line in (args.data / "duplicates.jsonl").open(encoding="utf-8")]
    command = [
        *shlex.split(args.command),
        "check",
        "--isolated",
        "--output-format",
        "json",
        "--select",
        RULES,
    ]
    done = subprocess.run(
        [*command, str(args.data / "duplicates")], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    findings = collections.defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        findings[pathlib.Path(finding["path"]).name].append(finding)
    missed = [row for row in rows if not any(touches(f, row["lines"]) for f in findings[row["file"]])]
    print(
        f"{len(rows) - len(missed)} of {len(rows)} found; {sum(map(len, findings.values()))} findings in all"
    )
    for row in missed if args.misses else ():
        print(f"missed {row['file']} lines {row['lines']}: {row['text'][:100]!r}")


def touches(finding: dict, lines: list[int]) -> bool:
    return any(finding["line"] <= line <= finding["end_line"] for line in lines)


if __name__ == "__main__":
    main()
