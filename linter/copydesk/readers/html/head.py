"""The head of a page: what it tells of the article."""

from __future__ import annotations

from copydesk.document.metadata import Metadata
from copydesk.readers.html.tokens import TokenKind, attributes, decode, tokens

__all__ = ["read_head"]


def read_head(source: str, end: int) -> Metadata:
    """What a page tells before its body.

    Args:
        source: the page.
        end: where the body starts.
    """
    said: dict[str, str] = {}
    for token in tokens(source, 0, end):
        if token.kind is TokenKind.RAW and token.name == "title":
            said.setdefault("title", decode(source[token.start : token.end]))
        elif token.kind is TokenKind.START and token.name in ("html", "link", "meta"):
            found = {name: attribute.value for name, attribute in attributes(source, token).items()}
            if token.name == "html":
                said.setdefault("lang", found.get("lang", ""))
            elif token.name == "link":
                if found.get("rel") == "canonical":
                    said.setdefault("canonical", found.get("href", ""))
            else:
                key = found.get("property") or found.get("name") or found.get("itemprop") or ""
                said.setdefault(key.lower(), found.get("content", ""))

    def first(*keys: str) -> str | None:
        return next((" ".join(said[key].split()) for key in keys if said.get(key, "").strip()), None)

    author = first("author", "article:author", "parsely-author", "dc.creator")
    link = first("canonical", "og:url")
    path = (link or "").partition("?")[0].rstrip("/").split("/")
    return Metadata(
        title=first("og:title", "twitter:title", "title"),
        author=None if author and author.startswith("http") else author,
        date=first("article:published_time", "datepublished", "date", "parsely-pub-date", "dc.date"),
        slug=path[-1] if len(path) > 3 else None,
        language=(first("lang") or "").replace("_", "-") or None,
        section=first("article:section", "articlesection", "parsely-section"),
        link=link,
    )
