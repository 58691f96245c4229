"""`excited-headline`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Kind, Meta, Rule, Safety, Span

__all__ = ["ExcitedHeadline"]

_MARKS = re.compile("!+")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `excited-headline`."""

    most: Annotated[int, msgspec.Meta(ge=0, description="How many exclamation marks are fine.")] = 1


class ExcitedHeadline(Rule[Options]):
    """Finds headlines with more exclamation marks than the house allows.

    A headline that shouts is read as an advertisement. The fix keeps as many marks as are
    allowed; it says the same, more quietly, and is safe. Questions and body text are left alone.
    """

    meta = Meta(
        name="excited-headline",
        group="tone",
        summary="{found} exclamation marks in a headline; {most} will do.",
        since="1.0",
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad(
            "Ferry service resumes⟦!!!⟧\n\nThe first boat left at dawn with a dog aboard.",
            fixed="Ferry service resumes!\n\nThe first boat left at dawn with a dog aboard.",
        ),
        Good("Ferry service resumes!\n\nAt last!! The first boat left at dawn with a dog."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        most = self.options.most
        for block in article.prose_blocks:
            if block.kind is not Kind.HEADLINE:
                continue
            for marks in _MARKS.finditer(article.prose, block.start, block.end):
                if len(marks[0]) > most:
                    fix = Fix.replace(Span(*marks.span()), "!" * most, Safety.SAFE)
                    yield self.finding(marks.span(), fix, found=len(marks[0]), most=most)
