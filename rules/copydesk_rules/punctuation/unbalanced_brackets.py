"""`unbalanced-brackets`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    MASK,
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, is_word_like, token_at

__all__ = ["UnbalancedBrackets"]

_BRACKET = lazy_pattern(r"[()\[\]]")
_PARTNER = {")": "(", "]": "["}
#: What makes a bracket no bracket: a face, or the mark of a list.
_FACE = lazy_pattern(r"(?:[:;=xX]|(?<![\w-])8)[-'’^oc]?\Z")
_LABEL = lazy_pattern(r"(?<!\w)(?:[A-Za-z]|\d{1,3}|[ivxIVX]{1,5})\.?\Z")
_MATHS = lazy_pattern(rf"[=<>≤≥∞∈±×÷^\\{{}}|{MASK}]|\d, ?-?\d|-?\d ?, ?[∞\w]+[)\]]")
_CUT_OFF = lazy_pattern(r"(?:…|\.\.\.|\. \. \.)[\])”\"]*\Z")
_JUDGED = frozenset({Kind.PARAGRAPH, Kind.BLOCK_QUOTE, Kind.LIST_ITEM, Kind.CAPTION})
#: Over how many blocks a bracket may run.
_REACH = 8


class UnbalancedBrackets(Rule[NoOptions]):
    """Finds brackets that never close, and closing ones that nothing opened.

    A reader who has seen a bracket open reads on for its end, and takes all that comes before it for an
    aside. Where one of two brackets in a row is too many, the fix deletes it; where one is missing only the
    author knows its place, and nothing is offered. Neither is safe.

    Left alone are faces like :), labels of a list (*a)*, *1)*), intervals and formulas, brackets that close
    in a later paragraph, text that is cut off with an ellipsis, addresses, headings, tables and code.
    """

    meta = Meta(
        name="unbalanced-brackets",
        group="punctuation",
        since="0.2",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        yields_to=("broken-markdown", "markup"),
    )
    examples = (
        Bad("The harbour ⟦(⟧and its pier is closed. Nobody is there."),
        Bad("The harbour and its pier⟦)⟧ is closed. Nobody is there."),
        Bad("The harbour (and its pier)⟦)⟧ is closed.", fixed="The harbour (and its pier) is closed."),
        Bad("The harbour (and its pier⟦]⟧ is closed.", fixed="The harbour (and its pier) is closed."),
        Good("The harbour (and its pier [of stone]) is closed :) and 1) a pier, b) a quay; ;-) and :("),
        Good("The harbour (and its pier.\n\nThe quay too.) They are closed. See [0, 1) and f(x. (It was..."),
        Good("# The (old harbour\n\nIt is `f(x` and [a link](b.html) here.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        if article.characters.isdisjoint("()[]"):
            return
        blocks = article.derive(Punctuated)
        open_before: list[tuple[int, int]] = []  # brackets left open: the index of their block, and the place
        for index, block in enumerate(article.blocks):
            unmatched = _unmatched(article.prose, block) if block.kind in _JUDGED else []
            if not unmatched or blocks.block_at(block.start) is None:
                continue
            for at, partner in unmatched:
                if article.prose[at] in _PARTNER:
                    if open_before and index - open_before[-1][0] <= _REACH and partner is None:
                        open_before.pop()
                    elif _is_judged(article, block, at):
                        yield self._never_opens(article.prose, at, partner)
                else:
                    open_before.append((index, at))
        for index, at in open_before:
            if _is_judged(article, article.blocks[index], at):
                yield self._never_closes(article.prose, at)

    def _never_opens(self, prose: str, at: int, partner: int | None) -> Finding:
        span = Span(at, at + 1)
        if partner is not None:
            right = {"(": ")", "[": "]"}[prose[partner]]
            what = f"The bracket opens as “{prose[partner]}” and closes as “{prose[at]}”"
            return self.finding(span, Fix.replace(span, right), what=what)
        what = "Nothing opens the bracket that closes here"
        if prose[at - 1] == prose[at]:
            return self.finding(span, Fix("Delete the second bracket", (Edit(span),)), what=what)
        return self.finding(span, what=what)

    def _never_closes(self, prose: str, at: int) -> Finding:
        span, what = Span(at, at + 1), "The bracket that opens here never closes"
        if prose[at + 1 : at + 2] == prose[at] or prose[at - 1 : at] == prose[at]:
            return self.finding(span, Fix("Delete the second bracket", (Edit(span),)), what=what)
        return self.finding(span, what=what)


def _unmatched(prose: str, block: Block) -> list[tuple[int, int | None]]:
    """The brackets of a block without a partner, in order, and what of another kind they close."""
    opened: list[int] = []
    found: list[tuple[int, int | None]] = []
    for match in _BRACKET.finditer(prose, *block.span):
        at, mark = match.start(), match[0]
        face = _FACE.search(prose, max(block.start, at - 2), at) is not None
        if mark not in _PARTNER:
            if not face:
                opened.append(at)
        elif opened and prose[opened[-1]] == _PARTNER[mark]:
            opened.pop()
        elif len(opened) > 1 and prose[opened[-2]] == _PARTNER[mark]:
            found.append((opened.pop(), None))
            opened.pop()
        elif opened and not face:
            found.append((at, opened.pop()))
        elif not face and not _LABEL.search(prose, max(block.start, at - 7), at):
            found.append((at, None))
    return sorted(found + [(at, None) for at in opened])


def _is_judged(article: Article, block: Block, at: int) -> bool:
    """Whether a bracket without a partner is one of running text, and its block whole."""
    prose = article.prose
    if prose[at] in "[]" and article.format == "markdown":
        return False  # a link
    if not is_word_like(token_at(prose, at, at + 1).replace("[", "").replace("]", "")):
        return False
    if prose[at] in _PARTNER and not prose[max(0, at - 3) : at].strip("()[], \n"):
        return False  # code
    if _CUT_OFF.search(prose, max(block.start, block.end - 8), block.end):
        return False
    return _MATHS.search(prose, max(block.start, at - 60), min(block.end, at + 60)) is None
