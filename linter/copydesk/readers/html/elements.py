"""Elements of HTML: what each is, and what a tag says of the text in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from copydesk.document.article import Kind
from copydesk.readers.html.tokens import Token
from copydesk.text.regex import lazy_pattern

__all__ = [
    "BLOCKS", "CODE", "CONTAINERS", "HEADINGS", "LISTS", "LIST_SCOPES", "MEDIA", "ORDINARY",
    "SCOPES", "SIBLINGS",
    "TABLE_PARTS", "UNREAD", "VOID", "WRAPPERS", "is_hidden", "is_leftover", "kind_within",
    "may_be_office", "may_tell", "names_author",
]  # fmt: skip


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = {f"h{n}": n for n in range(1, 7)}
#: Elements that hold blocks, and whose bare text is one.
CONTAINERS = _names(
    "address article aside blockquote body center details dialog dd div fieldset figure footer form "
    "header hgroup html main nav section search td th"
)
BLOCKS = CONTAINERS | _names(
    "caption dir dl dt figcaption head legend li listing menu ol optgroup option p plaintext pre summary "
    "table tbody tfoot thead tr ul h1 h2 h3 h4 h5 h6"
)
LISTS = _names("dir dl menu ol ul")
VOID = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
)
#: Elements that show a picture, a film, a control or nothing, but no words of the article.
UNREAD = _names(
    "applet audio button canvas datalist iframe math meter noembed noframes noscript object progress rp "
    "rt script select style svg template textarea title video xmp"
)
MEDIA = _names("applet audio canvas embed iframe img input math object svg video")
CODE = _names("code kbd samp")
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite data del dfn em i ins label map mark nobr output picture q rb rtc "
    "ruby s slot small span strike strong sub sup time tt u var"
)
_KNOWN = BLOCKS | VOID | UNREAD | CODE | _INLINE | _names("colgroup frameset")
#: Those that a tag may name in an article, whatever else it says.
ORDINARY = _KNOWN - {"font"}

#: What no end tag reaches out of: the HTML standard's “scope” and “list item scope”.
SCOPES = _names("caption html table td template th")
LIST_SCOPES = SCOPES | LISTS
TABLE_PARTS = _names("caption table tbody td tfoot th thead tr")
#: What an open element is ended by: the start of one of these.
SIBLINGS = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "option": ("option",),
    "tr": ("tr",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tbody": ("tbody", "thead", "tfoot"),
    "tfoot": ("tbody", "thead", "tfoot"),
}
#: Elements that are nothing without the one block in them.
WRAPPERS = LISTS | _names("aside blockquote dd dt figure li")
#: Elements too large for a class to make all their blocks a byline, a deck or a caption.
_LARGE = _names("article body form html main section table tbody td th tr")

_OFFICE = lazy_pattern(r"\bclass\s*=\s*[\"']?\s*Mso|\bmso-")
_TELLING = lazy_pattern(r"hidden|display\s*:\s*none|author|by-?line", re.IGNORECASE)
#: Where what is there for screen readers stands, and what TinyMCE forgot to take away after a paste.
_OFF_SCREEN = lazy_pattern(r"(?:left|top|text-indent):-\d{4,}px")
_PULL_QUOTE = lazy_pattern(r"pull-?_?quote|quote-?_?pull", re.IGNORECASE)
_BIO = lazy_pattern(
    r"(?:^|[\s_-])(?:about-?_?(?:the-?_?)?author"
    r"|author-?_?(?:bio(?:graphy)?|box|info|description|about|card)|bio(?:graphy)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BYLINE = lazy_pattern(
    r"(?:^|[\s_-])by-?line(?:s|$|[\s_-])|(?:^|\s)(?:(?:article|entry|post|story)[_-]*)?author(?:s|[_-]?name)?(?:$|\s)",
    re.IGNORECASE,
)
_DECK = lazy_pattern(
    r"(?:^|[\s_-])(?:deck|dek|standfirst|sub-?_?head(?:line|ing)?|sub-?_?title|strapline)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: A paragraph so named sums the article up.
_SUMMARY = lazy_pattern(
    r"(?:^|[\s_-])(?:(?:article|entry|story)[_-]?)?(?:summary|abstract)(?:$|[\s_-])", re.IGNORECASE
)
_CAPTION = lazy_pattern(
    r"(?:^|[\s_-])(?:caption(?:-?_?text)?|(?:photo|image|picture|media|img)?-?_?credits?)(?:$|[\s_-])",
    re.IGNORECASE,
)


def kind_within(name: str, said: Mapping[str, str], outer: Kind | None) -> Kind | None:
    """The kind of the blocks in an element; None where nothing says so.

    Args:
        name: of the element.
        said: its attributes.
        outer: the kind of the blocks in the element around it.
    """
    if said and name not in ("body", "html"):
        classes = said.get("class", "")
        names = f"{classes} {said.get('id', '')}"
        if _PULL_QUOTE.search(names):
            return Kind.PULL_QUOTE
        if name not in HEADINGS and name not in _LARGE:
            if _BIO.search(names):
                return Kind.AUTHOR_BIO
            if _BYLINE.search(classes) or said.get("itemprop") == "author":
                return Kind.BYLINE
            if _CAPTION.search(classes):
                return Kind.CAPTION
        sums_up = "alternativeHeadline" in said.get("itemprop", "").split()
        sums_up = sums_up or (name == "p" and _SUMMARY.search(classes) is not None)
        if name not in _LARGE and (sums_up or _DECK.search(classes)):
            return Kind.DECK
    if outer in (Kind.PULL_QUOTE, Kind.AUTHOR_BIO) and name not in ("figcaption", "footer"):
        return outer
    if name in HEADINGS:
        return Kind.HEADING
    if name == "blockquote":
        return Kind.BLOCK_QUOTE
    if name in ("li", "dt", "dd"):
        return Kind.LIST_ITEM
    if name in ("td", "th"):
        return Kind.TABLE_CELL
    if name in ("figcaption", "caption") or (name == "footer" and outer is Kind.BLOCK_QUOTE):
        return Kind.CAPTION
    if name in ("pre", "listing", "plaintext"):
        return Kind.CODE
    if outer is Kind.HEADING and name == "p":  # its heading was never closed
        return Kind.PARAGRAPH
    return outer


def may_tell(source: str, tag: Token) -> bool:
    """Whether an inline tag's attributes are worth a look by `names_author` and `is_hidden`."""
    return _TELLING.search(source, tag.start, tag.end) is not None


