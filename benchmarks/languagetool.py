"""What copydesk's filter makes of LanguageTool's findings, on real text.

    python benchmarks/languagetool.py DATA [--articles 50] [--sentences 400] [--list FILE]

DATA is the folder of real texts (README.md beside this says what is in it). LanguageTool is asked about
every block of an article with all its rules; "filtered" is what the rule `languagetool` reports of that. It
prints findings per 1,000 words of untouched articles; how much of what is wrong each touches, among defects
that were planted, marks of readers, and mistakes that were published and corrected; and what it finds that
copydesk's other rules do not. `--list` writes the filtered findings in articles, to be read.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from copydesk import Article, House, Span
from copydesk.commands import read_text
from copydesk.config import Config
from copydesk.lint.linter import Linter, Settings
from copydesk.text.source import decode
from copydesk_rules.grammar.shared.asking import by_language, is_asked_about, matches_in, readable
from copydesk_rules.grammar.shared.filter import wanted
from copydesk_rules.grammar.shared.matches import Match
from copydesk_rules.grammar.shared.server import Server
from copydesk_rules.grammar.shared.servers import SERVERS

_LINTER = Linter(Settings(isolated=True))


class Found(NamedTuple):
    """The places that are found in a text by each."""

    words: int
    alone: list[Match]
    filtered: list[Match]
    others: list[Span]


def look(text: str, server: Server) -> Found:
    article = read_text(text)
    alone = list(_matches(article, server))
    asked = [m for m in alone if (block := article.block_at(m.start)) and is_asked_about(block)]
    filtered = list(wanted(article, asked, House(), ()))
    report = _LINTER.lint_source(decode(text.encode(), "a", "plain"), Config(language="en"))
    return Found(article.word_count, alone, filtered, [Span(d.start, d.end) for d in report.diagnostics])


def _matches(article: Article, server: Server) -> Iterable[Match]:
    blocks = [block for block in article.blocks if block.kind.is_prose]
    language = next((code for code, _ in by_language(article, None, server.languages)), "en-US")
    texts = [readable(article.prose_of(block)) for block in blocks]
    for block, matches in zip(blocks, matches_in(server, language, texts, 300, ()), strict=True):
        yield from (m._replace(start=block.start + m.start, end=block.start + m.end) for m in matches)


def touched(spans: Iterable[tuple[int, int]], places: Sequence[Any]) -> int:
    """How many of some spans a finding touches; an empty one is touched by what stands beside it."""
    return sum(
        any(p[0] < max(end, start + 1) and start < max(p[1], p[0] + 1) for p in places)
        for start, end in spans
    )


class Table:
    """Counts what is touched, as a row of each set."""

    def __init__(self) -> None:
        print(f"{'set':<28}{'wrong':>7}{'alone':>8}{'filtered':>10}{'others':>8}{'both':>7}")

    def row(self, name: str, cases: Iterable[tuple[Found, list[tuple[int, int]]]]) -> None:
        counts = [0, 0, 0, 0, 0]
        for found, spans in cases:
            both = [*found.filtered, *found.others]
            counts[0] += len(spans)
            for at, places in enumerate((found.alone, found.filtered, found.others, both), 1):
                counts[at] += touched(spans, places)
        wrong, alone, filtered, others, both_ = counts
        print(f"{name:<28}{wrong:>7}{alone:>8}{filtered:>10}{others:>8}{both_:>7}", flush=True)


def noise(files: Sequence[pathlib.Path], server: Server, listed: pathlib.Path | None) -> None:
    words = alone = filtered = new = 0
    lines: list[str] = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = look(text, server)
        words += found.words
        alone += len(found.alone)
        filtered += len(found.filtered)
        fresh = [m for m in found.filtered if not touched([(m.start, m.end)], found.others)]
        new += len(fresh)
        for m in fresh:
            around = (
                f"{text[max(0, m.start - 60) : m.start]}⟦{text[m.start : m.end]}⟧{text[m.end : m.end + 60]}"
            )
            lines.append(f"{file.name}\t{m.rule}\t{m.replacements[:1]}\t{' '.join(around.split())}\n")
    for what, count in (
        ("LanguageTool alone", alone),
        ("filtered", filtered),
        ("that others do not report", new),
    ):
        print(f"{what}: {count} findings, {1000 * count / words:.2f} per 1,000 words")
    print(f"in {len(files)} articles of {words} words\n")
    if listed:
        listed.write_text("".join(lines), encoding="utf-8")


def marks(data: pathlib.Path, server: Server) -> Iterable[tuple[Found, list[tuple[int, int]]]]:
    """The marks of the readers that are sure, by article; those that both set count once."""
    by_file: dict[str, set[tuple[int, int]]] = {}
    for name in ("A", "B"):
        for line in (data / "gold" / f"marks.{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["certainty"] == "sure":
                by_file.setdefault(row["file"], set()).add((row["start"], row["end"]))
    for file, spans in sorted(by_file.items()):
        text = (data / "gold" / "articles" / file).read_text(encoding="utf-8")
        yield look(text, server), sorted(spans)


def sentences(file: pathlib.Path, most: int, server: Server) -> Iterable[tuple[Found, list[tuple[int, int]]]]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    bad = [row for row in rows if row["label"] == "bad"]
    for row in random.Random(1).sample(bad, min(most, len(bad))):
        yield look(row["text"], server), [(row["start"], row["end"])]


def planted(
    data: pathlib.Path, most: int, server: Server
) -> Iterable[tuple[str, Found, list[tuple[int, int]]]]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(data / "defects.py"), "plant", "--seed", "1", "--out", folder]
        subprocess.run([*command, "--articles", str(data / "articles"), "--limit", str(most)], check=True)
        rows = [json.loads(line) for line in pathlib.Path(folder, "truth.jsonl").read_text().splitlines()]
        for file in sorted({row["file"] for row in rows}):
            found = look(pathlib.Path(folder, "articles", file).read_text(encoding="utf-8"), server)
            for row in rows:
                if row["file"] == file and not row.get("decoy"):
                    yield row["kind"], found, [(row["start"], row["end"])]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--articles", type=int, default=50, help="of how many, spread over the folder")
    parser.add_argument("--offset", type=int, default=1, help="which of each so many")
    parser.add_argument("--sentences", type=int, default=400, help="of each set")
    parser.add_argument("--list", type=pathlib.Path, help="where to write the filtered findings in articles")
    args = parser.parse_args()
    server = SERVERS.get()
    files = sorted((args.data / "articles").glob("*.txt"))
    noise(files[args.offset :: max(1, len(files) // args.articles)], server, args.list)
    table = Table()
    table.row("marks of readers", marks(args.data, server))
    for name in ("published", "published_grammar", "grammar"):
        table.row(name, sentences(args.data / f"{name}.jsonl", args.sentences, server))
    kinds: dict[str, list[tuple[Found, list[tuple[int, int]]]]] = {}
    for kind, found, spans in planted(args.data, args.articles, server):
        kinds.setdefault(kind, []).append((found, spans))
    for kind, cases in sorted(kinds.items()):
        table.row(f"planted: {kind}", cases)
    return 0


if __name__ == "__main__":
    sys.exit(main())
