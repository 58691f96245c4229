"""What each voice of the deep level says of each edit that is proposed in a text, and which are right."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, structs

from copydesk.config import Config
from copydesk.lint.check import read_articles
from copydesk.text.source import Source
from copydesk_rules.wording.deep.decide import Evidence
from copydesk_rules.wording.deep.level import Level
from copydesk_rules.wording.edits.fixes import change_of
from deep.errors import Error, with_errors

__all__ = ["Proposed", "drawn", "proposed_in", "texts_of", "tried"]

_WORDS = 650


class Proposed(Struct, frozen=True):
    """An edit that is proposed.

    Attributes:
        text: which of the texts it is in.
        kind: of the edit.
        start, end: where the words stand that it is about.
        typed, meant: what stands there, what is meant.
        evidence: what the voices say.
        finds: the kind of the error that it touches; "" where there is none.
        mends: whether it restores what stood there.
    """

    text: int
    kind: str
    start: int
    end: int
    typed: str
    meant: str
    evidence: Evidence
    finds: str = ""
    mends: bool = False


def proposed_in(level: Level, text: str, number: int = 0) -> Iterator[Proposed]:
    """The edits that are proposed in a text."""
    source = Source(f"{number}.txt", text.encode(), "plain", "utf-8", text)
    for article in read_articles(source, Config(language="en")):
        for weighed in level.weighed(article):
            edit, change = weighed.edit, change_of(article, weighed.edit)
            span = article.source_map.to_source(*edit.context)
            yield Proposed(number, edit.kind, span.start, span.end, edit.typed, change.text, weighed.evidence)


def tried(level: Level, text: str, seed: int, number: int) -> tuple[list[Proposed], list[Error]]:
    """The edits that are proposed in a text with errors put in, and these."""
    damaged, errors = with_errors(text, seed)
    found = []
    for each in proposed_in(level, damaged, number):
        near = [e for e in errors if each.start <= e.end and e.start <= each.end]
        right = bool(near) and _is_right(each, near[0], damaged)
        found.append(structs.replace(each, finds=near[0].kind if near else "", mends=right))
    return found, errors


def _is_right(proposed: Proposed, error: Error, damaged: str) -> bool:
    """Whether an edit writes what stood there."""
    meant = proposed.meant.strip().lower()
    if error.kind == "missing":
        return proposed.kind == "missing" and meant == error.right.strip().lower()
    if error.kind == "extra":
        kept = damaged[error.start : error.end].lower().split()
        return (
            proposed.kind == "extra"
            and proposed.typed.lower() in kept
            and proposed.typed.lower() != error.right
        )
    return meant == error.right.lower()


def texts_of(folder: Path, seed: int, words: int) -> list[str]:
    """Texts of a folder at random, of so many words together."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".md"))
    random.Random(seed).shuffle(paths)
    return list(_upto((path.read_text(encoding="utf-8") for path in paths), words))


def drawn(file: Path, seed: int, words: int) -> list[str]:
    """Runs of paragraphs, drawn at random from a file of training text that is held out."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        paragraphs = [line.strip() for line in lines if not line.startswith("@@") and len(line) > 200]
    chance = random.Random(seed)

    def runs() -> Iterator[str]:
        while True:
            at = chance.randrange(len(paragraphs))
            yield "\n\n".join(_upto(iter(paragraphs[at : at + 20]), _WORDS))

    return list(_upto(runs(), words))


def _upto(texts: Iterator[str], words: int) -> Iterator[str]:
    for text in texts:
        if words <= 0:
            return
        words -= len(text.split())
        yield text
