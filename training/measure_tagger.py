"""Measure an exported tagger by itself, at several thresholds.

    python training/measure_tagger.py EXPORT --gold ARTICLES MARKS.A MARKS.B
    python training/measure_tagger.py EXPORT --probes FILE.tsv
    python training/measure_tagger.py EXPORT --sentences FILE.jsonl
    python training/measure_tagger.py EXPORT --clean FOLDER [--show 40]
    python training/measure_tagger.py EXPORT --held-out held_out.txt

`--gold`: sure marks that both readers made and a proposal touches; `--probes`: sentences with one slip each;
`--sentences`: rows with text, label, start and end; `--clean`: proposals in a thousand words of text taken as
sound; `--held-out`: sentences of training text that was kept apart, with one error of each kind put in.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from copydesk_rules.wording.deep.pieces import words_of
from tagger.examples import read_noise
from tagger.noise import Sentence
from tagger.reading import Proposal, Reader, kind_of

_LEVELS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
_BY_WORDS = frozenset(("grammar", "article", "missing-word", "extra-word", "wrong-word"))


def _touch(start: int, end: int, mark: Any) -> bool:
    return bool(
        start <= mark["end"]
        and mark["start"] <= end
        and end - start <= 120 + 4 * (mark["end"] - mark["start"])
    )


def _kind(proposal: Proposal, text: str) -> str:
    return kind_of(proposal.tag, text[proposal.start : proposal.end])


def gold(reader: Reader, folder: Path, files: Sequence[Path], show: int) -> None:
    """Print how many marks are touched, and how many proposals touch one, at each level and by kind."""
    marks = [[json.loads(line) for line in path.open(encoding="utf-8")] for path in files]
    texts = {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}
    near: dict[str, list[Any]] = collections.defaultdict(list)
    for mark in (mark for some in marks for mark in some):
        near[mark["file"]].append(mark)
    said = [(name, p) for name, text in texts.items() for p in reader.proposals(text)]
    on = {(name, p) for name, p in said if any(_touch(p.start, p.end, mark) for mark in near[name])}
    words = sum(len(text.split()) for text in texts.values())
    sure = [
        mark for mark in marks[0] if mark["certainty"] == "sure" and all(_has(o, mark) for o in marks[1:])
    ]
    print(f"{words} words; {len(sure)} sure marks, {sum(m['category'] in _BY_WORDS for m in sure)} of words")
    print("level  marks  of words  proposals/1,000  on a mark")
    for level in _LEVELS:
        some = [(name, p) for name, p in said if p.chance >= level]
        spans = [{"file": name, "start": p.start, "end": p.end} for name, p in some]
        hit = [mark for mark in sure if any(s["file"] == mark["file"] and _touches(s, mark) for s in spans)]
        share = 100 * sum(x in on for x in some) / max(1, len(some))
        of_words = sum(mark["category"] in _BY_WORDS for mark in hit)
        print(f"{level:<6} {len(hit):>5} {of_words:>9} {1000 * len(some) / words:>16.2f} {share:>9.0f} %")
    print("of the proposals at 0.5, 0.8 and 0.95 on a mark")
    for kind in sorted({_kind(p, texts[name]) for name, p in said}):
        ours = [(name, p) for name, p in said if _kind(p, texts[name]) == kind]
        cells = ([x for x in ours if x[1].chance >= level] for level in (0.5, 0.8, 0.95))
        print(f"  {kind:<12}", *(f"{sum(x in on for x in cell):>4} of {len(cell):<5}" for cell in cells))
    rest = sorted((x for x in said if x not in on), key=lambda x: -x[1].chance)
    _show((p, texts[name]) for name, p in rest[:show])


def _touches(span: Any, mark: Any) -> bool:
    return _touch(span["start"], span["end"], mark)


def _has(marks: Sequence[Any], mark: Any) -> bool:
    return any(other["file"] == mark["file"] and _touches(mark, other) for other in marks)


def probes(reader: Reader, path: Path, show: int) -> None:
    """Print how many sentences with one slip have a proposal, and list those without."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    found = [max((p.chance for p in reader.proposals(row[1])), default=0.0) for row in rows]
    print(*(f"{level}: {sum(f >= level for f in found)}/{len(rows)}" for level in _LEVELS), sep="  ")
    for row, chance in list(zip(rows, found, strict=True))[: show or 0]:
        if chance < 0.5:
            print(f"missed {chance:.2f} {row}")


