"""`repeated-word`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Safety,
    Severity,
    Span,
)

__all__ = ["RepeatedWord"]

_REPEAT = re.compile(r"(?<![\w'’.@/#-])([^\W\d_]+(?:['’][^\W\d_]+)*)( +)(\1)(?![\w'’@/-])", re.IGNORECASE)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `repeated-word`."""

    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Words that may repeat.")
    ] = frozenset({"had", "that"})


class RepeatedWord(Rule[Options]):
    """stub docs."""

    meta = Meta(
        name="repeated-word",
        group="repetition",
        since="0.1",
        summary="“{word}” is repeated.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad("Paris in the⟦ the⟧ spring.", fixed="Paris in the spring."),
        Good("She said that that was fine."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for match in _REPEAT.finditer(article.prose):
            if match[1].lower() in self.options.allow:
                continue
            span = Span(match.start(2), match.end(3))
            yield self.finding(span, Fix("Delete it", (Edit(span),), Safety.SAFE), word=match[3])
