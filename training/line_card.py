"""Writes the card of the line classifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

__all__ = ["write_card"]

_CARD = """# The weights of the line classifier

`lines.tsv` has {size:,} weights of a logistic regression, a feature a line: the words of a line, classes
of words (`cues.txt`), its form, its place in the article, what stands around it, and whether its names
stand elsewhere. A feature was kept only where it is on at least {least_sites} sites ({features:,} are;
most weigh nothing), so that no text of a site is in it.

- **Counted on** {pages} whole English web pages and the text of their articles, and {articles} articles
  as text, of {sites} sites: news, blogs, reference. The pages are those of public repositories for the
  extraction of articles (article-extraction-benchmark, Readability, python-goose, newspaper, dragnet,
  trafilatura).
- **What was learnt**: {of_pages:,} lines of pages against {of_articles:,} of articles. Each page was
  pasted several times as people do it: with captions and titles of other stories between paragraphs, too
  much at the ends, here and there a line. Lines that an article's text had left in by mistake were marked
  by hand (`training/line_corrections.tsv`).
- **Made by** `training/train_lines.py`.
- **Mind**: English only; most pages are from before 2021; captions without a credit are hardly told from
  sentences.

A score is the logarithm of the odds. What a line must score depends on what else it could be
(`thresholds.py`). How many lines score at least so high, """
_LAST_WORDS = "each by a model that had not seen its site."


class _Example(Protocol):
    @property
    def is_page(self) -> bool: ...
    @property
    def is_clean(self) -> bool: ...
    @property
    def site(self) -> str: ...
    @property
    def id(self) -> str: ...


def write_card(
    path: Path, examples: Sequence[_Example], features: int, size: int, least_sites: int, table: str | None
) -> None:
    """Write what the weights were counted on.

    Args:
        path: of the card.
        examples: all that was learnt from.
        features: how many features were learnt.
        size: how many weights were kept.
        least_sites: on how many sites a feature had to be.
        table: what cross-validation by site found, or None to keep that part of the card.
    """
    pasted = [example for example in examples if not example.is_clean]
    clean = [example for example in examples if example.is_clean]
    if table is None:
        table = path.read_text(encoding="utf-8").rpartition(_LAST_WORDS)[2]
    of_pages = sum(example.is_page for example in examples)
    text = _CARD.format(
        size=size,
        least_sites=least_sites,
        features=features,
        pages=len({example.id for example in pasted}),
        articles=len({example.id for example in clean}),
        sites=len({example.site for example in examples}),
        of_pages=of_pages,
        of_articles=len(examples) - of_pages,
    )
    path.write_text(f"{text}{_LAST_WORDS}\n\n{table.strip()}\n", encoding="utf-8")
