"""`extra-hyphen`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated
from copydesk_rules.wording.grammar.forms import forms_of_word

__all__ = ["ExtraHyphen"]

#: Looked for from the hyphen on, which is rare.
_HYPHEN = lazy_pattern(r"-(?<=ly-)(?P<second>[a-z]{3,})(?![\w/’'-])")
_ADVERB = lazy_pattern(r"(?<![\w@#/.’'-])[A-Za-z][a-z]{2,}ly\Z")
_WINDOW = 24


class ExtraHyphen(Rule[NoOptions]):
    """Finds a hyphen after an adverb in *-ly*: *a highly-regarded chef*.

    Such an adverb can only belong to the word after it, so nothing has to join them: *a highly regarded
    chef*. Every large style guide asks for the space.

    Left alone are adjectives and nouns in *-ly* (*a family-owned inn*, *an early-stage plan*), compounds of
    more than two parts, and quotations. The fix puts a space in the hyphen's place.
    """

    meta = Meta(
        name="extra-hyphen",
        group="punctuation",
        since="0.3",
        summary="“{found}” needs no hyphen after the adverb: “{right}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("It is a ⟦highly-regarded⟧ inn.", fixed="It is a highly regarded inn."),
        Bad("⟦Newly-built⟧ barns burned.", fixed="Newly built barns burned."),
        Good("A family-owned inn, an early-stage plan, a friendly-looking dog, a nightly-only sale."),
        Good("A highly-regarded-by-all chef. “A highly-regarded inn,” she said."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if "-" not in article.characters:
            return
        for match in _HYPHEN.finditer(prose):
            at = match.start()
            adverb = _ADVERB.search(prose, max(0, at - _WINDOW), at)
            if adverb is None or not _is_adverb(adverb[0].lower()) or not _is_modified(match["second"]):
                continue
            span = Span(adverb.start(), match.end())
            block = article.derive(Punctuated).block_at(at)
            if block is not None and block.kind.is_running and article.quotation_at(span) is None:
                found = article.text_of(span)
                fix = Fix("Put a space", (Edit(Span(at, at + 1), " "),))
                yield self.finding(span, fix, found=found, right=found.replace("-", " "))


def _is_adverb(word: str) -> bool:
    readings = forms_of_word(word).keys()
    return "r" in readings and readings.isdisjoint("aspm")


def _is_modified(word: str) -> bool:
    """Whether an adverb can belong to a word: an adjective, a participle."""
    return word.endswith("ed") or not forms_of_word(word).keys().isdisjoint("aeng")
