"""`doubled-single-quote`."""

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
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, is_word_like, token_at

__all__ = ["DoubledSingleQuote"]

#: Two single marks, or two accents as typesetting programs have them, before a word or behind one.
_TWO = lazy_pattern(
    r"’’(?<=[\w.,!?…)—-]’’)(?![\w’'])|''(?<=[^\W\d][.,!?…)]'')(?![\w'’])|''(?<=[^\W\d]{2}'')(?![\w'’])"
    r"|‘‘(?=\w)|‘’(?<![\w]‘’)(?=\w)|''(?<![\w'’=(:,]'')(?=[^\W\d_])|``(?=\w)"
)
_OPENS = "‘`"
_NEAR = 500


class DoubledSingleQuote(Rule[NoOptions]):
    """Finds two single marks that stand for a double quotation mark.

    ’’ looks like ” in some fonts and like two apostrophes in others, and no program takes it for the end
    of the quotation. It is left from a typewriter's habit, or from a typesetting program (``so'').

    The fix puts the double mark, curly or straight as the article has its others, and is safe. Program code,
    and a single quotation that ends inside another, are left alone.
    """

    meta = Meta(
        name="doubled-single-quote",
        group="quotation",
        since="0.2",
        summary="Two single marks ({marks}) stand for one quotation mark here.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        confidence=0.95,
    )
    examples = (
        Bad("“We left the island,⟦’’⟧ she said.", fixed="“We left the island,” she said."),
        Bad("⟦‘‘⟧We left,⟦’’⟧ she said.", fixed="“We left,” she said."),
        Bad("⟦``⟧We left,⟦''⟧ she said.", fixed='"We left," she said.'),
        Bad("‘We left the island.⟦’’⟧", fixed="‘We left the island.’"),
        Good("‘She said, ‘No.’’ The boys’ team won 5'10'', and x = ''; “We ‘left’,” she said."),
        Good("Use `''` here.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if not any(marks in prose for marks in ("’’", "''", "‘‘", "``", "‘’")):
            return
        curly = any(mark in article.characters for mark in "“”")
        straight = '"' in article.characters and not curly
        for match in _TWO.finditer(prose):
            block = article.derive(Punctuated).block_at(match.start())
            if block is None or not is_word_like(token_at(prose, *match.span())):
                continue
            opens = match[0][0] in _OPENS or prose[match.end() : match.end() + 1].isalnum()
            singles = 0 if opens else _open_singles(prose, block.start, match.start())
            if singles > 1 or (singles == 1 and prose[match.start() - 1] in "sS"):
                continue  # an inner and an outer one, or a plural's apostrophe
            keep_straight = straight or (not curly and match[0] in ("''", "``"))
            right = "’" if singles else '"' if keep_straight else "“" if opens else "”"
            fix = Fix(f"Replace with {right}", (Edit(Span(*match.span()), right),), Safety.SAFE, repair=True)
            yield self.finding(match.span(), fix, marks=match[0], repeat="")


def _open_singles(prose: str, start: int, end: int) -> int:
    """How many single quotations are open at a place, as far as the marks shortly before it tell."""
    before = prose[max(start, end - _NEAR) : end]
    for mark in ("“", "‘‘", '"'):
        before = before.rpartition(mark)[2]
    return before.count("‘")
