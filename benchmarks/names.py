#!/usr/bin/env python3
"""Score `inconsistent-name` on names that were published misspelled and later corrected.

    names.py DATA [--command "copydesk"] [--misses]

DATA holds `names.jsonl` (file, wrong, correct) and the files in `names/`. A name is found when a
finding touches the wrong spelling, and mended when one of its fixes puts the right one there.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys
from collections import defaultdict

OPTIONS = "check --select inconsistent-name --output-format json --no-cache --isolated"


def findings(command: str, folder: pathlib.Path) -> dict[str, list[dict]]:
    run = [*shlex.split(command), *OPTIONS.split(), str(folder)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    by_file = defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        by_file[pathlib.Path(finding["path"]).name].append(finding)
    return by_file


def applied(text: str, fix: dict) -> str:
    """The neighbourhood of a fix, with the fix applied."""
    edit = fix["edits"][0]
    before, after = text[: edit["start"]], text[edit["end"] :]
    return before[-40:] + edit["text"] + after[:40]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--command", default="copydesk")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    args = parser.parse_args()
    found_in = findings(args.command, args.data / "names")
    rows = [json.loads(line) for line in (args.data / "names.jsonl").read_text(encoding="utf-8").splitlines()]
    found = mended = 0
    for row in rows:
        text = (args.data / "names" / row["file"]).read_bytes().decode()
        places = [m.span() for m in re.finditer(re.escape(row["wrong"]), text)]
        hits = [f for f in found_in[row["file"]] if any(f["start"] < b and a < f["end"] for a, b in places)]
        found += bool(hits)
        mended += any(row["correct"] in applied(text, fix) for f in hits for fix in f["fixes"])
        if not hits and args.misses:
            print(f"missed {row['file']}: {row['wrong']} for {row['correct']}")
    print(f"{found} of {len(rows)} found ({found / len(rows):.0%}), {mended} with the right spelling offered")
    print(f"{sum(map(len, found_in.values()))} findings in all")


if __name__ == "__main__":
    main()
