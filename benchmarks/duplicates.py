"""How long the rules on repetition take on files made to be hard for them.

    python benchmarks/duplicates.py [--paragraphs 20000]

Each file is made anew from a fixed seed. The time is the processor's, in the rules alone; reading
is not counted.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator

from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.text.source import decode
from copydesk_rules.repetition.duplicate_paragraph import DuplicateParagraph
from copydesk_rules.repetition.duplicate_sentence import DuplicateSentence
from copydesk_rules.repetition.repeated_word import RepeatedWord

RULES = (DuplicateParagraph, DuplicateSentence, RepeatedWord)
SYLLABLES = re.findall("..", "bacodifugehainjokelumanesorpiquarisoterulvewizo")


def vocabulary(rng: random.Random, size: int = 20_000) -> list[str]:
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(size)]


def paragraph(rng: random.Random, words: list[str]) -> str:
    sentences = (" ".join(rng.choices(words, k=rng.randint(8, 24))) for _ in range(rng.randint(2, 5)))
    return " ".join(f"{sentence.capitalize()}." for sentence in sentences)


def edited(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    for i in rng.sample(range(len(words)), k=max(1, len(words) // 20)):
        words[i] = "recently"
    return " ".join(words)


def distinct(n: int) -> Iterator[str]:
    rng = random.Random(1)
    words = vocabulary(rng)
    return (paragraph(rng, words) for _ in range(n))


def half_near(n: int) -> Iterator[str]:
    """Every second paragraph is a near copy of one far above."""
    rng = random.Random(2)
    words = vocabulary(rng)
    originals = [paragraph(rng, words) for _ in range(n // 2)]
    yield from originals
    yield from (edited(rng, text) for text in rng.sample(originals, k=len(originals)))


def half_exact(n: int) -> Iterator[str]:
    originals = list(distinct(n // 2))
    yield from originals
    yield from originals


def alike(n: int) -> Iterator[str]:
    return iter(list(distinct(1)) * n)


def one_pattern(n: int) -> Iterator[str]:
    """All alike but for a number: near, and never a copy."""
    (text,) = distinct(1)
    return (f"{text} The reading of station {i} was normal, as before." for i in range(n))


def one_pattern_of_words(n: int) -> Iterator[str]:
    """All alike but for a word: near copies of one another."""
    rng = random.Random(3)
    (text,) = distinct(1)
    return (f"{text} The reading was {word} once more." for word in vocabulary(rng, n))


def short(n: int) -> Iterator[str]:
    return (f"Line {i % 97} of it." for i in range(50 * n))


CASES: tuple[Callable[[int], Iterator[str]], ...] = (
    distinct, half_near, half_exact, alike, one_pattern, one_pattern_of_words, short,
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--paragraphs", type=int, default=20_000)
    n = parser.parse_args().paragraphs
    print(f"{'file':<22}{'MB':>6}" + "".join(f"{rule.meta.name:>30}" for rule in RULES))
    for case in CASES:
        text = "\n\n".join(case(n)) + "\n"
        source = decode(text.encode(), "made.txt", "plain")
        row = f"{case.__name__:<22}{len(text) / 1e6:>6.1f}"
        for rule in RULES:
            (article,) = read_articles(source, Config(language="en"))
            assert article.prose
            started = time.process_time()
            found = sum(1 for _ in rule(rule.options_type()).check(article))
            row += f"{f'{time.process_time() - started:.2f} s, {found:,} found':>30}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
