"""`incomplete-date`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Finding,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.structure.shared.dates import DAY_NAME, MONTH, YEAR

__all__ = ["IncompleteDate"]

#: The months whose names are nothing else: May, June, April and August are people too, and March a walk.
_ONLY_MONTH = (
    r"(?P<month>(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|July|Aug\.|Sept?(?:ember\b|\.)"
    r"|Oct(?:ober\b|\.)|Nov(?:ember\b|\.)|Dec(?:ember\b|\.)))"
)
#: What can follow a whole date, and doesn't follow a month that something is said of: "on January sales".
_CLAUSE = (
    r"(?:that|when|where|while|after|before|because|at|in|he|she|they|we"
    r"|the(?! (?:\d|[a-z]+(?:st|nd|rd|th)\b)))"
)
_END = rf"(?=[.,;:!?)”\"]|$| (?:{_CLAUSE}|to|by|for|with|a|an|as|until)\b)"
# Begins with a set of characters and looks back at it: so it is searched for at the speed of a scan.
_ON = rf"[Oo](?<!\w.)n (?:{DAY_NAME},? )?"
_NO_DAY = (
    lazy_pattern(rf"{_ON}(?P<hole>{_ONLY_MONTH})(?= {_CLAUSE}\b)"),
    lazy_pattern(rf"{_ON}(?P<hole>{MONTH},? {YEAR}){_END}", re.MULTILINE),
)
_ENDING_ONLY = lazy_pattern(rf"the(?<!\w...) (?P<hole>(?:st|nd|rd|th) of {MONTH})")
#: One of these stands in what it matches: looking for them takes less time than compiling it.
_ENDINGS = ("the st of ", "the nd of ", "the rd of ", "the th of ")
#: A hole before a year, and what stands before the hole where it is a day's: strings, compiled on first use.
_HOLE = lazy_pattern(rf" (?P<ending>,|(?:st|nd|rd|th),?) ?{YEAR}")
_BEFORE_COMMA = rf"(?im)(?:\b{_ON}|\b{DAY_NAME},? |^(?:by |published:? |posted:? )?)(?P<hole>{MONTH})$"
_BEFORE_ENDING = rf"\b(?P<hole>{MONTH})$"
_NO_NUMBER = lazy_pattern(rf" (?P<hole>the of) (?P<when>{YEAR}|{MONTH}(?=[ .,;]))")
#: Words that take “on” along, and say nothing of when: “based on January 2018 prices”.
_TAKES_ON = lazy_pattern(
    r"\b(?:bas(?:ed|ing|es)|depend\w*|focus\w*|concentrat\w+|reflect\w*|rel(?:y|ies|ied|ying)|report\w*|data"
    r"|figures?|statistics|information|details?|update|updates|light|effects?|impact|bearing|eyes?|look\w*"
    r"|back|insist\w*|settled?|decid\w+|agree[ds]?|call\w*|bets?|betting|zeroed|weigh\w*|spen[dt]\w*"
    r"|built|build\w*) $"
)
_LONGEST_WORD, _LONGEST_DATE = 16, 40


class IncompleteDate(Rule[NoOptions]):
    """Finds dates without their day, and places where a word was taken out before “of”.

    “He said on Nov. that the claim was wrong.” The writer meant to look the day up, or an import took the
    number for something else. Readers can't tell when it was, and the desk won't be asked until somebody
    needs to know.

    Reported are a month after “on” with no day (“on November that”, “on March 2018.”), a month with a
    hole before its year (“on January , 2018”), an ordinal's ending without its number (“the th of May”), and
    “in the of 2019”. A month after “on” that something is said of stays as it is (“a report on January
    sales”, “based on January 2018 prices”), and so do names (“pressure on May to resign”).

    Only the desk knows the day, so nothing is offered as a fix.
    """

    meta = Meta(
        name="incomplete-date",
        group="structure",
        since="0.2",
        summary="The day is missing from the date “{found}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.NEVER,
        language="en",
        confidence=0.95,
    )
    examples = (
        Bad("The ministry said on ⟦Nov.⟧ that the tunnel was dry."),
        Bad("The council met on ⟦October⟧ when the mayor was away."),
        Bad("The ferry sank on Tuesday, ⟦January , 2018⟧, off the cape."),
        Bad("The bridge was closed on ⟦March 2018⟧."),
        Bad("The bridge was closed on ⟦May, 2018⟧ by the harbour master."),
        Bad("The choir sang on ⟦June th, 2018⟧, and again a week later."),
        Bad("She was born on the ⟦th of April⟧ and named for an aunt."),
        Bad("Work began in ⟦the of⟧ 2019 and went on until winter."),
        Good("The ministry said on Nov. 4 that the tunnel was dry. On November the fourth, it rained."),
        Good(
            "The ministry said on 4 November 2018 that the tunnel was dry, and on May 2, 2018, that it was."
        ),
        Good("We vote on November the 4th, on March 6 and on December twenty-first."),
        Good("The forecast is based on January 2018. A report on January 2019, a report on November sales."),
        Good("Pressure on May to resign grew. On June the burden fell, and on August the blame."),
        Good("The plan focused on October when the rains begin."),
        Good("They marched on March 4. The bridge opened in March, 2018, and in March , 2019, it closed."),
        Good("He lives on 4th of July Road, in the rest of 2019’s tents, at the end of May."),
        Good("Run `on Nov. that` with the date `January , 2018`.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        found: dict[Span, str | None] = {}
        has_ending_only = any(ending in prose for ending in _ENDINGS)
        for pattern in (*_NO_DAY, _ENDING_ONLY) if has_ending_only else _NO_DAY:
            for match in pattern.finditer(prose):
                before = prose[max(0, match.start() - _LONGEST_WORD) : match.start()]
                if not _TAKES_ON.search(before):
                    found.setdefault(Span(*match.span("hole")), None)
        for match in _HOLE.finditer(prose):
            date = _BEFORE_COMMA if match["ending"] == "," else _BEFORE_ENDING
            at = max(0, match.start() - _LONGEST_DATE)
            if month := re.search(date, prose[at : match.start()]):
                found.setdefault(Span(at + month.start("hole"), match.end()), None)
        for match in _NO_NUMBER.finditer(prose) if " the of " in prose else ():
            found[Span(*match.span("hole"))] = f"A word is missing between “the” and “of {match['when']}”."
        for span in sorted(found):
            yield self.finding(span, message=found[span], found=article.text_of(span))
