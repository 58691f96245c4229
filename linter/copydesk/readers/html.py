"""HTML: a fragment as a CMS stores it, or a whole page, of which only the article is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from copydesk.article import Article
from copydesk.readers import ReaderOptions
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.html_blocks import read_fragment
from copydesk.readers.roles import mark_pull_quotes
from copydesk.source import Source

__all__ = ["READER", "HtmlReader"]

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})


class HtmlReader:
    """Reads HTML."""

    name = "html"

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        text = source.text
        builder = ArticleBuilder()
        known: dict[str, str | None] = {}
        if _PAGE.search(text):
            from copydesk.readers.html_page import find_article

            page = find_article(text, options.article)
            for draft in page.drafts:
                draft.lay_down(builder, text)
            known = {key: getattr(page, key) for key in ("title", "author", "date", "slug", "language")}
        else:
            read_fragment(builder, text, int(text.startswith("\ufeff")), len(text))
        article = builder.build(self.name, **known)
        yield replace(article, blocks=mark_pull_quotes(article))

    def escape(self, text: str) -> str:
        return text.translate(_ESCAPES)


READER = HtmlReader()
