"""HTML's tags within a paragraph of Markdown: which end it, which hold code, which are a note."""

from __future__ import annotations

import re

from copydesk.text.regex import lazy_pattern

__all__ = ["BLOCK_TAGS", "CODE_TAGS", "HTML_NAME", "NOTE", "RAW_TAGS"]

HTML_NAME = lazy_pattern(r"</?([A-Za-z][\w:-]*)")
#: A reference to a footnote, as HTML: `<sup><a href="#fn1">1</a></sup>`.
NOTE = lazy_pattern(
    r"<sup\b[^>]*+>\s*(?:<a\b[^>]*+>\s*)?[\[(]?(?:\d{1,3}|[*†‡§]|[a-z])[\])]?"
    r"(?:\([^()\s]*\))?\s*(?:</a\s*>\s*)?</sup\s*>",
    re.IGNORECASE,
)
BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
))  # fmt: skip
CODE_TAGS = frozenset(("code", "kbd", "samp", "tt", "var"))
RAW_TAGS = frozenset(("script", "style"))
