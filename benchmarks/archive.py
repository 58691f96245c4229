"""Duplicates across an archive: what of those planted is found, what is invented, and what it costs.

    python benchmarks/archive.py make DATA/articles OUT [--count 100000] [--seed 1] [--forms files jsonl]
    python benchmarks/archive.py duplicates DATA/articles [--counts 10000 30000 100000] [--plot FILE]
    python benchmarks/archive.py found OUT AUDIT
    python benchmarks/archive.py base DATA/articles [--count 10000]

`make` writes an archive and the truth beside it. `duplicates` makes one of each size, fills the tables that
the audit fills, and measures `find_duplicates` alone, in a process of its own: seconds of the processor,
seconds by the clock, and the peak of the memory. `found` tells the same of an audit (`copydesk audit
OUT/articles --out AUDIT`), and what it found of the names that are spelled two ways. `base` shows that
nothing but what is planted repeats: it looks for pairs of an archive without plants far below the thresholds,
and compares all with all of a sample.
"""

from __future__ import annotations

import argparse
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb
import msgspec
from msgspec.structs import asdict
from rapidfuzz.distance import Indel

from archive_corpus import Made, Maker, write
from copydesk import Article, Block, Kind, Span
from copydesk.audit.duplicates import classify
from copydesk.audit.duplicates.minhash import passages_of
from copydesk.text.source_map import SourceMap
from copydesk.text.words import words_in

ARTICLES = dict.fromkeys(("source", "path", "id", "title", "author", "date", "link", "digest"), "VARCHAR")
PASSAGES = {"article": "BIGINT", "n": "INTEGER", "kind": "VARCHAR", "hash": "UBIGINT", "words": "INTEGER"}
PASSAGES |= {"text": "VARCHAR", "bands": "UBIGINT[]"}
BATCH = 2_000


def fill(maker: Maker, path: pathlib.Path, memory: str) -> None:
    """Fill the tables of an archive's database, as the workers of an audit would."""
    with duckdb.connect(str(path), config={"memory_limit": memory, "threads": 2}) as db:
        db.execute("SET enable_progress_bar = false")
        for i, batch in enumerate(batched(maker.articles())):
            articles, passages = [], []
            for made in batch:
                row = {name: getattr(made, name, made.key) for name in ARTICLES}
                number = int(made.key[1:])
                articles.append(row | {"source": "made", "article": number})
                passages += [{"article": number, **asdict(p)} for p in passages_of(as_article(made))]
            for table, columns, rows in (
                ("articles", ARTICLES | {"article": "BIGINT"}, articles),
                ("passages", PASSAGES, passages),
            ):
                shard = path.with_suffix(".jsonl")
                shard.write_bytes(msgspec.json.Encoder().encode_lines(rows))
                date = ", try_cast(nullif(date, '') AS DATE) AS published" if table == "articles" else ""
                query = f"SELECT *{date} FROM read_json('{shard}', columns = {columns})"
                db.execute(f"INSERT INTO {table} {query}" if i else f"CREATE TABLE {table} AS {query}")
                shard.unlink()


def as_article(made: Made) -> Article:
    """An article as a reader gives it, without the reader's time."""
    text, blocks = "\n\n".join(made.paragraphs), []
    at = 0
    for paragraph in made.paragraphs:
        span = Span(at, at + len(paragraph))
        blocks.append(Block(Kind.PARAGRAPH, span, span))
        at = span.end + 2
    return Article(text, tuple(blocks), SourceMap.identity(len(text)))


def batched(articles: Iterator[Made]) -> Iterator[list[Made]]:
    while batch := list(itertools.islice(articles, BATCH)):
        yield batch


