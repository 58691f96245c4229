"""`empty-byline`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Finding,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Severity,
    lazy_pattern,
)

__all__ = ["EmptyByline"]

_SEPARATORS = r"[\s:|•·,/–—-]*"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
_TIME = r"(?:,? (?:at )?\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?"
_EMPTY = lazy_pattern(
    r"(?i:(?:written|reported|words|story|text|posted|published) )?(?i:by\b)"
    rf"{_SEPARATORS}(?i:(?:(?:published|posted|updated|on)[ :]+)*{_DATE}{_TIME}{_SEPARATORS})*"
)
_BARE = lazy_pattern(rf"[^\W\d]+(?: by)?{_SEPARATORS}", re.IGNORECASE)
_NAME = lazy_pattern(r"[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,5}")
_MAX_NAME = 60
#: A field of front matter that was left empty.
_FIELD = lazy_pattern(r"(?i:authors?|byline)\"?\s*[:=]\s*(?:\"\"|'')")


class EmptyByline(Rule[NoOptions]):
    """Finds bylines that name nobody.

    “By Dec 18, 2017” is what a page shows when the author's name was lost: the field was left empty,
    the account was deleted, or an import dropped it. Readers look there to see whom to trust, and
    writers look for their names.

    In front matter, an author that is an empty text is such a byline; one that is not given at all, or in a
    draft, is none, for the site may have an author for all.

    Only a byline at the head of an article is judged. One that says “By” and leaves the name to the
    next line is left alone, and so is any that names somebody, if only “staff” or an agency. Who wrote
    the article only the desk knows, so nothing is offered as a fix.
    """

    meta = Meta(
        name="empty-byline",
        group="structure",
        since="0.1",
        summary="The byline names nobody.",
        severity=Severity.ERROR,
        fix=FixAvailability.NEVER,
        language="en",
    )
    _BODY = "\n\nThe bridge over the Drava closed on Monday, and nobody knows when it will open again."
    examples = (
        Bad(f"The bridge is closed\n\n⟦By Dec 18, 2017⟧{_BODY}"),
        Bad(f"The bridge is closed\n\n⟦Written by: | 4 November 2019, 10:30 a.m.⟧{_BODY}"),
        Bad(f"The bridge is closed\n\n⟦by⟧{_BODY}"),
        Bad(f'---\ntitle: The bridge\n⟦author: ""⟧\n---{_BODY}', format="markdown"),
        Good(f"---\ntitle: The bridge\nauthor:\n---{_BODY}", format="markdown"),
        Good(f'---\ntitle: The bridge\ndraft: true\nauthor: ""\n---{_BODY}', format="markdown"),
        Good(f"The bridge is closed\n\nBy Ana Horvat | Dec 18, 2017{_BODY}"),
        Good(f"The bridge is closed\n\nBy\n\nAna Horvat{_BODY}"),
        Good(f"The bridge is closed\n\nBy staff{_BODY}"),
        Good(f"The bridge is closed\n\nBy the numbers{_BODY}"),
        Good(f"The bridge is closed\n\nBy Monday nobody knew when it would open again.{_BODY}"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for index, block in enumerate(article.blocks):
            if block.kind is not Kind.BYLINE:
                continue
            byline = article.prose_of(block).strip()
            names_nobody = _EMPTY.fullmatch(byline) or _FIELD.fullmatch(article.text_of(block))
            if names_nobody and not (_BARE.fullmatch(byline) and _names(article, index + 1)):
                yield self.finding(block.span)


def _names(article: Article, index: int) -> bool:
    """Whether a block is the name that a bare “By” leaves to the next line: a few capitalised words."""
    for block in article.blocks[index : index + 1]:
        prose = article.prose_of(block).strip()
        named = _NAME.fullmatch(prose) if len(prose) <= _MAX_NAME else None
        return named is not None and prose[0].isupper() and not prose.startswith("By ")
    return False