def names_author(said: Mapping[str, str]) -> bool:
    """Whether an inline element's attributes say that its text is the author."""
    return (
        "author" in said.get("rel", "").split()
        or said.get("itemprop") == "author"
        or _BYLINE.search(said.get("class", "")) is not None
    )


def is_hidden(said: Mapping[str, str]) -> bool:
    """Whether an element's attributes hide it from its reader."""
    style = "".join(said.get("style", "").lower().split())
    return (
        "hidden" in said
        or said.get("aria-hidden", "").lower() == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or _OFF_SCREEN.search(style) is not None
    )


def may_be_office(source: str, start: int, end: int) -> bool:
    """Whether a part of a source can have tags of Word's in it.

    Args:
        source: the whole source.
        start, end: the fragment.
    """
    return "mso" in source[start:end].lower()


def is_leftover(source: str, tag: Token, office: bool) -> bool:
    """Whether a tag is one that no CMS writes into an article: Word's, `<font>`, an unknown element's.

    Args:
        office: whether it may be Word's; see `may_be_office`.
    """
    name = tag.name
    if name == "font" or ":" in name or (name not in _KNOWN and "-" not in name):
        return True
    return (
        office
        and tag.end - tag.start > len(name) + 2
        and _OFFICE.search(source, tag.start, tag.end) is not None
    )
