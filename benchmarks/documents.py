#!/usr/bin/env python3
"""How long a check of a Word document of 10 MB takes, with fixes and without: the processor's seconds.

    documents.py --articles DIR [--words N] [--megabytes N]

The document is a book of the articles in DIR, three runs a sentence, and pictures up to the size. What is
measured is the whole command, and of it the reading alone.
"""

from __future__ import annotations

import argparse
import io
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile

import docx

from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.readers.source_reader import SourceReader

_RAW = argparse.RawDescriptionHelpFormatter
_ODD = re.compile(r"[^\x20-\x7e\xa0-\ud7ff]+")


def book(articles: list[pathlib.Path], words: int, size: int) -> bytes:
    """A document of so many words, each paragraph in several runs, and of so many bytes with its pictures."""
    document = docx.Document()
    document.add_heading("A book of articles", 0)
    count = 0
    while count < words:
        for article in articles:
            for part in article.read_text("utf-8", "ignore").split("\n\n"):
                text = _ODD.sub(" ", part).strip()
                paragraph = document.add_paragraph()
                for i in range(0, len(text), 40):
                    paragraph.add_run(text[i : i + 40]).italic = i % 120 == 40 or None
                count += len(text.split())
            if count >= words:
                break
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        while (left := size - out.tell()) > 1000:
            archive.writestr(f"word/media/{left}.jpg", os.urandom(min(left, 900_000)))
    return out.getvalue()


def processor(*command: str) -> float:
    """The processor's seconds that a command takes, its children's counted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "copydesk", *command], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=pathlib.Path, required=True)
    parser.add_argument("--words", type=int, default=50_000)
    parser.add_argument("--megabytes", type=float, default=10)
    options = parser.parse_args()
    articles = sorted(p for p in options.articles.rglob("*.txt") if ".fixed" not in p.suffixes)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "book.docx")
        path.write_bytes(book(articles, options.words, int(options.megabytes * 1e6)))
        print(f"{path.stat().st_size / 1e6:.1f} MB, {options.words:,} words")
        start = time.process_time()
        for source in SourceReader.at(path, "book.docx", None):
            for article in read_articles(source, Config()):
                print(f"read: {time.process_time() - start:.2f} s, {len(article.blocks):,} blocks")
        check = "check", "--isolated", "--no-cache", "--statistics", str(path)
        print(f"check: {processor(*check):.2f} s")
        print(f"check --fix: {processor(*check, '--fix', '--unsafe-fixes'):.2f} s")


if __name__ == "__main__":
    main()
