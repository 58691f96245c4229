"""Which blocks of the element that holds an article are not of it: links, other stories, copies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from copydesk.document.article import Kind
from copydesk.readers.html.drafts import Draft, Element
from copydesk.readers.html.elements import LISTS
from copydesk.text.regex import lazy_pattern

__all__ = ["LINKED", "container_of", "innermost", "is_link", "judge_captions", "running_length", "story_of"]

#: A paragraph of running text has this many code points, and a smaller part of them in links.
_RUNNING = 80
LINKED = 0.3
#: A block with this part of it in links is a link.
_LINKS = 0.6
#: The longest caption of a picture that nothing else marks as one.
_BESIDE_PICTURE = 120
#: So many times as long as the running text are the captions of a page that is a gallery.
_GALLERY = 3
#: So many items that are each headed by a link are a list of other stories.
_TEASERS = 4
#: So many paragraphs that stand in another element as well are a second copy of the text.
_COPIES = 3

_REFERENCES = lazy_pattern(r"reference|footnote|citation|(?:^|[\s_-])notes?(?:$|[\s_-])", re.IGNORECASE)
_TEASER = lazy_pattern(
    r"(?:also|more|read|related|recommended|see|watch|listen|click here|follow|keywords)\b", re.IGNORECASE
)
#: What stands above links to other stories.
_LABEL = lazy_pattern(
    r"(?:you (?:may|might) (?:also )?(?:like|enjoy|be interested)|(?:read|see|watch|and) (?:more|also|next)"
    r"|also read|related|recommended|more\b|most (?:read|popular)|trending|popular|up next|around the web)"
    r"[^.?!]{0,40}(?:[.:…]{0,3})$",
    re.IGNORECASE,
)
_TITLE = lazy_pattern(r"title|headline", re.IGNORECASE)


def story_of(drafts: Sequence[Draft], elements: Sequence[Element]) -> list[Draft]:
    """The blocks that are the article's, of those in the element that holds it.

    Args:
        drafts: the blocks in that element, but for the page's furniture.
        elements: all of the page's.
    """
    kept = _without_copies(drafts)
    items = innermost(elements, "li")
    links, teasers = _link_lists(kept), _teaser_lists(kept, items)

    def is_elsewhere(draft: Draft) -> bool:
        item = items[draft.element.index]
        if item is not None and item.parent in teasers:
            return True
        return is_link(draft) and (draft.element.parent in links or _is_teaser(draft))

    kept = [draft for draft in kept if not is_elsewhere(draft)]
    story = _first_story(kept, innermost(elements, "article"))
    return _trimmed(list(_without_offers(list(story))))


def innermost(elements: Sequence[Element], name: str) -> list[Element | None]:
    """The innermost element of a name that each is or stands in, by its index; at the end None."""
    found: list[Element | None] = []
    for element in elements:
        outer = element.parent.index if element.parent else -1
        found.append(element if element.name == name else found[outer] if outer >= 0 else None)
    return [*found, None]


def judge_captions(drafts: Sequence[Draft]) -> None:
    """Make captions of a few words beside a picture, and paragraphs of those of a page that is a gallery."""
    for draft in drafts:
        if draft.kind is Kind.PARAGRAPH and _is_beside_picture(draft):
            draft.kind = Kind.CAPTION
    captions = [d for d in drafts if d.kind is Kind.CAPTION and len(d.text) >= _RUNNING]
    if sum(len(d.text) for d in captions) > _GALLERY * sum(map(running_length, drafts)):
        for draft in captions:
            draft.kind = Kind.PARAGRAPH


def _is_beside_picture(draft: Draft) -> bool:
    """Whether a block is all that stands in an element with a picture, and no sentence."""
    element = draft.element
    if not element.media or element.only is not draft or element.many or len(draft.text) > _BESIDE_PICTURE:
        return False
    return not draft.text.rstrip("”\"’')]").endswith((".", "!", "?", ":", "…"))


def _without_copies(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Less a second copy of the text, which a page has for another width, or for its parts."""
    first: dict[str, Element | None] = {}
    copies: list[int] = []
    for at, draft in enumerate(drafts):
        if running_length(draft):
            container = container_of(draft)
            if first.setdefault(draft.text, container) is not container:
                copies.append(at)
    if len(copies) < _COPIES:
        return drafts
    seen: set[str] = set()
    of_copies = {container_of(drafts[at]) for at in copies}
    kept: list[Draft] = []
    for draft in drafts:
        if not (draft.text in seen and container_of(draft) in of_copies):
            kept.append(draft)
        seen.add(draft.text)
    return kept


