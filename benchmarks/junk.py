#!/usr/bin/env python3
"""Score the rules of the group markup on posts in which a page builder's or CMS's residue was left.

    junk.py POSTS [--command "copydesk"] [--misses]

Residue is what the pattern below finds in the source, outside code: it knows nothing of the rules. A file
is found when findings touch all of its residue, and mended when `--fix` leaves none of it and every other
character in its place, tags, entities, white space and invisible characters aside.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from html import unescape

RESIDUE = re.compile(
    r"""\[/?(?:(?:et_pb|vc|fusion|av|su|mk)_\w+|caption|gallery|embed|contact-form-7|himage|s-var)\b[^\]]*\]"""
    r"""|&amp;nbsp;|class="Mso\w*"|</?o:p>|<!--\[if [^>]*mso.*?endif\]-->""",
    re.DOTALL,
)
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`|<(code|pre)\b.*?</\2>", re.DOTALL | re.MULTILINE)
TAG = re.compile(r"<[^<>]*>|[\s\u00ad\u200b\ufeff]+")


def residue(text: str) -> list[tuple[int, int]]:
    code = [m.span() for m in CODE.finditer(text)]
    return [m.span() for m in RESIDUE.finditer(text) if not any(a <= m.start() < b for a, b in code)]


def bare(text: str) -> str:
    return TAG.sub("", unescape(unescape(text)))


def run(command: str, *args: str) -> str:
    options = ["check", "--select", "markup", "--no-cache", "--isolated", *args]
    done = subprocess.run([*shlex.split(command), *options], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("posts", type=pathlib.Path)
    parser.add_argument("--command", default="copydesk")
    parser.add_argument("--misses", action="store_true", help="list what was not found or not mended")
    args = parser.parse_args()
    found_spans = defaultdict(list)
    for finding in json.loads(run(args.command, "--output-format", "json", str(args.posts)))["findings"]:
        places = [finding, *finding["related"]]
        found_spans[pathlib.Path(finding["path"]).name] += [(p["start"], p["end"]) for p in places]
    counts = {"pieces": 0, "pieces found": 0, "files": 0, "files found": 0, "files mended": 0}
    with tempfile.TemporaryDirectory() as folder:
        fixed = pathlib.Path(folder, "posts")
        shutil.copytree(args.posts, fixed)
        run(args.command, "--fix", str(fixed))
        for file in sorted(args.posts.iterdir()):
            text, after = (p.read_bytes().decode() for p in (file, fixed / file.name))
            pieces = residue(text)
            if not pieces:
                print(f"no residue in {file.name}")
                continue
            missed = [
                (a, b) for a, b in pieces if not any(s < b and a < e for s, e in found_spans[file.name])
            ]
            rest, at = [], 0
            for a, b in pieces:
                rest.append(text[at:a])
                at = b
            rest.append(text[at:])
            left = residue(after)
            mended = not left and bare("".join(rest)) == bare(after)
            counts["pieces"] += len(pieces)
            counts["pieces found"] += len(pieces) - len(missed)
            counts["files"] += 1
            counts["files found"] += not missed
            counts["files mended"] += mended
            if args.misses:
                for a, b in missed:
                    print(f"not found in {file.name}: {text[a:b][:100]!r}")
                for a, b in left:
                    print(f"not removed in {file.name}: {after[a:b][:100]!r}")
                if not left and not mended:
                    print(f"other words changed in {file.name}")
    print(", ".join(f"{name} {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
