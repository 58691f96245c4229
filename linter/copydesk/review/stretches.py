"""What an editor rewrites when the words that a fix offers are not the ones they want."""

from __future__ import annotations

from msgspec import Struct

from copydesk.article import Article
from copydesk.config import Config
from copydesk.diagnostic import Diagnostic, PlacedFix
from copydesk.engine import placed_fix
from copydesk.finding import Edit, Fix
from copydesk.source import Source
from copydesk.span import Span

__all__ = ["Stretch", "rewritten", "stretch_of"]

#: What is longer is mended in the file.
_MOST = 2_000


class Stretch(Struct, frozen=True):
    """Words of an article that can be written anew.

    Attributes:
        spans: where they stand: at the finding, or wherever its fix makes the same change.
        old: as they are.
        new: as they would be by the best fix, or as they are where there is none.
    """

    spans: tuple[Span, ...]
    old: str
    new: str


def stretch_of(diagnostic: Diagnostic, article: Article) -> Stretch | None:
    """What can be written anew for a finding; None where it is too long, or not in one block.

    It is the words found and all that the best fix changes, as one piece: where “the the” loses a word, “the” is
    to be written anew, not the nothing that the second one becomes.
    """
    edits = diagnostic.best_fix.origin.edits if diagnostic.best_fix else ()
    own = article.source_map.text_spans(diagnostic.start, diagnostic.end)
    whole = [Span(own[0].start, own[-1].end)] if own else []
    if len(edits) > 1 and len({(article.text_of(e.span), e.text) for e in edits}) == 1:
        spans = tuple(edit.span for edit in edits)
        old, new = article.text_of(spans[0]), edits[0].text
    else:
        touching = [e for e in edits if not whole or (e.span.start <= whole[0].end and whole[0].start <= e.span.end)]
        pieces = [*whole, *(edit.span for edit in touching)]
        if not pieces:
            return None
        span = Span(min(piece.start for piece in pieces), max(piece.end for piece in pieces))
        spans, old, new, at = (span,), article.text_of(span), "", span.start
        for edit in sorted(touching, key=lambda each: each.span):
            new += article.text[at : edit.span.start] + edit.text
            at = edit.span.end
        new += article.text[at : span.end]
    if any(len(span) > _MOST or article.block_at(span.start) is not article.block_at(span.end) for span in spans):
        return None
    return Stretch(spans, old, new)


def rewritten(
    diagnostic: Diagnostic, words: str, article: Article, source: Source, config: Config
) -> PlacedFix | None:
    """The fix that puts an editor's own words there; None where the markup around has no room for them."""
    stretch = stretch_of(diagnostic, article)
    if stretch is None:
        return None
    fix = Fix(f"Replace with “{words}”", tuple(Edit(span, words) for span in stretch.spans))
    return placed_fix(fix, diagnostic, article, source, config)
