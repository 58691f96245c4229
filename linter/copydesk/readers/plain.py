"""Plain text. Paragraphs are set off by empty lines, or are a line each; what each is, is inferred.

The article's text is the source's text, so every place is itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from copydesk.document.article import Article, Block, Kind
from copydesk.readers import PLAIN, ReaderOptions, TextReader
from copydesk.readers.format import Format
from copydesk.readers.roles import (
    author_of,
    is_byline,
    is_dateline,
    is_like_heading,
    mark_pull_quotes,
    opens_byline_or_dateline,
)
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span

__all__ = ["READER", "PlainReader"]

#: What stands between two chunks of lines, behind white space within a line: at least two newlines.
_BREAK = lazy_pattern(r"(?:\r\n?+|\n)(?:[^\S\r\n]*(?:\r\n?+|\n))+\s*")
_LINE = lazy_pattern(r"[^\r\n]*[^\s]")
_BULLET = lazy_pattern(r"\s*(?:[-*•‣◦–]|\d{1,2}[.)])\s+\S")
_BULLETS = frozenset("-*•‣◦–")
_CREDIT = lazy_pattern(
    r"\b(?:Getty Images|AP Photo|Shutterstock|iStock|Wikimedia Commons|Unsplash|Flickr/)"
    r"|(?:^|[\s(\[|])(?:Photo(?:graph)?|Image|Illustration|Picture|Graphic|Courtesy|Credit)s?\s*(?::|by\b|©|courtesy)"
    r"|^(?:Photo|Caption|Image)\s*[:|]",
)
#: One of these stands wherever a credit does.
_CREDITED = (
    *("Photo", "Image", "Illustration", "Picture", "Graphic", "Courtesy", "Credit", "Caption"),
    *("Shutterstock", "iStock", "Wikimedia Commons", "Unsplash", "Flickr/"),
)
_AUTHOR = lazy_pattern(r"(?:about )?(?:the )?authors?:?|bio:?|contributors?:?", re.IGNORECASE)
_AUTHOR_WORDS = 3
_TAGGED = lazy_pattern(r"\s*<(?:!--|/?[a-zA-Z][\w:-]*[\s/>]).*>\s*", re.DOTALL)


class PlainReader(TextReader):
    """Reads plain text."""

    format = Format(PLAIN, is_verbatim=True)

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a source, paragraph by paragraph."""
        text = source.text
        spans = list(_paragraphs(text, 1 if text.startswith("\ufeff") else 0))
        blocks = [Block(kind, span, span) for span, kind in zip(spans, _kinds(text, spans), strict=True)]
        title = next((text[b.start : b.end] for b in blocks if b.kind is Kind.HEADLINE), None)
        identity = SourceMap.identity(len(text))
        article = Article(text, tuple(blocks), identity, title=title, format=self.format.name)
        yield replace(article, blocks=mark_pull_quotes(article), author=author_of(article))

    def escape(self, text: str) -> str:
        """The text itself: plain text has no markup."""
        return text


def _paragraphs(text: str, at: int) -> Iterator[Span]:
    has_returns = "\r" in text
    while at < len(text) and text[at].isspace():
        at += 1
    while at < len(text):
        gap = _gap(text, at, has_returns)
        end = at + len(text[at : gap.start() if gap else len(text)].rstrip())
        if end > at:
            yield from _split_lines(text, Span(at, end))
        at = gap.end() if gap else len(text)


def _gap(text: str, at: int, has_returns: bool) -> re.Match[str] | None:
    """What stands between the chunk of lines at a place and the next one."""
    if has_returns:
        return _BREAK.search(text, at)
    while (at := text.find("\n", at)) >= 0:
        if gap := _BREAK.match(text, at):
            return gap
        at += 1
    return None


def _is_item(text: str, start: int, end: int) -> bool:
    """Whether what begins at a place, with no white space, begins with a bullet or a number."""
    return (text[start] in _BULLETS or text[start].isdecimal()) and bool(_BULLET.match(text, start, end))


def _split_lines(text: str, chunk: Span) -> Iterator[Span]:
    """A chunk as it is where its lines are wrapped, else a line at a time."""
    if text.find("\n", *chunk) < 0 and text.find("\r", *chunk) < 0:
        yield chunk
        return
    lines = [m.span() for m in _LINE.finditer(text, *chunk)]
    lines = [(start + len(text[start:end]) - len(text[start:end].lstrip()), end) for start, end in lines]
    wrapped = (
        len(lines) > 1
        and max(end - start for start, end in lines) <= 100
        and all(end - start >= 45 for start, end in lines[:-1])
        and not any(_is_item(text, start, end) for start, end in lines)
    )
    if wrapped or text[chunk.start] == "<":
        yield chunk
    else:
        yield from (Span(start, end) for start, end in lines if end > start)


def _kinds(text: str, spans: list[Span]) -> Iterator[Kind]:
    in_bio = False
    headline = False
    signs = [sign for sign in _CREDITED if sign in text]
    for i, span in enumerate(spans):
        length = len(span)
        part = text[span.start : span.end] if length <= 400 else ""
        if in_bio:
            yield Kind.AUTHOR_BIO
            continue
        if text[span.start] == "<" and _TAGGED.fullmatch(text, *span):
            yield Kind.MARKUP
            continue
        if not part:
            yield Kind.LIST_ITEM if _is_item(text, *span) else Kind.PARAGRAPH
            continue
        words = part.count(" ") + 1
        if i > 2 and words <= _AUTHOR_WORDS and _AUTHOR.fullmatch(part):
            in_bio = True
            yield Kind.HEADING
        elif i < 6 and is_byline(part):
            yield Kind.BYLINE
        elif i < 8 and is_dateline(part):
            yield Kind.DATELINE
        elif _is_item(text, *span):
            yield Kind.LIST_ITEM
        elif i == 0 and len(spans) > 1 and words <= 25 and not part.endswith((".", ":", ",", ";")):
            headline = True
            yield Kind.HEADLINE
        elif (
            headline
            and i == 1
            and words <= 45
            and len(spans) > 2
            and opens_byline_or_dateline(text[spans[2].start : min(spans[2].end, spans[2].start + 120)])
        ):
            yield Kind.DECK
        elif words <= 60 and any(sign in part for sign in signs) and _CREDIT.search(part):
            yield Kind.CAPTION
        elif words <= 12 and is_like_heading(part) and _leads_to_more(spans, i):
            yield Kind.HEADING
        else:
            yield Kind.PARAGRAPH


def _leads_to_more(spans: list[Span], at: int) -> bool:
    return at + 1 < len(spans) and len(spans[at + 1]) > len(spans[at])


READER = PlainReader()
