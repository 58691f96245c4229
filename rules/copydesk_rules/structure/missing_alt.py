"""`missing-alt`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import Article, Bad, Default, Finding, Good, Meta, NoOptions, Rule, Severity, lazy_pattern
from copydesk_rules.structure.shared.elements import FILLED_IN

__all__ = ["MissingAlt"]

#: Pictures that are fetched to count readers, and never seen; and those of a page's controls.
_OTHER = lazy_pattern(
    r"(?:^|[/._-])(?:pixel|beacon|tracking|tracker|count(?:er)?|stats?|spacer|blank|transparent|1x1)(?:[/._?-]|$)"
    r"|(?:^|[/._-])(?:btn|button|arrow)[._-]|doubleclick|feedburner|feeds\.wordpress|google-analytics|facebook\.com/tr|scorecardresearch|quantserve",
    re.IGNORECASE,
)

#: What baselines and decisions know a finding by.
_KEY = "The picture has no alternative text."


class MissingAlt(Rule[NoOptions]):
    """Finds pictures without a text for those who don't see them.

    A screen reader reads the alternative text in a picture's place; where there is none, it reads the name of
    the file, or nothing. Search engines and readers whose connection fails miss it, too.

    In HTML, an empty `alt=""` says that a picture needs no words, and is right for one that only adorns the
    page; Markdown has no way to say that, so `![](tide.png)` is reported. Left alone are pictures that
    are hidden from screen readers or too small to be seen, counters of readers, buttons, and what a template
    puts in. All of an article are one finding.

    Only who sees the picture can describe it, so nothing is offered as a fix.
    """

    meta = Meta(
        name="missing-alt",
        group="structure",
        since="0.2",
        summary="The picture has no alternative text.",
        severity=Severity.SUGGESTION,
        default=Default.OFF,
    )
    examples = (
        Bad("<p>The bay.</p>⟦<img src='bay.jpg'>⟧<p>The mud.</p>", format="html"),
        Bad("The bay: ⟦![](bay.jpg)⟧", format="markdown"),
        Good("<p>The bay.</p><img src='bay.jpg' alt='The bay at low tide'><p>The mud.</p>", format="html"),
        Good("<p>The bay.</p><img src='rule.png' alt=''><img src='x.gif' width=1 height=1>", format="html"),
        Good("<p>The bay.</p><img src='a.png' aria-hidden='true'><img src='b.png' role=none>", format="html"),
        Good("The bay: ![The bay at low tide](bay.jpg) ![]({{ page.image }})", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for image in article.elements.images:
            if image.alt is not None or image.decorative or not image.target:
                continue
            if not FILLED_IN.search(image.target) and not _OTHER.search(image.target):
                span = article.span_of(image.source)
                yield self.finding(span, source=image.source, key=_KEY, repeat="")
