"""The article in a whole page: which element holds it, and which blocks in that are not of it.

The element is the one that a configured selector names; or else one that says so itself
(`itemprop="articleBody"`, the classes that CMSs write, `<article>`, `<main>`) and holds most of the
page's running text; or else the smallest one around what trafilatura takes for the article. What
it has of navigation, share buttons and lists of other stories is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from copydesk.document.article import Kind
from copydesk.document.metadata import Metadata
from copydesk.readers.html.blocks import read_page
from copydesk.readers.html.drafts import Draft, Element
from copydesk.readers.html.elements import HEADINGS, LISTS
from copydesk.readers.html.head import read_head
from copydesk.readers.html.inline import Gathered
from copydesk.readers.html.selector import Selector
from copydesk.readers.html.signs import LARGE, furniture_names, is_furniture, rank_of
from copydesk.readers.html.story import (
    LINKED,
    container_of,
    innermost,
    is_link,
    judge_captions,
    running_length,
    story_of,
)
from copydesk.text.regex import lazy_pattern

__all__ = ["find_article"]

#: A page with no more of its text in links is no site's.
_BARE = 0.03
#: The part of the running text that an element holds which says it is the article, and that which one
#: of its children holds if it is the article alone.
_HOLDS = 0.5
_HOLDS_JUDGED = 0.75
_HOLDS_ALL = 0.9
_HOLDS_ALL_JUDGED = 0.95
_PRUNABLE = 0.5
#: The part of a block's runs of four words that trafilatura has where it chose the block.
_CHOSEN = 0.6
#: A page that is one text as it was typed has so many code points of it.
_VERBATIM = 1000
#: So many links, and hardly anything else, are a list of other stories.
_MANY_LINKS = 12
_MOST_LINKED = 0.45
#: Longer pages are not given to trafilatura: it is not linear.
_MAX_JUDGED = 2_000_000

_WORD = lazy_pattern(r"\w+")


def find_article(
    source: str, selector: str | None = None
) -> tuple[list[Draft], list[Gathered[Element]], Metadata]:
    """The blocks of the article in a page, what it has beside words, and what the page's head tells of it.

    Args:
        source: the page.
        selector: of the element that holds it; where nothing in the page matches, it is found.

    Raises:
        ConfigError: that is not a selector.
    """
    drafts, elements, found = read_page(source)
    head = read_head(source, next((e.start for e in elements if e.name == "body"), len(source)))
    layout = _PageLayout(drafts, elements)
    roots = _outermost(elements, Selector(selector)) if selector else []
    if not roots:
        alone = layout.is_bare or layout.is_verbatim
        root = layout.declared() or (None if alone else layout.judged(source))
        roots = [root] if root else []
    headline = _headline(drafts, layout, roots, head.title)
    blocks = list(_with_head(drafts, layout, layout.article(roots), headline))
    return _with_comments(source, drafts, blocks), layout.inside(source, roots, blocks, found), head


def _with_comments(source: str, drafts: Sequence[Draft], blocks: Iterable[Draft]) -> list[Draft]:
    """The article's blocks, and of copydesk's own comments those that are for them.

    One that ignores goes with the block that it is for; those around a region stay wherever they stand.
    """
    kept = {id(draft) for draft in blocks if draft.kind is not Kind.MARKUP}
    found: list[Draft] = []
    waiting: list[Draft] = []
    for draft in drafts:
        if draft.kind is not Kind.MARKUP:
            if id(draft) in kept:
                found += [*waiting, draft]
                waiting = []
            else:
                waiting = [c for c in waiting if source.find("copydesk-ignore", c.start, c.end) < 0]
        elif not waiting and found and draft.start < found[-1].end:  # inside that block
            found.append(draft)
        else:
            waiting.append(draft)
    return found


class _PageLayout:
    """How a page's text is spread over its elements."""

    def __init__(self, drafts: Sequence[Draft], elements: Sequence[Element]) -> None:
        self._drafts = drafts
        self._elements = elements
        judge_captions(drafts)
        held = self._spread(drafts, running_length)
        total = max(held, default=0)
        common = self._common_names(held)
        self._pruned = [False] * len(elements)
        for i, element in enumerate(elements):
            outer = element.parent.index if element.parent else -1
            self._pruned[i] = (outer >= 0 and self._pruned[outer]) or (
                held[i] < _PRUNABLE * total and is_furniture(element, common)
            )
        self._prune_links(held, _PRUNABLE * total)
        self._kept = [draft for draft in drafts if not self.is_pruned(draft)]
        weigh = running_length if total else _unlinked
        self._weights = self._spread(self._kept, weigh)
        self._total = sum(map(weigh, self._kept))

    def _prune_links(self, held: Sequence[int], least: float) -> None:
        """Prune what holds many links, little else and no part of the text to speak of: other stories."""
        words = [
            draft for draft in self._drafts if draft.kind is not Kind.ALT_TEXT and not self.is_pruned(draft)
        ]
        links, blocks = self._spread(words, is_link), self._spread(words, lambda _: 1)
        sizes = self._spread(words, lambda draft: len(draft.text))
        linked = self._spread(words, lambda draft: draft.linked)
        for i, element in enumerate(self._elements):
            outer = element.parent.index if element.parent else -1
            is_list = (
                links[i] >= _MANY_LINKS
                and 2 * links[i] > blocks[i]
                and linked[i] > _MOST_LINKED * sizes[i]
                and held[i] < min(least, LINKED * sizes[i])
                and element.name not in LISTS
                and element.name not in LARGE
            )
            self._pruned[i] = self._pruned[i] or is_list or (outer >= 0 and self._pruned[outer])

    def _common_names(self, weights: Sequence[int]) -> set[str]:
        """The classes and ids that name furniture and that most of the running text stands in.

        A page builder wraps everything in such elements. One that stands in another counts once.
        """
        found: Counter[str] = Counter()
        ends: dict[str, int] = {}
        for element, weight in zip(self._elements, weights, strict=True):
            for name in set(furniture_names(element)) if weight else ():
                if element.start >= ends.get(name, 0):
                    found[name] += weight
                    ends[name] = element.end
        least = _PRUNABLE * max(weights, default=0)
        return {name for name, weight in found.items() if weight >= least > 0}

    @property
    def headers(self) -> list[Element | None]:
        """The `<header>` that each element is or stands in, by its index; None at the end, for the root."""
        return innermost(self._elements, "header")

    @property
    def is_bare(self) -> bool:
        """Whether the page has hardly a link in it: no site's, but a document that is all article."""
        linked = sum(draft.linked for draft in self._drafts)
        return linked <= _BARE * sum(len(draft.text) for draft in self._drafts)

    @property
    def is_verbatim(self) -> bool:
        """Whether the page has no running text but one that is set as it was typed."""
        return not any(map(running_length, self._drafts)) and any(
            draft.kind is Kind.CODE and len(draft.text) >= _VERBATIM for draft in self._drafts
        )

    def is_pruned(self, draft: Draft) -> bool:
        """Whether a block stands in the page's furniture."""
        return draft.element.index >= 0 and self._pruned[draft.element.index]

    def _spread(self, drafts: Sequence[Draft], weigh: Callable[[Draft], int]) -> list[int]:
        """How much of some blocks' weight each element holds."""
        weights = [0] * len(self._elements)
        for draft in drafts:
            if draft.element.index >= 0:
                weights[draft.element.index] += weigh(draft)
        for element in reversed(self._elements):
            if element.parent and element.parent.index >= 0:
                weights[element.parent.index] += weights[element.index]
        return weights

    def declared(self) -> Element | None:
        """The element that says it is the article and holds most of the page's text."""
        root = self._best(self._weights, _HOLDS * self._total)
        return self._descend(root) if root else None

    def judged(self, source: str) -> Element | None:
        """The element around what trafilatura takes for the article; drops what stands apart from that."""
        chosen = _trafilatura(source, self._drafts)
        if not chosen:
            return None
        known = set(map(id, chosen))
        beside = {container_of(draft) for draft in chosen if running_length(draft)}
        self._kept = [draft for draft in self._kept if id(draft) in known or container_of(draft) in beside]
        weights = self._spread(chosen, lambda draft: len(draft.text))
        total = max(weights, default=0)
        if not total:
            return None
        root = self._best(weights, _HOLDS_JUDGED * total)
        if root is not None:
            return self._descend(root)
        holding = (e for e in reversed(self._elements) if weights[e.index] >= _HOLDS_ALL_JUDGED * total)
        return next((e for e in holding if e.name not in ("p", "li")), None)

    def _best(self, weights: list[int], least: float) -> Element | None:
        """Of the elements that call themselves the article most plainly, the innermost with the most text."""
        best: dict[int, Element] = {}
        for element in self._elements:
            weight = weights[element.index]
            if weight and weight >= least and (rank := rank_of(element)):
                known = best.get(rank)
                if known is None or weight >= 0.85 * weights[known.index]:
                    best[rank] = element
        return best[max(best)] if best else None

    def _descend(self, root: Element) -> Element:
        """The innermost element that has nearly all of the running text of another."""
        for element in self._elements[root.index + 1 :]:
            if element.start >= root.end:
                break
            if (
                element.parent is root
                and element.name not in ("p", "blockquote", "li", "ul", "ol", "table")
                and self._weights[element.index] >= _HOLDS_ALL * self._weights[root.index] > 0
            ):
                root = element
        return root

    def article(self, roots: Sequence[Element]) -> list[Draft]:
        """The blocks of the article, if some elements hold it; with none, all but the furniture."""
        kept = self._kept
        if roots:
            kept = [draft for draft in kept if any(_holds(root, draft) for root in roots)]
        return story_of(kept, self._elements)

    def inside(
        self,
        source: str,
        roots: Sequence[Element],
        blocks: Sequence[Draft],
        found: Iterable[Gathered[Element]],
    ) -> list[Gathered[Element]]:
        """What of the links and the like is the article's, whose blocks are known.

        It stands in a block of the article, or between two and in no other block, and not in furniture. A
        heading with nothing at all in it is no writer's, but what a template makes of a field that is empty.
        """
        if not blocks:
            return []
        kept = set(map(id, blocks))
        others = [
            draft for draft in self._drafts if id(draft) not in kept and draft.kind is not Kind.ALT_TEXT
        ]
        starts = [draft.start for draft in others]
        first, last = min(draft.start for draft in blocks), max(draft.end for draft in blocks)

        def belongs(place: int, holder: Element) -> bool:
            if not first <= place < last or (holder.index >= 0 and self._pruned[holder.index]):
                return False
            if roots and not any(root.start <= place < root.end for root in roots):
                return False
            other = bisect_right(starts, place) - 1
            return other < 0 or others[other].end <= place

        return [
            gathered
            for gathered in found
            if belongs(gathered.tag.start, gathered.holder)
            and not (gathered.tag.name in HEADINGS and source.startswith("</", gathered.tag.end))
        ]


