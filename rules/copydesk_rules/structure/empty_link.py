"""`empty-link`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Link,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
)
from copydesk_rules.structure.shared.elements import FILLED_IN, is_blank, shortened

__all__ = ["EmptyLink"]

#: Attributes that give a link something to say or to show, or make it a place that others lead to.
_SHOWS = frozenset({"aria-label", "aria-labelledby", "class", "id", "name", "onclick", "style", "title"})
_CLASS = "class="


class EmptyLink(Rule[NoOptions]):
    """Finds links without words, and links that lead nowhere.

    A link without words is what an editor leaves behind when its words are deleted, or when the cursor
    stood in the wrong place. Nobody sees it, but a screen reader reads its address aloud, and the keyboard
    stops there. A link without an address (`[the report]()`) was meant to get one.

    Left alone are links around a picture or an icon, links with a title or a label, those with a class, which
    may show something by that, those that a script or a template fills in, and `href="#"`, which
    is for scripts.

    The fix deletes a link without words. It is not safe, as the words may be what is missing.
    """

    meta = Meta(
        name="empty-link",
        group="structure",
        since="0.2",
        summary="The link to {target} has no words.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            "<p>See the report⟦<a href='https://example.org/report'></a>⟧ for more.</p>",
            format="html",
            fixed="<p>See the report for more.</p>",
        ),
        Bad(
            "<p>The⟦<a href='/tides'><strong> </strong></a>⟧tide was high.</p>",
            format="html",
            fixed="<p>The tide was high.</p>",
        ),
        Bad(
            "Read ⟦[](https://example.org/tides)⟧the tide tables.",
            format="markdown",
            fixed="Read the tide tables.",
        ),
        Bad("Read ⟦[the tide tables]()⟧ first.", format="markdown"),
        Good("<p>Read <a href='/tides'>the tide tables</a>.</p>", format="html"),
        Good("<p><a href='/tides'><img src='tides.png' alt='Tides'></a> Below.</p>", format="html"),
        Good("<p><a href='/feed'><i class='icon-feed'></i></a> Below.</p>", format="html"),
        Good("<p><a id='note'></a>The note. <a href='#'></a><a href='#'>Close</a></p>", format="html"),
        Good("<h2><a class='anchor' href='#tide'></a>The tide</h2><p>Low.</p>", format="html"),
        Good("<p><a href=''><b>See also</b> <span class='title'></span></a> or not.</p>", format="html"),
        Good("<p><a href='{{ url }}'></a>Below. <a href='/x' title='The tides'></a></p>", format="html"),
        Good("[![Tides](tides.png)](/tides) Write `[]()` for a link.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for link in article.elements.links:
            span = article.span_of(link.source)
            if is_blank(link.inside):
                shown = link.target == "#" or not _SHOWS.isdisjoint(link.attributes)
                if not shown and not FILLED_IN.search(link.target):
                    where = f"“{shortened(link.target)}”" if link.target else "nowhere"
                    key = f"The link to {where} has no words."
                    yield self.finding(span, _deletion(link), source=link.source, key=key, target=where)
            elif (
                not link.target
                and not link.attributes
                and span.start < span.end
                and _CLASS not in link.inside
            ):
                words = shortened(article.text_of(span))
                message = key = f"The link “{words}” leads nowhere."
                yield self.finding(span, source=link.source, key=key, message=message)


def _deletion(link: Link) -> Fix:
    """The link goes; a space in it stays, as it may stand between two words."""
    space = " " if link.inside[:1].isspace() or "&nbsp;" in link.inside or "> <" in link.inside else ""
    return Fix("Delete the link", (Edit(link.source, space, in_source=True),), Safety.UNSAFE)
