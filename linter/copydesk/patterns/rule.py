"""Rules made of patterns: a rule class for each, with its meta data, so that it is a rule like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from msgspec import Struct

from copydesk.document.article import Article
from copydesk.patterns.kinds import Hit, Kind
from copydesk.patterns.search import Piece, View
from copydesk.rule.finding import Finding, Fix
from copydesk.rule.rule import Bad, Good, Meta, NoOptions, Rule
from copydesk.text.span import Span

__all__ = ["Definition", "PatternRule", "Texts", "Views", "pattern_rule"]


class Views(Protocol):
    """The texts of one article, by the scopes that rules ask for."""

    def view(self, scopes: Sequence[str]) -> View:
        """The pieces that some scopes select."""

    def is_ignored(self, rule: str, start: int, words: str) -> bool:
        """Whether the article itself tells a rule to leave a place alone."""


#: What cuts an article into the texts that rules look at.
Texts = Callable[[Article], Views]


class Definition(Struct, frozen=True):
    """A rule as data.

    Attributes:
        kind: what it looks for.
        scopes: where.
        message: what it says of a hit.
        fixes: what it offers for a hit, given the words found and their place.
        limit: of how many findings an article has; 0 for any number.
    """

    kind: Kind
    scopes: tuple[str, ...]
    message: Callable[[Hit], str]
    fixes: Callable[[Hit, str, Span], Sequence[Fix]] = lambda hit, words, span: ()
    limit: int = 0


class PatternRule(Rule[NoOptions]):
    """A rule that is data."""

    definition: Definition
    texts: Texts

    def check(self, article: Article) -> Iterator[Finding]:
        """What the pattern finds, each place once."""
        definition, name = self.definition, self.meta.name
        views = article.derive(type(self).texts)
        view = views.view(definition.scopes)
        if not view.pieces:
            return
        pieces: Sequence[Piece] = view.pieces
        severity = self.severity or self.meta.severity
        confidence = self.meta.confidence
        seen: set[int] = set()
        for hit in definition.kind.hits(view):
            text, base = pieces[hit.piece]
            start, end = base + hit.start, base + hit.end
            if start in seen:
                continue
            words = text[hit.start : hit.end]
            seen.add(start)
            if views.is_ignored(name, start, words):
                continue
            span = Span(start, end)
            fixes = definition.fixes(hit, words, span)
            yield Finding(name, span, definition.message(hit), severity, tuple(fixes), confidence=confidence)
            if definition.limit and len(seen) >= definition.limit:
                return


def pattern_rule(
    meta: Meta, doc: str, definition: Definition, texts: Texts, examples: tuple[Good | Bad, ...] = ()
) -> type[PatternRule]:
    """The class of a rule that is data.

    Args:
        meta: its meta data.
        doc: its documentation, in Markdown.
        definition: what it finds.
        texts: what cuts articles into the texts it looks at.
        examples: its tests.
    """
    attributes: dict[str, Any] = {
        "meta": meta,
        "__doc__": doc,
        "__module__": __name__,
        "definition": definition,
        "texts": staticmethod(texts),
        "examples": examples,
    }
    return type("".join(part.capitalize() for part in meta.name.split("-")), (PatternRule,), attributes)
