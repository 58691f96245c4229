"""`half-abbreviation`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

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
from copydesk_rules.punctuation.shared.running import Punctuated, is_word_like, token_at

__all__ = ["HalfAbbreviation"]

#: What is written with a full stop behind each of its letters, without the last.
_HALVES = ("e.g", "i.e", "a.m", "p.m", "U.S", "U.K", "U.N", "D.C")
#: A Latin one whose first word is whole.
_WHOLE = ("et. al", "Et. al")
#: A full stop of one of them: stops are few, and so it is soon found that there is none.
_STOP = lazy_pattern(r"\.(?:g(?<=e..)|e(?<=i..)|m(?<=[ap]..)|[SKN](?<=U..)|C(?<=D..)| al(?<=[eE]t.{4}))")


@cache
def _pattern(wrong: str) -> re.Pattern[str]:
    return re.compile(rf"{wrong[0]}(?<![\w.@/].){re.escape(wrong[1:])}(?![\w/@]|\.\w)")


class HalfAbbreviation(Rule[NoOptions]):
    """Finds an abbreviation that has one of its full stops and lacks the other.

    *U.S* and *9 p.m* are neither the form with full stops nor the one without; *et* in *et al.* is no
    abbreviation. The fix puts the full stop that is missing, or deletes the one too many, and is safe.

    Forms without any full stop (*US, pm, eg*) are a style, and left alone, as addresses and code are.
    """

    meta = Meta(
        name="half-abbreviation",
        group="punctuation",
        since="0.2",
        summary="“{wrong}” lacks its second full stop.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        confidence=0.95,
    )
    examples = (
        Bad("The ⟦U.S⟧ mayor left.", fixed="The U.S. mayor left."),
        Bad("It sank at 9 ⟦p.m⟧ and nobody saw it.", fixed="It sank at 9 p.m. and nobody saw it."),
        Bad("Bring ropes, ⟦e.g⟧ the new ones.", fixed="Bring ropes, e.g. the new ones."),
        Bad("Hale ⟦et. al⟧. saw it.", fixed="Hale et al. saw it."),
        Good(
            "The U.S. mayor left at 9 p.m. for the U.K.; the US and 9 pm, eg ropes. Hale et al. saw U.S.S.R."
        ),
        Good("See e.g.example.com and u.s/p.m; he lives in the U.S."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if not _STOP.search(prose):
            return
        for wrong in (*_HALVES, *_WHOLE):
            if wrong not in prose:
                continue
            for match in _pattern(wrong).finditer(prose):
                span = Span(*match.span())
                whole = wrong in _WHOLE
                if not whole and prose[span.end : span.end + 1] == ".":
                    continue
                if is_word_like(token_at(prose, *span)) and article.derive(Punctuated).block_at(span.start):
                    yield self._report(span, wrong, whole)

    def _report(self, span: Span, wrong: str, whole: bool) -> Finding:
        if whole:
            fix = Fix.replace(span, wrong.replace(".", ""), Safety.SAFE)
            message = f"“{wrong}” has a full stop too many: *et* is a whole word."
            return self.finding(span, fix, message=message.replace("*", "“", 1).replace("*", "”"))
        return self.finding(span, Fix.replace(span, f"{wrong}.", Safety.SAFE), wrong=wrong)
