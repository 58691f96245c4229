"""Edits of one word, found by what usually stands in a place; several rules report them.

`features` says what is seen around a place, `table` reads the weights, `engine` finds the edits, `fixes`
makes them. What the deep level finds besides are edits of the same kinds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from copydesk import Article, RuleError, Span
from copydesk_rules.wording.deep.package import complain
from copydesk_rules.wording.edits.engine import WordEdit, edits_in
from copydesk_rules.wording.edits.fixes import fix_of, phrase_of
from copydesk_rules.wording.shared.places import Places

__all__ = ["WordEdit", "fix_of", "phrase_of", "provenance", "usual_edits"]


def usual_edits(
    article: Article,
    *kinds: str,
    quotations: bool = True,
    beside: Collection[Span] = (),
    deep: bool = False,
) -> Iterator[WordEdit]:
    """The edits of some kinds in an article; none where the tables cannot be used, which `wrong-form` says.

    Args:
        article: whose running text is looked at.
        kinds: "missing", "extra", "form", "number", "word" or "comma".
        quotations: whether to look at what is quoted, too.
        beside: places that are reported already.
        deep: whether to ask the deep level as well.

    Raises:
        UnavailableError: the deep level cannot be asked; of the rules of an article, the first says it.
    """
    taken = Places(beside)
    for edit in _all_edits(article, deep):
        if edit.kind not in kinds or taken.touch(edit.context):
            continue
        if quotations or article.quotation_at(edit.span) is None:
            yield edit
    if deep:
        from copydesk_rules.wording.deep.level import deep_edits

        if (error := article.derive(deep_edits).error) is not None:
            complain(article, error)


def _all_edits(article: Article, deep: bool) -> Iterable[WordEdit]:
    try:
        usual = article.derive(edits_in)
    except RuleError:
        usual = ()
    if not deep:
        return usual
    from copydesk_rules.wording.deep.level import deep_edits

    return (*usual, *article.derive(deep_edits).edits)


def provenance(edit: WordEdit) -> dict[str, Any]:
    """What a finding tells of how its edit was found."""
    return {"data": {"layer": edit.layer}, "confidence": edit.confidence} if edit.layer == "deep" else {}
