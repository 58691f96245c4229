"""`first-reference`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Good,
    Kind,
    Meta,
    NoOptions,
    Related,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.names.shared.mentions import Mention, mentions, name_counts

__all__ = ["FirstReference"]

#: What says that a name is a person's, before it or behind: by what they do.
_ACTS = (
    r"said|says|told|added|argued?s?|writes|wrote|explained|explains|noted|notes|recalled|recalls|asked|asks"
    r"|thinks|thought|believes|believed|insisted|insists|replied|joked|jokes|continued|warned|warns"
)
_ACTS_BEHIND = lazy_pattern(rf",? (?:{_ACTS}|who|[^\W\d_]+ (?:{_ACTS}))\b")
_ACTS_BEFORE = lazy_pattern(rf"\b(?:{_ACTS}) $")
_OF_A_GROUP = lazy_pattern(r"\b(?:the|The|a|an|this|that|of the) $")


class FirstReference(Rule[NoOptions]):
    """Finds a person called by the surname before the article says who that is.

    “Hale said”, and only three paragraphs on “Ann Hale, the harbour master”: a paragraph was moved, or the
    one that introduced her was cut. Readers go back to look for what they missed.

    A surname counts as a person's where the person says or does something elsewhere in the article, and
    as known where a full name or a title (“Mayor Hale”) stands before it in the text, the byline or a
    caption. Headlines, decks and pull quotes stand apart. Names of firms, places and families (“the Hales”)
    are left alone.

    It is off by default: well-known people are called by the surname alone, in columns above all.
    """

    meta = Meta(
        name="first-reference",
        group="structure",
        since="0.2",
        summary="“{name}” stands here before the article says who that is: “{full}”.",
        severity=Severity.SUGGESTION,
        default=Default.OFF,
        language="en",
    )
    examples = (
        Bad(
            "The pier was shut, ⟦Hale⟧ said.\n\nAnn Hale is the harbour master. “The pier is old,” Hale said."
        ),
        Good("Ann Hale is the harbour master. The pier was closed, Hale said."),
        Good("The pier was closed, Mayor Hale said. Ann Hale was elected in May, Hale said."),
        Good("By Ann Hale\n\nThe pier was closed, Hale said. Ann Hale was there, Hale said."),
        Good("The Hale estate was sold. Ann Hale, the heir, said so."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        counts = name_counts(article)
        for name, places in mentions(article, [n for n, count in counts.items() if count > 1]).items():
            known = [m for m in places if _stands(article, m)]
            if not known or not known[0].running or known[0].is_full or known[0].title:
                continue
            first = known[0]
            full = next((m for m in known[1:] if m.before and not m.after), None)
            if full is None or not any(_is_person(article, m.span) for m in known):
                continue
            if not _is_person(article, first.span):
                continue
            yield self.finding(
                first.span,
                related=[Related(full.span, "who that is")],
                name=name,
                full=f"{full.before} {name}",
            )


def _stands(article: Article, mention: Mention) -> bool:
    block = article.block_at(mention.span.start)
    return block is not None and block.kind not in (Kind.HEADLINE, Kind.DECK, Kind.PULL_QUOTE, Kind.ALT_TEXT)


def _is_person(article: Article, span: Span) -> bool:
    prose = article.prose
    before = prose[max(0, span.start - 16) : span.start]
    if _OF_A_GROUP.search(before):
        return False
    return _ACTS_BEHIND.match(prose, span.end) is not None or _ACTS_BEFORE.search(before) is not None
