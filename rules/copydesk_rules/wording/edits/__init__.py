"""Edits of one word, found by what usually stands in a place; several rules report them.

`features` says what is seen around a place, `table` reads the weights, `engine` finds the edits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import accumulate

from copydesk import Article, Edit, Fix, RuleError, Span
from copydesk_rules.wording.edits.engine import WordEdit, edits_in

__all__ = ["WordEdit", "fix_of", "phrase_of", "usual_edits"]


def usual_edits(
    article: Article, *kinds: str, quotations: bool = True, beside: Collection[Span] = ()
) -> Iterator[WordEdit]:
    """The edits of some kinds in an article; none where the tables cannot be used, which `wrong-form` says.

    Args:
        article: whose running text is looked at.
        kinds: "missing", "extra", "form", "number" or "word".
        quotations: whether to look at what is quoted, too.
        beside: places that are reported already.
    """
    try:
        edits = article.derive(edits_in)
    except RuleError:
        return
    taken = sorted(beside)
    ends = list(accumulate((span.end for span in taken), max))
    for edit in edits:
        at = bisect_left(ends, edit.context.start)
        is_taken = at < len(taken) and taken[at].start <= edit.context.end
        if edit.kind in kinds and not is_taken and (quotations or article.quotation_at(edit.span) is None):
            yield edit


def phrase_of(article: Article, edit: WordEdit) -> str:
    """The words around an edit, made."""
    text, (start, end) = article.text, edit.context
    change = _change(article, edit)
    return f"{text[start : change.span.start]}{change.text}{text[change.span.end : end]}"


def fix_of(article: Article, edit: WordEdit) -> Fix:
    """The fix that makes an edit."""
    if edit.kind == "missing":
        title = f"Insert “{edit.meant}”"
    elif edit.kind == "extra":
        title = f"Delete “{edit.typed}”"
    else:
        title = f"Replace with “{edit.meant}”"
    return Fix(title, (_change(article, edit),))


def _change(article: Article, edit: WordEdit) -> Edit:
    if edit.kind == "missing":
        return Edit(edit.span, f" {edit.meant}")
    if edit.kind == "extra":
        start, end = edit.span
        return Edit(Span(start, end + 1), "") if article.text[end : end + 1] == " " else Edit(edit.span, "")
    return Edit(edit.span, edit.meant)
