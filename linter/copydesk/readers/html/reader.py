"""HTML: a fragment as a CMS stores it, or a whole page, of which only the article is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from copydesk.document.article import Article, Kind
from copydesk.document.metadata import Metadata
from copydesk.errors import SourceError
from copydesk.readers import Readable, ReaderOptions, TextReader
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.format import CommentSyntax, Format
from copydesk.readers.html.blocks import read_fragment
from copydesk.readers.html.inline import anchors_in, emit_elements
from copydesk.readers.html.tokens import TokenKind, tokens
from copydesk.readers.roles import author_of, mark_pull_quotes
from copydesk.text.encodings import label_codec
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source, decode

__all__ = ["READER", "HtmlReader"]

#: What may stand before the first tag of a page proper.
_BEFORE_PAGE = frozenset({"base", "link", "meta", "script", "style", "title"})
_PAGE = frozenset({"html", "head", "body"})
#: A declaration in the first kilobyte, as the HTML standard's prescan looks for it.
_DECLARED = lazy_pattern(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE
)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})


class HtmlReader(TextReader):
    """Reads HTML."""

    format = Format(
        "html",
        mime_type="text/html",
        comments=CommentSyntax(),
        list_tag=lazy_pattern(r"<(/?)(ol|ul)\b", re.IGNORECASE),
    )

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The one source of a file, in the encoding that it may declare; see `Reader.sources`."""
        data = file.read()
        declared = None if encoding else _declared_encoding(data)
        if declared == "replacement":
            raise SourceError(path, "its declared encoding is read by no browser; save it as UTF-8")
        yield decode(data, path, self.format.name, encoding, declared=declared)

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a fragment or of a page."""
        text = source.text
        builder = ArticleBuilder()
        head = Metadata()
        if _is_page(text):
            from copydesk.readers.html.page import find_article

            drafts, found, head = find_article(text, options.article)
            for draft in drafts:
                draft.emit(builder, text)
            emit_elements(builder, text, found)
            builder.anchors = anchors_in(text, builder.links)
        else:
            start = int(text.startswith("\ufeff"))
            if text.startswith("---", start):  # a page that a site generator makes
                from copydesk.readers.markdown.front_matter import read_front_matter

                start, head = read_front_matter(builder, source)
            read_fragment(builder, text, start, len(text))
        article = builder.build(self.format.name, head)
        yield replace(
            article,
            blocks=mark_pull_quotes(article),
            title=_first(article, Kind.HEADLINE) or head.title,
            author=head.author or author_of(article),
        )

    def escape(self, text: str) -> str:
        """Text as it is written between tags."""
        return text.translate(_ESCAPES)


def _declared_encoding(data: bytes) -> str | None:
    """The codec for what a page says it is in; what is no label of an encoding says nothing."""
    labels = (match[1].decode("ascii") for match in _DECLARED.finditer(data, 0, 1024))
    return next(filter(None, map(label_codec, labels)), None)


def _is_page(text: str) -> bool:
    """Whether HTML is a whole page: it says so before anything that is shown."""
    for token in tokens(text, int(text.startswith("\ufeff"))):
        shown = text[token.start : token.end]
        if token.kind is TokenKind.DECLARATION and shown[:9].lower() == "<!doctype":
            return True
        if token.kind is TokenKind.START and token.name not in _BEFORE_PAGE:
            return token.name in _PAGE
        if token.kind is TokenKind.TEXT and not shown.isspace():
            return False
    return False


def _first(article: Article, kind: Kind) -> str | None:
    """The text of the first block of a kind, as it is shown."""
    block = next((block for block in article.blocks if block.kind is kind), None)
    return " ".join(article.text_of(block).split()) if block else None


READER = HtmlReader()
