#!/usr/bin/env python3
"""What `confusable-word` finds in labelled sentences, what it reports in articles, and how fast it is.

    confusables.py DATA [--layers pattern trained deep] [--flags FILE] [--pairs FILE] [--curve FILE.svg]

DATA holds `published.jsonl`, `confusables.jsonl`, `swapped.jsonl` (rows with text, label, start, end, wrong
and corrections), and a folder `articles`. A wrong sentence is caught when a finding touches its span, and
fixed when the first fix gives an accepted correction. Shares have their 95 % interval (Wilson). Every flag in
the articles is written to --flags, to be read; counts by pair of words to --pairs. --curve draws, for each
layer, the share of swapped words found against flags in 100,000 words of articles, as the thresholds move.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from checking import applied
from confidence import wilson
from copydesk.config import Config, Selection
from copydesk.document.article import Article
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.rule.plugins import Registry
from copydesk.text.source import decode
from copydesk_rules.wording.confusable_word import ConfusableWord

SETS = ("published", "confusables", "swapped")
#: The kinds of published mistakes that the rule is for.
MAIN = frozenset({"bad homophone_or_classic", "bad confusion_set"})
CONFIDENCE = {"pattern": "certain", "trained": "likely", "deep": "likely"}


class Checker:
    """The rule with some options, and nothing else."""

    def __init__(self, options: dict[str, Any]) -> None:
        name = ConfusableWord.meta.name
        self._config = Config(rules={name: options})
        registry = Registry({name: ConfusableWord}, {name: "builtin"})
        self._linter = Linter(Settings(Selection(select=(name,)), isolated=True), registry)
        (self.rule,) = self._linter.rules_for(self._config)

    def check(self, text: str, format_: str = "plain") -> FileReport:
        report = self._linter.lint_source(decode(text.encode(), "sentence", format_), self._config)
        assert not report.problems, report.problems
        return report

    def articles(self, text: str) -> list[Article]:
        return list(read_articles(decode(text.encode(), "article", "plain"), self._config))


def options_for(layer: str) -> dict[str, Any]:
    """The rule's options under which a layer, and those before it, are on."""
    return {"confidence": CONFIDENCE[layer], **({"deep": True} if layer == "deep" else {})}