def sentences(reader: Reader, path: Path, most: int) -> None:
    """Print by kind how many wrong words are touched, and how many right sentences have a proposal."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    random.Random(1).shuffle(rows)
    table: dict[tuple[str, str], list[int]] = collections.defaultdict(lambda: [0] * (len(_LEVELS) + 1))
    for row in rows[:most]:
        proposals = reader.proposals(row["text"])
        cell = table[row["label"], row.get("kind") or ""]
        cell[-1] += 1
        for i, level in enumerate(_LEVELS):
            said = [p for p in proposals if p.chance >= level]
            cell[i] += any(_touch(p.start, p.end, row) for p in said) if row["label"] == "bad" else bool(said)
    print(" " * 32, *(f"{level:>6}" for level in _LEVELS))
    for (label, kind), cell in sorted(table.items()):
        print(f"{label:<5}{kind:<20}{cell[-1]:>6} ", *(f"{100 * n / cell[-1]:>5.1f}%" for n in cell[:-1]))


def clean(reader: Reader, folder: Path, most: int, show: int) -> dict[str, float]:
    """Print how many proposals a thousand words of sound text get, by kind, and the surest of them.

    Returns a threshold for each kind.
    """
    words = 0
    said: list[tuple[Proposal, str]] = []
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".txt", ".md"))
    for path in paths[:most]:
        text = path.read_text(encoding="utf-8")
        words += len(text.split())
        said += [(p, text) for p in reader.proposals(text)]
    print(f"{words} words")
    kinds = sorted({_kind(p, text) for p, text in said})
    print(f"{'':<12}", *(f"{level:>7}" for level in _LEVELS))
    for kind in ("all", *kinds):
        counts = [
            sum(p.chance >= level and kind in ("all", _kind(p, text)) for p, text in said)
            for level in _LEVELS
        ]
        print(f"{kind:<12}", *(f"{1000 * n / words:>7.2f}" for n in counts))
    _show(sorted(said, key=lambda x: -x[0].chance)[:show])
    return thresholds([(_kind(p, text), p.chance) for p, text in said], words)


def thresholds(said: Sequence[tuple[str, float]], words: int, budget: float = 0.05) -> dict[str, float]:
    """For each kind the chance that so many proposals in a thousand words of sound text pass."""
    found: dict[str, float] = {}
    for kind in sorted({kind for kind, _ in said}):
        chances = sorted((chance for k, chance in said if k == kind), reverse=True)
        found[kind] = round(min(0.999, [*chances, 0.5][min(len(chances), int(budget * words / 1000))]), 4)
    return found


def held_out(reader: Reader, path: Path, most: int) -> None:
    """Print what share of errors put in is found and gets the right tag, by kind; and false alarms."""
    noise = read_noise(seed=11)
    lines = random.Random(3).sample(path.read_text(encoding="utf-8").split("\n"), most)
    texts = [[line[a:b] for a, b in words_of(line)] for line in lines]
    for words in texts:
        noise.spoil(words, 0)
    clean = 1 - np.concatenate([chances[:, 0] for chances in reader.probabilities(texts)])
    print(
        f"{'none':<18}{len(clean):>6}", *(f"{1000 * (clean >= level).mean():>6.2f}" for level in _LEVELS), "‰"
    )
    for number, kind in enumerate(noise.names):
        spoilt = [Sentence.clean(words) for words in texts]
        spoilt = [sentence for sentence in spoilt if noise.spoil_by(number, sentence)][: most // 6]
        found, right = [], 0
        for sentence, chances in zip(
            spoilt, reader.probabilities([s.words[1:] for s in spoilt]), strict=True
        ):
            at = next((i for i, tag in enumerate(sentence.tags) if tag != "keep"), None)
            if at is not None and at < len(chances):
                found.append(1 - chances[at, 0])
                right += reader.tags[1 + int(chances[at, 1:].argmax())] == sentence.tags[at]
        shares = [100 * sum(f >= level for f in found) / max(1, len(found)) for level in _LEVELS]
        print(
            f"{kind:<18}{len(found):>6}",
            *(f"{s:>6.1f}" for s in shares),
            f"  tag {100 * right / max(1, len(found)):.0f} %",
        )


def _show(said: Iterable[tuple[Proposal, str]]) -> None:
    for p, text in said:
        before, after = text[max(0, p.start - 60) : p.start], text[p.end : p.end + 40]
        print(f"{p.chance:.3f} {before + '[' + text[p.start : p.end] + '|' + p.tag + ']' + after!r}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", type=Path)
    parser.add_argument("--gold", nargs="+", type=Path)
    parser.add_argument("--probes", type=Path)
    parser.add_argument("--sentences", type=Path)
    parser.add_argument("--clean", type=Path)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--thresholds", type=Path, help="with --clean: write a threshold for each kind")
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    reader = Reader(args.export)
    if args.gold:
        gold(reader, args.gold[0], args.gold[1:], args.show)
    if args.probes:
        probes(reader, args.probes, args.show)
    if args.sentences:
        sentences(reader, args.sentences, args.most)
    if args.held_out:
        held_out(reader, args.held_out, args.most)
    if args.clean:
        found = clean(reader, args.clean, args.most, args.show)
        if args.thresholds:
            args.thresholds.write_text(
                json.dumps({"default": 0.9, "by_kind": found}, indent=1), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
