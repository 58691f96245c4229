"""How high a line must score to be reported, by what else it could be.

A sentence that speaks of what pages speak of is seldom the article's; a short line before a paragraph may be
its heading, the first line its headline, and where most lines are short they are a list, a table or verse. At
these figures 86 of 100 lines are a page's, in articles of sites that were left out of the training.
"""

from __future__ import annotations

from copydesk_rules.markup.lines.features import Line, Place

__all__ = ["TEXT", "threshold"]

#: The forms of sentences of more than a few words.
TEXT = frozenset(("20.", "60.", "L."))
_SHORT, _MIDDLE = 4, 12
#: A text of short lines.
_OF_SHORT_LINES = 1.2
_SENTENCE = {True: (3.0, 1.4, 1.7), False: (4.0, 4.0, 2.4)}
_FIRST = {True: (2.4, 6.5, 3.0), False: (3.4, 6.0, 6.0)}
_LAST = {True: (2.0, 1.2, 2.0), False: (3.0, 2.0, 4.2)}
_BEFORE_TEXT = {True: (1.5, 3.0, 1.6), False: (3.0, 3.0, 2.8)}
_BEFORE_SHORT = {True: (3.0, 1.8, 3.4), False: (3.0, 3.8, 3.0)}


def threshold(line: Line, place: Place, speaks_of_pages: bool) -> float:
    """The least score of a line that is reported.

    Args:
        line: the line.
        place: where it stands.
        speaks_of_pages: whether it has words that articles seldom have.
    """
    size = 0 if line.size <= _SHORT else 1 if line.size <= _MIDDLE else 2
    if line.form.endswith(".") and (place.above or speaks_of_pages):
        table = _SENTENCE
    elif not place.above or (place.above == 1 and place.before.endswith("0") and line.size > _SHORT):
        table = _FIRST  # a headline, below a section's name or a date
    elif not place.below:
        table = _LAST
    else:
        table = _BEFORE_TEXT if place.after in TEXT else _BEFORE_SHORT
    raised = _OF_SHORT_LINES if place.shorts in ("many", "1") else 0.0
    return table[speaks_of_pages][size] + raised
