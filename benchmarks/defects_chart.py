#!/usr/bin/env python3
"""Draws the sure marks of `gold` by kind of defect, and how many of them the default rules find.

    defects_chart.py DATA [--output FILE.svg]

DATA is the folder that corpus.py reads. Counted is what the first reader was sure of and every other reader
marked too. A mark is found where a finding touches it, as `gold.py` of DATA has it, and listed where only
another place of a finding does: the one of a defect that repeats. The counts are printed. Needs
`copydesk[bench]`.
"""

from __future__ import annotations

import argparse
import pathlib
from collections import Counter, defaultdict

from checking import Checker
from measures import Corpus, marks, place
from verdicts import Judge

PICTURE = pathlib.Path(__file__).parent.parent / "docs" / "images" / "defects.svg"
COLOURS = {"found": "C0", "listed": "#9ecae1", "missed": "0.85"}
LABELS = {
    "found": "found",
    "listed": "listed with another place of the same defect",
    "missed": "not found",
}


def count(corpus: Corpus) -> dict[str, Counter[str]]:
    """By kind of defect, how many marks are found, listed and missed; the commonest kind first."""
    touches = corpus.script("gold").touches
    first, *others = marks(corpus)
    texts = corpus.texts("gold/articles")
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, checked in zip(texts, corpus.checker.check(texts), strict=True):
        name = pathlib.Path(text.name).name
        for mark in first[name]:
            agreed = all(any(touches(mark, other) for other in reader[name]) for reader in others)
            if mark["certainty"] != "sure" or not agreed:
                continue
            hits = [[touches(place(at), mark) for at in found.places] for found in checked.found]
            how = "found" if any(hit[0] for hit in hits) else "listed" if any(map(any, hits)) else "missed"
            kinds[mark["category"]][how] += 1
    return dict(sorted(kinds.items(), key=lambda item: (-item[1].total(), item[0])))


def draw(kinds: dict[str, Counter[str]], path: pathlib.Path) -> None:
    """Draw a bar for each kind, with how many of its marks are found or listed, as SVG."""
    try:
        import matplotlib
    except ModuleNotFoundError:
        raise SystemExit("the chart needs matplotlib: pip install 'copydesk[bench]'") from None

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "copydesk"
    from matplotlib import pyplot as plt

    names = [kind.replace("-", " ") for kind in kinds]
    totals = [counts.total() for counts in kinds.values()]
    figure, axes = plt.subplots(figsize=(7, 4.6), layout="constrained")
    left = [0] * len(kinds)
    for how, label in LABELS.items():
        widths = [counts[how] for counts in kinds.values()]
        bars = axes.barh(names, widths, left=left, color=COLOURS[how], label=label)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    shares = [
        f"{total - counts['missed']} of {total}" for total, counts in zip(totals, kinds.values(), strict=True)
    ]
    axes.bar_label(bars, shares, padding=4, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * max(totals))
    axes.set_xlabel("defects in 40 published articles that two readers marked")
    axes.grid(axis="x", alpha=0.3)
    axes.set_axisbelow(True)
    axes.legend(loc="lower right")
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=PICTURE, metavar="FILE.svg")
    args = parser.parse_args()
    checker = Checker()
    kinds = count(Corpus(args.data, checker, Judge([])))
    checker.close()
    for kind, counts in [*kinds.items(), ("all", sum(kinds.values(), Counter[str]()))]:
        print(
            f"{kind:<16}", *(f"{how} {counts[how]:>3}" for how in LABELS), f"of {counts.total():>3}", sep="  "
        )
    draw(kinds, args.output)


if __name__ == "__main__":
    main()
