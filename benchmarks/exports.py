#!/usr/bin/env python3
"""How fast a large export is read, and how much memory that takes.

    exports.py DATA [--megabytes N] [--checked N]

A WordPress export of N megabytes (1,000) is made by repeating the real ones in DATA/wxr. Measured are its
cutting into posts and their reading as articles, before any rule, in a process that does nothing else; then
a check with every default rule of one of 50 MB, as users run it. Times are the processor's and by the
clock; memory is the peak of the process (ru_maxrss).
"""

from __future__ import annotations

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from copydesk.readers import ReaderOptions, reader_for
from copydesk.readers.cms.xml_stream import is_well_formed
from copydesk.readers.source_reader import SourceReader


def make(data: pathlib.Path, size: float, path: pathlib.Path) -> None:
    """An export of so many bytes."""
    exports = [file.read_bytes() for file in sorted((data / "wxr").glob("*.xml"))]
    exports = [export for export in exports if is_well_formed(export.decode())]
    head = exports[0][: exports[0].index(b"<item>")]
    posts = [export[export.index(b"<item>") : export.rindex(b"</item>") + 7] + b"\n" for export in exports]
    with path.open("wb") as file:
        file.write(head)
        while file.tell() < size:
            file.writelines(posts)
        file.write(b"</channel>\n</rss>\n")


def read(path: pathlib.Path, whole: bool) -> Iterator[str]:
    """Read an export, as articles or only as posts."""
    reader, options = reader_for("wxr"), ReaderOptions()
    started, used = time.perf_counter(), time.process_time()
    posts = articles = 0
    for source in SourceReader.at(path, path.name, None):
        posts += 1
        articles += sum(1 for _ in reader.read(source, options)) if whole else 0
    used, took = time.process_time() - used, time.perf_counter() - started
    size = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"{size:,.0f} MB, {articles or posts:,} {'articles' if whole else 'pieces'}"
    yield f"{took:.1f} s, {size / took:.1f} MB/s by the clock, {size / used:.1f} MB/s of a processor"
    yield f"peak memory {peak:.0f} MB"


def check(path: pathlib.Path) -> Iterator[str]:
    """Check an export with every default rule."""
    command = [sys.executable, "-m", "copydesk", "check", "--no-cache", "--isolated", "--statistics"]
    started = time.perf_counter()
    done = subprocess.run([*command, str(path)], capture_output=True, check=False)
    took, size = time.perf_counter() - started, path.stat().st_size / 1e6
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield f"{size:,.0f} MB with every default rule: {took:.0f} s, {size / took:.2f} MB/s"
    yield f"peak memory {peak:.0f} MB; {done.stdout.decode().splitlines()[-1]}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--megabytes", type=float, default=1000)
    parser.add_argument("--checked", type=float, default=50)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "export.xml")
        make(args.data, args.megabytes * 1e6, path)
        for whole in (False, True):
            process = os.fork()
            if not process:
                print("\n  ".join(read(path, whole)), flush=True)
                os._exit(0)
            os.waitpid(process, 0)
        if args.checked:
            make(args.data, args.checked * 1e6, path)
            print("\n  ".join(check(path)))


if __name__ == "__main__":
    main()
