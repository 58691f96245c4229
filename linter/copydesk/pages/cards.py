"""Cards: all there is to say of one finding each, what, why, the suggested words, related places."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from itertools import islice
from typing import Any

from msgspec import Struct

from copydesk.document.article import Article
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.repeats import SAME
from copydesk.pages.diff import Change, alike, compared, shortened
from copydesk.rule.finding import Edit, Safety
from copydesk.rule.rule import Rule
from copydesk.text.span import Span

__all__ = ["Card", "Comparison", "RelatedPlace", "Rules", "Suggestion", "make_card", "reason"]

_MOST_PLACES = 12
_MOST_CHANGES = 3
_CONTEXT = 40
_SURE = 0.9
_NOTES = {
    Safety.SAFE: "safe to apply",
    Safety.UNSAFE: "look first: it changes words",
    Safety.DISPLAY: "ask: never applied",
}


class RelatedPlace(Struct, frozen=True):
    """A related place; `anchor` is the id of its mark, or "" where it has none; `path` is of another file."""

    place: str
    message: str
    excerpt: str
    anchor: str
    path: str | None = None


class Suggestion(Struct, frozen=True):
    """A fix: its changes as pieces of text, and how many more it makes than these."""

    title: str
    safety: Safety
    note: str
    changes: tuple[tuple[Change, ...], ...]
    more: int


class Comparison(Struct, frozen=True):
    """The text of a finding beside that of a related place that is nearly the same.

    Attributes:
        exact: whether they are the same, white space aside.
    """

    place: RelatedPlace
    there: tuple[Change, ...]
    here: tuple[Change, ...]
    exact: bool


class Card(Struct, frozen=True):
    """All that is said of a finding.

    Attributes:
        id: its number on the page; the id of its mark is "m" and that number.
        css: the classes by which it is coloured and filtered.
        marked: whether its place is marked in the text; if not, the excerpt has to do.
        reason: why the rule reports such a thing, or "".
        doubt: the confidence in percent where it is low, else None.
        places: related places, without that of `copies`.
    """

    id: int
    css: str
    finding: Diagnostic
    marked: bool
    reason: str
    doubt: int | None
    places: tuple[RelatedPlace, ...] = ()
    more_places: int = 0
    copies: Comparison | None = None
    suggestion: Suggestion | None = None

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return f"line {self.finding.line}" if self.finding.line else self.finding.where


class Rules(Struct, frozen=True):
    """What a page knows of the rules, by name: their CSS classes, and their reasons."""

    css: Mapping[str, str]
    reasons: Mapping[str, str]

    def css_of(self, finding: Diagnostic) -> str:
        """The classes of a finding."""
        return f"{self.css[finding.rule]} s-{finding.severity.value}"


def reason(rule: type[Rule[Any]] | None) -> str:
    """Why a rule reports what it does: the first two paragraphs of its documentation."""
    paragraphs = inspect.cleandoc(rule.__doc__ or "").split("\n\n") if rule else []
    return " ".join(" ".join(paragraphs[:2]).replace("`", "").split())


def make_card(
    number: int,
    d: Diagnostic,
    rules: Rules,
    article: Article | None = None,
    own: Span | None = None,
    marked: Mapping[int, Span] | None = None,
) -> Card:
    """The card of a finding.

    Args:
        number: of the card.
        d: the finding.
        rules: what is known of the rules.
        article: that it is in; without it there is no suggestion and no comparison.
        own: the text that is marked for it.
        marked: the text that is marked for its related places, by their number from 0.
    """
    marked = marked or {}
    places = [
        RelatedPlace(
            place=r.place,
            message="" if r.message == SAME else r.message,
            excerpt=r.excerpt,
            anchor=f"m{number}-{i}" if i in marked else "",
            path=r.path,
        )
        for i, r in enumerate(d.related)
    ]
    copies, at = None, -1
    if article is not None and own is not None:
        here = " ".join(article.text_of(own).split())
        for i, span in marked.items():
            there = " ".join(article.text_of(span).split())
            if not d.related[i].repeat and alike(there, here):
                copies, at = _copies(places[i], there, here), i
                break
    others = [place for i, place in enumerate(places) if i != at]
    return Card(
        id=number,
        css=rules.css_of(d),
        finding=d,
        marked=own is not None,
        reason=rules.reasons.get(d.rule, ""),
        doubt=round(100 * d.confidence) if d.confidence < _SURE else None,
        places=tuple(others[:_MOST_PLACES]),
        more_places=max(0, len(others) - _MOST_PLACES),
        copies=copies,
        suggestion=_suggestion(d.best_fix, article) if d.best_fix and article is not None else None,
    )


def _copies(place: RelatedPlace, there: str, here: str) -> Comparison:
    pieces = compared(there, here)
    return Comparison(
        place,
        shortened([piece for piece in pieces if piece.change != "new"], _CONTEXT),
        shortened([piece for piece in pieces if piece.change != "old"], _CONTEXT),
        there == here,
    )


def _suggestion(fix: PlacedFix, article: Article) -> Suggestion:
    edits = [edit for edit in fix.origin.edits if not edit.in_source and edit.span.end <= len(article.text)]
    changes = tuple(islice((_change(edit, article) for edit in edits), _MOST_CHANGES))
    return Suggestion(fix.title, fix.safety, _NOTES[fix.safety], changes, len(edits) - len(changes))


def _change(edit: Edit, article: Article) -> tuple[Change, ...]:
    """An edit with a few words of its block around it."""
    start, end = edit.span
    first, last = article.block_at(start), article.block_at(end)
    low = max(start - _CONTEXT, first.start) if first else start
    high = min(end + _CONTEXT, last.end) if last else end
    text = article.text
    before, after = text[low:start], text[end:high]
    if first and low > first.start:
        before = "… " + before[before.find(" ") + 1 :]
    if last and high < last.end:
        after = after[: after.rfind(" ") if " " in after else None] + " …"
    pieces = (Change(before), *shortened(compared(text[start:end], edit.text)), Change(after))
    return tuple(Change(piece.text.replace("\n", " "), piece.change) for piece in pieces if piece.text)
