"""`missing-hyphen`: the compounds of `modifiers.txt` are what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
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
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.clauses import is_finite
from copydesk_rules.punctuation.shared.running import Punctuated, occurrences, words
from copydesk_rules.wording.grammar.forms import forms_of_word

__all__ = ["MissingHyphen"]

_TABLE = Path(__file__).with_name("modifiers.txt")
_NEXT = lazy_pattern(r" (?P<noun>[a-z]+)(?![\w-])(?P<behind> [a-z’']+)?")
_BEFORE = lazy_pattern(r"(?:(?P<second>[\w’']+) )?(?P<first>[\w’']+) \Z")
#: Those of them that only nouns begin.
_OF_NOUNS = frozenset(["based", "related", "oriented", "themed", "owned"])
_REACH = 40
_DETERMINER = lazy_pattern(
    r"(?<![\w’'-])(?i:an?|the|this|that|his|her|their|our|my|its|your|some|any|every|another|these|those"
    r"|many|two|three"
    r"|four|five|six|different) \Z"
)
_ONE_BEFORE = lazy_pattern(r"(?<![\w’'-])(?P<word>[A-Za-z]+) \Z")
#: Second halves of compounds that any adjective or noun may begin.
_SECOND = frozenset(
    [
        *(
            "eyed",
            "haired",
            "headed",
            "hearted",
            "minded",
            "legged",
            "skinned",
            "mannered",
            "tempered",
            "blooded",
        ),
        *("winged", "based", "related", "oriented", "sized", "themed", "shaped", "owned"),
    ]
)
_NO_WORD = frozenset("-–—/_@#’'")
_BE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "become",
        "becomes",
        "became",
        "remain",
        "remains",
    ]
)
_OWNERS = frozenset(["his", "her", "each", "every", "any", "some", "no", "another", "one", "these", "new"])
#: Behind a verb these are what it takes: “they spend time consuming news”.
_OBJECTS = frozenset(["time", "energy", "policy"])
_THE = frozenset(["the", "a", "an", "this", "that"])
_PREPOSITIONS = frozenset(
    ["in", "over", "for", "at", "on", "by", "during", "within", "from", "to", "of", "as"]
)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `missing-hyphen`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Modifiers that the house writes without a hyphen, as “third party”."),
    ] = frozenset()


class MissingHyphen(Rule[Options]):
    """Finds a compound before a noun without its hyphens: *a well known author*, *an up to date list*.

    Several words that describe a noun together are hyphenated before it: the author is *well known*, and
    a *well-known author*. Which compounds edited text nearly always hyphenates there was counted;
    what it writes either way (*high school students*, *health care workers*) is left alone.

    Left alone as well are compounds that only look like it (*in the long term investors gain*), those in
    names and quotations, and what the article writes open throughout as a term: `allow = ["third party"]`.

    The fix puts the hyphens. It isn't safe, as the words may belong to others.
    """

    meta = Meta(
        name="missing-hyphen",
        group="punctuation",
        since="0.3",
        summary="“{right}” has a hyphen before a noun: “{right} {noun}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        yields_to=("hyphen-number", "wrong-compound"),
    )
    examples = (
        Bad("She is a ⟦well known⟧ author.", fixed="She is a well-known author."),
        Bad("An ⟦up to date⟧ list is kept.", fixed="An up-to-date list is kept."),
        Bad("They weigh the ⟦long term⟧ effects.", fixed="They weigh the long-term effects."),
        Bad(
            "He is a ⟦red headed⟧ boy, a ⟦well liked⟧ child.",
            fixed="He is a red-headed boy, a well-liked child.",
        ),
        Good("The author is well known. In the long term investors gain. The list is up to date."),
        Good("High school students and health care workers met the long-term needs."),
        Good("A third party seller shipped it.", options={"allow": ["third party"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose, known = article.prose, article.vocabulary
        for span, noun in _productive(article):
            yield from self._report(article, span, noun)
        for first in _modifiers().keys() & known.keys():
            for rest, needed in _modifiers()[first].items():
                if not (needed <= known.keys()):
                    continue
                phrase = f"{first} {rest}"
                for at in occurrences(prose, phrase):
                    end = at + len(phrase)
                    if noun := _noun_behind(prose, at, end):
                        yield from self._report(article, Span(at, end), noun)

    def _report(self, article: Article, span: Span, noun: str) -> Iterator[Finding]:
        block = article.derive(Punctuated).block_at(span.start)
        if block is None or not block.kind.is_running or article.quotation_at(span) is not None:
            return
        text = article.prose[span.start : span.end]
        if text.lower() in self.options.allow:
            return
        edits = tuple(
            Edit(Span(span.start + at, span.start + at + 1), "-")
            for at, sign in enumerate(text)
            if sign == " "
        )
        right = text.replace(" ", "-")
        yield self.finding(span, Fix("Put the hyphens", edits), repeat=text.lower(), right=right, noun=noun)


def _productive(article: Article) -> Iterator[tuple[Span, str]]:
    """Compounds that no table can hold: *well* and any participle, and those in *-minded* and the like."""
    prose = article.prose
    if "well" in article.vocabulary:
        for at in occurrences(prose, "well"):
            participle = _NEXT.match(prose, at + 4)
            word = participle["noun"] if participle else ""
            is_new = word and word not in _modifiers().get("well", ())
            if is_new and not forms_of_word(word).keys().isdisjoint("en") and _is_determined(prose, at):
                yield from _described(prose, at, at + 5 + len(word))
    for word in _SECOND & article.vocabulary.keys():
        for at in occurrences(prose, word):
            before = _ONE_BEFORE.search(prose, max(0, at - 24), at)
            if before is None or not _is_determined(prose, before.start()):
                continue
            first = before["word"].lower()
            if not (first.endswith("ly") or first in words("prepositions") or is_finite(first)) and (
                word not in _OF_NOUNS or _is_noun(first)
            ):
                yield from _described(prose, before.start(), at + len(word))


def _is_determined(prose: str, at: int) -> bool:
    return _DETERMINER.search(prose, max(0, at - 12), at) is not None


def _described(prose: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    following = _NEXT.match(prose, end)
    if following is None or following["noun"] in words("prepositions"):
        return
    readings = forms_of_word(following["noun"]).keys()
    if not readings.isdisjoint("scpm") and following["noun"] not in words("auxiliaries"):
        yield Span(start, end), following["noun"]


def _noun_behind(prose: str, start: int, end: int) -> str:
    """The noun that a compound describes; "" where it describes none."""
    if prose[start - 1 : start].isalnum() or prose[start - 1 : start] in _NO_WORD:
        return ""
    following = _NEXT.match(prose, end)
    if following is None:
        return ""
    noun = following["noun"]
    readings = forms_of_word(noun).keys()
    if readings.isdisjoint("scpm") or noun in words("prepositions") or noun in words("auxiliaries"):
        return ""
    before = _BEFORE.search(prose, max(0, start - _REACH), start)
    head, _, last = prose[start:end].rpartition(" ")
    opening = head.split(" ")[0].lower()
    needs_article = opening in words("prepositions") or opening in _OBJECTS or last in words("prepositions")
    needs_article = needs_article or last == "all"
    if before is None:
        return "" if needs_article or _is_noun(last) else noun
    first, second = before["first"].lower(), (before["second"] or "").lower()
    if needs_article and not (first in words("determiners") or first in _OWNERS):
        return ""
    if first == "in" and last in ("time", "term"):
        return ""
    if _is_noun(last):
        behind = (following["behind"] or "").strip()
        if first in _THE and second in _PREPOSITIONS and (is_finite(behind) or "p" in readings):
            return ""  # “in the long term investors gain”
        return "" if first in _BE and is_finite(noun) else noun
    return "" if first in _BE else noun


def _is_noun(word: str) -> bool:
    readings = forms_of_word(word).keys()
    return not readings.isdisjoint("sm") and readings.isdisjoint("en")


@cache
def _modifiers() -> dict[str, dict[str, frozenset[str]]]:
    """The compounds: their first words in two spellings, each with its rests, and the words of these."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, _, rest = line.replace("-", " ").partition(" ")
            for word in (first, first.capitalize()):
                found.setdefault(word, {})[rest] = frozenset(rest.split(" "))
    return found
