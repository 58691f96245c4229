"""`mixed-spelling`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Struct

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Related,
    Rule,
    Severity,
    Span,
    match_case,
    words_pattern,
)

__all__ = ["MixedSpelling", "Side", "are_variants", "side_of"]

_FILE = Path(__file__).with_name("spelling_variants.txt")
_OWN_WORDS = frozenset(Kind) - {Kind.BLOCK_QUOTE, Kind.PULL_QUOTE}

Side = Literal["british", "american"]


class _Variant(Struct, frozen=True):
    side: Side
    partner: str
    section: str


class _Use(Struct, frozen=True):
    span: Span
    variant: _Variant


def are_variants(word: str, other: str) -> bool:
    """Whether two words in lower case are one, as it is spelled on either side."""
    variant = _variants().get(word)
    return variant is not None and variant.partner == other


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `mixed-spelling`."""

    prefer: Annotated[
        Side | None,
        msgspec.Meta(
            description="The spelling to hold every article to; by default the one that it uses most."
        ),
    ] = None
    allow: Annotated[frozenset[str], msgspec.Meta(description="Words that may be spelled as they are.")] = (
        frozenset()
    )


class MixedSpelling(Rule[Options]):
    """Finds British spellings in an American article and American ones in a British.

    *Colour* and *center* in one text look like two writers. What an article uses most is taken for its
    spelling (where both are used equally often, what it uses first), and each use of the other is reported.
    *-ize* is right in British English too, so there it is reported only beside *-ise*, as the rarer of the
    two.

    Names (*the Labor Department*, *Pearl Harbor*), quotations and block quotes keep their spelling and are
    left alone. So are words that both sides have in some sense, as *meter*, *program* and *judgement*.

    The fix changes the spelling of a word; it isn't safe, because the word may be part of a name. Off by
    default, as many houses publish both. `prefer = "british"` holds every article to one.
    """

    meta = Meta(
        name="mixed-spelling",
        group="wording",
        since="0.1",
        summary="“{found}” is spelled the {side} way, other words as in “{example}”.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.ALWAYS,
        default=Default.OFF,
        language="en",
    )
    examples = (
        Bad(
            "The colour of the harbour is that of the ⟦center⟧ of town.",
            fixed="The colour of the harbour is that of the centre of town.",
        ),
        Bad(
            "They organise, and they recognise what others ⟦analyze⟧.",
            fixed="They organise, and they recognise what others analyse.",
        ),
        Bad("Its ⟦colour⟧ is gray.", fixed="Its color is gray.", options={"prefer": "american"}),
        Good("The colour of the harbour pleased the Labor Department, and Pearl Harbor too."),
        Good("The colour pleased him. “We love the color,” the firm wrote."),
        Good("The colour of the harbour was organized by the town: -ize is right in British English."),
        Good("The color of the harbor was gray."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        uses = list(self._uses(article))
        prefer = self.options.prefer or _majority([use for use in uses if use.variant.section == "dialect"])
        for section in ("dialect", "ise"):
            here = [use for use in uses if use.variant.section == section]
            wanted = prefer
            if section == "ise" and prefer != "american" and self.options.prefer is None:
                wanted = _majority(here)
            first = next((use for use in here if use.variant.side == wanted), None)
            for use in here:
                if use.variant.side != wanted:
                    yield self._report(article, use, first)

    def _uses(self, article: Article) -> Iterator[_Use]:
        """The words that are spelled in two ways, names and quotations left out, in order."""
        variants = _variants()
        known = (variants.keys() & article.vocabulary.keys()) - self.options.allow
        sides = {variants[word].side for word in known}
        if not known or (len(sides) < 2 and sides == {self.options.prefer or next(iter(sides))}):
            return
        prose = article.prose
        for match in words_pattern(frozenset(known)).finditer(prose):
            span = Span(*match.span())
            block = article.block_at(span.start)
            if block is None or block.kind not in _OWN_WORDS or article.quotation_at(span) is not None:
                continue
            before = prose[block.start : span.start].rstrip(" “‘\"'(*")
            opens = (not before or before[-1] in ".!?:") and match[0].lower() in article.vocabulary
            if match[0].islower() or opens:
                yield _Use(span, variants[match[0].lower()])

    def _report(self, article: Article, use: _Use, other: _Use | None) -> Finding:
        found = article.text_of(use.span)
        wanted = match_case(found, use.variant.partner)
        related = [Related(other.span, "spelled so here")] if other else []
        return self.finding(
            use.span,
            Fix.replace(use.span, wanted),
            related=related,
            found=found,
            side=use.variant.side.capitalize(),
            example=article.text_of(other.span) if other else wanted,
        )


def side_of(article: Article) -> Side | None:
    """Whose spelling most words of an article have, of those with two. Use with `Article.derive`."""
    counts: Counter[Side] = Counter()
    variants = _variants()
    for word in variants.keys() & article.vocabulary.keys():
        if variants[word].section == "dialect":
            counts[variants[word].side] += article.vocabulary[word]
    british, american = counts["british"], counts["american"]
    return None if british == american else "british" if british > american else "american"


def _majority(uses: list[_Use]) -> Side | None:
    """The side that most uses are on; of equals, the one that comes first."""
    most = Counter(use.variant.side for use in uses).most_common(1)
    return most[0][0] if most else None


@cache
def _variants() -> dict[str, _Variant]:
    found: dict[str, _Variant] = {}
    section, defaults = "", [""]
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        if line.startswith("["):
            section, *defaults = line.replace("[", "").replace("]", "").split()
            continue
        british, american, *endings = line.split()
        for ending in endings or defaults:
            one, two = british + ending.strip("."), american + ending.strip(".")
            found[one] = _Variant("british", two, section)
            found[two] = _Variant("american", one, section)
    return found