def measure(path: pathlib.Path, memory: str, **cutoffs: float) -> dict[str, float]:
    """Run `find_duplicates` in a process of its own."""
    code = (
        "import re, sys, time, duckdb, pathlib; from copydesk.audit.duplicates import classify\n"
        "path, memory, paragraph, article = sys.argv[1:]\n"
        "classify.PARAGRAPH, classify.ARTICLE = float(paragraph), float(article)\n"
        "db = duckdb.connect(path, config={'memory_limit': memory, 'threads': 2})\n"
        "wall = time.perf_counter(); classify.find_duplicates(db, pathlib.Path(path).parent)\n"
        "wall = time.perf_counter() - wall; status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(wall, time.process_time(), int(re.search(r'VmHWM:\\s*(\\d+)', status)[1]) / 1024)"
    )
    paragraph = cutoffs.get("paragraph", classify.PARAGRAPH)
    article = cutoffs.get("article", classify.ARTICLE)
    command = [sys.executable, "-c", code, str(path), memory, str(paragraph), str(article)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(zip(("seconds", "cpu", "megabytes"), map(float, done.stdout.split()), strict=True))


def key_of(text: str) -> str:
    """What two texts have in common that are the same for the audit."""
    return " ".join(words_in(text.casefold()))


#: What each kind of plant is to be called.
RIGHT = {"exact": "accident", "near": "accident", "copied": "republished", "updated": "republished"}


class Score:
    """What was found of what is planted, and what else was.

    Attributes:
        planted, found: pairs by kind; of boilerplate, places.
        named: those of `found` whose class is the right one.
        invented: groups of which two members are no plant's.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection, truth: list[dict[str, Any]]) -> None:
        self.planted, self.found, self.named = Counter[str](), Counter[str](), Counter[str]()
        self.invented: list[tuple[str, str, list[str]]] = []
        groups: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        class_of: dict[int, str] = {}
        rows = db.execute(
            "SELECT grp, class, id, coalesce(text, '') FROM duplicates JOIN articles USING (article)"
            " LEFT JOIN passages USING (article, n) ORDER BY grp"
        ).fetchall()
        for grp, class_, article, text in rows:
            groups[grp].add((article, key_of(text)))
            class_of[grp] = class_
        by_place = defaultdict(set)
        for grp, members in groups.items():
            for member in members:
                by_place[member].add(grp)
        plants: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for number, row in enumerate(truth):
            texts = row["texts"] or [""] * len(row["articles"])
            places = [(a, key_of(t)) for a, t in zip(row["articles"], texts, strict=True)]
            for place in places:
                plants[place].add(number)
            self._count(row["kind"], places, by_place, class_of)
        for grp, members in groups.items():
            if not self._explained(members, plants):
                texts = sorted({f"{article}: {text[:160]}" for article, text in members})
                self.invented.append((class_of[grp], str(len(members)), texts))

    def _count(
        self, kind: str, places: list[tuple[str, str]], by_place: Any, class_of: dict[int, str]
    ) -> None:
        if kind == "boilerplate":
            # All of it in one group is as it should be; in several, those of the largest count.
            largest = Counter(grp for place in places for grp in by_place[place]).most_common(1)
            count = largest[0][1] if largest else 0
            self.planted[kind] += len(places)
            self.found[kind] += count
            self.named[kind] += count if largest and class_of[largest[0][0]] == "boilerplate" else 0
            return
        self.planted[kind] += 1
        common = by_place[places[0]] & by_place[places[1]]
        self.found[kind] += bool(common)
        self.named[kind] += any(class_of[grp] == RIGHT[kind.split(":")[0]] for grp in common)

    def _explained(self, members: set[tuple[str, str]], plants: Any) -> bool:
        """Whether the plants link all the members of a group to one another."""
        left = set(members)
        reached = {left.pop()}
        numbers = set().union(*(plants[place] for place in reached))
        while linked := {place for place in left if plants[place] & numbers}:
            left -= linked
            numbers |= set().union(*(plants[place] for place in linked))
        return not left


def report(score: Score) -> None:
    print(f"{'planted':<32}{'':>9}{'found':>9}{'':>9}{'class right':>12}")
    for kind in sorted(score.planted):
        planted, found, named = (c[kind] for c in (score.planted, score.found, score.named))
        print(f"{kind:<32}{planted:>9}{found:>9}{found / planted:>9.2%}{named / planted:>12.2%}")
    pairs = [kind for kind in score.planted if kind != "boilerplate"]
    planted, found = (sum(c[kind] for kind in pairs) for c in (score.planted, score.found))
    print(f"{'all pairs':<32}{planted:>9}{found:>9}{found / planted:>9.2%}")
    print(f"groups that are not planted: {len(score.invented)}")
    for class_, size, texts in score.invented[:20]:
        print(f"  {class_}, {size} places")
        for text in texts[:3]:
            print(f"    {text}")


def run_make(args: argparse.Namespace) -> None:
    size = write(Maker(args.articles, args.count, args.seed), args.out, set(args.forms))
    print(f"{args.count} articles, {size / 1e6:.1f} MB of text, in {args.out}")


def run_duplicates(args: argparse.Namespace) -> None:
    rows = []
    for count in args.counts:
        with tempfile.TemporaryDirectory(dir=args.folder) as name:
            folder = pathlib.Path(name)
            began = time.process_time()
            maker = Maker(args.articles, count, args.seed)
            fill(maker, folder / "archive.duckdb", args.memory)
            maker.write_truth(folder)
            filled = time.process_time() - began
            cost = measure(folder / "archive.duckdb", args.memory)
            with duckdb.connect(str(folder / "archive.duckdb"), read_only=True) as db:
                lines = (folder / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
                passages = db.execute("SELECT count(*) FROM passages").fetchall()[0][0]
                score = Score(db, [json.loads(line) for line in lines])
            rows.append((count, cost))
            print(
                f"\n{count} articles, {passages} passages, filled in {filled:.0f} s of a processor:"
                f" duplicates in {cost['cpu']:.1f} s of a processor, {cost['seconds']:.1f} s by the clock,"
                f" {cost['megabytes']:.0f} MB",
                flush=True,
            )
            report(score)
    if args.plot:
        plot(rows, args.plot)


def run_found(args: argparse.Namespace) -> None:
    """What an audit of a made archive found of what is planted in it."""
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{args.audit / 'audit.duckdb'}' AS audit (READ_ONLY)")
        db.execute(
            "CREATE VIEW articles AS SELECT * REPLACE (regexp_extract(path, '([^/]*)\\.[^.]*$', 1) AS id)"
            " FROM audit.articles"
        )
        for table in ("duplicates", "passages"):
            db.execute(f"CREATE VIEW {table} AS FROM audit.{table}")
        lines = (args.archive / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
        report(Score(db, [json.loads(line) for line in lines]))
        conflicts = dict(
            db.execute("SELECT name, preferred FROM audit.names WHERE preferred IS NOT NULL").fetchall()
        )
    rows = map(json.loads, (args.archive / "names.jsonl").read_text(encoding="utf-8").splitlines())
    variants = {variant: row["name"] for row in rows for variant in row["variants"]}
    right = sum(conflicts.get(variant) == name for variant, name in variants.items())
    other = {variant: name for variant, name in conflicts.items() if variants.get(variant) != name}
    print(f"{'names spelled two ways':<32}{len(variants):>9}{right:>9}{right / len(variants):>9.2%}")
    print(f"conflicts that are not planted: {len(other)}")
    for variant, name in list(other.items())[:20]:
        print(f"  {variant}: {name}")


def run_base(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        path = pathlib.Path(name, "archive.duckdb")
        fill(Maker(args.articles, args.count, args.seed, plant=False), path, args.memory)
        measure(path, args.memory, paragraph=0.5, article=0.4)
        with duckdb.connect(str(path), read_only=True) as db:
            rows = db.execute(
                "SELECT kind, similarity FROM duplicates WHERE NOT first ORDER BY 2 DESC"
            ).fetchall()
            texts = db.execute(
                "SELECT text FROM passages WHERE kind = 'paragraph' USING SAMPLE 3000"
            ).fetchall()
    for kind in ("paragraph", "article"):
        alike = [similarity for its_kind, similarity in rows if its_kind == kind]
        print(f"{kind}: {len(alike)} near pairs by bands, the nearest {[round(s, 2) for s in alike[:5]]}")
    words = [words_in(text.casefold()) for (text,) in texts]
    nearest = max(Indel.normalized_similarity(a, b) for a, b in itertools.combinations(words, 2))
    print(f"the nearest two of {len(words)} paragraphs, all compared with all: {nearest:.2f}")


def plot(rows: list[tuple[int, dict[str, float]]], path: pathlib.Path) -> None:
    from matplotlib import pyplot

    counts = [count / 1000 for count, _ in rows]
    figure, axes = pyplot.subplots(1, 2, figsize=(8, 3.2), constrained_layout=True)
    for axis, key, label in zip(
        axes, ("cpu", "megabytes"), ("seconds of a processor", "peak memory, MB"), strict=True
    ):
        axis.plot(counts, [cost[key] for _, cost in rows], "o-", label="measured")
        axis.set(xlabel="thousand articles", ylabel=label, xlim=(0, None), ylim=(0, None))
    axes[0].plot([0, counts[-1]], [0, rows[0][1]["cpu"] * counts[-1] / counts[0]], ":", label="in proportion")
    axes[0].legend()
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    for name, run in (("make", run_make), ("duplicates", run_duplicates), ("base", run_base)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("articles", type=pathlib.Path)
        command.add_argument("--seed", type=int, default=1)
        if name == "make":
            command.add_argument("out", type=pathlib.Path)
            command.add_argument("--forms", nargs="+", choices=["files", "jsonl"], default=["files", "jsonl"])
        else:
            command.add_argument("--memory", default="200MB", help="DuckDB's memory_limit")
            command.add_argument("--folder", type=pathlib.Path, help="where the database is put meanwhile")
        if name == "duplicates":
            command.add_argument("--counts", type=int, nargs="+", default=[10_000, 30_000, 100_000])
            command.add_argument("--plot", type=pathlib.Path)
        else:
            command.add_argument("--count", type=int, default=100_000 if name == "make" else 10_000)
    command = commands.add_parser("found")
    command.set_defaults(run=run_found)
    command.add_argument("archive", type=pathlib.Path)
    command.add_argument("audit", type=pathlib.Path)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
