"""What the deep level finds, and what each of its voices is worth.

    deep.py curve TAGGER --articles DIR --marks FILE… --clean DIR… [--words N] [--out FILE.svg]
    deep.py speed TAGGER ARTICLE…

`curve` prints, for each voice alone (tagger, judge, first level) and for their sum, how many of the marked
defects of grammar and wording are touched where so many edits are proposed in 1,000 words of clean text; and
by kind of edit. `speed` prints what it takes to load the models and to read an article, and the memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.text.source import Source
from copydesk_rules.wording.deep.decide import Calibration, load_calibration
from copydesk_rules.wording.deep.judge import LanguageModel, load_judge
from copydesk_rules.wording.deep.judge_model import prepare
from copydesk_rules.wording.deep.level import Level, RememberingTagger
from copydesk_rules.wording.deep.package import cache_folder
from copydesk_rules.wording.deep.tagger import EncoderTagger
from copydesk_rules.wording.edits.engine import edits_in, load_engine

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
from deep.evidence import Proposed, proposed_in, texts_of

CATEGORIES = frozenset({"grammar", "article", "missing-word", "extra-word", "wrong-word"})
RATES = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", required=True)
    curve = commands.add_parser("curve")
    curve.add_argument("tagger", type=Path)
    curve.add_argument("--articles", type=Path, required=True)
    curve.add_argument("--marks", type=Path, nargs="+", required=True)
    curve.add_argument("--clean", type=Path, nargs="+", required=True)
    curve.add_argument("--words", type=int, default=60_000)
    curve.add_argument("--calibration", type=Path)
    curve.add_argument("--out", type=Path)
    speed = commands.add_parser("speed")
    speed.add_argument("tagger", type=Path)
    speed.add_argument("articles", type=Path, nargs="+")
    arguments = parser.parse_args()
    print_curve(arguments) if arguments.command == "curve" else print_speed(arguments)


# --- What is found ---


def open_level(tagger: Path, calibration: Calibration) -> Level:
    return Level(RememberingTagger(tagger), load_judge(), calibration, load_engine())


def print_curve(arguments: argparse.Namespace) -> None:
    told = load_calibration(arguments.calibration or arguments.tagger / "calibration.json")
    level = open_level(arguments.tagger, Calibration(told.error, 0.0, {}))
    files = sorted(arguments.articles.iterdir())
    texts = {path.name: path.read_text(encoding="utf-8") for path in files if path.suffix in (".txt", ".md")}
    found = {name: list(proposed_in(level, text)) for name, text in texts.items()}
    marks = agreed_marks(arguments.marks)
    share = arguments.words // len(arguments.clean)
    clean = [text for folder in arguments.clean for text in texts_of(folder, 7, share)]
    words = sum(len(text.split()) for text in clean)
    noise = [each for number, text in enumerate(clean) for each in proposed_in(level, text, number)]
    voices: dict[str, Callable[[Proposed], float]] = {
        "tagger": lambda each: each.evidence.error,
        "judge": lambda each: each.evidence.ratio,
        "sum": lambda each: confidence(told, each),
    }
    print(f"{sum(map(len, marks.values()))} sure marks of {', '.join(sorted(CATEGORIES))}")
    print(f"{words:,} words of clean text; touched where so many edits in 1,000 words of it are proposed:")
    print(f"{'':<12}" + "".join(f"{rate:>8}" for rate in RATES))
    curves = {}
    for name, voice in voices.items():
        curves[name] = [touched(found, marks, voice, bar) for bar in bars(noise, words, voice)]
        print(f"{name:<12}" + "".join(f"{count:>8}" for count in curves[name]))
    first_rate = 1000 * sum(len(first_level(text)) for text in clean) / words
    count = sum(
        any(touch(start, end, mark) for start, end in first_level(texts[name]))
        for name, rows in marks.items()
        for mark in rows
    )
    print(f"first level {count} at {first_rate:.2f} in 1,000 words")
    print_kinds(found, marks, noise, words, told)
    if arguments.out:
        draw(curves, sum(map(len, marks.values())), arguments.out)


def confidence(told: Calibration, proposed: Proposed) -> float:
    """How sure an edit is, whether it is told or not."""
    weights = told.weights.get(proposed.kind)
    return weights.confidence(proposed.evidence) if weights else 0.0


def print_kinds(
    found: dict[str, list[Proposed]],
    marks: dict[str, list[dict[str, Any]]],
    noise: Sequence[Proposed],
    words: int,
    told: Calibration,
) -> None:
    """What is told, by kind of edit: on a mark, on none, and in 1,000 words of clean text."""
    print(f"\n{'told':<12}{'on a mark':>10}{'on none':>10}{'clean text':>12}")
    for kind in told.weights:
        here = [
            any(touch(each.start, each.end, mark) for mark in marks.get(name, ()))
            for name, all_ in found.items()
            for each in all_
            if each.kind == kind and told.confidence(kind, each.evidence)
        ]
        there = sum(each.kind == kind and bool(told.confidence(kind, each.evidence)) for each in noise)
        print(f"{kind:<12}{sum(here):>10}{len(here) - sum(here):>10}{1000 * there / words:>12.2f}")


def agreed_marks(files: Sequence[Path]) -> dict[str, list[dict[str, Any]]]:
    """The sure marks of the first reader that every other reader has as well, by article."""
    first, *others = ([json.loads(line) for line in file.open(encoding="utf-8")] for file in files)
    marks = defaultdict(list)
    for mark in first:
        if (
            mark["certainty"] == "sure"
            and mark["category"] in CATEGORIES
            and all(
                any(
                    other["file"] == mark["file"] and touch(other["start"], other["end"], mark)
                    for other in rows
                )
                for rows in others
            )
        ):
            marks[mark["file"]].append(mark)
    return marks


def touch(start: int, end: int, mark: dict[str, Any]) -> bool:
    return bool(start <= mark["end"] and mark["start"] <= end)


def bars(noise: Sequence[Proposed], words: int, voice: Callable[[Proposed], float]) -> Iterator[float]:
    """What a voice must exceed for each of the rates."""
    loudest = sorted(map(voice, noise), reverse=True)
    for rate in RATES:
        at = int(rate * words / 1000)
        yield loudest[at] if at < len(loudest) else -1e9


def touched(
    found: dict[str, list[Proposed]],
    marks: dict[str, list[dict[str, Any]]],
    voice: Callable[[Proposed], float],
    bar: float,
) -> int:
    """How many marks an edit touches of which a voice says more than so much."""
    return sum(
        any(voice(each) > bar and touch(each.start, each.end, mark) for each in found.get(name, ()))
        for name, rows in marks.items()
        for mark in rows
    )


def first_level(text: str) -> list[tuple[int, int]]:
    """Where the first level finds an edit."""
    source = Source("a.txt", text.encode(), "plain", "utf-8", text)
    return [
        tuple(article.source_map.to_source(*edit.context))
        for article in read_articles(source, Config(language="en"))
        for edit in article.derive(edits_in)
    ]


def draw(curves: dict[str, list[int]], total: int, out: Path) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    for name, counts in curves.items():
        axes.plot(RATES, [100 * count / total for count in counts], marker="o", label=name)
    axes.set(xscale="log", xlabel="proposed in 1,000 words of clean text", ylabel="sure marks touched, %")
    axes.legend()
    figure.savefig(out, bbox_inches="tight")


# --- What it takes ---


def print_speed(arguments: argparse.Namespace) -> None:
    start = time.perf_counter()
    tagger = EncoderTagger(arguments.tagger)
    middle = time.perf_counter()
    judge = LanguageModel(prepare(cache_folder()))
    end = time.perf_counter()
    print(f"loaded: tagger {middle - start:.2f} s, judge {end - middle:.2f} s")
    timed = {"tagger": 0.0, "judge": 0.0}
    counts = {"sentences": 0, "pairs": 0}

    class TimedTagger:
        def read(self, sentences: Any) -> Any:
            counts["sentences"] += len(sentences)
            return clocked("tagger", tagger.read, sentences)

    class TimedJudge:
        def ratios(self, pairs: Any) -> Any:
            counts["pairs"] += len(pairs)
            return clocked("judge", judge.ratios, pairs)

    def clocked(name: str, work: Callable[[Any], Any], asked: Any) -> Any:
        begun = time.perf_counter()
        made = work(asked)
        timed[name] += time.perf_counter() - begun
        return made

    level = Level(
        TimedTagger(), TimedJudge(), load_calibration(arguments.tagger / "calibration.json"), load_engine()
    )
    words = 0
    start, used = time.perf_counter(), time.process_time()
    for path in arguments.articles:
        text = path.read_text(encoding="utf-8")
        words += len(text.split())
        list(proposed_in(level, text))
    took, used = time.perf_counter() - start, time.process_time() - used
    print(f"{words:,} words, {counts['sentences']} sentences, {counts['pairs']} comparisons: {took:.2f} s")
    print(f"in 700 words {700 * took / words:.2f} s ({700 * used / words:.2f} s of processor time):", end=" ")
    print(", ".join(f"{name} {700 * seconds / words:.2f} s" for name, seconds in timed.items()))
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