def share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits:>5}/{of:<5} {100 * hits / max(of, 1):5.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def line(name: str, kind: str, rows: int, caught: int, right: int) -> str:
    return f"{name:<12} {kind:<26} caught {share(caught, rows)}  first fix right {share(right, rows)}"


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def fixed(row: dict[str, Any], shift: int, found: Diagnostic) -> bool:
    """Whether the first fix makes a row's text what it should be."""
    if found.best_fix is None:
        return False
    text = "#" * shift + row["text"]
    accepted = {row.get("correct"), *(row.get("corrections") or ())} - {None}
    start, end = row["start"] + shift, row["end"] + shift
    mended = applied(text, ((edit.start, edit.end, edit.text) for edit in found.best_fix.edits))
    return any(mended.split() == (text[:start] + word + text[end:]).split() for word in accepted)


def sentences(
    name: str, path: Path, checker: Checker, pairs: Counter[tuple[str, str, str, str]]
) -> dict[str, list[int]]:
    """By label and kind: rows, caught, fixed right, false alarms."""
    table: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows_of(path):
        markdown = row.get("markup") == "markdown"
        heading = "# Notes\n\n" if markdown else "Notes\n\n"
        report = checker.check(heading + row["text"] + "\n", "markdown" if markdown else "plain")
        start, end = row["start"] + len(heading), row["end"] + len(heading)
        bad = row["label"] == "bad"
        hits = [found for found in report.diagnostics if bad and found.start <= end and start <= found.end]
        cell = table[f"{row['label']} {row.get('kind') or ''}"]
        right = bool(hits) and fixed(row, len(heading), hits[0])
        alarms = len(report.diagnostics) - len(hits)
        for i, value in enumerate((1, bool(hits), right, alarms)):
            cell[i] += value
        key = (name, str(row.get("wrong")).lower(), str(row.get("correct")).lower())
        pairs[*key, "rows" if bad else "good"] += 1
        pairs[*key, "caught" if bad else "alarms"] += bool(hits) if bad else alarms
    return dict(table)


def flags_in(articles: Iterable[Path], checker: Checker) -> tuple[list[tuple[str, ...]], int]:
    """What is reported in articles, with the words around it, and how many words they have."""
    rows: list[tuple[str, ...]] = []
    words = 0
    for path in articles:
        text = path.read_text(encoding="utf-8")
        report = checker.check(text)
        words += report.words
        for found in report.diagnostics:
            around = " ".join(text[max(0, found.start - 120) : found.end + 120].split())
            fix = found.best_fix.edits[-1].text if found.best_fix else ""
            rows.append((path.name, str(found.data["layer"]), text[found.start : found.end], fix, around))
    return rows, words


def measure(data: Path, layer: str, flags: Path | None, by_pair: Path | None) -> None:
    checker = Checker(options_for(layer))
    print(f"\n## {layer}, with the layers before it\n")
    pairs: Counter[tuple[str, str, str, str]] = Counter()
    good = alarms = 0
    for name in SETS:
        table = sentences(name, data / f"{name}.jsonl", checker, pairs)
        for kind, (rows, caught, right, false) in sorted(table.items()):
            if kind.startswith("bad"):
                print(line(name, kind, rows, caught, right))
            elif name != "published":
                good, alarms = good + rows, alarms + false
        if name == "published":
            main = [cell for kind, cell in table.items() if kind in MAIN]
            rows, caught, right, _ = map(sum, zip(*main, strict=True))
            print(line(name, "homophones and sets", rows, caught, right))
    print(f"{'good sentences':<39} flagged {share(alarms, good)}")
    found, words = flags_in(sorted((data / "articles").iterdir()), checker)
    print(f"{'articles':<39} {len(found)} flags in {words:,} words")
    if flags:
        with flags.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows(found)
    if by_pair:
        with by_pair.open("w", encoding="utf-8", newline="") as file:
            table_writer = csv.writer(file, delimiter="\t")
            table_writer.writerow(["set", "typed", "meant", "wrong", "caught", "right", "false alarms"])
            for key in sorted({key[:3] for key in pairs}):
                counts = (pairs[*key, what] for what in ("rows", "caught", "good", "alarms"))
                table_writer.writerow([*key, *counts])


def speed(data: Path, layer: str) -> None:
    """The rule alone, in MB of text a second of the processor; articles are read beforehand."""
    checker = Checker(options_for(layer))
    texts = [path.read_text(encoding="utf-8") for path in sorted((data / "articles").iterdir())]
    articles = [article for text in texts for article in checker.articles(text)]
    size = sum(len(text.encode()) for text in texts)
    first = next(article for article in articles if article.word_count > 900)
    begun = time.process_time()
    list(checker.rule.check(first))
    took = 1000 * (time.process_time() - begun)
    print(f"\n{layer}: the first article ({first.word_count} words) {took:.0f} ms", end="; ")
    begun = time.process_time()
    list(checker.rule.check(first))
    print(f"once loaded {1000 * (time.process_time() - begun):.1f} ms", end="")
    if layer != "deep":
        rounds = []
        for _ in range(3):
            begun = time.process_time()
            for article in articles:
                list(checker.rule.check(article))
            rounds.append(size / (time.process_time() - begun) / 1e6)
        print(f"; {size / 1e6:.1f} MB at {' / '.join(f'{rate:.2f}' for rate in rounds)} MB/s", end="")
    print()


def margins(data: Path, layer: str) -> tuple[list[float], int, list[float], int]:
    """By how much swapped words, and words in articles, exceed what is asked of them.

    Returns:
        The margins of swapped words, the number of those; the margins in articles, the number of their words.
    """
    checker = Checker(options_for(layer))
    rule = checker.rule
    assert isinstance(rule, ConfusableWord)
    swapped: list[float] = []
    rows = 0
    for row in rows_of(data / "swapped.jsonl"):
        if row["label"] == "bad":
            rows += 1
            for article in checker.articles(f"Notes\n\n{row['text']}\n"):
                start = row["start"] + len("Notes\n\n")
                swapped += (d.margin for d in rule.decisions(article) if d.candidate.span.start == start)
    found: list[float] = []
    words = 0
    for path in sorted((data / "articles").iterdir()):
        for article in checker.articles(path.read_text(encoding="utf-8")):
            words += article.word_count
            found += (decision.margin for decision in rule.decisions(article))
    return swapped, rows, found, words


def draw(data: Path, layers: Iterable[str], path: Path) -> None:
    """For each layer, the share of swapped words found against flags in articles, as its threshold moves."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.2))
    for layer in layers:
        swapped, rows, found, words = margins(data, layer)
        points = sorted({*(step / 4 for step in range(-16, 25)), math.inf})
        x = [1e5 * sum(margin >= at for margin in found) / words for at in points]
        y = [100 * sum(margin >= at for margin in swapped) / rows for at in points]
        print(
            layer,
            *(f"{at:+.2f}: {b:.1f} % at {a:.1f}" for at, a, b in zip(points, x, y, strict=True)),
            sep="\n  ",
        )
        (line,) = axes.plot(x, y, label=layer)
        at = points.index(0.0)
        axes.plot(x[at], y[at], "o", color=line.get_color())
    axes.set_xlabel("flags in 100,000 words of published articles (true ones among them)")
    axes.set_ylabel("swapped words found, %")
    axes.set_xlim(left=0)
    axes.grid(alpha=0.3)
    axes.legend(title="layer, with those before it; ● as it is set")
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--layers", nargs="+", choices=list(CONFIDENCE), default=["pattern", "trained"])
    parser.add_argument("--flags", type=Path, help="write what the last layer reports in articles")
    parser.add_argument("--pairs", type=Path, help="write counts by pair of words, by the last layer")
    parser.add_argument("--curve", type=Path, help="draw that, and measure nothing else")
    parser.add_argument("--only-speed", action="store_true")
    args = parser.parse_args()
    if args.curve:
        draw(args.data, args.layers, args.curve)
        return
    for layer in args.layers:
        speed(args.data, layer)
        if not args.only_speed:
            measure(args.data, layer, args.flags, args.pairs)


if __name__ == "__main__":
    main()