def running_length(draft: Draft) -> int:
    """The length of a block that is running text, else 0."""
    if draft.kind not in (Kind.PARAGRAPH, Kind.BLOCK_QUOTE, Kind.LIST_ITEM, Kind.TABLE_CELL):
        return 0
    length = len(" ".join(draft.text.split()))
    return length if length >= _RUNNING and draft.linked < LINKED * length else 0


def is_link(draft: Draft) -> bool:
    """Whether nearly all of a block is links."""
    return draft.linked > _LINKS * len(draft.text)


def _is_teaser(draft: Draft) -> bool:
    """Whether a link that is a block leads to another story: “Read more”, or all in capitals."""
    text = draft.text
    return _TEASER.match(text) is not None or (draft.kind is Kind.PARAGRAPH and text.isupper())


def _link_lists(drafts: Sequence[Draft]) -> set[Element]:
    """The lists of two items or more that are nothing but links."""
    links: Counter[Element] = Counter()
    items: Counter[Element] = Counter()
    for draft in drafts:
        holder = draft.element.parent
        if draft.kind is Kind.LIST_ITEM and holder and not _names_references(holder):
            items[holder] += 1
            links[holder] += is_link(draft)
    return {element for element, count in items.items() if count > 1 and links[element] == count}


def _names_references(element: Element) -> bool:
    return _REFERENCES.search(element.attributes.get("class", "")) is not None


def _teaser_lists(drafts: Sequence[Draft], items: Sequence[Element | None]) -> set[Element | None]:
    """The lists whose items have each a heading that is a link."""
    headed: dict[Element, bool] = {}
    for draft in drafts:
        if item := items[draft.element.index]:
            is_title = draft.kind is Kind.HEADING and is_link(draft)
            headed[item] = headed.get(item, False) or is_title
    titles: Counter[Element | None] = Counter()
    every: Counter[Element | None] = Counter()
    for item, has_title in headed.items():
        titles[item.parent] += has_title
        every[item.parent] += 1
    return {found for found, count in every.items() if count >= _TEASERS and titles[found] == count}


def _first_story(drafts: Sequence[Draft], articles: Sequence[Element | None]) -> Iterator[Draft]:
    """The blocks up to another story's title, on a page that goes on with more stories.

    A heading in the same `<article>` as the first whose classes speak of no title is a section's.
    """
    title: set[str] | None = None
    story: Element | None = None
    body = False
    for draft in drafts:
        if draft.kind is Kind.HEADING and draft.level == 1:
            classes = set(draft.element.attributes.get("class", "").split())
            if title is None:
                title, story = classes, articles[draft.element.index]
            elif body and classes & title:
                titled = any(_TITLE.search(name) for name in classes & title)
                if titled or story is None or articles[draft.element.index] is not story:
                    return
        body = body or running_length(draft) > 0
        yield draft


def _without_offers(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Less the links to other stories, and the label that stands above them."""
    behind = False
    for at, draft in enumerate(drafts):
        following = drafts[at + 1] if at + 1 < len(drafts) else None
        if behind and is_link(draft):
            continue
        behind = (
            following is not None
            and is_link(following)
            and draft.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM)
            and _LABEL.match(draft.text) is not None
        )
        if not behind:
            yield draft


def _trimmed(drafts: Sequence[Draft]) -> list[Draft]:
    """Less what stands before its title and, apart from the body, behind it: links, labels, buttons."""
    running = [i for i, draft in enumerate(drafts) if running_length(draft)]
    if not running:
        return list(drafts)
    titles = (
        i for i, draft in enumerate(drafts[: running[0]]) if draft.kind is Kind.HEADING and draft.level == 1
    )
    body = {container_of(drafts[i]) for i in running}
    end = len(drafts)
    while end - 1 > running[-1] and container_of(drafts[end - 1]) not in body:
        end -= 1
    return list(drafts[next(titles, 0) : end])


def container_of(draft: Draft) -> Element | None:
    """What a block's element stands in, lists aside."""
    at = draft.element.parent
    while at is not None and (at.name in LISTS or at.name == "li"):
        at = at.parent
    return at