def _unlinked(draft: Draft) -> int:
    return len(draft.text) - draft.linked if draft.kind is not Kind.ALT_TEXT else 0


def _holds(root: Element, draft: Draft) -> bool:
    return root.start <= draft.element.start < root.end


def _outermost(elements: Sequence[Element], matches: Selector) -> list[Element]:
    found: list[Element] = []
    for element in elements:
        if (not found or element.start >= found[-1].end) and matches(element):
            found.append(element)
    return found


# The headline, and what stands between it and the body.


def _headline(
    drafts: Sequence[Draft], layout: _PageLayout, roots: Sequence[Element], title: str | None
) -> Draft | None:
    """The heading that the page's title repeats, or else the first of level 1."""
    end = max((root.end for root in roots), default=drafts[-1].end if drafts else 0)
    wanted = _WORD.findall((title or "").casefold())
    first: Draft | None = None
    for draft in drafts:
        if draft.kind is not Kind.HEADING or draft.level > 2 or draft.start >= end:
            continue
        words = _WORD.findall(draft.text.casefold())
        if len(words) > 2 and wanted and _begins(wanted, words):
            return draft
        if draft.level == 1 and not layout.is_pruned(draft) and len(words) > 2:
            first = first or draft
    return first


def _begins(title: list[str], words: list[str]) -> bool:
    """Whether one is the other's beginning; a page's title has the site's name behind it."""
    return title[: len(words)] == words or words[: len(title)] == title


