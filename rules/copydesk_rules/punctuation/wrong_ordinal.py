"""`wrong-ordinal`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import filterfalse

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated

__all__ = ["WrongOrdinal"]

_ENDINGS = ("st", "nd", "rd", "th")
_ORDINAL = lazy_pattern(r"(?P<number>\d+)(?P<ending>st|nd|rd|th)")
#: What stands before a number that orders: “12st” alone is a weight, “30rd” a number of rounds.
_ORDERS = lazy_pattern(r"(?:\b(?i:the|on|until|till|from|our|its|his|her|their)|\b[A-Z][a-z]{2,8}\.?) \Z")
_OF = lazy_pattern(r" (?:of|annual|anniversary|birthday|century|floor|grade|place|round|time)\b")
_WINDOW = 12


class WrongOrdinal(Rule[NoOptions]):
    """Finds an ordinal number with another number's ending: *21th*, *12nd*.

    It is *21st*, *22nd*, *23rd*, but *11th*, *12th*, *13th*, and the ending goes by the last two digits.
    Where the number may be what is wrong, only the author knows; the fix keeps the number, and so is safe.

    Left alone are weights (*12st*), rounds (*30rd*), and numbers of a formula (*n-1th*).
    """

    meta = Meta(
        name="wrong-ordinal",
        group="punctuation",
        since="0.2",
        summary="“{wrong}” has the wrong ending. Did you mean “{right}”?",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        confidence=0.95,
    )
    examples = (
        Bad("It was the ⟦21th⟧ boat to sink.", fixed="It was the 21st boat to sink."),
        Bad("They left on May ⟦22th⟧.", fixed="They left on May 22nd."),
        Bad("The ⟦11st⟧ boat and the ⟦112nd⟧.", fixed="The 11th boat and the 112th."),
        Bad("She came ⟦3th⟧.", fixed="She came 3rd."),
        Good("The 1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st, 102nd, 111th; he weighs 12st or 10st 4lb."),
        Good("A 30rd magazine, the n-1th and (n+1)th of them, NGC 22th3."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for word in filterfalse(str.isalpha, article.vocabulary):
            if word[-2:] not in _ENDINGS or not word[0].isdecimal():
                continue
            match = _ORDINAL.fullmatch(word)
            if match is None or match["ending"] == (right := _ending(match["number"])):
                continue
            for place in re.finditer(rf"(?<![\w.,:/+−–-]){word}(?![\w-])", prose):
                at = place.start()
                orders = match["ending"] == "th" or (
                    _ORDERS.search(prose, max(0, at - _WINDOW), at) or _OF.match(prose, place.end())
                )
                if orders and article.derive(Punctuated).block_at(at):
                    span, fixed = Span(*place.span()), match["number"] + right
                    fix = Fix.replace(span, fixed, Safety.SAFE)
                    yield self.finding(span, fix, wrong=word, right=fixed)


def _ending(number: str) -> str:
    if number[-2:-1] == "1":
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
