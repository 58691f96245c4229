"""`broken-anchor`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    lazy_pattern,
)
from copydesk_rules.structure.shared.elements import FILLED_IN

__all__ = ["BrokenAnchor"]

#: Places that themes, renderers of footnotes and scripts make.
_MADE = lazy_pattern(
    r"(?i)top|main|content|page|site|header|footer|nav|menu|search|toc|contents|comments?|respond|reply|share"
    r"|disqus.*|comment-\d+|(?:user-content-)?(?:fn|fnref|footnote|footnote-ref|endnote|note|ref|cite)[-_:.]?\w*"
    r"|[!/:~?].*|.*[=/].*|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"
)
#: A number that sets equal headings apart.
_ORDINAL = lazy_pattern(r"[-_]\d+$")
_PLAIN = lazy_pattern(r"[\w.:-]+")
_DIGITS = lazy_pattern(r"\d+")


class BrokenAnchor(Rule[NoOptions]):
    """Finds links to a place in the article that isn't there.

    A table of contents keeps the links to a heading that was reworded, and a click on one does nothing.

    Known are all `id` and `name` attributes of the file, in HTML and as kramdown, Pandoc and Hugo write them
    (`{#tides}`, `{: #tides}`), and the names that GitHub, kramdown, Hugo, Jekyll, Pandoc and others make of
    headings, whatever they do with punctuation, accents and equal headings. Left alone are places that
    themes and renderers make (`#top`, `#comments`, footnotes), what scripts or templates fill in, and links
    to places in other files. Links whose names differ in numbers alone, as those of notes do, are one
    finding.

    Where a place differs in capitals or punctuation alone, the fix leads the link there; it is unsafe, as the
    place may be what should be renamed. Else only a person can tell where the link should lead.
    """

    meta = Meta(
        name="broken-anchor",
        group="structure",
        since="0.2",
        summary="Nothing in the article is named “{name}”{hint}",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad("See [the tides](⟦#low-tides⟧).\n\n## Low tide\n\nMud.\n", format="markdown"),
        Bad(
            "<p>See <a href='⟦#mud⟧'>below</a>.</p><h2 id='Mud'>The mud</h2>",
            format="html",
            fixed="<p>See <a href='#Mud'>below</a>.</p><h2 id='Mud'>The mud</h2>",
        ),
        Good("See [the tides](#low-tide-the-bay).\n\n## Low tide: the *bay*\n\nMud.\n", format="markdown"),
        Good(
            "See [it](#étale), [that](#etale-1), [this](#-3-crabs).\n\n## Étale\n\n## Étale\n\n## 3 crabs\n",
            format="markdown",
        ),
        Good(
            "See [the tides](#tides).\n\n## Low tide {#tides}\n\nMud.[^1]\n\n[^1]: Grey.\n", format="markdown"
        ),
        Good(
            "See [mud](#mud), [it](#top).\n\n{: #mud}\nThe mud.\n\n<a name='x'></a>[x](#x)\n",
            format="markdown",
        ),
        Good(
            "<p><a href='#mud'>Mud</a>, <a href='#'>up</a> <a href='/x#y'>x</a></p><p id=mud>Mud.</p>",
            format="html",
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        slugs: set[str] | None = None
        anchors = article.elements.anchors
        places: dict[str, str] = {}
        for link in article.elements.links:
            if not link.target.startswith("#") or FILLED_IN.search(link.target):
                continue
            name = unquote(link.target[1:])
            if not name or name in anchors or _MADE.fullmatch(name):
                continue
            if slugs is None:
                slugs = set(_slugs(article))
                places = {_bare(anchor): anchor for anchor in sorted(anchors)}
            if _bare(name) not in slugs and _bare(_ORDINAL.sub("", name)) not in slugs:
                near = places.get(_bare(name), "")
                hint = f"; is “{near}” meant?" if near else "."
                fixes = []
                if link.at is not None and _PLAIN.fullmatch(near):
                    edit = Edit(link.at, f"#{near}", in_source=True)
                    fixes.append(Fix(f"Lead it to “{near}”", (edit,), Safety.UNSAFE))
                yield self.finding(
                    article.span_of(link.source),
                    *fixes,
                    source=link.at or link.source,
                    key=f"Nothing in the article is named “{name}”{hint}",
                    repeat=_DIGITS.sub("", name),
                    name=name,
                    hint=hint,
                )


def _slugs(article: Article) -> Iterator[str]:
    """What every way to make a name of a heading leaves of it: its letters and digits."""
    for block in article.blocks:
        if block.kind in (Kind.HEADING, Kind.HEADLINE):
            words = article.text_of(block)
            yield _bare(words)
            yield _bare(words.lstrip("0123456789.) "))  # kramdown begins a name with a letter


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in letters if char.isalnum())