def _with_head(
    drafts: Sequence[Draft], layout: _PageLayout, body: Sequence[Draft], headline: Draft | None
) -> Iterator[Draft]:
    """The body with the headline and, from between the two, deck, byline, date and lead."""
    if headline is not None:
        headline.kind, headline.level = Kind.HEADLINE, 0
    chosen = set(map(id, body))
    first = next(
        (i for i, draft in enumerate(drafts) if id(draft) in chosen and running_length(draft)), len(drafts)
    )
    wanted = {Kind.DECK, Kind.BYLINE, Kind.DATELINE} - {draft.kind for draft in body}
    below = False
    headers = layout.headers
    top = headers[headline.element.index] if headline else None
    for i, draft in enumerate(drafts):
        in_header = top is not None and headers[draft.element.index] is top
        if in_header and below and draft.kind is Kind.PARAGRAPH and running_length(draft):
            draft.kind = Kind.DECK
        if draft is headline:
            below = True
            yield draft
        elif id(draft) in chosen:
            if draft.kind is Kind.DECK and i > first and not in_header:
                draft.kind = Kind.HEADING if draft.level else Kind.PARAGRAPH
            yield draft
        elif below and i < first:
            if draft.kind in wanted:
                wanted.remove(draft.kind)
                yield draft
            elif draft.kind is Kind.PARAGRAPH and running_length(draft) and not layout.is_pruned(draft):
                yield draft


# trafilatura's judgement.


def _trafilatura(source: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The blocks that trafilatura takes for the article's."""
    if len(source) > _MAX_JUDGED:
        return []
    from trafilatura import extract

    text = extract(source, include_comments=False, include_tables=False) or ""
    wanted = Counter(_runs(text))
    lines = {" ".join(_WORD.findall(line.casefold())) for line in text.split("\n")}
    chosen: list[Draft] = []
    for draft in drafts:
        if draft.kind is Kind.ALT_TEXT or not draft.kind.is_prose:
            continue
        runs = Counter(_runs(draft.text))
        if (runs and sum((runs & wanted).values()) >= _CHOSEN * runs.total()) or (
            not runs and " ".join(_WORD.findall(draft.text.casefold())) in lines
        ):
            chosen.append(draft)
    return chosen


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return zip(words, words[1:], words[2:], words[3:], strict=False)
