"""The output of `copydesk audit where`."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from copydesk.audit.query import Occurrence
from copydesk.reporters.text import many

__all__ = ["told"]

#: Of one article, so many places are told.
_MOST_PLACES = 3
_INDENT = " " * 12


def told(rule: str, text: str, places: Sequence[Occurrence]) -> Iterator[str]:
    """The answer in lines as wide as the terminal, an article after the other.

    Args:
        rule: that was asked for.
        text: that was looked for.
        places: where it stands; at least one.
    """
    width = min(100, shutil.get_terminal_size().columns)
    articles = [list(each) for _, each in groupby(places, key=lambda place: (place.path, place.id))]
    times = sum(place.count for place in places)
    often = f", {times:,} times" if times > len(articles) else ""
    newest = ", the newest first" if len(articles) > 1 else ""
    title = f"“{' '.join(text.split())}” ({rule}): in {many(len(articles), 'article')}{often}{newest}"
    yield from textwrap.wrap(title, width, max_lines=3, placeholder=" …")
    for its in articles:
        first = its[0]
        name = " ".join((first.title or first.path).split())
        yield ""
        yield from textwrap.wrap(
            f"{first.published or 'undated':<12}{name}", width, subsequent_indent=_INDENT
        )
        if first.link:
            yield f"{_INDENT}{first.link}"
        line = f":{first.line}" if first.line else ""
        place = " · ".join(filter(None, (f"{first.path}{line}", first.id, first.where)))
        yield f"{_INDENT}{place}"
        if rule == "name" and first.count > 1:
            yield f"{_INDENT}{first.count:,} times"
        for excerpt in dict.fromkeys(place.excerpt for place in its[:_MOST_PLACES]):
            yield from textwrap.wrap(
                excerpt,
                width,
                initial_indent=_INDENT,
                subsequent_indent=_INDENT,
                max_lines=3,
                placeholder=" …",
            )
        if len(its) > _MOST_PLACES:
            yield f"{_INDENT}and {many(len(its) - _MOST_PLACES, 'more place')}"
