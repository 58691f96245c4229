"""Everything that is measured on real text, in one run, compared with the last one that was committed.

    corpus.py DATA                       measures, compares, exits with 1 if something got worse
    corpus.py DATA --update              writes corpus.tsv, docs/confidence.md and the curve
    corpus.py DATA --unjudged > FILE     what nobody has judged, to be read and filled in
    corpus.py DATA --record FILE         puts what was filled in into verdicts.tsv
    corpus.py DATA --only articles junk  some of the sets

DATA is a folder of real articles by others, which is not part of the project (see README.md). What is
committed of it are figures, and verdicts by place.
"""

from __future__ import annotations

import argparse
import csv
import pathlib
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

import verdicts
from checking import Checker
from measures import MEASURES, Corpus, Row, Unjudged

TABLE = pathlib.Path(__file__).with_name("corpus.tsv")
DOCS = pathlib.Path(__file__).parent.parent / "docs"
#: Figures of which more is better, and of which less is; others say how much there was to measure.
MORE = {"caught", "likely caught", "fixed", "mended", "F1", "precision", "recall"}
LESS = {"wrong", "wrong per 1,000 words", "false alarms", "decoys caught"}
_CONTEXT = 70

Key = tuple[str, str, str]


def load(path: pathlib.Path) -> dict[Key, float]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, "excel-tab")
        next(rows)
        return {(a, b, c): float(value) for a, b, c, value in rows}


def save(rows: Iterable[Row], path: pathlib.Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, "excel-tab", lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows((*row[:3], number(row.value)) for row in rows)


def number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.3f}"


def show(rows: Iterable[Row]) -> None:
    """A table a set, a row a kind."""
    from tabulate import tabulate

    by_set: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        by_set[row.set][row.kind][row.figure] = number(row.value)
    for name, kinds in by_set.items():
        figures = list(dict.fromkeys(figure for cells in kinds.values() for figure in cells))
        table = [[kind, *(cells.get(figure, "") for figure in figures)] for kind, cells in kinds.items()]
        print(
            tabulate(table, [name, *figures], "simple", colalign=("left", *["right"] * len(figures))) + "\n"
        )


def worse(rows: Iterable[Row], before: dict[Key, float], tolerance: float) -> list[str]:
    """Print what changed; give what got worse by more than the tolerance, of the totals of each set."""
    lines = []
    for row in rows:
        old = before.get(row[:3], 0.0)
        gain = (row.value - old) * ((row.figure in MORE) - (row.figure in LESS))
        if number(row.value) == number(old) or not (gain or row.figure == "findings"):
            continue
        what = f"{row.set}, {row.kind}: {row.figure} {number(old)} → {number(row.value)}"
        print("+" if gain > 0 else "-" if gain < 0 else " ", what)
        if row.kind == "all" and gain < -tolerance * max(old, 1e-9):
            lines.append(what)
    return lines


def list_unjudged(unjudged: Sequence[Unjudged]) -> None:
    for file, found, text in sorted(unjudged, key=lambda u: (u.found.rule, u.file, u.found.start)):
        start, end = found.places[0]
        row = (file, found.rule, start, end, verdicts.words_hash(text[start:end]), "?", "?")
        before, words = text[max(0, start - _CONTEXT) : start], text[start:end]
        shown = words if len(words) <= 300 else f"{words[:200]} … {words[-80:]}"
        context = f"{before}⟦{shown}⟧{text[end : end + _CONTEXT]}".replace("\n", "¶").replace("\t", " ")
        print(f"# {found.message}\n# {context}")
        for fix in found.fixes[:1]:
            print(f"# → {[text[s:e] + ' → ' + new for s, e, new in fix.edits][:3]}"[:300].replace("\n", "¶"))
        print(*row, sep="\t")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="SET")
    parser.add_argument("--update", action="store_true", help="commit this run's figures")
    parser.add_argument("--unjudged", action="store_true", help="list findings without a verdict")
    parser.add_argument("--record", type=pathlib.Path, metavar="FILE", help="take verdicts from a file")
    parser.add_argument("--tolerance", type=float, default=0.01, help="a loss up to this share is none")
    parser.add_argument("--jobs", type=int, default=0)
    args = parser.parse_args()
    known = verdicts.load()
    if args.record:
        known += verdicts.load(args.record)
        verdicts.save(known)
        return 0
    if args.unjudged:
        args.only = [name for name in args.only if name in ("articles", "markdown", "exports")]
    checker = Checker(args.jobs)
    corpus = Corpus(args.data, checker, verdicts.Judge(known))
    rows: list[Row] = []
    for name in args.only:
        started = time.perf_counter()
        rows += MEASURES[name](corpus)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    checker.close()
    for problem in checker.problems:
        print(problem, file=sys.stderr)
    if args.unjudged:
        list_unjudged(corpus.unjudged)
        return 0
    show(rows)
    before = load(TABLE)
    losses = worse(rows, before, args.tolerance) if before else []
    if args.update:
        measured = {row.set for row in rows}
        kept = [Row(*key, value) for key, value in before.items() if key[0] not in measured]
        save([*kept, *rows] if kept else rows, TABLE)
        if "articles" in args.only:
            import confidence

            confidence.write_table(DOCS / "confidence.md", corpus.judged)
            confidence.draw(DOCS / "images" / "recall.svg", corpus)
        return 0
    for loss in losses:
        print(f"worse: {loss}", file=sys.stderr)
    return int(bool(losses or checker.problems))


if __name__ == "__main__":
    sys.exit(main())
