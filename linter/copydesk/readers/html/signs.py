"""What an element of a page says of itself: that it is the article, or the page's furniture."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from copydesk.document.article import Kind
from copydesk.readers.html.drafts import Element
from copydesk.text.regex import lazy_pattern

__all__ = ["LARGE", "furniture_names", "is_furniture", "rank_of"]

#: Elements whose classes tell of the page around them, not of what they are.
LARGE = frozenset(("html", "body", "main", "article", "table", "tbody", "tr", "td"))
_BODY = lazy_pattern(
    r"(?:^|[\s_-])(?:(?:article|post|entry|story|blog|news|page)[_-]*(?:body|content|text|copy)"
    r"|(?:body|content|text)-?(?:article|post|story)|e-content|h-?entry)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: A whole class that says so.
_OWN_BODY = lazy_pattern(
    r"(?:^|\s)(?:article|post|entry|story)[_-]*(?:body|content|text|copy)(?:$|\s)", re.IGNORECASE
)
_ARTICLE = lazy_pattern(r"(?:^|\s)(?:(?:blog-?)?post|article|story)(?:$|\s)", re.IGNORECASE)
_FURNITURE = lazy_pattern(
    r"(?:^|[\s_-])(?:"
    r"ads?|advert\w*|adslot|sponsor\w*|promo\w*|banner|cta|call-?to-?action|donat\w*|paywall"
    r"|comments?|commentlist|disqus\w*|respond|replies"
    r"|related\w*|recirc\w*|recommend\w*|trending|popular|latest|outbrain|taboola|most-?(?:read|popular|viewed)"
    r"|more-?(?:stories|news|articles|from|on|posts|like)\w*|(?:read|also)-?(?:more|next|also|read|like)|you-?may\w*"
    r"|share\w*|sharing|social\w*|follow\w*|addthis\w*|sharedaddy"
    r"|newsletter\w*|subscri\w*|sign-?up|opt-?in|log-?in"
    r"|nav\w*|menu\w*|breadcrumbs?|toc|paginat\w*|pag(?:er|ing)|prev-?next|skip-?link|jump-?link|toolbar|controls?"
    r"|sidebar\w*|rail|widget\w*|footer\w*|masthead|site-?header"
    r"|tags?|tag-?list|tags-?links|post-?tags|categories|topics?|meta|metadata"
    r"|cookie\w*|gdpr|consent\w*|modal\w*|popup\w*|overlay"
    r"|print|no-?print|screen-?reader-?text|visually-?hidden|sr-?only|hidden|hide"
    r"|gallery|slideshow|carousel|slider|player|playlist"
    r"|copyright"
    r")(?:$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset(("nav", "aside", "footer", "form", "dialog", "menu"))
_FURNITURE_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alert", "menu", "toolbar")
)


def rank_of(element: Element) -> int:
    """How plainly an element calls itself the article; 0 for not at all."""
    said = element.attributes
    if "articleBody" in said.get("itemprop", "").split():
        return 4
    if element.name in ("html", "body"):
        return 0
    if _BODY.search(f"{said.get('class', '')} {said.get('id', '')}"):
        return 3
    if element.name == "article" or _ARTICLE.search(said.get("class", "")):
        return 2
    return int(element.name == "main" or said.get("role") == "main")


def is_furniture(element: Element, common: Container[str]) -> bool:
    """Whether an element is the page's by its tag, its role or a name; `common` names say nothing."""
    if element.name in LARGE:
        return False
    said = element.attributes
    if element.name in _FURNITURE_TAGS or said.get("role") in _FURNITURE_ROLES:
        return element.name != "aside" or element.kind is not Kind.PULL_QUOTE
    return any(name not in common for name in furniture_names(element))


def furniture_names(element: Element) -> Iterator[str]:
    """The classes of an element, and its id, that name furniture; none where one says that it is the body."""
    said = element.attributes
    if not said or element.name in LARGE or "articleBody" in said.get("itemprop", ""):
        return
    names = f"{said.get('class', '')} {said.get('id', '')}"
    if _FURNITURE.search(names) and not _OWN_BODY.search(names):
        yield from (name for name in names.split() if _FURNITURE.search(name))
