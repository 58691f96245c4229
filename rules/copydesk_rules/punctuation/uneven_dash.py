"""`uneven-dash`."""

from __future__ import annotations

import re
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
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated

__all__ = ["UnevenDash"]

#: A dash with a space on one side only.
_ONE_SIDED = lazy_pattern(
    r"[—–](?:(?<=[\w”\"’),.].) (?=[^\W\d_]|[“\"])|(?<=[\w”\"’),] .)(?=[a-z][a-z ]|[“\"]))"
)
_SPACED_HYPHEN = lazy_pattern(r"-(?<=[^\W\d][\"”’),\w] -) (?=[\w“\"‘])")
_SENTENCE_END = lazy_pattern(r"[.!?…:;\n](?=\s|\Z)|[\"“”]")
#: A dash between words that is no range and no route.
_ASIDE = lazy_pattern(r"—| – ")
_CLOSES = lazy_pattern(r"[^“\n]*”")
#: The rest of an ending that is spoken of, beside another one.
_AFFIXES = lazy_pattern(r"[a-z]{1,6},? (?:and|or) [–-][a-z]")
_ENDS = '.!?:;”"’)'
_LONGEST = 160
_STYLE = 3  # places: what an article does so often is how it is set


class UnevenDash(Rule[NoOptions]):
    """Finds a dash with a space on one side only, and two dashes around an aside that differ.

    “The mayor— who was away – agreed”: a dash is set with a space on both sides or on neither, and an aside
    ends as it began. The fix sets the odd one as the article sets its dashes and is safe.

    Left alone are ranges (*2010–2012*), broken-off speech (“I never— Wait!”), attributions (*—Ann Hale*),
    lists, and an article that sets most of its dashes with one space.
    """

    meta = Meta(
        name="uneven-dash",
        group="punctuation",
        since="0.2",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad("The mayor⟦— ⟧who was away—agreed.", fixed="The mayor—who was away—agreed."),
        Bad("The mayor⟦ —⟧who was away — agreed.", fixed="The mayor — who was away — agreed."),
        Bad("It sank⟦ –⟧nobody knows why.", fixed="It sank – nobody knows why."),
        Bad("The mayor – who was away⟦ - ⟧agreed.", fixed="The mayor – who was away – agreed."),
        Bad("The mayor⟦ - ⟧who was away — agreed.", fixed="The mayor — who was away — agreed."),
        Good("The mayor – who was away – agreed; 2010–2012, “I never— Wait!” The Paris–Rome train, 10– 12."),
        Good("It sank — nobody knows why. It was new - or so they say. A—b. It is c - d.\n\n—Ann Hale"),
        Good("The point (x, –y) is on it."),
        Good("Words in –ion and -ment are long, and few of them are needed."),
        Good("It sank— all of it. It was new— or old. It was late— or not. It was ours— or not."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        if article.characters.isdisjoint("—–"):
            return
        prose = article.prose
        found = [m for m in _ONE_SIDED.finditer(prose) if not _is_broken_off(prose, m)]
        dashes = prose.count("—") + prose.count("–")
        if len(found) < _STYLE or dashes - len(found) > len(found):
            for match in found:
                start, end = match.span()
                start -= prose[start - 1] == " "
                what = "This dash has a space on one side only"
                yield from self._report(article, Span(start, end), match[0][0], what)
        if " - " not in prose:
            return
        for match in _SPACED_HYPHEN.finditer(prose):
            if dash := _partner(prose, match.start() - 1, match.end()):
                what = "This aside opens with one kind of dash and closes with another"
                yield from self._report(article, Span(match.start() - 1, match.end()), dash, what)

    def _report(self, article: Article, span: Span, dash: str, what: str) -> Iterator[Finding]:
        block = article.derive(Punctuated).block_at(span.start)
        if block is None or not block.kind.is_running or article.prose[block.end - 1] not in _ENDS:
            return
        usual = f" {dash} " if dash in article.derive(_spaced_dashes) else dash
        fix = Fix("Set it like the others", (Edit(span, usual),), Safety.SAFE, repair=True)
        yield self.finding(span, fix, what=what, repeat=what)


def _spaced_dashes(article: Article) -> frozenset[str]:
    """Which kinds of dash the article sets off with spaces."""
    prose = article.prose
    # An en dash without spaces may be one of a range, so that it says nothing.
    return frozenset(
        d for d in "—–" if d == "–" or 2 * prose.count(f" {d} ") > prose.count(d) - _odd(prose, d)
    )


def _odd(prose: str, dash: str) -> int:
    """How many dashes of a kind have a space on one side only."""
    return prose.count(f" {dash}") + prose.count(f"{dash} ") - 2 * prose.count(f" {dash} ")


def _is_broken_off(prose: str, match: re.Match[str]) -> bool:
    """Whether a dash breaks speech off, stands before a name (a sentence is behind it) or an ending."""
    if prose[match.start() - 1] == " " and _AFFIXES.match(prose, match.end()):
        return True  # “words in –ion and -ment”
    following = prose[match.end() : match.end() + 1]
    return following.isupper() and _CLOSES.search(prose, match.end(), match.end() + _LONGEST) is not None


def _partner(prose: str, start: int, end: int) -> str:
    """The only other dash of a sentence that has a spaced hyphen; "" where there is none, or more."""
    left = prose[max(0, start - _LONGEST) : start]
    right = prose[end : end + _LONGEST]
    ends = [m.end() for m in _SENTENCE_END.finditer(left)]
    left = left[ends[-1] :] if ends else left
    stop = _SENTENCE_END.search(right)
    right = right[: stop.start()] if stop else right
    found = [m[0].strip() for side in (left, right) for m in _ASIDE.finditer(side)]
    if len(found) != 1 or " - " in left or " - " in right:
        return ""
    return found[0]
