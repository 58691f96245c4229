"""Verbs with a particle, and the nouns that are made of them: *set up* and *a setup*; and their like.

What a place asks for, a verb or a noun, the words around it tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk import Article, Span, lazy_pattern
from copydesk_rules.wording.grammar.forms import forms_of_word

__all__ = ["phrasal_slips"]

_PARTICLES = "up|in|on|out|off|down|over|back|away|through"
#: A verb that a hyphen ties to its particle; looked for from the hyphen on.
_TIED = lazy_pattern(rf"-(?<=[a-z]{{3}}-)(?P<particle>{_PARTICLES})(?![\w’'-])")
_VERB = lazy_pattern(r"(?<![\w@#/.’'-])[A-Za-z][a-z]{2,}\Z")
_MODAL = (
    r"can|could|will|would|should|must|may|might|cannot|can[’']t|couldn[’']t|won[’']t|don[’']t|didn[’']t"
    r"|doesn[’']t|did"
    r"|please|you|we|they|i|let[’']s|[a-z]+[’']ll|(?:want|need|have|has|had|going|able|how|try|used|ready"
    r"|like|free"
    r"|wish|unable|easy|time|asked|wants|needs|decided|forget|trying) to"
)
_LEADS = lazy_pattern(rf"(?<![\w’'-])(?i:{_MODAL})(?: (?:also|not|then|always|just|only|never|quickly))? \Z")
_TO = lazy_pattern(r"(?<![\w’'-])[Tt]o \Z")
_SUBJECT = lazy_pattern(
    r"(?<![\w’'-])(?i:i|you|we|they|he|she|who|have|has|had|[a-z]+[’']ve)"
    r"(?: just| then| also)? \Z"
)
_OBJECT = lazy_pattern(
    r" (?:an?|the|your|my|our|their|his|her|its|this|these|those|all|any|some|each|every|it|them|us"
    r"|everything|new)\b"
)
_GOES_ON = lazy_pattern(
    r" (?:with|to|for|on|at|in|from|by|and|or|as|now|today|here|before|after)\b|[.,;:!?](?:\s|\Z)"
)
#: Nouns in one word whose verbs have a participle like their base.
_PASSIVE = ("setup", "shutdown")
_BE = (
    r"(?:is|are|was|were|be|been|being|get|gets|got|getting|[a-z]+(?:[’']re|[’']s))(?: (?:not|now|also"
    r"|already"
    r"|properly|automatically|correctly|currently|usually|only|always|often|still|easily|initially|all|just"
    r"|being|been))?"
)
_BEHIND_PASSIVE = (
    r"(?= (?:to|for|with|in|on|by|at|so|as|via|using|when|where|after|before|correctly|properly"
    r"|automatically|during"
    r"|until|because|if|under|through|from|and (?:running|ready|configured))\b)"
)
_HELD = frozenset(["it", "them", "everything", "things"])
_HAVE = r"(?:have|has|had|having|get|got|getting|need|needs|needed|keep|kept|want|wanted)"
_EVERY = lazy_pattern(
    r"everyday(?=[.;!?)](?:\s|\Z)| (?:at|in|on|from|to|by|with|when|while|because"
    r"|until|before"
    r"|after|since|during|i|I|we|you|they|he|she|as|through|via|the|my|our|his|her|their)\b)"
)
#: Behind these “everyday” is an adjective or a noun.
_ADJECTIVAL = frozenset(
    (
        *(
            "the",
            "a",
            "an",
            "of",
            "and",
            "or",
            "in",
            "more",
            "most",
            "very",
            "so",
            "as",
            "our",
            "their",
            "his",
        ),
        *("her", "my", "your", "its", "for", "from", "with", "new", "that", "this"),
    )
)
_LAST = lazy_pattern(r"(?P<word>[\w’'-]+) \Z")
_OWNED = lazy_pattern(r"(?<![\w’'-])(?i:my|your|his|her|its|our|their|of|in|for|an) \Z")
_EVERYDAY_NOUN = lazy_pattern(
    r"(?P<found>every day) "
    r"(?:life|lives|use|living|things|tasks?|items?|people|language|objects?|situations?"
    r"|activit(?:y|ies)|wear|work|problems?"
    r"|experiences?|speech|events?|needs|conversations?|expenses|lifestyle|routines?|reality|struggles?)\b"
)
_BEFORE_ONE = lazy_pattern(r"(?<![\w’'-])(?P<first>[Aa]ny|[Ss]ome|[Ee]very) \Z")
_ONE = lazy_pattern(
    r"\bone(?= (?:else|who|can|could|should|wants?|knows?"
    r"|interested|will"
    r"|would|seems?|agrees?|thinks?)\b)(?! who of)"
)
_BEFORE_MAYBE = lazy_pattern(r"(?<![\w’'-])(?i:it|this|that|there|which) \Z")
_MAYBE = lazy_pattern(
    r"\bmaybe(?= (?:that|a|an|the|possible|necessary"
    r"|useful"
    r"|hard|difficult|due|able|worth|because|time|easier|better|best|more|too|some|other|used|needed"
    r"|required|helpful|wise)\b)"
)
_MAY_BE = lazy_pattern(r"May be(?= (?:I|we|he|she|it|they|you|the|this|that|there)\b)")
_OPENS = lazy_pattern(r"(?:\A|\n|[.!?]”? )\Z")
_NO_QUESTION = lazy_pattern(r"[^.!?\n]{0,300}[.!]")


def phrasal_slips(article: Article) -> Iterator[tuple[Span, str, str]]:
    """What is written as the wrong part of speech: its place, how it should be written, and why."""
    known = article.vocabulary
    if "-" in article.characters:
        yield from _tied(article.prose)
    yield from _passives(article)
    if "everyday" in known or "day" in known:
        yield from _every_day(article.prose)
    if "one" in known:
        for match in _ONE.finditer(article.prose):
            if before := _BEFORE_ONE.search(article.prose, max(0, match.start() - 8), match.start()):
                yield Span(before.start(), match.end()), f"{before['first']}one", ""
    if "maybe" in known:
        for match in _MAYBE.finditer(article.prose):
            if _BEFORE_MAYBE.search(article.prose, max(0, match.start() - 8), match.start()):
                yield Span(*match.span()), "may be", " as a verb"
    if "May" in known:
        for match in _MAY_BE.finditer(article.prose):
            start = match.start()
            opens = _OPENS.search(article.prose, max(0, start - 3), start)
            if opens and _NO_QUESTION.match(article.prose, match.end()):
                yield Span(*match.span()), "Maybe", " as an adverb"


def _tied(prose: str) -> Iterator[tuple[Span, str, str]]:
    """Verbs with a hyphen: “you can sign-up for it”."""
    for match in _TIED.finditer(prose):
        at, end = match.start(), match.end()
        verb = _VERB.search(prose, max(0, at - 20), at)
        if verb is None:
            continue
        readings = forms_of_word(verb[0].lower()).keys()
        before = max(0, verb.start() - 30)
        has_object = _OBJECT.match(prose, end) is not None
        is_base = not readings.isdisjoint("bu")
        led = is_base and (
            _LEADS.search(prose, before, verb.start()) is not None
            or (has_object and _TO.search(prose, before, verb.start()) is not None)
        )
        past = not readings.isdisjoint("de") and _SUBJECT.search(prose, before, verb.start()) is not None
        if (led or past) and (has_object or _GOES_ON.match(prose, end)):
            yield Span(verb.start(), end), f"{verb[0]} {match['particle']}", " as a verb"


def _passives(article: Article) -> Iterator[tuple[Span, str, str]]:
    """Nouns that stand for a participle: “the dam was shutdown at noon”, “three servers setup for it”."""
    for noun in _PASSIVE:
        if noun in article.vocabulary:
            for match in _passive_pattern(noun).finditer(article.prose):
                held = match["held"]
                if (
                    held is None
                    or held in ("it", "them", "everything", "things")
                    or "p" in forms_of_word(held)
                ):
                    wanted = (
                        f"{noun[: -len('up')]} up" if noun.endswith("up") else f"{noun[: -len('down')]} down"
                    )
                    yield Span(*match.span("found")), wanted, " as a verb"


@cache
def _passive_pattern(noun: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w’'-])(?:{_BE}|{_HAVE} (?:[a-z]+ ){{0,2}}(?P<held>[a-z]+))"
        rf" (?P<found>{noun}){_BEHIND_PASSIVE}"
    )


def _every_day(prose: str) -> Iterator[tuple[Span, str, str]]:
    for match in _EVERY.finditer(prose):
        last = _LAST.search(prose, max(0, match.start() - 24), match.start())
        before = last["word"].lower() if last else ""
        if before and before not in _ADJECTIVAL and "a" not in forms_of_word(before):
            yield Span(*match.span()), "every day", " as an adverb"
    for match in _EVERYDAY_NOUN.finditer(prose):
        if _OWNED.search(prose, max(0, match.start() - 8), match.start()):
            yield Span(*match.span("found")), "everyday", " before a noun"
