"""Rewrites: an editor's own words where those that a fix offers are not the ones they want."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from copydesk.config import Config
from copydesk.document.article import Article
from copydesk.lint.diagnostic import Diagnostic, PlacedFix
from copydesk.lint.linter import placed_fix
from copydesk.rule.finding import Edit, Fix
from copydesk.text.edits import SourceEdit, apply_edits
from copydesk.text.source import Source
from copydesk.text.span import Span

__all__ = ["Rewrite", "rewrite_fix", "rewrite_of"]

#: What is longer is mended in the file.
_MOST = 2_000


class Rewrite(Struct, frozen=True):
    """Words of an article that can be written anew.

    Attributes:
        spans: where they stand: at the finding, or wherever its fix makes the same change.
        old: as they are.
        new: as they would be by the best fix, or as they are where there is none.
    """

    spans: tuple[Span, ...]
    old: str
    new: str


def rewrite_of(diagnostic: Diagnostic, article: Article) -> Rewrite | None:
    """What can be written anew for a finding; None where it is too long, or not in one block.

    It is the words found and all that the best fix changes, as one piece and in whole words: where “the the”
    loses a word, “the the” is written anew, not the second one, of which nothing is left.
    """
    edits = diagnostic.best_fix.origin.edits if diagnostic.best_fix else ()
    if len(edits) > 1 and len({(article.text_of(edit.span), edit.text) for edit in edits}) == 1:
        places = [[edit] for edit in edits]
        spans = [edit.span for edit in edits]
    else:
        own = article.source_map.text_spans(diagnostic.start, diagnostic.end)
        pieces = [Span(own[0].start, own[-1].end)] if own else [edit.span for edit in edits[:1]]
        if not pieces:
            return None
        touching = [e for e in edits if e.span.start <= pieces[0].end and pieces[0].start <= e.span.end]
        pieces += (edit.span for edit in touching)
        places = [touching]
        spans = [Span(min(piece.start for piece in pieces), max(piece.end for piece in pieces))]
    whole = [_whole_words(span, edits, article) for span, edits in zip(spans, places, strict=True)]
    if any(
        len(span) > _MOST or article.block_at(span.start) is not article.block_at(span.end) for span in whole
    ):
        return None
    words = {
        (article.text_of(span), _edited(span, edits, article))
        for span, edits in zip(whole, places, strict=True)
    }
    if len(words) > 1:  # what stands around differs from place to place
        whole, words = spans, {(article.text_of(spans[0]), _edited(spans[0], places[0], article))}
    old, new = words.pop()
    return Rewrite(tuple(whole), old, new)


def _whole_words(span: Span, edits: Sequence[Edit], article: Article) -> Span:
    """A span that cuts no word, and of which something is left when its edits are made."""
    block = article.block_at(span.start)
    if block is None or span.end > block.end or span.covers(block.span):
        return span
    text, (low, high) = article.text, span
    while block.start < low < high and text[low - 1].isalnum() and text[low].isalnum():
        low -= 1
    while low < high < block.end and text[high - 1].isalnum() and text[high].isalnum():
        high += 1
    if not _edited(Span(low, high), edits, article).strip():
        while low > block.start and text[low - 1].isspace():
            low -= 1
        while low > block.start and not text[low - 1].isspace():
            low -= 1
    return Span(low, high)


def _edited(span: Span, edits: Sequence[Edit], article: Article) -> str:
    """The text of a span with edits made."""
    return apply_edits(article.text, (SourceEdit(*edit.span, edit.text) for edit in edits), span)


def rewrite_fix(
    diagnostic: Diagnostic, words: str, article: Article, source: Source, config: Config
) -> PlacedFix | None:
    """The fix that puts an editor's own words there; None where the markup around has no room for them.

    Args:
        diagnostic: of the article.
        words: the editor's.
        article: as it is read.
        source: that it stands in.
        config: its settings.
    """
    rewrite = rewrite_of(diagnostic, article)
    if rewrite is None:
        return None
    fix = Fix(f"Replace with “{words}”", tuple(Edit(span, words) for span in rewrite.spans))
    return placed_fix(fix, diagnostic, article, source, config)
